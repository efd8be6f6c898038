/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Outline of a script, see mq-script.h. Calls are found by name; an attribute of the
 * same name counts as well, which only makes the outline a little longer. */
#include "common/script/mq-script.h"

#include "common/base/mq-each.h"
#include "common/script/mq-python-tokens.h"
#include "common/script/mq-script-statements.h"

#include <string.h>

#define LEFT_OUT "..."

/**
 * mq_script_outline:
 * @script: a script without the toolkit
 * @whole: (nullable) (array zero-terminated=1): names of functions to include completely, with all
 *   that they call; %NULL: no code
 *
 * Returns: (transfer full): docstring, parameters and imports unchanged, other functions as head
 *   and first line of the docstring; the whole script when it cannot be parsed
 */
char *
mq_script_outline (const char *script, const char *const *whole)
{
  g_autoptr (GPtrArray) statements = mq_script_statements_cut (script, NULL);
  g_autoptr (GHashTable) functions = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) shown = g_hash_table_new (NULL, NULL);
  g_auto (GQueue) next = G_QUEUE_INIT;
  MqScriptStatement *one;
  GString *text;

  if (statements == NULL)
    return g_strdup (script);

  /* The functions to show completely: those that are asked for, and what they name. */
  MQ_EACH (statements, i, MqScriptStatement, statement)
    if (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION && statement->name != NULL)
      g_hash_table_insert (functions, statement->name, statement);
  for (gsize i = 0; whole != NULL && whole[i] != NULL; i++)
    if ((one = g_hash_table_lookup (functions, whole[i])) != NULL && g_hash_table_add (shown, one))
      g_queue_push_tail (&next, one);
  while ((one = g_queue_pop_head (&next)) != NULL)
    {
      g_autoptr (GArray) tokens = mq_python_tokenize (one->text, NULL, NULL);

      MQ_EACH_VALUE (tokens, i, const MqPythonToken, token)
        {
          g_autofree char *name = mq_python_token_dup (token);
          MqScriptStatement *called;

          if (mq_python_token_is_name (token)
              && (called = g_hash_table_lookup (functions, name)) != NULL
              && g_hash_table_add (shown, called))
            g_queue_push_tail (&next, called);
        }
    }

  text = g_string_new (NULL);
  MQ_EACH (statements, i, const MqScriptStatement, statement)
    {
      gboolean is_function = statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION;
      g_autoptr (GArray) tokens = NULL;
      const char *body = NULL;
      const char *doc;
      gboolean inside = FALSE;

      if (statement->kind == MQ_SCRIPT_STATEMENT_MAIN)
        continue;
      if (whole == NULL && (is_function || statement->kind == MQ_SCRIPT_STATEMENT_IMPORT))
        continue;
      if (!is_function || g_hash_table_contains (shown, (gpointer)statement))
        {
          g_string_append (text, statement->text);
          continue;
        }

      /* The end of the line that ends its head: "):", possibly with a return type; the brackets may
       * span lines. */
      tokens = mq_python_tokenize (statement->text, NULL, NULL);
      MQ_EACH_VALUE (tokens, j, const MqPythonToken, token)
        {
          inside |= mq_python_token_is (token, "def") || mq_python_token_is (token, "class");
          if (inside && token->depth == 0 && mq_python_token_is (token, ":"))
            {
              body = strchr (token->start, '\n');
              break;
            }
        }

      if (body == NULL)
        {
          g_string_append (text, statement->text);
          continue;
        }

      /* "def seat(oak): ...  # Round seat": the head and the first line of the docstring. */
      doc = body + strspn (body, " \t\n");
      g_string_append_len (text, statement->text, body - statement->text);
      g_string_append (text, " " LEFT_OUT);
      if (g_str_has_prefix (doc, "\"\"\""))
        {
          g_autofree char *line = g_strndup (doc + 3, strcspn (doc + 3, "\n"));
          char *end = strstr (line, "\"\"\"");

          if (end != NULL)
            *end = '\0';
          g_string_append_printf (text, "  # %s", line);
        }
      g_string_append_c (text, '\n');
    }

  return g_string_free_and_steal (text);
}
