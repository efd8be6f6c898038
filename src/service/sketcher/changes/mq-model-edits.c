/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of the script of a model that was taken in, see mq-model-edits.h. */
#include "service/sketcher/changes/mq-model-edits.h"

#include "common/base/mq-each.h"
#include "common/script/mq-script-parameter.h"
#include "common/script/mq-script-values.h"

#include <string.h>

#define BUILD "\ndef build():\n"
/* Between two functions, and between the constants and the first one. */
#define GAP "\n\n\n"

/**
 * mq_model_edits_set:
 * @script: (inout): the script
 * @name: one of its values
 * @value: (nullable): as a script has it; %NULL: the value times @factor
 *
 * Returns: whether the script has the value, and @value is one
 */
gboolean
mq_model_edits_set (char **script, const char *name, const char *value, double factor)
{
  g_autoptr (GPtrArray) parameters = mq_script_parameters_list (*script);
  const MqScriptParameter *parameter = mq_script_parameters_find (parameters, name);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *word = NULL;
  char *words[] = { NULL, NULL };
  char *changed;
  double now;

  if (parameter == NULL || (value == NULL && !mq_script_read_number (parameter->value, &now, NULL)))
    return FALSE;
  if (value == NULL)
    value = g_ascii_formatd (number, sizeof number, "%.4g", now * factor);

  words[0] = word = g_strdup_printf ("%s=%s", name, value);
  if (!(changed = mq_script_dup_with_values (*script, words, NULL)))
    return FALSE;

  g_free (*script);
  *script = changed;
  return TRUE;
}

/* Puts @text in at @place, a position in @script. */
static void
insert (char **script, const char *place, const char *text)
{
  g_autofree char *before = g_strndup (*script, place - *script);
  char *changed = g_strconcat (before, text, place, NULL);

  g_free (*script);
  *script = changed;
}

/**
 * mq_model_edits_remove:
 * @script: (inout): the script
 * @part: the function of a part
 *
 * Takes its call out of build(). The last one stays: a model without parts is none.
 *
 * Returns: whether it was there
 */
gboolean
mq_model_edits_remove (char **script, const char *part)
{
  g_autofree char *call = g_strdup_printf ("\n    %s()\n", part);
  char *build = strstr (*script, BUILD);
  char *at = build != NULL ? strstr (build, call) : NULL;
  char *rest = at != NULL ? at + strlen (call) : NULL;

  if (at == NULL || (at == build + strlen (BUILD) - 1 && *rest != ' '))
    return FALSE;

  memmove (at + 1, rest, strlen (rest) + 1);
  return TRUE;
}

/**
 * mq_model_edits_call:
 * @script: (inout): the script
 * @call: a statement, which build() has last from then on
 */
void
mq_model_edits_call (char **script, const char *call)
{
  g_autofree char *line = g_strdup_printf ("\n    %s", call);
  const char *build = strstr (*script, BUILD);
  const char *end = build != NULL ? strstr (build, GAP) : NULL;

  if (end != NULL)
    insert (script, end, line);
}

/**
 * mq_model_edits_add:
 * @script: (inout): the script
 * @constants: lines for its head
 * @function: (nullable): the text of a function, without an empty line around it
 */
void
mq_model_edits_add (char **script, const char *constants, const char *function)
{
  g_autofree char *head = g_strdup_printf ("\n\n%s", constants);
  g_autofree char *body = function != NULL ? g_strdup_printf ("\n%s\n\n", function) : NULL;
  const char *build = strstr (*script, BUILD);

  if (body != NULL && build != NULL)
    insert (script, build, body);
  if (strstr (*script, GAP) != NULL)
    insert (script, strstr (*script, GAP), head);
}

/* Returns: (transfer full): @text with the constants of @part, of which @said is the name for
 * people, as those of @copy */
static char *
rename_constants (const char *text, const char *part, const char *copy, const char *said)
{
  g_autofree char *upper = g_ascii_strup (part, -1);
  g_autofree char *to = g_ascii_strup (copy, -1);
  g_autofree char *pattern = g_strdup_printf ("\\b%s(?=_(?:COLOR|SCALE|X|Y|Z)\\b)", upper);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autofree char *renamed = g_regex_replace_literal (regex, text, -1, 0, to, 0, NULL);
  g_auto (GStrv) around = said != NULL ? g_strsplit (renamed, said, -1) : NULL;
  g_autofree char *own = said != NULL ? g_strconcat (said, " copy", NULL) : NULL;

  return said != NULL ? g_strjoinv (own, around) : g_steal_pointer (&renamed);
}

/* Returns: (transfer full) (nullable): the lines of the constants of a part, without the last
 * break */
static char *
dup_constants (const char *script, const char *part)
{
  g_autofree char *upper = g_ascii_strup (part, -1);
  g_autofree char *pattern = g_strdup_printf ("(?m)(?:^%s_(?:COLOR|SCALE|X|Y|Z) = .*\\n)+", upper);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  char *found;

  if (!g_regex_match (regex, script, 0, &match))
    return NULL;
  found = g_match_info_fetch (match, 0);
  found[strlen (found) - 1] = '\0';
  return found;
}

/**
 * mq_model_edits_copy:
 * @script: (inout): the script
 * @part: the function of a part
 * @move: how far the copy is from it, m
 *
 * Adds a part with the same meshes, and values of its own.
 *
 * Returns: (transfer full) (nullable): the function of the copy; %NULL if the part is not as
 *   mesh_script.py writes it
 */
char *
mq_model_edits_copy (char **script, const char *part, const double *move)
{
  static const char *const axes[] = { "X", "Y", "Z" };
  g_autofree char *begin = g_strdup_printf ("\ndef %s():\n", part);
  g_autofree char *constants = dup_constants (*script, part);
  const char *start = strstr (*script, begin);
  const char *end = start != NULL ? strstr (start, GAP) : NULL;
  g_autofree char *copy = g_strconcat (part, "_copy", NULL);
  g_autofree char *upper = NULL;
  g_autofree char *text = NULL;
  g_autofree char *own = NULL;
  g_autofree char *function = NULL;
  g_autofree char *renamed = NULL;
  g_autofree char *said = NULL;
  g_autofree char *call = NULL;
  g_autofree char *id = g_strdup_printf ("(?<=\\bdef )%s(?=\\()|(?<=\")%s(?=\",)", part, part);
  g_autoptr (GRegex) ids = g_regex_new (id, 0, 0, NULL);
  const char *comment;

  if (constants == NULL || end == NULL)
    return NULL;

  for (guint n = 2; strstr (*script, copy) != NULL; n++)
    {
      g_free (copy);
      copy = g_strdup_printf ("%s_copy_%u", part, n);
    }
  /* “HEAD_COLOR = "#b4b4b4"  # Head; another color covers its picture” */
  if ((comment = strstr (constants, "  # ")) != NULL)
    said = g_strndup (comment + 4, strcspn (comment + 4, ";\n"));
  renamed = rename_constants (constants, part, copy, said);
  text = g_strndup (start + 1, end - start - 1);
  own = rename_constants (text, part, copy, NULL);
  function = g_regex_replace_literal (ids, own, -1, 0, copy, 0, NULL);
  mq_model_edits_add (script, renamed, function);

  upper = g_ascii_strup (copy, -1);
  for (guint i = 0; i < G_N_ELEMENTS (axes); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s_%s", upper, axes[i]);
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      if (move[i] != 0)
        mq_model_edits_set (script, name, g_ascii_formatd (number, sizeof number, "%.4g", move[i]),
                            1);
    }
  call = g_strdup_printf ("%s()", copy);
  mq_model_edits_call (script, call);
  return g_steal_pointer (&copy);
}
