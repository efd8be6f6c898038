/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session at a shared service, see mq-remote-session.h. */
#include "client/remote/mq-remote-session.h"

#include "client/session/mq-session.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#define MAX_TITLE 1000 /* bytes; a title has at most 200 characters */

struct _MqRemoteSession
{
  GObject parent_instance;

  char *id;
  char *title;
  gint64 revision;
  guint n_versions;
  gint64 updated; /* Unix seconds */
  guint64 size;   /* bytes */
};

G_DEFINE_FINAL_TYPE (MqRemoteSession, mq_remote_session, G_TYPE_OBJECT)

static void
mq_remote_session_finalize (GObject *object)
{
  MqRemoteSession *self = MQ_REMOTE_SESSION (object);

  g_free (self->id);
  g_free (self->title);

  G_OBJECT_CLASS (mq_remote_session_parent_class)->finalize (object);
}

static void
mq_remote_session_class_init (MqRemoteSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_remote_session_finalize;
}

static void
mq_remote_session_init (MqRemoteSession *self)
{
}

/**
 * mq_remote_session_new:
 * @json: a KeptSession of docs/openapi.yaml, which the service may have got wrong
 *
 * Returns: (transfer full) (nullable): the session; %NULL if it has no proper id
 */
MqRemoteSession *
mq_remote_session_new (JsonObject *json)
{
  const char *id = mq_json_get_string (json, "id", NULL);
  const char *updated = mq_json_get_string (json, "updated", NULL);
  g_autoptr (GDateTime) time = updated != NULL ? g_date_time_new_from_iso8601 (updated, NULL)
                                               : NULL;
  MqRemoteSession *self;

  /* It becomes part of an address. */
  if (id == NULL || !mq_session_is_id (id))
    return NULL;

  self = g_object_new (MQ_TYPE_REMOTE_SESSION, NULL);
  self->id = g_strdup (id);
  self->title = mq_text_clean (mq_json_get_string (json, "title", ""), MAX_TITLE);
  g_strdelimit (self->title, "\n\t", ' ');
  self->revision = MAX (mq_json_get_int (json, "revision", 0), 0);
  self->n_versions = (guint)CLAMP (mq_json_get_int (json, "versions", 0), 0, G_MAXINT);
  self->updated = time != NULL ? g_date_time_to_unix (time) : 0;
  self->size = (guint64)MAX (mq_json_get_int (json, "bytes", 0), 0);
  return self;
}

const char *
mq_remote_session_get_id (MqRemoteSession *self)
{
  g_return_val_if_fail (MQ_IS_REMOTE_SESSION (self), NULL);

  return self->id;
}

/**
 * mq_remote_session_get_title:
 * @self: a session
 *
 * Returns: (transfer none): one line; "" if it has no title there
 */
const char *
mq_remote_session_get_title (MqRemoteSession *self)
{
  g_return_val_if_fail (MQ_IS_REMOTE_SESSION (self), NULL);

  return self->title;
}

/**
 * mq_remote_session_get_revision:
 * @self: a session
 *
 * Returns: how often its file was kept there
 */
gint64
mq_remote_session_get_revision (MqRemoteSession *self)
{
  g_return_val_if_fail (MQ_IS_REMOTE_SESSION (self), 0);

  return self->revision;
}

guint
mq_remote_session_get_n_versions (MqRemoteSession *self)
{
  g_return_val_if_fail (MQ_IS_REMOTE_SESSION (self), 0);

  return self->n_versions;
}

/**
 * mq_remote_session_get_updated:
 * @self: a session
 *
 * Returns: when its file was kept there, in Unix seconds
 */
gint64
mq_remote_session_get_updated (MqRemoteSession *self)
{
  g_return_val_if_fail (MQ_IS_REMOTE_SESSION (self), 0);

  return self->updated;
}

/**
 * mq_remote_session_get_size:
 * @self: a session
 *
 * Returns: bytes of its file
 */
guint64
mq_remote_session_get_size (MqRemoteSession *self)
{
  g_return_val_if_fail (MQ_IS_REMOTE_SESSION (self), 0);

  return self->size;
}
