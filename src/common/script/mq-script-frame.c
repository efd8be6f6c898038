/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of a script, see mq-script-statements.h. It is found by tokens, so a script with a
 * fault in a function gets its frame, too. */
#include "common/script/mq-script-statements.h"

#include "common/script/mq-python-tokens.h"
#include "common/script/mq-python-imports.h"

#include <string.h>

#define MAIN "if __name__ == \"__main__\":\n    build()\n"

/* Modules and names that scripts may import; a module is needed by `math.`, a name by `Vector(`. */
static const char *const modules[] = {
  "bpy",      "bmesh",     "mathutils", "math",        "random",
  "colorsys", "itertools", "functools", "collections", "dataclasses",
  "typing",   "operator",  "bisect",    "copy",        "statistics",
};
static const char *const names[][2] = {
  { "Vector", "mathutils" }, { "Matrix", "mathutils" },
  { "Euler", "mathutils" },  { "Quaternion", "mathutils" },
  { "Color", "mathutils" },  { "radians", "math" },
  { "degrees", "math" },     { "sin", "math" },
  { "cos", "math" },         { "tan", "math" },
  { "sqrt", "math" },        { "atan2", "math" },
  { "hypot", "math" },
};

/* Whether the script uses @name, and only followed by @next: as what an import binds, not as a
 * variable, an argument or a function of its own. */
static gboolean
is_used_unbound (GArray *tokens, const char *name, const char *next)
{
  gboolean used = FALSE;

  for (guint i = 0; i < tokens->len; i++)
    {
      if (!mq_python_tokens_match (tokens, i, name) || mq_python_tokens_match (tokens, i - 1, "."))
        continue;
      if (!mq_python_tokens_match (tokens, i + 1, next)
          || mq_python_tokens_match (tokens, i - 1, "def")
          || mq_python_tokens_match (tokens, i - 1, "class"))
        return FALSE;
      used = TRUE;
    }

  return used;
}

/* After the docstring and the imports that are there. */
static guint
find_place_for_imports (GPtrArray *statements)
{
  guint place = 0;

  for (guint i = 0; i < statements->len; i++)
    {
      const MqScriptStatement *statement = g_ptr_array_index (statements, i);

      if (statement->kind == MQ_SCRIPT_STATEMENT_IMPORT
          || (i == 0 && statement->kind == MQ_SCRIPT_STATEMENT_TEXT))
        place = i + 1;
    }

  return place;
}

static void
restore_imports (GPtrArray *statements, GArray *tokens)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint place = find_place_for_imports (statements);

  for (gsize i = 0; i < G_N_ELEMENTS (modules); i++)
    if (is_used_unbound (tokens, modules[i], "."))
      g_string_append_printf (text, "import %s\n", modules[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_used_unbound (tokens, names[i][0], "("))
      g_string_append_printf (text, "from %s import %s\n", names[i][1], names[i][0]);
  if (text->len == 0)
    return;

  g_ptr_array_insert (
      statements, (int)place,
      mq_script_statement_new (MQ_SCRIPT_STATEMENT_IMPORT, NULL, place > 0 ? "\n" : "", text->str));
  mq_script_statements_tidy_imports (statements);
}

static gboolean
uses_name (GArray *tokens, const char *name)
{
  for (guint i = 0; i < tokens->len; i++)
    if (mq_python_tokens_match (tokens, i, name))
      return TRUE;

  return FALSE;
}

static void
restore_asset (GPtrArray *statements, GArray *tokens, const char *title)
{
  g_autofree char *clean = g_strdelimit (g_strdup (title), "\"\\\n\r\t", ' ');
  g_autofree char *text = NULL;
  guint place = find_place_for_imports (statements);

  if (!uses_name (tokens, "ASSET") || mq_script_statements_find (statements, "ASSET", NULL) != NULL)
    return;

  text = g_strdup_printf ("ASSET = \"%s\"  # name of the collection that holds it\n", clean);
  g_ptr_array_insert (statements, (int)place,
                      mq_script_statement_new (MQ_SCRIPT_STATEMENT_PARAMETER, "ASSET",
                                               place > 0 ? "\n" : "", text));
}

static gboolean
has_string (GArray *tokens, const char *text)
{
  gsize length = strlen (text);

  for (guint i = 0; i < tokens->len; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);

      if (token->kind == MQ_PYTHON_STRING && token->length == length + 2
          && memcmp (token->start + 1, text, length) == 0)
        return TRUE;
    }

  return FALSE;
}

/* `return [a, b]` becomes `return set_part([a, b], "legs")`: returns of the function itself, not of
 * those inside it. */
static void
name_part (MqScriptStatement *function)
{
  g_autoptr (GArray) tokens = mq_python_tokenize (function->text, NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *done = function->text;
  guint inner = G_MAXUINT; /* the column of a function inside */

  for (guint i = 0; i < tokens->len; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);
      gboolean first = i == 0 || mq_python_tokens_get (tokens, i - 1)->kind == MQ_PYTHON_NEWLINE;
      guint end = i + 1;
      const char *stop;

      if (first && token->kind != MQ_PYTHON_NEWLINE && token->column <= inner)
        inner = mq_python_token_is (token, "def") && token->column > 0 ? token->column : G_MAXUINT;
      if (inner != G_MAXUINT || !mq_python_token_is (token, "return") || token->depth > 0)
        continue;

      while (end < tokens->len && mq_python_tokens_get (tokens, end)->kind != MQ_PYTHON_NEWLINE)
        end++;
      if (end == i + 1)
        continue;

      stop = mq_python_tokens_find_end (tokens, i + 1, end);
      g_string_append_len (text, done, mq_python_tokens_get (tokens, i + 1)->start - done);
      g_string_append (text, "set_part(");
      g_string_append_len (text, mq_python_tokens_get (tokens, i + 1)->start,
                           stop - mq_python_tokens_get (tokens, i + 1)->start);
      g_string_append_printf (text, ", \"%s\")", function->name);
      done = stop;
    }

  g_string_append (text, done);
  g_set_str (&function->text, text->str);
}

static void
restore_parts (GPtrArray *statements, GArray *tokens, const char *const *parts)
{
  for (gsize i = 0; parts[i] != NULL; i++)
    {
      MqScriptStatement *function = mq_script_statements_find (statements, parts[i], NULL);

      if (function != NULL && function->kind == MQ_SCRIPT_STATEMENT_FUNCTION
          && !has_string (tokens, parts[i]))
        name_part (function);
    }
}

/* Whether a statement outside of functions calls one of the script's functions. */
static gboolean
runs_something (GPtrArray *statements)
{
  for (guint i = 0; i < statements->len; i++)
    {
      const MqScriptStatement *statement = g_ptr_array_index (statements, i);
      g_autoptr (GArray) tokens = NULL;

      if (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION
          || statement->kind == MQ_SCRIPT_STATEMENT_IMPORT)
        continue;

      tokens = mq_python_tokenize (statement->text, NULL, NULL);
      for (guint j = 0; j + 1 < tokens->len; j++)
        {
          g_autofree char *name = mq_python_token_dup (mq_python_tokens_get (tokens, j));
          const MqScriptStatement *called = mq_python_tokens_match (tokens, j + 1, "(")
                                                ? mq_script_statements_find (statements, name, NULL)
                                                : NULL;

          if (called != NULL && called->kind == MQ_SCRIPT_STATEMENT_FUNCTION
              && (statement->kind != MQ_SCRIPT_STATEMENT_PARAMETER || g_str_equal (name, "build")))
            return TRUE;
        }
    }

  return FALSE;
}

static void
restore_call (GPtrArray *statements)
{
  const MqScriptStatement *build = mq_script_statements_find (statements, "build", NULL);
  const MqScriptStatement *last = statements->len > 0
                                      ? g_ptr_array_index (statements, statements->len - 1)
                                      : NULL;

  if (build == NULL || build->kind != MQ_SCRIPT_STATEMENT_FUNCTION || runs_something (statements))
    return;

  g_ptr_array_add (
      statements,
      mq_script_statement_new (
          MQ_SCRIPT_STATEMENT_MAIN, NULL,
          g_str_has_suffix (last->text, "\n") || *last->text == '\0' ? "\n\n" : "\n\n\n", MAIN));
}

/* Adds imports and ASSET where they are used but missing, the id of a part that the script does
 * not name to the objects of its function, and the call of build(). @statements: (element-type
 * MqScriptStatement): a script; @parts: (array zero-terminated=1): ids of its parts, which are
 * names of functions. */
void
mq_script_frame_restore (GPtrArray *statements, const char *title, const char *const *parts)
{
  g_autofree char *text = mq_script_statements_join (statements);
  g_autoptr (GArray) tokens = mq_python_tokenize (text, NULL, NULL);

  restore_imports (statements, tokens);
  restore_asset (statements, tokens, title);
  restore_parts (statements, tokens, parts);
  restore_call (statements);
}
