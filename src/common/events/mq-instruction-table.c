/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the instruction table, see mq-instruction-table.h. */
#include "common/events/mq-instruction-table.h"

#include <string.h>

#define FIELD MQ_EVENT_FIELD
#define ENUM MQ_EVENT_ENUM

const char *const mq_instruction_names[MQ_N_INSTRUCTIONS] = {
  NULL, "introspect", "check", "execute", "measure", "render", "likeness",
};

static const char *const origins[] = { NULL, "team", "person" };
static const char *const modes[] = { NULL, "preview", "final", "look" };

static const MqEventField introspect_fields[] = {
  FIELD ("have", TEXTS, instruction.have, 0),
};

static const MqResultMember introspect_kept[] = {
  { "seconds", MQ_RESULT_SECONDS, NULL },
  { "blender", MQ_RESULT_LINE, NULL },
};

static const MqEventField check_fields[] = {
  FIELD ("script", TEXT, instruction.script, MQ_FIELD_REQUIRED),
  ENUM ("origin", origins, instruction.origin, 0),
};

static const char *const finding_texts[] = { "severity", "code", "what", "name", NULL };
static const MqResultMember check_kept[] = {
  { "findings", MQ_RESULT_FIRST, finding_texts },
};

static const MqEventField execute_fields[] = {
  FIELD ("script", TEXT, instruction.script, MQ_FIELD_REQUIRED),
  FIELD ("timeout_s", INT, instruction.timeout_s, 0),
  FIELD ("by_hand", FLAG, instruction.by_hand, 0),
};

static const char *const frame_texts[] = { "function", "text", NULL };
static const MqResultMember execute_kept[] = {
  { "seconds", MQ_RESULT_SECONDS, NULL },
  { "stdout", MQ_RESULT_OUTPUT, NULL },
  { "stderr", MQ_RESULT_OUTPUT, NULL },
  { "error.type", MQ_RESULT_LINE, NULL },
  { "error.message", MQ_RESULT_MESSAGE, NULL },
  { "error.line", MQ_RESULT_INT, NULL },
  { "error.traceback", MQ_RESULT_LAST, frame_texts },
};

static const MqEventField measure_fields[] = {
  FIELD ("joins", ARRAY, instruction.joins, 0),
  FIELD ("requirements", ARRAY, instruction.requirements, 0),
  FIELD ("disputed", ARRAY, instruction.disputed, 0),
};

/* The version has the whole report. */
static const MqResultMember measure_kept[] = {
  { "report.whole.objects", MQ_RESULT_INT, NULL },
  { "report.whole.triangles", MQ_RESULT_INT, NULL },
  { "report.whole.dimensions_m", MQ_RESULT_VECTOR, NULL },
  { "report.whole.moving", MQ_RESULT_INT, NULL },
};

static const MqEventField render_fields[] = {
  ENUM ("mode", modes, instruction.mode, MQ_FIELD_REQUIRED),
  FIELD ("cuts", ARRAY, instruction.cuts, 0),
  FIELD ("inside", TEXT, instruction.inside, 0),
  FIELD ("closeups", ARRAY, instruction.closeups, 0),
  FIELD ("views", FLAG, instruction.views, 0),
  FIELD ("sheet", FLAG, instruction.sheet, 0),
  FIELD ("materials", FLAG, instruction.materials, 0),
  FIELD ("far_poses", FLAG, instruction.far_poses, 0),
  FIELD ("upload", FLAG, instruction.upload, 0),
};

static const char *const image_texts[] = { "view", NULL };
static const MqResultMember render_kept[] = {
  { "seconds", MQ_RESULT_SECONDS, NULL },
  { "engine", MQ_RESULT_LINE, NULL },
  { "images", MQ_RESULT_FIRST, image_texts },
};

static const MqEventField likeness_fields[] = {
  FIELD ("picture", INT, instruction.picture, MQ_FIELD_REQUIRED),
  FIELD ("landmarks", ARRAY, instruction.landmarks, MQ_FIELD_REQUIRED),
  FIELD ("upload", FLAG, instruction.upload, 0),
};

/* The version has it all. */
static const MqResultMember likeness_kept[] = {
  { "overlap", MQ_RESULT_SECONDS, NULL },
  { "error", MQ_RESULT_SECONDS, NULL },
};

#define ROW(name, fields, flags, result, type, kept)                                                 \
  {                                                                                                  \
    MQ_EVENT_ROW (name, fields, MQ_EVENT_BY_SERVICE), flags, result, type, kept, G_N_ELEMENTS (kept) \
  }

static const MqInstructionRow rows[MQ_N_INSTRUCTIONS] = {
  [MQ_INSTRUCTION_UNKNOWN] = { { NULL, MQ_EVENT_BY_SERVICE, NULL, 0 }, 0, NULL, 0, NULL, 0 },
  [MQ_INSTRUCTION_INTROSPECT] = ROW ("introspect", introspect_fields, 0, "blender", JSON_NODE_VALUE,
                                     introspect_kept),
  [MQ_INSTRUCTION_CHECK] = ROW ("check", check_fields, 0, "findings", JSON_NODE_ARRAY, check_kept),
  [MQ_INSTRUCTION_EXECUTE] = ROW ("execute", execute_fields,
                                  MQ_INSTRUCTION_MAKES_SCENE | MQ_INSTRUCTION_RESULT_OR_NULL,
                                  "error", JSON_NODE_OBJECT, execute_kept),
  [MQ_INSTRUCTION_MEASURE] = ROW ("measure", measure_fields, MQ_INSTRUCTION_USES_SCENE, "report",
                                  JSON_NODE_OBJECT, measure_kept),
  [MQ_INSTRUCTION_RENDER] = ROW ("render", render_fields, MQ_INSTRUCTION_USES_SCENE, "images",
                                 JSON_NODE_ARRAY, render_kept),
  [MQ_INSTRUCTION_LIKENESS] = ROW ("likeness", likeness_fields, MQ_INSTRUCTION_USES_SCENE, "rows",
                                   JSON_NODE_ARRAY, likeness_kept),
};

/**
 * mq_instruction_table_get:
 * @kind: an instruction's kind
 *
 * Returns: its row; the row of %MQ_INSTRUCTION_UNKNOWN has no name and no arguments
 */
const MqInstructionRow *
mq_instruction_table_get (MqInstructionKind kind)
{
  g_return_val_if_fail (kind < MQ_N_INSTRUCTIONS, &rows[MQ_INSTRUCTION_UNKNOWN]);

  return &rows[kind];
}

/**
 * mq_instruction_table_find:
 * @name: an instruction's name on the wire
 *
 * Returns: its kind, or %MQ_INSTRUCTION_UNKNOWN
 */
MqInstructionKind
mq_instruction_table_find (const char *name)
{
  for (guint i = 1; i < MQ_N_INSTRUCTIONS; i++)
    if (strcmp (mq_instruction_names[i], name) == 0)
      return (MqInstructionKind)i;

  return MQ_INSTRUCTION_UNKNOWN;
}
