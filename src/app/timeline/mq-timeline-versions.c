/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: events about pictures and versions, see mq-timeline-private.h. Pictures belong to the
 * version that is being made; it becomes an item of its own when it is kept. */
#include "app/timeline/mq-timeline-private.h"

#define MAX_PICTURES 64

static void
forget_measures (MqTimelineRun *run)
{
  g_clear_pointer (&run->facts, g_free);
  run->faults = -1;
}

/* Hides the rebuilding of a parent that is not measured yet. */
static MqVersionItem *
get_pending (MqTimeline *self, gint64 time)
{
  MqTimelineRun *run = &self->run;

  if (run->guided && !run->instructed)
    return NULL;

  if (run->pending == NULL)
    {
      g_autoptr (MqVersionItem) item = mq_version_item_new (time);

      mq_version_item_set_measured (item, run->facts, run->faults);
      mq_timeline_insert (self, item);
      run->pending = g_steal_pointer (&item);
    }

  return run->pending;
}

void
mq_timeline_drop_pending (MqTimeline *self)
{
  g_autoptr (MqVersionItem) pending = g_steal_pointer (&self->run.pending);

  forget_measures (&self->run);
  if (pending != NULL)
    mq_timeline_remove (self, pending);
}

void
mq_timeline_apply_preview (MqTimeline *self, MqRunEvent *event)
{
  const char *picture = event->picture.picture;
  MqVersionItem *item = picture != NULL ? get_pending (self, event->time) : NULL;

  if (item == NULL)
    return;

  mq_version_item_set_pictures (item, (const char *[]){ picture, NULL });
  mq_version_item_set_progress (item, 0, 0);
}

/* A draft or a render takes its place among the pictures: a render that of its draft. The first
 * draft, or render without drafts, begins anew. */
void
mq_timeline_apply_picture (MqTimeline *self, MqRunEvent *event)
{
  const char *picture = event->picture.picture;
  gboolean draft = event->picture.provisional == TRUE;
  guint of = CLAMP (event->picture.of, 0, MAX_PICTURES);
  guint done = CLAMP (event->picture.done, 0, of);
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_null_terminated (8, NULL, TRUE);
  const char *const *before;
  gboolean drafted;
  MqVersionItem *item;

  if (picture == NULL || done == 0 || self->run.previewing
      || !(item = get_pending (self, event->time)))
    return;

  drafted = item->done == 0 && item->of > 0;
  before = mq_version_item_get_pictures (item);
  if (before != NULL && item->of > 0 && (done > 1 || (drafted && !draft)))
    for (; *before != NULL; before++)
      g_ptr_array_add (pictures, (gpointer)*before);

  if (done <= pictures->len)
    pictures->pdata[done - 1] = (gpointer)picture;
  else if (pictures->len < MAX_PICTURES)
    g_ptr_array_add (pictures, (gpointer)picture);

  mq_version_item_set_pictures (item, (const char *const *)pictures->pdata);
  mq_version_item_set_progress (item, draft ? 0 : done, of);
}

void
mq_timeline_apply_version (MqTimeline *self, MqRunEvent *event)
{
  MqVersionItem *item = get_pending (self, event->time);
  g_autofree char *summary = mq_timeline_dup_text (event->version.summary);
  g_auto (GStrv) suggestions = mq_timeline_dup_list (event->version.suggestions);

  if (item == NULL)
    return;

  mq_version_item_set_summary (item, summary);
  mq_version_item_set_suggestions (item, (const char *const *)suggestions);
}

void
mq_timeline_apply_kept (MqTimeline *self, MqRunEvent *event, GListModel *versions)
{
  g_autoptr (MqVersion) version = mq_version_find (versions, event->kept.version);
  g_auto (GStrv) pictures = mq_timeline_dup_list (event->kept.pictures);
  guint n_pictures = g_strv_length (pictures);
  g_autoptr (MqVersionItem) item = NULL;

  self->run.instructed |= self->run.guided;
  item = g_object_ref (get_pending (self, event->time));

  if (n_pictures > 0)
    mq_version_item_set_pictures (item, (const char *const *)pictures);
  mq_version_item_set_progress (item, n_pictures, n_pictures);
  if (version != NULL && item->summary == NULL)
    mq_version_item_set_summary (item, mq_version_get_summary (version));
  mq_version_item_set_version (item, version);

  /* It is one of those that have happened now. */
  g_clear_object (&self->run.pending);
  g_clear_pointer (&self->run.draft, g_ref_string_release);
  forget_measures (&self->run);
  if (self->run.guided)
    mq_timeline_end_phase (self, MQ_STEP_DONE, -1);
}
