/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the event table, see mq-run-event-table.h. */
#include "common/events/mq-run-event-table.h"

#include "common/events/mq-instruction-table.h"

#include <string.h>

#define FIELD MQ_EVENT_FIELD
#define ENUM MQ_EVENT_ENUM
#define OPEN_ENUM(name, list, path, other, flags)                                                  \
  { name,                                                                                          \
    MQ_FIELD_ENUM,                                                                                 \
    flags,                                                                                         \
    offsetof (MqRunEvent, path),                                                                   \
    list,                                                                                          \
    G_N_ELEMENTS (list),                                                                           \
    offsetof (MqRunEvent, other) }

#define REQUIRED MQ_FIELD_REQUIRED
#define OR_NULL MQ_FIELD_OR_NULL

static const char *const phases[] = { NULL, "create", "refine", "guided" };
static const char *const phase_states[] = { NULL, "started", "ended" };
static const char *const step_states[] = { NULL, "started", "ended", "failed" };
static const char *const roles[] = { NULL,      "planner",  "retriever", "writer",
                                     "checker", "debugger", "critic",    "verifier",
                                     "refiner", "blender",  "reader" };
static const char *const levels[] = { NULL, "info", "warning" };
static const char *const reasons[] = { NULL, "first draft", "repair", "refinement" };
static const char *const refusals[] = { NULL, "refused", "already-so" };
static const char *const done_reasons[] = { NULL, "finished", "idle", "no-input" };
static const char *const outcomes[] = { NULL, "done", "stopped", "failed", "lost" };
static const char *const speakers[] = { NULL, "user", "team" };

static const MqEventField phase_fields[] = {
  OPEN_ENUM ("phase", phases, phase.phase, phase.other_phase, REQUIRED),
  ENUM ("state", phase_states, phase.state, REQUIRED),
  FIELD ("seconds", DOUBLE, phase.seconds, 0),
};

static const MqEventField step_fields[] = {
  FIELD ("step", INT, step.step, REQUIRED),
  OPEN_ENUM ("role", roles, step.role, step.other_role, REQUIRED),
  ENUM ("state", step_states, step.state, REQUIRED),
  FIELD ("text", TEXT, step.text, 0),
  FIELD ("model", TEXT, step.model, 0),
  FIELD ("calls", INT, step.calls, 0),
  FIELD ("tokens.input", INT, step.tokens.input, 0),
  FIELD ("tokens.output", INT, step.tokens.output, 0),
  FIELD ("tokens.cached", INT, step.tokens.cached, 0),
  FIELD ("cost", DOUBLE, step.cost, 0),
  FIELD ("detail", TEXT, step.detail, 0),
  FIELD ("faults", INT, step.faults, 0),
  FIELD ("seconds", DOUBLE, step.seconds, 0),
};

static const MqEventField stream_fields[] = {
  FIELD ("step", INT, stream.step, REQUIRED),
  FIELD ("text", TEXT, stream.text, REQUIRED),
  FIELD ("thoughts", TEXT, stream.thoughts, 0),
  FIELD ("retry.code", TEXT, stream.retry.code, 0),
  FIELD ("retry.attempt", INT, stream.retry.attempt, 0),
  FIELD ("retry.seconds", DOUBLE, stream.retry.seconds, 0),
};

static const MqEventField lead_fields[] = {
  FIELD ("client", TEXT, lead.client, OR_NULL),
  FIELD ("stop", FLAG, lead.stop, 0),
};

static const MqEventField notice_fields[] = {
  ENUM ("level", levels, notice.level, 0),     FIELD ("code", TEXT, notice.code, 0),
  FIELD ("text", TEXT, notice.text, REQUIRED), FIELD ("items", TEXTS, notice.items, 0),
  FIELD ("defects", ARRAY, notice.defects, 0), FIELD ("next", TEXT, notice.next, 0),
};

static const MqEventField plan_fields[] = {
  FIELD ("plan", OBJECT, plan.plan, REQUIRED),
};

static const MqEventField script_fields[] = {
  FIELD ("script", TEXT, script.script, REQUIRED),
  ENUM ("why", reasons, script.why, 0),
};

static const MqEventField instruction_fields[] = {
  FIELD ("instruction", INT, instruction.instruction, REQUIRED),
  ENUM ("kind", mq_instruction_names, instruction.kind, REQUIRED),
};

static const MqEventField version_fields[] = {
  FIELD ("version.summary", TEXT, version.summary, 0),
  FIELD ("version.instruction", TEXT, version.instruction, 0),
  FIELD ("version.script", TEXT, version.script, REQUIRED),
  FIELD ("version.plan", OBJECT, version.plan, OR_NULL),
  FIELD ("version.execution", INT, version.execution, REQUIRED),
  FIELD ("version.measurement", INT, version.measurement, REQUIRED),
  FIELD ("version.rendering", INT, version.rendering, OR_NULL),
  FIELD ("version.likeness", INT, version.likeness, 0),
  FIELD ("version.suggestions", TEXTS, version.suggestions, 0),
  FIELD ("version.requirements", ARRAY, version.requirements, 0),
  FIELD ("version.faults", ARRAY, version.faults, 0),
  FIELD ("version.minor", ARRAY, version.minor, 0),
  FIELD ("version.detached", TEXTS, version.detached, 0),
  FIELD ("version.unmeasured", FLAG, version.unmeasured, 0),
};

static const MqEventField budget_fields[] = {
  FIELD ("budget.calls", INT, budget.budget.calls, 0),
  FIELD ("budget.tokens", INT, budget.budget.tokens, 0),
  FIELD ("budget.cost", DOUBLE, budget.budget.cost, 0),
  FIELD ("budget.seconds", INT, budget.budget.seconds, 0),
  FIELD ("spent.calls", INT, budget.spent.calls, 0),
  FIELD ("spent.tokens", INT, budget.spent.tokens, 0),
  FIELD ("spent.cost", DOUBLE, budget.spent.cost, 0),
  FIELD ("spent.seconds", INT, budget.spent.seconds, 0),
};

static const MqEventField waiting_fields[] = {
  FIELD ("idle_seconds", INT, waiting.idle_seconds, OR_NULL),
};

static const MqEventField asked_fields[] = {
  FIELD ("question", INT, asked.question, REQUIRED),
  FIELD ("requirements", ARRAY, asked.requirements, REQUIRED),
};

static const MqEventField refinement_fields[] = {
  FIELD ("id", TEXT, refinement.id, 0),
  FIELD ("text", TEXT, refinement.text, REQUIRED),
};

static const MqEventField refused_fields[] = {
  FIELD ("text", TEXT, refused.text, REQUIRED),
  FIELD ("items", TEXTS, refused.items, 0),
  ENUM ("outcome", refusals, refused.outcome, 0),
};

static const MqEventField done_fields[] = {
  ENUM ("reason", done_reasons, done.reason, 0),
};

static const MqEventField failed_fields[] = {
  FIELD ("type", TEXT, failed.type, 0),    FIELD ("title", TEXT, failed.title, 0),
  FIELD ("status", INT, failed.status, 0), FIELD ("detail", TEXT, failed.detail, 0),
  FIELD ("next", TEXT, failed.next, 0),
};

static const MqEventField session_fields[] = {
  FIELD ("session", TEXT, session.session, REQUIRED), FIELD ("title", TEXT, session.title, 0),
  FIELD ("prompt", TEXT, session.first_message, 0),   FIELD ("created", INT, session.created, 0),
  FIELD ("versions", INT, session.versions, 0),       FIELD ("folder", TEXT, session.folder, 0),
  FIELD ("favorite", FLAG, session.favorite, 0),
};

static const MqEventField service_fields[] = {
  FIELD ("pid", INT, process.pid, REQUIRED),
};

static const MqEventField worker_fields[] = {
  FIELD ("pid", INT, process.pid, REQUIRED),
  FIELD ("blender", TEXT, process.blender, REQUIRED),
};

static const MqEventField worker_replaced_fields[] = {
  FIELD ("why", TEXT, process.why, REQUIRED),
};

static const MqEventField preview_fields[] = {
  FIELD ("picture", TEXT, picture.picture, REQUIRED),
};

static const MqEventField picture_fields[] = {
  FIELD ("picture", TEXT, picture.picture, REQUIRED),
  FIELD ("done", INT, picture.done, REQUIRED),
  FIELD ("of", INT, picture.of, REQUIRED),
  FIELD ("provisional", FLAG, picture.provisional, 0),
  FIELD ("version", INT, picture.version, 0),
};

static const MqEventField kept_fields[] = {
  FIELD ("session", TEXT, kept.session, 0), FIELD ("version", INT, kept.version, REQUIRED),
  FIELD ("folder", TEXT, kept.folder, 0),   FIELD ("pictures", TEXTS, kept.pictures, 0),
  FIELD ("stopped", FLAG, kept.stopped, 0),
};

static const MqEventField current_fields[] = {
  FIELD ("version", INT, current.version, REQUIRED),
  FIELD ("from", INT, current.from, 0),
};

static const MqEventField measuring_fields[] = {
  FIELD ("done", INT, picture.done, REQUIRED),
  FIELD ("of", INT, picture.of, REQUIRED),
};

static const MqEventField measured_fields[] = {
  FIELD ("version", INT, version.number, REQUIRED),
  FIELD ("requirements", ARRAY, version.requirements, 0),
  FIELD ("faults", ARRAY, version.faults, 0),
  FIELD ("minor", ARRAY, version.minor, 0),
  FIELD ("detached", TEXTS, version.detached, 0),
};

/* The bridge's answer is included. */
static const MqEventField placed_fields[] = {
  FIELD ("session", TEXT, kept.session, 0),
  FIELD ("version", INT, kept.version, 0),
};

static const MqEventField output_fields[] = {
  FIELD ("folder", TEXT, file.folder, REQUIRED),
};

static const MqEventField output_failed_fields[] = {
  FIELD ("text", TEXT, file.text, REQUIRED),
};

static const MqEventField team_fields[] = {
  FIELD ("name", TEXT, team.name, 0),
  FIELD ("title", TEXT, team.title, 0),
};

static const MqEventField transcript_fields[] = {
  FIELD ("file", TEXT, file.file, REQUIRED),
};

static const MqEventField error_fields[] = {
  FIELD ("exit", INT, error.exit, REQUIRED),
  FIELD ("text", TEXT, error.text, REQUIRED),
  FIELD ("next", TEXT, error.next, 0),
};

static const MqEventField began_fields[] = {
  FIELD ("mode", TEXT, began.mode, 0),
  FIELD ("base", INT, began.base, 0),
  FIELD ("versions", INT, began.versions, 0),
};

/* The others are those of MqMessage. */
static const MqEventField message_fields[] = {
  ENUM ("role", speakers, message.role, 0),
  FIELD ("queued", FLAG, message.queued, 0),
};

static const MqEventField result_fields[] = {
  FIELD ("instruction", INT, result.instruction, REQUIRED),
  ENUM ("kind", mq_instruction_names, result.kind, REQUIRED),
  FIELD ("result", OBJECT, result.result, 0),
  FIELD ("error.code", TEXT, result.error.code, 0),
  FIELD ("error.message", TEXT, result.error.message, 0),
};

static const MqEventField ended_fields[] = {
  ENUM ("how", outcomes, ended.how, REQUIRED),
  FIELD ("code", TEXT, ended.code, 0),
  FIELD ("text", TEXT, ended.text, 0),
  FIELD ("next", TEXT, ended.next, 0),
};

#define ROW MQ_EVENT_ROW
#define SENT (MQ_EVENT_BY_SERVICE | MQ_EVENT_RECORDED | MQ_EVENT_PRINTED)
/* Events of this process: what it starts and where it writes. */
#define SHOWN (MQ_EVENT_BY_CLIENT | MQ_EVENT_PRINTED)
/* Valid only at this moment: files that are deleted when the run ends. */
#define SEEN (MQ_EVENT_BY_CLIENT | MQ_EVENT_PRINTED | MQ_EVENT_SHARED)
#define NOTED (MQ_EVENT_BY_CLIENT | MQ_EVENT_PRINTED | MQ_EVENT_SHARED | MQ_EVENT_RECORDED)
/* Shown in a conversation only; a user at the command line knows it already. */
#define INNER (MQ_EVENT_BY_CLIENT | MQ_EVENT_SHARED | MQ_EVENT_RECORDED)

static const MqEventRow rows[MQ_N_EVENTS] = {
  [MQ_EVENT_UNKNOWN] = { NULL, SENT, NULL, 0 },

  [MQ_EVENT_PHASE] = ROW ("phase", phase_fields, SENT),
  [MQ_EVENT_STEP] = ROW ("step", step_fields, SENT),
  [MQ_EVENT_STREAM_TEXT] = ROW ("stream", stream_fields,
                                MQ_EVENT_BY_SERVICE | MQ_EVENT_TRANSIENT | MQ_EVENT_PRINTED),
  [MQ_EVENT_LEAD] = ROW ("lead", lead_fields, MQ_EVENT_BY_SERVICE | MQ_EVENT_TRANSIENT),
  [MQ_EVENT_NOTICE] = ROW ("notice", notice_fields, SENT | MQ_EVENT_BY_CLIENT | MQ_EVENT_SHARED),
  [MQ_EVENT_PLAN] = ROW ("plan", plan_fields, SENT),
  [MQ_EVENT_SCRIPT] = ROW ("script", script_fields, SENT),
  [MQ_EVENT_INSTRUCTION] = ROW ("instruction", instruction_fields, SENT),
  [MQ_EVENT_VERSION] = ROW ("version", version_fields, SENT),
  [MQ_EVENT_BUDGET] = ROW ("budget", budget_fields, SENT),
  [MQ_EVENT_WAITING] = ROW ("waiting", waiting_fields, SENT),
  [MQ_EVENT_ASKED] = ROW ("asked", asked_fields, SENT),
  [MQ_EVENT_ANSWERED] = ROW ("answered", asked_fields, SENT),
  [MQ_EVENT_REFINEMENT] = ROW ("refinement", refinement_fields, SENT),
  [MQ_EVENT_REFUSED] = ROW ("refused", refused_fields, SENT),
  [MQ_EVENT_DONE] = ROW ("done", done_fields, SENT),
  [MQ_EVENT_FAILED] = ROW ("failed", failed_fields, SENT),

  [MQ_EVENT_SESSION] = ROW ("session", session_fields, SHOWN),
  [MQ_EVENT_SERVICE] = ROW ("service", service_fields, SHOWN),
  [MQ_EVENT_WORKER] = ROW ("worker", worker_fields, SHOWN),
  [MQ_EVENT_SERVICE_RESTARTED] = ROW ("service-restarted", service_fields, NOTED),
  [MQ_EVENT_WORKER_REPLACED] = ROW ("worker-replaced", worker_replaced_fields, NOTED),
  [MQ_EVENT_PREVIEW] = ROW ("preview", preview_fields, SEEN),
  [MQ_EVENT_PICTURE] = ROW ("picture", picture_fields, SEEN),
  [MQ_EVENT_KEPT] = ROW ("kept", kept_fields, NOTED),
  [MQ_EVENT_CURRENT] = ROW ("current", current_fields,
                            MQ_EVENT_BY_CLIENT | MQ_EVENT_PRINTED | MQ_EVENT_RECORDED),
  [MQ_EVENT_MEASURING] = ROW ("measuring", measuring_fields, SEEN),
  [MQ_EVENT_MEASURED] = ROW ("measured", measured_fields,
                             MQ_EVENT_BY_CLIENT | MQ_EVENT_PRINTED | MQ_EVENT_RECORDED),
  [MQ_EVENT_PLACED] = ROW ("placed", placed_fields, NOTED),
  [MQ_EVENT_TAKEN_BACK] = ROW ("taken-back", placed_fields, NOTED),
  [MQ_EVENT_OUTPUT] = ROW ("output", output_fields, SHOWN),
  [MQ_EVENT_OUTPUT_FAILED] = ROW ("output-failed", output_failed_fields, SHOWN),
  [MQ_EVENT_TEAM] = ROW ("team", team_fields, NOTED),
  [MQ_EVENT_TRANSCRIPT] = ROW ("transcript", transcript_fields, NOTED),
  [MQ_EVENT_TRANSCRIPT_FAILED] = ROW ("transcript-failed", output_failed_fields, NOTED),
  [MQ_EVENT_ERROR] = ROW ("error", error_fields, SHOWN),

  [MQ_EVENT_BEGAN] = ROW ("began", began_fields, INNER),
  [MQ_EVENT_MESSAGE] = ROW ("message", message_fields, INNER),
  [MQ_EVENT_RESULT] = ROW ("result", result_fields, INNER),
  [MQ_EVENT_ENDED] = ROW ("ended", ended_fields, INNER),
};

/**
 * mq_event_table_get:
 * @kind: an event's kind
 *
 * Returns: its row; the row of %MQ_EVENT_UNKNOWN has no name and no members
 */
const MqEventRow *
mq_event_table_get (MqRunEventKind kind)
{
  g_return_val_if_fail (kind < MQ_N_EVENTS, &rows[MQ_EVENT_UNKNOWN]);

  return &rows[kind];
}

/**
 * mq_event_table_find:
 * @name: an event's name on the wire
 *
 * Returns: its kind, or %MQ_EVENT_UNKNOWN
 */
MqRunEventKind
mq_event_table_find (const char *name)
{
  for (guint i = 1; i < MQ_N_EVENTS; i++)
    if (strcmp (rows[i].name, name) == 0)
      return (MqRunEventKind)i;

  return MQ_EVENT_UNKNOWN;
}

/**
 * mq_event_table_get_role:
 * @role: a step's role
 *
 * Returns: its name, "" for %MQ_TEAM_ROLE_UNKNOWN
 */
const char *
mq_event_table_get_role (MqTeamRole role)
{
  g_return_val_if_fail ((guint)role < G_N_ELEMENTS (roles), "");

  return roles[role] != NULL ? roles[role] : "";
}
