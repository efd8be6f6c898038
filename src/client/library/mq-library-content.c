/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a session: workers' folders, versions and copies of them, pictures of messages. A
 * part of MqLibrary, see mq-library.h. */
#include "client/library/mq-library-index.h"
#include "client/library/mq-library-keep.h"
#include "client/library/mq-library-record.h"
#include "client/library/mq-library.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The record of a session: the events of its runs that are over, and what the user said that no
 * service has yet. */

/* So many events are written down before others have their turn. */
#define SLICE 100
/* Bytes. */
#define MAX_PREVIEW (32 * 1024 * 1024)
#define MAX_MODEL (256 * 1024 * 1024)
#define MAX_REPORT (8 * 1024 * 1024)

/* @said: texts in it that a search is to find; @is_newer: the session gets the present time */
static DexFuture *
do_save_record (const char *path, const char *session, const char *run, GBytes *lines, GStrv said,
                gboolean failed, gboolean is_newer, MqDatabase *db)
{
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);
  gint64 time = 0;

  if (transaction == NULL || !mq_library_rows_has_session (db, session, &error)
      || !mq_database_run (db, "DELETE FROM unsent WHERE id = ?1", &error, "s", run)
      || !mq_database_run (db, "UPDATE session SET recorded = 1, failed = ?2 WHERE id = ?1", &error,
                           "si", session, failed)
      || (is_newer
          && (!mq_library_rows_get_time (db, &time, &error)
              || !mq_library_rows_touch (db, session, time, &error))))
    return dex_future_new_for_error (error);

  for (guint i = 0; said[i] != NULL; i++)
    if (!mq_library_index_add (db, session, MQ_INDEX_SAID, said[i], &error))
      return dex_future_new_for_error (error);

  return mq_library_record_write (path, session, run, lines, &error)
                 && mq_transaction_commit (g_steal_pointer (&transaction), &error)
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

  MQ_EACH (events, i, MqRunEvent, event)
    {
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
  time = dex_await_int64 (
      mq_library_write (library, do_save_record, (G_TYPE_STRING, mq_library_get_path (library)),
                        (G_TYPE_STRING, mq_session_get_id (session)), (G_TYPE_STRING, run),
                        (G_TYPE_BYTES, lines), (G_TYPE_STRV, said), (G_TYPE_BOOLEAN, failed),
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
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, save_record_fiber, (MQ_TYPE_LIBRARY, self),
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

  return events != NULL ? dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, events)
                        : dex_future_new_for_error (error);
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

  return mq_library_read (self, do_load_events, (G_TYPE_STRING, mq_library_get_path (self)),
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

  MQ_EACH (events, i, const MqLibraryEvent, entry)
    {
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
  MqDatabase *db = mq_library_get_database (self);

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  if (db == NULL)
    return dex_future_new_take_boxed (JSON_TYPE_ARRAY, json_array_new ());

  return mq_database_submit (db, do_load_unsent, NULL, NULL);
}

/* A session that goes on from a version of another one has copies of the versions that led to it,
 * with their numbers: it stays whole when the other one is deleted or stays behind. */

/* One job for all: two variants that begin a session together must not copy the same one twice. */
static DexFuture *
do_keep_chain (const char *path, const char *session, GPtrArray *drafts, MqDatabase *db)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;

  MQ_EACH (drafts, i, MqVersionDraft, draft)
    {
      MqVersion *version;
      gint64 n = 0;

      if (!mq_library_rows_read_number (
              mq_database_query (db,
                                 "SELECT count(*) FROM version WHERE session = ?1 AND number = ?2",
                                 &error, "si", session, draft->number),
              &n, &error))
        return dex_future_new_for_error (error);

      if (n > 0)
        continue;
      if (!(version = mq_library_keep (db, path, session, draft, &error)))
        return dex_future_new_for_error (error);
      g_ptr_array_add (kept, version);
    }

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&kept));
}

static DexFuture *
carry_fiber (MqLibrary *library, MqSession *session, MqSession *from, MqVersion *version)
{
  g_autoptr (GPtrArray) chain = mq_version_list_chain (mq_session_get_versions (from), version);
  g_autoptr (GPtrArray) drafts
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_version_draft_unref);
  g_autoptr (GPtrArray) kept = NULL;
  GError *error = NULL;
  guint last = 0;

  /* Only what is whole is copied, and the next one follows the last whole one. */
  for (guint i = 0; i < chain->len; i++)
    {
      MqVersionDraft *draft = mq_version_draft_new_copy (
          chain->pdata[i], last, mq_version_get_instruction (chain->pdata[i]), NULL);

      if (draft == NULL)
        continue;

      last = draft->number = mq_version_get_number (chain->pdata[i]);
      g_ptr_array_add (drafts, draft);
    }

  kept = dex_await_boxed (
      mq_library_write (library, do_keep_chain, (G_TYPE_STRING, mq_library_get_path (library)),
                        (G_TYPE_STRING, mq_session_get_id (session)), (G_TYPE_PTR_ARRAY, drafts)),
      &error);
  if (kept == NULL)
    return dex_future_new_for_error (error);

  for (guint i = 0; i < kept->len; i++)
    mq_session_take_version (session, g_object_ref (kept->pdata[i]));
  return dex_future_new_for_uint (last);
}

/**
 * mq_library_carry_chain:
 * @library: a library
 * @session: a session that goes on from @version, without versions of its own yet
 * @from: another session
 * @version: a version of @from
 *
 * Copies @version, and all that led to it, into @session, with their numbers; what is there already
 * stays. A version that is damaged is left out.
 *
 * Returns: (transfer full): resolves to the number of the newest copy (a uint), 0: there is none;
 *   rejects as mq_library_keep_version()
 */
DexFuture *
mq_library_carry_chain (MqLibrary *library, MqSession *session, MqSession *from, MqVersion *version)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_SESSION (session));
  dex_return_error_if_fail (MQ_IS_SESSION (from) && MQ_IS_KEPT_VERSION (version));

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, carry_fiber, (MQ_TYPE_LIBRARY, library),
                              (MQ_TYPE_SESSION, session), (MQ_TYPE_SESSION, from),
                              (MQ_TYPE_VERSION, version));
}

static DexFuture *
do_keep_version (const char *path, const char *session, MqVersionDraft *draft, MqDatabase *db)
{
  GError *error = NULL;
  MqVersion *version = mq_library_keep (db, path, session, draft, &error);

  return version != NULL ? dex_future_new_take_object (version) : dex_future_new_for_error (error);
}

static DexFuture *
note_version (DexFuture *future, gpointer user_data)
{
  MqSession *session = user_data;
  MqVersion *version = g_value_get_object (dex_future_get_value (future, NULL));

  mq_session_take_version (session, g_object_ref (version));
  mq_session_set_updated (session, mq_version_get_created (version));
  return dex_ref (future);
}

/**
 * mq_library_keep_version:
 * @self: a library
 * @session: one of its sessions
 * @draft: (transfer full): the version to save
 *
 * Saves a version: writes it to a temporary folder, syncs, renames and records it.
 *
 * Returns: (transfer full): resolves to the #MqVersion when it is safe on disk; rejects with
 *   %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY or %MQ_ERROR_FAILED, and then nothing is saved
 */
DexFuture *
mq_library_keep_version (MqLibrary *self, MqSession *session, MqVersionDraft *draft)
{
  g_autoptr (MqVersionDraft) owned = draft;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (draft != NULL && draft->script != NULL && draft->from_dir != NULL);

  return dex_future_then (mq_library_write (self, do_keep_version,
                                            (G_TYPE_STRING, mq_library_get_path (self)),
                                            (G_TYPE_STRING, mq_session_get_id (session)),
                                            (MQ_TYPE_VERSION_DRAFT, owned)),
                          note_version, g_object_ref (session), g_object_unref);
}

static DexFuture *
do_add_renders (const char *session, MqVersion *version, const char *from_dir, GStrv pictures,
                MqDatabase *db)
{
  GError *error = NULL;
  guint n = mq_library_keep_renders (db, session, version, from_dir, pictures, &error);

  return n > 0 ? dex_future_new_for_uint (n) : dex_future_new_for_error (error);
}

static DexFuture *
note_renders (DexFuture *future, gpointer user_data)
{
  mq_version_set_n_pictures (user_data, g_value_get_uint (dex_future_get_value (future, NULL)));
  return dex_ref (future);
}

/**
 * mq_library_add_renders:
 * @self: a library
 * @session: one of its sessions
 * @version: one of its versions
 * @from_dir: a folder
 * @pictures: paths below it, of PNGs
 *
 * Adds pictures to those that the version has.
 *
 * Returns: (transfer full): resolves to the number of pictures that it has then (an unsigned
 *   integer); rejects with %MQ_ERROR_BAD_INPUT (too many) and as mq_library_keep_version(), and
 *   then nothing is added
 */
DexFuture *
mq_library_add_renders (MqLibrary *self, MqSession *session, MqVersion *version,
                        const char *from_dir, GStrv pictures)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self) && MQ_IS_SESSION (session));
  dex_return_error_if_fail (pictures != NULL && pictures[0] != NULL);

  return dex_future_then (mq_library_write (self, do_add_renders,
                                            (G_TYPE_STRING, mq_session_get_id (session)),
                                            (MQ_TYPE_VERSION, version), (G_TYPE_STRING, from_dir),
                                            (G_TYPE_STRV, pictures)),
                          note_renders, g_object_ref (version), g_object_unref);
}

static DexFuture *
do_add_picture (const char *library_dir, const char *session, const char *path, MqDatabase *db)
{
  GError *error = NULL;
  char *copy = mq_library_keep_picture (db, library_dir, session, path, &error);

  return copy != NULL ? dex_future_new_take_string (copy) : dex_future_new_for_error (error);
}

/**
 * mq_library_add_picture:
 * @self: a library
 * @session: one of its sessions
 * @path: a picture that the user added: PNG, JPEG or WebP, at most 20 MiB
 *
 * Copies it into the session's folder, as `pictures/N.png`, so that it stays when the original is
 * deleted.
 *
 * Returns: (transfer full): resolves to the path of the copy (a string); rejects with
 *   %MQ_ERROR_BAD_INPUT (not a picture), %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY,
 *   %MQ_ERROR_NOT_FOUND (the session was deleted) or %MQ_ERROR_FAILED
 */
DexFuture *
mq_library_add_picture (MqLibrary *self, MqSession *session, const char *path)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (path != NULL);

  return mq_library_write (self, do_add_picture, (G_TYPE_STRING, mq_library_get_path (self)),
                           (G_TYPE_STRING, mq_session_get_id (session)), (G_TYPE_STRING, path));
}

/* Returns: (transfer full): the folder of draft @number of a run; 0: of all its drafts */
static char *
make_draft_path (MqLibrary *self, MqSession *session, const char *run, gint64 number)
{
  g_autofree char *folder = g_strconcat ("previews-", run, NULL);
  g_autofree char *name = number != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;

  return g_build_filename (mq_library_get_path (self), "sessions", mq_session_get_id (session),
                           folder, name, NULL);
}

static gboolean
put_text (int to, const char *name, const char *text, GError **error)
{
  return text == NULL || mq_files_put (to, name, text, strlen (text), TRUE, error);
}

static gboolean
put_json (int to, const char *name, JsonObject *object, GError **error)
{
  g_autofree char *text = object != NULL ? mq_json_object_to_string (object, TRUE) : NULL;

  return put_text (to, name, text, error);
}

static DexFuture *
do_keep_draft (const char *path, MqVersionDraft *draft, MqDatabase *db)
{
  g_autofree char *renders_dir = g_build_filename (path, "renders", NULL);
  g_autofd int from = -1, to = -1, renders = -1;
  GError *error = NULL;

  if (g_mkdir_with_parents (renders_dir, 0755) != 0)
    return dex_future_new_for_errno (errno);
  if ((from = mq_files_open_dir (draft->from_dir, &error)) < 0
      || (to = mq_files_open_dir (path, &error)) < 0
      || !put_text (to, "script.py", draft->script, &error)
      || !put_json (to, "plan.json", draft->plan, &error)
      || (renders = mq_files_open_dir (renders_dir, &error)) < 0)
    return dex_future_new_for_error (error);

  for (guint i = 0; draft->pictures != NULL && draft->pictures[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("render_%u.png", i + 1);

      if (*draft->pictures[i] != '\0'
          && !mq_files_put_copy (from, draft->pictures[i], renders, name, MAX_PREVIEW, TRUE,
                                 &error))
        return dex_future_new_for_error (error);
    }

  if ((draft->model != NULL
       && !mq_files_put_copy (from, draft->model, to, MQ_VERSION_MODEL, MAX_MODEL, TRUE, &error))
      || !put_json (to, "report.json", draft->report, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_string (g_build_filename (renders_dir, "render_1.png", NULL));
}

/**
 * mq_library_keep_draft:
 * @self: a library
 * @session: one of its sessions
 * @run: the id of a run of it
 * @number: of the draft: those of one run have different ones
 * @draft: what there is of it by now; absent files that were kept before stay, also pictures
 *   whose path is empty
 *
 * Copies a version that is not saved yet into the session's folder, so that it can be looked at,
 * also by a program that attaches to the run. Its folder looks like that of a version.
 *
 * Returns: (transfer full): resolves to the path of its picture (a string)
 */
DexFuture *
mq_library_keep_draft (MqLibrary *self, MqSession *session, const char *run, gint64 number,
                       MqVersionDraft *draft)
{
  g_autofree char *path = NULL;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self) && MQ_IS_SESSION (session) && draft != NULL);

  path = make_draft_path (self, session, run, number);
  return mq_library_write (self, do_keep_draft, (G_TYPE_STRING, path),
                           (MQ_TYPE_VERSION_DRAFT, draft));
}

static DexFuture *
do_restore_draft (const char *path, const char *to_dir, gint64 number, MqDatabase *db)
{
  g_autofree char *report_path = g_build_filename (path, "report.json", NULL);
  GError *error = NULL;
  gsize length;
  g_autofree char *text = mq_files_load (report_path, MAX_REPORT, &length, &error);
  g_autoptr (JsonObject) report = text != NULL ? mq_json_parse_object (text, (gssize)length, &error)
                                               : NULL;
  JsonArray *images = mq_json_get_array (report, "images");
  g_autofd int from = report != NULL ? mq_files_open_dir (path, &error) : -1;
  g_autofd int to = from >= 0 ? mq_files_open_dir (to_dir, &error) : -1;
  guint n = 0;

  if (to < 0)
    return dex_future_new_for_error (error);

  for (; n < mq_json_length (images); n++)
    {
      JsonObject *image = mq_json_element_object (images, n);
      g_autofree char *picture = g_strdup_printf ("renders/render_%u.png", n + 1);
      g_autofree char *name = g_strdup_printf ("kept-%" G_GINT64_FORMAT "-%u.png", number, n + 1);

      if (image == NULL || !mq_files_put_copy (from, picture, to, name, MAX_PREVIEW, TRUE, NULL))
        break;
      json_object_set_string_member (image, "file", name);
    }
  while (mq_json_length (images) > n)
    json_array_remove_element (images, n);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&report));
}

/**
 * mq_library_restore_draft:
 * @self: a library
 * @session: one of its sessions
 * @run: the id of a run of it
 * @number: of a draft whose report has `images`
 * @to_dir: a worker's folder
 *
 * Copies the draft's pictures into that folder.
 *
 * Returns: (transfer full): resolves to the draft's report (JSON_TYPE_OBJECT), whose `images` are
 *   those that were copied
 */
DexFuture *
mq_library_restore_draft (MqLibrary *self, MqSession *session, const char *run, gint64 number,
                          const char *to_dir)
{
  g_autofree char *path = NULL;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self) && MQ_IS_SESSION (session) && to_dir != NULL);

  path = make_draft_path (self, session, run, number);
  return mq_library_write (self, do_restore_draft, (G_TYPE_STRING, path), (G_TYPE_STRING, to_dir),
                           (G_TYPE_INT64, number));
}

static DexFuture *
do_remove_drafts (const char *path, MqDatabase *db)
{
  mq_files_remove_tree (AT_FDCWD, path);
  return dex_future_new_true ();
}

/**
 * mq_library_remove_drafts:
 * @self: a library
 * @session: one of its sessions
 * @run: the id of a run of it
 * @number: of the draft; 0: all of them
 *
 * Returns: (transfer full): resolves to %TRUE when the run's drafts are removed
 */
DexFuture *
mq_library_remove_drafts (MqLibrary *self, MqSession *session, const char *run, gint64 number)
{
  g_autofree char *path = NULL;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self) && MQ_IS_SESSION (session));

  path = make_draft_path (self, session, run, number);
  return mq_library_write (self, do_remove_drafts, (G_TYPE_STRING, path));
}

/**
 * mq_version_draft_new:
 *
 * Returns: (transfer full): an empty draft; the caller sets its members
 */
MqVersionDraft *
mq_version_draft_new (void)
{
  return g_atomic_rc_box_new0 (MqVersionDraft);
}

static void
clear_draft (gpointer data)
{
  MqVersionDraft *draft = data;

  g_free (draft->summary);
  g_free (draft->instruction);
  g_free (draft->script);
  g_clear_pointer (&draft->plan, json_object_unref);
  g_clear_pointer (&draft->report, json_object_unref);
  g_free (draft->from_dir);
  g_free (draft->blend);
  g_strfreev (draft->pictures);
  g_free (draft->preview);
  g_free (draft->likeness);
  g_free (draft->far_poses);
  g_free (draft->meshes);
  g_free (draft->model);
}

static MqVersionDraft *
version_draft_ref (MqVersionDraft *draft)
{
  return g_atomic_rc_box_acquire (draft);
}

void
mq_version_draft_unref (MqVersionDraft *draft)
{
  g_atomic_rc_box_release_full (draft, clear_draft);
}

G_DEFINE_BOXED_TYPE (MqVersionDraft, mq_version_draft, version_draft_ref, mq_version_draft_unref)

/**
 * mq_version_draft_new_copy:
 * @version: a version
 * @parent: of the copy: the number of a version of the same session, or 0
 * @instruction: of the copy
 * @error: %MQ_ERROR_NOT_FOUND if a file of the version is missing
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): the copy, to be kept
 */
MqVersionDraft *
mq_version_draft_new_copy (MqVersion *version, guint parent, const char *instruction,
                           GError **error)
{
  g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (version), error);
  g_autoptr (MqVersionDraft) draft = NULL;
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();
  JsonArray *missing;

  if (content == NULL)
    return NULL;

  missing = mq_json_get_array (content, "missing");
  if (mq_json_length (missing) > 0)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND, _ ("The version is incomplete: %s is missing"),
                         mq_json_element_string (missing, 0));

  draft = mq_version_draft_new ();
  draft->parent = parent;
  draft->summary = g_strdup (mq_version_get_summary (version));
  draft->instruction = g_strdup (instruction);
  draft->script = g_strdup (mq_json_get_string (content, "script", ""));
  draft->plan = mq_json_get_object (content, "plan");
  draft->report = mq_json_get_object (content, "report");
  if (draft->plan != NULL)
    json_object_ref (draft->plan);
  if (draft->report != NULL)
    json_object_ref (draft->report);
  draft->from_dir = g_strdup (mq_version_get_dir (version));
  draft->blend = g_strdup ("scene.blend");
  draft->meshes = mq_version_dup_meshes (version);
  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    g_strv_builder_take (pictures, g_strdup_printf ("renders/render_%u.png", i + 1));
  draft->pictures = g_strv_builder_end (pictures);
  return g_steal_pointer (&draft);
}

static DexFuture *
branch_fiber (MqLibrary *library, MqSession *session, MqVersion *version, const char *title)
{
  GError *error = NULL;
  g_autoptr (MqVersionDraft) draft
      = mq_version_draft_new_copy (version, 0, mq_version_get_instruction (version), &error);
  g_autofree char *base = g_strdup_printf ("%s:%u", mq_session_get_id (session),
                                           mq_version_get_number (version));
  g_autoptr (MqVersion) kept = NULL;
  MqSession *branch;

  if (draft == NULL
      || !(branch = dex_await_object (
               mq_library_create_session (library, title, mq_session_get_first_message (session),
                                          base, NULL, NULL),
               &error)))
    return dex_future_new_for_error (error);

  kept = dex_await_object (mq_library_keep_version (library, branch, g_steal_pointer (&draft)),
                           &error);
  if (kept != NULL)
    return dex_future_new_take_object (branch);

  dex_await (mq_library_discard_session (library, branch), NULL);
  g_object_unref (branch);
  return dex_future_new_for_error (error);
}

/**
 * mq_library_branch:
 * @library: a library
 * @session: one of its sessions
 * @version: a version of it
 * @title: of the new session
 *
 * Starts a session of its own with a copy of the version.
 *
 * Returns: (transfer full): resolves to the new #MqSession; rejects as mq_library_keep_version()
 */
DexFuture *
mq_library_branch (MqLibrary *library, MqSession *session, MqVersion *version, const char *title)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_SESSION (session));
  dex_return_error_if_fail (MQ_IS_KEPT_VERSION (version) && title != NULL);

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, branch_fiber, (MQ_TYPE_LIBRARY, library),
                              (MQ_TYPE_SESSION, session), (MQ_TYPE_VERSION, version),
                              (G_TYPE_STRING, title));
}
