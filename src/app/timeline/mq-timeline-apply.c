/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: applies events to the items, see mq-timeline-private.h. Each function handles one
 * kind of event, and trusts nothing in it. */
#include "app/timeline/mq-timeline-private.h"

#include "app/model/mq-outline.h"
#include "app/model/mq-report-view.h"
#include "app/timeline/mq-spending.h"
#include "client/run/mq-defect-words.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_NAME 64
#define MAX_SECONDS 1e9
#define MAX_FRAMES 40
#define MAX_PICTURES 64
#define AT_ONCE_US (G_USEC_PER_SEC / 10)
/* Lines that explain a badge, and bytes of each. */
#define MAX_LINES 12
#define MAX_LINE 300

static const struct
{
  const char *phase;
  const char *title;
} phases[] = {
  /* Translators: the first of the three phases of the work: from nothing to a first version. */
  [MQ_RUN_PHASE_CREATE] = { "create", N_ ("First Version") },
  /* Translators: the second phase: the team looks for defects by itself and mends them. */
  [MQ_RUN_PHASE_REFINE] = { "refine", N_ ("Check and Render") },
  /* Translators: a round of the third phase: a change that the user asked for is made. */
  [MQ_RUN_PHASE_GUIDED] = { "guided", N_ ("Refinement") },
};

/* Notices about settings are shown once per conversation, not for every run. */
static const char *const once_codes[] = { "sandbox-off", "live-none", NULL };
static const char *const defect_codes[] = { "defects-left", "defects-disputed", NULL };
static const char *const version_codes[] = { "follows", "changed", "requirements-changed", NULL };

/* Returns: (transfer full) (nullable): the text, made safe to show */
static char *
dup_text (const char *text)
{
  return text != NULL ? mq_text_clean (text, MQ_TIMELINE_MAX_TEXT) : NULL;
}

/* Returns: (transfer full): the texts of @list (nullable), fit to show */
static GStrv
dup_list (GStrv list)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; list != NULL && list[i] != NULL && i < MQ_TIMELINE_MAX_ITEMS; i++)
    if (*list[i] != '\0')
      g_strv_builder_take (builder, mq_text_clean (list[i], MQ_TIMELINE_MAX_TEXT));

  return g_strv_builder_end (builder);
}

/* Returns: (transfer full): the message, fit to show */
MqMessage *
mq_timeline_dup_message (const MqMessage *message)
{
  MqMessage *copy = mq_message_copy (message);

  g_free (copy->text);
  copy->text = dup_text (message->text);
  mq_message_take_pictures (copy, dup_list (message->pictures));
  return copy;
}

/* Instructions and their results: the script of a step, the checker's findings, tracebacks,
 * measurements. */

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
static void
on_script (MqTimeline *self, MqRunEvent *event)
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

static void
on_instruction (MqTimeline *self, MqRunEvent *event)
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

  if (mq_timeline_item_replace_strv (&run->step->findings, (const char *const *)findings))
    mq_timeline_item_changed (run->step);
  mq_step_item_set_code (run->step, run->script);
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
      g_autofree char *what = dup_text (mq_json_get_string (finding, "what", NULL));
      gint64 line = mq_json_get_int (finding, "line", 0);
      g_autofree char *sentence = what != NULL && line > 0
                                      ? g_strdup_printf (_ ("line %d: %s"),
                                                         (int)MIN (line, G_MAXINT), what)
                                      : g_strdup (what);

      if (sentence != NULL)
        add_finding (&self->run, sentence);
    }
}

static void
on_executed (MqTimeline *self, JsonObject *result)
{
  JsonObject *error = mq_json_get_object (result, "error");
  JsonArray *frames = mq_json_get_array (error, "traceback");
  guint n = mq_json_length (frames);
  g_autoptr (GString) text = NULL;
  g_autofree char *traceback = NULL;

  if (error == NULL || !is_under_way (&self->run, "blender"))
    return;

  /* In Python's format, innermost frame last; not translated, so that it can be searched for. */
  text = g_string_new (NULL);
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
  traceback = mq_text_clean (text->str, MQ_TIMELINE_MAX_TEXT);
  if (g_set_str (&self->run.step->traceback, traceback))
    mq_timeline_item_changed (self->run.step);
}

static void
on_result (MqTimeline *self, MqRunEvent *event)
{
  const MqResultEvent *result = &event->result;
  JsonObject *report;

  if (result->result == NULL)
    return;

  report = mq_json_get_object (result->result, "report");
  if (result->kind == MQ_INSTRUCTION_CHECK || result->kind == MQ_INSTRUCTION_EXECUTE)
    {
      JsonObject *error = mq_json_get_object (result->result, "error");
      JsonArray *findings = mq_json_get_array (result->result, "findings");
      JsonArray *frames = mq_json_get_array (error, "traceback");
      guint n_frames = mq_json_length (frames);
      gint64 line = 0;

      /* The line of its exception, or else of the first finding that is an error; 0: none. */
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

      self->run.fault_line = line > 0 && line < G_MAXINT ? (guint)line : 0;
    }
  if (result->kind == MQ_INSTRUCTION_CHECK)
    on_checked (self, result->result);
  else if (result->kind == MQ_INSTRUCTION_EXECUTE)
    on_executed (self, result->result);
  else if (result->kind == MQ_INSTRUCTION_MEASURE && report != NULL)
    {
      MqTimelineRun *run = &self->run;

      g_free (run->facts);
      run->facts = mq_report_view_dup_counts (report);
      run->moves = mq_json_get_int (mq_json_get_object (report, "whole"), "moving", 0) > 0;
      if (run->pending != NULL)
        {
          g_set_str (&run->pending->facts, run->facts);
          run->pending->moves = run->moves;
          mq_timeline_item_changed (run->pending);
        }
    }
}

/* Events about pictures and versions. Pictures belong to the version that is being made; it becomes
 * an item of its own when it is kept. */

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
      item->moves = run->moves;
      item->notes = g_strdup (run->notes);
      mq_timeline_insert (self, item);
      run->pending = item;
    }

  return run->pending;
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

static void
on_preview (MqTimeline *self, MqRunEvent *event)
{
  const char *picture = event->picture.picture;
  MqVersionItem *item = has_picture (event) ? get_pending (self, event->time) : NULL;

  if (item == NULL)
    return;

  set_pictures (item, (const char *[]){ picture, NULL }, 0, 0);
}

/* @number: of a kept version. Returns: (transfer none) (nullable): its last card */
static MqVersionItem *
find_card (MqTimeline *self, gint64 number)
{
  for (guint i = self->items->len; i-- > 0;)
    {
      MqVersionItem *item = MQ_IS_VERSION_ITEM (self->items->pdata[i]) ? self->items->pdata[i]
                                                                       : NULL;

      if (item != NULL && item->version != NULL && mq_version_get_number (item->version) == number)
        return item;
    }

  return NULL;
}

/* A draft or a render takes its place among the pictures of its version: a render that of its
 * draft. The first draft, or render without drafts, begins anew. */
static void
on_picture (MqTimeline *self, MqRunEvent *event)
{
  const char *picture = event->picture.picture;
  gboolean draft = event->picture.provisional == TRUE;
  guint of = CLAMP (event->picture.of, 0, MAX_PICTURES);
  guint done = CLAMP (event->picture.done, 0, of);
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_null_terminated (8, NULL, TRUE);
  GStrv before;
  gboolean drafted;
  MqVersionItem *item;

  if (!has_picture (event) || done == 0 || self->run.previewing)
    return;

  item = event->picture.version > 0 ? find_card (self, event->picture.version)
                                    : get_pending (self, event->time);
  if (item == NULL)
    return;
  if (item->version != NULL)
    g_set_object (&self->run.pictured, item);

  drafted = item->done == 0 && item->of > 0;
  before = item->pictures;
  if (before != NULL && item->of > 0 && (done > 1 || (drafted && !draft)))
    for (; *before != NULL; before++)
      g_ptr_array_add (pictures, *before);

  if (done <= pictures->len)
    pictures->pdata[done - 1] = (gpointer)picture;
  else if (pictures->len < MAX_PICTURES)
    g_ptr_array_add (pictures, (gpointer)picture);

  /* Guesses the time by the renders before, which begin after the drafts. Those that come at once
   * were rendered before Maquette was closed. */
  if (draft || item->since == 0 || done < item->done || event->time - item->since < AT_ONCE_US)
    {
      item->since = event->time;
      item->counted = draft ? 0 : done;
    }

  item->drafted = draft ? done : item->drafted;
  item->left = draft || done <= item->counted ? 0
                                              : (guint)((event->time - item->since) * (of - done)
                                                        / (done - item->counted) / G_USEC_PER_SEC);
  /* Those before the first draft were rendered before Maquette was closed. */
  set_pictures (item, (const char *const *)pictures->pdata,
                draft ? MIN (item->done, done - 1) : done, of);
}

static void
judge (MqVersionItem *item, const MqVersionEvent *version)
{
  g_auto (GStrv) missed = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  item->verdict = mq_verdict_make (version->requirements, version->faults, version->minor,
                                   (const char *const *)version->detached);
  g_free (item->missed);

  /* The lines that explain the badge: what is missed, then the faults. */
  missed = mq_verdict_list_missed (version->requirements, (const char *const *)version->detached);
  lines = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  for (guint i = 0; missed[i] != NULL && lines->len < MAX_LINES; i++)
    g_ptr_array_add (lines, mq_text_clean (missed[i], MAX_LINE));
  append_faults (lines, version->faults);
  append_faults (lines, version->minor);
  item->missed = lines->len > 0 ? g_strjoinv ("\n", (char **)lines->pdata) : NULL;
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
static void
on_version_measured (MqTimeline *self, MqRunEvent *event)
{
  MqVersionItem *item = find_card (self, event->version.number);

  if (item != NULL)
    {
      judge (item, &event->version);
      warn (item);
      mq_timeline_item_changed (item);
    }
  mq_timeline_close_notices (self, "not-measured");
}

static void
on_version (MqTimeline *self, MqRunEvent *event)
{
  const MqVersionEvent *version = &event->version;
  MqVersionItem *item = get_pending (self, event->time);
  g_autofree char *summary = dup_text (version->summary);
  g_auto (GStrv) suggestions = dup_list (version->suggestions);
  JsonArray *const lists[] = { version->faults, version->minor };
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);

  if (item == NULL)
    return;

  g_set_str (&item->summary, summary);
  judge (item, version);
  item->verdict.unmeasured = version->unmeasured == TRUE;
  mq_timeline_item_replace_strv (&item->suggestions, (const char *const *)suggestions);
  mq_timeline_item_changed (item);

  /* The faults that the card names are not listed above it, too. */
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < mq_json_length (lists[i]); j++)
      {
        char *words = mq_defect_words_make (mq_json_element_object (lists[i], j));

        if (words != NULL)
          g_ptr_array_add (told, words);
      }
  for (guint i = self->items->len - self->n_queued;
       i > 0 && !MQ_IS_MESSAGE_ITEM (self->items->pdata[i - 1]); i--)
    {
      MqNoticeItem *notice = MQ_IS_NOTICE_ITEM (self->items->pdata[i - 1])
                                 ? self->items->pdata[i - 1]
                                 : NULL;
      g_autoptr (GStrvBuilder) left = g_strv_builder_new ();
      g_auto (GStrv) items = NULL;

      if (notice == NULL || notice->items == NULL || !g_strv_contains (defect_codes, notice->code))
        continue;

      for (guint j = 0; notice->items[j] != NULL; j++)
        if (!g_ptr_array_find_with_equal_func (told, notice->items[j], g_str_equal, NULL))
          g_strv_builder_add (left, notice->items[j]);
      items = g_strv_builder_end (left);
      if (*items == NULL)
        mq_timeline_remove (self, notice);
      else if (mq_timeline_item_replace_strv (&notice->items, (const char *const *)items))
        mq_timeline_item_changed (notice);
    }
}

static void
on_kept (MqTimeline *self, MqRunEvent *event, GListModel *versions)
{
  g_autoptr (MqVersion) version = mq_version_find (versions, event->kept.version);
  g_auto (GStrv) pictures = dup_list (event->kept.pictures);
  /* Without pictures it has a preview. */
  guint n_pictures = version != NULL && mq_version_get_n_pictures (version) == 0
                         ? 0
                         : g_strv_length (pictures);
  g_autoptr (MqVersionItem) item = NULL;

  self->run.instructed |= self->run.guided;
  item = g_object_ref (get_pending (self, event->time));

  g_set_object (&item->version, version);
  if (version != NULL && item->summary == NULL)
    item->summary = g_strdup (mq_version_get_summary (version));
  warn (item);
  set_pictures (item, (const char *const *)(*pictures != NULL ? pictures : item->pictures),
                n_pictures, n_pictures);

  /* It is one of those that have happened now. */
  g_clear_object (&self->run.pending);
  g_clear_pointer (&self->run.draft, g_ref_string_release);
  g_clear_pointer (&self->run.facts, g_free);
  g_clear_pointer (&self->run.notes, g_free);
}

static void
add_notice (MqTimeline *self, const char *level, const char *code, const char *text,
            const char *next, const char *const *items, gpointer before, gint64 time)
{
  g_autoptr (MqNoticeItem) notice = mq_notice_item_new (level, code, text, next, items, time);

  mq_timeline_insert_before (self, notice, before);
}

/* Phases. */

static void
begin_phase_named (MqTimeline *self, const char *phase, const char *title, gint64 time)
{
  MqTimelineRun *run = &self->run;

  mq_timeline_end_phase (self, MQ_STEP_DONE, -1);

  run->phase = mq_phase_item_new (phase, title, time);
  run->n_repairs = 0;
  run->seconds = 0;
  g_clear_pointer (&run->outcome, g_free);
  mq_timeline_insert (self, run->phase);
}

static void
begin_phase (MqTimeline *self, MqRunPhase phase, gint64 time)
{
  const char *title = _ (phases[phase].title);
  gboolean has_version = FALSE;

  for (guint i = 0; i < self->items->len && !has_version; i++)
    has_version = MQ_IS_VERSION_ITEM (self->items->pdata[i]);

  /* A run of the user's own script, or one based on an existing version. */
  if (phase == MQ_RUN_PHASE_CREATE && has_version)
    /* Translators: a phase of the work: a further version is made of what the user wrote or turned.
     */
    title = _ ("New version");

  begin_phase_named (self, phases[phase].phase, title, time);
}

static void
on_phase (MqTimeline *self, MqRunEvent *event)
{
  MqRunPhase phase = event->phase.phase;
  gboolean starts = event->phase.state == MQ_EVENT_STATE_STARTED;
  gboolean guided = phase == MQ_RUN_PHASE_GUIDED;
  g_autofree char *name = mq_text_clean (mq_run_event_get_phase (event), MAX_NAME);

  if (*name == '\0')
    return;

  /* Each round of the guided phase is an item, below the user's message. */
  if (!starts)
    mq_timeline_end_phase (self, MQ_STEP_DONE,
                           guided ? -1 : MIN (event->phase.seconds, MAX_SECONDS));
  else if (phase == MQ_RUN_PHASE_UNKNOWN)
    begin_phase_named (self, name, name, event->time);
  else if (!guided)
    begin_phase (self, phase, event->time);

  self->run.guided = guided && starts;
  self->run.instructed = FALSE;
}

/* Steps. */

static MqStepItem *
begin_step (MqTimeline *self, gint64 number, const char *role, gint64 time)
{
  MqTimelineRun *run = &self->run;
  g_autoptr (MqStepItem) step = NULL;
  gboolean retry;

  if (run->phase == NULL)
    begin_phase (self, run->guided ? MQ_RUN_PHASE_GUIDED : MQ_RUN_PHASE_CREATE, time);
  if (run->steps == NULL)
    run->steps = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);

  retry = run->failed_role != NULL
          && (g_str_equal (role, run->failed_role) || g_str_equal (role, "debugger"));
  step = mq_step_item_new (role, retry, time);
  if (g_str_equal (role, "debugger"))
    run->n_repairs++;
  g_set_object (&run->step, step);
  g_hash_table_replace (run->steps, g_memdup2 (&number, sizeof number), g_object_ref (step));
  return step;
}

static void
on_step (MqTimeline *self, MqRunEvent *event)
{
  MqTimelineRun *run = &self->run;
  const MqStepEvent *said = &event->step;
  const MqEventTokens *tokens = &said->tokens;
  const MqStepUsage usage = { said->calls, tokens->input, tokens->output, tokens->cached,
                              said->cost };
  MqEventState state = said->state;
  gint64 number = MAX (said->step, 0);
  g_autofree char *role = mq_text_clean (mq_run_event_get_role (event), MAX_NAME);
  MqStepItem *known = run->steps != NULL ? g_hash_table_lookup (run->steps, &number) : NULL;
  g_autoptr (MqStepItem) step = NULL;
  gboolean is_new = known == NULL || !g_str_equal (known->role, role);
  g_autofree char *text = dup_text (said->text);
  g_autofree char *detail = dup_text (said->detail);
  g_autofree char *model = mq_text_clean (said->model != NULL ? said->model : "", MAX_NAME);

  step = g_object_ref (is_new ? begin_step (self, number, role, event->time) : known);
  if (text != NULL)
    mq_step_item_set_text (step, text);
  if (detail != NULL && *detail != '\0' && g_set_str (&step->detail, detail))
    mq_timeline_item_changed (step);
  if (said->model != NULL || said->cost >= 0 || tokens->input >= 0 || tokens->output >= 0
      || tokens->cached >= 0)
    {
      gboolean is_named = *model != '\0' && g_set_str (&step->model, model);

      if (is_named || memcmp (&step->usage, &usage, sizeof usage) != 0)
        {
          step->usage = usage;
          mq_timeline_item_changed (step);
        }
    }

  if (state == MQ_EVENT_STATE_ENDED || state == MQ_EVENT_STATE_FAILED)
    {
      gboolean failed = state == MQ_EVENT_STATE_FAILED;
      double seconds = MIN (said->seconds, MAX_SECONDS);

      if (seconds >= 0)
        run->seconds += seconds;
      run->phase->worked = run->seconds;
      run->phase->since = g_get_monotonic_time ();
      mq_timeline_item_changed (run->phase);
      mq_step_item_end (step, failed ? MQ_STEP_FAILED : MQ_STEP_DONE, seconds);

      if (failed)
        g_set_str (&run->failed_role, role);
      else if (g_strcmp0 (run->failed_role, role) == 0)
        g_clear_pointer (&run->failed_role, g_free);
      if (g_str_equal (role, run->guided ? "refiner" : "critic"))
        g_set_str (&run->outcome, step->text);
      g_hash_table_remove (run->steps, &number);
    }

  /* Insert last, so that the row is bound to complete data. */
  if (is_new)
    g_list_store_append (run->phase->steps, step);
}

/* Live only: how far Blender's running step is with measuring. */
static void
on_measuring (MqTimeline *self, MqRunEvent *event)
{
  GHashTableIter iter;
  gpointer step;

  if (self->run.steps == NULL || event->picture.of <= 0)
    return;

  g_hash_table_iter_init (&iter, self->run.steps);
  while (g_hash_table_iter_next (&iter, NULL, &step))
    if (g_str_equal (((MqStepItem *)step)->role, "blender"))
      {
        int percent = (int)CLAMP (100.0 * event->picture.done / event->picture.of, 0, 100);
        /* Translators: the step “Measuring”, and how far it is */
        g_autofree char *text = g_strdup_printf (_ ("Measuring: %d %%"), percent);

        mq_step_item_set_text (step, text);
      }
}

/* Live only: the text that a model is writing in a running step. */
static void
on_stream (MqTimeline *self, MqRunEvent *event)
{
  const MqStreamEvent *stream = &event->stream;
  MqStepItem *step = self->run.steps != NULL ? g_hash_table_lookup (self->run.steps, &stream->step)
                                             : NULL;

  if (step == NULL || stream->text == NULL)
    return;
  if (stream->thoughts != NULL)
    mq_step_item_append_thoughts (step, stream->thoughts);
  if (stream->retry.code != NULL || stream->retry.seconds >= 0)
    {
      const char *why = stream->text;
      double seconds = CLAMP (stream->retry.seconds, 0, G_MAXINT);
      guint whole = (guint)round (seconds);
      g_autofree char *text = stream->retry.attempt == 1 ? g_strdup (why)
                              : whole > 0
                                  /* Translators: %s is a sentence: “Anthropic is busy (529)”. */
                                  ? g_strdup_printf (ngettext ("%s. Trying again in %u second.",
                                                               "%s. Trying again in %u seconds.",
                                                               whole),
                                                     why, whole)
                                  : g_strdup_printf (_ ("%s. Trying again."), why);

      mq_step_item_set_waiting (step, text);
    }
  else if (*stream->text != '\0')
    mq_step_item_append_stream (step, stream->text);
}

static gboolean
has_amounts (const MqEventAmounts *amounts)
{
  return amounts->calls >= 0 || amounts->tokens >= 0 || amounts->cost >= 0 || amounts->seconds >= 0;
}

static void
on_budget (MqTimeline *self, MqRunEvent *event)
{
  const MqBudgetEvent *budget = &event->budget;
  g_autofree char *line = NULL;

  if (!has_amounts (&budget->spent))
    return;

  /* The limit was raised, or more was used: the notice is outdated, or will be repeated. */
  mq_timeline_close_notices (self, "budget-reached");
  line = mq_spending_describe (&budget->budget, &budget->spent);
  mq_timeline_set_spending (self, line);
  g_clear_pointer (&self->raised, g_free);
  if (has_amounts (&budget->budget))
    self->raised = mq_spending_describe_limit (&budget->budget, MQ_TIMELINE_RAISE);
}

/* Each run has its own budget. */
static void
on_began (MqTimeline *self, MqRunEvent *event)
{
  mq_timeline_set_spending (self, NULL);
  g_clear_pointer (&self->raised, g_free);
}

static void
on_plan (MqTimeline *self, MqRunEvent *event)
{
  self->run.n_parts = mq_json_length (mq_json_get_array (event->plan.plan, "parts"));
}

/* Messages and notices. */

static void
on_message (MqTimeline *self, MqRunEvent *event)
{
  const MqMessageEvent *message = &event->message;

  if (*message->value->text != '\0' || *message->value->pictures != NULL
      || message->value->targets != NULL)
    mq_timeline_add_message (self, mq_timeline_dup_message (message->value),
                             message->role == MQ_SPEAKER_TEAM ? "team" : "user",
                             message->queued == TRUE, event->time);
}

/* Returns: (transfer none) (nullable): the last item that is not queued */
static gpointer
get_last (MqTimeline *self)
{
  guint n = self->items->len - self->n_queued;

  return n > 0 ? self->items->pdata[n - 1] : NULL;
}

static void
on_notice (MqTimeline *self, MqRunEvent *event)
{
  const MqNoticeEvent *notice = &event->notice;
  g_autofree char *code = mq_text_clean (notice->code != NULL ? notice->code : "", MAX_NAME);
  g_autofree char *text = dup_text (notice->text);
  g_auto (GStrv) items = dup_list (notice->items);
  g_autofree char *next = dup_text (notice->next);
  JsonArray *defects = notice->defects;
  guint n = defects != NULL ? json_array_get_length (defects) : 0;
  /* The interpretation of a message belongs to the message, above the work. */
  gboolean is_first = is_under_way (&self->run, "planner") || is_under_way (&self->run, "refiner");

  /* Facts from the service become sentences in the user's language. */
  for (guint i = 0; i < n && g_strv_length (items) == n; i++)
    {
      char *words = mq_defect_words_make (mq_json_element_object (defects, i));

      if (words == NULL)
        continue;
      g_free (items[i]);
      items[i] = words;
    }

  if (text == NULL)
    return;
  if (is_under_way (&self->run, "checker"))
    {
      add_finding (&self->run, text);
      return;
    }
  if (g_strv_contains (once_codes, code) && mq_timeline_has_notice (self, code, text))
    return;

  if (g_strv_contains (version_codes, code))
    {
      MqTimelineRun *run = &self->run;
      g_autofree char *list = items != NULL ? g_strjoinv (" · ", items) : g_strdup ("");
      g_autofree char *note = *list != '\0' ? g_strdup_printf (_ ("%s: %s"), text, list)
                                            : g_strdup (text);
      g_autofree char *before = g_steal_pointer (&run->notes);

      /* The card of its version has what a change did, so that one change is one card. */
      run->notes = before != NULL ? g_strconcat (before, "\n", note, NULL) : g_strdup (note);
      if (run->pending != NULL)
        {
          g_set_str (&run->pending->notes, run->notes);
          mq_timeline_item_changed (run->pending);
        }
      return;
    }
  if (g_str_equal (code, "budget-reached") && self->raised != NULL)
    {
      g_free (next);
      /* Translators: %s is how much it then is: “120 calls, $2.00”. */
      next = g_strdup_printf (_ ("Raising the budget doubles it: %s."), self->raised);
    }
  /* One row says how far it is. */
  if (g_str_equal (code, "render-waiting") && MQ_IS_NOTICE_ITEM (get_last (self))
      && g_str_equal (MQ_NOTICE_ITEM (get_last (self))->code, code))
    mq_timeline_remove (self, get_last (self));
  add_notice (self, notice->level == MQ_NOTICE_LEVEL_WARNING ? "warning" : "info", code, text, next,
              (const char *const *)items, is_first ? self->run.phase : NULL, event->time);
}

/* Returns: (transfer full): the paths of the drawings of the last message */
static GStrv
list_sheets (MqTimeline *self)
{
  g_autoptr (GStrvBuilder) sheets = g_strv_builder_new ();
  guint i = self->items->len;

  while (i > 0 && !MQ_IS_MESSAGE_ITEM (self->items->pdata[i - 1]))
    i--;
  if (i > 0)
    {
      const MqMessage *message = MQ_MESSAGE_ITEM (self->items->pdata[i - 1])->message;

      for (guint j = 0; j < G_N_ELEMENTS (message->roles) && message->pictures[j] != NULL; j++)
        if (message->roles[j] == MQ_PICTURE_ROLE_DRAWING)
          g_strv_builder_add (sheets, message->pictures[j]);
    }
  return g_strv_builder_end (sheets);
}

/* The card of a list that the user is asked about. */
static void
on_asked (MqTimeline *self, MqRunEvent *event)
{
  g_autoptr (MqNoticeItem) notice = mq_notice_item_new (
      "warning", "asked",
      _ ("Some of the drawing is hard to read. Check the list below; building starts after that."),
      NULL, NULL, event->time);

  notice->question = event->asked.question;
  notice->asked = json_array_new ();
  notice->sheets = list_sheets (self);
  for (guint i = 0;
       event->asked.requirements != NULL && i < json_array_get_length (event->asked.requirements);
       i++)
    {
      JsonObject *row = mq_json_element_object (event->asked.requirements, i);

      if (row != NULL)
        json_array_add_object_element (notice->asked, mq_json_copy_object (row));
    }
  mq_timeline_insert (self, notice);
}

static void
on_answered (MqTimeline *self, MqRunEvent *event)
{
  /* The list has served: a notice names the numbers that are used, as the user corrected them. */
  for (guint i = self->items->len; i-- > 0;)
    if (MQ_IS_NOTICE_ITEM (self->items->pdata[i])
        && g_str_equal (MQ_NOTICE_ITEM (self->items->pdata[i])->code, "asked"))
      {
        mq_timeline_remove (self, self->items->pdata[i]);
        return;
      }
}

static void
on_refinement (MqTimeline *self, MqRunEvent *event)
{
  MqTimelineRun *run = &self->run;
  g_autofree char *text = dup_text (event->refinement.text);
  gboolean prepared = run->phase != NULL && run->guided && !run->instructed;

  if (text == NULL)
    return;

  mq_timeline_close_notices (self, NULL);
  mq_timeline_drop_pending (self);
  g_clear_pointer (&self->run.draft, g_ref_string_release);
  if (!prepared)
    mq_timeline_end_phase (self, MQ_STEP_DONE, -1);

  if (!mq_timeline_take (self, event->refinement.id))
    {
      g_autoptr (MqMessageItem) item = mq_message_item_new (mq_message_new (text, NULL), "user",
                                                            FALSE, event->time);

      item->message->id = g_strdup (event->refinement.id);
      mq_timeline_insert_before (self, item, run->phase);
    }

  run->guided = TRUE;
  run->instructed = TRUE;
  if (!prepared)
    begin_phase (self, MQ_RUN_PHASE_GUIDED, event->time);
}

static void
on_refused (MqTimeline *self, MqRunEvent *event)
{
  g_autofree char *text = dup_text (event->refused.text);
  g_auto (GStrv) items = dup_list (event->refused.items);
  gboolean listed = FALSE;
  gboolean so = event->refused.outcome == MQ_REFUSAL_ALREADY_SO;
  g_autoptr (MqPhaseItem) phase = self->run.phase != NULL ? g_object_ref (self->run.phase) : NULL;
  GListModel *steps = phase != NULL ? G_LIST_MODEL (phase->steps) : NULL;
  guint n_steps = steps != NULL ? g_list_model_get_n_items (steps) : 0;
  /* Whether the phase has only what the refusal says again: no script, and no model's words. */
  gboolean bare = self->run.pending == NULL && self->spending == NULL && n_steps > 0
                  && g_str_equal (phase->phase, "guided");
  g_autoptr (MqNoticeItem) notice = NULL;

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (MqStepItem) step = g_list_model_get_item (steps, i);

      bare = bare && step->code == NULL && step->model == NULL && step->detail == NULL;
    }

  /* A notice may have listed the same since the user's last message. */
  for (guint i = self->items->len;
       i > 0 && !listed && !MQ_IS_MESSAGE_ITEM (self->items->pdata[i - 1]); i--)
    {
      gpointer item = self->items->pdata[i - 1];
      GStrv before = MQ_IS_NOTICE_ITEM (item) ? MQ_NOTICE_ITEM (item)->items : NULL;

      listed = before != NULL
               && g_strv_equal ((const char *const *)before, (const char *const *)items);
    }

  mq_timeline_drop_pending (self);
  mq_timeline_end_phase (self, so ? MQ_STEP_DONE : MQ_STEP_FAILED, -1);
  if (bare)
    mq_timeline_remove (self, phase);
  self->run.instructed = FALSE;
  notice = mq_notice_item_new (so ? "info" : "warning", so ? "already-so" : "refused",
                               text != NULL ? text : _ ("This change is not possible."),
                               so ? _ ("Nothing was changed.") : NULL,
                               listed ? NULL : (const char *const *)items, event->time);
  notice->draft = g_steal_pointer (&self->run.draft);
  notice->no_model = bare;
  mq_timeline_insert (self, notice);
}

static void
on_waiting (MqTimeline *self, MqRunEvent *event)
{
  mq_timeline_drop_pending (self);
  mq_timeline_end_phase (self, MQ_STEP_DONE, -1);
  self->run.guided = TRUE;
  self->run.instructed = FALSE;
}

/* Versions. */

static guint
read_number (gint64 number)
{
  return (guint)CLAMP (number, 0, G_MAXINT);
}

/* Several steps in a row, as by Ctrl+Z, are one line. */
static void
on_current (MqTimeline *self, MqRunEvent *event)
{
  gpointer last = get_last (self);
  g_autofree char *text = g_strdup_printf (_ ("Back to version %u"),
                                           read_number (event->current.version));
  g_autoptr (MqNoticeItem) notice = NULL;

  if (MQ_IS_NOTICE_ITEM (last) && g_str_equal (MQ_NOTICE_ITEM (last)->code, "current"))
    mq_timeline_remove (self, last);
  mq_timeline_close_notices (self, NULL);
  notice = mq_notice_item_new ("info", "current", text, NULL, NULL, event->time);
  notice->version = read_number (event->current.from);
  mq_timeline_insert (self, notice);
}

/**
 * mq_timeline_offer_version:
 * @self: a timeline whose last item is a notice
 * @number: of the version to which its button goes back; 0: none
 */
void
mq_timeline_offer_version (MqTimeline *self, guint number)
{
  gpointer last = get_last (self);

  if (!MQ_IS_NOTICE_ITEM (last) || number == 0)
    return;

  MQ_NOTICE_ITEM (last)->version = number;
  mq_timeline_item_changed (last);
}

static void
on_done (MqTimeline *self, MqRunEvent *event)
{
  mq_timeline_end_phase (self, MQ_STEP_DONE, -1);
  mq_timeline_end_run (self, FALSE, event->time);
}

static void
on_failed (MqTimeline *self, MqRunEvent *event)
{
  const char *type = event->failed.type != NULL ? event->failed.type : "";
  const char *slash = strrchr (type, '/');
  g_autofree char *code = mq_text_clean (slash != NULL ? slash + 1 : type, MAX_NAME);
  g_autofree char *detail = dup_text (event->failed.detail);
  g_autofree char *next = dup_text (event->failed.next);
  guint line = self->run.fault_line;

  /* A stopped run is reported by `ended`. */
  if (g_str_equal (code, "cancelled"))
    {
      mq_timeline_end_run (self, FALSE, event->time);
      return;
    }

  if (g_str_equal (code, "script-failed") && line > 0)
    {
      g_free (next);
      next = g_strdup_printf (_ ("Fix line %u, then run again."), line);
    }
  mq_timeline_fail_run (self, *code != '\0' ? code : "failed",
                        detail != NULL && *detail != '\0' ? detail : _ ("The run failed."), next,
                        event->time);
}

static void
on_worker_replaced (MqTimeline *self, MqRunEvent *event)
{
  g_autofree char *why = dup_text (event->process.why);

  add_notice (self, "info", "worker-replaced", _ ("Blender stopped and was started again"), NULL,
              why != NULL ? (const char *const[]){ why, NULL } : NULL, NULL, event->time);
}

static void
on_service_restarted (MqTimeline *self, MqRunEvent *event)
{
  add_notice (self, "info", "service-restarted",
              _ ("The agent service stopped and was started again; the run continues."), NULL, NULL,
              NULL, event->time);
}

static void
on_output_failed (MqTimeline *self, MqRunEvent *event)
{
  g_autofree char *text = dup_text (event->file.text);

  add_notice (
      self, "warning", "output-failed",
      _ ("The result could not be written to the output folder; it is safe in the library."), NULL,
      text != NULL ? (const char *const[]){ text, NULL } : NULL, NULL, event->time);
}

/* The events that change the timeline; `kept` does, too. */
static void (*const handlers[MQ_N_EVENTS]) (MqTimeline *self, MqRunEvent *event) = {
  [MQ_EVENT_STEP] = on_step,
  [MQ_EVENT_STREAM_TEXT] = on_stream,
  [MQ_EVENT_BUDGET] = on_budget,
  [MQ_EVENT_BEGAN] = on_began,
  [MQ_EVENT_PHASE] = on_phase,
  [MQ_EVENT_PLAN] = on_plan,
  [MQ_EVENT_SCRIPT] = on_script,
  [MQ_EVENT_INSTRUCTION] = on_instruction,
  [MQ_EVENT_RESULT] = on_result,
  [MQ_EVENT_MESSAGE] = on_message,
  [MQ_EVENT_NOTICE] = on_notice,
  [MQ_EVENT_ASKED] = on_asked,
  [MQ_EVENT_ANSWERED] = on_answered,
  [MQ_EVENT_REFINEMENT] = on_refinement,
  [MQ_EVENT_REFUSED] = on_refused,
  [MQ_EVENT_WAITING] = on_waiting,
  [MQ_EVENT_PREVIEW] = on_preview,
  [MQ_EVENT_PICTURE] = on_picture,
  [MQ_EVENT_VERSION] = on_version,
  [MQ_EVENT_CURRENT] = on_current,
  [MQ_EVENT_MEASURING] = on_measuring,
  [MQ_EVENT_MEASURED] = on_version_measured,
  [MQ_EVENT_DONE] = on_done,
  [MQ_EVENT_FAILED] = on_failed,
  [MQ_EVENT_WORKER_REPLACED] = on_worker_replaced,
  [MQ_EVENT_SERVICE_RESTARTED] = on_service_restarted,
  [MQ_EVENT_OUTPUT_FAILED] = on_output_failed,
};

/**
 * mq_timeline_add_event:
 * @self: a timeline
 * @event: an event of a run, live or from the record; its members may be absent
 * @versions: (nullable): a list of MqVersion, in which a `kept` event finds its version
 */
void
mq_timeline_add_event (MqTimeline *self, MqRunEvent *event, GListModel *versions)
{
  g_return_if_fail (MQ_IS_TIMELINE (self));
  g_return_if_fail (event != NULL);
  g_return_if_fail (versions == NULL || G_IS_LIST_MODEL (versions));

  if (event->kind == MQ_EVENT_KEPT)
    on_kept (self, event, versions);
  else if (handlers[event->kind] != NULL)
    handlers[event->kind](self, event);
  mq_timeline_update_activity (self);
}
