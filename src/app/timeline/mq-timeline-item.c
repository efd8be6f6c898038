/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a timeline, see mq-timeline-item.h. MqStepItem has a file of its own. */
#include "app/timeline/mq-timeline-private.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 time;
} MqTimelineItemPrivate;

static guint changed_signal;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MqTimelineItem, mq_timeline_item, G_TYPE_OBJECT)

static void
mq_timeline_item_class_init (MqTimelineItemClass *klass)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
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
  g_signal_emit (item, changed_signal, 0);
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

/* @field: (inout): a list that an item owns, or %NULL; @value: (nullable): the new list; an
 * empty list counts as %NULL. Returns: whether the list changed */
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

/* A message of the user or the team. */

G_DEFINE_FINAL_TYPE (MqMessageItem, mq_message_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_message_item_finalize (GObject *object)
{
  MqMessageItem *self = MQ_MESSAGE_ITEM (object);

  mq_message_free (self->message);
  g_free (self->role);

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

/* @message: (transfer full): the message; the team's is Markdown; @role: "user" or "team"; @queued:
 * whether it waits for its turn; @time: Unix time in microseconds. Returns: (transfer full): the
 * item */
MqMessageItem *
mq_message_item_new (MqMessage *message, const char *role, gboolean queued, gint64 time)
{
  MqMessageItem *self = mq_timeline_item_new (MQ_TYPE_MESSAGE_ITEM, time);

  self->message = message;
  self->role = g_strdup (role);
  self->queued = queued;
  return self;
}

/* A notice. Only "open" changes, with the next message. */

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

/* @level: "info", "warning" or "error"; @text: what happened, a sentence; @next: (nullable):
 * suggested next step; @items: (nullable): the listed items; @time: Unix time in microseconds.
 * Returns: (transfer full): the item */
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

/* A phase of a run, or one round of the user-guided phase, with its steps. */

G_DEFINE_FINAL_TYPE (MqPhaseItem, mq_phase_item, MQ_TYPE_TIMELINE_ITEM)

static void
mq_phase_item_finalize (GObject *object)
{
  MqPhaseItem *self = MQ_PHASE_ITEM (object);

  g_free (self->phase);
  g_free (self->title);
  g_free (self->summary);
  g_object_unref (self->steps);

  G_OBJECT_CLASS (mq_phase_item_parent_class)->finalize (object);
}

static void
mq_phase_item_class_init (MqPhaseItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_phase_item_finalize;
}

static void
mq_phase_item_init (MqPhaseItem *self)
{
  self->seconds = -1;
  self->since = g_get_monotonic_time ();
  self->steps = g_list_store_new (MQ_TYPE_STEP_ITEM);
}

/* @phase: "create", "refine" or "guided"; @time: Unix time in microseconds. Returns: (transfer
 * full): a running phase */
MqPhaseItem *
mq_phase_item_new (const char *phase, const char *title, gint64 time)
{
  MqPhaseItem *self = mq_timeline_item_new (MQ_TYPE_PHASE_ITEM, time);

  self->phase = g_strdup (phase);
  self->title = g_strdup (title);
  return self;
}

void
mq_phase_item_end (MqPhaseItem *self, MqStepState state, double seconds, const char *summary)
{
  self->state = state;
  self->seconds = seconds;
  g_set_str (&self->summary, summary);
  mq_timeline_item_changed (self);
}

/* A version with its renders, shown from its first preview. */

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
  g_free (self->notes);
  g_free (self->missed);

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
  self->verdict = MQ_VERDICT_NONE;
}

/**
 * mq_version_item_describe_progress:
 * @self: a version whose pictures are rendered
 *
 * Returns: (transfer full) (nullable): which picture is drawn, and how long all will take; %NULL
 *   while there is only a preview
 */
char *
mq_version_item_describe_progress (MqVersionItem *self)
{
  gboolean drafts = self->drafted > self->done && self->drafted < self->of;
  guint number = MIN ((drafts ? self->drafted : self->done) + 1, self->of);
  g_autofree char *text = NULL;

  if (self->of == 0)
    return NULL;

  if (drafts)
    /* Translators: which of a version's pictures is drawn. All are drawn roughly first, and then
     * finished one by one. */
    return g_strdup_printf (_ ("Drawing draft %u of %u"), number, self->of);
  if (self->drafted > 0)
    text = g_strdup_printf (_ ("Finishing picture %u of %u"), number, self->of);
  else
    text = g_strdup_printf (_ ("Rendering picture %u of %u"), number, self->of);
  if (self->left < 2)
    return g_steal_pointer (&text);

  /* Translators: %s is “Finishing picture 2 of 5”. */
  return self->left < 100
             ? g_strdup_printf (_ ("%s, about %u s left"), text, self->left)
             : g_strdup_printf (_ ("%s, about %u min left"), text, (self->left + 30) / 60);
}

/* The variants of one message, each with what is known of it. */

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

/* @set: what their runs have in common; @n: how many there are; @time: Unix time in
 * microseconds. Returns: (transfer full): variants that have not begun */
MqVariantsItem *
mq_variants_item_new (const char *set, guint n, gint64 time)
{
  MqVariantsItem *self = mq_timeline_item_new (MQ_TYPE_VARIANTS_ITEM, time);

  self->set = g_strdup (set);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->facts, mq_variant_facts_new (i + 1));
  return self;
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
