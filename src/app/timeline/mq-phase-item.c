/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPhaseItem: a phase of a run, or one round of the user-guided phase, with its steps; see
 * mq-timeline-item.h. */
#include "app/timeline/mq-timeline-item-private.h"

G_DEFINE_FINAL_TYPE (MqPhaseItem, mq_phase_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_phase_item_finalize (GObject *object)
{
  MqPhaseItem *self = MQ_PHASE_ITEM (object);

  g_free (self->phase);
  g_free (self->title);
  g_free (self->summary);
  g_object_unref (self->steps);

  G_OBJECT_CLASS (mq_phase_item_parent_class)->finalize (object);
}

static void
mq_phase_item_class_init (MqPhaseItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_phase_item_finalize;
}

static void
mq_phase_item_init (MqPhaseItem *self)
{
  self->seconds = -1;
  self->steps = g_list_store_new (MQ_TYPE_STEP_ITEM);
}

/**
 * mq_phase_item_new:
 * @phase: "create", "refine" or "guided"
 * @title: its name for the user
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): a running phase
 */
MqPhaseItem *
mq_phase_item_new (const char *phase, const char *title, gint64 time)
{
  MqPhaseItem *self = mq_timeline_item_new (MQ_TYPE_PHASE_ITEM, time);

  self->phase = g_strdup (phase);
  self->title = g_strdup (title);
  return self;
}

void
mq_phase_item_add_step (MqPhaseItem *self, MqStepItem *step)
{
  g_list_store_append (self->steps, step);
}

void
mq_phase_item_set_state (MqPhaseItem *self, MqStepState state)
{
  if (self->state == state)
    return;

  self->state = state;
  mq_timeline_item_changed (self);
}

void
mq_phase_item_set_seconds (MqPhaseItem *self, double seconds)
{
  if (self->seconds == seconds)
    return;

  self->seconds = seconds;
  mq_timeline_item_changed (self);
}

void
mq_phase_item_set_summary (MqPhaseItem *self, const char *summary)
{
  if (g_set_str (&self->summary, summary))
    mq_timeline_item_changed (self);
}
