/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVariantsItem: the variants of one message, each with what is known of it; see
 * mq-timeline-item.h. */
#include "app/timeline/mq-timeline-item-private.h"

G_DEFINE_FINAL_TYPE (MqVariantsItem, mq_variants_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_variants_item_finalize (GObject *object)
{
  MqVariantsItem *self = MQ_VARIANTS_ITEM (object);

  g_free (self->set);
  g_ptr_array_unref (self->facts);

  G_OBJECT_CLASS (mq_variants_item_parent_class)->finalize (object);
}

static void
mq_variants_item_class_init (MqVariantsItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_variants_item_finalize;
}

static void
mq_variants_item_init (MqVariantsItem *self)
{
  self->facts = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_variant_facts_free);
}

/**
 * mq_variants_item_new:
 * @set: what their runs have in common
 * @n: how many there are
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): variants that have not begun
 */
MqVariantsItem *
mq_variants_item_new (const char *set, guint n, gint64 time)
{
  MqVariantsItem *self = mq_timeline_item_new (MQ_TYPE_VARIANTS_ITEM, time);

  self->set = g_strdup (set);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->facts, mq_variant_facts_new (i + 1));
  return self;
}

void
mq_variants_item_add_event (MqVariantsItem *self, guint variant, MqRunEvent *event)
{
  if (variant < 1 || variant > self->facts->len)
    return;

  mq_variant_facts_add_event (self->facts->pdata[variant - 1], event);
  mq_timeline_item_changed (self);
}

/**
 * mq_variants_item_find_version:
 * @self: variants
 * @number: of a version
 *
 * Returns: (nullable): what is known of the one that is that version
 */
const MqVariantFacts *
mq_variants_item_find_version (MqVariantsItem *self, guint number)
{
  for (guint i = 0; i < self->facts->len; i++)
    if (((MqVariantFacts *)self->facts->pdata[i])->version == number)
      return self->facts->pdata[i];

  return NULL;
}

/**
 * mq_variants_item_is_over:
 * @self: variants
 *
 * Returns: whether none of them is being made any more; some may never have begun
 */
gboolean
mq_variants_item_is_over (MqVariantsItem *self)
{
  for (guint i = 0; i < self->facts->len; i++)
    {
      const MqVariantFacts *facts = self->facts->pdata[i];

      if (!facts->ended && (facts->began > 0 || !self->stopped))
        return FALSE;
    }

  return TRUE;
}

/**
 * mq_variants_item_stop:
 * @self: variants
 *
 * Those that have not begun never will: they were stopped, or the program ended.
 */
void
mq_variants_item_stop (MqVariantsItem *self)
{
  if (self->stopped)
    return;

  self->stopped = TRUE;
  mq_timeline_item_changed (self);
}
