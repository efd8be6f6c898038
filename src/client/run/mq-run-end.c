/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends a run, see mq-run-private.h: emits `ended`, stops the run at the service, saves the record,
 * and removes our processes and files. */
#include "client/run/mq-run-private.h"

#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The longest that a service that hangs delays the end. */
#define ANSWER_SECONDS 10

static MqRunOutcome
find_outcome (const GError *error)
{
  if (error == NULL)
    return MQ_RUN_OUTCOME_DONE;
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    return MQ_RUN_OUTCOME_STOPPED;

  return g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND) ? MQ_RUN_OUTCOME_LOST
                                                               : MQ_RUN_OUTCOME_FAILED;
}

/* Returns the code of an error that the window has a remedy for. */
static const char *
find_code (const GError *error)
{
  return g_error_matches (error, MQ_ERROR, MQ_ERROR_SIGN_IN) ? "sign-in"
         : g_error_matches (error, MQ_ERROR, MQ_ERROR_TERMS) ? "terms"
         : g_error_matches (error, MQ_ERROR, MQ_ERROR_QUOTA) ? "quota"
                                                             : NULL;
}

/* The event `ended` has no text if the service already sent the error as `failed`. */
static MqRunEvent *
make_ended (MqRun *self, const GError *error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_ENDED);
  /* A version says itself that its pictures were stopped. */
  MqRunOutcome outcome = self->stopped_complete ? MQ_RUN_OUTCOME_DONE : find_outcome (error);
  const char *lines = outcome != MQ_RUN_OUTCOME_DONE && outcome != MQ_RUN_OUTCOME_STOPPED
                              && self->stage != MQ_RUN_STAGE_FAILED
                          ? error->message
                          : NULL;
  const char *next = lines != NULL ? strchr (lines, '\n') : NULL;

  event->ended.how = outcome;
  event->ended.code = lines != NULL ? g_strdup (find_code (error)) : NULL;
  event->ended.text = next != NULL ? g_strndup (lines, next - lines) : g_strdup (lines);
  event->ended.next = next != NULL ? g_strdup (next + 1) : NULL;
  return event;
}

/* If the leading client has sent `ended`, emits that one. */
static void
emit_ended (MqRun *self, const GError *error)
{
  if (self->ended == NULL)
    {
      self->ended = make_ended (self, error);
      if (self->stage < MQ_RUN_STAGE_DONE)
        mq_run_publish (self, self->ended);
    }

  mq_run_emit (self, self->ended);
}

/* Awaits. Returns: whether the run has ended at the service; %MQ_ERROR_NOT_FOUND if it does not
 * have the run */
static gboolean
delete_run (MqRun *self, GError **error)
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
  return TRUE;
}

/* Awaits. Reads the events from where mq_run_follow() stopped up to the end. @failure: (out): the
 * error of the run, if it failed */
static gboolean
read_rest (MqRun *self, GError **failure, GError **error)
{
  while (self->stage < MQ_RUN_STAGE_DONE)
    {
      g_autoptr (MqRunEvent) heard = dex_await_boxed (
          mq_http_with_timeout (mq_run_next_event (self), ANSWER_SECONDS), error);
      g_autoptr (MqRunEvent) event = NULL;

      if (heard == NULL)
        return FALSE;

      mq_run_event_handled (self);
      event = mq_run_localise (self, heard);
      mq_run_record_event (self, event);
      if (event->kind == MQ_EVENT_ENDED && self->ended == NULL)
        self->ended = mq_run_event_ref (event);
      else if (event->kind == MQ_EVENT_DONE)
        self->stage = MQ_RUN_STAGE_DONE;
      else if (event->kind == MQ_EVENT_FAILED)
        *failure = mq_run_note_failed (self, event);
    }

  return TRUE;
}

/* Awaits. Returns: whether no other client leads the run, so that we save its record */
static gboolean
claim_lead_of_stopped (MqRun *self)
{
  g_autofree char *path = mq_run_make_path (self, "lead");
  g_autoptr (JsonObject) body = mq_json_new ("client:s",
                                             mq_service_connection_get_id (self->connection));
  g_autoptr (JsonObject) answer = dex_await_boxed (
      mq_http_with_timeout (mq_service_connection_post (self->connection, path, body),
                            ANSWER_SECONDS),
      NULL);

  return answer != NULL;
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

/* Awaits. */
static void
prune_at_service (MqRun *self)
{
  g_autofree char *path = mq_run_make_path (self, "recorded");
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autoptr (GError) error = NULL;

  if (!dex_await (mq_http_with_timeout (
                      mq_service_connection_post (self->connection, path, nothing), ANSWER_SECONDS),
                  &error))
    g_info ("The service was not told that a run is recorded: %s", error->message);
}

/* Awaits. Stops the run if it is not over, and saves its record in the library. @why: (nullable):
 * the error that ended it here */
static void
stop_and_record (MqRun *self, const GError *why)
{
  gboolean is_recorder = self->part != MQ_RUN_FOLLOWING || self->stage == MQ_RUN_STAGE_LOCAL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) error = NULL;

  if (self->stage == MQ_RUN_STAGE_OPEN)
    dex_await (mq_http_with_timeout (mq_run_flush_published (self), ANSWER_SECONDS), NULL);
  if (self->stage == MQ_RUN_STAGE_OPEN && !is_recorder)
    is_recorder = claim_lead_of_stopped (self);

  if (self->stage > MQ_RUN_STAGE_LOCAL && self->stage < MQ_RUN_STAGE_DONE
      && !(delete_run (self, &error) && read_rest (self, &failure, &error)))
    g_info ("The end of a run was not heard of: %s", error->message);

  if (self->ended == NULL)
    self->ended = make_ended (self, self->stage == MQ_RUN_STAGE_DONE ? NULL
                                    : failure != NULL                ? failure
                                                                     : why);
  /* The service keeps the events of a run whose record could not be saved. */
  if (is_recorder && !mq_run_save_record (self))
    return;

  if (error != NULL && !g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    keep_stop (self);
  else if (!is_recorder)
    dex_await (mq_library_remove_unsent (self->library, self->id), NULL);
  else if (self->stage >= MQ_RUN_STAGE_DONE)
    prune_at_service (self);
}

/* Awaits. */
static void
settle (MqRun *self, const GError *error)
{
  gboolean is_over = self->stage >= MQ_RUN_STAGE_DONE;

  if (self->session == NULL || self->exit == MQ_RUN_EXIT_DETACH)
    return;

  /* The service no longer has the run: another program saved its record. */
  if (self->attached && self->stage == MQ_RUN_STAGE_LOCAL)
    {
      if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
        dex_await (mq_library_remove_unsent (self->library, self->id), NULL);
      else if (self->exit == MQ_RUN_EXIT_STOP)
        keep_stop (self);
      return;
    }

  /* The leading client ends the run and saves its record; another one only if its user stops the
   * run. */
  if (self->part != MQ_RUN_FOLLOWING || self->stage < MQ_RUN_STAGE_OPEN
      || (!is_over && self->exit == MQ_RUN_EXIT_STOP))
    stop_and_record (self, error);
}

static void
discard_session (MqRun *self)
{
  g_autoptr (GError) error = NULL;

  if (self->session != NULL && !self->options->keep_session
      && mq_session_get_last_version (self->session) == NULL
      && !dex_await (mq_library_discard_session (self->library, self->session), &error))
    g_debug ("%s", error->message);
}

/* Awaits. @error: (nullable): the error of the run. */
void
mq_run_end (MqRun *self, const GError *error)
{
  g_autoptr (GError) trouble = NULL;
  DexFuture *quiet;

  /* No `ended` for a run that was already recorded when we attached: the record has it. */
  if ((self->exit != MQ_RUN_EXIT_DETACH || self->stage >= MQ_RUN_STAGE_DONE)
      && (!self->attached || self->last_event > 0))
    emit_ended (self, error);

  mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
  mq_run_stop_work (self);
  mq_run_save_transcript (self);
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

  discard_session (self);
}
