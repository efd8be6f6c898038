/* What a conversation does: it starts runs, says to them what the user says, and ends them. */
#include "app/workspace/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"

#include <glib/gi18n.h>
#include <string.h>

/* Something that is asked of a conversation. */
typedef struct
{
  MqConversation *self;
  char *text;
  GStrv pictures;
  MqVersion *base;
  gboolean begun;
  DexPromise *version; /* what comes of an own script */
  char *words;         /* what is said of that; NULL: that it was edited */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->self);
  g_free (request->text);
  g_free (request->words);
  g_strfreev (request->pictures);
  g_clear_object (&request->base);
  dex_clear (&request->version);
  g_free (request);
}

static Request *
request_new (MqConversation *self, const char *text)
{
  Request *request = g_new0 (Request, 1);

  request->self = g_object_ref (self);
  request->text = g_strdup (text);
  return request;
}

static void
on_event (MqConversation *self, MqRunEvent *event)
{
  mq_conversation_handle (self, event);
}

static void
settle (DexPromise **promise, const GError *why)
{
  if (*promise != NULL && dex_future_is_pending (DEX_FUTURE (*promise)))
    dex_promise_reject (*promise, why != NULL ? g_error_copy (why)
                                              : g_error_new_literal (MQ_ERROR, MQ_ERROR_FAILED,
                                                                     _ ("No version was made")));
  dex_clear (promise);
}

static void
announce_failure (MqConversation *self, const GError *error)
{
  g_autofree char *what = g_strndup (error->message, strcspn (error->message, "\n"));
  g_autofree char *sentence = NULL;

  /* Translators: said by a screen reader; %s says why */
  sentence = g_strdup_printf (_ ("Something went wrong: %s"), what);
  mq_conversation_announce (self, sentence, TRUE);
}

/* A run that is left as it is, because it could not be gone on with now. */
static void
tell_left (MqConversation *self, const GError *error)
{
  MqTimeline *timeline = mq_conversation_get_timeline (self);
  gint64 now = g_get_real_time ();
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", 2);

  mq_timeline_end_run (timeline, FALSE, now);
  mq_timeline_add_notice (timeline, "warning", "left", lines[0], lines[1], now);
}

/* The run is over: what was promised of it is settled, and it is the user's turn. */
static DexFuture *
run_ended (DexFuture *future, gpointer user_data)
{
  MqConversation *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = dex_future_get_value (future, &error) != NULL;
  gboolean stopped = g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
                     || g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);

  settle (&self->taken, error);
  if (self->replacing || self->detaching)
    return dex_future_new_true ();

  if (!self->told && error != NULL)
    tell_left (self, error);

  settle (&self->script, error);
  mq_conversation_restore_queue (self);
  mq_conversation_set_state (self, good || stopped ? MQ_CONVERSATION_DONE : MQ_CONVERSATION_FAILED);

  if (!good && !stopped)
    {
      announce_failure (self, error);
      if (self->workspace != NULL)
        mq_workspace_handle_error (self->workspace, error);
    }

  if (!self->stopping)
    mq_conversation_report_ended (self);

  return dex_future_new_true ();
}

static gboolean
is_stopped (MqConversation *self, GError **error)
{
  if (!self->stopping)
    return FALSE;

  g_set_error_literal (error, MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped"));
  return TRUE;
}

/* What a run needs, or why there cannot be one. */
static gboolean
check_workspace (MqConversation *self, GError **error)
{
  MqWorkspace *workspace = self->workspace;

  if (workspace == NULL || mq_workspace_get_library (workspace) == NULL)
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_READ_ONLY, _ ("The library is not open"));
  else if (mq_workspace_find_problem (workspace, MQ_PROBLEM_LIBRARY_READ_ONLY) != NULL)
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_READ_ONLY,
                         _ ("The library is read-only, so nothing new can be saved"));
  else if (mq_workspace_get_blender (workspace) == NULL)
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_NO_BLENDER, _ ("No Blender was found"));
  else
    return TRUE;

  return FALSE;
}

static MqRunOptions *
make_order (MqConversation *self, const char *mode, const char *prompt, MqVersion *base)
{
  /* No team: the service's choice is what the settings say at that moment. */
  MqRunOptions *order = mq_run_options_new (mode, prompt, NULL);

  order->keep_session = TRUE;
  order->server = g_strdup (mq_workspace_get_server (self->workspace));
  g_set_object (&order->session, self->session);
  if (base != NULL)
    {
      g_set_object (&order->base, base);
      g_set_object (&order->base_session, self->session);
    }

  return order;
}

/**
 * mq_conversation_follow:
 * @self: a conversation without a run
 * @run: (transfer full): a run that has not begun
 *
 * Has it go, and hears what happens in it.
 */
void
mq_conversation_follow (MqConversation *self, MqRun *run)
{
  g_assert (self->run == NULL);

  self->run = run;
  self->told = FALSE;
  self->detaching = FALSE;
  self->last_read = -1;
  g_signal_connect_object (run, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  dex_clear (&self->going);
  self->going = dex_future_finally (mq_run_perform (run), run_ended, g_object_ref (self),
                                    g_object_unref);
}

/* Takes @order. Awaits until the run has what it was started with. */
static gboolean
go (MqConversation *self, MqRunOptions *order, GError **error)
{
  MqRun *run = mq_run_new (mq_workspace_get_library (self->workspace),
                           mq_workspace_get_config (self->workspace),
                           mq_workspace_get_blender (self->workspace), order);

  g_set_object (&self->latest, order->base);
  dex_clear (&self->taken);
  self->taken = dex_promise_new ();
  mq_conversation_follow (self, run);
  return dex_await (dex_ref (DEX_FUTURE (self->taken)), error);
}

/* A run that waits for the user is brought to its end, so that another can begin. */
static gboolean
make_room (MqConversation *self)
{
  if (self->parked != NULL)
    dex_await (mq_conversation_end_suspended (self), NULL);

  if (self->run != NULL)
    {
      self->replacing = TRUE; /* nobody needs to hear of this end */
      if (!dex_await (mq_run_finish (self->run), NULL))
        mq_run_cancel (self->run);

      dex_await (dex_ref (self->going), NULL);
      self->replacing = FALSE;
    }

  if (self->session != NULL)
    dex_await (mq_conversation_end_open_runs (self), NULL);

  return TRUE;
}

/* Words that no run has yet are shown as waiting. */
static void
show_waiting (Request *request)
{
  mq_timeline_add_message (mq_conversation_get_timeline (request->self), "user", request->text,
                           (const char *const *)request->pictures, TRUE, g_get_real_time ());
}

/* Pictures of a message are kept with the session; one that is gone meanwhile is left out. Takes
 * @pictures. */
static GStrv
keep_pictures (MqConversation *self, GStrv pictures)
{
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  if (pictures == NULL || self->session == NULL)
    return pictures;

  for (guint i = 0; pictures[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      char *path
          = dex_await_string (mq_library_add_picture (mq_workspace_get_library (self->workspace),
                                                      self->session, pictures[i]),
                              &error);

      if (path != NULL)
        g_strv_builder_take (kept, path);
      else
        g_info ("A picture could not be kept: %s", error->message);
    }

  g_strfreev (pictures);
  return g_strv_builder_end (kept);
}

/* What was said while the run was being started. */
static void
say_pending (MqConversation *self)
{
  g_autoptr (GPtrArray) pending = g_steal_pointer (&self->pending);
  g_autoptr (GPtrArray) pictures = g_steal_pointer (&self->pending_pictures);

  self->pending = g_ptr_array_new_with_free_func (g_free);
  self->pending_pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  mq_timeline_remove_queued (mq_conversation_get_timeline (self));
  mq_conversation_set_n_queued (self, self->n_queued - MIN (self->n_queued, pending->len));
  for (guint i = 0; i < pending->len && self->run != NULL; i++)
    {
      pictures->pdata[i] = keep_pictures (self, pictures->pdata[i]);
      if (self->run != NULL)
        dex_future_disown (mq_run_refine (self->run, pending->pdata[i], pictures->pdata[i]));
    }
}

/* The title that is to stay; NULL when the plan's is better than the beginning of the user's words. */
static char *
dup_title (MqConversation *self)
{
  g_autofree char *made = NULL;

  if (self->session == NULL)
    return self->renamed ? g_strdup (self->title) : NULL;

  made = mq_session_make_title (mq_session_get_prompt (self->session));
  return g_str_equal (mq_session_get_title (self->session), made)
             ? NULL
             : g_strdup (mq_session_get_title (self->session));
}

/* From "nothing runs" to "a run has it", or back. */
static gboolean
begin (Request *request, const char *mode, const char *prompt, GError **error)
{
  MqConversation *self = request->self;
  /* A run that waited is finished by then. */
  MqConversationState before = self->state == MQ_CONVERSATION_WAITING ? MQ_CONVERSATION_DONE
                                                                      : self->state;
  MqRunOptions *order;

  self->stopping = FALSE;
  mq_conversation_set_state (self, MQ_CONVERSATION_WORKING);

  if (!dex_await (mq_workspace_wait_open (self->workspace), error) || !check_workspace (self, error)
      || is_stopped (self, error) || !make_room (self) || is_stopped (self, error))
    {
      mq_timeline_remove_queued (mq_conversation_get_timeline (self));
      if (self->run == NULL)
        mq_conversation_set_state (self, before);
      if (before == MQ_CONVERSATION_NEW && self->workspace != NULL)
        mq_workspace_unlist_conversation (self->workspace, self);
      mq_conversation_restore_queue (self);
      return FALSE;
    }

  mq_timeline_remove_queued (mq_conversation_get_timeline (self));
  /* A run that made room or was parked said nothing of its end. */
  settle (&self->script, NULL);
  order = make_order (self, mode, prompt, request->base);
  order->pictures = g_strdupv (request->pictures);
  if (request->version != NULL)
    {
      order->script = g_strdup (request->text);
      self->script = dex_ref (request->version);
    }

  order->title = dup_title (self);

  request->begun = TRUE;
  if (!go (self, order, error))
    return FALSE;

  say_pending (self);
  return TRUE;
}

/* Said to the run that there is. What it does not take up is given back when it ends. */
static void
say_to_run (Request *request)
{
  MqConversation *self = request->self;

  if (self->run == NULL)
    {
      g_ptr_array_add (self->pending, g_strdup (request->text));
      g_ptr_array_add (self->pending_pictures, g_strdupv (request->pictures));
      show_waiting (request);
      mq_conversation_set_n_queued (self, self->n_queued + 1);
      return;
    }

  mq_conversation_set_state (self, MQ_CONVERSATION_WORKING);
  dex_future_disown (
      mq_run_refine (self->run, request->text, (const char *const *)request->pictures));
}

static gboolean
begin_from_head (Request *request, GError **error)
{
  MqConversation *self = request->self;
  MqVersion *current = mq_conversation_get_current_version (self);
  /* Translators: a session that began with a picture and no words, until its plan has a title. */
  g_autofree char *title = *request->text != '\0' ? mq_session_make_title (request->text)
                                                  : g_strdup (_ ("From a picture"));

  if (self->session == NULL)
    mq_conversation_set_title (self, title);
  mq_conversation_touch (self);
  mq_workspace_list_conversation (self->workspace, self);
  g_set_object (&request->base, current);
  if (mq_workspace_is_opening (self->workspace))
    show_waiting (request);
  return begin (request, current != NULL ? "continue" : "create", request->text, error);
}

/* What is said while the workspace is opening waits until it is known what there is to say it to. */
static void
wait_until_open (Request *request)
{
  MqConversation *self = request->self;

  if (!mq_workspace_is_opening (self->workspace) || self->state == MQ_CONVERSATION_NEW
      || (self->state == MQ_CONVERSATION_WORKING && !self->elsewhere))
    return;

  show_waiting (request);
  dex_await (mq_workspace_wait_open (self->workspace), NULL);
  mq_timeline_remove_queued (mq_conversation_get_timeline (self));
}

/* What cannot be taken is the user's again, and why. One that has begun has told that itself. */
static DexFuture *
refuse (Request *request, GError *error)
{
  MqConversation *self = request->self;

  mq_conversation_restore_message (self, request->text);
  if (!request->begun && !g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    mq_conversation_report_refused (self, error);

  return dex_future_new_for_error (error);
}

static DexFuture *
send_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqConversation *self = request->self;
  GError *error = NULL;

  if (self->workspace == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "%s", _ ("Stopped"));
  if (!dex_await (mq_conversation_load (self), &error))
    return refuse (request, error);

  wait_until_open (request);
  if (mq_conversation_check_not_locked (self, &error))
    return refuse (request, error);

  if (self->state == MQ_CONVERSATION_WAITING
      && mq_conversation_get_current_version (self) == self->latest)
    {
      request->pictures = keep_pictures (self, request->pictures);
      /* Should the run be gone for good, one can still go on from its version. */
      if (self->parked != NULL)
        dex_await (mq_conversation_resume_suspended (self), NULL);
    }
  else if (self->state == MQ_CONVERSATION_WORKING)
    request->pictures = keep_pictures (self, request->pictures);

  if (self->state == MQ_CONVERSATION_WORKING
      || (self->state == MQ_CONVERSATION_WAITING && self->run != NULL
          && mq_conversation_get_current_version (self) == self->latest))
    say_to_run (request);
  else if (!begin_from_head (request, &error))
    return refuse (request, error);

  return dex_future_new_true ();
}

/**
 * mq_conversation_send:
 * @self: a conversation
 * @text: what the user says
 * @pictures: (nullable): paths of pictures that come with it
 *
 * Starts a run, from the head if there is a version; or tells the run that there is, which takes it
 * up at once when it waits and in its turn when it works. From another version than the one the
 * waiting run is at, that run is finished and a new one goes on from there. While the workspace is
 * opening, the words are shown and wait.
 *
 * Returns: (transfer full): resolves to %TRUE when it has been taken; rejects when there can be no
 *   run: %MQ_ERROR_NO_BLENDER, %MQ_ERROR_READ_ONLY, %MQ_ERROR_CONFLICT (another process is at work),
 *   … Then the signal `returned` has given the words back, and the timeline says why
 */
DexFuture *
mq_conversation_send (MqConversation *self, const char *text, const char *const *pictures)
{
  Request *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (text != NULL);

  request = request_new (self, text);
  request->pictures = g_strdupv ((GStrv)pictures);
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, send_fiber, request, request_free);
}

/**
 * mq_conversation_try_again:
 * @self: a conversation whose run failed
 *
 * Says once more what the user said last, with its pictures.
 *
 * Returns: (transfer full): as mq_conversation_send(); rejects with %MQ_ERROR_CONFLICT while a run is at
 *   work, and with %MQ_ERROR_NOT_FOUND when nothing was said
 */
DexFuture *
mq_conversation_try_again (MqConversation *self)
{
  MqMessageItem *words;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  words = mq_timeline_get_last_message (mq_conversation_get_timeline (self));
  if (self->state == MQ_CONVERSATION_WORKING)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s",
                                  _ ("Wait for the current run to finish, or stop it first"));
  if (words == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("There are no messages yet"));

  return mq_conversation_send (self, mq_message_item_get_text (words),
                               mq_message_item_get_pictures (words));
}

/* What the service says of it is shown at once, and in the words of its event. */
static DexFuture *
raise_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  g_autoptr (JsonObject) budget = NULL;
  g_autoptr (MqRunEvent) event = NULL;
  GError *error = NULL;

  if (self->parked != NULL && !dex_await (mq_conversation_resume_suspended (self), &error))
    return dex_future_new_for_error (error);
  if (self->run == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("The run is finished. The next run has its own budget."));

  budget = dex_await_boxed (mq_run_raise_budget (self->run, MQ_TIMELINE_RAISE), &error);
  if (budget == NULL)
    return dex_future_new_for_error (error);

  event = mq_run_event_read ("budget", budget, 0);
  mq_conversation_apply (self, event);
  mq_conversation_announce (self, mq_timeline_get_spending (mq_conversation_get_timeline (self)),
                            FALSE);
  return dex_future_new_true ();
}

/**
 * mq_conversation_raise_budget:
 * @self: a conversation with a run
 *
 * Lets it use up %MQ_TIMELINE_RAISE times as much as before. What was refused meanwhile has to be said again.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND when the run is over
 */
DexFuture *
mq_conversation_raise_budget (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, raise_fiber, g_object_ref (self),
                         g_object_unref);
}

static DexFuture *
script_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqConversation *self = request->self;
  GError *error = NULL;

  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);

  if (mq_conversation_check_not_locked (self, &error))
    return dex_future_new_for_error (error);
  if (self->workspace == NULL || self->state == MQ_CONVERSATION_WORKING)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s",
                                  _ ("Wait for the current run to finish, or stop it first"));

  request->version = dex_promise_new ();
  self->fault_line = 0;
  mq_conversation_touch (self);
  mq_workspace_list_conversation (self->workspace, self);

  /* Translators: what the conversation says when the user runs the script that they edited */
  if (!begin (request, "script",
              request->words != NULL ? request->words : _ ("Run my edited script"), &error))
    return dex_future_new_for_error (error);

  return dex_ref (DEX_FUTURE (request->version));
}

/**
 * mq_conversation_run_script:
 * @self: a conversation in which nothing is being worked on
 * @script: the user's own
 * @base: (nullable): the version that the new one hangs below
 * @words: (nullable): what the conversation says of it, where it is not just an edited script
 *
 * Checks, runs, measures and renders it as it is.
 *
 * Returns: (transfer full): resolves to the #MqVersion; rejects with what was wrong, see
 *   mq_conversation_get_fault_line(), or %MQ_ERROR_CONFLICT while something is being worked on
 */
DexFuture *
mq_conversation_run_script (MqConversation *self, const char *script, MqVersion *base,
                            const char *words)
{
  Request *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (script != NULL);
  dex_return_error_if_fail (base == NULL || MQ_IS_KEPT_VERSION (base));

  request = request_new (self, script);
  request->words = g_strdup (words);
  g_set_object (&request->base, base);
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, script_fiber, request, request_free);
}

/**
 * mq_conversation_stop:
 * @self: a conversation
 *
 * Stops model, script and render. What was kept stays, and what had not been taken up is given back
 * by the signal `returned`.
 *
 * Returns: (transfer full): resolves to %TRUE when all is quiet; rejects with %MQ_ERROR_CONFLICT when
 *   another process is at work
 */
DexFuture *
mq_conversation_stop (MqConversation *self)
{
  GError *error = NULL;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  if (mq_conversation_check_not_locked (self, &error))
    {
      mq_conversation_report_refused (self, error);
      return dex_future_new_for_error (error);
    }

  if (self->state == MQ_CONVERSATION_WORKING || self->run != NULL)
    self->stopping = TRUE;
  if (self->run == NULL)
    return dex_future_new_true ();

  mq_run_cancel (self->run);
  return dex_ref (self->going);
}

static DexFuture *
finish_fiber (gpointer user_data)
{
  Request *request = user_data;
  MqConversation *self = request->self;
  GError *error = NULL;

  if (mq_conversation_check_not_locked (self, &error))
    {
      mq_conversation_report_refused (self, error);
      return dex_future_new_for_error (error);
    }
  if (self->parked != NULL)
    return mq_conversation_end_suspended (self);
  if (self->run == NULL)
    return dex_future_new_true ();

  if (!dex_await (mq_run_finish (self->run), &error))
    return dex_future_new_for_error (error);

  return self->going != NULL ? dex_ref (self->going) : dex_future_new_true ();
}

/**
 * mq_conversation_finish:
 * @self: a conversation
 *
 * Has the run end when it has done what was said to it.
 *
 * Returns: (transfer full): resolves to %TRUE when it has ended
 */
DexFuture *
mq_conversation_finish (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, finish_fiber, request_new (self, NULL),
                         request_free);
}

static DexFuture *
detached (DexFuture *future, gpointer user_data)
{
  return dex_future_new_true ();
}

/**
 * mq_conversation_detach:
 * @self: a conversation
 *
 * Lets go of its run: nothing of ours is left at work, and the next start goes on with it.
 *
 * Returns: (transfer full): resolves to %TRUE when all is quiet
 */
DexFuture *
mq_conversation_detach (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  self->stopping = TRUE;
  self->detaching = TRUE;
  if (self->run == NULL)
    return dex_future_new_true ();

  mq_run_detach (self->run);
  return dex_future_finally (dex_ref (self->going), detached, NULL, NULL);
}
