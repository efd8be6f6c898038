/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts that a model has escaped twice, as arguments of tools. See mq-python-clean.h. */
#include "common/foreign/mq-python-clean.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Whether the first "\n" that is written as two characters stands outside of a string, where Python
 * has none. */
static gboolean
is_escaped (const char *text)
{
  char quote = '\0';

  if (strchr (text, '\n') != NULL)
    return FALSE;

  for (; *text != '\0'; text++)
    if (quote == '\0' && text[0] == '\\' && text[1] == 'n')
      return TRUE;
    else if (quote == '\0' && (*text == '"' || *text == '\''))
      quote = *text;
    else if (*text == quote)
      quote = '\0';

  return FALSE;
}

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
  g_autofree char *whole = is_escaped (text) ? g_strconcat ("\"", text, "\"", NULL) : NULL;
  const char *json = whole != NULL ? whole : *text == '"' ? text : NULL;
  g_autoptr (JsonNode) read = json != NULL ? mq_json_parse (json, -1, NULL) : NULL;

  if (read != NULL && json_node_get_value_type (read) == G_TYPE_STRING)
    return json_node_dup_string (read);

  /* With quotes that were not escaped, it is no JSON. */
  return whole != NULL ? g_strcompress (text) : g_strdup (text);
}
