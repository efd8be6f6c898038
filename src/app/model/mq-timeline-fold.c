/* MqTimeline: one event after the other becomes items, see mq-timeline-private.h. A method table;
 * each deals with one type and trusts nothing about its data. */
#include "app/model/mq-timeline-private.h"

#include "app/model/mq-spending.h"
#include "common/mq-json.h"
#include "common/mq-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_NAME 64
#define MAX_SECONDS 1e9
#define MAX_PICTURES 64

typedef struct
{
  JsonObject *data;
  GListModel *versions;
  gint64 time;
} Event;

static const struct
{
  const char *phase;
  const char *title;
} phases[] = {
  /* Translators: the first of the three phases of the work: from nothing to a first version. */
  { "create", N_ ("First Version") },
  /* Translators: the second phase: the team looks for defects by itself and mends them. */
  { "refine", N_ ("Check and Render") },
  /* Translators: a round of the third phase: a change that the user asked for is made. */
  { "guided", N_ ("Refinement") },
};

/* Notices about settings are told once a conversation, not with every run. */
static const char *const once_codes[] = { "sandbox-off", "live-none", NULL };

void
mq_timeline_run_clear (MqTimelineRun *run)
{
  g_clear_object (&run->phase);
  g_clear_object (&run->step);
  g_clear_object (&run->pending);
  g_clear_pointer (&run->steps, g_hash_table_unref);
  g_clear_pointer (&run->script, g_ref_string_release);
  g_clear_pointer (&run->failed_role, g_free);
  g_clear_pointer (&run->outcome, g_free);
  g_clear_pointer (&run->facts, g_free);
  *run = (MqTimelineRun){ .faults = -1 };
}

/* Returns: (transfer full) (nullable): the member, fit to show */
char *
mq_timeline_dup_text (JsonObject *data, const char *member)
{
  const char *text = mq_json_get_string (data, member, NULL);

  return text != NULL ? mq_text_clean (text, MQ_TIMELINE_MAX_TEXT) : NULL;
}

/* Returns: (transfer full): the strings of a member, none when it is something else */
GStrv
mq_timeline_dup_list (JsonObject *data, const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = mq_json_get_array (data, member);
  guint n = array != NULL ? MIN (json_array_get_length (array), MQ_TIMELINE_MAX_ITEMS) : 0;

  for (guint i = 0; i < n; i++)
    {
      const char *text = mq_json_element_string (array, i);

      if (text != NULL && *text != '\0')
        g_strv_builder_take (builder, mq_text_clean (text, MQ_TIMELINE_MAX_TEXT));
    }

  return g_strv_builder_end (builder);
}

/* -1 when it is not there or makes no sense. */
static double
get_seconds (JsonObject *data)
{
  double seconds = mq_json_get_double (data, "seconds", -1);

  return isfinite (seconds) && seconds >= 0 ? MIN (seconds, MAX_SECONDS) : -1;
}

void
mq_timeline_update_activity (MqTimeline *self)
{
  MqTimelineRun *run = &self->run;
  g_autofree char *activity = NULL;

  if (run->phase != NULL && run->step != NULL
      && mq_step_item_get_state (run->step) == MQ_STEP_RUNNING)
    /* Translators: a phase and who is at work: "Initial creation · Writer". */
    activity = g_strdup_printf (C_ ("activity", "%s · %s"), mq_phase_item_get_title (run->phase),
                                mq_step_item_get_title (run->step));
  else if (run->phase != NULL)
    activity = g_strdup (mq_phase_item_get_title (run->phase));

  mq_timeline_set_activity (self, activity);
}

static void
add_notice (MqTimeline *self, const char *level, const char *code, const char *text,
            const char *next, const char *const *items, gpointer before, gint64 time)
{
  g_autoptr (MqNoticeItem) notice = mq_notice_item_new (level, code, text, next, items, time);

  mq_timeline_insert_before (self, notice, before);
}

/* Phases. */

/* Whether a version came of the phase under way. */
static gboolean
made_version (MqTimeline *self)
{
  for (guint i = self->items->len; i-- > 0;)
    if (MQ_IS_VERSION_ITEM (self->items->pdata[i]))
      return TRUE;
    else if (self->items->pdata[i] == self->run.phase)
      break;

  return FALSE;
}

static char *
summarise (MqTimeline *self, MqStepState state)
{
  MqTimelineRun *run = &self->run;
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  gboolean creates = g_str_equal (mq_phase_item_get_phase (run->phase), "create");
  /* What a change came to is said on the card of its version, just below. */
  gboolean on_card = state == MQ_STEP_DONE && made_version (self)
                     && g_str_equal (mq_phase_item_get_phase (run->phase), "guided");

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

/* @seconds: -1: those of its steps together. Not the clock's: that may jump, and a conversation that
 * is read back is to say the same. */
void
mq_timeline_end_phase (MqTimeline *self, MqStepState state, double seconds)
{
  MqTimelineRun *run = &self->run;
  g_autofree char *summary = NULL;

  if (run->phase == NULL)
    return;

  if (run->steps != NULL)
    {
      GHashTableIter iter;
      gpointer step;

      g_hash_table_iter_init (&iter, run->steps);
      while (g_hash_table_iter_next (&iter, NULL, &step))
        mq_step_item_set_state (step, state == MQ_STEP_FAILED ? state : MQ_STEP_STOPPED);
      g_hash_table_remove_all (run->steps);
    }

  summary = summarise (self, state);
  mq_phase_item_set_summary (run->phase, summary);
  mq_phase_item_set_seconds (run->phase, seconds >= 0 ? seconds : run->seconds);
  mq_phase_item_set_state (run->phase, state);

  g_clear_object (&run->phase);
  g_clear_object (&run->step);
  g_clear_pointer (&run->failed_role, g_free);
}

static gboolean
has_version (MqTimeline *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (MQ_IS_VERSION_ITEM (self->items->pdata[i]))
      return TRUE;

  return FALSE;
}

static void
begin_phase (MqTimeline *self, const char *phase, gint64 time)
{
  MqTimelineRun *run = &self->run;
  const char *title = phase;

  mq_timeline_end_phase (self, MQ_STEP_DONE, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
    if (g_str_equal (phases[i].phase, phase))
      title = _ (phases[i].title);
  /* A run of the user's own script, or from a version that is there. */
  if (g_str_equal (phase, "create") && has_version (self))
    /* Translators: a phase of the work: a further version is made of what the user wrote or turned. */
    title = _ ("New version");

  run->phase = mq_phase_item_new (phase, title, time);
  run->n_repairs = 0;
  run->seconds = 0;
  g_clear_pointer (&run->outcome, g_free);
  mq_timeline_insert (self, run->phase);
}

static void
on_phase (MqTimeline *self, const Event *event)
{
  g_autofree char *phase = mq_text_clean (mq_json_get_string (event->data, "phase", ""), MAX_NAME);
  gboolean starts = g_str_equal (mq_json_get_string (event->data, "state", ""), "started");
  gboolean guided = g_str_equal (phase, "guided");

  if (*phase == '\0')
    return;

  /* Of the guided phase each round is an item of its own, under what the user said. */
  if (!starts)
    mq_timeline_end_phase (self, MQ_STEP_DONE, guided ? -1 : get_seconds (event->data));
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
    begin_phase (self, run->guided ? "guided" : "create", time);
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

/* -1 when it is not there or makes no sense. */
static gint64
get_count (JsonObject *data, const char *member)
{
  return data != NULL ? MAX (mq_json_get_int (data, member, -1), -1) : -1;
}

static double
get_cost (JsonObject *data)
{
  double cost = mq_json_get_double (data, "cost", -1);

  return isfinite (cost) && cost >= 0 ? cost : -1;
}

/* What a model was asked for, and what that used up. */
static void
fill_usage (MqStepItem *step, JsonObject *data)
{
  JsonObject *tokens = mq_json_get_object (data, "tokens");
  g_autofree char *model = NULL;

  if (!json_object_has_member (data, "model") && tokens == NULL
      && !json_object_has_member (data, "cost"))
    return;

  model = mq_text_clean (mq_json_get_string (data, "model", ""), MAX_NAME);
  if (*model != '\0')
    mq_step_item_set_model (step, model);
  mq_step_item_set_usage (step, &(MqStepUsage){ .calls = get_count (data, "calls"),
                                                .input = get_count (tokens, "input"),
                                                .output = get_count (tokens, "output"),
                                                .cached = get_count (tokens, "cached"),
                                                .cost = get_cost (data) });
}

static void
fill_step (MqStepItem *step, JsonObject *data)
{
  g_autofree char *text = mq_timeline_dup_text (data, "text");
  g_autofree char *detail = mq_timeline_dup_text (data, "detail");

  if (text != NULL)
    mq_step_item_set_text (step, text);
  if (detail != NULL && *detail != '\0')
    mq_step_item_set_detail (step, detail);
  fill_usage (step, data);
}

static void
end_step (MqTimelineRun *run, MqStepItem *step, gboolean failed, JsonObject *data)
{
  const char *role = mq_step_item_get_role (step);
  double seconds = get_seconds (data);

  if (seconds >= 0)
    run->seconds += seconds;

  mq_step_item_set_seconds (step, seconds);
  mq_step_item_set_state (step, failed ? MQ_STEP_FAILED : MQ_STEP_DONE);

  if (failed)
    g_set_str (&run->failed_role, role);
  else if (g_strcmp0 (run->failed_role, role) == 0)
    g_clear_pointer (&run->failed_role, g_free);

  if (g_str_equal (role, run->guided ? "refiner" : "critic"))
    g_set_str (&run->outcome, mq_step_item_get_text (step));
}

static void
on_step (MqTimeline *self, const Event *event)
{
  MqTimelineRun *run = &self->run;
  gint64 number = mq_json_get_int (event->data, "step", 0);
  const char *state = mq_json_get_string (event->data, "state", "");
  g_autofree char *role = mq_text_clean (mq_json_get_string (event->data, "role", ""), MAX_NAME);
  MqStepItem *known = run->steps != NULL ? g_hash_table_lookup (run->steps, &number) : NULL;
  g_autoptr (MqStepItem) step = NULL;
  gboolean is_new = known == NULL || !g_str_equal (mq_step_item_get_role (known), role);

  step = g_object_ref (is_new ? begin_step (self, number, role, event->time) : known);
  fill_step (step, event->data);

  if (g_str_equal (state, "ended") || g_str_equal (state, "failed"))
    {
      end_step (run, step, g_str_equal (state, "failed"), event->data);
      g_hash_table_remove (run->steps, &number);
    }

  /* Last, so that a row is bound to what is true. */
  if (is_new)
    mq_phase_item_add_step (run->phase, step);
}

/* Of this moment only: what a model is writing in a step that is under way. */
static void
on_stream (MqTimeline *self, const Event *event)
{
  gint64 number = mq_json_get_int (event->data, "step", 0);
  const char *text = mq_json_get_string (event->data, "text", NULL);
  MqStepItem *step = self->run.steps != NULL ? g_hash_table_lookup (self->run.steps, &number)
                                             : NULL;

  if (step != NULL && text != NULL)
    mq_step_item_append_stream (step, text);
}

static void
on_budget (MqTimeline *self, const Event *event)
{
  JsonObject *budget = mq_json_get_object (event->data, "budget");
  JsonObject *spent = mq_json_get_object (event->data, "spent");
  g_autofree char *line = NULL;

  if (spent == NULL)
    return;

  /* More than before, or more used up: what was reached is not any more, or will be told again. */
  mq_timeline_close_notices (self, "budget-reached");
  line = mq_spending_describe (budget, spent);
  mq_timeline_set_spending (self, line);
  g_clear_pointer (&self->raised, g_free);
  if (budget != NULL)
    self->raised = mq_spending_describe_limit (budget, MQ_TIMELINE_RAISE);
}

/* Another run has a budget of its own. */
static void
on_began (MqTimeline *self, const Event *event)
{
  mq_timeline_set_spending (self, NULL);
  g_clear_pointer (&self->raised, g_free);
}

static void
on_plan (MqTimeline *self, const Event *event)
{
  JsonArray *parts = mq_json_get_array (mq_json_get_object (event->data, "plan"), "parts");

  self->run.n_parts = parts != NULL ? json_array_get_length (parts) : 0;
}

static void
on_script (MqTimeline *self, const Event *event)
{
  mq_timeline_fold_script (self, event->data);
}

static void
on_instruction (MqTimeline *self, const Event *event)
{
  mq_timeline_fold_instruction (self, event->data);
}

static void
on_result (MqTimeline *self, const Event *event)
{
  mq_timeline_fold_result (self, event->data);
}

/* What is said. */

static void
on_message (MqTimeline *self, const Event *event)
{
  const char *role = mq_json_get_string (event->data, "role", "team");
  g_autofree char *text = mq_timeline_dup_text (event->data, "text");
  g_auto (GStrv) pictures = mq_timeline_dup_list (event->data, "pictures");

  if (text != NULL || *pictures != NULL)
    mq_timeline_add_message (self, g_str_equal (role, "user") ? "user" : "team",
                             text != NULL ? text : "", (const char *const *)pictures, FALSE,
                             event->time);
}

/* Who reads the words says first what was understood: that belongs to the words, above the work. */
static gpointer
get_notice_sibling (MqTimelineRun *run)
{
  const char *role;

  if (run->step == NULL || mq_step_item_get_state (run->step) != MQ_STEP_RUNNING)
    return NULL;

  role = mq_step_item_get_role (run->step);
  return g_str_equal (role, "planner") || g_str_equal (role, "refiner") ? run->phase : NULL;
}

static void
on_notice (MqTimeline *self, const Event *event)
{
  const char *level = mq_json_get_string (event->data, "level", "info");
  g_autofree char *code = mq_text_clean (mq_json_get_string (event->data, "code", ""), MAX_NAME);
  g_autofree char *text = mq_timeline_dup_text (event->data, "text");
  g_auto (GStrv) items = mq_timeline_dup_list (event->data, "items");
  g_autofree char *next = mq_timeline_dup_text (event->data, "next");

  if (text == NULL || mq_timeline_fold_finding (self, text)
      || (g_strv_contains (once_codes, code) && mq_timeline_has_notice (self, code, text)))
    return;

  if (g_str_equal (code, "budget-reached") && self->raised != NULL)
    {
      g_free (next);
      /* Translators: %s is how much it then is: “120 calls, $2.00”. */
      next = g_strdup_printf (_ ("A raised budget is twice as much: %s."), self->raised);
    }
  add_notice (self, g_str_equal (level, "warning") ? "warning" : "info", code, text, next,
              (const char *const *)items, get_notice_sibling (&self->run), event->time);
}

static void
on_refinement (MqTimeline *self, const Event *event)
{
  MqTimelineRun *run = &self->run;
  g_autofree char *text = mq_timeline_dup_text (event->data, "text");
  gboolean prepared = run->phase != NULL && run->guided && !run->instructed;

  if (text == NULL)
    return;

  mq_timeline_close_notices (self, NULL);
  mq_timeline_drop_pending (self);
  if (!prepared)
    mq_timeline_end_phase (self, MQ_STEP_DONE, -1);

  if (!mq_timeline_take (self, text) && !mq_timeline_has_said (self, text))
    {
      g_autoptr (MqMessageItem) message = mq_message_item_new ("user", text, NULL, FALSE,
                                                               event->time);

      mq_timeline_insert_before (self, message, run->phase);
    }

  run->guided = TRUE;
  run->instructed = TRUE;
  if (!prepared)
    begin_phase (self, "guided", event->time);
}

/* Whether a notice has listed the same since the user spoke last. */
static gboolean
has_listed (MqTimeline *self, const char *const *items)
{
  for (guint i = self->items->len; i-- > 0 && !MQ_IS_MESSAGE_ITEM (self->items->pdata[i]);)
    {
      gpointer item = self->items->pdata[i];
      const char *const *listed = MQ_IS_NOTICE_ITEM (item) ? mq_notice_item_get_items (item) : NULL;

      if (listed != NULL && g_strv_equal (listed, items))
        return TRUE;
    }

  return FALSE;
}

static void
on_refused (MqTimeline *self, const Event *event)
{
  g_autofree char *text = mq_timeline_dup_text (event->data, "text");
  g_auto (GStrv) items = mq_timeline_dup_list (event->data, "items");
  gboolean listed = has_listed (self, (const char *const *)items);

  mq_timeline_drop_pending (self);
  mq_timeline_end_phase (self, MQ_STEP_FAILED, -1);
  self->run.instructed = FALSE;
  add_notice (self, "warning", "refused", text != NULL ? text : _ ("This change is not possible."),
              NULL, listed ? NULL : (const char *const *)items, NULL, event->time);
}

static void
on_waiting (MqTimeline *self, const Event *event)
{
  mq_timeline_drop_pending (self);
  mq_timeline_end_phase (self, MQ_STEP_DONE, -1);
  self->run.guided = TRUE;
  self->run.instructed = FALSE;
}

/* Versions. */

static void
forget_measures (MqTimelineRun *run)
{
  g_clear_pointer (&run->facts, g_free);
  run->faults = -1;
}

/* A version that goes on from one that is not measured yet has that one built first: nothing new. */
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

static void
on_preview (MqTimeline *self, const Event *event)
{
  const char *picture = mq_json_get_string (event->data, "picture", NULL);
  MqVersionItem *item = picture != NULL ? get_pending (self, event->time) : NULL;

  if (item == NULL)
    return;

  mq_version_item_set_pictures (item, (const char *[]){ picture, NULL });
  mq_version_item_set_progress (item, 0, 0);
}

static void
on_picture (MqTimeline *self, const Event *event)
{
  const char *picture = mq_json_get_string (event->data, "picture", NULL);
  guint of = CLAMP (mq_json_get_int (event->data, "of", 0), 0, MAX_PICTURES);
  guint done = CLAMP (mq_json_get_int (event->data, "done", 0), 0, of);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) pictures = NULL;
  MqVersionItem *item;

  if (picture == NULL || done == 0 || self->run.previewing
      || !(item = get_pending (self, event->time)))
    return;

  if (mq_version_item_get_done (item) > 0 && done > 1)
    g_strv_builder_addv (builder, (const char **)mq_version_item_get_pictures (item));
  g_strv_builder_add (builder, picture);
  pictures = g_strv_builder_end (builder);

  if (g_strv_length (pictures) > MAX_PICTURES)
    return;

  mq_version_item_set_pictures (item, (const char *const *)pictures);
  mq_version_item_set_progress (item, done, of);
}

static void
on_version (MqTimeline *self, const Event *event)
{
  MqVersionItem *item = get_pending (self, event->time);
  g_autofree char *summary = mq_timeline_dup_text (mq_json_get_object (event->data, "version"),
                                                   "summary");

  if (item != NULL)
    mq_version_item_set_summary (item, summary);
}

static MqVersion *
find_version (GListModel *versions, gint64 number)
{
  for (guint i = versions != NULL ? g_list_model_get_n_items (versions) : 0; i > 0; i--)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i - 1);

      if (mq_version_get_number (version) == number)
        return g_steal_pointer (&version);
    }

  return NULL;
}

static void
on_kept (MqTimeline *self, const Event *event)
{
  g_autoptr (MqVersion) version = find_version (event->versions,
                                                mq_json_get_int (event->data, "version", 0));
  g_auto (GStrv) pictures = mq_timeline_dup_list (event->data, "pictures");
  guint n_pictures = g_strv_length (pictures);
  g_autoptr (MqVersionItem) item = NULL;

  self->run.instructed |= self->run.guided;
  item = g_object_ref (get_pending (self, event->time));

  if (n_pictures > 0)
    mq_version_item_set_pictures (item, (const char *const *)pictures);
  mq_version_item_set_progress (item, n_pictures, n_pictures);
  if (version != NULL && mq_version_item_get_summary (item) == NULL)
    mq_version_item_set_summary (item, mq_version_get_summary (version));
  mq_version_item_set_version (item, version);

  /* It is one of those that have happened now. */
  g_clear_object (&self->run.pending);
  forget_measures (&self->run);
  if (self->run.guided)
    mq_timeline_end_phase (self, MQ_STEP_DONE, -1);
}

/* Ends, and what went wrong on the way. */

static void
on_done (MqTimeline *self, const Event *event)
{
  mq_timeline_end_phase (self, MQ_STEP_DONE, -1);
  mq_timeline_end_run (self, FALSE, event->time);
}

/* The first line says it; those below point into a script. */
static void
add_problem (MqTimeline *self, const char *code, const char *detail, const char *next, gint64 time)
{
  g_auto (GStrv) lines = g_strsplit (detail, "\n", MQ_TIMELINE_MAX_ITEMS);

  for (guint i = 0; lines[i] != NULL; i++)
    g_strstrip (lines[i]);

  add_notice (self, "error", code, *lines != NULL ? *lines : "", next,
              *lines != NULL ? (const char *const *)lines + 1 : NULL, NULL, time);
}

static void
on_failed (MqTimeline *self, const Event *event)
{
  const char *type = mq_json_get_string (event->data, "type", "");
  const char *slash = strrchr (type, '/');
  g_autofree char *code = mq_text_clean (slash != NULL ? slash + 1 : type, MAX_NAME);
  g_autofree char *detail = mq_timeline_dup_text (event->data, "detail");
  g_autofree char *next = mq_timeline_dup_text (event->data, "next");
  gboolean cancelled = g_str_equal (code, "cancelled");

  mq_timeline_end_run (self, !cancelled, event->time);

  if (cancelled)
    add_notice (self, "info", code, _ ("Stopped. Finished versions are kept."), NULL, NULL, NULL,
                event->time);
  else
    add_problem (self, *code != '\0' ? code : "failed",
                 detail != NULL && *detail != '\0' ? detail : _ ("The run failed."), next,
                 event->time);
}

static void
on_worker_replaced (MqTimeline *self, const Event *event)
{
  g_autofree char *why = mq_timeline_dup_text (event->data, "why");

  add_notice (self, "info", "worker-replaced", _ ("Blender stopped and was started again."), NULL,
              why != NULL ? (const char *const[]){ why, NULL } : NULL, NULL, event->time);
}

static void
on_service_restarted (MqTimeline *self, const Event *event)
{
  add_notice (self, "info", "service-restarted",
              _ ("The agent service stopped and was started again; the run goes on."), NULL, NULL,
              NULL, event->time);
}

static void
on_output_failed (MqTimeline *self, const Event *event)
{
  g_autofree char *text = mq_timeline_dup_text (event->data, "text");

  add_notice (
      self, "warning", "output-failed",
      _ ("The result could not be written to the output folder; it is safe in the library."), NULL,
      text != NULL ? (const char *const[]){ text, NULL } : NULL, NULL, event->time);
}

static const struct
{
  const char *type;
  void (*fold) (MqTimeline *self, const Event *event);
} folds[] = {
  { "step", on_step },
  { "stream", on_stream },
  { "budget", on_budget },
  { "began", on_began },
  { "phase", on_phase },
  { "plan", on_plan },
  { "script", on_script },
  { "instruction", on_instruction },
  { "result", on_result },
  { "message", on_message },
  { "notice", on_notice },
  { "refinement", on_refinement },
  { "refused", on_refused },
  { "waiting", on_waiting },
  { "preview", on_preview },
  { "picture", on_picture },
  { "version", on_version },
  { "kept", on_kept },
  { "done", on_done },
  { "failed", on_failed },
  { "worker-replaced", on_worker_replaced },
  { "service-restarted", on_service_restarted },
  { "output-failed", on_output_failed },
};

void
mq_timeline_fold (MqTimeline *self, const char *type, JsonObject *data, GListModel *versions,
                  gint64 time)
{
  g_autoptr (JsonObject) empty = data == NULL ? json_object_new () : NULL;
  const Event event = { data != NULL ? data : empty, versions, time };

  for (gsize i = 0; i < G_N_ELEMENTS (folds); i++)
    if (g_str_equal (folds[i].type, type))
      {
        folds[i].fold (self, &event);
        mq_timeline_update_activity (self);
        return;
      }
}
