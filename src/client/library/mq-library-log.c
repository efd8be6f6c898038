/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a session: the events of its runs that are over, and what the user said that no
 * service has yet. A part of MqLibrary, see mq-library.h. */
#include "client/library/mq-library-private.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#define FIBER_STACK (256 * 1024)

/* So many events are written down before others have their turn. */
#define SLICE 100

static gboolean
save_record (MqDatabase *db, const char *path, const char *session, const char *run, GBytes *lines,
             GStrv said, gboolean failed, gboolean is_newer, gint64 *time, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, error);

  if (transaction == NULL || !mq_library_rows_has_session (db, session, error)
      || !mq_database_run (db, "DELETE FROM unsent WHERE id = ?1", error, "s", run)
      || !mq_database_run (db, "UPDATE session SET recorded = 1, failed = ?2 WHERE id = ?1", error,
                           "si", session, failed)
      || (is_newer
          && (!mq_library_rows_get_time (db, time, error)
              || !mq_library_rows_touch (db, session, *time, error))))
    return FALSE;

  for (guint i = 0; said[i] != NULL; i++)
    if (!mq_library_index_add (db, session, MQ_INDEX_SAID, said[i], error))
      return FALSE;

  return mq_library_record_write (path, session, run, lines, error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

/* @said: texts in it that a search is to find; @is_newer: the session gets the present time */
static DexFuture *
do_save_record (const char *path, const char *session, const char *run, GBytes *lines, GStrv said,
                gboolean failed, gboolean is_newer, MqDatabase *db)
{
  GError *error = NULL;
  gint64 time = 0;

  return save_record (db, path, session, run, lines, said, failed, is_newer, &time, &error)
             ? dex_future_new_for_int64 (time)
             : dex_future_new_for_error (error);
}

static DexFuture *
save_record_fiber (MqLibrary *library, MqSession *session, const char *run, GPtrArray *events,
                   gboolean failed)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GBytes) lines = NULL;
  g_auto (GStrv) said = NULL;
  GError *error = NULL;
  gint64 time;
  gint64 updated = mq_session_get_updated (session);
  gboolean is_newer = updated > g_get_real_time () / G_USEC_PER_SEC;

  for (guint i = 0; i < events->len; i++)
    {
      MqRunEvent *event = events->pdata[i];

      /* A record is saved when its run is over, which may be long after anything was made: when the
       * session is looked at again, or the program quits. That is no change of the session. */
      if (event->kind == MQ_EVENT_MESSAGE && event->time / G_USEC_PER_SEC >= updated)
        is_newer = TRUE;
      mq_library_record_add_line (text, event);
      if (event->kind == MQ_EVENT_MESSAGE && event->message.role == MQ_SPEAKER_USER)
        g_strv_builder_add (builder, event->message.value->text);
      if (i % SLICE == SLICE - 1)
        dex_await (dex_timeout_new_msec (1), NULL);
    }

  lines = g_string_free_to_bytes (g_steal_pointer (&text));
  said = g_strv_builder_end (builder);
  time = dex_await_int64 (mq_library_write (library, do_save_record, (G_TYPE_STRING, library->path),
                                            (G_TYPE_STRING, mq_session_get_id (session)),
                                            (G_TYPE_STRING, run), (G_TYPE_BYTES, lines),
                                            (G_TYPE_STRV, said), (G_TYPE_BOOLEAN, failed),
                                            (G_TYPE_BOOLEAN, is_newer)),
                          &error);
  if (error != NULL)
    return dex_future_new_for_error (error);

  if (is_newer)
    mq_session_set_updated (session, time);
  mq_session_set_failed (session, failed);
  return dex_future_new_true ();
}

/**
 * mq_library_save_record:
 * @self: a library
 * @session: one of its sessions
 * @run: the id of a run that is over
 * @events: (transfer full) (element-type MqRunEvent): its events in order; not changed afterwards
 * @failed: whether it failed
 *
 * Saves all events or none, in place of those that there are of this run, and of what was not sent
 * for it. If an event's data is larger than %MQ_LIBRARY_MAX_EVENT, its long texts are cut and a
 * member `cut` (true) is added.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NO_SPACE,
 *   %MQ_ERROR_READ_ONLY, %MQ_ERROR_NOT_FOUND (the session was deleted) or %MQ_ERROR_FAILED
 */
DexFuture *
mq_library_save_record (MqLibrary *self, MqSession *session, const char *run, GPtrArray *events,
                        gboolean failed)
{
  g_autoptr (GPtrArray) owned = NULL;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (run != NULL && events != NULL);

  owned = events;
  return mq_fiber_spawn_with (NULL, FIBER_STACK, save_record_fiber, (MQ_TYPE_LIBRARY, self),
                              (MQ_TYPE_SESSION, session), (G_TYPE_STRING, run),
                              (G_TYPE_PTR_ARRAY, owned), (G_TYPE_BOOLEAN, failed));
}

/**
 * mq_library_save_step:
 * @self: a library
 * @session: one of its sessions
 * @words: (nullable): the user's message that asked for it
 * @event: what came of it, `current` or `notice`
 *
 * Adds to the record what the client did without a run.
 *
 * Returns: (transfer full): as mq_library_save_record()
 */
DexFuture *
mq_library_save_step (MqLibrary *self, MqSession *session, const char *words, MqRunEvent *event)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  g_autofree char *id = mq_json_new_id ();

  if (words != NULL)
    {
      MqRunEvent *message = mq_run_event_new_message (mq_message_new (words, NULL),
                                                      MQ_SPEAKER_USER);

      message->time = event->time;
      message->message.value->id = g_strdup (id);
      g_ptr_array_add (events, message);
    }
  g_ptr_array_add (events, mq_run_event_ref (event));
  return mq_library_save_record (self, session, id, events, mq_session_get_failed (session));
}

static DexFuture *
do_load_events (const char *path, const char *session, MqDatabase *db)
{
  GError *error = NULL;
  GPtrArray *events = mq_library_record_load (path, session, &error);

  return mq_library_answer (G_TYPE_PTR_ARRAY, events, error);
}

/**
 * mq_library_load_events:
 * @self: a library
 * @session: one of its sessions
 *
 * Returns: (transfer full): resolves to a G_TYPE_PTR_ARRAY of #MqLibraryEvent, oldest first; only
 *   the newest, if there are very many
 */
DexFuture *
mq_library_load_events (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return mq_library_read (self, do_load_events, (G_TYPE_STRING, self->path),
                          (G_TYPE_STRING, mq_session_get_id (session)));
}

/**
 * mq_library_find_draft:
 * @events: (element-type MqLibraryEvent): those of a session, oldest first
 *
 * What the last run wrote since its last version, and since the user's last message to it: `plan`
 * and `script`, each if there is one.
 *
 * Returns: (transfer full) (nullable): %NULL if there is neither
 */
JsonObject *
mq_library_find_draft (GPtrArray *events)
{
  g_autoptr (JsonObject) draft = json_object_new ();
  const char *run = NULL;

  g_return_val_if_fail (events != NULL, NULL);

  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *entry = events->pdata[i];
      MqRunEvent *event = entry->event;
      const char *script = NULL;

      if (g_strcmp0 (entry->run, run) != 0 || event->kind == MQ_EVENT_KEPT
          || event->kind == MQ_EVENT_REFINEMENT)
        {
          run = entry->run;
          json_object_remove_member (draft, "plan");
          json_object_remove_member (draft, "script");
        }
      /* The user's own comes with its check, without an event `script`. */
      if (event->kind == MQ_EVENT_SCRIPT)
        script = event->script.script;
      else if (event->kind == MQ_EVENT_INSTRUCTION
               && event->instruction.origin == MQ_SCRIPT_ORIGIN_PERSON)
        script = event->instruction.script;

      if (event->kind == MQ_EVENT_PLAN && event->plan.plan != NULL)
        json_object_set_object_member (draft, "plan", json_object_ref (event->plan.plan));
      else if (script != NULL)
        json_object_set_string_member (draft, "script", script);
    }

  return json_object_get_size (draft) > 0 ? g_steal_pointer (&draft) : NULL;
}

/**
 * mq_library_add_unsent:
 * @self: a library
 * @session: one of its sessions
 * @id: of what is sent: of a run, or of a message
 * @data: what it takes to send it
 *
 * Keeps what the user said until a service has it: see mq_library_remove_unsent().
 *
 * Returns: (transfer full): resolves once it is on disk
 */
DexFuture *
mq_library_add_unsent (MqLibrary *self, MqSession *session, const char *id, JsonObject *data)
{
  g_autofree char *text = NULL;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (id != NULL && data != NULL);

  text = mq_json_object_to_string (data, FALSE);
  return mq_library_execute (self, MQ_LIBRARY_ADD_UNSENT, "sss", id, mq_session_get_id (session),
                             text);
}

/**
 * mq_library_remove_unsent:
 * @self: a library
 * @id: of something that a service has now, or that is the composer's again
 *
 * Returns: (transfer full): resolves once that is on disk
 */
DexFuture *
mq_library_remove_unsent (MqLibrary *self, const char *id)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (id != NULL);

  return mq_library_execute (self, "DELETE FROM unsent WHERE id = ?1", "s", id);
}

static DexFuture *
do_load_unsent (MqDatabase *db, gpointer user_data)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MqStatement) rows
      = mq_database_prepare (db, "SELECT id, session, data FROM unsent ORDER BY rowid", &error);
  gboolean has_row = FALSE;

  while (rows != NULL && mq_statement_step (rows, &has_row, &error) && has_row)
    {
      JsonObject *data = mq_json_parse_object (mq_statement_get_text (rows, 2), -1, NULL);

      if (data == NULL)
        continue;

      mq_json_add (data, "id:s session:s", mq_statement_get_text (rows, 0),
                   mq_statement_get_text (rows, 1));
      json_array_add_object_element (list, data);
    }

  return error == NULL ? dex_future_new_take_boxed (JSON_TYPE_ARRAY, g_steal_pointer (&list))
                       : dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * mq_library_load_unsent:
 * @self: a library
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_ARRAY of what mq_library_add_unsent() was
 *   given, with `id` and `session`, oldest first
 */
DexFuture *
mq_library_load_unsent (MqLibrary *self)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  if (self->db == NULL)
    return dex_future_new_take_boxed (JSON_TYPE_ARRAY, json_array_new ());

  return mq_database_submit (self->db, do_load_unsent, NULL, NULL);
}
