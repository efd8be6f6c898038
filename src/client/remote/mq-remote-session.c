/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session at a shared service, see mq-remote-session.h. */
#include "client/remote/mq-remote-session.h"

#include "client/session/mq-session.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#define MAX_TITLE 1000 /* bytes; a title has at most 200 characters */

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
