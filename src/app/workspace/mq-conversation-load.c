/* What a conversation was: read back from the library. */
#include "app/workspace/mq-conversation-private.h"

#include "common/mq-fiber.h"
#include "common/mq-json.h"

/* So many events are folded before others have their turn. */
#define SLICE 100

static void
fold_version (MqConversation *self, MqVersion *version)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_KEPT);
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();

  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    g_strv_builder_take (pictures, mq_version_get_picture (version, i));

  event->time = mq_version_get_created (version) * G_USEC_PER_SEC;
  event->kept.version = mq_version_get_number (version);
  event->kept.pictures = g_strv_builder_end (pictures);
  mq_conversation_apply (self, event);
}

/* A heading of a list that was not kept says nothing. */
static gboolean
is_heading (const char *text)
{
  static const char *const headings[] = { "Understood", "These follow from it", NULL };

  return g_strv_contains (headings, text);
}

static void
fold_words (MqConversation *self, JsonObject *message)
{
  MqTimeline *timeline = mq_conversation_get_timeline (self);
  const char *role = mq_json_get_string (message, "role", "user");
  const char *text = mq_json_get_string (message, "text", "");
  gint64 time = mq_json_get_int (message, "created", 0) * G_USEC_PER_SEC;

  if (g_str_equal (role, "notice") && !is_heading (text))
    mq_timeline_add_notice (timeline, "info", "said", text, NULL, time);
  else if (g_str_equal (role, "user"))
    mq_timeline_add_message (timeline, role, text, NULL, FALSE, time);
}

/* Sessions whose events were not kept: what was said, and what came of it, in the order of time. The
 * team's words are the summaries of its versions. */
static void
fold_messages (MqConversation *self, JsonArray *messages)
{
  guint n_versions = g_list_model_get_n_items (self->versions);
  guint n_messages = json_array_get_length (messages);
  guint next = 0;

  for (guint i = 0; i <= n_messages; i++)
    {
      JsonObject *message = i < n_messages ? mq_json_element_object (messages, i) : NULL;
      gint64 created = message != NULL ? mq_json_get_int (message, "created", 0) : G_MAXINT64;

      for (; next < n_versions; next++)
        {
          g_autoptr (MqVersion) version = g_list_model_get_item (self->versions, next);

          /* In one second the version comes before what was said about it. */
          if (mq_version_get_created (version) > created || (i == 0 && n_messages > 0))
            break;

          fold_version (self, version);
        }

      if (message != NULL)
        fold_words (self, message);
    }
}

/* Where the last run stands. */
static void
note_run (MqConversation *self, const char *run, MqRunEvent *event)
{
  if (run != NULL && g_set_str (&self->last_run, run))
    self->waited = FALSE;

  switch (event->kind)
    {
    case MQ_EVENT_BEGAN:
      self->under_way = TRUE;
      self->last_kept = CLAMP (event->began.base, 0, G_MAXINT);
      break;

    case MQ_EVENT_MESSAGE:
      self->under_way = TRUE;
      if (event->message.queued != MQ_EVENT_ABSENT)
        self->n_unheard++;
      break;

    case MQ_EVENT_REFINEMENT:
      self->n_unheard -= MIN (self->n_unheard, 1);
      break;

    case MQ_EVENT_KEPT:
      self->last_kept = CLAMP (event->kept.version, 0, G_MAXINT);
      break;

    case MQ_EVENT_ENDED:
      self->under_way = FALSE;
      self->n_unheard = 0;
      break;

    default:
      break;
    }

  mq_conversation_record_asked (self, run, event);
  if (event->id > 0)
    self->waited = event->kind == MQ_EVENT_WAITING;
}

/**
 * mq_conversation_record_runs:
 * @self: a conversation
 * @events: (element-type MqLibraryEvent): what is in the library
 *
 * Looks where the last run stands, without showing anything.
 */
void
mq_conversation_record_runs (MqConversation *self, GPtrArray *events)
{
  g_clear_pointer (&self->last_run, g_free);
  self->last_kept = 0;
  self->n_unheard = 0;
  self->under_way = FALSE;
  self->waited = FALSE;

  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *entry = events->pdata[i];

      note_run (self, entry->run, entry->event);
    }
}

/**
 * mq_conversation_apply_events:
 * @self: a conversation
 * @events: (element-type MqLibraryEvent): what is in the library, from where it was read to
 *
 * Puts them into the timeline, as far as their versions are known.
 */
void
mq_conversation_apply_events (MqConversation *self, GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *entry = events->pdata[i];

      if (self->elsewhere && !mq_conversation_has_event (self, entry->event))
        {
          self->stale = TRUE;
          return;
        }

      mq_conversation_apply (self, entry->event);
      self->last_read = entry->id;
      if (entry->event->kind == MQ_EVENT_ENDED)
        {
          g_ptr_array_set_size (self->queue, 0);
          mq_conversation_set_n_queued (self, 0);
        }

      if (i % SLICE == SLICE - 1)
        dex_await (dex_timeout_new_msec (1), NULL);
    }
}

/* Whether the library knows of a run that has not ended: of ours, to be gone on with, or of another
 * process. */
static gboolean
has_open_run (MqConversation *self, MqLibrary *library)
{
  g_autoptr (JsonArray) runs = dex_await_boxed (mq_library_load_runs (library, self->session),
                                                NULL);
  guint n = runs != NULL ? json_array_get_length (runs) : 0;

  for (guint i = 0; i < n; i++)
    if (!mq_json_get_boolean (mq_json_element_object (runs, i), "ended", TRUE))
      return TRUE;

  return FALSE;
}

static DexFuture *
load_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  MqLibrary *library = self->workspace != NULL ? mq_workspace_get_library (self->workspace) : NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (JsonArray) messages = NULL;
  GError *error = NULL;

  if (library == NULL || self->session == NULL)
    return dex_future_new_true ();

  if (!(events = dex_await_boxed (mq_library_load_events (library, self->session), &error))
      || !(messages = dex_await_boxed (mq_library_load_messages (library, self->session), &error)))
    return dex_future_new_for_error (error);

  self->last_read = 0;
  if (events->len == 0)
    {
      self->under_way = g_list_model_get_n_items (self->versions) == 0;
      fold_messages (self, messages);
    }
  else
    {
      mq_conversation_record_runs (self, events);
      mq_conversation_apply_events (self, events);
    }

  if (self->under_way && !has_open_run (self, library))
    {
      g_autoptr (MqRunEvent) lost = mq_run_event_new (MQ_EVENT_ENDED);

      lost->ended.how = MQ_RUN_OUTCOME_LOST;
      mq_conversation_apply (self, lost);
    }

  return dex_future_new_true ();
}

static DexFuture *
reload_fiber (gpointer user_data)
{
  MqConversation *self = user_data;

  if (self->run != NULL)
    return dex_future_new_true ();

  g_ptr_array_set_size (self->queue, 0);
  mq_conversation_set_n_queued (self, 0);
  mq_timeline_clear (mq_conversation_get_timeline (self));
  return load_fiber (self);
}

/**
 * mq_conversation_reload:
 * @self: a conversation
 *
 * Reads what another process has done in it: on from where it was, if all that is shown came from
 * the library.
 */
void
mq_conversation_reload (MqConversation *self)
{
  DexFuture *reloading;

  if (!self->stale || self->loading == NULL || dex_future_is_pending (self->loading)
      || self->run != NULL)
    return;

  self->stale = FALSE;
  reloading = self->last_read > 0 ? mq_conversation_load_new_events (self)
                                  : mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, reload_fiber,
                                                    g_object_ref (self), g_object_unref);
  dex_unref (self->loading);
  self->loading = reloading;
}

/**
 * mq_conversation_load:
 * @self: a conversation
 *
 * Fills the timeline from the library, the first time.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_conversation_load (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  /* What failed is tried again: a library that was locked a moment ago may be there now. */
  if (self->loading != NULL && dex_future_is_rejected (self->loading))
    dex_clear (&self->loading);

  /* One that began here has it all. */
  if (self->loading == NULL && (self->session == NULL || self->run != NULL))
    self->loading = dex_future_new_true ();
  if (self->loading == NULL)
    self->loading = mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, load_fiber, g_object_ref (self),
                                    g_object_unref);

  return dex_ref (self->loading);
}
