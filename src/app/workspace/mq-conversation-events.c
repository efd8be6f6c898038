/* What a conversation hears from its run. Folding is the same for what happens and for what is read
 * back from the library; hearing is what more there is to it when it happens. */
#include "app/workspace/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/mq-json.h"

#include <glib/gi18n.h>

#define MAX_PICTURES 8

static GStrv
dup_pictures (GStrv pictures)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; pictures != NULL && pictures[i] != NULL && i < MAX_PICTURES; i++)
    g_strv_builder_add (builder, pictures[i]);

  return pictures != NULL && *pictures != NULL ? g_strv_builder_end (builder) : NULL;
}

static void
fold_message (MqConversation *self, MqRunEvent *event)
{
  const MqMessageEvent *message = &event->message;
  g_auto (GStrv) pictures = dup_pictures (message->pictures);

  mq_timeline_add_message (mq_conversation_get_timeline (self),
                           message->role == MQ_SPEAKER_TEAM ? "team" : "user",
                           message->text != NULL ? message->text : "",
                           (const char *const *)pictures, message->queued == TRUE, event->time);
}

/* What is said to a run is its own when it takes it up. */
static void
queue_message (MqConversation *self, const MqMessageEvent *message)
{
  if (message->queued == MQ_EVENT_ABSENT)
    return;

  g_ptr_array_add (self->queue, g_strdup (message->text != NULL ? message->text : ""));
  if (message->queued == TRUE)
    mq_conversation_set_n_queued (self, self->n_queued + 1);
}

static void
take_from_queue (MqConversation *self, const char *text)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (self->queue, text != NULL ? text : "", g_str_equal, &index))
    g_ptr_array_remove_index (self->queue, index);
  mq_conversation_set_n_queued (self, MIN (self->n_queued, self->queue->len));
}

static void
fold_ended (MqConversation *self, MqRunEvent *event)
{
  MqTimeline *timeline = mq_conversation_get_timeline (self);
  const MqEndedEvent *ended = &event->ended;

  mq_timeline_remove_queued (timeline);
  mq_timeline_end_run (timeline, ended->how == MQ_RUN_OUTCOME_FAILED, event->time);

  if (ended->how == MQ_RUN_OUTCOME_STOPPED)
    mq_timeline_add_notice (timeline, "info", "stopped", _ ("Stopped"), NULL, event->time);
  else if (ended->how == MQ_RUN_OUTCOME_LOST)
    mq_timeline_add_notice (timeline, "warning", "interrupted",
                            _ ("The run was interrupted. Finished versions are kept."), NULL,
                            event->time);
  else if (ended->text != NULL)
    mq_timeline_add_notice (timeline, "error", ended->code != NULL ? ended->code : "failed",
                            ended->text, ended->next, event->time);
}

/**
 * mq_conversation_apply:
 * @self: a conversation
 * @event: of one of its runs, live or out of the library
 *
 * Puts it into the timeline.
 */
void
mq_conversation_apply (MqConversation *self, MqRunEvent *event)
{
  switch (event->kind)
    {
    case MQ_EVENT_MESSAGE:
      queue_message (self, &event->message);
      fold_message (self, event);
      return;

    case MQ_EVENT_ENDED:
      fold_ended (self, event);
      return;

    case MQ_EVENT_REFINEMENT:
      take_from_queue (self, event->refinement.text);
      break;

    default:
      break;
    }

  mq_timeline_add_event (mq_conversation_get_timeline (self), event, self->versions);
}

/**
 * mq_conversation_find_version:
 * @self: a conversation
 * @number: of a version
 *
 * Returns: (transfer full) (nullable): it
 */
MqVersion *
mq_conversation_find_version (MqConversation *self, guint number)
{
  for (guint i = g_list_model_get_n_items (self->versions); i > 0; i--)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (self->versions, i - 1);

      if (mq_version_get_number (version) == number)
        return g_steal_pointer (&version);
    }

  return NULL;
}

/**
 * mq_conversation_record_asked:
 * @self: a conversation
 * @run: (nullable): the id of a run
 * @event: of it
 *
 * Looks whether the last run asks models, live and of what is read from the library.
 */
void
mq_conversation_record_asked (MqConversation *self, const char *run, MqRunEvent *event)
{
  if (event->kind == MQ_EVENT_BEGAN)
    mq_conversation_set_last_asked (self, NULL);
  else if (event->kind == MQ_EVENT_BUDGET && event->budget.spent.calls > 0)
    mq_conversation_set_last_asked (self, run);
}

/* What more there is to an event when it happens. */

static void
hear_worker (MqConversation *self)
{
  if (self->workspace != NULL)
    mq_workspace_handle_worker (self->workspace);
}

static void
hear_began (MqConversation *self)
{
  if (self->workspace != NULL)
    mq_workspace_handle_begun (self->workspace);
}

static void
hear_ended (MqConversation *self)
{
  self->told = TRUE;
}

static void
hear_session (MqConversation *self)
{
  mq_conversation_set_session (self, mq_run_get_session (self->run));
}

static void
hear_message (MqConversation *self)
{
  if (self->taken != NULL && dex_future_is_pending (DEX_FUTURE (self->taken)))
    dex_promise_resolve_boolean (self->taken, TRUE);

  mq_conversation_touch (self);
}

static void
hear_phase (MqConversation *self, const MqPhaseEvent *phase)
{
  if (phase->state != MQ_EVENT_STATE_STARTED)
    return;

  if (phase->phase == MQ_RUN_PHASE_CREATE)
    mq_conversation_announce (self, _ ("Work on the first version has started"), FALSE);
  else if (phase->phase == MQ_RUN_PHASE_REFINE)
    mq_conversation_announce (self, _ ("Checking and rendering have started"), FALSE);
}

static void
hear_preview (MqConversation *self, const MqPictureEvent *preview)
{
  if (g_set_str (&self->preview, preview->picture))
    mq_conversation_update (self);
}

static void
hear_refinement (MqConversation *self)
{
  mq_conversation_set_state (self, MQ_CONVERSATION_WORKING);
}

static void
hear_kept (MqConversation *self, const MqKeptEvent *kept)
{
  guint number = MAX (kept->version, 0);
  g_autoptr (MqVersion) version = mq_conversation_find_version (self, number);
  g_autofree char *sentence = NULL;

  g_set_object (&self->latest, version);
  if (version != NULL && self->script != NULL && dex_future_is_pending (DEX_FUTURE (self->script)))
    dex_promise_resolve_object (self->script, g_object_ref (version));

  /* Translators: said by a screen reader; %u is the number of a version */
  sentence = g_strdup_printf (_ ("Version %u is ready"), number);
  mq_conversation_announce (self, sentence, FALSE);
  mq_conversation_touch (self);
}

/* A run that waits has no more to take up: what is queued never reached the service before this
 * process's forerunner ended. */
static gboolean
repeat_unheard (MqConversation *self)
{
  gboolean again = self->unheard && self->queue->len > 0;

  self->unheard = FALSE;
  for (guint i = 0; again && i < self->queue->len; i++)
    dex_future_disown (mq_run_repeat (self->run, self->queue->pdata[i]));

  return again;
}

static void
hear_still_waiting (MqConversation *self)
{
  if (!repeat_unheard (self) && self->queue->len == 0)
    mq_conversation_set_state (self, MQ_CONVERSATION_WAITING);
}

static void
hear_waiting (MqConversation *self)
{
  if (self->stopping || self->replacing || repeat_unheard (self))
    return;

  mq_conversation_set_state (self, MQ_CONVERSATION_WAITING);
  mq_conversation_announce (self, _ ("Ready: ask for a change, or finish"), FALSE);
  mq_conversation_report_ended (self);
}

/* Where the user's own script went wrong: what ran into an error knows best. */
static void
hear_result (MqConversation *self, const MqResultEvent *event)
{
  JsonObject *error = mq_json_get_object (event->result, "error");
  JsonArray *findings = mq_json_get_array (event->result, "findings");
  JsonArray *frames = mq_json_get_array (error, "traceback");
  guint n_findings = findings != NULL ? json_array_get_length (findings) : 0;
  guint n_frames = frames != NULL ? json_array_get_length (frames) : 0;
  gint64 line = 0;

  if (self->script == NULL)
    return;

  for (guint i = 0; i < n_findings && line == 0; i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);

      if (g_str_equal (mq_json_get_string (finding, "severity", ""), "error"))
        line = mq_json_get_int (finding, "line", 0);
    }

  if (error != NULL)
    {
      line = mq_json_get_int (error, "line", 0);
      if (line == 0 && n_frames > 0)
        line = mq_json_get_int (mq_json_element_object (frames, n_frames - 1), "line", 0);
    }

  if (line > 0 && line < G_MAXINT)
    self->fault_line = line;
}

static void
hear (MqConversation *self, MqRunEvent *event)
{
  switch (event->kind)
    {
    case MQ_EVENT_SESSION:
      hear_session (self);
      break;
    case MQ_EVENT_MESSAGE:
      hear_message (self);
      break;
    case MQ_EVENT_PHASE:
      hear_phase (self, &event->phase);
      break;
    case MQ_EVENT_PREVIEW:
      hear_preview (self, &event->picture);
      break;
    case MQ_EVENT_REFINEMENT:
      hear_refinement (self);
      break;
    case MQ_EVENT_REFUSED:
      mq_conversation_announce (self, event->refused.text, TRUE);
      break;
    case MQ_EVENT_KEPT:
      hear_kept (self, &event->kept);
      break;
    case MQ_EVENT_WORKER:
      hear_worker (self);
      break;
    case MQ_EVENT_BEGAN:
      hear_began (self);
      break;
    case MQ_EVENT_ENDED:
      hear_ended (self);
      break;
    case MQ_EVENT_WAITING:
      hear_waiting (self);
      break;
    case MQ_EVENT_STILL_WAITING:
      hear_still_waiting (self);
      break;
    case MQ_EVENT_RESULT:
      hear_result (self, &event->result);
      break;
    default:
      break;
    }
}

/**
 * mq_conversation_handle:
 * @self: a conversation
 * @event: of its run
 *
 * Takes up what just happened.
 */
void
mq_conversation_handle (MqConversation *self, MqRunEvent *event)
{
  mq_conversation_apply (self, event);
  mq_conversation_record_asked (self, mq_run_get_id (self->run), event);
  hear (self, event);
}
