/* How a run is taken up again that a client let go of or died with. The library says what of it was
 * shown, the service sends its events from the start: those that were shown pass quietly, and what
 * the lost worker had made is made again only when something new needs it. */
#include "client/run/mq-run-private.h"

#include "common/mq-error.h"
#include "common/mq-json.h"

#include <glib/gi18n-lib.h>

/**
 * mq_run_report_begun:
 * @self: a run that the service has just got
 *
 * Says what is needed to take it up again.
 */
void
mq_run_report_begun (MqRun *self)
{
  MqVersion *last = mq_session_get_last_version (self->session);
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_BEGAN);

  event->began.mode = g_strdup (self->order->mode);
  event->began.base = self->parent;
  event->began.versions = last != NULL ? mq_version_get_number (last) : 0;
  event->began.server = g_strdup (self->order->server);
  mq_run_emit_own (self, event);
}

/* What was said before the service had the run was kept when nobody knew whose it was: the last prompt
 * before its beginning, and what was wished meanwhile. */
static void
note_early (GPtrArray *early, MqMessageEvent *message)
{
  if (message->queued == MQ_EVENT_ABSENT)
    g_ptr_array_set_size (early, 0);
  g_ptr_array_add (early, message);
}

static void
take_early (MqRun *self, GPtrArray *early)
{
  for (guint i = 0; i < early->len; i++)
    mq_run_take_pictures (self, early->pdata[i]);
}

static void
take_began (MqRun *self, const MqBeganEvent *began)
{
  self->parent = CLAMP (began->base, 0, G_MAXINT);
  self->first_version = CLAMP (began->versions, 0, G_MAXINT);
  g_set_str (&self->order->server, began->server);
}

/* What was shown is what is kept of it, and not how far the run was: the last events before a crash
 * may have been dealt with and not kept. Sessions whose events were not kept had one run each, from
 * nothing, and there is no more to show. */
static void
take_record (MqRun *self, GPtrArray *events)
{
  g_autoptr (GPtrArray) early = g_ptr_array_new ();
  gboolean began = FALSE;
  gint64 kept = -1;

  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *entry = events->pdata[i];
      MqRunEvent *event = entry->event;
      gboolean is_ours = g_strcmp0 (entry->run, self->id) == 0;

      if (entry->run != NULL && !is_ours)
        g_ptr_array_set_size (early, 0);
      else if (!began && event->kind == MQ_EVENT_MESSAGE)
        note_early (early, &event->message);
      if (!is_ours)
        continue;

      kept = MAX (kept, event->id);
      if (event->kind == MQ_EVENT_BEGAN)
        {
          began = TRUE;
          take_early (self, early);
          take_began (self, &event->began);
        }
      else if (event->kind == MQ_EVENT_MESSAGE && began)
        mq_run_take_pictures (self, &event->message);
      else if (event->kind == MQ_EVENT_TEAM)
        g_set_str (&self->team, event->team.name);
      else if (event->kind == MQ_EVENT_KEPT)
        self->n_shown_kept++;

      if (event->id > 0)
        self->waiting = event->kind == MQ_EVENT_WAITING;
    }

  if (kept >= 0)
    self->shown = kept;
  self->last_event = self->shown;
}

static gboolean
make_ours (MqRun *self, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  if (!(self->work_dir = dex_await_string (mq_library_make_work_dir (self->library), error)))
    return FALSE;

  self->ours = dex_await_boolean (mq_library_take_run (self->library, self->id, self->work_dir),
                                  &trouble);
  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }

  if (!self->ours)
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_CONFLICT,
                         _ ("Another Maquette is at work on this already"));
  return self->ours;
}

static gboolean
ask_how_far (MqRun *self, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s", self->id);
  g_autoptr (JsonObject) state = dex_await_boxed (
      mq_run_unless_cancelled (self, mq_service_connection_get (self->connection, path)), error);

  if (state == NULL)
    return FALSE;

  self->history = mq_json_get_int (state, "events", 0);
  return TRUE;
}

/* Whoever let go of it may not have got to that. A picture that is gone, or a run that wants none any
 * more, is no reason not to go on. */
static gboolean
send_pictures_again (MqRun *self, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  if (self->references->len == 0
      || (mq_run_query_vision (self, &trouble) && mq_run_send_pictures (self, &trouble)))
    return TRUE;

  if (!g_error_matches (trouble, MQ_ERROR, MQ_ERROR_CANCELLED)
      && !g_error_matches (trouble, MQ_ERROR, MQ_ERROR_UNREACHABLE))
    {
      g_info ("The pictures of a run were not sent again: %s", trouble->message);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

/**
 * mq_run_attach:
 * @self: a resumed run
 * @error: %MQ_ERROR_NOT_FOUND: the service does not know it any more; else it may go another time
 *
 * Makes it ours, and gets to where its events can be followed. Blender starts when it is needed.
 *
 * Returns: whether it is there
 */
gboolean
mq_run_attach (MqRun *self, GError **error)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) trouble = NULL;

  if (!make_ours (self, error))
    return FALSE;

  events = dex_await_boxed (mq_library_load_events (self->library, self->session), &trouble);
  if (events != NULL)
    take_record (self, events);

  if (events != NULL && dex_await (mq_run_open_connection (self), &trouble)
      && ask_how_far (self, &trouble) && send_pictures_again (self, &trouble))
    {
      mq_run_make_worker (self);
      mq_service_connection_follow (self->connection, self->id);
      dex_promise_resolve_boolean (self->asked, TRUE);
      return TRUE;
    }

  /* Whatever else is wrong now may be well again at the next start. */
  self->lost = g_error_matches (trouble, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  self->done = self->lost;
  if (!self->lost && !g_error_matches (trouble, MQ_ERROR, MQ_ERROR_CANCELLED))
    self->detached = TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

/**
 * mq_run_is_known:
 * @self: a run
 *
 * Returns: whether the event that is being dealt with was shown before
 */
gboolean
mq_run_is_known (MqRun *self)
{
  return self->resumed && self->event <= self->shown;
}

/**
 * mq_run_is_past:
 * @self: a run
 *
 * Returns: whether more events followed the one that is being dealt with, before we came back
 */
gboolean
mq_run_is_past (MqRun *self)
{
  return self->resumed && self->event < self->history;
}

/**
 * mq_run_find_kept:
 * @self: a run that has come to an event `version`
 *
 * Nobody else adds versions to its session meanwhile, so those after its beginning are its own.
 *
 * Returns: (transfer full) (nullable): what was kept of it before
 */
MqVersion *
mq_run_find_kept (MqRun *self)
{
  GListModel *versions = mq_session_get_versions (self->session);
  guint n = g_list_model_get_n_items (versions);
  guint index = self->n_versions++;

  for (guint i = 0; self->resumed && i < n; i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i);

      if (mq_version_get_number (version) > self->first_version && index-- == 0)
        return g_steal_pointer (&version);
    }

  return NULL;
}
