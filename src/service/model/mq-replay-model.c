/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReplayModel, see mq-replay-model.h. */
#include "service/model/mq-replay-model.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "service/model/mq-transcript.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_EXCHANGES 10000
#define MAX_NAME 200
#define MAX_MESSAGE 4000

struct _MqReplayModel
{
  GObject parent_instance;

  GPtrArray *records; /* MqExchangeRecord that are not used yet */
  MqModelAbilities abilities;
};

typedef struct
{
  MqModelAnswer *answer;
  MqModelDelta delta;
  gpointer user_data;
  GDestroyNotify destroy;
} Saying;

static void
record_free (MqExchangeRecord *self)
{
  g_free (self->role);
  g_free (self->task);
  g_clear_object (&self->answer);
  g_clear_error (&self->error);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqExchangeRecord, record_free)

static char *
read_name (JsonObject *line, const char *key, GError **error)
{
  const char *name = mq_json_require_string (line, key, error);

  if (name != NULL && strlen (name) <= MAX_NAME)
    return g_strdup (name);

  return name != NULL ? mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” is too long", key) : NULL;
}

static MqExchangeRecord *
read_exchange (JsonObject *line, GError **error)
{
  g_autoptr (MqExchangeRecord) record = g_new0 (MqExchangeRecord, 1);
  JsonObject *answer = mq_json_get_object (line, "answer");
  JsonObject *failure = mq_json_get_object (line, "error");
  JsonObject *request;
  JsonArray *messages;

  if (!(record->role = read_name (line, "role", error))
      || !(record->task = read_name (line, "task", error))
      || !(request = mq_json_require_object (line, "request", error)))
    return NULL;

  if ((answer != NULL) == (failure != NULL))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "either “answer” or “error” was expected");

  if (failure != NULL)
    {
      int code = mq_model_error_from_code (mq_json_get_string (failure, "code", NULL));
      g_autofree char *cut = g_strndup (mq_json_get_string (failure, "message", ""), MAX_MESSAGE);
      g_autofree char *valid = g_utf8_make_valid (cut, -1);
      JsonObject *used = mq_json_get_object (failure, "usage");
      MqModelUsage usage = mq_model_usage_from_json (used);

      record->error = g_error_new_literal (MQ_MODEL_ERROR, code, valid);
      if (used != NULL)
        mq_model_error_set_spent (record->error, &usage, mq_json_get_array (failure, "rejected"));
    }
  else if (!(record->answer = mq_model_answer_from_json (answer, error)))
    return NULL;

  messages = mq_json_get_array (request, "messages");
  MQ_JSON_EACH (messages, i, message)
    {
      JsonArray *parts = mq_json_get_array (message, "parts");

      MQ_JSON_EACH (parts, j, part)
        record->with_pictures |= part != NULL && json_object_has_member (part, "picture");
    }
  record->with_tools = mq_json_get_array (request, "tools") != NULL;
  return g_steal_pointer (&record);
}

/* @text: one JSON object per line; @length: bytes; @error: %MQ_ERROR_BAD_INPUT. Returns:
 * (transfer full) (nullable) (element-type MqExchangeRecord): the exchanges */
GPtrArray *
mq_transcript_parse (const char *name, const char *text, gsize length, GError **error)
{
  static const char *const members[] = { "picture", "media_type", "data" };
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)record_free);
  gsize at = 0;

  for (guint number = 1; at < length; number++)
    {
      const char *end = memchr (text + at, '\n', length - at);
      gsize n = end != NULL ? (gsize)(end - text) - at : length - at;
      g_autoptr (JsonObject) line = NULL;
      MqExchangeRecord *record = NULL;
      g_autoptr (GError) why = NULL;

      if (n > 0)
        line = mq_json_parse_object (text + at, (gssize)n, &why);
      /* Lines of pictures are skipped: they are for people, and answers do not depend on them. */
      if (line != NULL && json_object_has_member (line, "picture"))
        {
          for (gsize i = 0; why == NULL && i < G_N_ELEMENTS (members); i++)
            mq_json_require_string (line, members[i], &why);
        }
      else if (line != NULL && records->len == MAX_EXCHANGES)
        mq_fail (&why, MQ_ERROR_BAD_INPUT, "there are more than %d exchanges", MAX_EXCHANGES);
      else if (line != NULL && (record = read_exchange (line, &why)) != NULL)
        g_ptr_array_add (records, record);
      if (why != NULL)
        return mq_fail_null (
            error, MQ_ERROR_BAD_INPUT, /* Translators: file, line, the problem there */
            _ ("%s, line %u: this is not a Maquette transcript: %s"), name, number, why->message);
      at += n + 1;
    }

  return g_steal_pointer (&records);
}

static void mq_replay_model_iface_init (MqModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MqReplayModel, mq_replay_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MQ_TYPE_MODEL, mq_replay_model_iface_init))

static void
mq_replay_model_finalize (GObject *object)
{
  MqReplayModel *self = MQ_REPLAY_MODEL (object);

  g_clear_pointer (&self->records, g_ptr_array_unref);

  G_OBJECT_CLASS (mq_replay_model_parent_class)->finalize (object);
}

static void
mq_replay_model_class_init (MqReplayModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_replay_model_finalize;
}

static void
mq_replay_model_init (MqReplayModel *self)
{
}

static const char *
mq_replay_model_get_name (MqModel *model)
{
  return "replay";
}

static MqModelAbilities
mq_replay_model_get_abilities (MqModel *model)
{
  return MQ_REPLAY_MODEL (model)->abilities;
}

static void
saying_free (gpointer data)
{
  Saying *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_object_unref (self->answer);
  g_free (self);
}

/* As over a network, the text arrives after the caller has its future. */
static DexFuture *
answer_fiber (gpointer user_data, DexFuture *dropped)
{
  Saying *self = user_data;

  if (self->delta != NULL && dex_future_is_pending (dropped))
    self->delta (self->answer->text, FALSE, self->user_data);

  return dex_future_new_for_object (self->answer);
}

static DexFuture *
mq_replay_model_ask (MqModel *model, MqModelRequest *request, MqModelDelta delta,
                     MqModelRetryFunc retry, gpointer user_data, GDestroyNotify destroy)
{
  MqReplayModel *self = MQ_REPLAY_MODEL (model);
  const char *role = request->role;
  const char *task = request->task;
  g_autofree Saying *saying = g_new0 (Saying, 1);

  *saying = (Saying){ NULL, delta, user_data, destroy };
  MQ_EACH (self->records, i, MqExchangeRecord, record)
    {
      DexFuture *failed;

      if (!g_str_equal (record->role, role) || !g_str_equal (record->task, task))
        continue;

      if (record->answer != NULL)
        {
          saying->answer = g_object_ref (record->answer);
          g_ptr_array_remove_index (self->records, i);
          return mq_fiber_spawn_droppable (0, answer_fiber, g_steal_pointer (&saying), saying_free);
        }

      failed = dex_future_new_for_error (g_error_copy (record->error));
      g_ptr_array_remove_index (self->records, i);
      if (destroy != NULL)
        destroy (user_data);
      return failed;
    }

  if (destroy != NULL)
    destroy (user_data);
  return dex_future_new_reject (MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                                /* Translators: a role such as writer, a task such as “fix 2” */
                                _ ("The transcript has no further answer for the %s, “%s”"), role,
                                task);
}

static void
mq_replay_model_iface_init (MqModelInterface *iface)
{
  iface->get_name = mq_replay_model_get_name;
  iface->get_abilities = mq_replay_model_get_abilities;
  iface->ask = mq_replay_model_ask;
}

/**
 * mq_replay_model_new:
 * @path: a transcript's file
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * It has the abilities that the requests of the transcript used.
 *
 * Returns: (transfer full) (nullable): a model
 */
MqReplayModel *
mq_replay_model_new (const char *path, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  GStatBuf info = { 0 };
  MqReplayModel *self;
  gsize length = 0;

  /* Synchronously, for program start. */
  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("%s is not a file"), path);
  if (info.st_size > MQ_TRANSCRIPT_MAX_SIZE)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("%s is larger than %d MiB"), path,
                         MQ_TRANSCRIPT_MAX_SIZE / 1024 / 1024);
  if (!g_file_get_contents (path, &text, &length, &why))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The transcript cannot be read: %s"),
                         why->message);

  if (!(records = mq_transcript_parse (path, text, length, error)))
    return NULL;

  self = g_object_new (MQ_TYPE_REPLAY_MODEL, NULL);
  self->abilities.schema = TRUE;
  MQ_EACH (records, i, MqExchangeRecord, record)
    {
      self->abilities.pictures |= record->with_pictures;
      self->abilities.tools |= record->with_tools;
    }

  self->records = g_steal_pointer (&records);
  return self;
}
