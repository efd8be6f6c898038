/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Instructions: checks results before they are written to the journal, see mq-instruction.h and
 * docs/protocol.md. A replayed run can therefore rely on the results in the journal. */
#include "service/run/mq-instruction.h"

#include "common/base/mq-error.h"
#include "common/events/mq-instruction-table.h"
#include "common/json/mq-json.h"

static gboolean
check_member (JsonObject *result, const char *kind, GError **error)
{
  const MqInstructionRow *row = mq_instruction_table_get (mq_instruction_table_find (kind));
  JsonNode *node;

  g_assert (row->result != NULL);
  node = json_object_get_member (result, row->result);
  if (node != NULL
      && (JSON_NODE_TYPE (node) == row->type
          || (JSON_NODE_HOLDS_NULL (node) && (row->flags & MQ_INSTRUCTION_RESULT_OR_NULL) != 0)))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "The result of a “%s” lacks “%s”, or it is of another type", kind, row->result);
}

/**
 * mq_instruction_check_result:
 * @kind: the kind of the instruction
 * @body: the body that the client posted
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it is a result or an error as in docs/protocol.md
 */
gboolean
mq_instruction_check_result (const char *kind, JsonObject *body, GError **error)
{
  JsonNode *ok = json_object_get_member (body, "ok");
  JsonObject *fault = mq_json_get_object (body, "error");
  JsonObject *result = mq_json_get_object (body, "result");

  if (ok == NULL || !JSON_NODE_HOLDS_VALUE (ok) || json_node_get_value_type (ok) != G_TYPE_BOOLEAN)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“ok” is missing or neither true nor false");

  if (!json_node_get_boolean (ok))
    {
      if (mq_json_get_string (fault, "code", NULL) != NULL
          && mq_json_get_string (fault, "message", NULL) != NULL)
        return TRUE;

      return mq_fail (error, MQ_ERROR_BAD_INPUT,
                      "“error” with its “code” and “message” is missing");
    }

  if (result == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“result” is missing or not an object");

  return check_member (result, kind, error);
}
