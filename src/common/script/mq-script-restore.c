/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of earlier versions, see mq-script.h. A part is its function with all functions and
 * parameters that it uses. What others use, too, and is different now, is put back as a copy under
 * a name of its own, so that nothing else changes; but what the part uses only through a function
 * that others use, too, stays as it is now: a pillow follows the mattress that it lies on. */
#include "common/script/mq-script.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/script/mq-python-tokens.h"
#include "common/script/mq-script-statements.h"

/* Adds the names of functions and parameters that a statement uses, and those that these use: one
 * after the other, since a long chain of functions would fill the stack. @stop: (nullable):
 * functions that are not followed */
static void
reach (GPtrArray *statements, const MqScriptStatement *statement, const char *const *stop,
       GHashTable *names)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  g_ptr_array_add (found, (gpointer)statement);
  MQ_EACH (found, next, const MqScriptStatement, one)
    {
      g_autoptr (GArray) tokens = mq_python_tokenize (one->text, NULL, NULL);

      MQ_EACH_VALUE (tokens, i, const MqPythonToken, token)
        {
          char *name = mq_python_token_dup (token);
          MqScriptStatement *used = mq_python_token_is_name (token)
                                        ? mq_script_statements_find (statements, name, NULL)
                                        : NULL;

          if (used == NULL || (stop != NULL && g_strv_contains (stop, name)))
            g_free (name);
          else if (g_hash_table_add (names, name))
            g_ptr_array_add (found, used);
        }
    }
}

static gboolean
is_same (GPtrArray *now, const MqScriptStatement *then)
{
  const MqScriptStatement *statement = mq_script_statements_find (now, then->name, NULL);

  return statement != NULL && g_str_equal (statement->text, then->text);
}

static gboolean
uses (const MqScriptStatement *statement, const char *name)
{
  g_autoptr (GArray) tokens = mq_python_tokenize (statement->text, NULL, NULL);

  for (guint i = 0; i < tokens->len; i++)
    if (mq_python_tokens_match (tokens, i, name))
      return TRUE;

  return FALSE;
}

/**
 * mq_script_restore:
 * @script: the script as it is now
 * @then: the script as it was
 * @parts: the names of the parts' functions
 * @version: the number of the version of @then
 * @error: %MQ_ERROR_BAD_INPUT: @then has no such function, or cannot be parsed
 *
 * Puts parts back, with all that they used. Everything else stays as it is; build() is not changed.
 *
 * Returns: whether they were put back
 */
gboolean
mq_script_restore (MqScript *script, const char *then, const char *const *parts, gint64 version,
                   GError **error)
{
  g_autoptr (GPtrArray) now = mq_script_statements_cut (mq_script_get_text (script), error);
  g_autoptr (GPtrArray) before = now != NULL ? mq_script_statements_cut (then, error) : NULL;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) back = g_ptr_array_new ();
  g_autoptr (GPtrArray) same = g_ptr_array_new ();
  g_autoptr (GPtrArray) copies = g_ptr_array_new ();
  g_autoptr (GString) patch = g_string_new (NULL);
  g_autoptr (MqScriptEdit) edit = NULL;

  if (before == NULL)
    return FALSE;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      const MqScriptStatement *function = mq_script_statements_find (before, parts[i], NULL);

      if (function == NULL || function->kind != MQ_SCRIPT_STATEMENT_FUNCTION)
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "Version %" G_GINT64_FORMAT " has no function “%.60s”", version, parts[i]);
      g_hash_table_add (names, g_strdup (parts[i]));
      reach (before, function, NULL, names);
    }

  /* Functions outside the parts share what they use. */
  MQ_EACH (now, i, const MqScriptStatement, statement)
    if (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION
        && !g_hash_table_contains (names, statement->name))
      reach (now, statement, parts, shared);

  /* The statements to put back: those that are different now, and, of those that only the parts
   * use, those that use one of them that gets another name. */
  MQ_EACH (before, i, MqScriptStatement, statement)
    {
      if (statement->name == NULL || !g_hash_table_contains (names, statement->name))
        continue;
      if (!g_hash_table_contains (shared, statement->name))
        g_ptr_array_add (is_same (now, statement) ? same : back, statement);
      else if (!is_same (now, statement))
        g_ptr_array_add (copies, statement);
    }

  MQ_EACH (same, i, MqScriptStatement, statement)
    MQ_EACH (copies, j, const MqScriptStatement, copy)
      if (uses (statement, copy->name))
        {
          g_ptr_array_add (back, statement);
          break;
        }

  /* Until nothing is added: a copy may use another one. */
  for (guint i = 0; i < copies->len;)
    {
      MqScriptStatement *statement = g_ptr_array_index (copies, i++);
      gboolean is_used = FALSE;

      for (guint j = 0; j < back->len && !is_used; j++)
        {
          const MqScriptStatement *user = g_ptr_array_index (back, j);

          is_used = !g_str_equal (user->name, statement->name) && uses (user, statement->name);
        }
      if (!is_used)
        continue;

      g_ptr_array_add (back, statement);
      g_ptr_array_remove_index (copies, i - 1);
      i = 0;
    }

  MQ_EACH (back, i, const MqScriptStatement, statement)
    {
      char letter = statement->kind == MQ_SCRIPT_STATEMENT_PARAMETER ? 'V' : 'v';
      g_autofree char *old = g_strdup (statement->name);
      g_autofree char *name = g_strdup_printf ("%s_%c%" G_GINT64_FORMAT, old, letter, version);

      if (!g_hash_table_contains (shared, old))
        continue;
      MQ_EACH (back, j, MqScriptStatement, user)
        mq_script_statement_rename (user, old, name, NULL);
    }

  MQ_EACH (back, i, const MqScriptStatement, statement)
    g_string_append_printf (patch, "%s\n", statement->text);
  if (patch->len == 0)
    return TRUE;

  edit = mq_script_edit (script, patch->str, NULL, error);
  return edit != NULL;
}
