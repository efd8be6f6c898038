/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOutline, see mq-outline.h. The lexer finds the statements and continues through invalid
 * Python. */
#include "app/model/mq-outline.h"

#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/script/mq-python-tokens.h"

#include <string.h>

/* Limits in bytes and entries, as scripts are untrusted. */
#define MAX_SCRIPT (1024 * 1024)
#define MAX_ENTRIES 2000
#define LIBRARY_HEADING "\n# Library\n"

static void
function_free (gpointer data)
{
  MqOutlineFunction *function = data;

  g_free (function->name);
  g_free (function->title);
  g_free (function);
}

/* "make_front_legs" → "Front legs" */
static char *
make_title (const char *name)
{
  static const char *const verbs[] = { "make_", "build_", "create_", "add_" };
  g_autofree char *title = NULL;

  while (*name == '_' && name[1] != '\0')
    name++;
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_has_prefix (name, verbs[i]) && name[strlen (verbs[i])] != '\0')
      {
        name += strlen (verbs[i]);
        break;
      }

  title = mq_text_make_title (name);
  return *title != '\0' ? g_steal_pointer (&title) : g_strdup (name);
}

/* `def name(` or `async def name(`; @next: the statement after it; @first_line: of its first
 * decorator, or 0 */
static void
take_function (MqOutline *self, GArray *tokens, guint statement, guint next, guint first_line)
{
  const MqPythonToken *first = mq_python_tokens_get (tokens, statement);
  guint def = statement + mq_python_token_is (first, "async");
  const MqPythonToken *name = mq_python_tokens_get (tokens, def + 1);
  MqOutlineFunction *function;
  const char *end;

  if (!mq_python_tokens_match (tokens, def, "def") || !mq_python_token_is_name (name)
      || self->functions->len >= MAX_ENTRIES)
    return;

  /* Indented comments below a function belong to it; a top-level one belongs to the next
   * statement. */
  end = mq_python_tokens_find_end (tokens, statement, next);
  for (const char *p = end + strcspn (end, "\n"); *p == '\n';)
    {
      const char *line = p + 1;
      const char *code = line + strspn (line, " \t\r");

      if (*code == '#' && code > line)
        end = code;
      else if (*code != '#' && *code != '\n')
        break;
      p = code + strcspn (code, "\n");
    }

  function = g_new0 (MqOutlineFunction, 1);
  function->name = mq_python_token_dup (name);
  function->title = make_title (function->name);
  function->first_line = first_line > 0 ? first_line : first->line;
  /* An unclosed string ends after the last newline. */
  function->last_line = first->line + mq_text_count_newlines (first->start, end - 1);
  g_ptr_array_add (self->functions, function);
}

/**
 * mq_outline_new:
 * @script: Python, possibly invalid
 *
 * Reads at most the first MiB.
 *
 * Returns: (transfer full): the outline
 */
MqOutline *
mq_outline_new (const char *script)
{
  MqOutline *self = g_new0 (MqOutline, 1);
  g_autofree char *valid = NULL;

  self->parameters = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_script_parameter_free);
  self->functions = g_ptr_array_new_with_free_func (function_free);

  if (script != NULL)
    {
      g_autoptr (GArray) tokens = NULL;
      guint decorator = 0;
      guint next;

      valid = g_utf8_make_valid (script, strnlen (script, MAX_SCRIPT));

      tokens = mq_python_tokenize (valid, NULL, NULL);
      for (guint i = 0; i < tokens->len; i = next)
        {
          const MqPythonToken *first = mq_python_tokens_get (tokens, i);
          MqScriptParameter *parameter;

          next = mq_python_tokens_find_next (tokens, i);
          if (first->kind == MQ_PYTHON_NEWLINE || first->column > 0)
            continue;

          if (mq_python_token_is (first, "@"))
            {
              decorator = decorator > 0 ? decorator : first->line;
              continue;
            }

          take_function (self, tokens, i, next, decorator);
          if (self->parameters->len < MAX_ENTRIES
              && (parameter = mq_script_parameter_read (tokens, i)) != NULL)
            g_ptr_array_add (self->parameters, parameter);
          decorator = 0;
        }
    }

  return self;
}

/**
 * mq_outline_free:
 * @self: an outline
 */
void
mq_outline_free (MqOutline *self)
{
  g_ptr_array_unref (self->parameters);
  g_ptr_array_unref (self->functions);
  g_free (self);
}

static const MqOutlineFunction *
find_title (MqOutline *self, const char *title)
{
  MQ_EACH (self->functions, i, MqOutlineFunction, function)
    if (g_ascii_strcasecmp (function->title, title) == 0)
      return function;

  return NULL;
}

/* @part: a part's id, or the name of its function in the plan. Returns: (transfer none)
 * (nullable): the part's function: the one of that name, otherwise the one with the same words
 * ("Front Legs", `make_front_legs`), singular or plural */
const MqOutlineFunction *
mq_outline_find_part (MqOutline *self, const char *part)
{
  g_autofree char *words = NULL;
  g_autofree char *title = NULL;
  g_autofree char *other = NULL;
  const MqOutlineFunction *found;

  g_return_val_if_fail (self != NULL && part != NULL, NULL);

  for (guint i = 0; i < self->functions->len; i++)
    if (g_str_equal (((MqOutlineFunction *)self->functions->pdata[i])->name, part))
      return self->functions->pdata[i];

  words = g_utf8_make_valid (part, -1);
  title = make_title (g_strdelimit (words, " .-", '_'));
  if (*title == '\0')
    return NULL;
  if ((found = find_title (self, title)) != NULL)
    return found;

  other = g_str_has_suffix (title, "s") ? g_strndup (title, strlen (title) - 1)
                                        : g_strconcat (title, "s", NULL);
  return find_title (self, other);
}

/**
 * mq_outline_find_line:
 * @self: an outline
 * @line: from 1
 *
 * Returns: (transfer none) (nullable): the function that contains the line
 */
const MqOutlineFunction *
mq_outline_find_line (MqOutline *self, guint line)
{
  g_return_val_if_fail (self != NULL, NULL);

  MQ_EACH (self->functions, i, const MqOutlineFunction, function)
    if (function->first_line <= line && line <= function->last_line)
      return function;

  return NULL;
}

/**
 * mq_outline_find_library:
 * @self: the outline of @script
 * @script: a script
 * @first: (out): its first line below the heading, from 1
 * @last: (out): its last line
 *
 * Finds the functions of the toolkit that the service has added to the script: those below the
 * heading “# Library”, up to build().
 *
 * Returns: whether there are any
 */
gboolean
mq_outline_find_library (MqOutline *self, const char *script, guint *first, guint *last)
{
  const char *heading = strstr (script, LIBRARY_HEADING);
  guint line;

  *first = *last = 0;
  if (heading == NULL)
    return FALSE;

  line = mq_text_count_newlines (script, heading) + 3;
  MQ_EACH (self->functions, i, const MqOutlineFunction, function)
    {
      if (function->first_line < line)
        continue;
      if (g_str_equal (function->name, "build"))
        break;
      *first = line;
      *last = function->last_line;
    }

  return *first > 0;
}

/**
 * mq_outline_list_names:
 * @script: Python, possibly invalid
 * @first_line: from 1
 * @last_line: the last line that counts
 *
 * Reads at most the first MiB. Words in comments and strings are no names.
 *
 * Returns: (transfer full) (element-type utf8 utf8): the set of names in these lines
 */
GHashTable *
mq_outline_list_names (const char *script, guint first_line, guint last_line)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *valid = NULL;
  g_autoptr (GArray) tokens = NULL;

  g_return_val_if_fail (script != NULL, names);

  valid = g_utf8_make_valid (script, strnlen (script, MAX_SCRIPT));
  tokens = mq_python_tokenize (valid, NULL, NULL);
  MQ_EACH_VALUE (tokens, i, const MqPythonToken, token)
    if (token->line >= first_line && token->line <= last_line && mq_python_token_is_name (token))
      g_hash_table_add (names, mq_python_token_dup (token));

  return names;
}
