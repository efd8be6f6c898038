/* MqWorkbench: single steps of a run, see mq-workbench.h. */
#include "service/run/mq-workbench.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "service/run/mq-problem.h"
#include "service/team/mq-report.h"
#include "service/run/mq-run-budget.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_FINDINGS_SAID 5
#define MAX_TRACEBACK_LINES 20

typedef struct
{
  const char *role;
  gint64 number;
  gint64 since;
} Step;

static JsonObject *
step_to_json (const Step *step, const char *state, const char *text)
{
  JsonObject *data = json_object_new ();

  json_object_set_int_member (data, "step", step->number);
  json_object_set_string_member (data, "role", step->role);
  json_object_set_string_member (data, "state", state);
  json_object_set_string_member (data, "text", text);
  return data;
}

static gboolean
begin_step (MqWorkbench *self, Step *step, const char *role, const char *text, GError **error)
{
  *step = (Step){ role, ++self->step, 0 };

  if (!mq_service_run_say (self->run, "step", step_to_json (step, "started", text), error))
    return FALSE;

  step->since = mq_run_log_get_time (mq_service_run_get_log (self->run));
  return TRUE;
}

/* The budget counts whole seconds; what is left of one goes to the next step. */
static void
count_seconds (MqWorkbench *self, double seconds)
{
  double whole;

  self->seconds += seconds;
  whole = floor (self->seconds);
  self->seconds -= whole;
  mq_draft_count_seconds (self->draft, whole);
}

static gboolean
end_step_with (MqWorkbench *self, const Step *step, JsonObject *data, GError **error)
{
  double seconds = mq_service_run_get_seconds (self->run, step->since);

  json_object_set_double_member (data, "seconds", seconds);
  count_seconds (self, seconds);
  return mq_service_run_say (self->run, "step", data, error);
}

static gboolean
end_step (MqWorkbench *self, const Step *step, const char *state, const char *text, GError **error)
{
  return end_step_with (self, step, step_to_json (step, state, text), error);
}

/* Ends the step as failed and hands @fault (transfer full) on, unless the run is to end anyway. */
static gboolean
fail_step (MqWorkbench *self, const Step *step, GError *fault, GError **error)
{
  g_autoptr (GError) why = fault;

  if (!end_step (self, step, "failed", why->message, error))
    return FALSE;

  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/**
 * mq_workbench_notice:
 * @level: info or warning
 * @code: stable
 * @text: for people
 * @items: (transfer full) (nullable): what it is about
 * @error: the run is to end
 *
 * Returns: whether it was said
 */
gboolean
mq_workbench_notice (MqWorkbench *self, const char *level, const char *code, const char *text,
                     JsonArray *items, GError **error)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "level", level);
  json_object_set_string_member (data, "code", code);
  json_object_set_string_member (data, "text", text);
  json_object_set_array_member (data, "items", items != NULL ? items : json_array_new ());
  return mq_service_run_say (self->run, "notice", data, error);
}

static gboolean
pass_notices_on (MqWorkbench *self, JsonObject *answer, GError **error)
{
  JsonArray *notices = mq_json_get_array (answer, "notices");

  for (guint i = 0; notices != NULL && i < json_array_get_length (notices); i++)
    {
      JsonObject *notice = mq_json_element_object (notices, i);

      if (notice != NULL
          && !mq_service_run_say (self->run, "notice", json_object_ref (notice), error))
        return FALSE;
    }

  return TRUE;
}

static void
add_usage (JsonObject *data, JsonObject *usage)
{
  static const char *const counts[] = { "input", "output", "cached" };
  JsonObject *tokens = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    json_object_set_int_member (tokens, counts[i], mq_json_get_int (usage, counts[i], 0));

  json_object_set_string_member (data, "model", mq_json_get_string (usage, "model", ""));
  json_object_set_int_member (data, "calls", mq_json_get_int (usage, "calls", 0));
  json_object_set_object_member (data, "tokens", tokens);
  if (json_object_has_member (usage, "cost"))
    json_object_set_double_member (data, "cost", mq_json_get_double (usage, "cost", 0));
}

/* Ends a step of the team's: with what it used up, and how much of the budget that leaves. */
static gboolean
end_thinking (MqWorkbench *self, const Step *step, const char *state, const char *text,
              JsonObject *usage, const char *detail, GError **error)
{
  JsonObject *data = step_to_json (step, state, text);

  if (usage != NULL)
    add_usage (data, usage);
  if (detail != NULL)
    json_object_set_string_member (data, "detail", detail);

  return end_step_with (self, step, data, error)
         && (usage == NULL
             || mq_service_run_say (self->run, "budget", mq_run_budget_describe (self->draft),
                                    error));
}

/**
 * mq_workbench_think:
 * @role: as in the step event
 * @doing: for people, while it lasts
 * @func: what is asked of the team
 * @required: (nullable): the member that the answer must have
 * @error: as mq_service_run_think() says
 *
 * Has the team think, and passes its notices on.
 *
 * Returns: (transfer full) (nullable): the answer
 */
JsonObject *
mq_workbench_think (MqWorkbench *self, const char *role, const char *doing, MqRole func,
                    const char *required, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) usage = NULL;
  g_autoptr (GError) fault = NULL;
  const char *state = "ended";
  const char *text;
  const char *detail;
  Step step;

  if (!begin_step (self, &step, role, doing, error))
    return NULL;

  answer = mq_service_run_think (self->run, step.number, role, func, &usage, &fault);
  text = mq_json_get_string (answer, "text", "");
  detail = mq_json_get_string (answer, "detail", NULL);

  /* The event `refused` says why; here it is enough that it is so. */
  if (mq_json_get_boolean (answer, "refused", FALSE))
    {
      state = "failed";
      text = _ ("It cannot be done");
    }
  else if (answer != NULL && required != NULL && !json_object_has_member (answer, required))
    g_set_error (&fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_INTERNAL,
                 _ ("The team’s %s answered without “%s”"), role, required);

  if (fault != NULL)
    {
      if (!end_thinking (self, &step, "failed", fault->message, usage, detail, error))
        return NULL;

      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  if (!pass_notices_on (self, answer, error)
      || !end_thinking (self, &step, state, text, usage, detail, error))
    return NULL;

  return g_steal_pointer (&answer);
}

/* Has the client carry out an instruction; its own errors come back as MQ_PROBLEM_ERROR. */
static JsonObject *
instruct (MqWorkbench *self, const char *kind, JsonObject *arguments, gint64 *instruction,
          GError **error)
{
  g_autoptr (JsonObject) body = mq_service_run_ask (self->run, kind, arguments, instruction, error);
  JsonObject *fault;

  if (body == NULL)
    return NULL;

  if (mq_json_get_boolean (body, "ok", FALSE))
    return json_object_ref (mq_json_get_object (body, "result"));

  fault = mq_json_get_object (body, "error");
  g_set_error_literal (error, MQ_PROBLEM_ERROR,
                       (int)mq_problem_from_code (mq_json_get_string (fault, "code", NULL)),
                       mq_json_get_string (fault, "message", _ ("The step failed")));
  return NULL;
}

/**
 * mq_workbench_is_fault_of_script:
 * @error: what mq_workbench_try() or mq_workbench_build() gave
 *
 * Returns: whether another script may fare better
 */
gboolean
mq_workbench_is_fault_of_script (const GError *error)
{
  static const MqProblem faults[] = {
    MQ_PROBLEM_SCRIPT_FAILED, MQ_PROBLEM_NOTHING_VISIBLE, MQ_PROBLEM_WORKER_LOST,
    MQ_PROBLEM_TIMEOUT,       MQ_PROBLEM_OUT_OF_MEMORY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_error_matches (error, MQ_PROBLEM_ERROR, faults[i]))
      return TRUE;

  return FALSE;
}

/* What a team has to mend before it may run: errors, and imports beyond those that are allowed. */
static gboolean
is_to_mend (JsonObject *finding)
{
  return g_strcmp0 (mq_json_get_string (finding, "severity", NULL), "error") == 0
         || g_strcmp0 (mq_json_get_string (finding, "code", NULL), "import") == 0;
}

static char *
describe_finding (JsonObject *finding)
{
  /* Translators: a line of a script, and what is wrong there. */
  return g_strdup_printf (_ ("Line %d: %s"), (int)mq_json_get_int (finding, "line", 0),
                          mq_json_get_string (finding, "what", ""));
}

static JsonArray *
select_findings (JsonArray *findings, gboolean to_mend, char **text)
{
  JsonArray *selected = json_array_new ();
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);
      g_autofree char *line = NULL;

      if (finding == NULL || (to_mend && !is_to_mend (finding)))
        continue;

      json_array_add_object_element (selected, json_object_ref (finding));
      if (json_array_get_length (selected) > MAX_FINDINGS_SAID)
        continue;

      line = describe_finding (finding);
      g_string_append_printf (said, "%s%s", said->len > 0 ? "; " : "", line);
    }

  if (json_array_get_length (selected) > MAX_FINDINGS_SAID)
    {
      guint more = json_array_get_length (selected) - MAX_FINDINGS_SAID;

      /* Translators: the end of a list of what is wrong with a script. */
      g_string_append_printf (said, ngettext ("; and %u more", "; and %u more", more), more);
    }

  *text = g_string_free (g_steal_pointer (&said), FALSE);
  return selected;
}

/* The findings on a script of the user's own: said, not mended. */
static gboolean
tell_findings (MqWorkbench *self, JsonArray *findings, GError **error)
{
  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);
      g_autofree char *line = finding != NULL ? describe_finding (finding) : NULL;
      JsonArray *nearest = mq_json_get_array (finding, "nearest");

      if (line != NULL
          && !mq_workbench_notice (self, "warning", mq_json_get_string (finding, "code", "finding"),
                                   line, nearest != NULL ? json_array_ref (nearest) : NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check (MqWorkbench *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonArray) selected = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  JsonObject *arguments;
  gint64 instruction;
  Step step;

  if (!begin_step (self, &step, "checker", _ ("Checking the script against this Blender"), error))
    return FALSE;

  arguments = json_object_new ();
  json_object_set_string_member (arguments, "script", mq_draft_get_script (self->draft));
  json_object_set_string_member (arguments, "origin", self->own_script ? "person" : "team");
  if (!(result = instruct (self, "check", arguments, &instruction, &fault)))
    return fail_step (self, &step, g_steal_pointer (&fault), error);

  selected = select_findings (mq_json_get_array (result, "findings"), !self->own_script, &text);
  if (json_array_get_length (selected) == 0)
    return end_step (self, &step, "ended", _ ("No problems found"), error);

  if (self->own_script)
    return tell_findings (self, selected, error) && end_step (self, &step, "ended", text, error);

  mq_draft_set_findings (self->draft, selected);
  return fail_step (self, &step,
                    g_error_new_literal (MQ_PROBLEM_ERROR, MQ_PROBLEM_SCRIPT_FAILED, text), error);
}

/* "NameError: name 'x' is not defined (line 12: x = y)", and the frames below it. */
static char *
describe_failure (JsonObject *failure)
{
  JsonArray *frames = mq_json_get_array (failure, "traceback");
  GString *text = g_string_new (NULL);
  guint n = frames != NULL ? json_array_get_length (frames) : 0;

  g_string_append_printf (text, "%s: %s", mq_json_get_string (failure, "type", "Error"),
                          mq_json_get_string (failure, "message", ""));

  for (guint i = n > MAX_TRACEBACK_LINES ? n - MAX_TRACEBACK_LINES : 0; i < n; i++)
    {
      JsonObject *frame = mq_json_element_object (frames, i);

      g_string_append_printf (
          text, "\n  line %" G_GINT64_FORMAT ", in %s: %s", mq_json_get_int (frame, "line", 0),
          mq_json_get_string (frame, "function", "?"), mq_json_get_string (frame, "text", ""));
    }

  if (n == 0 && mq_json_get_int (failure, "line", 0) > 0)
    g_string_append_printf (text, " (line %" G_GINT64_FORMAT ")",
                            mq_json_get_int (failure, "line", 0));

  return g_string_free (text, FALSE);
}

/* Keeps what went wrong in the draft, in the form that an execution's error has. */
static void
keep_failure (MqWorkbench *self, const char *type, const char *message)
{
  g_autoptr (JsonObject) failure = json_object_new ();

  json_object_set_string_member (failure, "type", type);
  json_object_set_string_member (failure, "message", message);
  mq_draft_set_failure (self->draft, failure);
}

static char *
describe_execution (JsonObject *result)
{
  JsonArray *list = mq_json_get_array (result, "objects");
  gint64 count = list != NULL ? json_array_get_length (list)
                              : mq_json_get_int (result, "objects", 0);

  return g_strdup_printf (ngettext ("Built %u object", "Built %u objects", (gulong)count),
                          (guint)count);
}

static gboolean
execute (MqWorkbench *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  JsonObject *arguments;
  JsonObject *failure;
  Step step;

  if (!begin_step (self, &step, "blender", _ ("Running the script"), error))
    return FALSE;

  arguments = json_object_new ();
  json_object_set_string_member (arguments, "script", mq_draft_get_script (self->draft));
  json_object_set_int_member (arguments, "timeout_s",
                              mq_service_run_get_limits (self->run)->script_seconds);

  if (!(result = instruct (self, "execute", arguments, &self->execution, &fault)))
    {
      if (mq_workbench_is_fault_of_script (fault))
        keep_failure (self, mq_problem_get_code ((MqProblem)fault->code), fault->message);
      return fail_step (self, &step, g_steal_pointer (&fault), error);
    }

  if ((failure = mq_json_get_object (result, "error")))
    {
      mq_draft_set_failure (self->draft, failure);
      text = describe_failure (failure);
      return fail_step (self, &step,
                        g_error_new_literal (MQ_PROBLEM_ERROR, MQ_PROBLEM_SCRIPT_FAILED, text),
                        error);
    }

  text = describe_execution (result);
  return end_step (self, &step, "ended", text, error);
}

static gboolean
measure (MqWorkbench *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  JsonObject *arguments;
  JsonObject *report;
  Step step;

  if (!begin_step (self, &step, "blender", _ ("Measuring"), error))
    return FALSE;

  arguments = json_object_new ();
  json_object_set_array_member (arguments, "joins",
                                mq_plan_list_joins (mq_draft_get_plan (self->draft)));
  if (!(result = instruct (self, "measure", arguments, &self->measurement, &fault)))
    return fail_step (self, &step, g_steal_pointer (&fault), error);

  report = mq_json_get_object (result, "report");
  if (!mq_report_shows_something (report))
    {
      const char *what = _ ("The script ran without an error, but left nothing to see");

      keep_failure (self, "nothing-visible", what);
      return fail_step (self, &step,
                        g_error_new_literal (MQ_PROBLEM_ERROR, MQ_PROBLEM_NOTHING_VISIBLE, what),
                        error);
    }

  mq_draft_set_report (self->draft, report);
  text = mq_report_describe (report);
  return end_step (self, &step, "ended", text, error);
}

/* The name for people of an engine: "CYCLES" is Cycles. */
static const char *
get_engine_name (const char *engine)
{
  static const char *const names[][2] = {
    { "BLENDER_WORKBENCH", "Workbench" },
    { "BLENDER_EEVEE", "EEVEE" },
    { "BLENDER_EEVEE_NEXT", "EEVEE" },
    { "CYCLES", "Cycles" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i][0], engine))
      return names[i][1];

  return engine;
}

static char *
describe_rendering (gboolean final, guint count, const char *engine)
{
  const char *name = get_engine_name (engine);

  if (!final)
    /* Translators: a first look was rendered; %s is a render engine: “Preview by Workbench”. */
    return g_strdup_printf (_ ("Preview by %s"), name);

  /* Translators: %s is a render engine: “5 renders by Cycles”. */
  return g_strdup_printf (ngettext ("%u render by %s", "%u renders by %s", count), count, name);
}

/**
 * mq_workbench_render:
 * @mode: preview or final
 * @error: the run is to end
 *
 * Has the client make pictures. A rendering that fails costs no version: it is told, and the
 * pictures that were made before stand.
 *
 * Returns: %FALSE when the run is to end
 */
gboolean
mq_workbench_render (MqWorkbench *self, const char *mode, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  gboolean final = g_str_equal (mode, "final");
  JsonObject *arguments;
  gint64 instruction;
  guint count;
  Step step;

  if (!begin_step (self, &step, "blender",
                   final ? _ ("Rendering pictures") : _ ("Rendering a preview"), error))
    return FALSE;

  arguments = json_object_new ();
  json_object_set_string_member (arguments, "mode", mode);
  result = instruct (self, "render", arguments, &instruction, &fault);

  if (result == NULL)
    {
      if (fault->domain != MQ_PROBLEM_ERROR
          || g_error_matches (fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_NO_BLENDER)
          || g_error_matches (fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_DISK_FULL)
          || g_error_matches (fault, MQ_PROBLEM_ERROR, MQ_PROBLEM_CANCELLED))
        return fail_step (self, &step, g_steal_pointer (&fault), error);

      return end_step (self, &step, "failed", fault->message, error)
             && (!final
                 || mq_workbench_notice (self, "warning", "render-failed",
                                         _ ("The final pictures could not be made; the preview "
                                            "stands in for them"),
                                         NULL, error));
    }

  self->rendering = instruction;
  count = json_array_get_length (mq_json_get_array (result, "images"));
  text = describe_rendering (final, count, mq_json_get_string (result, "engine", "Blender"));
  return end_step (self, &step, "ended", text, error);
}

/**
 * mq_workbench_build:
 * @error: see mq_workbench_is_fault_of_script(); else the run is to end
 *
 * Runs the draft's script, shows a preview and measures.
 *
 * Returns: whether there is a measured asset now
 */
gboolean
mq_workbench_build (MqWorkbench *self, GError **error)
{
  mq_draft_set_findings (self->draft, NULL);
  mq_draft_set_failure (self->draft, NULL);
  mq_draft_set_report (self->draft, NULL);
  self->rendering = 0;

  return execute (self, error) && mq_workbench_render (self, "preview", error)
         && measure (self, error);
}

/**
 * mq_workbench_try:
 * @error: see mq_workbench_is_fault_of_script(); else the run is to end
 *
 * Checks the draft's script, and builds it when nothing is to be mended first.
 *
 * Returns: whether there is a measured asset now
 */
gboolean
mq_workbench_try (MqWorkbench *self, GError **error)
{
  mq_draft_set_findings (self->draft, NULL);
  mq_draft_set_failure (self->draft, NULL);
  mq_draft_set_report (self->draft, NULL);

  return check (self, error) && mq_workbench_build (self, error);
}
