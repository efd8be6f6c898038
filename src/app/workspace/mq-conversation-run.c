/* What a conversation does: it starts runs, says to them what the user says, and ends them. */
#include "app/workspace/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

/* Something that is asked of a conversation. */
typedef struct
{
  MqConversation *self;
  char *id; /* of the message, and of the run that it begins */
  char *text;
  GStrv pictures;
  MqVersion *base;
  JsonObject *made; /* (nullable): by a run that ended without a version */
  gboolean begun;
  DexPromise *version; /* what comes of an own script */
  char *words;         /* what is said of that; NULL: that it was edited */
} SendRequest;

static void
send_request_free (gpointer data)
{
  SendRequest *request = data;

  g_object_unref (request->self);
  g_free (request->id);
  g_free (request->text);
  g_free (request->words);
  g_strfreev (request->pictures);
  g_clear_object (&request->base);
  g_clear_pointer (&request->made, json_object_unref);
  dex_clear (&request->version);
  g_free (request);
}

static SendRequest *
request_new (MqConversation *self, const char *text)
{
  SendRequest *request = g_new0 (SendRequest, 1);

  request->self = g_object_ref (self);
  request->id = mq_json_new_id ();
  request->text = g_strdup (text);
  return request;
}

static gboolean
is_stopped (MqConversation *self, GError **error)
{
  if (self->state != MQ_CONVERSATION_STOPPING)
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
    return mq_fail (error, MQ_ERROR_READ_ONLY, _ ("The library is not open"));
  if (mq_workspace_find_problem (workspace, MQ_PROBLEM_LIBRARY_READ_ONLY) != NULL)
    return mq_fail (error, MQ_ERROR_READ_ONLY,
                    _ ("The library is read-only, so nothing new can be saved"));
  if (mq_workspace_get_blender (workspace) == NULL)
    return mq_fail (error, MQ_ERROR_NO_BLENDER, _ ("No Blender was found"));

  return TRUE;
}

static MqRunOptions *
make_options (MqConversation *self, const char *mode, const char *prompt, MqVersion *base)
{
  /* No team: the service's choice is what the settings say at that moment. */
  MqRunOptions *options = mq_run_options_new (mode, prompt, NULL);

  options->keep_session = TRUE;
  options->server = g_strdup (mq_workspace_get_server (self->workspace));
  g_set_object (&options->session, self->session);
  if (base != NULL)
    {
      g_set_object (&options->base, base);
      g_set_object (&options->base_session, self->session);
    }

  return options;
}

/* Takes @options. Awaits until the run has what it was started with. */
static gboolean
go (MqConversation *self, MqRunOptions *options, GError **error)
{
  MqRun *run = mq_run_new (mq_workspace_get_library (self->workspace),
                           mq_workspace_get_config (self->workspace),
                           mq_workspace_get_blender (self->workspace), options);

  g_set_object (&self->latest, options->base);
  g_clear_pointer (&self->run_id, g_free);
  dex_clear (&self->taken);
  self->taken = dex_promise_new ();
  mq_conversation_follow (self, run);
  return dex_await (dex_ref (DEX_FUTURE (self->taken)), error);
}

/* A run that waits for the user is brought to its end, so that another can begin. Awaits. */
static void
make_room (MqConversation *self)
{
  if (self->run == NULL && self->run_id != NULL)
    dex_await (mq_conversation_attach (self), NULL);
  if (self->run == NULL)
    return;

  self->is_leaving = TRUE; /* nobody needs to hear of this end */
  if (!dex_await (mq_run_finish (self->run), NULL))
    mq_run_cancel (self->run);
  dex_await (dex_ref (self->going), NULL);
  g_free (self->over_id);
  self->over_id = g_steal_pointer (&self->run_id);
}

/* Words that no run has yet are shown as waiting. */
static void
show_waiting (SendRequest *request)
{
  mq_timeline_add_message (mq_conversation_get_timeline (request->self), request->id, "user",
                           request->text, (const char *const *)request->pictures, TRUE,
                           g_get_real_time ());
  mq_conversation_update_queue (request->self);
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

/* Shows the reason, and has it read out. */
static void
report_refused (MqConversation *self, const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", 2);

  mq_timeline_add_notice (mq_conversation_get_timeline (self), "warning", "not-taken", lines[0],
                          lines[0] != NULL ? lines[1] : NULL, g_get_real_time ());
  mq_conversation_announce (self, error->message, TRUE);
}

/* A message that the service refused is given back, and shown no more. */
static DexFuture *
refined (DexFuture *future, gpointer user_data)
{
  SendRequest *request = user_data;
  MqConversation *self = request->self;
  g_autoptr (GError) error = NULL;

  /* Who stops a run or lets go of it gives back, or keeps, what it has not taken up. */
  if (dex_future_get_value (future, &error) != NULL || self->workspace == NULL || self->is_leaving
      || g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
      || !mq_timeline_remove_message (mq_conversation_get_timeline (self), request->id))
    return dex_future_new_true ();

  mq_conversation_update_queue (self);
  mq_conversation_restore_message (self, request->text, (const char *const *)request->pictures);
  report_refused (self, error);
  if (self->is_turn)
    mq_conversation_change (self, MQ_CONVERSATION_TURN);
  return dex_future_new_true ();
}

/**
 * mq_conversation_refine:
 * @self: a conversation that follows a run
 * @id: of the message
 * @text: what the user says
 * @pictures: (nullable): paths in the session's folder
 *
 * Says it to the run. What the service refuses, such as too many pictures, is given back by the signal `returned`,
 * and the timeline says why.
 */
void
mq_conversation_refine (MqConversation *self, const char *id, const char *text,
                        const char *const *pictures)
{
  SendRequest *request = request_new (self, text);

  g_set_str (&request->id, id);
  request->pictures = g_strdupv ((GStrv)pictures);
  dex_future_disown (dex_future_finally (mq_run_refine (self->run, id, text, pictures), refined,
                                         request, send_request_free));
}

/* What was said while the run was being started. Awaits. */
static void
send_pending (MqConversation *self)
{
  while (self->run != NULL && self->pending->len > 0)
    {
      /* A run that ends meanwhile gives it back, like all that is queued. */
      g_autoptr (MqPendingMessage) message = g_ptr_array_steal_index (self->pending, 0);

      message->pictures = keep_pictures (self, message->pictures);
      if (self->run == NULL)
        return;

      mq_conversation_refine (self, message->id, message->text,
                              (const char *const *)message->pictures);
      dex_promise_resolve_boolean (message->taken, TRUE);
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

/* What stands in the way of a run that was asked for. Awaits. */
static gboolean
prepare (SendRequest *request, GError **error)
{
  MqConversation *self = request->self;

  if (!dex_await (mq_workspace_wait_open (self->workspace), error) || !check_workspace (self, error)
      || is_stopped (self, error))
    return FALSE;

  make_room (self);
  return !is_stopped (self, error);
}

/* Prepares and starts a run; restores the earlier state if that fails. Awaits. */
static gboolean
begin (SendRequest *request, const char *mode, const char *prompt, GError **error)
{
  MqConversation *self = request->self;
  gboolean is_new = self->state == MQ_CONVERSATION_NEW;
  MqRunOptions *options;

  mq_conversation_change (self, MQ_CONVERSATION_SAY);
  if (!prepare (request, error))
    {
      mq_timeline_remove_queued (mq_conversation_get_timeline (self));
      mq_conversation_restore_queue (self);
      if (self->run == NULL)
        mq_conversation_change (self, MQ_CONVERSATION_REFUSE);
      if (is_new && self->workspace != NULL)
        mq_workspace_unlist_conversation (self->workspace, self);
      return FALSE;
    }

  mq_timeline_remove_queued (mq_conversation_get_timeline (self));
  dex_clear (&self->script);
  options = make_options (self, mode, prompt, request->base);
  options->id = g_strdup (request->id);
  options->pictures = g_strdupv (request->pictures);
  options->begun = g_steal_pointer (&request->made);
  if (request->version != NULL)
    {
      options->script = g_strdup (request->text);
      self->script = dex_ref (request->version);
    }

  options->title = dup_title (self);

  request->begun = TRUE;
  if (!go (self, options, error))
    return FALSE;

  send_pending (self);
  return TRUE;
}

/* Said to the run that there is, or awaits that there is one. */
static gboolean
send_to_run (SendRequest *request, GError **error)
{
  MqConversation *self = request->self;
  MqPendingMessage *message;
  DexFuture *taken;

  if (self->run != NULL)
    {
      mq_conversation_change (self, MQ_CONVERSATION_WORK);
      mq_conversation_refine (self, request->id, request->text,
                              (const char *const *)request->pictures);
      return TRUE;
    }

  message = g_new (MqPendingMessage, 1);
  *message = (MqPendingMessage){ g_strdup (request->id), g_strdup (request->text),
                                 g_strdupv (request->pictures), dex_promise_new () };
  taken = dex_ref (DEX_FUTURE (message->taken));
  g_ptr_array_add (self->pending, message);
  show_waiting (request);
  return dex_await (taken, error);
}

static gboolean
begin_from_current (SendRequest *request, GError **error)
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
wait_until_open (SendRequest *request)
{
  MqConversation *self = request->self;

  if (self->state == MQ_CONVERSATION_NEW || mq_conversation_state_is_busy (self->state)
      || (!mq_workspace_is_opening (self->workspace) && mq_workspace_knows_runs (self->workspace)))
    return;

  show_waiting (request);
  dex_await (mq_workspace_wait_open (self->workspace), NULL);
  dex_await (mq_workspace_wait_runs (self->workspace), NULL);
  mq_timeline_remove_queued (mq_conversation_get_timeline (self));
}

/* Returns the message to the composer and shows the reason, unless the run was started: then its
 * events show it. */
static DexFuture *
refuse (SendRequest *request, GError *error)
{
  MqConversation *self = request->self;

  mq_conversation_restore_message (self, request->text, NULL);
  if (!request->begun && !g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    report_refused (self, error);

  return dex_future_new_for_error (error);
}

static DexFuture *
send_fiber (gpointer user_data)
{
  SendRequest *request = user_data;
  MqConversation *self = request->self;
  gboolean goes_on;
  GError *error = NULL;

  if (self->workspace == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "%s", _ ("Stopped"));
  if (!dex_await (mq_conversation_load (self), &error))
    return refuse (request, error);

  wait_until_open (request);
  goes_on = mq_conversation_state_is_turn (self->state)
            && (self->latest == NULL || mq_conversation_get_current_version (self) == self->latest);
  /* Not before all is heard that happened in it. */
  if (goes_on && self->state == MQ_CONVERSATION_SUSPENDED)
    goes_on = dex_await (mq_conversation_attach (self), NULL) && self->run != NULL;
  if (goes_on || mq_conversation_state_is_busy (self->state))
    request->pictures = keep_pictures (self, request->pictures);

  if (goes_on || mq_conversation_state_is_busy (self->state))
    return send_to_run (request, &error) ? dex_future_new_true ()
                                         : dex_future_new_for_error (error);

  return begin_from_current (request, &error) ? dex_future_new_true () : refuse (request, error);
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
 *   run: %MQ_ERROR_NO_BLENDER, %MQ_ERROR_READ_ONLY, … Then the signal `returned` has given the words back, and the timeline says why
 */
DexFuture *
mq_conversation_send (MqConversation *self, const char *text, const char *const *pictures)
{
  SendRequest *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (text != NULL);

  request = request_new (self, text);
  request->pictures = g_strdupv ((GStrv)pictures);
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, send_fiber, request, send_request_free);
}

/* What the last run had made when it ended: its plan and its script. Nothing when it had come to a version. */
static JsonObject *
find_made (GPtrArray *events)
{
  g_autoptr (JsonObject) made = json_object_new ();
  const char *run = NULL;

  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *entry = events->pdata[i];
      MqRunEvent *event = entry->event;

      if (g_strcmp0 (entry->run, run) != 0 || event->kind == MQ_EVENT_KEPT)
        {
          run = entry->run;
          json_object_remove_member (made, "plan");
          json_object_remove_member (made, "script");
        }
      if (event->kind == MQ_EVENT_PLAN && event->plan.plan != NULL)
        json_object_set_object_member (made, "plan", json_object_ref (event->plan.plan));
      else if (event->kind == MQ_EVENT_SCRIPT && event->script.script != NULL)
        json_object_set_string_member (made, "script", event->script.script);
    }

  return json_object_has_member (made, "plan") ? g_steal_pointer (&made) : NULL;
}

static DexFuture *
try_again_fiber (gpointer user_data)
{
  SendRequest *request = user_data;
  MqConversation *self = request->self;
  MqLibrary *library = self->workspace != NULL ? mq_workspace_get_library (self->workspace) : NULL;

  if (library != NULL && self->session != NULL
      && mq_conversation_get_current_version (self) == NULL)
    {
      g_autoptr (GPtrArray) events
          = dex_await_boxed (mq_library_load_events (library, self->session), NULL);

      request->made = events != NULL ? find_made (events) : NULL;
    }

  return send_fiber (request);
}

/**
 * mq_conversation_try_again:
 * @self: a conversation whose run failed, or was stopped
 *
 * Says once more what the user said last, with its pictures. A run that had come to no version is gone on with from
 * what it had made: its plan, and its script.
 *
 * Returns: (transfer full): as mq_conversation_send(); rejects with %MQ_ERROR_CONFLICT while a run is at
 *   work, and with %MQ_ERROR_NOT_FOUND when nothing was said
 */
DexFuture *
mq_conversation_try_again (MqConversation *self)
{
  MqMessageItem *words;
  SendRequest *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  words = mq_timeline_get_last_message (mq_conversation_get_timeline (self));
  if (mq_conversation_state_is_busy (self->state))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s",
                                  _ ("Wait for the current run to finish, or stop it first"));
  if (words == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("There are no messages yet"));

  request = request_new (self, words->text);
  request->pictures = g_strdupv (words->pictures);
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, try_again_fiber, request, send_request_free);
}

/* What the service says of it is shown at once, and in the words of its event. */
static DexFuture *
raise_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  g_autoptr (JsonObject) budget = NULL;
  g_autoptr (MqRunEvent) event = NULL;
  GError *error = NULL;

  if (self->run == NULL && self->run_id != NULL
      && !dex_await (mq_conversation_attach (self), &error))
    return dex_future_new_for_error (error);
  if (self->run == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("The run is finished. The next run has its own budget."));

  budget = dex_await_boxed (mq_run_raise_budget (self->run, MQ_TIMELINE_RAISE), &error);
  if (budget == NULL)
    return dex_future_new_for_error (error);

  event = mq_run_event_read ("budget", budget, 0);
  mq_conversation_apply (self, self->run_id, event);
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
  SendRequest *request = user_data;
  MqConversation *self = request->self;
  GError *error = NULL;

  if (!dex_await (mq_conversation_load (self), &error))
    return dex_future_new_for_error (error);

  if (self->workspace == NULL || mq_conversation_state_is_busy (self->state))
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
  SendRequest *request;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));
  dex_return_error_if_fail (script != NULL);
  dex_return_error_if_fail (base == NULL || MQ_IS_KEPT_VERSION (base));

  request = request_new (self, script);
  request->words = g_strdup (words);
  g_set_object (&request->base, base);
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, script_fiber, request, send_request_free);
}

/* A run that waits, and that nobody here follows. */
static DexFuture *
stop_suspended_fiber (gpointer user_data)
{
  MqConversation *self = user_data;

  dex_await (mq_conversation_attach (self), NULL);
  if (self->run != NULL)
    {
      mq_run_cancel (self->run);
      return dex_ref (self->going);
    }

  mq_conversation_change (self, MQ_CONVERSATION_END);
  return dex_future_new_true ();
}

/**
 * mq_conversation_stop:
 * @self: a conversation
 *
 * Stops model, script and render. What was kept stays, and what had not been taken up is given back
 * by the signal `returned`.
 *
 * Returns: (transfer full): resolves to %TRUE when all is quiet
 */
DexFuture *
mq_conversation_stop (MqConversation *self)
{
  gboolean is_suspended;

  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  is_suspended = self->state == MQ_CONVERSATION_SUSPENDED;
  mq_conversation_change (self, MQ_CONVERSATION_STOP);
  if (self->run == NULL && is_suspended)
    return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, stop_suspended_fiber, g_object_ref (self),
                           g_object_unref);
  if (self->run == NULL)
    return dex_future_new_true ();

  mq_run_cancel (self->run);
  return dex_ref (self->going);
}

static DexFuture *
finish_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  GError *error = NULL;

  if (self->run == NULL && self->run_id != NULL)
    dex_await (mq_conversation_attach (self), NULL);
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

  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, finish_fiber, g_object_ref (self),
                         g_object_unref);
}
