/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of two scripts by top-level statements, see mq-script.h. */
#include "common/script/mq-script.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/script/mq-script-statements.h"

#include <string.h>

#define MAX_VALUE 60 /* bytes of a parameter's line that are shown */

/* Whether it is a function or a parameter; models know those of the library. */
static gboolean
is_own (const MqScriptStatement *statement, MqPythonLibrary *library)
{
  return (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION
          || statement->kind == MQ_SCRIPT_STATEMENT_PARAMETER)
         && mq_python_library_lookup (library, statement->name) == NULL;
}

/* Statements are compared without the whitespace around them. */
static gboolean
is_equal (const MqScriptStatement *a, const MqScriptStatement *b)
{
  g_autofree char *one = g_strstrip (g_strdup (a->text));
  g_autofree char *other = g_strstrip (g_strdup (b->text));

  return g_str_equal (one, other);
}

/* "0.45" of "SEAT_HEIGHT = 0.45  # m, 0.3..0.8: top of the seat" */
static char *
dup_value (const MqScriptStatement *parameter)
{
  const char *equals = strchr (parameter->text, '=');
  const char *code = equals != NULL ? equals + 1 : "";
  char quote = '\0';
  gsize n;

  /* Up to the comment; a "#" in quotes, as in "#8a5a33", begins none. */
  for (n = 0; code[n] != '\0' && code[n] != '\n' && (quote != '\0' || code[n] != '#'); n++)
    if (quote == '\0' && (code[n] == '"' || code[n] == '\''))
      quote = code[n];
    else if (code[n] == quote)
      quote = '\0';

  return g_strstrip (g_strndup (code, MIN (n, MAX_VALUE)));
}

static void
append_difference (GString *text, const char *verb, const MqScriptStatement *old,
                   const MqScriptStatement *statement)
{
  g_autofree char *before = old != NULL ? dup_value (old) : NULL;
  g_autofree char *after = dup_value (statement);

  g_string_append (text, text->len > 0 ? "; " : "");
  if (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION)
    g_string_append_printf (text, "%s %s()", verb, statement->name);
  else if (before != NULL)
    g_string_append_printf (text, "%s %s → %s", statement->name, before, after);
  else
    g_string_append_printf (text, "%s %s = %s", verb, statement->name, after);
}

/**
 * mq_script_describe_difference:
 * @before: a script
 * @after: the script that came from it
 * @library: functions to leave out
 *
 * Returns: (transfer full): "changed seat(); added arms(); SEAT_WIDTH 0.45 → 0.5"; "" when nothing
 *   differs, or one of them cannot be parsed
 */
char *
mq_script_describe_difference (const char *before, const char *after, MqPythonLibrary *library)
{
  g_autoptr (GPtrArray) old = mq_script_statements_cut (before, NULL);
  g_autoptr (GPtrArray) new_ones = mq_script_statements_cut (after, NULL);
  GString *text = g_string_new (NULL);

  if (old == NULL || new_ones == NULL)
    return g_string_free_and_steal (text);

  MQ_EACH (new_ones, i, const MqScriptStatement, statement)
    {
      const MqScriptStatement *was;

      if (!is_own (statement, library))
        continue;
      was = mq_script_statements_find (old, statement->name, NULL);
      if (was == NULL || !is_equal (was, statement))
        append_difference (text, was != NULL ? "changed" : "added", was, statement);
    }

  MQ_EACH (old, i, const MqScriptStatement, was)
    if (is_own (was, library) && mq_script_statements_find (new_ones, was->name, NULL) == NULL)
      append_difference (text, "removed", NULL, was);

  return g_string_free_and_steal (text);
}

/**
 * mq_script_list_changed:
 * @before: a script
 * @after: the script that came from it
 *
 * Returns: (transfer full): the names of the functions, build() excepted, and then of the
 *   parameters of @before that are different in @after, or not there; empty when one of them cannot
 *   be parsed
 */
GStrv
mq_script_list_changed (const char *before, const char *after)
{
  static const MqScriptStatementKind kinds[] = { MQ_SCRIPT_STATEMENT_FUNCTION,
                                                 MQ_SCRIPT_STATEMENT_PARAMETER };
  g_autoptr (GPtrArray) old = mq_script_statements_cut (before, NULL);
  g_autoptr (GPtrArray) now = mq_script_statements_cut (after, NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (gsize k = 0; old != NULL && now != NULL && k < G_N_ELEMENTS (kinds); k++)
    MQ_EACH (old, i, const MqScriptStatement, was)
      {
        const MqScriptStatement *is;

        if (was->kind != kinds[k] || g_strcmp0 (was->name, "build") == 0)
          continue;
        is = mq_script_statements_find (now, was->name, NULL);
        if (is == NULL || !is_equal (was, is))
          g_strv_builder_add (names, was->name);
      }

  return g_strv_builder_end (names);
}

/**
 * mq_script_put_back:
 * @script: a script
 * @then: the script that it came from
 * @name: a function or parameter of @then
 * @error: %MQ_ERROR_BAD_INPUT: @then has none of that name, or one of them cannot be parsed
 *
 * Returns: (transfer full) (nullable): @script with that function, and nothing else, as it was
 */
char *
mq_script_put_back (const char *script, const char *then, const char *name, GError **error)
{
  g_autoptr (GPtrArray) old = mq_script_statements_cut (then, error);
  g_autoptr (MqScript) back = old != NULL ? mq_script_new (script, error) : NULL;
  const MqScriptStatement *was = back != NULL ? mq_script_statements_find (old, name, NULL) : NULL;
  g_autoptr (MqScriptEdit) edit = NULL;

  if (back == NULL)
    return NULL;
  if (was == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "The script has no function “%.60s”", name);
  if (!(edit = mq_script_edit (back, was->text, NULL, error)))
    return NULL;

  return g_strdup (mq_script_get_text (back));
}

/**
 * mq_script_dup_replaced:
 * @before: a script
 * @after: the script that came from it
 * @library: functions to leave out
 *
 * Returns: (transfer full): the functions and parameters of @before that @after changed or removed,
 *   whole
 */
char *
mq_script_dup_replaced (const char *before, const char *after, MqPythonLibrary *library)
{
  g_autoptr (GPtrArray) old = mq_script_statements_cut (before, NULL);
  g_autoptr (GPtrArray) new_ones = mq_script_statements_cut (after, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; old != NULL && new_ones != NULL && i < old->len; i++)
    {
      const MqScriptStatement *was = g_ptr_array_index (old, i);
      const MqScriptStatement *now;

      if (!is_own (was, library))
        continue;
      now = mq_script_statements_find (new_ones, was->name, NULL);
      if (now == NULL || !is_equal (was, now))
        g_string_append (text, was->text);
    }

  return g_string_free_and_steal (text);
}
