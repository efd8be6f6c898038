/* What a conversation hears from its run. Folding is the same for what happens and for what is read
 * back from the library; hearing is what more there is to it when it happens. */
#include "app/desk/mq-conversation-private.h"

#include "app/desk/mq-desk-private.h"
#include "common/mq-json.h"

#include <glib/gi18n.h>

#define MAX_PICTURES 8

static GStrv
dup_pictures (JsonObject *data)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *pictures = mq_json_get_array (data, "pictures");
  guint n = pictures != NULL ? MIN (json_array_get_length (pictures), MAX_PICTURES) : 0;

  for (guint i = 0; i < n; i++)
    if (mq_json_element_string (pictures, i) != NULL)
      g_strv_builder_add (builder, mq_json_element_string (pictures, i));

  return n > 0 ? g_strv_builder_end (builder) : NULL;
}

static void
fold_message (MqConversation *self, JsonObject *data, gint64 time)
{
  g_auto (GStrv) pictures = dup_pictures (data);

  mq_timeline_add_message (mq_conversation_get_timeline (self),
                           mq_json_get_string (data, "role", "user"),
                           mq_json_get_string (data, "text", ""), (const char *const *)pictures,
                           mq_json_get_boolean (data, "queued", FALSE), time);
}

/* What is said to a run is its own when it takes it up. */
static void
note_queue (MqConversation *self, const char *type, JsonObject *data)
{
  const char *text = mq_json_get_string (data, "text", "");
  guint index;

  if (g_str_equal (type, "message") && json_object_has_member (data, "queued"))
    {
      g_ptr_array_add (self->queue, g_strdup (text));
      if (mq_json_get_boolean (data, "queued", FALSE))
        mq_conversation_set_n_queued (self, self->n_queued + 1);
    }
  else if (g_str_equal (type, "refinement"))
    {
      if (g_ptr_array_find_with_equal_func (self->queue, text, g_str_equal, &index))
        g_ptr_array_remove_index (self->queue, index);
      mq_conversation_set_n_queued (self, MIN (self->n_queued, self->queue->len));
    }
}

static void
fold_ended (MqConversation *self, JsonObject *data, gint64 time)
{
  MqTimeline *timeline = mq_conversation_get_timeline (self);
  const char *how = mq_json_get_string (data, "how", "done");
  const char *text = mq_json_get_string (data, "text", NULL);

  mq_timeline_remove_queued (timeline);
  mq_timeline_end_run (timeline, g_str_equal (how, "failed"), time);

  if (g_str_equal (how, "stopped"))
    mq_timeline_add_notice (timeline, "info", "stopped", _ ("Stopped"), NULL, time);
  else if (g_str_equal (how, "lost"))
    mq_timeline_add_notice (timeline, "warning", "interrupted",
                            _ ("The run was interrupted. Finished versions are kept."), NULL, time);
  else if (text != NULL)
    mq_timeline_add_notice (timeline, "error", mq_json_get_string (data, "code", "failed"), text,
                            mq_json_get_string (data, "next", NULL), time);
}

/**
 * mq_conversation_fold:
 * @self: a conversation
 * @type: of an event, see docs/protocol.md and mq-run.h
 * @data: its object
 * @time: Unix time in µs
 *
 * Puts it into the timeline.
 */
void
mq_conversation_fold (MqConversation *self, const char *type, JsonObject *data, gint64 time)
{
  note_queue (self, type, data);
  if (g_str_equal (type, "message"))
    fold_message (self, data, time);
  else if (g_str_equal (type, "ended"))
    fold_ended (self, data, time);
  else
    mq_timeline_add_event (mq_conversation_get_timeline (self), type, data, self->versions, time);
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
 * mq_conversation_note_asked:
 * @self: a conversation
 * @run: (nullable): the id of a run
 * @type: of an event of it
 * @data: its object
 *
 * Looks whether the last run asks models, live and of what is read from the library.
 */
void
mq_conversation_note_asked (MqConversation *self, const char *run, const char *type,
                            JsonObject *data)
{
  if (g_str_equal (type, "began"))
    mq_conversation_set_last_asked (self, NULL);
  else if (g_str_equal (type, "budget")
           && mq_json_get_int (mq_json_get_object (data, "spent"), "calls", 0) > 0)
    mq_conversation_set_last_asked (self, run);
}

/* What more there is to an event when it happens: a method table. */

static void
hear_worker (MqConversation *self, JsonObject *data)
{
  if (self->desk != NULL)
    mq_desk_note_worker (self->desk);
}

static void
hear_began (MqConversation *self, JsonObject *data)
{
  if (self->desk != NULL)
    mq_desk_note_began (self->desk);
}

static void
hear_ended (MqConversation *self, JsonObject *data)
{
  self->told = TRUE;
}

static void
hear_session (MqConversation *self, JsonObject *data)
{
  mq_conversation_set_session (self, mq_run_get_session (self->run));
}

static void
hear_message (MqConversation *self, JsonObject *data)
{
  if (self->taken != NULL && dex_future_is_pending (DEX_FUTURE (self->taken)))
    dex_promise_resolve_boolean (self->taken, TRUE);

  mq_conversation_touch (self);
}

static void
hear_phase (MqConversation *self, JsonObject *data)
{
  const char *phase = mq_json_get_string (data, "phase", "");

  if (!g_str_equal (mq_json_get_string (data, "state", ""), "started"))
    return;

  if (g_str_equal (phase, "create"))
    mq_conversation_announce (self, _ ("Work on the first version has started"), FALSE);
  else if (g_str_equal (phase, "refine"))
    mq_conversation_announce (self, _ ("Checking and rendering have started"), FALSE);
}

static void
hear_preview (MqConversation *self, JsonObject *data)
{
  if (g_set_str (&self->preview, mq_json_get_string (data, "picture", NULL)))
    mq_conversation_update (self);
}

static void
hear_refinement (MqConversation *self, JsonObject *data)
{
  mq_conversation_set_state (self, MQ_CONVERSATION_WORKING);
}

static void
hear_refused (MqConversation *self, JsonObject *data)
{
  mq_conversation_announce (self, mq_json_get_string (data, "text", ""), TRUE);
}

static void
hear_kept (MqConversation *self, JsonObject *data)
{
  guint number = mq_json_get_int (data, "version", 0);
  g_autoptr (MqVersion) version = mq_conversation_find_version (self, number);
  g_autofree char *sentence = NULL;

  g_set_object (&self->tip, version);
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
hear_still_waiting (MqConversation *self, JsonObject *data)
{
  if (!repeat_unheard (self) && self->queue->len == 0)
    mq_conversation_set_state (self, MQ_CONVERSATION_WAITING);
}

static void
hear_waiting (MqConversation *self, JsonObject *data)
{
  if (self->stopping || self->replacing || repeat_unheard (self))
    return;

  mq_conversation_set_state (self, MQ_CONVERSATION_WAITING);
  mq_conversation_announce (self, _ ("Ready: ask for a change, or finish"), FALSE);
  mq_conversation_say_ended (self);
}

/* Where the user's own script went wrong: what ran into an error knows best. */
static void
hear_result (MqConversation *self, JsonObject *data)
{
  JsonObject *result = mq_json_get_object (data, "result");
  JsonObject *error = mq_json_get_object (result, "error");
  JsonArray *findings = mq_json_get_array (result, "findings");
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

static const struct
{
  const char *type;
  void (*hear) (MqConversation *self, JsonObject *data);
} events[] = {
  { "session", hear_session },
  { "message", hear_message },
  { "phase", hear_phase },
  { "preview", hear_preview },
  { "refinement", hear_refinement },
  { "refused", hear_refused },
  { "kept", hear_kept },
  { "worker", hear_worker },
  { "began", hear_began },
  { "ended", hear_ended },
  { "waiting", hear_waiting },
  { "still-waiting", hear_still_waiting },
  { "result", hear_result },
};

/**
 * mq_conversation_hear:
 * @self: a conversation
 * @type: of an event of its run
 * @data: its object
 *
 * Takes up what just happened.
 */
void
mq_conversation_hear (MqConversation *self, const char *type, JsonObject *data)
{
  mq_conversation_fold (self, type, data, g_get_real_time ());
  mq_conversation_note_asked (self, mq_run_get_id (self->run), type, data);

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_str_equal (events[i].type, type))
      events[i].hear (self, data);
}
