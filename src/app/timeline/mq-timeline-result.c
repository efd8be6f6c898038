/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: applies instructions and their results: the script of a step, the checker's findings,
 * tracebacks, measurements. See mq-timeline-private.h. */
#include "app/timeline/mq-timeline-private.h"

#include "app/model/mq-outline.h"
#include "app/model/mq-report-view.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <string.h>

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
