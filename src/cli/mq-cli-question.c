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
