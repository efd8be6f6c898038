/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMessageItem: a message of the user or the team, see mq-timeline-item.h. */
#include "app/timeline/mq-timeline-item-private.h"

G_DEFINE_FINAL_TYPE (MqMessageItem, mq_message_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_message_item_finalize (GObject *object)
{
  MqMessageItem *self = MQ_MESSAGE_ITEM (object);

  g_free (self->id);
  g_free (self->role);
  g_free (self->text);
  g_strfreev (self->pictures);

  G_OBJECT_CLASS (mq_message_item_parent_class)->finalize (object);
}

static void
mq_message_item_class_init (MqMessageItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_message_item_finalize;
}

static void
mq_message_item_init (MqMessageItem *self)
{
}

/**
 * mq_message_item_new:
 * @id: (nullable): made by its sender
 * @role: "user" or "team"
 * @text: the message; the team's is Markdown
 * @pictures: (nullable): paths
 * @queued: whether it waits for its turn
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): the item
 */
MqMessageItem *
mq_message_item_new (const char *id, const char *role, const char *text,
                     const char *const *pictures, gboolean queued, gint64 time)
{
  MqMessageItem *self = mq_timeline_item_new (MQ_TYPE_MESSAGE_ITEM, time);

  self->role = g_strdup (role);
  self->text = g_strdup (text);
  mq_timeline_item_replace_strv (&self->pictures, pictures);
  self->queued = queued;
  self->id = g_strdup (id);
  return self;
}

void
mq_message_item_set_queued (MqMessageItem *self, gboolean queued)
{
  if (self->queued == queued)
    return;

  self->queued = queued;
  mq_timeline_item_changed (self);
}

const char *const *
mq_message_item_get_pictures (MqMessageItem *self)
{
  return (const char *const *)self->pictures;
}
