/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions at a shared service: listed, fetched, renamed, deleted; see mq-remote-sessions.h. */
#include "client/remote/mq-remote-sessions.h"

#include "client/account/mq-user-account.h"
#include "client/service/mq-service-client.h"
#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/database/mq-database-query.h"
#include "common/json/mq-json.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* So often another computer may come before us. */
#define MAX_TRIES 5
#define MAX_TITLE 200 /* characters that a service takes */
#define MAX_TITLE 200 /* characters that a service takes */
#define FILE_NAME "session" MQ_SHARE_SUFFIX
#define PAGE 200             /* sessions that are asked for at a time */
#define PAGE 200             /* sessions that are asked for at a time */
#define MAX_LISTED 100000    /* sessions: pages that never end do */
#define MAX_LISTED 100000    /* sessions: pages that never end do */
#define MAX_TITLE_BYTES 1000 /* bytes; a title has at most 200 characters */

/**
 * MqRemoteState:
 * @session: its id
 * @revision: of the file at the service that this library has seen, 0: none
 * @title: the one there, as far as this library has seen
 * @changed: counts the changes of the session in this library
 * @sent: of these, how many are in the file there
 */
typedef struct
{
  char *session;
  gint64 revision;
  char *title;
  gint64 changed;
  gint64 sent;
} MqRemoteState;

/* One operation. */
typedef struct
{
  MqLibrary *library;               /* unowned */
  const char *service;              /* its address */
  const MqWorkerSettings *settings; /* (nullable): the Blender that cleans what is fetched */
  DexFuture *dropped;               /* unowned */
  MqServiceClient *client;
  char *place;       /* of the library's rows */
  GPtrArray *merged; /* (nullable): of MqMergeResult: what came from other computers */
  gboolean refused;  /* the service has said that it does not take the file */
} MqRemoteJob;

static void
remote_state_free (MqRemoteState *self)
{
  g_free (self->session);
  g_free (self->title);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRemoteState, remote_state_free)

static void
remote_job_clear (MqRemoteJob *self)
{
  g_clear_object (&self->client);
  g_clear_pointer (&self->merged, g_ptr_array_unref);
  g_free (self->place);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqRemoteJob, remote_job_clear)

static char *
dup_title (MqSession *session)
{
  const char *title = mq_session_get_title (session);

  return g_utf8_strlen (title, -1) > MAX_TITLE ? g_utf8_substring (title, 0, MAX_TITLE)
                                               : g_strdup (title);
}

static DexFuture *
map_fiber (const char *path)
{
  GError *error = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &error);

  return file != NULL ? dex_future_new_take_boxed (G_TYPE_BYTES, g_mapped_file_get_bytes (file))
                      : dex_future_new_for_error (error);
}

/* Notes what is there now; not `changed`, as the session may have changed meanwhile. */
static gboolean
remote_job_note_state (MqRemoteJob *self, const MqRemoteState *state, GError **error)
{
  return dex_await (mq_database_execute (mq_library_get_database (self->library),
                                         "UPDATE kept SET revision = ?3, title = ?4, sent = ?5 "
                                         "WHERE place = ?1 AND session = ?2",
                                         "sslsl", self->place, state->session, state->revision,
                                         state->title, state->sent),
                    error);
}

/* The title there is taken, unless this library has given the session another one since. */
static void
remote_job_take_title (MqRemoteJob *self, MqRemoteState *state, const char *theirs, gboolean is_new)
{
  MqSession *session = mq_library_find_session (self->library, state->session);
  g_autoptr (GError) error = NULL;

  if (session != NULL && *theirs != '\0'
      && (is_new || g_str_equal (mq_session_get_title (session), state->title))
      && !g_str_equal (mq_session_get_title (session), theirs)
      && !dex_await (mq_library_rename_session (self->library, session, theirs), &error))
    g_info ("A session keeps its title: %s", error->message);

  g_set_str (&state->title, theirs);
}

static JsonObject *
remote_job_request (MqRemoteJob *self, const char *method, const char *session, JsonObject *body,
                    GError **error)
{
  g_autofree char *path = g_strconcat ("/v1/sessions/", session, NULL);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (body != NULL)
    {
      text = mq_json_object_to_string (body, FALSE);
      bytes = g_bytes_new_take (text, strlen (text));
    }

  return dex_await_boxed (
      mq_fiber_unless (self->dropped, mq_service_client_send (self->client, method, path, bytes,
                                                              "application/json")),
      error);
}

/* @json: a KeptSession of docs/inside/openapi.yaml, which the service may have got wrong. Returns
 * %NULL if it has no proper id. */
static MqRemoteSession *
remote_session_new (JsonObject *json)
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
  self->title = mq_text_clean (mq_json_get_string (json, "title", ""), MAX_TITLE_BYTES);
  g_strdelimit (self->title, "\n\t", ' ');
  self->revision = MAX (mq_json_get_int (json, "revision", 0), 0);
  self->n_versions = (guint)CLAMP (mq_json_get_int (json, "versions", 0), 0, G_MAXINT);
  self->updated = time != NULL ? g_date_time_to_unix_usec (time) : 0;
  self->size = (guint64)MAX (mq_json_get_int (json, "bytes", 0), 0);
  return self;
}

static DexFuture *
write_fiber (const char *folder, const char *name, GBytes *bytes)
{
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (folder, &error);

  return dir >= 0
                 && mq_files_write (dir, name, g_bytes_get_data (bytes, NULL),
                                    g_bytes_get_size (bytes), &error)
             ? dex_future_new_true ()
             : dex_future_new_for_error (error);
}

static DexFuture *
cancel_cb (DexFuture *dropped, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return dex_ref (dropped);
}

/* Merges what is there into the library, and writes into @state what that is. The revision is read
 * first: should the file be a later one, the next put is refused, and merges again. Awaits. */
static MqMergeResult *
remote_job_fetch (MqRemoteJob *self, const char *session, MqRemoteState *state, GError **error)
{
  g_autofree char *from = g_strconcat ("/v1/sessions/", session, "/file", NULL);
  g_autofree char *name = g_strconcat (session, MQ_SHARE_SUFFIX, NULL);
  g_autoptr (JsonObject) facts = remote_job_request (self, "GET", session, NULL, error);
  g_autoptr (MqRemoteSession) kept = facts != NULL ? remote_session_new (facts) : NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) stops = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *dir = NULL;
  g_autofree char *path = NULL;
  g_autoptr (MqMergeResult) result = NULL;

  if (facts == NULL
      || !(bytes = dex_await_boxed (
               mq_fiber_unless (self->dropped, mq_service_client_download (self->client, from,
                                                                           MQ_SESSION_MAX_BYTES)),
               error))
      || !(dir = dex_await_string (mq_library_make_work_dir (self->library), error)))
    return NULL;

  path = g_build_filename (dir, name, NULL);
  stops = dex_future_finally (dex_ref (self->dropped), cancel_cb, g_object_ref (cancellable),
                              g_object_unref);
  if (dex_await (mq_fiber_spawn_on_thread (write_fiber, (G_TYPE_STRING, dir), (G_TYPE_STRING, name),
                                           (G_TYPE_BYTES, bytes)),
                 error))
    result = dex_await_boxed (
        mq_share_import (self->library, path, self->settings, NULL, cancellable), error);
  dex_await (mq_library_remove_work_dir (self->library, dir), NULL);
  if (result == NULL)
    return NULL;

  if (kept == NULL || !g_str_equal (result->session, session))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, _ ("The service sent a different session"));

  remote_job_take_title (self, state, kept->title, result->is_new);
  state->revision = kept->revision;
  return g_steal_pointer (&result);
}

static gpointer
read_state (MqStatement *row)
{
  MqRemoteState *state = g_new0 (MqRemoteState, 1);

  state->session = mq_statement_dup_text (row, 0);
  state->revision = mq_statement_get_int64 (row, 1);
  state->title = mq_statement_dup_text (row, 2);
  state->changed = mq_statement_get_int64 (row, 3);
  state->sent = mq_statement_get_int64 (row, 4);
  return state;
}

static GPtrArray *
remote_job_load_states (MqRemoteJob *self, GError **error)
{
  if (!mq_library_check_writable (self->library, error))
    return NULL;

  return dex_await_boxed (
      mq_database_list (mq_library_get_database (self->library), read_state,
                        (GDestroyNotify)remote_state_free,
                        "SELECT session, revision, title, changed, sent FROM kept "
                        "WHERE place = ?1 ORDER BY session",
                        "s", self->place),
      error);
}

/* @state: (out) (transfer full) (nullable) */
static gboolean
remote_job_load_state (MqRemoteJob *self, const char *session, MqRemoteState **state,
                       GError **error)
{
  g_autoptr (GPtrArray) states = remote_job_load_states (self, error);

  *state = NULL;
  for (guint i = 0; states != NULL && i < states->len && *state == NULL; i++)
    if (g_str_equal (((MqRemoteState *)states->pdata[i])->session, session))
      *state = g_ptr_array_steal_index (states, i);

  return states != NULL;
}

/* Awaits. One try. */
static gboolean
put_file (MqRemoteJob *self, MqRemoteState *state, MqSession *session, GError **error)
{
  g_autofree char *dir = dex_await_string (mq_library_make_work_dir (self->library), error);
  g_autofree char *file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;
  guint n_versions;

  if (dir == NULL)
    return FALSE;

  /* The bytes stay when the folder is removed. */
  file = g_build_filename (dir, FILE_NAME, NULL);
  if (dex_await (mq_share_save (self->library, session, file, FALSE, NULL), error))
    bytes = dex_await_boxed (mq_fiber_spawn_on_thread (map_fiber, (G_TYPE_STRING, file)), error);
  dex_await (mq_library_remove_work_dir (self->library, dir), NULL);
  if (bytes == NULL)
    return FALSE;

  n_versions = g_list_model_get_n_items (mq_session_get_versions (session));
  self->refused = g_bytes_get_size (bytes) > MQ_SESSION_MAX_BYTES;
  if (self->refused)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("“%s” is too large to be kept at the service: it has %u MB, and at most %u "
                       "MB are accepted"),
                    mq_session_get_title (session), (guint)(g_bytes_get_size (bytes) / 1000000),
                    (guint)(MQ_SESSION_MAX_BYTES / 1000000));

  path = g_strdup_printf ("/v1/sessions/%s/file?revision=%" G_GINT64_FORMAT "&versions=%u",
                          state->session, state->revision + 1, n_versions);
  if (!(answer = dex_await_boxed (
            mq_fiber_unless (self->dropped, mq_service_client_send (self->client, "PUT", path,
                                                                    bytes, "application/zip")),
            error)))
    {
      self->refused = g_error_matches (*error, MQ_ERROR, MQ_ERROR_NO_SPACE)
                      || g_error_matches (*error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      return FALSE;
    }

  state->revision++;
  remote_job_take_title (self, state, mq_json_get_string (answer, "title", ""), FALSE);
  state->sent = state->changed;
  return remote_job_note_state (self, state, error);
}

/* Awaits. */
static gboolean
put_session (MqRemoteJob *self, MqRemoteState *state, MqSession *session, GError **error)
{
  g_autofree char *title = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) answer = NULL;

  for (guint i = 1; state->changed > state->sent; i++)
    {
      g_autoptr (GError) refused = NULL;
      g_autoptr (GError) missing = NULL;
      g_autoptr (MqRemoteState) now = NULL;
      g_autoptr (MqMergeResult) result = NULL;

      if (put_file (self, state, session, &refused))
        break;
      if (!g_error_matches (refused, MQ_ERROR, MQ_ERROR_CONFLICT) || i == MAX_TRIES)
        return mq_fail_with (error, &refused);

      /* Another computer has kept a later state, or has deleted the session there. */
      if ((result = remote_job_fetch (self, state->session, state, &missing)) != NULL)
        g_ptr_array_add (self->merged, g_steal_pointer (&result));
      else if (g_error_matches (missing, MQ_ERROR, MQ_ERROR_NOT_FOUND))
        {
          state->revision = 0;
          g_set_str (&state->title, "");
        }
      else
        return mq_fail_with (error, &missing);

      if (!remote_job_note_state (self, state, error)
          || !remote_job_load_state (self, state->session, &now, error))
        return FALSE;

      /* The merge counts as a change. */
      if (now != NULL)
        state->changed = now->changed;
      if (!dex_await (mq_library_refresh (self->library), error))
        return FALSE;
    }

  title = dup_title (session);
  if (g_str_equal (state->title, title))
    return TRUE;

  body = mq_json_new ("title:s", title);
  answer = remote_job_request (self, "POST", state->session, body, error);
  if (answer == NULL)
    return FALSE;

  g_set_str (&state->title, title);
  return remote_job_note_state (self, state, error);
}

/* Forgets that the session is kept there, or with %NULL that any is. The sessions stay. */
static gboolean
remote_job_stop_keeping (MqRemoteJob *self, const char *session, GError **error)
{
  return dex_await (
      mq_database_execute (mq_library_get_database (self->library),
                           "DELETE FROM kept WHERE place = ?1 AND coalesce (?2, session) = session",
                           "ss", self->place, session),
      error);
}

/* Awaits. Returns: whether to go on with the next session */
static gboolean
put_and_note (MqRemoteJob *self, MqRemoteState *state, MqSession *session, GError **error)
{
  self->refused = FALSE;
  if (put_session (self, state, session, error))
    return TRUE;

  /* Another computer has deleted the session there. */
  if (g_error_matches (*error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      g_clear_error (error);
      remote_job_stop_keeping (self, state->session, NULL);
      return TRUE;
    }

  /* It is said once, and tried again with the next change. */
  if (self->refused)
    {
      state->sent = state->changed;
      remote_job_note_state (self, state, NULL);
    }

  return self->refused || g_error_matches (*error, MQ_ERROR, MQ_ERROR_CONFLICT);
}

/* Awaits. */
static gboolean
put_changed (MqRemoteJob *self, GPtrArray *states, GError **error)
{
  gboolean is_known = FALSE;
  gboolean goes_on = TRUE;

  for (guint i = 0; i < states->len && goes_on; i++)
    {
      MqRemoteState *state = states->pdata[i];
      MqSession *found = mq_library_find_session (self->library, state->session);
      g_autoptr (MqSession) session = found != NULL ? g_object_ref (found) : NULL;
      g_autofree char *title = session != NULL ? dup_title (session) : NULL;
      g_autoptr (JsonObject) account = NULL;
      g_autoptr (GError) trouble = NULL;

      if (session == NULL || mq_session_get_last_version (session) == NULL)
        continue;
      /* The same is there as here. */
      if (state->changed <= state->sent
          && (state->revision <= 0 || g_str_equal (state->title, title)))
        continue;

      /* A service without accounts keeps no sessions, and somebody must be signed in: that is
       * better known before a large file is sent. */
      if (!is_known)
        account = dex_await_boxed (
            mq_fiber_unless (self->dropped, mq_service_client_get (self->client, "/v1/account")),
            &trouble);
      goes_on = (is_known || account != NULL) && put_and_note (self, state, session, &trouble);
      if (!is_known && g_error_matches (trouble, MQ_ERROR, MQ_ERROR_NOT_FOUND))
        return remote_job_stop_keeping (self, NULL, error);

      is_known = TRUE;
      if (trouble != NULL && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&trouble));
    }

  return *error == NULL;
}

/* Finds out who is signed in: accounts do not see each other's sessions. */
static gboolean
remote_job_start (MqRemoteJob *self, GError **error)
{
  MqUserAccount *account = mq_user_account_get (self->service);

  self->client = mq_service_client_new_for_url (self->service);
  if (!dex_await (mq_fiber_unless (self->dropped, mq_user_account_get_token (account)), error))
    return FALSE;

  self->place = g_strdup_printf ("%s %s", self->service, mq_user_account_get_id (account));
  return TRUE;
}

/* Notes that the session is to be kept there, if that is not noted yet. */
static gboolean
remote_job_begin_keeping (MqRemoteJob *self, const char *session, GError **error)
{
  return dex_await (mq_database_execute (mq_library_get_database (self->library),
                                         "INSERT INTO kept (place, session) SELECT ?1, id "
                                         "FROM session WHERE id = ?2 ON CONFLICT DO NOTHING",
                                         "ss", self->place, session),
                    error);
}

static GPtrArray *remote_job_load_states (MqRemoteJob *self, GError **error);

static DexFuture *
put_fiber (MqLibrary *library, const char *service, const char *session,
           const MqWorkerSettings *settings, DexFuture *dropped)
{
  g_auto (MqRemoteJob) self = { library, service, settings, dropped };
  g_autoptr (GPtrArray) states = NULL;
  GError *error = NULL;

  self.merged = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_merge_result_free);
  /* Counts the changes before it reads the files, so that none is missed. */
  return mq_library_check_writable (library, &error) && remote_job_start (&self, &error)
                 && (session == NULL || remote_job_begin_keeping (&self, session, &error))
                 && (states = remote_job_load_states (&self, &error)) != NULL
                 && (states->len == 0
                     || (dex_await (mq_library_refresh (library), &error)
                         && put_changed (&self, states, &error)))
             ? dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&self.merged))
             : dex_future_new_for_error (error);
}

/**
 * mq_remote_sessions_put:
 * @library: a library
 * @service: the address of a service
 * @session: (nullable): a session that is to be kept there from now on
 * @settings: (nullable): the Blender that opens and saves anew what another computer has kept;
 *   %NULL: there is none
 *
 * Keeps the sessions there that have changed in the library since. When another computer has kept
 * something else meanwhile, that is merged first.
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqMergeResult: what was merged; also if
 *   the service keeps no sessions; rejects with the first failure, such as %MQ_ERROR_NO_SPACE: the
 *   account's room there is used up
 */
DexFuture *
mq_remote_sessions_put (MqLibrary *library, const char *service, MqSession *session,
                        const MqWorkerSettings *settings)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (service != NULL);

  return mq_fiber_spawn_droppable_with (
      MQ_FIBER_STACK, put_fiber, (MQ_TYPE_LIBRARY, library), (G_TYPE_STRING, service),
      (G_TYPE_STRING, session != NULL ? mq_session_get_id (session) : NULL),
      (MQ_TYPE_WORKER_SETTINGS, settings));
}

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

static DexFuture *
fetch_fiber (MqLibrary *library, const char *service, const char *session,
             const MqWorkerSettings *settings, DexFuture *dropped)
{
  g_auto (MqRemoteJob) self = { library, service, settings, dropped };
  g_autoptr (MqMergeResult) result = NULL;
  g_autoptr (MqRemoteState) before = NULL;
  g_autoptr (MqRemoteState) state = NULL;
  g_autoptr (MqRemoteState) seen = g_new0 (MqRemoteState, 1);
  gboolean has_news;
  GError *error = NULL;

  if (!mq_library_check_writable (library, &error) || !remote_job_start (&self, &error)
      || !remote_job_load_state (&self, session, &before, &error))
    return dex_future_new_for_error (error);

  seen->session = g_strdup (session);
  seen->title = g_strdup (before != NULL ? before->title : "");
  if (!(result = remote_job_fetch (&self, session, seen, &error)))
    return dex_future_new_for_error (error);

  /* All that the library has is there then, unless it had something of its own. */
  has_news = before != NULL ? before->changed > before->sent : !result->is_new;
  if (remote_job_begin_keeping (&self, session, &error)
      && remote_job_load_state (&self, session, &state, &error) && state != NULL)
    {
      seen->sent = has_news ? state->sent : state->changed;
      remote_job_note_state (&self, seen, &error);
    }

  return error == NULL ? dex_future_new_take_boxed (MQ_TYPE_MERGE_RESULT, g_steal_pointer (&result))
                       : dex_future_new_for_error (error);
}

/**
 * mq_remote_sessions_fetch:
 * @library: a library
 * @service: the address of a service
 * @session: the id of a session that is kept there
 * @settings: (nullable): the Blender that opens its Blender files and saves them anew; %NULL: there
 *   is none
 *
 * Adds what is new in it to the library, all of it or nothing.
 *
 * Returns: (transfer full): resolves to an #MqMergeResult; rejects with %MQ_ERROR_NOT_FOUND, or as
 *   mq_service_client_send() and mq_share_import()
 */
DexFuture *
mq_remote_sessions_fetch (MqLibrary *library, const char *service, const char *session,
                          const MqWorkerSettings *settings)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (service != NULL && mq_session_is_id (session));

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, fetch_fiber, (MQ_TYPE_LIBRARY, library),
                                        (G_TYPE_STRING, service), (G_TYPE_STRING, session),
                                        (MQ_TYPE_WORKER_SETTINGS, settings));
}

static int
compare_latest_first (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const MqRemoteSession *first = a;
  const MqRemoteSession *second = b;

  if (first->updated != second->updated)
    return first->updated < second->updated ? 1 : -1;

  return strcmp (first->id, second->id);
}

static DexFuture *
list_fiber (const char *service, DexFuture *dropped)
{
  GError *error = NULL;
  g_autoptr (GListStore) list = g_list_store_new (MQ_TYPE_REMOTE_SESSION);
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (service);
  /* The last session of the page before. */
  g_autofree char *next = NULL;

  do
    {
      g_autofree char *path = next != NULL
                                  ? g_strdup_printf ("/v1/sessions?limit=%d&after=%s", PAGE, next)
                                  : g_strdup_printf ("/v1/sessions?limit=%d", PAGE);
      g_autoptr (JsonObject) answer = dex_await_boxed (
          mq_fiber_unless (dropped, mq_service_client_get (client, path)), &error);
      JsonArray *kept;
      const char *id;

      if (answer == NULL)
        return dex_future_new_for_error (error);

      if ((kept = mq_json_get_array (answer, "kept")) == NULL)
        return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                      _ ("This service keeps no sessions: it has no accounts."));

      for (guint i = 0; i < json_array_get_length (kept); i++)
        {
          g_autoptr (MqRemoteSession) session
              = remote_session_new (mq_json_element_object (kept, i));

          if (session != NULL)
            g_list_store_append (list, session);
        }

      /* A service of before there were pages sends all. */
      id = mq_json_get_string (answer, "next", NULL);
      if (id != NULL
          && (!mq_session_is_id (id)
              || g_list_model_get_n_items (G_LIST_MODEL (list)) >= MAX_LISTED))
        id = NULL;
      g_set_str (&next, id);
    }
  while (next != NULL);

  g_list_store_sort (list, compare_latest_first, NULL);
  return dex_future_new_take_object (g_steal_pointer (&list));
}

/**
 * mq_remote_sessions_list:
 * @service: the address of a service
 *
 * Returns: (transfer full): resolves to a #GListStore of #MqRemoteSession, latest first; rejects
 * with %MQ_ERROR_NOT_FOUND if the service has no accounts, or as mq_service_client_send()
 */
DexFuture *
mq_remote_sessions_list (const char *service)
{
  dex_return_error_if_fail (service != NULL);

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, list_fiber, (G_TYPE_STRING, service));
}

static DexFuture *
rename_fiber (MqLibrary *library, const char *service, const char *id, const char *title,
              DexFuture *dropped)
{
  g_auto (MqRemoteJob) self = { library, service, NULL, dropped };
  g_autoptr (JsonObject) body = mq_json_new ("title:s", title);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (MqRemoteState) state = NULL;
  MqSession *session;
  GError *error = NULL;

  /* Before the title is changed there, because the one here must follow. */
  if (!mq_library_check_writable (library, &error) || !remote_job_start (&self, &error)
      || !(answer = remote_job_request (&self, "POST", id, body, &error)))
    return dex_future_new_for_error (error);

  /* The session is here, too: it is one session, with one title. */
  if ((session = mq_library_find_session (library, id)) != NULL
      && dex_await (mq_library_rename_session (library, session, title), &error)
      && remote_job_load_state (&self, id, &state, &error) && state != NULL)
    {
      g_set_str (&state->title, title);
      remote_job_note_state (&self, state, &error);
    }

  return error == NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/**
 * mq_remote_sessions_rename:
 * @library: a library
 * @service: the address of a service
 * @session: the id of a session that is kept there
 * @title: the new title, there and in @library
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND, or
 *   as mq_library_check_writable(), before anything is sent, or mq_service_client_send()
 */
DexFuture *
mq_remote_sessions_rename (MqLibrary *library, const char *service, const char *session,
                           const char *title)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (service != NULL && mq_session_is_id (session) && title != NULL);

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, rename_fiber, (MQ_TYPE_LIBRARY, library),
                                        (G_TYPE_STRING, service), (G_TYPE_STRING, session),
                                        (G_TYPE_STRING, title));
}

static DexFuture *
delete_fiber (MqLibrary *library, const char *service, const char *session, DexFuture *dropped)
{
  g_auto (MqRemoteJob) self = { library, service, NULL, dropped };
  g_autoptr (JsonObject) answer = NULL;
  GError *error = NULL;

  if (!remote_job_start (&self, &error)
      || !(answer = remote_job_request (&self, "DELETE", session, NULL, &error))
      || (!mq_library_is_read_only (library) && !remote_job_stop_keeping (&self, session, &error)))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/**
 * mq_remote_sessions_delete:
 * @library: a library, of which nothing is deleted
 * @service: the address of a service
 * @session: the id of a session that is kept there
 *
 * Deletes a session there, for good. If the library has it, it is kept there again only after
 * another run there.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND, with
 *   %MQ_ERROR_CONFLICT while a run of it is under way, or as mq_service_client_send()
 */
DexFuture *
mq_remote_sessions_delete (MqLibrary *library, const char *service, const char *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (service != NULL && mq_session_is_id (session));

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, delete_fiber, (MQ_TYPE_LIBRARY, library),
                                        (G_TYPE_STRING, service), (G_TYPE_STRING, session));
}

static DexFuture *
has_fiber (MqLibrary *library, const char *service, const char *session, DexFuture *dropped)
{
  g_auto (MqRemoteJob) self = { library, service, NULL, dropped };
  g_autoptr (MqRemoteState) state = NULL;
  GError *error = NULL;

  return remote_job_start (&self, &error) && remote_job_load_state (&self, session, &state, &error)
             ? dex_future_new_for_boolean (state != NULL && state->revision > 0)
             : dex_future_new_for_error (error);
}

/**
 * mq_remote_sessions_has:
 * @library: a library
 * @service: the address of a service
 * @session: the id of a session
 *
 * Asks the library only, not the service.
 *
 * Returns: (transfer full): resolves to whether the session is kept there, as far as the library
 *   has seen
 */
DexFuture *
mq_remote_sessions_has (MqLibrary *library, const char *service, const char *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (service != NULL && session != NULL);

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, has_fiber, (MQ_TYPE_LIBRARY, library),
                                        (G_TYPE_STRING, service), (G_TYPE_STRING, session));
}
