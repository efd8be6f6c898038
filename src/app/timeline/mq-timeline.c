/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: the list and its order, see mq-timeline.h. Past items come first, then the version in
 * progress, so that the work is above its result, then queued messages. */
#include "app/timeline/mq-timeline.h"

#include "app/timeline/mq-timeline-private.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Runs that make variants. All runs of a set are one item, whose events may come in any order. */

/* Which of the variants of an item a run makes. */
typedef struct
{
  MqVariantsItem *item; /* owned by the list */
  guint variant;
} Variant;

enum
{
  PROP_0,
  PROP_ACTIVITY,
  PROP_SPENDING,
  N_PROPS
};

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
  const MqMessage *message = event->kind == MQ_EVENT_MESSAGE ? event->message.value : NULL;
  const Variant *variant;

  g_return_val_if_fail (MQ_IS_TIMELINE (self), FALSE);

  if (run == NULL)
    return FALSE;

  /* The first message of a run says which variant of which set it makes. */
  if (message != NULL && message->variants > 1 && message->set != NULL)
    {
      MqVariantsItem *item = NULL;
      Variant *begun = g_new (Variant, 1);

      for (guint i = self->items->len; i > 0 && item == NULL; i--)
        if (MQ_IS_VARIANTS_ITEM (self->items->pdata[i - 1])
            && g_str_equal (MQ_VARIANTS_ITEM (self->items->pdata[i - 1])->set, message->set))
          item = self->items->pdata[i - 1];

      if (item == NULL)
        {
          MqMessage *shown = mq_timeline_dup_message (message);
          g_autoptr (MqVariantsItem) made = mq_variants_item_new (message->set, message->variants,
                                                                  event->time);

          g_set_str (&shown->id, message->set);
          mq_timeline_add_message (self, shown, "user", FALSE, event->time);
          mq_timeline_insert (self, made);
          item = made;
        }

      *begun = (Variant){ item, CLAMP (message->variant, 1, message->variants) };
      g_hash_table_replace (self->variants, g_strdup (run), begun);
    }

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

static GParamSpec *properties[N_PROPS];

static GType
mq_timeline_get_item_type (GListModel *model)
{
  return MQ_TYPE_TIMELINE_ITEM;
}

static guint
mq_timeline_get_n_items (GListModel *model)
{
  return MQ_TIMELINE (model)->items->len;
}

static gpointer
mq_timeline_get_item (GListModel *model, guint position)
{
  MqTimeline *self = MQ_TIMELINE (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mq_timeline_get_item_type;
  iface->get_n_items = mq_timeline_get_n_items;
  iface->get_item = mq_timeline_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MqTimeline, mq_timeline, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
mq_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ACTIVITY:
      g_value_set_string (value, MQ_TIMELINE (object)->activity);
      break;
    case PROP_SPENDING:
      g_value_set_string (value, mq_timeline_get_spending (MQ_TIMELINE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
clear_run (MqTimelineRun *run)
{
  g_clear_object (&run->phase);
  g_clear_object (&run->step);
  g_clear_object (&run->pending);
  g_clear_object (&run->pictured);
  g_clear_pointer (&run->steps, g_hash_table_unref);
  g_clear_pointer (&run->script, g_ref_string_release);
  g_clear_pointer (&run->draft, g_ref_string_release);
  g_clear_pointer (&run->failed_role, g_free);
  g_clear_pointer (&run->outcome, g_free);
  g_clear_pointer (&run->facts, g_free);
  g_clear_pointer (&run->notes, g_free);
  *run = (MqTimelineRun){ 0 };
}

static void
mq_timeline_finalize (GObject *object)
{
  MqTimeline *self = MQ_TIMELINE (object);

  clear_run (&self->run);
  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->variants);
  g_free (self->activity);
  g_free (self->spending);
  g_free (self->raised);

  G_OBJECT_CLASS (mq_timeline_parent_class)->finalize (object);
}

static void
mq_timeline_class_init (MqTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mq_timeline_finalize;
  object_class->get_property = mq_timeline_get_property;

  properties[PROP_ACTIVITY] = g_param_spec_string ("activity", NULL, NULL, NULL,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SPENDING] = g_param_spec_string ("spending", NULL, NULL, NULL,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_timeline_init (MqTimeline *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->variants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * mq_timeline_new:
 *
 * Returns: (transfer full): an empty conversation
 */
MqTimeline *
mq_timeline_new (void)
{
  return g_object_new (MQ_TYPE_TIMELINE, NULL);
}

static void
insert_at (MqTimeline *self, guint position, gpointer item)
{
  g_ptr_array_insert (self->items, position, g_object_ref (item));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

/* Removes the item and transfers it to the caller. */
static gpointer
steal_at (MqTimeline *self, guint position)
{
  gpointer item = g_ptr_array_steal_index (self->items, position);

  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  return item;
}

/* The position of new items. */
static guint
get_place (MqTimeline *self)
{
  return self->items->len - self->n_queued - (self->run.pending != NULL ? 1 : 0);
}

/* Searches from the end, as the item is nearly always one of the last. */
static gboolean
find (MqTimeline *self, gconstpointer item, guint *position)
{
  for (*position = self->items->len; *position > 0;)
    if (self->items->pdata[--*position] == item)
      return TRUE;

  return FALSE;
}

void
mq_timeline_insert (MqTimeline *self, gpointer item)
{
  insert_at (self, get_place (self), item);
}

/* @sibling: (nullable): the item to insert before */
void
mq_timeline_insert_before (MqTimeline *self, gpointer item, gpointer sibling)
{
  guint position;

  insert_at (self, sibling != NULL && find (self, sibling, &position) ? position : get_place (self),
             item);
}

void
mq_timeline_remove (MqTimeline *self, gpointer item)
{
  guint position;

  if (find (self, item, &position))
    g_object_unref (steal_at (self, position));
}

/* Returns: (nullable): the message with this id, and whether it is queued */
static MqMessageItem *
find_message (MqTimeline *self, const char *id, guint *position)
{
  for (guint i = self->items->len; id != NULL && i > 0; i--)
    {
      gpointer item = self->items->pdata[i - 1];

      *position = i - 1;
      if (MQ_IS_MESSAGE_ITEM (item) && g_strcmp0 (MQ_MESSAGE_ITEM (item)->message->id, id) == 0)
        return item;
    }

  return NULL;
}

/* Whether there is a message with this id; it is queued no more. */
gboolean
mq_timeline_take (MqTimeline *self, const char *id)
{
  guint position;
  MqMessageItem *message = find_message (self, id, &position);

  if (message == NULL || !MQ_MESSAGE_ITEM (message)->queued)
    return message != NULL;

  if (position != get_place (self))
    {
      steal_at (self, position);
      self->n_queued--;
      mq_timeline_insert (self, message);
      g_object_unref (message);
    }
  else
    self->n_queued--;

  message->queued = FALSE;
  mq_timeline_item_changed (message);
  return TRUE;
}

gboolean
mq_timeline_has_notice (MqTimeline *self, const char *code, const char *text)
{
  for (guint i = 0; i < self->items->len; i++)
    if (MQ_IS_NOTICE_ITEM (self->items->pdata[i])
        && g_str_equal (MQ_NOTICE_ITEM (self->items->pdata[i])->code, code)
        && g_str_equal (MQ_NOTICE_ITEM (self->items->pdata[i])->text, text))
      return TRUE;

  return FALSE;
}

void
mq_timeline_set_spending (MqTimeline *self, const char *spending)
{
  if (g_set_str (&self->spending, spending))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPENDING]);
}

static gboolean
is_users (MqTimelineItem *item)
{
  return MQ_IS_MESSAGE_ITEM (item) && g_str_equal (MQ_MESSAGE_ITEM (item)->role, "user");
}

/* A new message or action closes the notices since the last message. */
void
mq_timeline_close_notices (MqTimeline *self, const char *code)
{
  for (guint i = self->items->len - self->n_queued; i > 0; i--)
    {
      MqTimelineItem *item = self->items->pdata[i - 1];

      if (is_users (item))
        return;
      if (MQ_IS_NOTICE_ITEM (item) && MQ_NOTICE_ITEM (item)->open
          && (code == NULL || g_str_equal (MQ_NOTICE_ITEM (item)->code, code)))
        {
          MQ_NOTICE_ITEM (item)->open = FALSE;
          mq_timeline_item_changed (item);
        }
    }
}

/* The user's last message, if it says the same and only failed since: its position, or the length
 * of the list. */
static guint
find_attempt (MqTimeline *self, const MqMessage *message)
{
  gboolean has_failed = FALSE;

  for (guint i = get_place (self); i > 0 && self->run.phase == NULL; i--)
    {
      gpointer item = self->items->pdata[i - 1];

      if (is_users (item))
        return has_failed && mq_message_has_same_content (MQ_MESSAGE_ITEM (item)->message, message)
                   ? i - 1
                   : self->items->len;
      if (MQ_IS_NOTICE_ITEM (item))
        has_failed |= g_str_equal (MQ_NOTICE_ITEM (item)->level, "error");
      else if (!MQ_IS_PHASE_ITEM (item))
        break;
    }

  return self->items->len;
}

/**
 * mq_timeline_add_message:
 * @self: a timeline
 * @message: (transfer full): the message; the team's is Markdown. One whose id is there already is
 *   not added again
 * @role: "user" or "team"
 * @queued: whether it is queued; it then stays last
 * @time: Unix time in microseconds
 */
void
mq_timeline_add_message (MqTimeline *self, MqMessage *message, const char *role, gboolean queued,
                         gint64 time)
{
  g_autoptr (MqMessageItem) item = NULL;
  guint position;

  g_return_if_fail (MQ_IS_TIMELINE (self));
  g_return_if_fail (message != NULL && role != NULL);

  item = mq_message_item_new (message, role, queued, time);
  if ((queued && find_message (self, message->id, &position) != NULL)
      || (!queued && mq_timeline_take (self, message->id)))
    return;

  if (g_str_equal (role, "user") && !queued)
    {
      mq_timeline_close_notices (self, NULL);
      if ((position = find_attempt (self, message)) < self->items->len)
        {
          guint first = position;
          MqNoticeItem *before = first > 0 && MQ_IS_NOTICE_ITEM (self->items->pdata[first - 1])
                                         && MQ_NOTICE_ITEM (self->items->pdata[first - 1])->attempts
                                                > 0
                                     ? self->items->pdata[--first]
                                     : NULL;
          guint n = before != NULL ? before->attempts + 1 : 1;
          g_autofree char *text
              = g_strdup_printf (ngettext ("%u earlier attempt", "%u earlier attempts", n), n);
          g_autoptr (GPtrArray) reasons = g_ptr_array_new ();
          g_autoptr (MqNoticeItem) line = NULL;
          guint place = get_place (self);

          /* One line above the next attempt stands for those that failed, with the reasons. */
          for (guint i = 0; before != NULL && before->items != NULL && before->items[i] != NULL;
               i++)
            g_ptr_array_add (reasons, before->items[i]);
          for (guint i = first; i < place; i++)
            {
              MqNoticeItem *notice = MQ_IS_NOTICE_ITEM (self->items->pdata[i])
                                         ? self->items->pdata[i]
                                         : NULL;

              if (notice != NULL && g_str_equal (notice->level, "error")
                  && !g_ptr_array_find_with_equal_func (reasons, notice->text, g_str_equal, NULL))
                g_ptr_array_add (reasons, notice->text);
            }
          g_ptr_array_add (reasons, NULL);
          line = mq_notice_item_new ("info", "attempts", text, NULL,
                                     (const char *const *)reasons->pdata, time);
          line->attempts = n;

          g_ptr_array_remove_range (self->items, first, place - first);
          g_list_model_items_changed (G_LIST_MODEL (self), first, place - first, 0);
          insert_at (self, first, line);
        }
    }
  if (!queued)
    {
      mq_timeline_insert (self, item);
      return;
    }

  self->n_queued++;
  insert_at (self, self->items->len, item);
}

/**
 * mq_timeline_get_n_queued:
 * @self: a timeline
 *
 * Returns: how many messages wait for their turn
 */
guint
mq_timeline_get_n_queued (MqTimeline *self)
{
  g_return_val_if_fail (MQ_IS_TIMELINE (self), 0);

  return self->n_queued;
}

/**
 * mq_timeline_remove_message:
 * @self: a timeline
 * @id: of a message
 *
 * Removes a message that its run has refused.
 *
 * Returns: whether it was there
 */
gboolean
mq_timeline_remove_message (MqTimeline *self, const char *id)
{
  MqMessageItem *message;
  guint position;

  g_return_val_if_fail (MQ_IS_TIMELINE (self), FALSE);

  if ((message = find_message (self, id, &position)) == NULL)
    return FALSE;

  if (message->queued)
    self->n_queued--;
  g_object_unref (steal_at (self, position));
  return TRUE;
}

/**
 * mq_timeline_remove_queued:
 * @self: a timeline
 *
 * Removes queued messages, which no run will handle: the last items.
 */
void
mq_timeline_remove_queued (MqTimeline *self)
{
  guint n_queued;

  g_return_if_fail (MQ_IS_TIMELINE (self));

  n_queued = self->n_queued;
  if (n_queued == 0)
    return;

  self->n_queued = 0;
  g_ptr_array_set_size (self->items, self->items->len - n_queued);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len, n_queued, 0);
}

/**
 * mq_timeline_add_notice:
 * @self: a timeline
 * @level: "info", "warning" or "error"
 * @code: a short, stable code, for example "unreachable"
 * @text: what happened, translated; plain text
 * @next: (nullable): suggested next step, translated
 * @time: Unix time in microseconds
 */
void
mq_timeline_add_notice (MqTimeline *self, const char *level, const char *code, const char *text,
                        const char *next, gint64 time)
{
  g_autoptr (MqNoticeItem) notice = NULL;

  g_return_if_fail (MQ_IS_TIMELINE (self));
  g_return_if_fail (level != NULL && code != NULL && text != NULL);

  notice = mq_notice_item_new (level, code, text, next, NULL, time);
  mq_timeline_insert (self, notice);
}

/* The end of a phase and of a run. */

void
mq_timeline_update_activity (MqTimeline *self)
{
  MqTimelineRun *run = &self->run;
  g_autofree char *activity = NULL;

  if (run->phase != NULL && run->step != NULL && run->step->state == MQ_STEP_RUNNING)
    /* Translators: a phase and the role that works: "First Version · Writer". */
    activity = g_strdup_printf (C_ ("activity", "%s · %s"), run->phase->title, run->step->title);
  else if (run->phase != NULL)
    activity = g_strdup (run->phase->title);

  if (g_set_str (&self->activity, activity))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVITY]);
}

static char *
summarise (MqTimeline *self, MqStepState state)
{
  MqTimelineRun *run = &self->run;
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  gboolean creates = g_str_equal (run->phase->phase, "create");
  gboolean made_version = FALSE;
  gboolean on_card;

  for (guint i = self->items->len;
       i > 0 && self->items->pdata[i - 1] != run->phase && !made_version; i--)
    made_version = MQ_IS_VERSION_ITEM (self->items->pdata[i - 1]);

  /* The version's card, just below, already shows the change. */
  on_card = made_version && state == MQ_STEP_DONE && g_str_equal (run->phase->phase, "guided");
  if (run->outcome != NULL && *run->outcome != '\0' && !on_card)
    g_ptr_array_add (facts, g_strdup (run->outcome));

  if (creates && run->n_parts > 0)
    g_ptr_array_add (
        facts, g_strdup_printf (ngettext ("%u part", "%u parts", run->n_parts), run->n_parts));
  if (creates && run->n_lines > 0)
    g_ptr_array_add (
        facts, g_strdup_printf (ngettext ("%u line", "%u lines", run->n_lines), run->n_lines));
  if (run->n_repairs > 0)
    g_ptr_array_add (facts, g_strdup_printf (ngettext ("%u repair", "%u repairs", run->n_repairs),
                                             run->n_repairs));

  g_ptr_array_add (facts, NULL);
  return facts->len > 1 ? g_strjoinv (" · ", (char **)facts->pdata) : NULL;
}

/* @seconds: -1 for the sum of its steps. The clock is not used: it may jump, and a loaded
 * conversation must show the same. */
void
mq_timeline_end_phase (MqTimeline *self, MqStepState state, double seconds)
{
  MqTimelineRun *run = &self->run;
  g_autoptr (MqVersionItem) pictured = g_steal_pointer (&run->pictured);

  /* No more come than are there. */
  if (pictured != NULL)
    {
      pictured->of = pictured->done;
      mq_timeline_item_changed (pictured);
    }
  if (run->phase == NULL)
    return;

  if (run->steps != NULL)
    {
      GHashTableIter iter;
      gpointer step;

      g_hash_table_iter_init (&iter, run->steps);
      while (g_hash_table_iter_next (&iter, NULL, &step))
        mq_step_item_end (step, state == MQ_STEP_FAILED ? state : MQ_STEP_STOPPED,
                          MQ_STEP_ITEM (step)->seconds);
      g_hash_table_remove_all (run->steps);
    }

  g_free (run->phase->summary);
  run->phase->summary = summarise (self, state);
  run->phase->state = state;
  run->phase->seconds = seconds >= 0 ? seconds : run->seconds;
  mq_timeline_item_changed (run->phase);

  g_clear_object (&run->phase);
  g_clear_object (&run->step);
  g_clear_pointer (&run->failed_role, g_free);
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

/**
 * mq_timeline_end_run:
 * @self: a timeline
 * @failed: whether it failed; otherwise it was stopped or completed
 * @time: when it ended, Unix time in microseconds; 0: not known
 *
 * Marks running items as failed or stopped, and removes a version that was not saved. A step that
 * was running has taken the time until then.
 */
void
mq_timeline_end_run (MqTimeline *self, gboolean failed, gint64 time)
{
  GHashTableIter iter;
  gpointer step;
  gint64 running = 0;

  g_return_if_fail (MQ_IS_TIMELINE (self));

  if (self->run.steps != NULL)
    {
      g_hash_table_iter_init (&iter, self->run.steps);
      while (g_hash_table_iter_next (&iter, NULL, &step))
        running = MAX (running, time - mq_timeline_item_get_time (step));
    }
  self->run.seconds += (double)running / G_USEC_PER_SEC;

  mq_timeline_close_notices (self, "asked");
  mq_timeline_drop_pending (self);
  /* A run that ended cannot use more of its budget. */
  mq_timeline_close_notices (self, "budget-reached");
  mq_timeline_end_phase (self, failed ? MQ_STEP_FAILED : MQ_STEP_STOPPED, -1);
  clear_run (&self->run);
  mq_timeline_update_activity (self);
}

/**
 * mq_timeline_fail_run:
 * @self: a timeline
 * @code: what failed, a stable code
 * @text: the same, translated; the first line is the message
 * @next: (nullable): suggested next step, translated
 * @time: Unix time in microseconds
 *
 * Ends the run as mq_timeline_end_run(), with a notice that has the script that no version has.
 */
void
mq_timeline_fail_run (MqTimeline *self, const char *code, const char *text, const char *next,
                      gint64 time)
{
  guint line = self->run.fault_line;
  g_autoptr (GRefString) draft = g_steal_pointer (&self->run.draft);
  g_auto (GStrv) lines = NULL;
  g_autoptr (MqNoticeItem) notice = NULL;

  mq_timeline_end_run (self, TRUE, time);

  /* The first line is the message; the others refer to lines of a script. */
  lines = g_strsplit (text, "\n", MQ_TIMELINE_MAX_ITEMS);
  for (guint i = 0; lines[i] != NULL; i++)
    g_strstrip (lines[i]);

  notice = mq_notice_item_new ("error", code, *lines != NULL ? *lines : "", next,
                               *lines != NULL ? (const char *const *)lines + 1 : NULL, time);
  if (draft != NULL)
    notice->draft = g_ref_string_acquire (draft);
  notice->line = line;
  mq_timeline_insert (self, notice);
}

/**
 * mq_timeline_remove_question:
 * @self: a timeline
 *
 * Removes the notice at its end that asks the user, and the message that it is about: the message
 * will be sent again.
 */
void
mq_timeline_remove_question (MqTimeline *self)
{
  guint n = self->items->len - self->n_queued;

  if (n < 2 || !MQ_IS_NOTICE_ITEM (self->items->pdata[n - 1])
      || !MQ_IS_MESSAGE_ITEM (self->items->pdata[n - 2]))
    return;

  mq_timeline_remove (self, self->items->pdata[n - 1]);
  mq_timeline_remove (self, self->items->pdata[n - 2]);
}

/**
 * mq_timeline_get_spending:
 * @self: a timeline
 *
 * Returns: (nullable): the last run's use of its budget, in a line; %NULL if it uses no model
 */
const char *
mq_timeline_get_spending (MqTimeline *self)
{
  g_return_val_if_fail (MQ_IS_TIMELINE (self), NULL);

  return self->spending;
}

/**
 * mq_timeline_get_last_message:
 * @self: a timeline
 *
 * Returns: (transfer none) (nullable): the user's last message, also if it is queued
 */
MqMessageItem *
mq_timeline_get_last_message (MqTimeline *self)
{
  g_return_val_if_fail (MQ_IS_TIMELINE (self), NULL);

  for (guint i = self->items->len; i > 0; i--)
    {
      if (is_users (self->items->pdata[i - 1]))
        return self->items->pdata[i - 1];
    }

  return NULL;
}

/**
 * mq_timeline_find_failure:
 * @self: a timeline
 *
 * Returns: (transfer none) (nullable): the notice of the failed run at the end, if it has a script
 *   that no version has
 */
MqNoticeItem *
mq_timeline_find_failure (MqTimeline *self)
{
  g_return_val_if_fail (MQ_IS_TIMELINE (self), NULL);

  for (guint i = self->items->len; i > 0 && !is_users (self->items->pdata[i - 1]); i--)
    {
      MqNoticeItem *notice = MQ_IS_NOTICE_ITEM (self->items->pdata[i - 1])
                                 ? self->items->pdata[i - 1]
                                 : NULL;

      if (notice != NULL && notice->open && notice->draft != NULL)
        return notice;
    }

  return NULL;
}
