/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: the list and its order, see mq-timeline.h. Past items come first, then the version in
 * progress, so that the work is above its result, then queued messages. */
#include "app/timeline/mq-timeline.h"

#include "app/model/mq-outline.h"
#include "app/model/mq-report-view.h"
#include "app/timeline/mq-timeline-private.h"
#include "client/run/mq-defect-words.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

/* Instructions and their results: the script of a step, the checker's findings, tracebacks,
 * measurements. */

#define MAX_FRAMES 40

/* Takes ownership of @script as the latest; shares an equal one. */
static void
take_script (MqTimelineRun *run, const char *script)
{
  g_autofree char *valid = NULL;

  if (script == NULL || (run->script != NULL && g_str_equal (run->script, script)))
    return;

  valid = g_utf8_make_valid (script, strnlen (script, MQ_SCRIPT_MAX_BYTES));
  g_clear_pointer (&run->script, g_ref_string_release);
  run->script = g_ref_string_new (valid);
}

/* The latest script is in no version. */
static void
note_draft (MqTimelineRun *run)
{
  g_clear_pointer (&run->draft, g_ref_string_release);
  run->draft = g_ref_string_acquire (run->script);
}

static gboolean
is_under_way (MqTimelineRun *run, const char *role)
{
  return run->step != NULL && run->step->state == MQ_STEP_RUNNING
         && g_str_equal (run->step->role, role);
}

/* Without the toolkit's functions, which nobody wrote for this asset. */
static guint
count_own_lines (const char *script)
{
  g_autoptr (MqOutline) outline = mq_outline_new (script);
  guint lines = mq_text_count_lines (script);
  guint first, last;

  return mq_outline_find_library (outline, script, &first, &last) ? lines - (last - first + 1)
                                                                  : lines;
}

/* The script comes directly after the step that wrote it. */
void
mq_timeline_apply_script (MqTimeline *self, MqRunEvent *event)
{
  MqTimelineRun *run = &self->run;

  take_script (run, event->script.script);
  if (run->script == NULL)
    return;

  note_draft (run);
  run->n_lines = count_own_lines (run->script);
  if (run->step != NULL && !is_under_way (run, "checker") && !is_under_way (run, "blender"))
    mq_step_item_set_code (run->step, run->script);
}

void
mq_timeline_apply_instruction (MqTimeline *self, MqRunEvent *event)
{
  const MqInstructionEvent *instruction = &event->instruction;
  MqTimelineRun *run = &self->run;

  take_script (run, instruction->script);
  /* The user's own script comes without a `script` event. */
  if (instruction->script != NULL && instruction->origin == MQ_SCRIPT_ORIGIN_PERSON)
    note_draft (run);

  if (instruction->kind == MQ_INSTRUCTION_RENDER)
    run->previewing = instruction->mode == MQ_RENDER_MODE_PREVIEW;
  else if (instruction->kind == MQ_INSTRUCTION_EXECUTE && is_under_way (run, "blender"))
    {
      mq_step_item_set_code (run->step, run->script);
      if (run->script != NULL)
        run->n_lines = count_own_lines (run->script);
    }
}

static void
add_finding (MqTimelineRun *run, const char *sentence)
{
  const char *const *before = (const char *const *)run->step->findings;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) findings = NULL;

  if (before != NULL && g_strv_contains (before, sentence))
    return;

  if (before != NULL)
    g_strv_builder_addv (builder, (const char **)before);
  g_strv_builder_add (builder, sentence);
  findings = g_strv_builder_end (builder);

  if (g_strv_length (findings) > MQ_TIMELINE_MAX_ITEMS)
    return;

  mq_step_item_set_findings (run->step, (const char *const *)findings);
  mq_step_item_set_code (run->step, run->script);
}

gboolean
mq_timeline_apply_finding (MqTimeline *self, const char *text)
{
  if (!is_under_way (&self->run, "checker"))
    return FALSE;

  add_finding (&self->run, text);
  return TRUE;
}

static void
on_checked (MqTimeline *self, JsonObject *result)
{
  JsonArray *findings = mq_json_get_array (result, "findings");
  guint n = MIN (mq_json_length (findings), MQ_TIMELINE_MAX_ITEMS);

  if (!is_under_way (&self->run, "checker"))
    return;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);
      g_autofree char *what = mq_timeline_dup_text (mq_json_get_string (finding, "what", NULL));
      gint64 line = mq_json_get_int (finding, "line", 0);
      g_autofree char *sentence = what != NULL && line > 0
                                      ? g_strdup_printf (_ ("line %d: %s"),
                                                         (int)MIN (line, G_MAXINT), what)
                                      : g_strdup (what);

      if (sentence != NULL)
        add_finding (&self->run, sentence);
    }
}

/* In Python's format, innermost frame last; not translated, so that it can be searched for. */
static char *
describe_error (JsonObject *error)
{
  JsonArray *frames = mq_json_get_array (error, "traceback");
  guint n = mq_json_length (frames);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = n > MAX_FRAMES ? n - MAX_FRAMES : 0; i < n; i++)
    {
      JsonObject *frame = mq_json_element_object (frames, i);

      g_string_append_printf (
          text, "line %" G_GINT64_FORMAT ", in %s\n    %s\n", mq_json_get_int (frame, "line", 0),
          mq_json_get_string (frame, "function", "?"), mq_json_get_string (frame, "text", ""));
    }

  if (n == 0 && mq_json_get_int (error, "line", 0) > 0)
    g_string_append_printf (text, "line %" G_GINT64_FORMAT "\n",
                            mq_json_get_int (error, "line", 0));

  g_string_append_printf (text, "%s: %s", mq_json_get_string (error, "type", "Error"),
                          mq_json_get_string (error, "message", ""));
  return mq_text_clean (text->str, MQ_TIMELINE_MAX_TEXT);
}

static void
on_executed (MqTimeline *self, JsonObject *result)
{
  JsonObject *error = mq_json_get_object (result, "error");
  g_autofree char *traceback = error != NULL ? describe_error (error) : NULL;

  if (traceback != NULL && is_under_way (&self->run, "blender"))
    mq_step_item_set_traceback (self->run.step, traceback);
}

static void
on_measured (MqTimeline *self, JsonObject *result)
{
  MqTimelineRun *run = &self->run;
  JsonObject *report = mq_json_get_object (result, "report");

  if (report == NULL)
    return;

  g_free (run->facts);
  run->facts = mq_report_view_dup_counts (report);
  if (run->pending == NULL)
    return;

  g_set_str (&run->pending->facts, run->facts);
  mq_timeline_item_changed (run->pending);
}

/* The line of its exception, or else of the first finding that is an error; 0: none. */
static guint
find_fault_line (JsonObject *result)
{
  JsonObject *error = mq_json_get_object (result, "error");
  JsonArray *findings = mq_json_get_array (result, "findings");
  JsonArray *frames = mq_json_get_array (error, "traceback");
  guint n_frames = mq_json_length (frames);
  gint64 line = 0;

  for (guint i = 0; i < mq_json_length (findings) && line == 0; i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);

      if (g_str_equal (mq_json_get_string (finding, "severity", ""), "error"))
        line = mq_json_get_int (finding, "line", 0);
    }

  if (error != NULL)
    {
      line = mq_json_get_int (error, "line", 0);
      if (line == 0 && n_frames > 0)
        line = mq_json_get_int (mq_json_element_object (frames, n_frames - 1), "line", 0);
    }

  return line > 0 && line < G_MAXINT ? (guint)line : 0;
}

void
mq_timeline_apply_result (MqTimeline *self, MqRunEvent *event)
{
  const MqResultEvent *result = &event->result;

  if (result->result == NULL)
    return;

  if (result->kind == MQ_INSTRUCTION_CHECK || result->kind == MQ_INSTRUCTION_EXECUTE)
    self->run.fault_line = find_fault_line (result->result);
  if (result->kind == MQ_INSTRUCTION_CHECK)
    on_checked (self, result->result);
  else if (result->kind == MQ_INSTRUCTION_EXECUTE)
    on_executed (self, result->result);
  else if (result->kind == MQ_INSTRUCTION_MEASURE)
    on_measured (self, result->result);
}

/* Events about pictures and versions. Pictures belong to the version that is being made; it becomes
 * an item of its own when it is kept. */

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

/* Runs that make variants. All runs of a set are one item, whose events may come in any order. */

/* Which of the variants of an item a run makes. */
typedef struct
{
  MqVariantsItem *item; /* owned by the list */
  guint variant;
} Variant;

static MqVariantsItem *
find_set (MqTimeline *self, const char *set)
{
  for (guint i = self->items->len; i > 0; i--)
    if (MQ_IS_VARIANTS_ITEM (self->items->pdata[i - 1])
        && g_str_equal (MQ_VARIANTS_ITEM (self->items->pdata[i - 1])->set, set))
      return self->items->pdata[i - 1];

  return NULL;
}

/* The first message of a run says which variant of which set it makes. */
static void
begin (MqTimeline *self, const char *run, MqRunEvent *event)
{
  const MqMessage *message = event->message.value;
  guint n = message->variants;
  MqVariantsItem *item = find_set (self, message->set);
  Variant *variant = g_new (Variant, 1);

  if (item == NULL)
    {
      MqMessage *shown = mq_timeline_dup_message (message);
      g_autoptr (MqVariantsItem) made = mq_variants_item_new (message->set, n, event->time);

      g_set_str (&shown->id, message->set);
      mq_timeline_add_message (self, shown, "user", FALSE, event->time);
      mq_timeline_insert (self, made);
      item = made;
    }

  *variant = (Variant){ item, CLAMP (message->variant, 1, n) };
  g_hash_table_replace (self->variants, g_strdup (run), variant);
}

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
  const Variant *variant;

  g_return_val_if_fail (MQ_IS_TIMELINE (self), FALSE);

  if (run == NULL)
    return FALSE;
  if (event->kind == MQ_EVENT_MESSAGE && event->message.value->variants > 1
      && event->message.value->set != NULL)
    begin (self, run, event);

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

enum
{
  PROP_0,
  PROP_ACTIVITY,
  PROP_SPENDING,
  N_PROPS
};

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
      g_value_set_string (value, mq_timeline_get_activity (MQ_TIMELINE (object)));
      break;
    case PROP_SPENDING:
      g_value_set_string (value, mq_timeline_get_spending (MQ_TIMELINE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_timeline_finalize (GObject *object)
{
  MqTimeline *self = MQ_TIMELINE (object);

  mq_timeline_run_clear (&self->run);
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
mq_timeline_set_activity (MqTimeline *self, const char *activity)
{
  if (g_set_str (&self->activity, activity))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVITY]);
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

/* One line above the next attempt stands for those that failed, with the reasons. */
static void
fold_attempt (MqTimeline *self, guint first, gint64 time)
{
  MqNoticeItem *before = first > 0 && MQ_IS_NOTICE_ITEM (self->items->pdata[first - 1])
                                 && MQ_NOTICE_ITEM (self->items->pdata[first - 1])->attempts > 0
                             ? self->items->pdata[--first]
                             : NULL;
  guint n = before != NULL ? before->attempts + 1 : 1;
  g_autofree char *text
      = g_strdup_printf (ngettext ("%u earlier attempt", "%u earlier attempts", n), n);
  g_autoptr (GPtrArray) reasons = g_ptr_array_new ();
  g_autoptr (MqNoticeItem) line = NULL;
  guint place = get_place (self);

  for (guint i = 0; before != NULL && before->items != NULL && before->items[i] != NULL; i++)
    g_ptr_array_add (reasons, before->items[i]);
  for (guint i = first; i < place; i++)
    {
      MqNoticeItem *notice = MQ_IS_NOTICE_ITEM (self->items->pdata[i]) ? self->items->pdata[i]
                                                                       : NULL;

      if (notice != NULL && g_str_equal (notice->level, "error")
          && !g_ptr_array_find_with_equal_func (reasons, notice->text, g_str_equal, NULL))
        g_ptr_array_add (reasons, notice->text);
    }
  g_ptr_array_add (reasons, NULL);
  line = mq_notice_item_new ("info", "attempts", text, NULL, (const char *const *)reasons->pdata,
                             time);
  line->attempts = n;

  g_ptr_array_remove_range (self->items, first, place - first);
  g_list_model_items_changed (G_LIST_MODEL (self), first, place - first, 0);
  insert_at (self, first, line);
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
        fold_attempt (self, position, time);
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

/**
 * mq_timeline_end_run:
 * @self: a timeline
 * @failed: whether it failed; otherwise it was stopped or completed
 * @time: Unix time in microseconds
 *
 * Marks running items as failed or stopped, and removes a version that was not saved.
 */
void
mq_timeline_end_run (MqTimeline *self, gboolean failed, gint64 time)
{
  g_return_if_fail (MQ_IS_TIMELINE (self));

  mq_timeline_close_notices (self, "asked");
  mq_timeline_drop_pending (self);
  /* A run that ended cannot use more of its budget. */
  mq_timeline_close_notices (self, "budget-reached");
  mq_timeline_end_phase (self, failed ? MQ_STEP_FAILED : MQ_STEP_STOPPED, -1);
  mq_timeline_run_clear (&self->run);
  mq_timeline_update_activity (self);
}

/* Returns: (nullable): the current activity, "First Version · Writer"; %NULL: none */
const char *
mq_timeline_get_activity (MqTimeline *self)
{
  g_return_val_if_fail (MQ_IS_TIMELINE (self), NULL);

  return self->activity;
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

const char *
mq_timeline_get_draft (MqTimeline *self)
{
  MqNoticeItem *failure = mq_timeline_find_failure (self);

  return failure != NULL ? failure->draft : NULL;
}
