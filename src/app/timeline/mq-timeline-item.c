/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a timeline, see mq-timeline-item.h. MqStepItem has a file of its own. */
#include "app/timeline/mq-timeline-item.h"

#include "app/timeline/mq-timeline-private.h"
#include "common/base/mq-each.h"
#include "common/base/mq-signal.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* MqStepItem: a step of one role of the team. */

/* Maximum bytes of a row's line; the detail has the rest. */
#define MAX_LINE 400
#define MAX_THOUGHTS (64 * 1024) /* bytes */

G_DEFINE_FINAL_TYPE (MqStepItem, mq_step_item, MQ_TYPE_TIMELINE_ITEM)

static const struct
{
  const char *role;
  const char *title;
} roles[] = {
  /* Translators: the names of the roles of the team that builds an asset, as of people. */
  { "planner", N_ ("Planner") },
  /* Translators: the one who looks things up in Blender's documentation. */
  { "retriever", N_ ("Retriever") },
  { "writer", N_ ("Writer") },
  { "checker", N_ ("Checker") },
  /* Translators: the one who mends a script that does not work. */
  { "debugger", N_ ("Debugger") },
  /* Translators: the one who looks at the result for defects. */
  { "critic", N_ ("Critic") },
  /* Translators: the one who compares the result with what was before. */
  { "verifier", N_ ("Verifier") },
  /* Translators: the one who works the user's changes in. */
  { "refiner", N_ ("Refiner") },
  /* Translators: the one who reads the numbers of a drawing. */
  { "reader", N_ ("Drawing reader") },
  /* Translators: the program Blender; its name is not translated. */
  { "blender", N_ ("Blender") },
};

typedef struct
{
  gint64 time;
} MqTimelineItemPrivate;

static void
mq_step_item_finalize (GObject *object)
{
  MqStepItem *self = MQ_STEP_ITEM (object);

  g_free (self->role);
  g_free (self->title);
  g_free (self->text);
  g_free (self->model);
  mq_stream_text_clear (&self->stream);
  g_free (self->waiting);
  if (self->thoughts != NULL)
    g_string_free (self->thoughts, TRUE);
  g_free (self->detail);
  g_clear_pointer (&self->code, g_ref_string_release);
  g_strfreev (self->findings);
  g_free (self->traceback);

  G_OBJECT_CLASS (mq_step_item_parent_class)->finalize (object);
}

static void
mq_step_item_class_init (MqStepItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_step_item_finalize;
}

static void
mq_step_item_init (MqStepItem *self)
{
  self->seconds = -1;
  self->usage = (MqStepUsage){ -1, -1, -1, -1, -1 };
}

/* @role: a role of docs/inside/protocol.md; @retry: whether it is another attempt after a failed
 * one;
 * @time: Unix time in microseconds. Returns: (transfer full): a running step */
MqStepItem *
mq_step_item_new (const char *role, gboolean retry, gint64 time)
{
  MqStepItem *self = mq_timeline_item_new (MQ_TYPE_STEP_ITEM, time);

  self->role = g_strdup (role);
  self->text = g_strdup ("");
  self->retry = retry;

  for (gsize i = 0; i < G_N_ELEMENTS (roles) && self->title == NULL; i++)
    if (g_str_equal (roles[i].role, role))
      self->title = g_strdup (_ (roles[i].title));
  if (self->title == NULL && *role == '\0')
    self->title = g_strdup (_ ("Team"));
  else if (self->title == NULL)
    {
      g_autofree char *first = g_utf8_strup (role, g_utf8_next_char (role) - role);

      self->title = g_strconcat (first, g_utf8_next_char (role), NULL);
    }
  return self;
}

/* Sets the row's line, and the detail if there is more than a line; streamed text stays as the
 * detail when the step ends. Text of Blender and the checker is not Markdown: it goes to the
 * traceback, unless there is a better one. */
void
mq_step_item_set_text (MqStepItem *self, const char *text)
{
  gboolean is_program = g_str_equal (self->role, "blender") || g_str_equal (self->role, "checker");
  const char *start = text + strspn (text, " \t\n");
  gsize length = strcspn (start, "\n");
  gboolean all = length <= MAX_LINE && start[length + strspn (start + length, " \t\n")] == '\0';
  g_autofree char *line = NULL;
  gboolean changed;

  if (length <= MAX_LINE)
    line = g_strchomp (g_strndup (start, length));
  else
    {
      const char *end = g_utf8_find_prev_char (start, start + MAX_LINE + 1);

      line = g_strdup_printf ("%.*s…", (int)(end - start), start);
    }

  changed = g_set_str (&self->text, line);
  if (!all && !is_program)
    changed |= g_set_str (&self->detail, text);
  else if (!all && self->traceback == NULL)
    changed |= g_set_str (&self->traceback, text);
  if (changed)
    mq_timeline_item_changed (self);
}

/* The text that a model is writing, while the step is running. */
void
mq_step_item_append_stream (MqStepItem *self, const char *text)
{
  if (self->state != MQ_STEP_RUNNING)
    return;

  g_clear_pointer (&self->waiting, g_free);
  self->thinks_since = 0;
  mq_stream_text_append (&self->stream, text);
  mq_timeline_item_changed (self);
}

/* @text: thoughts of the model before it writes, while the step is running */
void
mq_step_item_append_thoughts (MqStepItem *self, const char *text)
{
  g_autofree char *clean = mq_text_clean (text, MAX_THOUGHTS);

  if (self->state != MQ_STEP_RUNNING)
    return;

  g_clear_pointer (&self->waiting, g_free);
  if (self->thinks_since == 0)
    self->thinks_since = g_get_monotonic_time ();
  if (self->thoughts == NULL)
    self->thoughts = g_string_new (NULL);
  g_string_append (self->thoughts, clean);
  /* The last pages are enough if a model thinks without an end. */
  if (self->thoughts->len > MAX_THOUGHTS)
    g_string_erase (
        self->thoughts, 0,
        g_utf8_find_next_char (self->thoughts->str + self->thoughts->len - MAX_THOUGHTS, NULL)
            - self->thoughts->str);
  mq_timeline_item_changed (self);
}

/* @text: why nothing comes, while the step is running: the model is silent, or is called again. It
 * replaces what was written, until the model writes again. */
void
mq_step_item_set_waiting (MqStepItem *self, const char *text)
{
  if (self->state != MQ_STEP_RUNNING)
    return;

  mq_stream_text_clear (&self->stream);
  self->thinks_since = 0;
  if (g_set_str (&self->waiting, text))
    mq_timeline_item_changed (self);
}

/**
 * mq_step_item_describe:
 * @self: a step
 *
 * Returns: (transfer full): what its row says after its role; "" for nothing
 */
char *
mq_step_item_describe (MqStepItem *self)
{
  if (self->thinks_since == 0)
    return g_strdup (self->waiting != NULL ? self->waiting : self->text);

  return g_strdup_printf (
      _ ("Thinking for %u s"),
      (guint)((g_get_monotonic_time () - self->thinks_since) / G_TIME_SPAN_SECOND));
}

/* The streamed text is hidden when the step ends. */
void
mq_step_item_end (MqStepItem *self, MqStepState state, double seconds)
{
  self->state = state;
  self->seconds = seconds;
  self->thinks_since = 0;
  g_clear_pointer (&self->waiting, g_free);
  mq_stream_text_clear (&self->stream);
  mq_timeline_item_changed (self);
}

/* Scripts have some ten kilobytes and many steps refer to the same one, so they are shared. */
void
mq_step_item_set_code (MqStepItem *self, GRefString *code)
{
  if (self->code == code)
    return;

  g_clear_pointer (&self->code, g_ref_string_release);
  self->code = code != NULL ? g_ref_string_acquire (code) : NULL;
  mq_timeline_item_changed (self);
}

/**
 * mq_step_item_get_tokens:
 * @self: a step
 *
 * Returns: the number of tokens that a model read and wrote, -1 if unknown
 */
gint64
mq_step_item_get_tokens (MqStepItem *self)
{
  gint64 sum;

  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), -1);

  if (self->usage.input < 0 || self->usage.output < 0
      || __builtin_add_overflow (self->usage.input, self->usage.output, &sum))
    return -1;
  return sum;
}

/**
 * mq_step_item_has_more:
 * @self: a step
 *
 * Returns: whether the row can be expanded (property "has-more")
 */
gboolean
mq_step_item_has_more (MqStepItem *self)
{
  g_return_val_if_fail (MQ_IS_STEP_ITEM (self), FALSE);

  return self->detail != NULL || self->code != NULL || self->findings != NULL
         || self->traceback != NULL || self->model != NULL || self->thoughts != NULL;
}

/* MqFileItem: an export or a film in a timeline. */

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

static guint changed_signal;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MqTimelineItem, mq_timeline_item, G_TYPE_OBJECT)

static void
mq_timeline_item_class_init (MqTimelineItemClass *klass)
{
  changed_signal = mq_signal_new (G_TYPE_FROM_CLASS (klass), "changed", 0);
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
  g_clear_pointer (&self->asked, json_array_unref);
  g_strfreev (self->sheets);

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
  MQ_EACH (self->facts, i, const MqVariantFacts, facts)
    if (!facts->ended && (facts->began > 0 || !self->stopped))
      return FALSE;

  return TRUE;
}
