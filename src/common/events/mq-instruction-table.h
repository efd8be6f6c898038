/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of instructions, which a service gives and the client that leads carries out with
 * Blender: arguments, result, what becomes of the scene, and what a session's record keeps of the
 * result. Service, client and the documentation tests use it. A new instruction is a row here, its
 * arguments in mq-run-event.h, a step of the pipeline (service/pipeline) that gives it, and a
 * function of MqExecutor that carries it out. */
#pragma once

#include "common/events/mq-run-event-table.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqResultForm:
 * @MQ_RESULT_INT: an integer
 * @MQ_RESULT_SECONDS: a number
 * @MQ_RESULT_LINE: a short text
 * @MQ_RESULT_MESSAGE: a longer text
 * @MQ_RESULT_OUTPUT: the end of a long text
 * @MQ_RESULT_VECTOR: three numbers
 * @MQ_RESULT_FIRST: the first objects of a list, with the texts that are named, and `line`
 * @MQ_RESULT_LAST: the last ones
 *
 * How a record keeps a member of a result. A hostile script can forge results and make them long.
 */
typedef enum
{
  MQ_RESULT_INT,
  MQ_RESULT_SECONDS,
  MQ_RESULT_LINE,
  MQ_RESULT_MESSAGE,
  MQ_RESULT_OUTPUT,
  MQ_RESULT_VECTOR,
  MQ_RESULT_FIRST,
  MQ_RESULT_LAST,
} MqResultForm;

/**
 * MqResultMember:
 * @path: the member's name; `a.b` is the member b of an object a
 * @form: how it is kept
 * @texts: (nullable): the texts of the objects in a list
 *
 * A member of a result that a record keeps.
 */
typedef struct
{
  const char *path;
  MqResultForm form;
  const char *const *texts;
} MqResultMember;

typedef enum
{
  MQ_INSTRUCTION_MAKES_SCENE = 1 << 0,    /* what later instructions use */
  MQ_INSTRUCTION_USES_SCENE = 1 << 1,     /* of the last one that makes a scene */
  MQ_INSTRUCTION_RESULT_OR_NULL = 1 << 2, /* @result may be null */
} MqInstructionFlags;

/**
 * MqInstructionRow:
 * @arguments: its name and arguments; number and kind are in the row of the event
 * @flags: what becomes of the scene
 * @result: a member that each result has
 * @type: the type of @result
 * @kept: what a record keeps of the result
 * @n_kept: the number of @kept
 */
typedef struct
{
  MqEventRow arguments;
  MqInstructionFlags flags;
  const char *result;
  JsonNodeType type;
  const MqResultMember *kept;
  guint n_kept;
} MqInstructionRow;

extern const char *const mq_instruction_names[MQ_N_INSTRUCTIONS];

const MqInstructionRow *mq_instruction_table_get (MqInstructionKind kind);
MqInstructionKind mq_instruction_table_find (const char *name);

G_END_DECLS
