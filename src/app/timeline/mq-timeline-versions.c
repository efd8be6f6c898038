/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: events about pictures and versions, see mq-timeline-private.h. Pictures belong to the
 * version that is being made; it becomes an item of its own when it is kept. */
#include "app/timeline/mq-timeline-private.h"

#include "client/run/mq-defect-words.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#define MAX_PICTURES 64
#define AT_ONCE_US (G_USEC_PER_SEC / 10)
/* Lines that explain a badge, and bytes of each. */
#define MAX_LINES 12
#define MAX_LINE 300

static void
append_faults (GPtrArray *lines, JsonArray *faults)
{
  for (guint i = 0; i < mq_json_length (faults) && lines->len < MAX_LINES; i++)
    {
      g_autofree char *words = mq_defect_words_make (mq_json_element_object (faults, i));

      if (words != NULL)
        g_ptr_array_add (lines, mq_text_clean (words, MAX_LINE));
    }
}

/* The lines that explain the badge: what is missed, then the faults. */
static char *
describe_missed (const MqVersionEvent *version)
{
  g_auto (GStrv) missed = mq_verdict_list_missed (version->requirements,
                                                  (const char *const *)version->detached);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_null_terminated (8, g_free, TRUE);

  for (guint i = 0; missed[i] != NULL && lines->len < MAX_LINES; i++)
    g_ptr_array_add (lines, mq_text_clean (missed[i], MAX_LINE));
  append_faults (lines, version->faults);
  append_faults (lines, version->minor);
  return lines->len > 0 ? g_strjoinv ("\n", (char **)lines->pdata) : NULL;
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
      MqVersionItem *item = mq_timeline_item_new (MQ_TYPE_VERSION_ITEM, time);

      item->facts = g_strdup (run->facts);
      item->notes = g_strdup (run->notes);
      mq_timeline_insert (self, item);
      run->pending = item;
    }

  return run->pending;
}

void
mq_timeline_drop_pending (MqTimeline *self)
{
  g_autoptr (MqVersionItem) pending = g_steal_pointer (&self->run.pending);

  g_clear_pointer (&self->run.facts, g_free);
  g_clear_pointer (&self->run.notes, g_free);
  if (pending != NULL)
    mq_timeline_remove (self, pending);
}

static void
set_pictures (MqVersionItem *item, const char *const *pictures, guint done, guint of)
{
  mq_timeline_item_replace_strv (&item->pictures, pictures);
  item->done = done;
  item->of = of;
  mq_timeline_item_changed (item);
}

/* One that went with the program that rendered it has an empty path. */
static gboolean
has_picture (MqRunEvent *event)
{
  return event->picture.picture != NULL && *event->picture.picture != '\0';
}

void
mq_timeline_apply_preview (MqTimeline *self, MqRunEvent *event)
{
  const char *picture = event->picture.picture;
  MqVersionItem *item = has_picture (event) ? get_pending (self, event->time) : NULL;

  if (item == NULL)
    return;

  set_pictures (item, (const char *[]){ picture, NULL }, 0, 0);
}

/* Guesses the time by the renders before, which begin after the drafts. Those that come at once
 * were rendered before Maquette was closed. @done: drafts or renders that are there */
static void
count_progress (MqVersionItem *item, gboolean draft, guint done, guint of, gint64 time)
{
  if (draft || item->since == 0 || done < item->done || time - item->since < AT_ONCE_US)
    {
      item->since = time;
      item->counted = draft ? 0 : done;
    }

  item->drafted = draft ? done : item->drafted;
  item->left = draft || done <= item->counted ? 0
                                              : (guint)((time - item->since) * (of - done)
                                                        / (done - item->counted) / G_USEC_PER_SEC);
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
  GStrv before;
  gboolean drafted;
  MqVersionItem *item;

  if (!has_picture (event) || done == 0 || self->run.previewing
      || !(item = get_pending (self, event->time)))
    return;

  drafted = item->done == 0 && item->of > 0;
  before = item->pictures;
  if (before != NULL && item->of > 0 && (done > 1 || (drafted && !draft)))
    for (; *before != NULL; before++)
      g_ptr_array_add (pictures, *before);

  if (done <= pictures->len)
    pictures->pdata[done - 1] = (gpointer)picture;
  else if (pictures->len < MAX_PICTURES)
    g_ptr_array_add (pictures, (gpointer)picture);

  count_progress (item, draft, done, of, event->time);
  /* Those before the first draft were rendered before Maquette was closed. */
  set_pictures (item, (const char *const *)pictures->pdata,
                draft ? MIN (item->done, done - 1) : done, of);
}

static void
judge (MqVersionItem *item, const MqVersionEvent *version)
{
  item->verdict = mq_verdict_make (version->requirements, version->faults, version->minor,
                                   (const char *const *)version->detached);
  g_free (item->missed);
  item->missed = describe_missed (version);
}

static void
warn (MqVersionItem *item)
{
  g_autofree char *badge = NULL;

  if (item->version == NULL || mq_verdict_get_state (&item->verdict) != MQ_VERDICT_BAD)
    return;

  badge = mq_verdict_describe (&item->verdict);
  mq_version_set_warning (item->version, badge);
}

/* A kept version was measured again: its badge is that of what was found now. */
void
mq_timeline_apply_measured (MqTimeline *self, MqRunEvent *event)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      MqVersionItem *item = MQ_IS_VERSION_ITEM (self->items->pdata[i]) ? self->items->pdata[i]
                                                                       : NULL;

      if (item == NULL || item->version == NULL
          || mq_version_get_number (item->version) != event->version.number)
        continue;

      judge (item, &event->version);
      warn (item);
      mq_timeline_item_changed (item);
    }
  mq_timeline_close_notices (self, "not-measured");
}

void
mq_timeline_apply_version (MqTimeline *self, MqRunEvent *event)
{
  MqVersionItem *item = get_pending (self, event->time);
  g_autofree char *summary = mq_timeline_dup_text (event->version.summary);
  g_auto (GStrv) suggestions = mq_timeline_dup_list (event->version.suggestions);

  if (item == NULL)
    return;

  g_set_str (&item->summary, summary);
  judge (item, &event->version);
  item->verdict.unmeasured = event->version.unmeasured == TRUE;
  mq_timeline_item_replace_strv (&item->suggestions, (const char *const *)suggestions);
  mq_timeline_item_changed (item);
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

  g_set_object (&item->version, version);
  if (version != NULL && item->summary == NULL)
    item->summary = g_strdup (mq_version_get_summary (version));
  warn (item);
  set_pictures (item, (const char *const *)(n_pictures > 0 ? pictures : item->pictures), n_pictures,
                n_pictures);

  /* It is one of those that have happened now. */
  g_clear_object (&self->run.pending);
  g_clear_pointer (&self->run.draft, g_ref_string_release);
  g_clear_pointer (&self->run.facts, g_free);
  g_clear_pointer (&self->run.notes, g_free);
  if (self->run.guided)
    mq_timeline_end_phase (self, MQ_STEP_DONE, -1);
}
