/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionItem: a version with its renders, shown from its first preview; see
 * mq-timeline-item.h. */
#include "app/timeline/mq-timeline-item-private.h"

G_DEFINE_FINAL_TYPE (MqVersionItem, mq_version_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_version_item_finalize (GObject *object)
{
  MqVersionItem *self = MQ_VERSION_ITEM (object);

  g_clear_object (&self->version);
  g_strfreev (self->pictures);
  g_strfreev (self->suggestions);
  g_free (self->summary);
  g_free (self->facts);

  G_OBJECT_CLASS (mq_version_item_parent_class)->finalize (object);
}

static void
mq_version_item_class_init (MqVersionItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_version_item_finalize;
}

static void
mq_version_item_init (MqVersionItem *self)
{
  self->faults = -1;
}

/**
 * mq_version_item_new:
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): an item for a version in progress
 */
MqVersionItem *
mq_version_item_new (gint64 time)
{
  return mq_timeline_item_new (MQ_TYPE_VERSION_ITEM, time);
}

void
mq_version_item_set_version (MqVersionItem *self, MqVersion *version)
{
  if (g_set_object (&self->version, version))
    mq_timeline_item_changed (self);
}

void
mq_version_item_set_pictures (MqVersionItem *self, const char *const *pictures)
{
  if (mq_timeline_item_replace_strv (&self->pictures, pictures))
    mq_timeline_item_changed (self);
}

void
mq_version_item_set_progress (MqVersionItem *self, guint done, guint of)
{
  if (self->done == done && self->of == of)
    return;

  self->done = done;
  self->of = of;
  mq_timeline_item_changed (self);
}

void
mq_version_item_set_summary (MqVersionItem *self, const char *summary)
{
  if (g_set_str (&self->summary, summary))
    mq_timeline_item_changed (self);
}

void
mq_version_item_set_measured (MqVersionItem *self, const char *facts, int faults)
{
  gboolean changed = g_set_str (&self->facts, facts) || self->faults != faults;

  self->faults = faults;
  if (changed)
    mq_timeline_item_changed (self);
}

const char *const *
mq_version_item_get_pictures (MqVersionItem *self)
{
  return (const char *const *)self->pictures;
}

void
mq_version_item_set_suggestions (MqVersionItem *self, const char *const *suggestions)
{
  if (mq_timeline_item_replace_strv (&self->suggestions, suggestions))
    mq_timeline_item_changed (self);
}

const char *const *
mq_version_item_get_suggestions (MqVersionItem *self)
{
  return (const char *const *)self->suggestions;
}
