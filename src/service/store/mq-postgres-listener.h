/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPostgresListener: hears what the nodes of a service tell each other (NOTIFY), on a connection
 * of its own that the main loop watches. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MQ_TYPE_POSTGRES_LISTENER (mq_postgres_listener_get_type ())
G_DECLARE_FINAL_TYPE (MqPostgresListener, mq_postgres_listener, MQ, POSTGRES_LISTENER, GObject)

/* Signal: "heard" (const char *message): a node said it. An empty message: the connection was lost
 * and is there again, so any message may have been missed. */
MqPostgresListener *mq_postgres_listener_new (const char *uri, const char *channel,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
