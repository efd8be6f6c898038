/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemoteSession: a session that is kept at a shared service, as the service lists it. It does not
 * change. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_REMOTE_SESSION (mq_remote_session_get_type ())
G_DECLARE_FINAL_TYPE (MqRemoteSession, mq_remote_session, MQ, REMOTE_SESSION, GObject)

/**
 * MqRemoteSession:
 * @id: its id
 * @title: one line; "" if it has no title there
 * @revision: how often its file was kept there
 * @n_versions: the number of its versions
 * @updated: when its file was kept there, Unix seconds
 * @size: bytes of its file
 */
struct _MqRemoteSession
{
  GObject parent_instance;

  char *id;
  char *title;
  gint64 revision;
  guint n_versions;
  gint64 updated;
  guint64 size;
};

MqRemoteSession *mq_remote_session_new (JsonObject *json) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
