/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKeptSession: a session that is kept at a shared service, as the service lists it. It does not
 * change. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_KEPT_SESSION (mq_kept_session_get_type ())
G_DECLARE_FINAL_TYPE (MqKeptSession, mq_kept_session, MQ, KEPT_SESSION, GObject)

MqKeptSession *mq_kept_session_new (JsonObject *json) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_kept_session_get_id (MqKeptSession *self);
const char *mq_kept_session_get_title (MqKeptSession *self);
gint64 mq_kept_session_get_revision (MqKeptSession *self);
guint mq_kept_session_get_n_versions (MqKeptSession *self);
gint64 mq_kept_session_get_updated (MqKeptSession *self);
guint64 mq_kept_session_get_size (MqKeptSession *self);

G_END_DECLS
