/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping at a shared service what has changed in the library, see mq-remote-sessions.h. What could
 * not be put there stays noted in the library, for the next time. */
#include "client/remote/mq-remote-sessions-private.h"

#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"

#include <glib/gi18n-lib.h>

/* So often another computer may come before us. */
#define MAX_TRIES 5
#define MAX_TITLE 200 /* characters that a service takes */
#define FILE_NAME "session" MQ_SHARE_SUFFIX

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

/* Awaits. The bytes stay when the folder is removed. */
static GBytes *
save (MqRemoteJob *self, MqSession *session, GError **error)
{
  g_autofree char *dir = dex_await_string (mq_library_make_work_dir (self->library), error);
  g_autofree char *path = NULL;
  GBytes *bytes = NULL;

  if (dir == NULL)
    return NULL;

  path = g_build_filename (dir, FILE_NAME, NULL);
  if (dex_await (mq_share_save (self->library, session, path, FALSE, NULL), error))
    bytes = dex_await_boxed (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (),
                                                  MQ_REMOTE_STACK, map_fiber,
                                                  (G_TYPE_STRING, path)),
                             error);

  dex_await (mq_library_remove_work_dir (self->library, dir), NULL);
  return bytes;
}

/* Awaits. */
static JsonObject *
send_file (MqRemoteJob *self, MqRemoteState *state, guint n_versions, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/sessions/%s/file?revision=%" G_GINT64_FORMAT
                                           "&versions=%u",
                                           state->session, state->revision + 1, n_versions);

  return dex_await_boxed (
      mq_fiber_unless (self->dropped, mq_service_client_send (self->client, "PUT", path, bytes,
                                                              "application/zip")),
      error);
}

/* Awaits. Another computer has kept a later state, or has deleted the session there. */
static gboolean
merge_theirs (MqRemoteJob *self, MqRemoteState *state, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (MqRemoteState) now = NULL;
  g_autoptr (MqMergeResult) result = mq_remote_job_fetch (self, state->session, state, &missing);

  if (g_error_matches (missing, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      state->revision = 0;
      g_set_str (&state->title, "");
    }
  else if (missing != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }

  if (result != NULL)
    g_ptr_array_add (self->merged, g_steal_pointer (&result));
  if (!mq_remote_job_note_state (self, state, error)
      || !mq_remote_job_load_state (self, state->session, &now, error))
    return FALSE;

  /* The merge counts as a change. */
  if (now != NULL)
    state->changed = now->changed;
  return dex_await (mq_library_refresh (self->library), error);
}

/* Awaits. One try. */
static gboolean
put_file (MqRemoteJob *self, MqRemoteState *state, MqSession *session, GError **error)
{
  g_autoptr (GBytes) bytes = save (self, session, error);
  g_autoptr (JsonObject) answer = NULL;
  guint n_versions = g_list_model_get_n_items (mq_session_get_versions (session));

  if (bytes == NULL)
    return FALSE;

  self->refused = g_bytes_get_size (bytes) > MQ_SESSION_MAX_BYTES;
  if (self->refused)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("“%s” is too large to be kept at the service: it has %u MB, and at most "
                       "%u MB are taken"),
                    mq_session_get_title (session), (guint)(g_bytes_get_size (bytes) / 1000000),
                    (guint)(MQ_SESSION_MAX_BYTES / 1000000));

  if (!(answer = send_file (self, state, n_versions, bytes, error)))
    {
      self->refused = g_error_matches (*error, MQ_ERROR, MQ_ERROR_NO_SPACE)
                      || g_error_matches (*error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      return FALSE;
    }

  state->revision++;
  mq_remote_job_take_title (self, state, mq_json_get_string (answer, "title", ""), FALSE);
  state->sent = state->changed;
  return mq_remote_job_note_state (self, state, error);
}

/* Awaits. */
static gboolean
put_title (MqRemoteJob *self, MqRemoteState *state, const char *title, GError **error)
{
  g_autoptr (JsonObject) body = mq_json_new ("title:s", title);
  g_autoptr (JsonObject) answer = mq_remote_job_request (self, "POST", state->session, body, error);

  if (answer == NULL)
    return FALSE;

  g_set_str (&state->title, title);
  return mq_remote_job_note_state (self, state, error);
}

/* Awaits. */
static gboolean
put_session (MqRemoteJob *self, MqRemoteState *state, MqSession *session, GError **error)
{
  g_autofree char *title = NULL;

  for (guint i = 1; state->changed > state->sent; i++)
    {
      g_autoptr (GError) refused = NULL;

      if (put_file (self, state, session, &refused))
        break;
      if (!g_error_matches (refused, MQ_ERROR, MQ_ERROR_CONFLICT) || i == MAX_TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&refused));
          return FALSE;
        }
      if (!merge_theirs (self, state, error))
        return FALSE;
    }

  title = dup_title (session);
  return g_str_equal (state->title, title) || put_title (self, state, title, error);
}

/* The session, if what is there is not what is here. */
static MqSession *
find_changed (MqRemoteJob *self, const MqRemoteState *state)
{
  MqSession *session = mq_library_find_session (self->library, state->session);
  g_autofree char *title = session != NULL ? dup_title (session) : NULL;

  if (session == NULL || mq_session_get_last_version (session) == NULL)
    return NULL;

  return state->changed > state->sent || (state->revision > 0 && !g_str_equal (state->title, title))
             ? g_object_ref (session)
             : NULL;
}

/* Awaits. A service without accounts keeps no sessions, and somebody must be signed in: that is
 * better known before a large file is sent. */
static gboolean
has_account (MqRemoteJob *self, GError **error)
{
  g_autoptr (JsonObject) account = dex_await_boxed (
      mq_fiber_unless (self->dropped, mq_service_client_get (self->client, "/v1/account")), error);

  return account != NULL;
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
      mq_remote_job_stop_keeping (self, state->session, NULL);
      return TRUE;
    }

  /* It is said once, and tried again with the next change. */
  if (self->refused)
    {
      state->sent = state->changed;
      mq_remote_job_note_state (self, state, NULL);
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
      g_autoptr (MqSession) session = find_changed (self, state);
      g_autoptr (GError) trouble = NULL;

      if (session == NULL)
        continue;

      goes_on = (is_known || has_account (self, &trouble))
                && put_and_note (self, state, session, &trouble);
      if (!is_known && g_error_matches (trouble, MQ_ERROR, MQ_ERROR_NOT_FOUND))
        return mq_remote_job_stop_keeping (self, NULL, error);

      is_known = TRUE;
      if (trouble != NULL && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&trouble));
    }

  return *error == NULL;
}

static DexFuture *
put_fiber (MqLibrary *library, const char *service, const char *session,
           const MqWorkerSettings *settings, DexFuture *dropped)
{
  g_auto (MqRemoteJob) self = { library, service, settings, dropped };
  g_autoptr (GPtrArray) states = NULL;
  GError *error = NULL;

  self.merged = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_merge_result_free);
  /* Counts the changes before it reads the files, so that none is missed. */
  return mq_library_check_writable (library, &error) && mq_remote_job_start (&self, &error)
                 && (session == NULL || mq_remote_job_begin_keeping (&self, session, &error))
                 && (states = mq_remote_job_load_states (&self, &error)) != NULL
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
      MQ_REMOTE_STACK, put_fiber, (MQ_TYPE_LIBRARY, library), (G_TYPE_STRING, service),
      (G_TYPE_STRING, session != NULL ? mq_session_get_id (session) : NULL),
      (MQ_TYPE_WORKER_SETTINGS, settings));
}
