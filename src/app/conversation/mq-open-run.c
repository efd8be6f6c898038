/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOpenRun, see mq-open-run.h. Whichever program started the run (this window, another one or the
 * command line), the service lists it. Followed is a run that works at once, and a run that waits
 * when the user opens its conversation or sends a message. */
#include "app/conversation/mq-open-run.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"

#include <glib/gi18n.h>

#define STACK (256 * 1024)

struct _MqOpenRun
{
  GObject parent_instance;

  MqWorkspace *workspace; /* borrowed; NULL when it was closed */
  GObject *owner;         /* borrowed; it owns this object, and is held while a run is followed */
  char *id;               /* of the open run, followed or not; NULL: none */
  char *recorded;         /* id of the run whose record is last in the timeline */
  char *over;             /* id of the last one that ended here; a list of runs may still have it */
  MqRun *run;             /* the open run, while it is followed */
  MqVariants *variants;   /* runs that were started together, while they are followed; no @run */
  GHashTable *led;        /* ids of the runs of variants that were started here */
  DexFuture *going;       /* resolves when nothing is followed any more */
  DexPromise *taken;      /* resolves when the run has accepted its first message */
  DexPromise *script;     /* resolves to the version of the user's own script */
  MqVersion *latest;      /* the last version of the run, or its base */
  MqVersion *draft;       /* of the first version, until that is kept or the run is over */
  char *preview;          /* path of the run's last preview, deleted with the run */
  char *asked;            /* id of the last run, if it called a model; it has a transcript */
  gboolean is_turn;       /* the last event of the run was `waiting` */
  gboolean is_leaving;    /* another run starts, or the window closes */
  guint wait_source;
};

enum
{
  SIGNAL_EVENT,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqOpenRun, mq_open_run, G_TYPE_OBJECT)

static void
mq_open_run_finalize (GObject *object)
{
  MqOpenRun *self = MQ_OPEN_RUN (object);

  g_clear_weak_pointer (&self->workspace);
  g_free (self->id);
  g_free (self->recorded);
  g_free (self->over);
  g_clear_object (&self->run);
  g_clear_object (&self->variants);
  g_hash_table_unref (self->led);
  dex_clear (&self->going);
  dex_clear (&self->taken);
  dex_clear (&self->script);
  g_clear_object (&self->latest);
  g_clear_object (&self->draft);
  g_free (self->preview);
  g_free (self->asked);
  g_clear_handle_id (&self->wait_source, g_source_remove);

  G_OBJECT_CLASS (mq_open_run_parent_class)->finalize (object);
}

static void
mq_open_run_class_init (MqOpenRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_open_run_finalize;

  signals[SIGNAL_EVENT] = mq_signal_new (MQ_TYPE_OPEN_RUN, "event", 2, MQ_TYPE_RUN,
                                         MQ_TYPE_RUN_EVENT);
  signals[SIGNAL_ENDED] = mq_signal_new (MQ_TYPE_OPEN_RUN, "ended", 3, G_TYPE_ERROR, G_TYPE_BOOLEAN,
                                         MQ_TYPE_VARIANTS);
}

static void
mq_open_run_init (MqOpenRun *self)
{
  self->led = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

MqOpenRun *
mq_open_run_new (MqWorkspace *workspace, GObject *owner)
{
  MqOpenRun *self = g_object_new (MQ_TYPE_OPEN_RUN, NULL);

  g_set_weak_pointer (&self->workspace, workspace);
  self->owner = owner;
  return self;
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

/* The list of open runs may still have the run, which is not attached to again. */
static void
note_over (MqOpenRun *self)
{
  g_free (self->over);
  self->over = g_steal_pointer (&self->id);
}

/* Called when the run, or the last of the variants, is followed no more. */
static DexFuture *
ended_cb (DexFuture *future, gpointer user_data)
{
  MqOpenRun *self = user_data;
  g_autoptr (GObject) held = self->owner;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqVariants) variants = g_steal_pointer (&self->variants);
  gboolean is_message = variants == NULL && self->script == NULL;

  dex_future_get_value (future, &error);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  if (variants != NULL)
    g_signal_handlers_disconnect_by_data (variants, self);
  g_clear_object (&self->run);

  settle (&self->taken, error);
  if (!self->is_leaving)
    {
      note_over (self);
      settle (&self->script, error);
    }
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, error, is_message, variants);
  return dex_future_new_true ();
}

static void
follow (MqOpenRun *self, DexFuture *performing)
{
  self->is_leaving = FALSE;
  self->is_turn = FALSE;
  g_object_ref (self->owner);
  dex_clear (&self->going);
  self->going = dex_future_finally (performing, ended_cb, g_object_ref (self), g_object_unref);
}

static void
note_taken (MqOpenRun *self, const MqRunEvent *event)
{
  if (event->kind == MQ_EVENT_MESSAGE && self->taken != NULL
      && dex_future_is_pending (DEX_FUTURE (self->taken)))
    dex_promise_resolve_boolean (self->taken, TRUE);
}

static void
on_event (MqOpenRun *self, MqRunEvent *event)
{
  g_set_str (&self->id, mq_run_get_id (self->run));
  if (event->kind == MQ_EVENT_KEPT)
    {
      g_autoptr (MqVersion) version = mq_version_find (
          mq_session_get_versions (mq_run_get_session (self->run)), MAX (event->kept.version, 0));

      g_set_object (&self->latest, version);
      if (version != NULL && self->script != NULL
          && dex_future_is_pending (DEX_FUTURE (self->script)))
        dex_promise_resolve_object (self->script, g_object_ref (version));
    }
  else if (event->kind == MQ_EVENT_WAITING)
    self->is_turn = TRUE;
  else if (event->kind == MQ_EVENT_REFINEMENT || event->kind == MQ_EVENT_BEGAN)
    self->is_turn = FALSE;

  if (!mq_run_is_past (self->run, event))
    note_taken (self, event);
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, self->run, event);
}

static void
on_variant_event (MqOpenRun *self, MqRun *run, MqRunEvent *event)
{
  g_hash_table_add (self->led, g_strdup (mq_run_get_id (run)));
  note_taken (self, event);
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, run, event);
}

/* @run: (transfer full): was not performed yet */
static void
follow_run (MqOpenRun *self, MqRun *run)
{
  g_assert (self->run == NULL);

  self->run = run;
  g_signal_connect_object (run, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  follow (self, mq_run_perform (run));
}

static MqRun *
make_run (MqOpenRun *self, MqRunOptions *options)
{
  return mq_run_new (mq_workspace_get_library (self->workspace),
                     mq_workspace_get_config (self->workspace),
                     mq_workspace_get_blender (self->workspace), options);
}

/* Starts a run, or several that make @variants. @options: (transfer full); @script: (nullable):
 * resolves to the version of the user's own script, which @options have. Returns: (transfer full):
 * resolves when the run has accepted its first message */
DexFuture *
mq_open_run_start (MqOpenRun *self, MqRunOptions *options, guint variants, DexPromise *script)
{
  g_set_object (&self->latest, options->base);
  g_clear_pointer (&self->id, g_free);
  dex_clear (&self->script);
  self->script = script != NULL ? dex_ref (script) : NULL;
  dex_clear (&self->taken);
  self->taken = dex_promise_new ();
  if (variants <= 1)
    follow_run (self, make_run (self, options));
  else
    {
      g_assert (self->run == NULL && self->variants == NULL);
      self->variants = mq_variants_new (
          mq_workspace_get_library (self->workspace), mq_workspace_get_config (self->workspace),
          mq_workspace_get_blender (self->workspace), options, variants);
      g_signal_connect_object (self->variants, "event", G_CALLBACK (on_variant_event), self,
                               G_CONNECT_SWAPPED);
      follow (self, mq_variants_perform (self->variants));
    }

  return dex_ref (DEX_FUTURE (self->taken));
}

/* Starts a run that an earlier process could not start. @options: (transfer full) */
void
mq_open_run_resume (MqOpenRun *self, MqRunOptions *options)
{
  g_set_object (&self->latest, options->base);
  g_set_str (&self->id, options->message->id);
  follow_run (self, make_run (self, options));
}

/* The service lists @run as an open one of the session. Several are left by repeated crashes; they
 * come oldest first, so the newest wins. Returns: whether it is the open run now */
gboolean
mq_open_run_offer (MqOpenRun *self, const char *run)
{
  if (mq_open_run_is_followed (self) || g_hash_table_contains (self->led, run)
      || g_strcmp0 (self->over, run) == 0)
    return FALSE;

  g_set_str (&self->id, run);
  return TRUE;
}

/* Returns: (transfer full): resolves when a run that is being left is left */
DexFuture *
mq_open_run_wait_left (MqOpenRun *self)
{
  return self->run != NULL && self->is_leaving ? mq_fiber_forget_error (dex_ref (self->going))
                                               : dex_future_new_true ();
}

static gboolean
can_follow (MqOpenRun *self)
{
  MqWorkspace *workspace = self->workspace;

  return workspace != NULL && !mq_workspace_is_closing (workspace)
         && mq_workspace_get_library (workspace) != NULL && !mq_workspace_is_read_only (workspace)
         && mq_open_run_is_suspended (self);
}

static MqRun *
make_attached (MqOpenRun *self, MqSession *session, const char *run, const char *server)
{
  return mq_run_new_attached (mq_workspace_get_library (self->workspace),
                              mq_workspace_get_config (self->workspace),
                              mq_workspace_get_blender (self->workspace), session, run, server);
}

/* Follows the open run if it can be followed. @is_shown: the timeline shows what is recorded, and
 * nothing that is open: if that has the run, the program that saved its record ended before it
 * could tell the service. Returns: (transfer full): resolves to %TRUE when its earlier events are
 * handled */
DexFuture *
mq_open_run_attach (MqOpenRun *self, MqSession *session, gboolean is_shown)
{
  if (can_follow (self) && is_shown && g_strcmp0 (self->recorded, self->id) == 0)
    {
      g_autoptr (MqRun) run = make_attached (self, session, self->id,
                                             mq_workspace_get_server (self->workspace));

      /* Saves the record again and tells the service, without showing the run a second time. */
      note_over (self);
      dex_future_disown (mq_run_perform (run));
    }
  else if (can_follow (self))
    follow_run (self,
                make_attached (self, session, self->id, mq_workspace_get_server (self->workspace)));

  return self->run != NULL ? mq_fiber_forget_error (mq_run_wait_begun (self->run))
                           : dex_future_new_true ();
}

/* The record of @run is the last one in the timeline. */
void
mq_open_run_set_recorded (MqOpenRun *self, const char *run)
{
  g_set_str (&self->recorded, run);
}

/* @draft: (nullable): of the first version. Returns: whether it is another one */
gboolean
mq_open_run_set_draft (MqOpenRun *self, MqVersion *draft)
{
  return g_set_object (&self->draft, draft);
}

/* @path: of the run's last preview. Returns: whether it is another one */
gboolean
mq_open_run_set_preview (MqOpenRun *self, const char *path)
{
  return g_set_str (&self->preview, path);
}

/* @run: (nullable): id of the last run, followed or from its record, if it called a model. Returns:
 * whether there is one now and was none before, or the reverse */
gboolean
mq_open_run_set_asked (MqOpenRun *self, const char *run)
{
  gboolean had = self->asked != NULL;

  g_set_str (&self->asked, run);
  return had != (run != NULL);
}

static gboolean
on_waited (gpointer user_data)
{
  MqOpenRun *self = user_data;

  self->wait_source = 0;
  if (self->run == NULL)
    return G_SOURCE_REMOVE;

  if (mq_run_is_leading (self->run))
    dex_future_disown (mq_open_run_finish (self));
  else
    mq_run_stop_blender (self->run);
  return G_SOURCE_REMOVE;
}

/* Starts or stops the timer after which a run that waits is finished: the next change starts
 * another one. Of a run that another program leads, only our Blender is stopped, to free its
 * memory. */
void
mq_open_run_watch (MqOpenRun *self, gboolean waits)
{
  int minutes;

  g_clear_handle_id (&self->wait_source, g_source_remove);
  if (!waits || self->run == NULL || self->workspace == NULL)
    return;

  minutes = mq_config_get_int (mq_workspace_get_config (self->workspace),
                               MQ_CONFIG_LIMITS_IDLE_MINUTES);
  self->wait_source = g_timeout_add_seconds (60 * (guint)minutes, on_waited, self);
}

/* Detaches, so that another client can lead the run. Returns: (transfer full): resolves when it is
 * not followed any more */
DexFuture *
mq_open_run_leave (MqOpenRun *self)
{
  if (!mq_open_run_is_followed (self))
    return dex_future_new_true ();

  self->is_leaving = TRUE;
  if (self->variants != NULL)
    mq_variants_detach (self->variants);
  else
    mq_run_detach (self->run);
  return mq_fiber_forget_error (dex_ref (self->going));
}

static DexFuture *
finish_fiber (MqOpenRun *self)
{
  GError *error = NULL;

  if (self->run != NULL && !dex_await (mq_run_finish (self->run), &error))
    return dex_future_new_for_error (error);

  return self->going != NULL ? dex_ref (self->going) : dex_future_new_true ();
}

/* Ends a run that is followed when it has handled all messages. Returns: (transfer full): resolves
 * to %TRUE when it has ended */
DexFuture *
mq_open_run_finish (MqOpenRun *self)
{
  if (self->run == NULL)
    return dex_future_new_true ();

  return mq_fiber_spawn_with (NULL, STACK, finish_fiber, (MQ_TYPE_OPEN_RUN, self));
}

/* Returns: (transfer full): resolves when what is followed has stopped */
DexFuture *
mq_open_run_cancel (MqOpenRun *self)
{
  if (!mq_open_run_is_followed (self))
    return dex_future_new_true ();

  if (self->variants != NULL)
    mq_variants_cancel (self->variants);
  else
    mq_run_cancel (self->run);
  return dex_ref (self->going);
}

/* Finishes a run that waits for the user, so that another one can start. Its end is not announced.
 * Awaits. */
void
mq_open_run_make_room (MqOpenRun *self)
{
  if (self->run == NULL)
    return;

  self->is_leaving = TRUE;
  if (!dex_await (mq_run_finish (self->run), NULL))
    mq_run_cancel (self->run);
  dex_await (dex_ref (self->going), NULL);
  note_over (self);
}

/* Prevents attaching to a run that is about to be stopped, by mq_open_run_stop_other(). */
void
mq_open_run_expect_stop (MqOpenRun *self, const char *run)
{
  g_set_str (&self->over, run);
}

/* Stops a run that the user stopped while the service did not answer. @server: (nullable) */
void
mq_open_run_stop_other (MqOpenRun *self, MqSession *session, const char *run, const char *server)
{
  g_autoptr (MqRun) other = make_attached (self, session, run, server);

  mq_run_cancel (other);
  dex_future_disown (mq_run_perform (other));
}

/* Returns: (nullable): of the open run, followed or not */
const char *
mq_open_run_get_id (MqOpenRun *self)
{
  return self->id;
}

/* Returns: (transfer none) (nullable): the open run, while it is followed */
MqRun *
mq_open_run_get_run (MqOpenRun *self)
{
  return self->run;
}

/* Returns: (transfer none) (nullable): those that are followed; then there is no open run */
MqVariants *
mq_open_run_get_variants (MqOpenRun *self)
{
  return self->variants;
}

/* Returns: (transfer none) (nullable): the last version of the run, or the one that it started
 * from */
MqVersion *
mq_open_run_get_latest (MqOpenRun *self)
{
  return self->latest;
}

/* Returns: (transfer none) (nullable): what the run has of the first version */
MqVersion *
mq_open_run_get_draft (MqOpenRun *self)
{
  return self->draft;
}

/* Returns: (nullable): path of the run's last preview */
const char *
mq_open_run_get_preview (MqOpenRun *self)
{
  return self->preview;
}

/* Returns: (nullable): id of the last run, if it called a model */
const char *
mq_open_run_get_asked (MqOpenRun *self)
{
  return self->asked;
}

gboolean
mq_open_run_is_followed (MqOpenRun *self)
{
  return self->run != NULL || self->variants != NULL;
}

/* Returns: whether there is an open run that is not followed */
gboolean
mq_open_run_is_suspended (MqOpenRun *self)
{
  return self->run == NULL && self->id != NULL;
}

/* Returns: whether its end is nobody's news: another run starts, or the window closes */
gboolean
mq_open_run_is_leaving (MqOpenRun *self)
{
  return self->is_leaving;
}

/* Returns: whether the run waits for the user */
gboolean
mq_open_run_is_turn (MqOpenRun *self)
{
  return self->is_turn;
}
