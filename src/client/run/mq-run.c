/* MqRun: drives one run, see mq-run.h. One fiber reads the run's events in order and deals with
 * each before it takes the next (mq-run-events.c); beside it only requests of the user go out. */
#include "client/run/mq-run-private.h"

#include "client/run/mq-http.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A service that hangs does not keep the user. */
#define DELETE_SECONDS 3

G_DEFINE_FINAL_TYPE (MqRun, mq_run, G_TYPE_OBJECT)

enum
{
  SIGNAL_EVENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
mq_run_finalize (GObject *object)
{
  MqRun *self = MQ_RUN (object);

  g_object_unref (self->library);
  g_object_unref (self->config);
  g_clear_object (&self->blender);
  mq_run_options_free (self->order);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  g_clear_object (&self->worker);
  g_clear_object (&self->executor);
  g_free (self->work_dir);
  g_free (self->team);
  g_free (self->id);
  dex_clear (&self->asked);
  dex_clear (&self->request);
  dex_clear (&self->cancelled);
  g_clear_error (&self->output_error);
  g_clear_pointer (&self->ended, mq_run_event_unref);
  g_clear_handle_id (&self->share_source, g_source_remove);
  dex_clear (&self->sharing);
  g_ptr_array_unref (self->unshared);
  dex_clear (&self->showing);
  dex_clear (&self->working);
  g_queue_clear_full (&self->work, (GDestroyNotify)mq_run_event_unref);
  g_clear_pointer (&self->last_instruction, mq_run_event_unref);
  g_clear_pointer (&self->last_version, mq_run_event_unref);
  g_ptr_array_unref (self->references);
  g_clear_pointer (&self->prompt_pictures, g_array_unref);

  G_OBJECT_CLASS (mq_run_parent_class)->finalize (object);
}

static void
mq_run_class_init (MqRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_run_finalize;

  signals[SIGNAL_EVENT] = g_signal_new ("event", MQ_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, MQ_TYPE_RUN_EVENT);
}

static void
mq_run_init (MqRun *self)
{
  self->asked = dex_promise_new ();
  self->cancelled = dex_promise_new ();
  self->references = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_reference_free);
  self->unshared = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  self->executor = mq_executor_new ();
  g_queue_init (&self->work);
}

/**
 * mq_run_new:
 * @library: where versions are kept; writable
 * @config: the settings
 * @blender: (nullable): which Blender carries it out; without one it can only be followed
 * @order: (transfer full): what is asked for
 *
 * Returns: (transfer full): a run that has not begun
 */
MqRun *
mq_run_new (MqLibrary *library, MqConfig *config, MqBlender *blender, MqRunOptions *order)
{
  MqRun *self = g_object_new (MQ_TYPE_RUN, NULL);

  self->library = g_object_ref (library);
  self->config = g_object_ref (config);
  g_set_object (&self->blender, blender);
  self->order = order;
  return self;
}

/**
 * mq_run_new_attached:
 * @library: where versions are kept; writable
 * @config: the settings
 * @blender: (nullable): which Blender carries it out; without one it can only be followed
 * @session: a session in the library
 * @run: the id of one of its runs, that the service has
 * @server: (nullable): the address of the service; %NULL: our own
 *
 * Returns: (transfer full): a run to be followed, whoever began it, and to be led when nobody else does:
 *   mq_run_perform() rejects with %MQ_ERROR_NOT_FOUND when the service does not know it any more
 */
MqRun *
mq_run_new_attached (MqLibrary *library, MqConfig *config, MqBlender *blender, MqSession *session,
                     const char *run, const char *server)
{
  MqRunOptions *order = mq_run_options_new ("create", mq_session_get_prompt (session), NULL);
  MqRun *self = mq_run_new (library, config, blender, order);
  g_autofree char *title = mq_session_make_title (mq_session_get_prompt (session));

  order->keep_session = TRUE;
  order->server = g_strdup (server);
  /* One that the user gave stays. */
  if (!g_str_equal (mq_session_get_title (session), title))
    order->title = g_strdup (mq_session_get_title (session));
  order->session = g_object_ref (session);
  self->session = g_object_ref (session);
  self->id = g_uri_escape_string (run, NULL, FALSE);
  self->attached = TRUE;
  return self;
}

/**
 * mq_run_wait_begun:
 * @self: a run that goes
 *
 * Returns: (transfer full): resolves to %TRUE when the service has it, and what happened before we came was heard; rejects
 *   with %MQ_ERROR_CONFLICT when it ended before that
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
 * Returns: (transfer none) (nullable): its session, once there is one
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
 * Returns: (nullable): its id at the service, once that has it
 */
const char *
mq_run_get_id (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), NULL);

  return self->id;
}

/**
 * mq_run_is_guided:
 * @self: a run
 *
 * Returns: whether it has come to the user-guided phase
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
 * Returns: whether it happened before we came
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
 * Returns: whether it is the last one that happened before we came
 */
gboolean
mq_run_is_caught_up (MqRun *self, MqRunEvent *event)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return event->id > 0 && event->id == self->history;
}

/**
 * mq_run_suspend:
 * @self: a run that waits for the user
 *
 * Ends its Blender, if it is ours; it starts again when it is needed.
 */
void
mq_run_suspend (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (self->worker != NULL && self->waiting)
    dex_future_disown (mq_worker_stop (self->worker));
}

void
mq_run_emit (MqRun *self, MqRunEvent *event)
{
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

/* Takes @event. */
void
mq_run_emit_own (MqRun *self, MqRunEvent *event)
{
  g_autoptr (MqRunEvent) owned = event;

  mq_run_share (self, owned);
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

/* Takes @error. The run cannot go on here. */
void
mq_run_fail (MqRun *self, GError *error)
{
  if (dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    dex_promise_reject (self->cancelled, error);
  else
    g_error_free (error);
}

/* How it ended; a failure that the service told is not told twice, and what its lead said of it counts. */
static void
emit_ended (MqRun *self, const GError *error)
{
  MqRunEvent *event;
  gboolean stopped = g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED);
  const char *lines = error != NULL && !stopped && !self->told ? error->message : NULL;
  const char *next = lines != NULL ? strchr (lines, '\n') : NULL;

  if (self->ended != NULL)
    {
      mq_run_emit (self, self->ended);
      return;
    }

  event = mq_run_event_new (MQ_EVENT_ENDED);
  event->ended.how = error == NULL ? MQ_RUN_OUTCOME_DONE
                     : stopped     ? MQ_RUN_OUTCOME_STOPPED
                     : g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND)
                         ? MQ_RUN_OUTCOME_LOST
                         : MQ_RUN_OUTCOME_FAILED;
  event->ended.text = next != NULL ? g_strndup (lines, next - lines) : g_strdup (lines);
  event->ended.next = next != NULL ? g_strdup (next + 1) : NULL;
  if (!self->done)
    mq_run_share (self, event);
  mq_run_emit (self, event);
  self->ended = event;
}

/* What is awaited through here ends when the user wants the run to stop. */
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

/* What the service is told at the end. Returns: %FALSE if it never had the run. */
static gboolean
end_at_service (MqRun *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s", self->id);
  g_autoptr (GError) error = NULL;
  gboolean is_asked = dex_future_is_resolved (DEX_FUTURE (self->asked));

  if ((self->order->server != NULL || !is_asked) && self->order->keep_session)
    dex_await (mq_library_remove_unsent (self->library, self->id), NULL);
  if (is_asked)
    dex_await (mq_http_with_timeout (mq_run_flush_shared (self), DELETE_SECONDS), NULL);
  if (!self->done && self->part != MQ_RUN_LEADING && !self->stopping)
    return TRUE;

  /* The request is on its way yet: the service must not get it later than that it is over. */
  if (self->request != NULL && dex_future_is_pending (self->request))
    dex_await (mq_http_with_timeout (dex_ref (self->request), DELETE_SECONDS), NULL);

  if (!self->done
      && !dex_await (mq_http_with_timeout (mq_service_connection_delete (self->connection, path),
                                           DELETE_SECONDS),
                     &error))
    {
      g_debug ("The run could not be stopped at the service: %s", error->message);
      return is_asked || !g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
    }

  if (self->part != MQ_RUN_FOLLOWING && !mq_run_save_record (self, &error))
    g_info ("The record of a run was not saved: %s", error->message);
  return TRUE;
}

static void
discard_session (MqRun *self)
{
  g_autoptr (GError) error = NULL;

  if (self->session != NULL && !self->order->keep_session
      && mq_session_get_last_version (self->session) == NULL
      && !dex_await (mq_library_discard_session (self->library, self->session), &error))
    g_debug ("%s", error->message);
}

/* Whatever happened: nothing of it is left running or lying about. */
static void
clean_up (MqRun *self)
{
  g_autoptr (GError) error = NULL;
  gboolean may_have = self->id != NULL && self->connection != NULL
                      && (self->part == MQ_RUN_LEADING || self->attached
                          || dex_future_is_resolved (DEX_FUTURE (self->asked)));

  mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
  mq_run_stop_work (self);
  mq_run_save_transcript (self);
  if (!self->detached && !(may_have && end_at_service (self)) && self->session != NULL
      && self->order->keep_session && self->ended != NULL && !self->attached)
    mq_run_save_unasked (self, self->ended);

  if (self->worker != NULL && !dex_await (mq_worker_stop (self->worker), &error))
    g_warning ("Blender could not be stopped: %s", error->message);
  g_clear_error (&error);

  if (self->connection != NULL
      && !dex_await (mq_service_connection_close (self->connection), &error))
    g_warning ("The agent service could not be stopped: %s", error->message);
  g_clear_error (&error);

  if (self->work_dir != NULL
      && !dex_await (mq_library_remove_work_dir (self->library, self->work_dir), &error))
    g_debug ("%s", error->message);

  discard_session (self);
}

static DexFuture *
go_fiber (gpointer user_data)
{
  MqRun *self = user_data;
  GError *error = NULL;
  gboolean good = (self->attached ? mq_run_attach (self, &error) : mq_run_start (self, &error))
                  && mq_run_follow (self, &error);

  mq_run_await_live (self);
  /* One that was recorded while we came has nothing to say here. */
  if ((!self->detached || self->done) && (!self->attached || self->last_event > 0))
    emit_ended (self, error);
  clean_up (self);
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
 * @self: a run that has not begun
 *
 * Does all of it. When the user's turn comes (an event `waiting`), mq_run_refine() or
 * mq_run_finish() is expected.
 *
 * Returns: (transfer full): resolves to %TRUE when the run has ended well; rejects with what it
 *   failed of, %MQ_ERROR_CANCELLED after mq_run_cancel(). Versions that were kept stay. A session
 *   without any is forgotten
 */
DexFuture *
mq_run_perform (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return mq_fiber_spawn (NULL, MQ_RUN_STACK, go_fiber, g_object_ref (self), g_object_unref);
}

/**
 * mq_run_cancel:
 * @self: a run
 *
 * Stops it at once; mq_run_perform() rejects with %MQ_ERROR_CANCELLED when all is cleaned up.
 */
void
mq_run_cancel (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  self->stopping = TRUE;
  mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
}

/**
 * mq_run_detach:
 * @self: a run that goes
 *
 * Lets go of it: our processes end, but not the run, which can be gone on with later. mq_run_perform()
 * rejects with %MQ_ERROR_CANCELLED when all is cleaned up.
 */
void
mq_run_detach (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (!dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    return;

  self->detached = TRUE;
  mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
}
