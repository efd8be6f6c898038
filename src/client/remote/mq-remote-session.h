/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemoteSession: a session that is kept at a shared service, as the service lists it. It does not
 * change. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_REMOTE_SESSION (mq_remote_session_get_type ())
G_DECLARE_FINAL_TYPE (MqRemoteSession, mq_remote_session, MQ, REMOTE_SESSION, GObject)

MqRemoteSession *mq_remote_session_new (JsonObject *json) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_remote_session_get_id (MqRemoteSession *self);
const char *mq_remote_session_get_title (MqRemoteSession *self);
gint64 mq_remote_session_get_revision (MqRemoteSession *self);
guint mq_remote_session_get_n_versions (MqRemoteSession *self);
gint64 mq_remote_session_get_updated (MqRemoteSession *self);
guint64 mq_remote_session_get_size (MqRemoteSession *self);

G_END_DECLS
