/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimelineItem: the base class of the timeline's items, see mq-timeline-item.h. */
#include "app/timeline/mq-timeline-item-private.h"

typedef struct
{
  gint64 time;
} MqTimelineItemPrivate;

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MqTimelineItem, mq_timeline_item, G_TYPE_OBJECT)

static void
mq_timeline_item_class_init (MqTimelineItemClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
mq_timeline_item_init (MqTimelineItem *self)
{
}

gpointer
mq_timeline_item_new (GType type, gint64 time)
{
  MqTimelineItem *self = g_object_new (type, NULL);
  MqTimelineItemPrivate *priv = mq_timeline_item_get_instance_private (self);

  priv->time = time;
  return self;
}

void
mq_timeline_item_changed (gpointer item)
{
  g_signal_emit (item, signals[CHANGED], 0);
}

/**
 * mq_timeline_item_get_time:
 * @self: an item
 *
 * Returns: the time of its start, Unix time in microseconds
 */
gint64
mq_timeline_item_get_time (MqTimelineItem *self)
{
  MqTimelineItemPrivate *priv = mq_timeline_item_get_instance_private (self);

  g_return_val_if_fail (MQ_IS_TIMELINE_ITEM (self), 0);

  return priv->time;
}

/**
 * mq_timeline_item_replace_strv:
 * @field: (inout): a list that an item owns, or %NULL
 * @value: (nullable): the new list; an empty list counts as %NULL
 *
 * Returns: whether the list changed
 */
gboolean
mq_timeline_item_replace_strv (GStrv *field, const char *const *value)
{
  GStrv copy;

  if (value != NULL && *value == NULL)
    value = NULL;

  if (value == NULL ? *field == NULL
                    : *field != NULL && g_strv_equal (value, (const char *const *)*field))
    return FALSE;

  copy = g_strdupv ((GStrv)value); /* first: it may be made of the list's own texts */
  g_strfreev (*field);
  *field = copy;
  return TRUE;
}
