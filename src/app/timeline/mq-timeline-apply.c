/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: applies events to the items, see mq-timeline-private.h. Each function handles one
 * kind of event, and trusts nothing in it. */
#include "app/timeline/mq-timeline-private.h"

#include "app/timeline/mq-spending.h"
#include "client/run/mq-defect-words.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_NAME 64
#define MAX_SECONDS 1e9

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
static const char *const version_codes[] = { "follows", "changed", "requirements-changed", NULL };

void
mq_timeline_run_clear (MqTimelineRun *run)
{
  g_clear_object (&run->phase);
  g_clear_object (&run->step);
  g_clear_object (&run->pending);
  g_clear_pointer (&run->steps, g_hash_table_unref);
  g_clear_pointer (&run->script, g_ref_string_release);
  g_clear_pointer (&run->draft, g_ref_string_release);
  g_clear_pointer (&run->failed_role, g_free);
  g_clear_pointer (&run->outcome, g_free);
  g_clear_pointer (&run->facts, g_free);
  g_clear_pointer (&run->notes, g_free);
  *run = (MqTimelineRun){ 0 };
}

/* Returns: (transfer full) (nullable): the text, made safe to show */
char *
mq_timeline_dup_text (const char *text)
{
  return text != NULL ? mq_text_clean (text, MQ_TIMELINE_MAX_TEXT) : NULL;
}

/* Returns: (transfer full): the texts of @list (nullable), fit to show */
GStrv
mq_timeline_dup_list (GStrv list)
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
  copy->text = mq_timeline_dup_text (message->text);
  mq_message_take_pictures (copy, mq_timeline_dup_list (message->pictures));
  return copy;
}

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

/* Whether the current phase made a version. */
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
  gboolean creates = g_str_equal (run->phase->phase, "create");
  /* The version's card, just below, already shows the change. */
  gboolean on_card = state == MQ_STEP_DONE && made_version (self)
                     && g_str_equal (run->phase->phase, "guided");

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
  g_autofree char *summary = NULL;

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

  summary = summarise (self, state);
  mq_phase_item_end (run->phase, state, seconds >= 0 ? seconds : run->seconds, summary);

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

  /* A run of the user's own script, or one based on an existing version. */
  if (phase == MQ_RUN_PHASE_CREATE && has_version (self))
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

/* The model of a step, and its usage. */
static void
fill_usage (MqStepItem *item, const MqStepEvent *step)
{
  const MqEventTokens *tokens = &step->tokens;
  g_autofree char *model = NULL;

  if (step->model == NULL && step->cost < 0 && tokens->input < 0 && tokens->output < 0
      && tokens->cached < 0)
    return;

  model = mq_text_clean (step->model != NULL ? step->model : "", MAX_NAME);
  mq_step_item_set_usage (item, *model != '\0' ? model : NULL,
                          &(MqStepUsage){ .calls = step->calls,
                                          .input = tokens->input,
                                          .output = tokens->output,
                                          .cached = tokens->cached,
                                          .cost = step->cost });
}

static void
fill_step (MqStepItem *item, const MqStepEvent *step)
{
  g_autofree char *text = mq_timeline_dup_text (step->text);
  g_autofree char *detail = mq_timeline_dup_text (step->detail);

  if (text != NULL)
    mq_step_item_set_text (item, text);
  if (detail != NULL && *detail != '\0')
    mq_step_item_set_detail (item, detail);
  fill_usage (item, step);
}

static void
end_step (MqTimelineRun *run, MqStepItem *step, gboolean failed, double seconds)
{
  const char *role = step->role;

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
}

static void
on_step (MqTimeline *self, MqRunEvent *event)
{
  MqTimelineRun *run = &self->run;
  MqEventState state = event->step.state;
  gint64 number = MAX (event->step.step, 0);
  g_autofree char *role = mq_text_clean (mq_run_event_get_role (event), MAX_NAME);
  MqStepItem *known = run->steps != NULL ? g_hash_table_lookup (run->steps, &number) : NULL;
  g_autoptr (MqStepItem) step = NULL;
  gboolean is_new = known == NULL || !g_str_equal (known->role, role);

  step = g_object_ref (is_new ? begin_step (self, number, role, event->time) : known);
  fill_step (step, &event->step);

  if (state == MQ_EVENT_STATE_ENDED || state == MQ_EVENT_STATE_FAILED)
    {
      end_step (run, step, state == MQ_EVENT_STATE_FAILED, MIN (event->step.seconds, MAX_SECONDS));
      g_hash_table_remove (run->steps, &number);
    }

  /* Insert last, so that the row is bound to complete data. */
  if (is_new)
    g_list_store_append (run->phase->steps, step);
}

static void
show_retry (MqStepItem *step, const MqStreamEvent *stream)
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

  mq_step_item_set_wait (step, text);
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
  if (stream->retry.code != NULL || stream->retry.seconds >= 0)
    show_retry (step, stream);
  else
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

  if (*message->value->text != '\0' || *message->value->pictures != NULL)
    mq_timeline_add_message (self, mq_timeline_dup_message (message->value),
                             message->role == MQ_SPEAKER_TEAM ? "team" : "user",
                             message->queued == TRUE, event->time);
}

/* The interpretation of a message comes first: it belongs to the message, above the work. */
static gpointer
get_notice_sibling (MqTimelineRun *run)
{
  const char *role;

  if (run->step == NULL || run->step->state != MQ_STEP_RUNNING)
    return NULL;

  role = run->step->role;
  return g_str_equal (role, "planner") || g_str_equal (role, "refiner") ? run->phase : NULL;
}

/* Facts from the service become sentences in the user's language. */
static GStrv
dup_items (const MqNoticeEvent *notice)
{
  GStrv items = mq_timeline_dup_list (notice->items);
  JsonArray *defects = notice->defects;
  guint n = defects != NULL ? json_array_get_length (defects) : 0;

  for (guint i = 0; i < n && g_strv_length (items) == n; i++)
    {
      char *words = mq_defect_words_make (mq_json_element_object (defects, i));

      if (words == NULL)
        continue;
      g_free (items[i]);
      items[i] = words;
    }
  return items;
}

/* The card of its version has what a change did, so that one change is one card. */
static void
add_version_note (MqTimeline *self, const char *text, GStrv items)
{
  MqTimelineRun *run = &self->run;
  g_autofree char *list = items != NULL ? g_strjoinv (" · ", items) : g_strdup ("");
  g_autofree char *note = *list != '\0' ? g_strdup_printf (_ ("%s: %s"), text, list)
                                        : g_strdup (text);
  g_autofree char *before = g_steal_pointer (&run->notes);

  run->notes = before != NULL ? g_strconcat (before, "\n", note, NULL) : g_strdup (note);
  if (run->pending == NULL)
    return;

  g_set_str (&run->pending->notes, run->notes);
  mq_timeline_item_changed (run->pending);
}

static void
on_notice (MqTimeline *self, MqRunEvent *event)
{
  const MqNoticeEvent *notice = &event->notice;
  g_autofree char *code = mq_text_clean (notice->code != NULL ? notice->code : "", MAX_NAME);
  g_autofree char *text = mq_timeline_dup_text (notice->text);
  g_auto (GStrv) items = dup_items (notice);
  g_autofree char *next = mq_timeline_dup_text (notice->next);

  if (text == NULL || mq_timeline_apply_finding (self, text)
      || (g_strv_contains (once_codes, code) && mq_timeline_has_notice (self, code, text)))
    return;

  if (g_strv_contains (version_codes, code))
    {
      add_version_note (self, text, items);
      return;
    }
  if (g_str_equal (code, "budget-reached") && self->raised != NULL)
    {
      g_free (next);
      /* Translators: %s is how much it then is: “120 calls, $2.00”. */
      next = g_strdup_printf (_ ("Raising the budget doubles it: %s."), self->raised);
    }
  add_notice (self, notice->level == MQ_NOTICE_LEVEL_WARNING ? "warning" : "info", code, text, next,
              (const char *const *)items, get_notice_sibling (&self->run), event->time);
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
  mq_timeline_close_notices (self, "asked");
}

static void
on_refinement (MqTimeline *self, MqRunEvent *event)
{
  MqTimelineRun *run = &self->run;
  g_autofree char *text = mq_timeline_dup_text (event->refinement.text);
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

/* Whether a notice has listed the same since the user's last message. */
static gboolean
has_listed (MqTimeline *self, const char *const *items)
{
  for (guint i = self->items->len; i-- > 0 && !MQ_IS_MESSAGE_ITEM (self->items->pdata[i]);)
    {
      gpointer item = self->items->pdata[i];
      GStrv listed = MQ_IS_NOTICE_ITEM (item) ? MQ_NOTICE_ITEM (item)->items : NULL;

      if (listed != NULL && g_strv_equal ((const char *const *)listed, items))
        return TRUE;
    }

  return FALSE;
}

/* Whether the phase has only what the refusal says again: no script, and no model's words. */
static gboolean
is_bare (MqPhaseItem *phase)
{
  GListModel *steps = G_LIST_MODEL (phase->steps);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (MqStepItem) step = g_list_model_get_item (steps, i);

      if (step->code != NULL || step->model != NULL || step->detail != NULL)
        return FALSE;
    }

  return g_list_model_get_n_items (steps) > 0;
}

static void
on_refused (MqTimeline *self, MqRunEvent *event)
{
  g_autofree char *text = mq_timeline_dup_text (event->refused.text);
  g_auto (GStrv) items = mq_timeline_dup_list (event->refused.items);
  gboolean listed = has_listed (self, (const char *const *)items);
  gboolean so = event->refused.outcome == MQ_REFUSAL_ALREADY_SO;
  g_autoptr (MqPhaseItem) phase = self->run.phase != NULL ? g_object_ref (self->run.phase) : NULL;
  gboolean bare = self->run.pending == NULL && self->spending == NULL && phase != NULL
                  && g_str_equal (phase->phase, "guided") && is_bare (phase);
  g_autoptr (MqNoticeItem) notice = NULL;

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

/* Returns: (transfer none) (nullable): the last item that is not queued */
static gpointer
get_last (MqTimeline *self)
{
  guint n = self->items->len - self->n_queued;

  return n > 0 ? self->items->pdata[n - 1] : NULL;
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

/* The first line is the message; the others refer to lines of a script. */
static void
add_problem (MqTimeline *self, const char *code, const char *detail, const char *next,
             GRefString *draft, guint line, gint64 time)
{
  g_auto (GStrv) lines = g_strsplit (detail, "\n", MQ_TIMELINE_MAX_ITEMS);
  g_autoptr (MqNoticeItem) notice = NULL;

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

  mq_timeline_end_run (self, TRUE, time);
  add_problem (self, code, text, next, draft, line, time);
}

static void
on_failed (MqTimeline *self, MqRunEvent *event)
{
  const char *type = event->failed.type != NULL ? event->failed.type : "";
  const char *slash = strrchr (type, '/');
  g_autofree char *code = mq_text_clean (slash != NULL ? slash + 1 : type, MAX_NAME);
  g_autofree char *detail = mq_timeline_dup_text (event->failed.detail);
  g_autofree char *next = mq_timeline_dup_text (event->failed.next);
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
  g_autofree char *why = mq_timeline_dup_text (event->process.why);

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
  g_autofree char *text = mq_timeline_dup_text (event->file.text);

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
  [MQ_EVENT_SCRIPT] = mq_timeline_apply_script,
  [MQ_EVENT_INSTRUCTION] = mq_timeline_apply_instruction,
  [MQ_EVENT_RESULT] = mq_timeline_apply_result,
  [MQ_EVENT_MESSAGE] = on_message,
  [MQ_EVENT_NOTICE] = on_notice,
  [MQ_EVENT_ASKED] = on_asked,
  [MQ_EVENT_ANSWERED] = on_answered,
  [MQ_EVENT_REFINEMENT] = on_refinement,
  [MQ_EVENT_REFUSED] = on_refused,
  [MQ_EVENT_WAITING] = on_waiting,
  [MQ_EVENT_PREVIEW] = mq_timeline_apply_preview,
  [MQ_EVENT_PICTURE] = mq_timeline_apply_picture,
  [MQ_EVENT_VERSION] = mq_timeline_apply_version,
  [MQ_EVENT_CURRENT] = on_current,
  [MQ_EVENT_MEASURED] = mq_timeline_apply_measured,
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
    mq_timeline_apply_kept (self, event, versions);
  else if (handlers[event->kind] != NULL)
    handlers[event->kind](self, event);
  mq_timeline_update_activity (self);
}
