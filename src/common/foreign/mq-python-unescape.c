/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts that a model has escaped twice, as arguments of tools. See mq-python-clean.h. */
#include "common/foreign/mq-python-clean.h"
#include "common/json/mq-json.h"

#include <string.h>

/**
 * mq_python_unescape:
 * @text: Python as a model hands it over, UTF-8
 *
 * Returns: (transfer full): the script, with line ends in place of "\n", and without the quotes of
 * a JSON string
 */
char *
mq_python_unescape (const char *text)
{
  g_autofree char *whole = NULL;
  g_autoptr (JsonNode) read = NULL;
  const char *json;
  gboolean is_escaped = FALSE;
  char quote = '\0';

  /* Whether a "\n" that is written as two characters stands outside of a string, where Python has
   * none. */
  for (const char *c = text; *c != '\0' && !is_escaped; c++)
    if (quote == '\0' && c[0] == '\\' && c[1] == 'n')
      is_escaped = TRUE;
    else if (quote == '\0' && (*c == '"' || *c == '\''))
      quote = *c;
    else if (*c == quote)
      quote = '\0';

  if (is_escaped && strchr (text, '\n') == NULL)
    whole = g_strconcat ("\"", text, "\"", NULL);
  json = whole != NULL ? whole : *text == '"' ? text : NULL;
  read = json != NULL ? mq_json_parse (json, -1, NULL) : NULL;
  if (read != NULL && json_node_get_value_type (read) == G_TYPE_STRING)
    return json_node_dup_string (read);

  /* With quotes that were not escaped, it is no JSON. */
  return whole != NULL ? g_strcompress (text) : g_strdup (text);
}
