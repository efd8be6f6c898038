/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a run: each is handled in order, with its pictures. When the run is over, they are
 * its record in the library, with shortened results of instructions. */
#include "client/picture/mq-reference.h"
#include "client/run/mq-run-private.h"
#include "client/service/mq-http-problem-error.h"
#include "client/service/mq-run-settings.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-picture-sniff.h"
#include "common/base/mq-png-text.h"
#include "common/base/mq-text.h"
#include "common/events/mq-instruction-table.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The longest that a service that hangs delays the end. */
#define ANSWER_SECONDS 10
/* The elements of a list and the bytes of a shortened result. */
#define MAX_LIST 50
#define MAX_LINE 500
#define MAX_MESSAGE 4000
#define MAX_OUTPUT 8000

/* A picture of the user. Its number is its index in `references` plus one. */
struct _MqRunReference
{
  char *path;
  GBytes *picture; /* to send, PNG or JPEG; NULL: not made yet */
  gboolean is_drawing;
  GPtrArray *tiles; /* (nullable): of a drawing, GBytes */
  gboolean sent;
};

/* Ends a run: emits `ended`, stops the run at the service, saves the record, and removes our
 * processes and files. */

/* The event `ended` has no text if the service already sent the error as `failed`. */
static MqRunEvent *
make_ended (MqRun *self, const GError *error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_ENDED);
  MqRunOutcome outcome = MQ_RUN_OUTCOME_FAILED;
  const char *code = NULL;
  const char *next;

  /* A version says itself that its pictures were stopped. */
  if (self->stopped_complete || error == NULL)
    outcome = MQ_RUN_OUTCOME_DONE;
  else if (g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    outcome = MQ_RUN_OUTCOME_STOPPED;
  else if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    outcome = MQ_RUN_OUTCOME_LOST;

  event->ended.how = outcome;
  if (outcome == MQ_RUN_OUTCOME_DONE || outcome == MQ_RUN_OUTCOME_STOPPED
      || self->stage == MQ_RUN_STAGE_FAILED)
    return event;

  /* The window has a remedy for these. */
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_SIGN_IN))
    code = "sign-in";
  else if (g_error_matches (error, MQ_ERROR, MQ_ERROR_TERMS))
    code = "terms";
  else if (g_error_matches (error, MQ_ERROR, MQ_ERROR_QUOTA))
    code = "quota";

  next = strchr (error->message, '\n');
  event->ended.code = g_strdup (code);
  event->ended.text = next != NULL ? g_strndup (error->message, next - error->message)
                                   : g_strdup (error->message);
  event->ended.next = next != NULL ? g_strdup (next + 1) : NULL;
  return event;
}

/* Awaits. */
static JsonObject *
post_at_end (MqRun *self, const char *what, JsonObject *body, GError **error)
{
  g_autofree char *path = mq_run_make_path (self, what);

  return dex_await_boxed (
      mq_http_with_timeout (mq_service_connection_post (self->connection, path, body),
                            ANSWER_SECONDS),
      error);
}

/* @event: an event `failed`. Returns: (transfer full): the error of the run */
static GError *
note_failed (MqRun *self, MqRunEvent *event)
{
  g_autoptr (JsonObject) problem = mq_run_event_encode (event);

  self->stage = MQ_RUN_STAGE_FAILED;
  return mq_http_problem_to_error (problem, 0);
}

/* Returns: (transfer full): resolves to the next #MqRunEvent; to the same one until
 * it is cleared, so that none is lost if the wait is cancelled */
static DexFuture *
next_event (MqRun *self)
{
  if (self->next_event == NULL)
    self->next_event = mq_service_connection_next_event (self->connection);

  return dex_ref (self->next_event);
}

/* Adds the event to the record, if the table of events says so. A script is recorded only where
 * it first occurs, because the version's files have it, too. @event: each event of the run, in
 * order, with paths in this library. */
static void
record_event (MqRun *self, MqRunEvent *event)
{
  const char *script = event->kind == MQ_EVENT_SCRIPT        ? event->script.script
                       : event->kind == MQ_EVENT_INSTRUCTION ? event->instruction.script
                                                             : NULL;
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (JsonObject) copy = NULL;
  JsonObject *version;
  MqRunEvent *stripped;

  if (event->id == 0 || (mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) == 0)
    return;

  if (event->kind != MQ_EVENT_VERSION
      && (script == NULL || g_set_str (&self->recorded_script, script)))
    {
      g_ptr_array_add (self->record, mq_run_event_ref (event));
      return;
    }

  data = mq_run_event_encode (event);
  copy = mq_json_copy_object (data);
  version = mq_json_get_object (copy, "version");
  json_object_remove_member (version != NULL ? version : copy, "script");
  if (version != NULL)
    json_object_remove_member (version, "plan");

  stripped = mq_run_event_read (mq_run_event_get_name (event), copy, event->id);
  stripped->time = event->time;
  g_ptr_array_add (self->record, stripped);
}

/* Awaits. Stops the run at the service, and reads its events from where mq_run_follow() stopped up
 * to the end. @failure: (out): the error of the run, if it failed. Returns: whether the run has
 * ended there; %MQ_ERROR_NOT_FOUND if the service does not have it */
static gboolean
stop_at_service (MqRun *self, GError **failure, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s", self->id);

  /* The request for the run must not reach the service after the request to stop it. */
  if (self->stage == MQ_RUN_STAGE_SENT
      && !dex_await (mq_http_with_timeout (dex_ref (self->request), ANSWER_SECONDS), error))
    {
      if (g_error_matches (*error, MQ_ERROR, MQ_ERROR_TIMEOUT))
        return FALSE;
      g_clear_error (error);
    }

  if (!dex_await (mq_http_with_timeout (mq_service_connection_delete (self->connection, path),
                                        ANSWER_SECONDS),
                  error))
    {
      /* The run has already ended, perhaps by an earlier request whose answer was late. */
      if (!g_error_matches (*error, MQ_ERROR, MQ_ERROR_CONFLICT))
        return FALSE;
      g_clear_error (error);
    }

  if (self->stage == MQ_RUN_STAGE_SENT)
    mq_service_connection_follow (self->connection, self->id);
  self->stage = MQ_RUN_STAGE_OPEN;
  while (self->stage < MQ_RUN_STAGE_DONE)
    {
      g_autoptr (MqRunEvent) heard
          = dex_await_boxed (mq_http_with_timeout (next_event (self), ANSWER_SECONDS), error);
      g_autoptr (MqRunEvent) event = NULL;

      if (heard == NULL)
        return FALSE;

      dex_clear (&self->next_event);
      event = mq_run_localise (self, heard);
      /* The run does not handle what was said last: the user has it again. */
      if (event->kind != MQ_EVENT_MESSAGE)
        record_event (self, event);
      if (event->kind == MQ_EVENT_ENDED && self->ended == NULL)
        self->ended = mq_run_event_ref (event);
      else if (event->kind == MQ_EVENT_DONE)
        self->stage = MQ_RUN_STAGE_DONE;
      else if (event->kind == MQ_EVENT_FAILED)
        *failure = note_failed (self, event);
    }

  return TRUE;
}

/* Awaits. Saves the request to stop, which the next window sends to the service. */
static void
keep_stop (MqRun *self)
{
  g_autoptr (JsonObject) unsent = mq_json_new ("stop:b server:s?", TRUE, self->options->server);
  g_autoptr (GError) error = NULL;

  if (!dex_await (mq_library_add_unsent (self->library, self->session, self->id, unsent), &error))
    g_info ("It was not kept that a run is to be stopped: %s", error->message);
}

/* Saves the record in the library, also with our own events that the service did not get, and the
 * pictures that have joined the versions since. Awaits. Returns: whether the service may forget the
 * run */
static gboolean
save_record (MqRun *self)
{
  gboolean failed = self->ended->ended.how == MQ_RUN_OUTCOME_FAILED;
  gboolean has_script = FALSE;
  gboolean has_end = FALSE;
  GPtrArray *events;
  g_autoptr (GError) error = NULL;

  MQ_EACH (self->record, i, const MqRunEvent, event)
    has_script |= event->kind == MQ_EVENT_SCRIPT;

  /* A version has pictures of its own. */
  dex_await (mq_library_remove_drafts (self->library, self->session, self->id, 0), NULL);
  /* In a session without a version, a script is a draft, which the user can mend. */
  if (!self->options->keep_session && mq_session_get_last_version (self->session) == NULL
      && !(failed && has_script))
    return TRUE;

  events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  MQ_EACH (self->record, i, MqRunEvent, event)
    {
      has_end |= event->kind == MQ_EVENT_ENDED;
      g_ptr_array_add (events, event->kind == MQ_EVENT_KEPT ? mq_run_localise (self, event)
                                                            : mq_run_event_ref (event));
    }
  for (guint i = 0; self->stage < MQ_RUN_STAGE_DONE && i < self->unpublished->len; i++)
    {
      MqRunEvent *event = self->unpublished->pdata[i];

      if ((mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) == 0)
        continue;
      has_end |= event->kind == MQ_EVENT_ENDED;
      g_ptr_array_add (events, mq_run_localise (self, event));
    }
  if (!has_end)
    g_ptr_array_add (events, mq_run_event_ref (self->ended));

  if (!dex_await (mq_library_save_record (self->library, self->session, self->id, events, failed),
                  &error))
    g_info ("The record of a run was not saved: %s", error->message);

  return error == NULL || g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
}

/* Awaits. Stops the run if it is not over, and saves its record in the library. @why: (nullable):
 * the error that ended it here */
static void
settle (MqRun *self, const GError *why)
{
  gboolean is_recorder = self->part != MQ_RUN_FOLLOWING || self->stage == MQ_RUN_STAGE_LOCAL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) error = NULL;

  if (self->session == NULL || self->exit == MQ_RUN_EXIT_DETACH)
    return;

  /* The service no longer has the run: another program saved its record. */
  if (self->attached && self->stage == MQ_RUN_STAGE_LOCAL)
    {
      if (g_error_matches (why, MQ_ERROR, MQ_ERROR_NOT_FOUND))
        dex_await (mq_library_remove_unsent (self->library, self->id), NULL);
      else if (self->exit == MQ_RUN_EXIT_STOP)
        keep_stop (self);
      return;
    }

  /* The leading client ends the run and saves its record; another one only if its user stops the
   * run. */
  if (self->part == MQ_RUN_FOLLOWING && self->stage >= MQ_RUN_STAGE_OPEN
      && (self->stage >= MQ_RUN_STAGE_DONE || self->exit != MQ_RUN_EXIT_STOP))
    return;

  if (self->stage == MQ_RUN_STAGE_OPEN)
    dex_await (mq_http_with_timeout (mq_run_flush_published (self), ANSWER_SECONDS), NULL);
  if (self->stage == MQ_RUN_STAGE_OPEN && !is_recorder)
    {
      g_autoptr (JsonObject) body = mq_json_new ("client:s",
                                                 mq_service_connection_get_id (self->connection));
      g_autoptr (JsonObject) answer = post_at_end (self, "lead", body, NULL);

      is_recorder = answer != NULL;
    }

  if (self->stage > MQ_RUN_STAGE_LOCAL && self->stage < MQ_RUN_STAGE_DONE
      && !stop_at_service (self, &failure, &error))
    g_info ("The end of a run was not heard of: %s", error->message);

  if (self->ended == NULL)
    self->ended = make_ended (self, self->stage == MQ_RUN_STAGE_DONE ? NULL
                                    : failure != NULL                ? failure
                                                                     : why);
  /* The service keeps the events of a run whose record could not be saved. */
  if (is_recorder && !save_record (self))
    return;

  if (error != NULL && !g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    keep_stop (self);
  else if (!is_recorder)
    dex_await (mq_library_remove_unsent (self->library, self->id), NULL);
  else if (self->stage >= MQ_RUN_STAGE_DONE)
    {
      g_autoptr (JsonObject) nothing = json_object_new ();
      g_autoptr (GError) trouble = NULL;
      g_autoptr (JsonObject) answer = post_at_end (self, "recorded", nothing, &trouble);

      if (answer == NULL)
        g_info ("The service was not told that a run is recorded: %s", trouble->message);
    }
}

/* Fetches the run's requests to models and their answers from the service, for --save-transcript
 * and for the window. */

static void
replaced_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, error);
}

/**
 * mq_run_load_transcript:
 * @self: a run that the service has
 *
 * Returns: (transfer full): resolves to a #GBytes, one line of JSON for each exchange, empty if no
 *   model was called; rejects with %MQ_ERROR_CONFLICT before the service has the run
 */
DexFuture *
mq_run_load_transcript (MqRun *self)
{
  g_autofree char *address = NULL;

  dex_return_error_if_fail (MQ_IS_RUN (self));

  if (!dex_future_is_resolved (DEX_FUTURE (self->asked)))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s", _ ("The run has not begun"));

  address = mq_run_make_path (self, "transcript");
  return mq_service_connection_download (self->connection, address, MQ_RUN_MAX_TRANSCRIPT);
}

/* Awaits. @error: (nullable): the error of the run. */
void
mq_run_end (MqRun *self, const GError *error)
{
  g_autoptr (GError) trouble = NULL;
  DexFuture *quiet;

  mq_run_show_kept (self);
  /* No `ended` for a run that was already recorded when we attached: the record has it. */
  if ((self->exit != MQ_RUN_EXIT_DETACH || self->stage >= MQ_RUN_STAGE_DONE)
      && (!self->attached || self->last_event > 0))
    {
      /* If the leading client has sent `ended`, emits that one. */
      if (self->ended == NULL)
        {
          self->ended = make_ended (self, error);
          if (self->stage < MQ_RUN_STAGE_DONE)
            mq_run_publish (self, self->ended);
        }

      mq_run_emit (self, self->ended);
    }

  mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));

  g_queue_clear_full (&self->work, (GDestroyNotify)mq_run_event_unref);
  if (self->working != NULL)
    dex_await (g_steal_pointer (&self->working), NULL);

  /* Writes the file of the option `transcript`, readable by its owner only. */
  if (self->options->transcript != NULL && dex_future_is_resolved (DEX_FUTURE (self->asked)))
    {
      g_autoptr (GFile) file = g_file_new_for_path (self->options->transcript);
      g_autoptr (GBytes) bytes = dex_await_boxed (mq_run_load_transcript (self), &trouble);
      g_autoptr (DexPromise) written = dex_promise_new ();
      MqRunEvent *event;

      if (bytes != NULL && g_bytes_get_size (bytes) == 0)
        g_set_error_literal (&trouble, MQ_ERROR, MQ_ERROR_NOT_FOUND, _ ("No model was asked"));
      if (trouble == NULL)
        g_file_replace_contents_bytes_async (
            file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
            NULL, replaced_cb, dex_ref (written));
      if (trouble == NULL && dex_await (dex_ref (DEX_FUTURE (written)), &trouble))
        {
          event = mq_run_event_new (MQ_EVENT_TRANSCRIPT);
          event->file.file = g_strdup (self->options->transcript);
        }
      else
        {
          event = mq_run_event_new (MQ_EVENT_TRANSCRIPT_FAILED);
          event->file.text = g_strdup (trouble->message);
          g_clear_error (&trouble);
        }
      mq_run_emit_own (self, event);
    }

  quiet = self->worker != NULL ? mq_worker_stop (self->worker) : dex_future_new_true ();
  settle (self, error);

  if (!dex_await (quiet, &trouble))
    g_warning ("Blender could not be stopped: %s", trouble->message);
  g_clear_error (&trouble);

  if (self->connection != NULL
      && !dex_await (mq_service_connection_close (self->connection), &trouble))
    g_warning ("The agent service could not be stopped: %s", trouble->message);
  g_clear_error (&trouble);

  if (self->work_dir != NULL
      && !dex_await (mq_library_remove_work_dir (self->library, self->work_dir), &trouble))
    g_debug ("%s", trouble->message);
  g_clear_error (&trouble);

  if (self->session != NULL && !self->options->keep_session
      && mq_session_get_last_version (self->session) == NULL
      && !dex_await (mq_library_discard_session (self->library, self->session), &trouble))
    g_debug ("%s", trouble->message);
}

/* The user's pictures in a run, numbered from 1. A team that supports pictures gets them before
 * their message; the session keeps them in any case. The numbers follow from the events `message`,
 * so that every leading client sends the same ones. */

void
mq_run_reference_free (MqRunReference *reference)
{
  g_free (reference->path);
  g_clear_pointer (&reference->picture, g_bytes_unref);
  g_clear_pointer (&reference->tiles, g_ptr_array_unref);
  g_free (reference);
}

static guint
add_reference (MqRun *self, const MqMessage *message, guint place)
{
  MqRunReference *reference = g_new0 (MqRunReference, 1);

  reference->path = g_strdup (message->pictures[place]);
  reference->is_drawing = place < MQ_RUN_MAX_PICTURES
                          && message->roles[place] == MQ_PICTURE_ROLE_DRAWING;
  g_ptr_array_add (self->references, reference);
  return self->references->len;
}

/* Handles the events of the run until it is over: updates the state of the MqRun and emits them;
 * mq-run-lead.c carries out the instructions. Awaits. Returns: whether it ended well */
gboolean
mq_run_follow (MqRun *self, GError **error)
{
  while (self->stage < MQ_RUN_STAGE_DONE)
    {
      g_autoptr (MqRunEvent) heard
          = dex_await_boxed (mq_run_unless_cancelled (self, next_event (self)), error);
      g_autoptr (MqRunEvent) event = NULL;
      gboolean is_ours;

      if (heard == NULL)
        return FALSE;

      dex_clear (&self->next_event);
      event = mq_run_localise (self, heard);
      if (event->kind == MQ_EVENT_LEAD)
        {
          mq_run_handle_lead (self, &event->lead);
          continue;
        }

      self->n_quiet = 0;
      if (event->kind == MQ_EVENT_PHASE || event->kind == MQ_EVENT_WAITING
          || event->kind == MQ_EVENT_REFINEMENT || event->kind == MQ_EVENT_DONE
          || event->kind == MQ_EVENT_FAILED)
        mq_run_show_kept (self);
      record_event (self, event);
      self->last_event = MAX (self->last_event, event->id);
      /* Our own events were emitted when they were made; `ended` is in mq_run_end(). */
      is_ours = g_strcmp0 (event->by, mq_service_connection_get_id (self->connection)) == 0;
      if (event->kind != MQ_EVENT_ENDED && !is_ours)
        mq_run_emit (self, event);
      if (self->attached && self->last_event >= self->history
          && dex_future_is_pending (DEX_FUTURE (self->asked)))
        dex_promise_resolve_boolean (self->asked, TRUE);

      /* Events without a number are transient: only emitted. */
      if (event->id == 0)
        continue;

      switch (event->kind)
        {
        case MQ_EVENT_BEGAN:
          self->parent = MAX (event->began.base, 0);
          self->first_version = MAX (event->began.versions, 0);
          break;
        case MQ_EVENT_MESSAGE:
          if (is_ours)
            break;
          /* The other client has sent the pictures. */
          for (guint i = 0; event->message.value->pictures[i] != NULL; i++)
            add_reference (self, event->message.value, i);
          if (event->message.queued == TRUE)
            mq_run_note_change (self);
          break;
        case MQ_EVENT_TEAM:
          g_set_str (&self->team, event->team.name);
          break;
        case MQ_EVENT_PHASE:
          self->guided |= event->phase.phase == MQ_RUN_PHASE_GUIDED;
          break;
        case MQ_EVENT_WAITING:
          self->guided = TRUE;
          self->waiting = TRUE;
          break;
        case MQ_EVENT_ASKED:
          self->waiting = TRUE;
          break;
        case MQ_EVENT_REFINEMENT:
          self->n_changes -= MIN (self->n_changes, 1);
          G_GNUC_FALLTHROUGH;
        case MQ_EVENT_ANSWERED:
          self->waiting = FALSE;
          break;
        case MQ_EVENT_KEPT:
          if (is_ours)
            break;
          self->n_kept = MAX (self->n_kept, self->n_versions);
          self->parent = MAX (event->kept.version, 0);
          if (self->last_version != NULL)
            mq_executor_discard_before (self->executor, self->last_version);
          break;
        case MQ_EVENT_ENDED:
          g_clear_pointer (&self->ended, mq_run_event_unref);
          self->ended = mq_run_event_ref (event);
          break;
        case MQ_EVENT_DONE:
          self->stage = MQ_RUN_STAGE_DONE;
          break;
        case MQ_EVENT_FAILED:
          g_propagate_error (error, note_failed (self, event));
          return FALSE;
        default:
          break;
        }

      mq_run_handle_work (self, event);
    }

  return TRUE;
}

/* @message: the next one, with paths in the library */
void
mq_run_number_pictures (MqRun *self, MqMessage *message)
{
  g_clear_pointer (&message->numbers, g_array_unref);
  for (guint i = 0; message->pictures[i] != NULL; i++)
    {
      guint number = add_reference (self, message, i);

      if (message->numbers == NULL)
        message->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (message->numbers, number);
    }
}

/* @message: with paths in the library; @refinement: %FALSE for the first one; %TRUE for a change,
 * which may be queued */
void
mq_run_emit_message (MqRun *self, const MqMessage *message, gboolean refinement)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new_message (mq_message_copy (message),
                                                           MQ_SPEAKER_USER);

  if (refinement)
    event->message.queued = !self->waiting;

  /* The service itself sends later messages to all clients. */
  if (!refinement)
    mq_run_publish (self, event);
  mq_run_emit (self, event);
}

/**
 * mq_run_team_sees:
 * @teams: the answer of GET /v1/teams
 * @team: (nullable): the name of a team; %NULL: the default
 *
 * Returns: whether it supports pictures
 */
gboolean
mq_run_team_sees (JsonObject *teams, const char *team)
{
  const char *name = team != NULL ? team : mq_json_get_string (teams, "default", "sketcher");

  return mq_json_get_boolean (mq_json_find (mq_json_get_array (teams, "teams"), "name", name),
                              "sees", FALSE);
}

/* Tells what to do where the team does not support pictures. */
static const char *
get_advice (MqRun *self)
{
  return g_strcmp0 (self->team, "sketcher") == 0
             ? _ ("The built-in sketcher does not support pictures. Describe the object in words, "
                  "or set up a model.")
             : _ ("This model does not support pictures. Describe the object in words, or "
                  "choose another model.");
}

/* Asks the service whether the run's team supports pictures. Awaits. @message: (nullable): with
 * pictures. @error: %MQ_ERROR_BAD_INPUT if it does not, and the message has no words. Returns:
 * whether it answered */
gboolean
mq_run_query_vision (MqRun *self, const MqMessage *message, GError **error)
{
  if (!self->sight_known)
    {
      g_autoptr (JsonObject) settings = mq_run_settings_new (self->config, self->options->replay);
      g_autoptr (JsonObject) answer = dex_await_boxed (
          mq_run_unless_cancelled (
              self, mq_service_connection_ask (self->connection, "/v1/teams", NULL, settings)),
          error);

      if (answer == NULL)
        return FALSE;

      if (self->team == NULL)
        self->team = g_strdup (self->options->team != NULL
                                   ? self->options->team
                                   : mq_json_get_string (answer, "default", "sketcher"));
      self->sees = mq_run_team_sees (answer, self->team);
      self->sight_known = TRUE;
    }

  return self->sees || message == NULL || !mq_text_is_blank (message->text)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", get_advice (self));
}

static gboolean
make_picture (MqRun *self, MqRunReference *reference, GError **error)
{
  g_autoptr (GBytes) picture = NULL;
  g_autoptr (GPtrArray) tiles = NULL;

  if (reference->picture != NULL)
    return TRUE;

  /* The service keeps the tiles; the worker needs none. */
  if (reference->is_drawing && !reference->sent)
    {
      tiles = dex_await_boxed (
          mq_run_unless_cancelled (self, mq_reference_make_drawing (reference->path)), error);
      if (tiles != NULL)
        picture = g_ptr_array_steal_index (tiles, 0);
    }
  else
    picture = dex_await_boxed (
        mq_run_unless_cancelled (self,
                                 mq_reference_make (reference->path, MQ_RUN_PICTURE_MAX_SIDE)),
        error);
  if (picture == NULL)
    return FALSE;

  /* Nobody reads the words of another picture, and some may be hidden in it. */
  if (!reference->is_drawing)
    {
      g_autoptr (GBytes) made = g_steal_pointer (&picture);

      picture = mq_png_text_replace (made, NULL);
    }

  /* Two requests may make the picture at the same time. */
  if (reference->picture == NULL)
    {
      reference->picture = g_steal_pointer (&picture);
      reference->tiles = g_steal_pointer (&tiles);
    }
  return TRUE;
}

/**
 * mq_run_fail_blind:
 * @team: (nullable): the team that was asked for
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Says that the team does not support pictures, and what to do.
 *
 * Returns: %FALSE
 */
gboolean
mq_run_fail_blind (const char *team, GError **error)
{
  const char *text
      = team != NULL && g_str_equal (team, "sketcher")
            ? _ ("The built-in sketcher does not support pictures\n"
                 "Choose a model that does (docs/using/models.md), or describe the object in "
                 "words: --text")
            : _ ("Pictures need an AI model that supports them, and there is none\n"
                 "Set one up (docs/using/models.md), or describe the object in words: --text");
  g_autofree char *message = mq_paths_name_pages (text);

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", message);
}

/* Checks, before anything starts, that the team supports pictures and that they can be decoded, and
 * looks which are drawings. Awaits. @error: %MQ_ERROR_BAD_INPUT. Returns: whether the run can start
 */
gboolean
mq_run_check_pictures (MqRun *self, GError **error)
{
  MqMessage *message = self->options->message;

  /* A file that is refused anyway is no reason to set up a model. */
  for (guint i = 0; message->pictures[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;
      int guess = dex_await_int (
          mq_run_unless_cancelled (self, mq_reference_guess (message->pictures[i])), &problem);

      if (problem != NULL)
        return mq_fail_with (error, &problem);
      if (guess == MQ_DRAWING_GUESS_YES && i < MQ_RUN_MAX_PICTURES
          && (self->options->guesses & (1u << i)) != 0)
        message->roles[i] = MQ_PICTURE_ROLE_DRAWING;
    }

  return dex_await (mq_run_unless_cancelled (self, mq_run_open_connection (self)), error)
         && mq_run_query_vision (self, NULL, error)
         && (self->sees || mq_run_fail_blind (self->options->team, error));
}

/* Adds the message to @body, with its pictures if the team supports pictures; else a notice says
 * that they are not sent. @body: of a request to the service; @message: numbered. */
void
mq_run_write_message (MqRun *self, const MqMessage *message, JsonObject *body, MqMessageForm form)
{
  g_autoptr (MqMessage) sent = mq_message_copy (message);
  g_autofree char *text = NULL;
  guint n = message->numbers != NULL ? message->numbers->len : 0;

  mq_message_map_pictures (sent, mq_run_make_relative, self);
  if (!self->sees)
    g_clear_pointer (&sent->numbers, g_array_unref);
  mq_message_write (sent, body, form | MQ_MESSAGE_WIRE);
  if (n == 0 || self->sees)
    return;

  text = g_strdup_printf (ngettext ("The picture was not sent, only the words were",
                                    "The %u pictures were not sent, only the words were", n),
                          n);
  mq_run_emit_notice (self, MQ_NOTICE_LEVEL_WARNING, "pictures-not-sent", text, get_advice (self));
}

/* Awaits. @query: which picture it is. */
static gboolean
send_picture (MqRun *self, GBytes *picture, const char *query, GError **error)
{
  g_autofree char *path = mq_run_make_path (self, query);
  g_autoptr (JsonObject) answer = NULL;
  const char *type = NULL;
  guint width, height;

  mq_picture_sniff (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture), &type, &width,
                    &height);
  answer = dex_await_boxed (
      mq_run_unless_cancelled (
          self, mq_service_connection_upload (self->connection, "POST", path, picture, type)),
      error);
  return answer != NULL;
}

/* Sends the pictures that we have not sent yet, if the team supports pictures. Awaits. @error:
 * %MQ_ERROR_BAD_INPUT if one is damaged. Returns: whether the service has all pictures */
gboolean
mq_run_send_pictures (MqRun *self, GError **error)
{
  for (guint i = 0; self->sees && i < self->references->len; i++)
    {
      MqRunReference *reference = self->references->pdata[i];
      g_autofree char *query = g_strdup_printf ("pictures?reference=%u", i + 1);

      if (reference->sent)
        continue;
      if (!make_picture (self, reference, error))
        return FALSE;

      /* The tiles come before their drawing, so that the service has them when it has that. */
      for (guint j = 0; reference->tiles != NULL && j < reference->tiles->len; j++)
        {
          g_autofree char *tile = g_strdup_printf ("%s&tile=%u", query, j + 1);

          if (!send_picture (self, reference->tiles->pdata[j], tile, error))
            return FALSE;
        }

      g_clear_pointer (&reference->tiles, g_ptr_array_unref);
      if (!send_picture (self, reference->picture, query, error))
        return FALSE;

      reference->sent = TRUE;
      g_clear_pointer (&reference->picture, g_bytes_unref);
    }

  return TRUE;
}

/* On a thread of the pool. */
static DexFuture *
put_fiber (const char *folder, const char *name, GBytes *picture)
{
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (folder, &error);

  return dir >= 0
                 && mq_files_put (dir, name, g_bytes_get_data (picture, NULL),
                                  g_bytes_get_size (picture), TRUE, &error)
             ? dex_future_new_true ()
             : dex_future_new_for_error (error);
}

/* Writes a picture of the user into the worker's folder, as it was sent. Awaits. @number: its
 * number within the run. @error: %MQ_ERROR_FAILED if another program has it. Returns: whether it is
 * there */
gboolean
mq_run_put_picture (MqRun *self, gint64 number, const char *name, GError **error)
{
  MqRunReference *reference;
  g_autoptr (GBytes) picture = NULL;

  if (number < 1 || number > self->references->len)
    return mq_fail (error, MQ_ERROR_FAILED, "%s",
                    _ ("This program does not have the picture to compare with"));

  reference = self->references->pdata[number - 1];
  if (!make_picture (self, reference, error))
    return FALSE;

  picture = reference->sent ? g_steal_pointer (&reference->picture)
                            : g_bytes_ref (reference->picture);
  return dex_await (mq_run_unless_cancelled (
                        self, mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0,
                                                   put_fiber, (G_TYPE_STRING, self->work_dir),
                                                   (G_TYPE_STRING, name), (G_TYPE_BYTES, picture))),
                    error);
}

/* Shortened results. */

static char *
cut (const char *text, gsize limit, gboolean from_end)
{
  gsize length = strlen (text);
  g_autofree char *part = NULL;

  if (length <= limit)
    return g_strdup (text);

  part = from_end ? g_strconcat ("…", text + length - limit, NULL)
                  : g_strdup_printf ("%.*s…", (int)limit, text);
  return g_utf8_make_valid (part, -1);
}

static char *
cut_member (JsonObject *object, const char *member, gsize limit)
{
  const char *text = mq_json_get_string (object, member, NULL);

  return text != NULL ? cut (text, limit, FALSE) : NULL;
}

static void
copy_text (JsonObject *to, JsonObject *from, const char *member, gsize limit)
{
  g_autofree char *part = cut_member (from, member, limit);

  if (part != NULL)
    json_object_set_string_member (to, member, part);
}

static void
copy_int (JsonObject *to, JsonObject *from, const char *member)
{
  if (json_object_has_member (from, member))
    json_object_set_int_member (to, member, mq_json_get_int (from, member, 0));
}

/* Copies the named members of a list of objects, at most the last ones. */
static void
copy_list (JsonObject *to, JsonObject *from, const char *member, const char *const *texts,
           gboolean last)
{
  JsonArray *list = mq_json_get_array (from, member);
  JsonArray *copy;
  guint n, first;

  if (list == NULL)
    return;

  n = json_array_get_length (list);
  first = last && n > MAX_LIST ? n - MAX_LIST : 0;
  copy = json_array_new ();
  for (guint i = first; i < MIN (n, first + MAX_LIST); i++)
    {
      JsonObject *item = mq_json_element_object (list, i);
      JsonObject *small = json_object_new ();

      for (gsize j = 0; item != NULL && texts[j] != NULL; j++)
        copy_text (small, item, texts[j], MAX_LINE);
      if (item != NULL)
        copy_int (small, item, "line");
      json_array_add_object_element (copy, small);
    }

  json_object_set_array_member (to, member, copy);
}

/* @body: the result that was sent to the service. Returns: (transfer full): an event `result` */
MqRunEvent *
mq_run_make_result (const MqInstructionEvent *instruction, JsonObject *body)
{
  const MqInstructionRow *row = mq_instruction_table_get (instruction->kind);
  JsonObject *result = mq_json_get_object (body, "result");
  JsonObject *error = mq_json_get_object (body, "error");
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_RESULT);

  event->result.instruction = instruction->instruction;
  event->result.kind = instruction->kind;
  if (result == NULL)
    {
      event->result.error.code = cut_member (error, "code", MAX_LINE);
      event->result.error.message = cut_member (error, "message", MAX_MESSAGE);
      return event;
    }

  event->result.result = json_object_new ();
  for (guint i = 0; i < row->n_kept; i++)
    {
      const MqResultMember *kept = &row->kept[i];
      g_auto (GStrv) names = g_strsplit (kept->path, ".", -1);
      guint last = g_strv_length (names) - 1;
      const char *member = names[last];
      JsonObject *from = result;
      JsonObject *to = event->result.result;
      g_autofree char *output = NULL;
      JsonArray *vector;

      /* The objects of the path, if they are all there. */
      for (guint j = 0; j < last; j++)
        from = mq_json_get_object (from, names[j]);
      if (from == NULL)
        continue;

      for (guint j = 0; j < last; j++)
        {
          if (!json_object_has_member (to, names[j]))
            json_object_set_object_member (to, names[j], json_object_new ());
          to = json_object_get_object_member (to, names[j]);
        }

      vector = mq_json_get_array (from, member);
      switch (kept->form)
        {
        case MQ_RESULT_INT:
          copy_int (to, from, member);
          break;
        case MQ_RESULT_SECONDS:
          if (json_object_has_member (from, member))
            json_object_set_double_member (to, member, mq_json_get_double (from, member, 0));
          break;
        case MQ_RESULT_LINE:
          copy_text (to, from, member, MAX_LINE);
          break;
        case MQ_RESULT_MESSAGE:
          copy_text (to, from, member, MAX_MESSAGE);
          break;
        case MQ_RESULT_OUTPUT:
          output = cut (mq_json_get_string (from, member, ""), MAX_OUTPUT, TRUE);
          if (*output != '\0')
            json_object_set_string_member (to, member, output);
          break;
        case MQ_RESULT_VECTOR:
          if (mq_json_length (vector) == 3)
            json_object_set_array_member (to, member, json_array_ref (vector));
          break;
        case MQ_RESULT_FIRST:
        case MQ_RESULT_LAST:
          copy_list (to, from, member, kept->texts, kept->form == MQ_RESULT_LAST);
          break;
        }
    }

  return event;
}
