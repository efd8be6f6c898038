/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection of a request: its time limits, and what is said to its client past libsoup.
 * MqHttpServer accepts connections; requests find theirs through the remote address. */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void mq_request_log_begin (SoupServerMessage *message, const char *method, const char *path,
                           const char *segment);

/** MQ_CONNECTION_HEADER_SECONDS: a connection whose first request has no complete headers by then
 * is closed, so that silent clients cannot use up the connections. */
#define MQ_CONNECTION_HEADER_SECONDS 30
/** MQ_CONNECTION_IDLE_SECONDS: a connection on which nothing moves is closed after this time. */
#define MQ_CONNECTION_IDLE_SECONDS 300
/** MQ_CONNECTION_BODY_SECONDS: for a body, with a second more for each
 * %MQ_CONNECTION_BODY_BYTES of it. */
#define MQ_CONNECTION_BODY_SECONDS 30
/** MQ_CONNECTION_BODY_BYTES: the least speed of a body, a second. */
#define MQ_CONNECTION_BODY_BYTES (16 * 1024)

void mq_connection_begin (GSocketConnection *connection, GSocketAddress *remote);
gboolean mq_connection_drop_silent (void);
GSocket *mq_connection_get_socket (SoupServerMessage *message);
void mq_connection_await_body (SoupServerMessage *message, gsize most);
void mq_connection_reply_at_once (SoupServerMessage *message);
void mq_connection_drop (SoupServerMessage *message);

G_END_DECLS
