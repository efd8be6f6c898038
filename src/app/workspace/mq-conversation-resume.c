/* How a conversation goes on with a run that was cut off. One that was at work goes on at once. One
 * that waits for the user is parked: no process waits with it until something is said. */
#include "app/workspace/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n.h>

/* After this long a run that waits is parked, and its Blender and its service end. */
#define PARK_SECONDS (10 * 60)

typedef struct
{
  MqConversation *self;
  char *run;
  gint64 last_event;
} Cut;

static void
cut_free (gpointer data)
{
  Cut *cut = data;

  g_object_unref (cut->self);
  g_free (cut->run);
  g_free (cut);
}

static gboolean
can_run (MqConversation *self)
{
  MqWorkspace *workspace = self->workspace;

  return workspace != NULL && !workspace->closing && mq_workspace_get_library (workspace) != NULL
         && !workspace->read_only && mq_workspace_get_blender (workspace) != NULL;
}

static void
resume (MqConversation *self, const char *run, gint64 last_event)
{
  self->stopping = FALSE;
  self->detaching = FALSE;
  mq_conversation_follow (self, mq_run_new_resumed (mq_workspace_get_library (self->workspace),
                                                    mq_workspace_get_config (self->workspace),
                                                    mq_workspace_get_blender (self->workspace),
                                                    self->session, run, last_event));
}

static void
park (MqConversation *self, const char *run, gint64 last_event)
{
  g_set_str (&self->parked, run);
  self->parked_event = last_event;
  mq_conversation_set_state (self, MQ_CONVERSATION_WAITING);
}

static DexFuture *
note_ended (MqConversation *self, const char *run, gint64 last_event)
{
  return mq_library_record_run (mq_workspace_get_library (self->workspace), self->session, run,
                                last_event, MQ_RUN_STAGE_ENDED, NULL);
}

/* What the run has made last, or went on from. */
static void
find_tip (MqConversation *self)
{
  g_autoptr (MqVersion) latest = mq_conversation_find_version (self, self->last_kept);

  if (latest == NULL && self->last_run == NULL)
    g_set_object (&latest, mq_session_get_last_version (self->session));
  g_set_object (&self->latest, latest);
}

static DexFuture *
take_up_fiber (gpointer user_data)
{
  Cut *cut = user_data;
  MqConversation *self = cut->self;
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  events = dex_await_boxed (
      mq_library_load_events (mq_workspace_get_library (self->workspace), self->session), &error);
  if (events == NULL)
    return dex_future_new_for_error (error);

  if (self->workspace == NULL || self->workspace->closing)
    return dex_future_new_true ();

  /* It was, meanwhile. */
  if (g_strcmp0 (self->parked, cut->run) == 0
      || (self->run != NULL && g_strcmp0 (mq_run_get_id (self->run), cut->run) == 0))
    return dex_future_new_true ();

  /* Of several, which can only be there after several crashes, the newest. */
  if (self->run != NULL || self->parked != NULL || self->state == MQ_CONVERSATION_WORKING)
    return note_ended (self, cut->run, cut->last_event);

  mq_conversation_record_runs (self, events);
  find_tip (self);
  if (self->waited && self->n_unheard == 0 && g_strcmp0 (self->last_run, cut->run) == 0)
    {
      park (self, cut->run, cut->last_event);
      return dex_future_new_true ();
    }

  if (!can_run (self))
    return dex_future_new_true ();

  mq_conversation_set_state (self, MQ_CONVERSATION_WORKING);
  if (!dex_await (mq_conversation_load (self), &error))
    {
      mq_conversation_set_state (self, MQ_CONVERSATION_DONE);
      return dex_future_new_for_error (error);
    }

  if (self->run == NULL && can_run (self))
    {
      self->unheard = TRUE;
      resume (self, cut->run, cut->last_event);
    }
  return dex_future_new_true ();
}

/**
 * mq_conversation_attach:
 * @self: a conversation
 * @run: the id of a run that has not ended and that nobody follows
 * @last_event: how far it is
 *
 * Goes on with it, or waits with it for the user.
 *
 * Returns: (transfer full): resolves to %TRUE when it goes on
 */
DexFuture *
mq_conversation_attach (MqConversation *self, const char *run, gint64 last_event)
{
  Cut *cut = g_new (Cut, 1);

  cut->self = g_object_ref (self);
  cut->run = g_strdup (run);
  cut->last_event = last_event;
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, take_up_fiber, cut, cut_free);
}

static DexFuture *
unpark_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  g_autofree char *run = NULL;
  GError *error = NULL;

  if (self->run != NULL && self->detaching)
    dex_await (dex_ref (self->going), NULL);

  run = g_steal_pointer (&self->parked);
  if (run == NULL || self->run != NULL
      || !dex_await (mq_workspace_wait_open (self->workspace), NULL) || !can_run (self))
    {
      self->parked = g_steal_pointer (&run);
      return dex_future_new_true ();
    }

  mq_conversation_set_state (self, MQ_CONVERSATION_WORKING);
  resume (self, run, self->parked_event);
  if (!dex_await (mq_run_wait_begun (self->run), &error))
    {
      dex_await (dex_ref (self->going), NULL);
      return dex_future_new_for_error (error);
    }

  return dex_future_new_true ();
}

/**
 * mq_conversation_resume_suspended:
 * @self: a conversation with a parked run
 *
 * Returns: (transfer full): resolves to %TRUE when the run can be told something; rejects when it
 *   cannot be gone on with
 */
DexFuture *
mq_conversation_resume_suspended (MqConversation *self)
{
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, unpark_fiber, g_object_ref (self),
                         g_object_unref);
}

static DexFuture *
end_open_runs_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  MqLibrary *library = mq_workspace_get_library (self->workspace);
  g_autoptr (JsonArray) runs = dex_await_boxed (mq_library_load_runs (library, self->session),
                                                NULL);
  guint n = runs != NULL ? json_array_get_length (runs) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *run = mq_json_element_object (runs, i);

      if (!mq_json_get_boolean (run, "ended", TRUE))
        dex_await (note_ended (self, mq_json_get_string (run, "run", ""),
                               mq_json_get_int (run, "last_event", 0)),
                   NULL);
    }

  return dex_future_new_true ();
}

/**
 * mq_conversation_end_open_runs:
 * @self: a conversation with a session, in which a new run is to begin
 *
 * What was cut off and not taken up is given up: a run counts the versions after its beginning as
 * its own.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_conversation_end_open_runs (MqConversation *self)
{
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, end_open_runs_fiber, g_object_ref (self),
                         g_object_unref);
}

static DexFuture *
end_parked_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  g_autofree char *run = NULL;
  g_autoptr (MqRunEvent) ended = NULL;
  GPtrArray *events;

  if (self->run != NULL && self->detaching)
    dex_await (dex_ref (self->going), NULL);

  run = g_steal_pointer (&self->parked);

  if (run == NULL || self->workspace == NULL)
    return dex_future_new_true ();

  ended = mq_run_event_new (MQ_EVENT_ENDED);
  ended->ended.how = MQ_RUN_OUTCOME_DONE;
  events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  g_ptr_array_add (events, mq_run_event_ref (ended));
  dex_await (mq_library_add_events (mq_workspace_get_library (self->workspace), self->session, run,
                                    events),
             NULL);
  mq_conversation_apply (self, ended);

  if (self->state == MQ_CONVERSATION_WAITING)
    mq_conversation_set_state (self, MQ_CONVERSATION_DONE);
  return note_ended (self, run, self->parked_event);
}

/**
 * mq_conversation_end_suspended:
 * @self: a conversation with a parked run
 *
 * Nobody needs to be woken for its end.
 *
 * Returns: (transfer full): resolves to %TRUE when that is written down
 */
DexFuture *
mq_conversation_end_suspended (MqConversation *self)
{
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, end_parked_fiber, g_object_ref (self),
                         g_object_unref);
}

/**
 * mq_conversation_suspend:
 * @self: a conversation
 *
 * Has no process of ours wait with a run for the user.
 */
void
mq_conversation_suspend (MqConversation *self)
{
  if (self->run == NULL || self->state != MQ_CONVERSATION_WAITING || self->detaching)
    return;

  g_set_str (&self->parked, mq_run_get_id (self->run));
  self->detaching = TRUE;
  mq_run_detach (self->run);
}

static gboolean
on_park (gpointer user_data)
{
  MqConversation *self = user_data;

  self->park_source = 0;
  mq_conversation_suspend (self);
  return G_SOURCE_REMOVE;
}

/**
 * mq_conversation_watch_waiting:
 * @self: a conversation whose state has changed
 *
 * A run that waits long need not keep Blender in memory.
 */
void
mq_conversation_watch_waiting (MqConversation *self)
{
  g_clear_handle_id (&self->park_source, g_source_remove);
  if (self->state == MQ_CONVERSATION_WAITING && self->run != NULL)
    self->park_source = g_timeout_add_seconds (PARK_SECONDS, on_park, self);
}
