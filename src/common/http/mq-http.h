/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* libsoup's and GIO's asynchronous calls as futures, and answers read to their end, up to a
 * limit. */
#pragma once

#include <libdex.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

DexFuture *mq_http_send (SoupSession *session, SoupMessage *message) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_http_read_all (GInputStream *stream, gsize limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_http_with_timeout (DexFuture *future, guint seconds) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a secret may be sent there: https, or http on this computer. */
gboolean mq_http_is_safe_url (const char *url);
gboolean mq_http_is_loopback (GUri *uri);

/* The address that was meant: “http://” or “https://” is added where it lacks. */
char *mq_http_complete_url (const char *typed) G_GNUC_WARN_UNUSED_RESULT;

/* Certificates that are trusted beside the system's. */
gboolean mq_http_trust (SoupMessage *message, const char *ca_file, GError **error);

/* The message of an error of libsoup or GIO, with what to do where that can be told. */
char *mq_http_describe_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* Call it at the start of a program. */
void mq_http_init (void);

G_END_DECLS
