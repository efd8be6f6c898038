/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVariants, see mq-variants.h. Each variant is an ordinary run, so what holds for a run holds for
 * each: its versions, its record, its end. The first one makes the session. */
#include "client/variants/mq-variants.h"

#include "client/run/mq-output.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"

#include <glib/gi18n-lib.h>

#define STACK (64 * 1024)
/* Bytes of memory that a Blender takes while it renders. */
#define ROOM ((guint64)2 << 30)

struct _MqVariants
{
  GObject parent_instance;

  MqLibrary *library;
  MqConfig *config;
  MqBlender *blender;
  MqRunOptions *options; /* of all; the session from the first run on */
  gboolean keep_session;

  GPtrArray *facts; /* of MqVariantFacts */
  GPtrArray *runs;  /* of MqRun: those that were started */
  guint n_running;
  DexPromise *change; /* resolves when a run has begun or ended */
  GError *error;      /* (nullable): the first one */
  gboolean stopped;
};

/* One variant while its run lives. */
typedef struct
{
  MqVariants *variants;
  MqRun *run;
  MqVariantFacts *facts; /* borrowed */
} Going;

G_DEFINE_FINAL_TYPE (MqVariants, mq_variants, G_TYPE_OBJECT)

static guint event_signal;

static void
mq_variants_finalize (GObject *object)
{
  MqVariants *self = MQ_VARIANTS (object);

  g_object_unref (self->library);
  g_object_unref (self->config);
  g_object_unref (self->blender);
  mq_run_options_free (self->options);
  g_ptr_array_unref (self->facts);
  g_ptr_array_unref (self->runs);
  dex_clear (&self->change);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (mq_variants_parent_class)->finalize (object);
}

static void
mq_variants_class_init (MqVariantsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_variants_finalize;

  event_signal = g_signal_new ("event", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 2, MQ_TYPE_RUN, MQ_TYPE_RUN_EVENT);
}

static void
mq_variants_init (MqVariants *self)
{
  self->facts = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_variant_facts_free);
  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->change = dex_promise_new ();
}

/**
 * mq_variants_count_at_once:
 * @variants: how many there are
 * @cores: of the processor
 * @free_bytes: of memory; 0: unknown
 *
 * All but the drawing is done on one core. A Blender needs 2 GiB.
 *
 * Returns: how many of them are made at the same time
 */
guint
mq_variants_count_at_once (guint variants, guint cores, guint64 free_bytes)
{
  guint64 by_memory = free_bytes > 0 ? free_bytes / ROOM : 1;

  return (guint)CLAMP (MIN (cores, by_memory), 1, MAX (variants, 1));
}

/**
 * mq_variants_new:
 * @library: where versions are saved; writable
 * @config: the settings
 * @blender: carries out the instructions
 * @options: (transfer full): of all runs, with mode "create" or "continue"; the id of its message
 *   is that of the first one, and of the set
 * @n: from 2 to %MQ_RUN_MAX_VARIANTS
 *
 * Returns: (transfer full): the variants, not started yet
 */
MqVariants *
mq_variants_new (MqLibrary *library, MqConfig *config, MqBlender *blender, MqRunOptions *options,
                 guint n)
{
  MqVariants *self = g_object_new (MQ_TYPE_VARIANTS, NULL);

  g_assert (n >= 2 && n <= MQ_RUN_MAX_VARIANTS);

  self->library = g_object_ref (library);
  self->config = g_object_ref (config);
  self->blender = g_object_ref (blender);
  self->options = options;
  self->keep_session = options->keep_session;
  if (options->message->id == NULL)
    options->message->id = mq_json_new_id ();
  g_set_str (&options->message->set, options->message->id);
  options->interactive = FALSE;
  options->message->variants = n;
  /* A variant that fails must not take the session of the others with it. */
  options->keep_session = TRUE;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->facts, mq_variant_facts_new (i + 1));

  return self;
}

static void
note_change (MqVariants *self)
{
  DexPromise *change = self->change;

  self->change = dex_promise_new ();
  dex_promise_resolve_boolean (change, TRUE);
  dex_unref (change);
}

static void
going_free (gpointer data)
{
  Going *going = data;

  g_object_unref (going->variants);
  g_object_unref (going->run);
  g_free (going);
}

static void
on_event (Going *going, MqRunEvent *event)
{
  MqVariants *self = going->variants;

  if (self->options->session == NULL && mq_run_get_session (going->run) != NULL)
    {
      g_set_object (&self->options->session, mq_run_get_session (going->run));
      note_change (self);
    }
  mq_variant_facts_add_event (going->facts, event);
  g_signal_emit (self, event_signal, 0, going->run, event);
}

static DexFuture *
run_ended (DexFuture *future, gpointer user_data)
{
  Going *going = user_data;
  MqVariants *self = going->variants;
  g_autoptr (GError) error = NULL;

  g_signal_handlers_disconnect_by_data (going->run, going);
  if (dex_future_get_value (future, &error) == NULL && self->error == NULL)
    self->error = g_steal_pointer (&error);
  going->facts->ended = TRUE;
  self->n_running--;
  note_change (self);
  return dex_future_new_true ();
}

/* Without a session, there is nothing that a further run could join. */
static gboolean
can_start (MqVariants *self, guint at_once)
{
  return !self->stopped && self->runs->len < self->facts->len && self->n_running < at_once
         && (self->runs->len == 0 || self->options->session != NULL)
         && !g_error_matches (self->error, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND);
}

static DexFuture *
perform_fiber (MqVariants *self)
{
  guint at_once = mq_variants_count_at_once (self->facts->len, g_get_num_processors (),
                                             mq_worker_settings_get_free_memory ());

  do
    {
      g_autoptr (DexFuture) change = dex_ref (DEX_FUTURE (self->change));

      while (can_start (self, at_once))
        {
          guint index = self->runs->len;
          MqRunOptions *options = mq_run_options_copy (self->options);
          Going *going = g_new (Going, 1);

          if (index > 0)
            g_clear_pointer (&options->message->id, g_free);
          options->message->variant = index + 1;
          if (self->options->output != NULL)
            {
              g_free (options->output);
              options->output = g_strdup_printf ("%s/variant-%u", self->options->output, index + 1);
              /* A folder that cannot be made is told of when the version is written there. */
              mq_output_prepare (options->output, NULL);
            }
          /* A session of its own begins with the first variant; the others join it. */
          *going = (Going){ g_object_ref (self),
                            mq_run_new (self->library, self->config, self->blender, options),
                            self->facts->pdata[index] };
          g_ptr_array_add (self->runs, g_object_ref (going->run));
          g_signal_connect_swapped (going->run, "event", G_CALLBACK (on_event), going);
          self->n_running++;
          dex_future_disown (
              dex_future_finally (mq_run_perform (going->run), run_ended, going, going_free));
        }
      if (self->n_running > 0)
        dex_await (g_steal_pointer (&change), NULL);
    }
  while (self->n_running > 0 || can_start (self, at_once));

  for (guint i = 0; i < self->facts->len; i++)
    if (((MqVariantFacts *)self->facts->pdata[i])->version > 0)
      return dex_future_new_true ();

  /* Also with the records of the runs that failed, as a single run leaves nothing either. */
  if (!self->keep_session && self->options->session != NULL)
    dex_await (mq_library_purge_session (self->library, self->options->session), NULL);
  return dex_future_new_for_error (
      self->error != NULL ? g_error_copy (self->error)
                          : g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
}

/**
 * mq_variants_perform:
 * @self: variants that were not started yet
 *
 * Returns: (transfer full): resolves to %TRUE when all runs are over and at least one has made its
 *   version; else rejects with the first error
 */
DexFuture *
mq_variants_perform (MqVariants *self)
{
  dex_return_error_if_fail (MQ_IS_VARIANTS (self));

  return mq_fiber_spawn_with (NULL, STACK, perform_fiber, (MQ_TYPE_VARIANTS, self));
}

static void
end_all (MqVariants *self, void (*end) (MqRun *run))
{
  self->stopped = TRUE;
  for (guint i = 0; i < self->runs->len; i++)
    if (!((MqVariantFacts *)self->facts->pdata[i])->ended)
      end (self->runs->pdata[i]);
}

/**
 * mq_variants_cancel:
 * @self: variants
 *
 * Stops all. Versions that are there stay.
 */
void
mq_variants_cancel (MqVariants *self)
{
  g_return_if_fail (MQ_IS_VARIANTS (self));

  end_all (self, mq_run_cancel);
}

/**
 * mq_variants_detach:
 * @self: variants
 *
 * Detaches from the runs that were started; the service keeps them. No further one is started.
 */
void
mq_variants_detach (MqVariants *self)
{
  g_return_if_fail (MQ_IS_VARIANTS (self));

  end_all (self, mq_run_detach);
}

/**
 * mq_variants_get_session:
 * @self: variants
 *
 * Returns: (transfer none) (nullable): their session; %NULL before there is one
 */
MqSession *
mq_variants_get_session (MqVariants *self)
{
  g_return_val_if_fail (MQ_IS_VARIANTS (self), NULL);

  return self->options->session;
}

/**
 * mq_variants_get_facts:
 * @self: variants
 *
 * Returns: (transfer none) (element-type MqVariantFacts): what is known of each, in their order
 */
GPtrArray *
mq_variants_get_facts (MqVariants *self)
{
  g_return_val_if_fail (MQ_IS_VARIANTS (self), NULL);

  return self->facts;
}
