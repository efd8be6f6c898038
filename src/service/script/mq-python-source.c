/* MqPythonSource: a Python file cut into its imports and top-level functions, and what names each
 * function takes from outside itself. A tokenizer (mq-python-tokens) reads names, strings and
 * brackets; here statements and scopes are told apart. */
#include "service/script/mq-python-source.h"

#include "common/mq-error.h"
#include "service/script/mq-python-tokens.h"

#include <string.h>

struct _MqPythonSource
{
  GObject parent_instance;

  GPtrArray *functions;
  GPtrArray *imports;
};

G_DEFINE_FINAL_TYPE (MqPythonSource, mq_python_source, G_TYPE_OBJECT)

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

static void
mq_python_source_finalize (GObject *object)
{
  MqPythonSource *self = MQ_PYTHON_SOURCE (object);

  g_ptr_array_unref (self->functions);
  g_ptr_array_unref (self->imports);

  G_OBJECT_CLASS (mq_python_source_parent_class)->finalize (object);
}

static void
mq_python_source_class_init (MqPythonSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_python_source_finalize;
}

static void
mq_python_source_init (MqPythonSource *self)
{
  self->functions = g_ptr_array_new_with_free_func (free_function);
  self->imports = g_ptr_array_new_with_free_func (free_import);
}

static gboolean
is_keyword (const char *name)
{
  return g_strv_contains (keywords, name);
}

static const MqPythonToken *
token_at (GArray *tokens, guint index)
{
  return index < tokens->len ? &g_array_index (tokens, MqPythonToken, index) : NULL;
}

static gboolean
is_text (const MqPythonToken *token, const char *text)
{
  return token != NULL && token->length == strlen (text)
         && memcmp (token->start, text, token->length) == 0;
}

static char *
dup_token (const MqPythonToken *token)
{
  return g_strndup (token->start, token->length);
}

/* Names bound by a `for` or `lambda` up to its `in` or `:`; returns nothing, only collects. */
static void
collect_targets (GArray *tokens, guint from, guint end, const char *stop, GHashTable *locals)
{
  guint depth = token_at (tokens, from)->depth;

  for (guint i = from; i < end; i++)
    {
      const MqPythonToken *token = token_at (tokens, i);

      if (token->depth < depth || (token->depth == depth && is_text (token, stop)))
        return;
      if (token->kind == MQ_PYTHON_NAME && !is_text (token_at (tokens, i - 1), "."))
        g_hash_table_add (locals, dup_token (token));
    }
}

/* `a, b = …` binds the names before the first `=` of a statement that stands outside brackets. */
static void
collect_assignment (GArray *tokens, guint from, guint end, GHashTable *locals)
{
  guint equals = from;

  while (equals < end)
    {
      const MqPythonToken *token = token_at (tokens, equals);

      if (token->kind == MQ_PYTHON_NEWLINE || is_text (token, ";"))
        return;
      if (token->depth == 0 && is_text (token, "="))
        break;
      equals++;
    }

  if (equals == end)
    return;

  for (guint i = from; i < equals; i++)
    {
      const MqPythonToken *token = token_at (tokens, i);
      const MqPythonToken *next = token_at (tokens, i + 1);

      if (token->depth == 0 && is_text (token, ":"))
        return;
      if (token->kind != MQ_PYTHON_NAME || (i > from && is_text (token_at (tokens, i - 1), ".")))
        continue;
      if (is_text (next, ".") || is_text (next, "["))
        continue;
      if (token->depth == 0 || is_text (token_at (tokens, from), "("))
        g_hash_table_add (locals, dup_token (token));
    }
}

static GHashTable *
collect_locals (GArray *tokens, guint from, guint end)
{
  GHashTable *locals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean statement_start = TRUE;

  for (guint i = from; i < end; i++)
    {
      const MqPythonToken *token = token_at (tokens, i);

      if (statement_start && token->kind == MQ_PYTHON_NAME)
        collect_assignment (tokens, i, end, locals);
      else if (statement_start && is_text (token, "("))
        collect_assignment (tokens, i, end, locals);

      statement_start = token->kind == MQ_PYTHON_NEWLINE || is_text (token, ";")
                        || (token->depth == 0 && is_text (token, ":"));

      if (token->kind != MQ_PYTHON_NAME || i + 1 >= end)
        continue;

      /* Imports inside a function give their names to it alone. */
      if (is_text (token, "import") || (is_text (token, "from") && !is_text (token - 1, "yield")))
        for (guint j = i + 1; j < end && token_at (tokens, j)->kind != MQ_PYTHON_NEWLINE; j++)
          g_hash_table_add (locals, dup_token (token_at (tokens, j)));

      if (is_text (token, "for"))
        collect_targets (tokens, i + 1, end, "in", locals);
      else if (is_text (token, "lambda"))
        collect_targets (tokens, i + 1, end, ":", locals);
      else if (is_text (token, "as") || is_text (token, "def"))
        g_hash_table_add (locals, dup_token (token_at (tokens, i + 1)));
      else if (is_text (token_at (tokens, i + 1), ":="))
        g_hash_table_add (locals, dup_token (token));

      /* Arguments of this def and of nested ones: names in its brackets before `=`, `,`, `:` or `)`. */
      if (is_text (token, "def") && is_text (token_at (tokens, i + 2), "("))
        for (guint j = i + 3; j < end && token_at (tokens, j)->depth > token->depth; j++)
          {
            const MqPythonToken *argument = token_at (tokens, j);
            const MqPythonToken *before = token_at (tokens, j - 1);

            if (argument->kind == MQ_PYTHON_NAME && argument->depth == token->depth + 1
                && (is_text (before, "(") || is_text (before, ",") || is_text (before, "*")
                    || is_text (before, "**")))
              g_hash_table_add (locals, dup_token (argument));
          }
    }

  return locals;
}

static void
add_use (GPtrArray *uses, GHashTable *seen, const char *name)
{
  if (!is_keyword (name) && g_hash_table_add (seen, g_strdup (name)))
    g_ptr_array_add (uses, g_strdup (name));
}

static GStrv
collect_uses (GArray *tokens, guint from, guint end)
{
  g_autoptr (GHashTable) locals = collect_locals (tokens, from, end);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *uses = g_ptr_array_new ();

  for (guint i = from; i < end; i++)
    {
      const MqPythonToken *token = token_at (tokens, i);
      g_autofree char *name = NULL;

      if (token->kind != MQ_PYTHON_NAME || is_text (token_at (tokens, i - 1), "."))
        continue;
      /* A keyword argument's name is the callee's. */
      if (token->depth > 0 && is_text (token_at (tokens, i + 1), "="))
        continue;

      name = dup_token (token);
      if (!g_hash_table_contains (locals, name))
        add_use (uses, seen, name);
    }

  g_ptr_array_add (uses, NULL);
  return (GStrv)g_ptr_array_free (uses, FALSE);
}

static gboolean
fail (GError **error, const char *file, guint line, const char *what)
{
  g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s, line %u: %s", file, line, what);
  return FALSE;
}

static void
add_import (MqPythonSource *self, const MqPythonToken *module, const MqPythonToken *end,
            const MqPythonToken *name, const MqPythonToken *binds)
{
  MqPythonImport *import = g_new0 (MqPythonImport, 1);

  import->module = g_strndup (module->start, end->start + end->length - module->start);
  import->name = name != NULL ? dup_token (name) : NULL;
  import->binds = binds != NULL ? dup_token (binds) : dup_token (name != NULL ? name : module);
  g_ptr_array_add (self->imports, import);
}

/* `import a.b as c, d` and `from a import b as c, d`; i is at the first word. */
static gboolean
read_imports (MqPythonSource *self, GArray *tokens, guint i, const char *file, GError **error)
{
  gboolean from = is_text (token_at (tokens, i), "from");
  guint line = token_at (tokens, i)->line;
  const MqPythonToken *module = token_at (tokens, ++i);
  const MqPythonToken *end = module;

#define IS_NAME(token) ((token) != NULL && (token)->kind == MQ_PYTHON_NAME)
  if (!IS_NAME (module))
    return fail (error, file, line, "This import cannot be read");

  for (;;)
    {
      const MqPythonToken *name = NULL;
      const MqPythonToken *binds = NULL;

      while (is_text (token_at (tokens, i + 1), ".") && IS_NAME (token_at (tokens, i + 2)))
        end = token_at (tokens, i += 2);

      if (from && name == NULL && is_text (token_at (tokens, i + 1), "import"))
        {
          i += is_text (token_at (tokens, i + 2), "(") ? 2 : 1;
          from = FALSE;
          for (;;)
            {
              binds = NULL;
              name = token_at (tokens, ++i);
              if (!IS_NAME (name))
                return fail (error, file, line, "“from … import” needs names");
              if (is_text (token_at (tokens, i + 1), "as") && IS_NAME (token_at (tokens, i + 2)))
                binds = token_at (tokens, i += 2);
              add_import (self, module, end, name, binds);
              if (!is_text (token_at (tokens, i + 1), ","))
                return TRUE;
              i++;
              if (is_text (token_at (tokens, i + 1), ")"))
                return TRUE;
            }
        }

      if (from)
        return fail (error, file, line, "This import cannot be read");

      if (is_text (token_at (tokens, i + 1), "as") && IS_NAME (token_at (tokens, i + 2)))
        binds = token_at (tokens, i += 2);
      add_import (self, module, end, NULL, binds);
      if (!is_text (token_at (tokens, i + 1), ","))
        return TRUE;
      module = end = token_at (tokens, i += 2);
      if (!IS_NAME (module))
        return fail (error, file, line, "This import cannot be read");
    }
#undef IS_NAME
}

/* From the first comment directly above a definition to the last line of its body. */
static char *
cut_text (const char *text, const char *def, const char *end)
{
  const char *start = def;
  g_autofree char *cut = NULL;

  while (start > text)
    {
      const char *line = start - 1;

      while (line > text && line[-1] != '\n')
        line--;
      if (*line != '#')
        break;
      start = line;
    }

  cut = g_strndup (start, end - start);
  return g_strconcat (g_strchomp (cut), "\n", NULL);
}

static gboolean
read_statements (MqPythonSource *self, const char *text, GArray *tokens, const char *file,
                 GError **error)
{
  guint i = 0;
  gboolean first = TRUE;

  while (i < tokens->len)
    {
      const MqPythonToken *token = token_at (tokens, i);
      guint end = i;

      if (token->kind == MQ_PYTHON_NEWLINE)
        {
          i++;
          continue;
        }

      /* To the next statement that starts in the first column. */
      do
        {
          while (end < tokens->len && token_at (tokens, end)->kind != MQ_PYTHON_NEWLINE)
            end++;
          while (end < tokens->len && token_at (tokens, end)->kind == MQ_PYTHON_NEWLINE)
            end++;
        }
      while (end < tokens->len && token_at (tokens, end)->column > 0);

      if (is_text (token, "def") && token_at (tokens, i + 1) != NULL
          && token_at (tokens, i + 1)->kind == MQ_PYTHON_NAME)
        {
          MqPythonFunction *function;
          const MqPythonToken *last = token_at (tokens, end - 1);

          if (self->functions->len >= MQ_PYTHON_SOURCE_MAX_FUNCTIONS)
            return fail (error, file, token->line, "More functions than are read from one file");

          function = g_new0 (MqPythonFunction, 1);
          function->name = dup_token (token_at (tokens, i + 1));
          function->line = token->line;
          g_ptr_array_add (self->functions, function);
          /* To the end of the body's last line, a comment after it included. */
          while (last->kind == MQ_PYTHON_NEWLINE && (last - 1)->kind == MQ_PYTHON_NEWLINE)
            last--;
          function->text = cut_text (text, token->start,
                                     last->kind == MQ_PYTHON_NEWLINE ? last->start
                                                                     : text + strlen (text));
          function->uses = collect_uses (tokens, i, end);
        }
      else if (is_text (token, "import") || is_text (token, "from"))
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
  g_autoptr (MqPythonSource) self = g_object_new (MQ_TYPE_PYTHON_SOURCE, NULL);
  g_autoptr (GArray) tokens = NULL;
  g_autofree char *copy = NULL;
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  guint line = 0;
  const char *problem;

  if (size > MQ_PYTHON_SOURCE_MAX_BYTES)
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s is longer than %d KiB", file,
                   MQ_PYTHON_SOURCE_MAX_BYTES / 1024);
      return NULL;
    }
  if (!g_utf8_validate_len (text, size, NULL))
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s is not UTF-8 text", file);
      return NULL;
    }

  copy = g_strndup (text, size);
  if (!(tokens = mq_python_tokenize (copy, &line, &problem)))
    {
      fail (error, file, line, problem);
      return NULL;
    }

  if (!read_statements (self, copy, tokens, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

GPtrArray *
mq_python_source_get_functions (MqPythonSource *self)
{
  g_return_val_if_fail (MQ_IS_PYTHON_SOURCE (self), NULL);

  return self->functions;
}

GPtrArray *
mq_python_source_get_imports (MqPythonSource *self)
{
  g_return_val_if_fail (MQ_IS_PYTHON_SOURCE (self), NULL);

  return self->imports;
}

/**
 * mq_python_source_lookup:
 * @self: a source
 * @name: a function's name
 *
 * Returns: (nullable): the last function of that name, as Python would have it
 */
const MqPythonFunction *
mq_python_source_lookup (MqPythonSource *self, const char *name)
{
  for (guint i = self->functions->len; i > 0; i--)
    {
      const MqPythonFunction *function = g_ptr_array_index (self->functions, i - 1);

      if (g_str_equal (function->name, name))
        return function;
    }

  return NULL;
}

/**
 * mq_python_source_lookup_import:
 * @self: a source
 * @binds: a name as the file's functions use it
 *
 * Returns: (nullable): the import that gives the name
 */
const MqPythonImport *
mq_python_source_lookup_import (MqPythonSource *self, const char *binds)
{
  for (guint i = 0; i < self->imports->len; i++)
    {
      const MqPythonImport *import = g_ptr_array_index (self->imports, i);

      if (g_str_equal (import->binds, binds))
        return import;
    }

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

/* SEAT_HEIGHT: how parameters are written. */
gboolean
mq_python_is_constant (const char *name)
{
  if (!g_ascii_isupper (*name))
    return FALSE;

  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isupper (*c) && !g_ascii_isdigit (*c) && *c != '_')
      return FALSE;

  return strlen (name) <= 64;
}
