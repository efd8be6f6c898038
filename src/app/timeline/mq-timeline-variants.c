/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: runs that make variants. All runs of a set are one item, whose events may come in any
 * order. */
#include "app/timeline/mq-timeline-private.h"

/* Which of the variants of an item a run makes. */
typedef struct
{
  MqVariantsItem *item; /* owned by the list */
  guint variant;
} Variant;

static MqVariantsItem *
find_set (MqTimeline *self, const char *set)
{
  for (guint i = self->items->len; i > 0; i--)
    if (MQ_IS_VARIANTS_ITEM (self->items->pdata[i - 1])
        && g_str_equal (MQ_VARIANTS_ITEM (self->items->pdata[i - 1])->set, set))
      return self->items->pdata[i - 1];

  return NULL;
}

/* The first message of a run says which variant of which set it makes. */
static void
begin (MqTimeline *self, const char *run, MqRunEvent *event)
{
  const MqMessage *message = event->message.value;
  guint n = message->variants;
  MqVariantsItem *item = find_set (self, message->set);
  Variant *variant = g_new (Variant, 1);

  if (item == NULL)
    {
      MqMessage *shown = mq_timeline_dup_message (message);
      g_autoptr (MqVariantsItem) made = mq_variants_item_new (message->set, n, event->time);

      g_set_str (&shown->id, message->set);
      mq_timeline_add_message (self, shown, "user", FALSE, event->time);
      mq_timeline_insert (self, made);
      item = made;
    }

  *variant = (Variant){ item, CLAMP (message->variant, 1, n) };
  g_hash_table_replace (self->variants, g_strdup (run), variant);
}

/**
 * mq_timeline_add_variant_event:
 * @self: a timeline
 * @run: (nullable): the id of a run
 * @event: an event of it, live or from the record
 *
 * Returns: whether the run makes a variant, and the event was applied
 */
gboolean
mq_timeline_add_variant_event (MqTimeline *self, const char *run, MqRunEvent *event)
{
  const Variant *variant;

  g_return_val_if_fail (MQ_IS_TIMELINE (self), FALSE);

  if (run == NULL)
    return FALSE;
  if (event->kind == MQ_EVENT_MESSAGE && event->message.value->variants > 1
      && event->message.value->set != NULL)
    begin (self, run, event);

  variant = g_hash_table_lookup (self->variants, run);
  if (variant == NULL)
    return FALSE;

  /* Its message may count more variants than the first one of the set. */
  if (variant->variant > variant->item->facts->len)
    return TRUE;

  mq_variant_facts_add_event (variant->item->facts->pdata[variant->variant - 1], event);
  mq_timeline_item_changed (variant->item);
  return TRUE;
}

/**
 * mq_timeline_find_variants:
 * @self: a timeline
 * @number: of a version
 *
 * Returns: (transfer none) (nullable): the variants of which it is one, if there are at least two
 */
MqVariantsItem *
mq_timeline_find_variants (MqTimeline *self, guint number)
{
  g_return_val_if_fail (MQ_IS_TIMELINE (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    if (MQ_IS_VARIANTS_ITEM (self->items->pdata[i])
        && mq_variants_item_find_version (self->items->pdata[i], number) != NULL)
      return self->items->pdata[i];

  return NULL;
}

/**
 * mq_timeline_get_last_variants:
 * @self: a timeline
 *
 * Returns: (transfer none) (nullable): the last variants
 */
MqVariantsItem *
mq_timeline_get_last_variants (MqTimeline *self)
{
  g_return_val_if_fail (MQ_IS_TIMELINE (self), NULL);

  for (guint i = self->items->len; i > 0; i--)
    if (MQ_IS_VARIANTS_ITEM (self->items->pdata[i - 1]))
      return self->items->pdata[i - 1];

  return NULL;
}

/**
 * mq_timeline_stop_variants:
 * @self: a timeline
 *
 * Variants that have not begun never will: no program is there that would begin them.
 */
void
mq_timeline_stop_variants (MqTimeline *self)
{
  g_return_if_fail (MQ_IS_TIMELINE (self));

  for (guint i = 0; i < self->items->len; i++)
    if (MQ_IS_VARIANTS_ITEM (self->items->pdata[i])
        && !MQ_VARIANTS_ITEM (self->items->pdata[i])->stopped)
      {
        MQ_VARIANTS_ITEM (self->items->pdata[i])->stopped = TRUE;
        mq_timeline_item_changed (self->items->pdata[i]);
      }
}
