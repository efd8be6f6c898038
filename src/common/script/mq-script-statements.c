/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Top-level statements of a script, see mq-script-statements.h. The tokenizer finds the
 * beginnings of statements; everything else is kept byte for byte. */
#include "common/script/mq-script-statements.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/script/mq-python-imports.h"
#include "common/script/mq-python-tokens.h"

#include <string.h>

/* The frame of a script. It is found by tokens, so a script with a fault in a function gets its
 * frame, too. */

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

  MQ_EACH (statements, i, const MqScriptStatement, statement)
    if (statement->kind == MQ_SCRIPT_STATEMENT_IMPORT
        || (i == 0 && statement->kind == MQ_SCRIPT_STATEMENT_TEXT))
      place = i + 1;

  return place;
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

  MQ_EACH_VALUE (tokens, i, const MqPythonToken, token)
    {
      gboolean first = i == 0 || mq_python_tokens_get (tokens, i - 1)->kind == MQ_PYTHON_NEWLINE;
      guint end = i + 1;
      const char *stop;

      if (first && token->kind != MQ_PYTHON_NEWLINE && token->column <= inner)
        inner = mq_python_token_is (token, "def") && token->column > 0 ? token->column : G_MAXUINT;
      /* The tokens in the braces of an f-string follow it. */
      if (inner != G_MAXUINT || !mq_python_token_is (token, "return") || token->depth > 0
          || token->start < done)
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

/* Adds imports and ASSET where they are used but missing, the id of a part that the script does
 * not name to the objects of its function, and the call of build(). @statements: (element-type
 * MqScriptStatement): a script; @parts: (array zero-terminated=1): ids of its parts, which are
 * names of functions. */
void
mq_script_frame_restore (GPtrArray *statements, const char *title, const char *const *parts)
{
  g_autofree char *text = mq_script_statements_join (statements);
  g_autoptr (GArray) tokens = mq_python_tokenize (text, NULL, NULL);
  const MqScriptStatement *build;
  const MqScriptStatement *last;
  g_autoptr (GString) imports = g_string_new (NULL);
  guint place = find_place_for_imports (statements);
  gboolean uses_asset = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (modules); i++)
    if (is_used_unbound (tokens, modules[i], "."))
      g_string_append_printf (imports, "import %s\n", modules[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_used_unbound (tokens, names[i][0], "("))
      g_string_append_printf (imports, "from %s import %s\n", names[i][1], names[i][0]);
  if (imports->len > 0)
    {
      g_ptr_array_insert (statements, (int)place,
                          mq_script_statement_new (MQ_SCRIPT_STATEMENT_IMPORT, NULL,
                                                   place > 0 ? "\n" : "", imports->str));
      mq_script_statements_tidy_imports (statements);
    }

  for (guint i = 0; i < tokens->len; i++)
    uses_asset |= mq_python_tokens_match (tokens, i, "ASSET");
  if (uses_asset && mq_script_statements_find (statements, "ASSET", NULL) == NULL)
    {
      g_autofree char *clean = g_strdelimit (g_strdup (title), "\"\\\n\r\t", ' ');
      g_autofree char *line
          = g_strdup_printf ("ASSET = \"%s\"  # name of the collection that holds it\n", clean);

      place = find_place_for_imports (statements);
      g_ptr_array_insert (statements, (int)place,
                          mq_script_statement_new (MQ_SCRIPT_STATEMENT_PARAMETER, "ASSET",
                                                   place > 0 ? "\n" : "", line));
    }

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      MqScriptStatement *function = mq_script_statements_find (statements, parts[i], NULL);
      gsize length = strlen (parts[i]);
      gboolean is_named = FALSE;

      for (guint j = 0; j < tokens->len && !is_named; j++)
        {
          const MqPythonToken *token = mq_python_tokens_get (tokens, j);

          is_named = token->kind == MQ_PYTHON_STRING && token->length == length + 2
                     && memcmp (token->start + 1, parts[i], length) == 0;
        }
      if (!is_named && function != NULL && function->kind == MQ_SCRIPT_STATEMENT_FUNCTION)
        name_part (function);
    }

  build = mq_script_statements_find (statements, "build", NULL);
  if (build == NULL || build->kind != MQ_SCRIPT_STATEMENT_FUNCTION)
    return;

  /* A statement outside of functions that calls one of them runs the script itself. */
  MQ_EACH (statements, i, const MqScriptStatement, statement)
    {
      g_autoptr (GArray) own = NULL;

      if (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION
          || statement->kind == MQ_SCRIPT_STATEMENT_IMPORT)
        continue;

      own = mq_python_tokenize (statement->text, NULL, NULL);
      for (guint j = 0; j + 1 < own->len; j++)
        {
          g_autofree char *name = mq_python_token_dup (mq_python_tokens_get (own, j));
          const MqScriptStatement *called = mq_python_tokens_match (own, j + 1, "(")
                                                ? mq_script_statements_find (statements, name, NULL)
                                                : NULL;

          if (called != NULL && called->kind == MQ_SCRIPT_STATEMENT_FUNCTION
              && (statement->kind != MQ_SCRIPT_STATEMENT_PARAMETER || g_str_equal (name, "build")))
            return;
        }
    }

  last = g_ptr_array_index (statements, statements->len - 1);
  g_ptr_array_add (
      statements,
      mq_script_statement_new (
          MQ_SCRIPT_STATEMENT_MAIN, NULL,
          g_str_has_suffix (last->text, "\n") || *last->text == '\0' ? "\n\n" : "\n\n\n", MAIN));
}

/* @name: (nullable): its name; @lead: blank lines and comments before it. Returns: (transfer
 * full): a statement */
MqScriptStatement *
mq_script_statement_new (MqScriptStatementKind kind, const char *name, const char *lead,
                         const char *text)
{
  MqScriptStatement *self = g_new0 (MqScriptStatement, 1);

  *self = (MqScriptStatement){ kind, g_strdup (name), g_strdup (lead), g_strdup (text), 0 };
  return self;
}

static void
piece_free (gpointer data)
{
  MqScriptStatement *self = data;

  g_free (self->name);
  g_free (self->lead);
  g_free (self->text);
  g_free (self);
}

static const char *
end_of_line (const char *text)
{
  const char *newline = strchr (text, '\n');

  return newline != NULL ? newline + 1 : text + strlen (text);
}

/* Adds the statement whose first token, without decorators, is @head; *@done: where the last one
 * ended */
static void
add_statement (GPtrArray *statements, const char *text, const char **done, const char *start,
               const char *stop, GArray *tokens, guint head)
{
  MqScriptStatement *statement = g_new0 (MqScriptStatement, 1);
  const char *own = start;
  const MqPythonToken *first = mq_python_tokens_get (tokens, head);
  const MqPythonToken *second = mq_python_tokens_get (tokens, head + 1);

  /* It begins with the comments directly above it, without a blank line or a heading between: a
   * heading of a script's sections outlives the statement below it. */
  while (own > *done)
    {
      const char *line = own - 1;

      while (line > *done && line[-1] != '\n')
        line--;
      if (*line != '#' || g_str_has_prefix (line, "# Parameters\n")
          || g_str_has_prefix (line, "# Parts\n") || g_str_has_prefix (line, "# Library\n"))
        break;
      own = line;
    }

  if (mq_python_token_is (first, "async"))
    {
      first = second;
      second = mq_python_tokens_get (tokens, head + 2);
    }

  statement->kind = MQ_SCRIPT_STATEMENT_TEXT;
  if ((mq_python_token_is (first, "def") || mq_python_token_is (first, "class"))
      && mq_python_token_is_name (second))
    {
      statement->name = mq_python_token_dup (second);
      statement->kind = MQ_SCRIPT_STATEMENT_FUNCTION;
    }
  else if (mq_python_token_is (first, "import") || mq_python_token_is (first, "from"))
    statement->kind = MQ_SCRIPT_STATEMENT_IMPORT;
  else if (mq_python_token_is (first, "if") && mq_python_token_is (second, "__name__"))
    statement->kind = MQ_SCRIPT_STATEMENT_MAIN;
  else if (mq_python_token_is_name (first)
           && (mq_python_token_is (second, "=") || mq_python_token_is (second, ":"))
           && !mq_python_token_is (first, "else") && !mq_python_token_is (first, "try")
           && !mq_python_token_is (first, "finally"))
    {
      statement->name = mq_python_token_dup (first);
      statement->kind = MQ_SCRIPT_STATEMENT_PARAMETER;
    }

  statement->lead = g_strndup (*done, own - *done);
  statement->text = g_strndup (own, stop - own);
  statement->line = 1 + mq_text_count_newlines (text, own);
  g_ptr_array_add (statements, statement);
  *done = stop;
}

/* @error: %MQ_ERROR_BAD_INPUT. Returns: whether it is UTF-8 of a size that scripts may have */
gboolean
mq_script_statements_check_text (const char *text, GError **error)
{
  if (strlen (text) <= MQ_SCRIPT_MAX_BYTES && g_utf8_validate (text, -1, NULL))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "It is no text of at most %d KiB",
                  MQ_SCRIPT_MAX_BYTES / 1024);
}

/* @error: %MQ_ERROR_BAD_INPUT: the text cannot be parsed; names the line. Returns: (transfer
 * full) (element-type MqScriptStatement) (nullable): its statements */
GPtrArray *
mq_script_statements_cut (const char *text, GError **error)
{
  g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func (piece_free);
  g_autoptr (GArray) tokens = NULL;
  const char *done = text;
  const char *problem = NULL;
  guint line = 0;

  if (!mq_script_statements_check_text (text, error))
    return NULL;

  tokens = mq_python_tokenize (text, &line, &problem);
  if (problem != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "Line %u: %s", line, problem);

  for (guint i = 0; i < tokens->len;)
    {
      guint end = i;
      guint head = i;

      if (mq_python_tokens_get (tokens, i)->kind == MQ_PYTHON_NEWLINE)
        {
          i++;
          continue;
        }

      end = mq_python_tokens_find_next (tokens, i);
      while (mq_python_tokens_match (tokens, head, "@") && end < tokens->len)
        {
          head = end;
          end = mq_python_tokens_find_next (tokens, end);
        }

      add_statement (statements, text, &done, mq_python_tokens_get (tokens, i)->start,
                     end_of_line (mq_python_tokens_find_end (tokens, head, end)), tokens, head);
      i = end;
    }

  if (*done != '\0')
    g_ptr_array_add (statements,
                     mq_script_statement_new (MQ_SCRIPT_STATEMENT_TEXT, NULL, done, ""));

  return g_steal_pointer (&statements);
}

/**
 * mq_script_statements_begin_at:
 * @line: a line of a text
 *
 * Returns: whether it begins a top-level statement, as far as its first words tell
 */
gboolean
mq_script_statements_begin_at (const char *line)
{
  static const char *const words[] = { "def ",    "class ", "async def ",  "@",
                                       "import ", "from ",  "if __name__", NULL };
  const char *at = line;

  for (gsize i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (line, words[i]))
      return TRUE;

  while (g_ascii_isalnum (*at) || *at == '_')
    at++;
  return at > line && (*at == '(' || g_str_has_prefix (at, " = "));
}

/* The end of the last line that is neither blank nor a comment at the margin. */
static const char *
find_last_code (const char *from, const char *to)
{
  const char *stop = from;

  for (const char *line = from; line < to; line = end_of_line (line))
    if (*line != '#' && line[strspn (line, " \t\r")] != '\n')
      stop = end_of_line (line);

  return MIN (stop, to);
}

/* Cuts it at the lines that begin a statement by their first words, so that a bracket or a
 * string without its end spoils only the function that it is in. @text: a script that
 * mq_script_statements_cut() cannot parse. Returns: (transfer full) (element-type
 * MqScriptStatement): its statements */
GPtrArray *
mq_script_statements_cut_leniently (const char *text)
{
  GPtrArray *statements = g_ptr_array_new_with_free_func (piece_free);
  const char *done = text;
  const char *start = text;
  gboolean decorated = FALSE;

  for (const char *line = text; *start != '\0'; line = end_of_line (line))
    {
      if (*line != '\0' && (line == start || decorated || !mq_script_statements_begin_at (line)))
        {
          decorated = *line == '@';
          continue;
        }

      /* Blank lines and comments before the first statement are its lead. */
      if (find_last_code (start, line) > start || *line == '\0')
        {
          const char *stop = find_last_code (start, line);
          g_autofree char *code = g_strndup (start, stop - start);
          g_autoptr (GArray) tokens = mq_python_tokenize (code, NULL, NULL);
          guint head = 0;

          while (mq_python_tokens_match (tokens, head, "@"))
            head = mq_python_tokens_find_next (tokens, head);
          add_statement (statements, text, &done, start, stop, tokens, head);
        }
      start = line;
      decorated = *line == '@';
    }

  if (*done != '\0')
    g_ptr_array_add (statements,
                     mq_script_statement_new (MQ_SCRIPT_STATEMENT_TEXT, NULL, done, ""));

  return statements;
}

/* @statements: (element-type MqScriptStatement): statements. Returns: (transfer full): the
 * script */
char *
mq_script_statements_join (GPtrArray *statements)
{
  GString *text = g_string_new (NULL);

  MQ_EACH (statements, i, const MqScriptStatement, statement)
    {
      g_string_append (text, statement->lead);
      g_string_append (text, statement->text);
    }

  return g_string_free_and_steal (text);
}

/* @name: the name of a function or parameter; @index: (out) (optional): its index. Returns:
 * (nullable): the last statement of that name, which Python would use */
MqScriptStatement *
mq_script_statements_find (GPtrArray *statements, const char *name, guint *index)
{
  for (guint i = statements->len; i > 0; i--)
    {
      MqScriptStatement *statement = g_ptr_array_index (statements, i - 1);

      if (g_strcmp0 (statement->name, name) != 0)
        continue;
      if (index != NULL)
        *index = i - 1;
      return statement;
    }

  return NULL;
}

/* How many arguments stand behind the name of a function; %G_MAXUINT: any number, as of `*more`. */
static guint
count_arguments (GArray *tokens, guint name)
{
  guint count = 0;
  gboolean ended = TRUE;
  guint depth = mq_python_tokens_get (tokens, name)->depth + 1;

  for (guint i = name + 2; i < tokens->len && mq_python_tokens_get (tokens, i)->depth >= depth; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);

      if (ended && (mq_python_token_is (token, "*") || mq_python_token_is (token, "**")))
        return G_MAXUINT;
      count += ended;
      ended = token->depth == depth && mq_python_token_is (token, ",");
    }

  return count;
}

/* Renames it within the statement; a statement that cannot be parsed is unchanged. @own:
 * (nullable): what has the name: only calls that mean something else are renamed, those with more
 * arguments than it takes as a function, or with any */
void
mq_script_statement_rename (MqScriptStatement *self, const char *from, const char *to,
                            const MqScriptStatement *own)
{
  g_autoptr (GArray) tokens = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  const char *done = self->text;
  const char *problem = NULL;
  guint most = 0;

  if (own != NULL && own->kind == MQ_SCRIPT_STATEMENT_FUNCTION)
    {
      g_autoptr (GArray) head = mq_python_tokenize (own->text, NULL, NULL);
      guint name = 0;

      while (name < head->len && !mq_python_tokens_match (head, name, from))
        name++;
      most = mq_python_tokens_match (head, name - 1, "def") ? count_arguments (head, name)
                                                            : G_MAXUINT;
    }

  tokens = mq_python_tokenize (self->text, NULL, &problem);
  if (problem != NULL)
    return;

  MQ_EACH_VALUE (tokens, i, const MqPythonToken, token)
    {
      /* The tokenizer lists names in an f-string after the string that contains them. */
      if (!mq_python_token_is_name (token) || !mq_python_token_is (token, from)
          || token->start < done || mq_python_tokens_match (tokens, i - 1, ".")
          || (token->depth > 0 && mq_python_tokens_match (tokens, i + 1, "=")))
        continue;
      if (own != NULL
          && (!mq_python_tokens_match (tokens, i + 1, "(")
              || mq_python_tokens_match (tokens, i - 1, "def")
              || count_arguments (tokens, i) <= most))
        continue;
      g_string_append_len (text, done, token->start - done);
      g_string_append (text, to);
      done = token->start + token->length;
    }

  g_string_append (text, done);
  g_set_str (&self->text, text->str);
  if (own == NULL && g_strcmp0 (self->name, from) == 0)
    g_set_str (&self->name, to);
}
