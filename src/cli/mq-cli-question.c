/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of a question, see mq-cli-question.h. */
#include "cli/mq-cli-question.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <string.h>

#define MAX_LINE 300 /* bytes */

/* @rows: the list, which is changed; @line: what was typed; @error: %MQ_ERROR_BAD_INPUT. Returns:
 * whether it means something */
gboolean
mq_cli_question_apply (JsonArray *rows, const char *line, GError **error)
{
  const char *equals = strchr (line, '=');
  char *end = NULL;
  gint64 number = g_ascii_strtoll (line, &end, 10);
  JsonObject *row = number >= 1 && number <= json_array_get_length (rows)
                        ? mq_json_element_object (rows, (guint)number - 1)
                        : NULL;

  end += strspn (end, " ");
  if (row != NULL && equals == end)
    return mq_requirement_doubts_change (row, equals + 1, error);
  if (row != NULL && *end == '\0')
    {
      if (json_object_has_member (row, "doubt"))
        json_object_remove_member (row, "doubt");
      else
        json_object_set_string_member (row, "doubt", "left out");
      return TRUE;
    }
  if (mq_length_unit_get_metres (line) > 0)
    {
      mq_requirement_doubts_set_unit (rows, line);
      return TRUE;
    }

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%.40s” is neither a row of the list nor a unit",
                  line);
}

/* @i: from 0. Returns: (transfer full): the row as a line: “✓ 3. width: 120 mm · front view” */
char *
mq_cli_question_describe (JsonArray *rows, guint i)
{
  JsonObject *row = mq_json_element_object (rows, i);
  const char *doubt = mq_json_get_string (row, "doubt", NULL);
  g_autofree char *label = mq_requirement_doubts_describe (row);
  g_autofree char *line = g_strdup_printf ("  %s %2u. %s%s%s", doubt == NULL ? "✓" : "?", i + 1,
                                           label, doubt != NULL ? ": " : "",
                                           doubt != NULL ? doubt : "");

  return g_strdelimit (mq_text_clean (line, MAX_LINE), "\n\t", ' ');
}
