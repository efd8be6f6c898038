/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFileItem: an export or a film in a timeline, see mq-timeline-item.h. */
#include "app/timeline/mq-timeline-private.h"

G_DEFINE_FINAL_TYPE (MqFileItem, mq_file_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_file_item_finalize (GObject *object)
{
  MqFileItem *self = MQ_FILE_ITEM (object);

  g_free (self->path);
  g_clear_object (&self->version);
  g_free (self->text);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (mq_file_item_parent_class)->finalize (object);
}

static void
mq_file_item_class_init (MqFileItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_file_item_finalize;
}

static void
mq_file_item_init (MqFileItem *self)
{
  self->share = self->seconds_left = -1;
  self->cancellable = g_cancellable_new ();
}

/**
 * mq_file_item_set_progress:
 * @self: a file that is being made
 * @text: the current step, translated
 * @share: what is done of it, 0 to 1; -1: unknown
 * @seconds_left: about how long it still takes; -1: unknown
 */
void
mq_file_item_set_progress (MqFileItem *self, const char *text, double share, double seconds_left)
{
  g_return_if_fail (MQ_IS_FILE_ITEM (self));

  if (self->state != MQ_STEP_RUNNING)
    return;

  g_set_str (&self->text, text);
  self->share = share;
  self->seconds_left = seconds_left;
  mq_timeline_item_changed (self);
}

/**
 * mq_file_item_end:
 * @self: a file that is being made
 * @state: how it ended
 * @path: (nullable): of the file, if it is another one than was said
 * @text: what is in it, or why there is none; translated
 */
void
mq_file_item_end (MqFileItem *self, MqStepState state, const char *path, const char *text)
{
  g_return_if_fail (MQ_IS_FILE_ITEM (self));

  self->state = state;
  if (path != NULL)
    g_set_str (&self->path, path);
  g_set_str (&self->text, text);
  mq_timeline_item_changed (self);
}

/**
 * mq_timeline_add_file:
 * @self: a timeline
 * @path: of the file
 * @version: what it is made of
 * @kind: what it is
 * @time: Unix time in microseconds
 *
 * Returns: (transfer none): the item, for who makes the file
 */
MqFileItem *
mq_timeline_add_file (MqTimeline *self, const char *path, MqVersion *version, MqFileKind kind,
                      gint64 time)
{
  g_autoptr (MqFileItem) item = mq_timeline_item_new (MQ_TYPE_FILE_ITEM, time);

  g_return_val_if_fail (MQ_IS_TIMELINE (self) && MQ_IS_KEPT_VERSION (version), NULL);

  item->path = g_strdup (path);
  item->version = g_object_ref (version);
  item->kind = kind;
  mq_timeline_insert (self, item);
  return item;
}

/**
 * mq_timeline_cancel_files:
 * @self: a timeline
 *
 * Cancels the files that are being made.
 */
void
mq_timeline_cancel_files (MqTimeline *self)
{
  g_return_if_fail (MQ_IS_TIMELINE (self));

  for (guint i = 0; i < self->items->len; i++)
    if (MQ_IS_FILE_ITEM (self->items->pdata[i]))
      g_cancellable_cancel (MQ_FILE_ITEM (self->items->pdata[i])->cancellable);
}
