/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPythonSource, see mq-python-source.h. The tokenizer (mq-python-tokens) recognizes names,
 * strings and brackets; this file recognizes statements and scopes. */
#include "common/script/mq-python-source.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/script/mq-python-tokens.h"

#include <string.h>

static const char *const keywords[] = {
  "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
  "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
  "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
  "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield",    NULL,
};

static void
free_function (gpointer data)
{
  MqPythonFunction *function = data;

  g_free (function->name);
  g_free (function->text);
  g_strfreev (function->uses);
  g_free (function);
}

static void
free_import (gpointer data)
{
  MqPythonImport *import = data;

  g_free (import->module);
  g_free (import->name);
  g_free (import->binds);
  g_free (import);
}

void
mq_python_source_free (MqPythonSource *self)
{
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->functions);
  g_ptr_array_unref (self->imports);
  g_free (self);
}

static gboolean
is_keyword (const char *name)
{
  return g_strv_contains (keywords, name);
}

/* Adds the names bound by a `for` or `lambda`, up to its `in` or `:`, to @locals. */
static void
collect_targets (GArray *tokens, guint from, guint end, const char *stop, GHashTable *locals)
{
  guint depth = mq_python_tokens_get (tokens, from)->depth;

  for (guint i = from; i < end; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);

      if (token->depth < depth || (token->depth == depth && mq_python_token_is (token, stop)))
        return;
      if (token->kind == MQ_PYTHON_NAME && !mq_python_tokens_match (tokens, i - 1, "."))
        g_hash_table_add (locals, mq_python_token_dup (token));
    }
}

/* `a, b = …` binds the names before the first `=` of a statement that stands outside brackets. */
static void
collect_assignment (GArray *tokens, guint from, guint end, GHashTable *locals)
{
  guint equals = from;

  while (equals < end)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, equals);

      if (token->kind == MQ_PYTHON_NEWLINE || mq_python_token_is (token, ";"))
        return;
      if (token->depth == 0 && mq_python_token_is (token, "="))
        break;
      equals++;
    }

  if (equals == end)
    return;

  for (guint i = from; i < equals; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);
      const MqPythonToken *next = mq_python_tokens_get (tokens, i + 1);

      if (token->depth == 0 && mq_python_token_is (token, ":"))
        return;
      if (token->kind != MQ_PYTHON_NAME
          || (i > from && mq_python_tokens_match (tokens, i - 1, ".")))
        continue;
      if (mq_python_token_is (next, ".") || mq_python_token_is (next, "["))
        continue;
      if (token->depth == 0 || mq_python_tokens_match (tokens, from, "("))
        g_hash_table_add (locals, mq_python_token_dup (token));
    }
}

static GStrv
collect_uses (GArray *tokens, guint from, guint end)
{
  g_autoptr (GHashTable) locals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) uses = g_strv_builder_new ();
  gboolean statement_start = TRUE;

  for (guint i = from; i < end; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);

      if (statement_start && (token->kind == MQ_PYTHON_NAME || mq_python_token_is (token, "(")))
        collect_assignment (tokens, i, end, locals);

      statement_start = token->kind == MQ_PYTHON_NEWLINE || mq_python_token_is (token, ";")
                        || (token->depth == 0 && mq_python_token_is (token, ":"));

      if (token->kind != MQ_PYTHON_NAME || i + 1 >= end)
        continue;

      /* Imports inside a function bind their names only there. */
      if (mq_python_token_is (token, "import")
          || (mq_python_token_is (token, "from") && !mq_python_token_is (token - 1, "yield")))
        for (guint j = i + 1;
             j < end && mq_python_tokens_get (tokens, j)->kind != MQ_PYTHON_NEWLINE; j++)
          g_hash_table_add (locals, mq_python_token_dup (mq_python_tokens_get (tokens, j)));

      if (mq_python_token_is (token, "for"))
        collect_targets (tokens, i + 1, end, "in", locals);
      else if (mq_python_token_is (token, "lambda"))
        collect_targets (tokens, i + 1, end, ":", locals);
      else if (mq_python_token_is (token, "as") || mq_python_token_is (token, "def"))
        g_hash_table_add (locals, mq_python_token_dup (mq_python_tokens_get (tokens, i + 1)));
      else if (mq_python_tokens_match (tokens, i + 1, ":="))
        g_hash_table_add (locals, mq_python_token_dup (token));

      /* Arguments of this def and nested ones: names in brackets before `=`, `,`, `:` or `)`. */
      if (mq_python_token_is (token, "def") && mq_python_tokens_match (tokens, i + 2, "("))
        for (guint j = i + 3; j < end && mq_python_tokens_get (tokens, j)->depth > token->depth;
             j++)
          {
            const MqPythonToken *argument = mq_python_tokens_get (tokens, j);
            const MqPythonToken *before = mq_python_tokens_get (tokens, j - 1);

            if (argument->kind == MQ_PYTHON_NAME && argument->depth == token->depth + 1
                && (mq_python_token_is (before, "(") || mq_python_token_is (before, ",")
                    || mq_python_token_is (before, "*") || mq_python_token_is (before, "**")))
              g_hash_table_add (locals, mq_python_token_dup (argument));
          }
    }

  for (guint i = from; i < end; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);
      g_autofree char *name = NULL;

      if (token->kind != MQ_PYTHON_NAME || mq_python_tokens_match (tokens, i - 1, "."))
        continue;
      /* The name of a keyword argument belongs to the callee. */
      if (token->depth > 0 && mq_python_tokens_match (tokens, i + 1, "="))
        continue;

      name = mq_python_token_dup (token);
      if (!g_hash_table_contains (locals, name) && !is_keyword (name)
          && g_hash_table_add (seen, g_strdup (name)))
        g_strv_builder_add (uses, name);
    }

  return g_strv_builder_end (uses);
}

static gboolean
fail (GError **error, const char *file, guint line, const char *what)
{
  return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s, line %u: %s", file, line, what);
}

static void
add_import (MqPythonSource *self, const MqPythonToken *module, const MqPythonToken *end,
            const MqPythonToken *name, const MqPythonToken *binds)
{
  MqPythonImport *import = g_new0 (MqPythonImport, 1);

  import->module = g_strndup (module->start, end->start + end->length - module->start);
  import->name = name != NULL ? mq_python_token_dup (name) : NULL;
  import->binds = mq_python_token_dup (binds);
  g_ptr_array_add (self->imports, import);
}

/* Parses `import a.b as c, d` and `from a import b as c, d`; i is at the first word. */
static gboolean
read_imports (MqPythonSource *self, GArray *tokens, guint i, const char *file, GError **error)
{
  gboolean from = mq_python_tokens_match (tokens, i, "from");
  guint line = mq_python_tokens_get (tokens, i)->line;
  const MqPythonToken *module = mq_python_tokens_get (tokens, ++i);
  const MqPythonToken *end = module;

  if (!mq_python_token_is_name (module))
    return fail (error, file, line, "This import cannot be read");

  for (;;)
    {
      const MqPythonToken *name = NULL;
      const MqPythonToken *binds = module;

      while (mq_python_tokens_match (tokens, i + 1, ".")
             && mq_python_token_is_name (mq_python_tokens_get (tokens, i + 2)))
        end = mq_python_tokens_get (tokens, i += 2);

      if (from && mq_python_tokens_match (tokens, i + 1, "import"))
        {
          i += mq_python_tokens_match (tokens, i + 2, "(") ? 2 : 1;
          for (;;)
            {
              binds = name = mq_python_tokens_get (tokens, ++i);
              if (!mq_python_token_is_name (name))
                return fail (error, file, line, "“from … import” needs names");
              if (mq_python_tokens_match (tokens, i + 1, "as")
                  && mq_python_token_is_name (mq_python_tokens_get (tokens, i + 2)))
                binds = mq_python_tokens_get (tokens, i += 2);
              add_import (self, module, end, name, binds);
              if (!mq_python_tokens_match (tokens, i + 1, ","))
                return TRUE;
              i++;
              if (mq_python_tokens_match (tokens, i + 1, ")"))
                return TRUE;
            }
        }

      if (from)
        return fail (error, file, line, "This import cannot be read");

      if (mq_python_tokens_match (tokens, i + 1, "as")
          && mq_python_token_is_name (mq_python_tokens_get (tokens, i + 2)))
        binds = mq_python_tokens_get (tokens, i += 2);
      add_import (self, module, end, NULL, binds);
      if (!mq_python_tokens_match (tokens, i + 1, ","))
        return TRUE;
      module = end = mq_python_tokens_get (tokens, i += 2);
      if (!mq_python_token_is_name (module))
        return fail (error, file, line, "This import cannot be read");
    }
}

static gboolean
read_statements (MqPythonSource *self, const char *text, GArray *tokens, const char *file,
                 GError **error)
{
  guint i = 0;
  gboolean first = TRUE;

  while (i < tokens->len)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);
      guint end;

      if (token->kind == MQ_PYTHON_NEWLINE)
        {
          i++;
          continue;
        }

      end = mq_python_tokens_find_next (tokens, i);
      if (mq_python_token_is (token, "def") && mq_python_tokens_get (tokens, i + 1) != NULL
          && mq_python_tokens_get (tokens, i + 1)->kind == MQ_PYTHON_NAME)
        {
          MqPythonFunction *function;
          const MqPythonToken *last = mq_python_tokens_get (tokens, end - 1);
          const char *start = token->start;
          const char *line;
          const char *stop;
          g_autofree char *cut = NULL;

          if (self->functions->len >= MQ_PYTHON_SOURCE_MAX_FUNCTIONS)
            return fail (error, file, token->line, "More functions than are read from one file");

          function = g_new0 (MqPythonFunction, 1);
          function->name = mq_python_token_dup (mq_python_tokens_get (tokens, i + 1));
          function->line = token->line;
          g_ptr_array_add (self->functions, function);
          g_hash_table_insert (self->by_name, function->name, function);

          /* From the first comment directly above the definition to the end of the body's last
           * line, including a comment after it. */
          for (; start > text; start = line)
            {
              line = start - 1;
              while (line > text && line[-1] != '\n')
                line--;
              if (*line != '#')
                break;
            }
          while (last->kind == MQ_PYTHON_NEWLINE && (last - 1)->kind == MQ_PYTHON_NEWLINE)
            last--;
          stop = last->kind == MQ_PYTHON_NEWLINE ? last->start : text + strlen (text);
          cut = g_strndup (start, stop - start);
          function->text = g_strconcat (g_strchomp (cut), "\n", NULL);
          function->uses = collect_uses (tokens, i, end);
        }
      else if (mq_python_token_is (token, "import") || mq_python_token_is (token, "from"))
        {
          if (!read_imports (self, tokens, i, file, error))
            return FALSE;
        }
      else if (!(first && token->kind == MQ_PYTHON_STRING))
        return fail (error, file, token->line,
                     "Only imports, functions and comments may stand at the top level");

      first = FALSE;
      i = end;
    }

  return TRUE;
}

/**
 * mq_python_source_new:
 * @text: a Python file, UTF-8
 * @length: bytes, or -1
 * @file: its name for messages
 * @error: %MQ_ERROR_BAD_INPUT naming @file and the line
 *
 * Returns: (transfer full) (nullable): the parts of the file
 */
MqPythonSource *
mq_python_source_new (const char *text, gssize length, const char *file, GError **error)
{
  g_autoptr (MqPythonSource) self = g_new0 (MqPythonSource, 1);
  g_autoptr (GArray) tokens = NULL;
  g_autofree char *copy = NULL;
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  guint line = 0;
  const char *problem;

  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->functions = g_ptr_array_new_with_free_func (free_function);
  self->imports = g_ptr_array_new_with_free_func (free_import);
  if (size > MQ_PYTHON_SOURCE_MAX_BYTES)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is longer than %d KiB", file,
                         MQ_PYTHON_SOURCE_MAX_BYTES / 1024);
  if (!g_utf8_validate_len (text, size, NULL))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is not UTF-8 text", file);

  copy = g_strndup (text, size);
  tokens = mq_python_tokenize (copy, &line, &problem);
  if (problem != NULL)
    {
      fail (error, file, line, problem);
      return NULL;
    }

  if (!read_statements (self, copy, tokens, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mq_python_source_lookup:
 * @name: a function's name
 *
 * Returns: (nullable): the last function of that name, which Python would use
 */
const MqPythonFunction *
mq_python_source_lookup (MqPythonSource *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

/* @binds: a name that the file's functions use. Returns: (nullable): the import that binds the
 * name */
const MqPythonImport *
mq_python_source_lookup_import (MqPythonSource *self, const char *binds)
{
  MQ_EACH (self->imports, i, const MqPythonImport, import)
    if (g_str_equal (import->binds, binds))
      return import;

  return NULL;
}

/* An ASCII identifier that is no keyword. */
gboolean
mq_python_is_identifier (const char *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;

  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '_')
      return FALSE;

  return strlen (name) <= 64 && !is_keyword (name);
}
