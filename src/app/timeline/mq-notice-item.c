/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqNoticeItem: a notice, see mq-timeline-item.h. Only "open" changes, with the next message. */
#include "app/timeline/mq-timeline-item-private.h"

G_DEFINE_FINAL_TYPE (MqNoticeItem, mq_notice_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_notice_item_finalize (GObject *object)
{
  MqNoticeItem *self = MQ_NOTICE_ITEM (object);

  g_free (self->level);
  g_free (self->code);
  g_free (self->text);
  g_free (self->next);
  g_strfreev (self->items);
  g_clear_pointer (&self->draft, g_ref_string_release);

  G_OBJECT_CLASS (mq_notice_item_parent_class)->finalize (object);
}

static void
mq_notice_item_class_init (MqNoticeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_notice_item_finalize;
}

static void
mq_notice_item_init (MqNoticeItem *self)
{
  self->open = TRUE;
}

/**
 * mq_notice_item_new:
 * @level: "info", "warning" or "error"
 * @code: the protocol's code
 * @text: what happened, a sentence
 * @next: (nullable): suggested next step
 * @items: (nullable): the listed items
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): the item
 */
MqNoticeItem *
mq_notice_item_new (const char *level, const char *code, const char *text, const char *next,
                    const char *const *items, gint64 time)
{
  MqNoticeItem *self = mq_timeline_item_new (MQ_TYPE_NOTICE_ITEM, time);

  self->level = g_strdup (level);
  self->code = g_strdup (code);
  self->text = g_strdup (text);
  self->next = next != NULL && *next != '\0' ? g_strdup (next) : NULL;
  mq_timeline_item_replace_strv (&self->items, items);
  return self;
}

const char *const *
mq_notice_item_get_items (MqNoticeItem *self)
{
  return (const char *const *)self->items;
}

/* The next message or action closes the notice. */
void
mq_notice_item_close (MqNoticeItem *self)
{
  if (!self->open)
    return;

  self->open = FALSE;
  mq_timeline_item_changed (self);
}
