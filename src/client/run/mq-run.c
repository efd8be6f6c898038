/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRun: drives one run, see mq-run.h. One fiber handles the run's events in order
 * (mq-run-events.c). Requests of the user are sent in parallel. */
#include "client/run/mq-run-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (MqRun, mq_run, G_TYPE_OBJECT)

/* The longest that a stopped run waits for the version whose final pictures were rendered. */
#define KEEP_SECONDS 60

static guint event_signal;

static void
mq_run_finalize (GObject *object)
{
  MqRun *self = MQ_RUN (object);

  g_object_unref (self->library);
  g_object_unref (self->config);
  g_clear_object (&self->blender);
  mq_run_options_free (self->options);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  g_clear_object (&self->worker);
  g_clear_object (&self->executor);
  g_free (self->work_dir);
  g_free (self->team);
  g_free (self->title);
  g_free (self->id);
  g_clear_pointer (&self->plan, json_object_unref);
  dex_clear (&self->asked);
  dex_clear (&self->request);
  dex_clear (&self->next_event);
  g_ptr_array_unref (self->record);
  g_free (self->recorded_script);
  dex_clear (&self->cancelled);
  dex_clear (&self->finals);
  g_clear_error (&self->output_error);
  g_clear_pointer (&self->ended, mq_run_event_unref);
  g_clear_handle_id (&self->publish_source, g_source_remove);
  dex_clear (&self->sharing);
  g_ptr_array_unref (self->unpublished);
  dex_clear (&self->showing);
  dex_clear (&self->working);
  g_queue_clear_full (&self->work, (GDestroyNotify)mq_run_event_unref);
  g_clear_pointer (&self->last_instruction, mq_run_event_unref);
  g_clear_pointer (&self->last_version, mq_run_event_unref);
  g_ptr_array_unref (self->references);

  G_OBJECT_CLASS (mq_run_parent_class)->finalize (object);
}

static void
mq_run_class_init (MqRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_run_finalize;

  event_signal = g_signal_new ("event", MQ_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, MQ_TYPE_RUN_EVENT);
}

static void
mq_run_init (MqRun *self)
{
  self->asked = dex_promise_new ();
  self->cancelled = dex_promise_new ();
  self->references = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_reference_free);
  self->unpublished = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  self->record = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  self->executor = mq_executor_new ();
  g_queue_init (&self->work);
}

/**
 * mq_run_new:
 * @library: where versions are saved; writable
 * @config: the settings
 * @blender: (nullable): carries out the instructions; without one the run can only be followed
 * @options: (transfer full): the options of the run
 *
 * Returns: (transfer full): a run that was not started yet
 */
MqRun *
mq_run_new (MqLibrary *library, MqConfig *config, MqBlender *blender, MqRunOptions *options)
{
  MqRun *self = g_object_new (MQ_TYPE_RUN, NULL);

  self->library = g_object_ref (library);
  self->config = g_object_ref (config);
  g_set_object (&self->blender, blender);
  self->options = options;
  return self;
}

/**
 * mq_run_new_attached:
 * @library: where versions are saved; writable
 * @config: the settings
 * @blender: (nullable): carries out the instructions; without one the run can only be followed
 * @session: a session in the library
 * @run: the id of its open run
 * @server: (nullable): the address of the service; %NULL: our own
 *
 * Returns: (transfer full): a run of any program, to follow, and to lead if no other client does:
 *   mq_run_perform() rejects with %MQ_ERROR_NOT_FOUND if the service no longer has it
 */
MqRun *
mq_run_new_attached (MqLibrary *library, MqConfig *config, MqBlender *blender, MqSession *session,
                     const char *run, const char *server)
{
  MqRunOptions *options = mq_run_options_new ("create", mq_session_get_prompt (session), NULL);
  MqRun *self = mq_run_new (library, config, blender, options);
  g_autofree char *title = mq_session_make_title (mq_session_get_prompt (session));

  options->keep_session = TRUE;
  options->server = g_strdup (server);
  /* A title of the user's stays. */
  if (!g_str_equal (mq_session_get_title (session), title))
    options->title = g_strdup (mq_session_get_title (session));
  self->title = g_steal_pointer (&title);
  options->session = g_object_ref (session);
  self->session = g_object_ref (session);
  self->id = g_uri_escape_string (run, NULL, FALSE);
  self->attached = TRUE;
  return self;
}

/**
 * mq_run_wait_begun:
 * @self: a run that was started
 *
 * Returns: (transfer full): resolves to %TRUE when the service has the run and the earlier events
 *   are handled; rejects with %MQ_ERROR_CONFLICT if the run ended before that
 */
DexFuture *
mq_run_wait_begun (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return dex_ref (DEX_FUTURE (self->asked));
}

/**
 * mq_run_get_session:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): its session; %NULL before there is one
 */
MqSession *
mq_run_get_session (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), NULL);

  return self->session;
}

/**
 * mq_run_get_id:
 * @self: a run
 *
 * Returns: (nullable): its id at the service; %NULL before the service has it
 */
const char *
mq_run_get_id (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), NULL);

  return self->id;
}

/**
 * mq_run_is_leading:
 * @self: a run
 *
 * Returns: whether we carry it out, and no other program
 */
gboolean
mq_run_is_leading (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return self->part == MQ_RUN_LEADING;
}

/**
 * mq_run_get_variant:
 * @self: a run
 *
 * Returns: which variant it makes, from 1
 */
guint
mq_run_get_variant (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), 1);

  return self->options->message->variant;
}

/**
 * mq_run_is_guided:
 * @self: a run
 *
 * Returns: whether the run is in the user-guided phase
 */
gboolean
mq_run_is_guided (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return self->guided;
}

/**
 * mq_run_is_past:
 * @self: a run
 * @event: of it
 *
 * Returns: whether the event is older than our attaching
 */
gboolean
mq_run_is_past (MqRun *self, MqRunEvent *event)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return event->id > 0 && event->id <= self->history;
}

/**
 * mq_run_is_caught_up:
 * @self: a run
 * @event: of it
 *
 * Returns: whether it is the last event before we attached
 */
gboolean
mq_run_is_caught_up (MqRun *self, MqRunEvent *event)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return event->id > 0 && event->id == self->history;
}

/**
 * mq_run_stop_blender:
 * @self: a run that waits for the user
 *
 * Stops the run's Blender, if it is ours. It starts again when it is needed.
 */
void
mq_run_stop_blender (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (self->worker != NULL && self->waiting)
    dex_future_disown (mq_worker_stop (self->worker));
}

void
mq_run_emit (MqRun *self, MqRunEvent *event)
{
  g_signal_emit (self, event_signal, 0, event);
}

/* Takes @event. */
void
mq_run_emit_own (MqRun *self, MqRunEvent *event)
{
  g_autoptr (MqRunEvent) owned = event;

  mq_run_publish (self, owned);
  mq_run_emit (self, owned);
}

/* @next: (nullable): what to do about it. */
void
mq_run_emit_notice (MqRun *self, MqNoticeLevel level, const char *code, const char *text,
                    const char *next)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_NOTICE);

  event->notice.level = level;
  event->notice.code = g_strdup (code);
  event->notice.text = g_strdup (text);
  event->notice.next = g_strdup (next);
  mq_run_emit_own (self, event);
}

/* Takes @error. Ends the run with it. */
void
mq_run_fail (MqRun *self, GError *error)
{
  if (dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    dex_promise_reject (self->cancelled, error);
  else
    g_error_free (error);
}

/* Rejects as soon as the run is stopped. */
DexFuture *
mq_run_unless_cancelled (MqRun *self, DexFuture *future)
{
  return mq_fiber_unless (DEX_FUTURE (self->cancelled), future);
}

JsonObject *
mq_run_post (MqRun *self, const char *path, JsonObject *body, GError **error)
{
  return dex_await_boxed (
      mq_run_unless_cancelled (self, mq_service_connection_post (self->connection, path, body)),
      error);
}

char *
mq_run_make_path (MqRun *self, const char *what)
{
  return g_strdup_printf ("/v1/runs/%s/%s", self->id, what);
}

static DexFuture *
go_fiber (MqRun *self)
{
  GError *error = NULL;
  gboolean good = (self->attached ? mq_run_attach (self, &error) : mq_run_start (self, &error))
                  && mq_run_follow (self, &error);

  mq_run_await_live (self);
  mq_run_end (self, error);
  if (dex_future_is_pending (DEX_FUTURE (self->asked)))
    dex_promise_reject (self->asked, g_error_new_literal (MQ_ERROR, MQ_ERROR_CONFLICT,
                                                          _ ("The run ended before that")));

  if (!good)
    return dex_future_new_for_error (error);
  if (self->output_error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&self->output_error));

  return dex_future_new_true ();
}

/**
 * mq_run_perform:
 * @self: a run that was not started yet
 *
 * Performs the whole run. After each event `waiting`, the run waits for mq_run_refine() or
 * mq_run_finish().
 *
 * Returns: (transfer full): resolves to %TRUE when the run has finished; rejects with its error, or
 *   with %MQ_ERROR_CANCELLED after mq_run_cancel(). Saved versions stay. A session without a
 *   version is deleted
 */
DexFuture *
mq_run_perform (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return mq_fiber_spawn_with (NULL, MQ_RUN_STACK, go_fiber, (MQ_TYPE_RUN, self));
}

/* Asks the client that leads the run to stop it, which fails if it is over. */
static void
ask_to_stop (MqRun *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s?client=%s", self->id,
                                           mq_service_connection_get_id (self->connection));

  dex_await (mq_run_unless_cancelled (self, mq_service_connection_delete (self->connection, path)),
             NULL);
}

/* Stops a run that has not stopped by itself in time. */
static DexFuture *
stop_late_fiber (MqRun *self)
{
  g_autoptr (GError) error = NULL;

  if (self->part == MQ_RUN_FOLLOWING)
    ask_to_stop (self);
  dex_await (mq_run_unless_cancelled (self, dex_timeout_new_seconds (KEEP_SECONDS)), &error);
  if (g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
  return dex_future_new_true ();
}

/* Whether something may be kept before the run stops: here, or by the client that leads it. */
static gboolean
can_keep_first (MqRun *self)
{
  if (self->part == MQ_RUN_FOLLOWING)
    return self->stage == MQ_RUN_STAGE_OPEN && self->connection != NULL;

  return self->part == MQ_RUN_LEADING && self->finals != NULL
         && dex_future_is_pending (DEX_FUTURE (self->finals));
}

/**
 * mq_run_cancel:
 * @self: a run
 *
 * Stops the run at once; mq_run_perform() rejects with %MQ_ERROR_CANCELLED when everything is
 * cleaned up. While final pictures are rendered, their version is kept first, with those that are
 * done; a run that another client leads is stopped by that one. A second call does not wait for it.
 */
void
mq_run_cancel (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (self->exit == MQ_RUN_EXIT_STOP || !can_keep_first (self))
    {
      self->exit = MQ_RUN_EXIT_STOP;
      mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
      return;
    }

  self->exit = MQ_RUN_EXIT_STOP;
  if (self->part == MQ_RUN_LEADING)
    dex_promise_reject (self->finals,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, stop_late_fiber, (MQ_TYPE_RUN, self)));
}

/**
 * mq_run_detach:
 * @self: a run that was started
 *
 * Detaches: our processes end, but the run stays open and can be resumed. mq_run_perform() rejects
 * with %MQ_ERROR_CANCELLED when everything is cleaned up.
 */
void
mq_run_detach (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (!dex_future_is_pending (DEX_FUTURE (self->cancelled)) || self->exit == MQ_RUN_EXIT_STOP)
    return;

  self->exit = MQ_RUN_EXIT_DETACH;
  if (self->stage == MQ_RUN_STAGE_LOCAL && self->attached && self->connection != NULL)
    dex_future_disown (mq_service_connection_close (self->connection));
  mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
}
