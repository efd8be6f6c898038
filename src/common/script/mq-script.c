/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqScript, see mq-script.h. */
#include "common/script/mq-script.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/script/mq-python-imports.h"
#include "common/script/mq-python-tokens.h"
#include "common/script/mq-script-statements.h"

#include <string.h>

#define LIBRARY_HEADING "# Library"
/* Before the name of a function of the library where the script uses that name for its own. */
#define TOOLKIT_PREFIX "toolkit_"

struct _MqScript
{
  GPtrArray *statements;
  char *text;
};

static const char *
skip_prefix (const char *name)
{
  return g_str_has_prefix (name, TOOLKIT_PREFIX) ? name + strlen (TOOLKIT_PREFIX) : name;
}

void
mq_script_free (MqScript *self)
{
  g_clear_pointer (&self->statements, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

/**
 * mq_script_new:
 * @text: Python, UTF-8, at most 512 KiB; functions that cannot be parsed can still be replaced
 * @error: %MQ_ERROR_BAD_INPUT: it is no such text
 *
 * Returns: (transfer full) (nullable): the script
 */
MqScript *
mq_script_new (const char *text, GError **error)
{
  MqScript *self;

  if (!mq_script_statements_check_text (text, error))
    return NULL;

  self = g_new0 (MqScript, 1);
  self->text = g_strdup (text);
  if (!(self->statements = mq_script_statements_cut (text, NULL)))
    self->statements = mq_script_statements_cut_leniently (text);
  return self;
}

/**
 * mq_script_get_text:
 *
 * Returns: (transfer none): the current script
 */
const char *
mq_script_get_text (MqScript *self)
{
  if (self->text == NULL)
    self->text = mq_script_statements_join (self->statements);
  return self->text;
}

/**
 * mq_script_set_docstring:
 * @title: what the asset is
 * @about: one sentence on it; "": none
 *
 * Replaces the docstring at the top, if there is one.
 */
void
mq_script_set_docstring (MqScript *self, const char *title, const char *about)
{
  MqScriptStatement *first = self->statements->len > 0 ? self->statements->pdata[0] : NULL;
  g_autofree char *text = g_strdup_printf ("\"\"\"%s%s%s\"\"\"\n", title,
                                           *about != '\0' ? ": " : ".", about);

  /* Neither of them may end it. */
  if (first == NULL || first->kind != MQ_SCRIPT_STATEMENT_TEXT
      || !g_str_has_prefix (first->text, "\"\"\"") || strpbrk (title, "\"\\") != NULL
      || strpbrk (about, "\"\\") != NULL)
    return;

  g_set_str (&first->text, text);
  g_clear_pointer (&self->text, g_free);
}

/**
 * mq_script_has:
 * @name: the name of a function or parameter
 *
 * Returns: whether it exists
 */
gboolean
mq_script_has (MqScript *self, const char *name)
{
  return mq_script_statements_find (self->statements, name, NULL) != NULL;
}

/**
 * mq_script_get_name_at:
 * @line: a line, from 1
 *
 * Returns: (nullable): the name of the function or parameter that the line is in
 */
const char *
mq_script_get_name_at (MqScript *self, guint line)
{
  const char *name = NULL;

  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    if (statement->line > 0 && statement->line <= line)
      name = statement->name;

  return name;
}

void
mq_script_edit_free (MqScriptEdit *self)
{
  g_ptr_array_unref (self->replaced);
  g_ptr_array_unref (self->added);
  g_ptr_array_unref (self->removed);
  g_free (self);
}

/* The index for new functions: before the library, else before build(), else before the main
 * statement. */
static guint
find_place_for_functions (MqScript *self)
{
  guint index;

  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    if (strstr (statement->lead, LIBRARY_HEADING) != NULL)
      return i;

  if (mq_script_statements_find (self->statements, "build", &index) != NULL)
    return index;

  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    if (statement->kind == MQ_SCRIPT_STATEMENT_MAIN)
      return i;

  return self->statements->len;
}

/* After the last statement of a kind before the first function, else after docstring and
 * imports. */
static guint
find_place_after (MqScript *self, MqScriptStatementKind kind)
{
  guint place = 0;
  guint after_imports = 0;

  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    {
      if (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION)
        break;
      if (statement->kind == kind)
        place = i + 1;
      if (statement->kind == MQ_SCRIPT_STATEMENT_IMPORT
          || (i == 0 && statement->kind == MQ_SCRIPT_STATEMENT_TEXT))
        after_imports = i + 1;
    }

  return place > 0 ? place : after_imports;
}

static gboolean
add_import (MqScript *self, const char *text)
{
  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    if (g_str_equal (statement->text, text))
      return FALSE;

  g_ptr_array_insert (self->statements, (int)find_place_after (self, MQ_SCRIPT_STATEMENT_IMPORT),
                      mq_script_statement_new (MQ_SCRIPT_STATEMENT_IMPORT, NULL, "", text));
  return TRUE;
}

/* Removes a statement; a heading above it moves to the next one. */
static void
remove_piece (MqScript *self, guint index)
{
  const MqScriptStatement *old = g_ptr_array_index (self->statements, index);
  MqScriptStatement *next = index + 1 < self->statements->len
                                ? g_ptr_array_index (self->statements, index + 1)
                                : NULL;

  if (next != NULL && strchr (old->lead, '#') != NULL && strchr (next->lead, '#') == NULL)
    g_set_str (&next->lead, old->lead);
  g_ptr_array_remove_index (self->statements, index);
}

/**
 * mq_script_edit:
 * @patch: Python with whole functions, parameters and imports
 * @remove: (nullable): names of functions and parameters
 * @error: %MQ_ERROR_BAD_INPUT: @patch cannot be parsed, or has no usable statement
 *
 * Replaces the statements that have the same names as those of @patch. Other code in @patch is
 * ignored.
 *
 * Returns: (transfer full) (nullable): the changed names; %NULL leaves the script unchanged
 */
MqScriptEdit *
mq_script_edit (MqScript *self, const char *patch, const char *const *remove, GError **error)
{
  g_autoptr (GPtrArray) statements = mq_script_statements_cut (patch, error);
  g_autoptr (MqScriptEdit) edit = NULL;
  gboolean imports = FALSE;
  guint used = 0;

  if (statements == NULL)
    return NULL;

  edit = g_new0 (MqScriptEdit, 1);
  edit->replaced = g_ptr_array_new_with_free_func (g_free);
  edit->added = g_ptr_array_new_with_free_func (g_free);
  edit->removed = g_ptr_array_new_with_free_func (g_free);

  MQ_EACH (statements, i, const MqScriptStatement, statement)
    {
      gboolean is_function = statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION;
      g_autofree char *text = g_str_has_suffix (statement->text, "\n")
                                  ? g_strdup (statement->text)
                                  : g_strconcat (statement->text, "\n", NULL);
      MqScriptStatement *old;
      guint place;

      if (statement->kind == MQ_SCRIPT_STATEMENT_IMPORT)
        imports |= add_import (self, text);
      if (!is_function && statement->kind != MQ_SCRIPT_STATEMENT_PARAMETER)
        continue;

      used++;
      if ((old = mq_script_statements_find (self->statements, statement->name, NULL)) != NULL)
        {
          if (!g_str_equal (old->text, text))
            g_ptr_array_add (edit->replaced, g_strdup (old->name));
          g_set_str (&old->text, text);
          old->kind = statement->kind;
          continue;
        }

      g_ptr_array_add (edit->added, g_strdup (statement->name));
      place = is_function ? find_place_for_functions (self)
                          : find_place_after (self, MQ_SCRIPT_STATEMENT_PARAMETER);
      g_ptr_array_insert (self->statements, (int)place,
                          mq_script_statement_new (statement->kind, statement->name,
                                                   is_function ? "\n\n" : "", text));
    }

  for (gsize i = 0; remove != NULL && remove[i] != NULL; i++)
    {
      gboolean removed = FALSE;
      guint index;

      /* The import statements of a module: "import m", "from m import …". */
      for (guint j = self->statements->len; j > 0; j--)
        {
          const MqScriptStatement *statement = g_ptr_array_index (self->statements, j - 1);
          g_auto (GStrv) words = NULL;

          if (statement->kind != MQ_SCRIPT_STATEMENT_IMPORT)
            continue;
          words = g_strsplit_set (statement->text, " ,\n", -1);
          if (g_strv_length (words) < 2 || !g_str_equal (words[1], remove[i]))
            continue;
          g_ptr_array_remove_index (self->statements, j - 1);
          removed = TRUE;
        }

      if (!removed && mq_script_statements_find (self->statements, remove[i], &index) != NULL)
        {
          remove_piece (self, index);
          removed = TRUE;
        }
      if (removed)
        g_ptr_array_add (edit->removed, g_strdup (remove[i]));
      used += removed;
    }

  if (imports)
    mq_script_statements_tidy_imports (self->statements);
  g_clear_pointer (&self->text, g_free);
  if (used > 0 || imports)
    return g_steal_pointer (&edit);

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                       "There is no function, no parameter and no new import in it. Send whole "
                       "functions: what stands outside of them, such as the call of build(), is "
                       "added by the program");
}

/* Whether the script has an import: `import math as m` is none of `math`. */
static gboolean
has_import (MqScript *self, const MqPythonImport *import)
{
  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    {
      g_autoptr (MqPythonSource) read = NULL;
      const MqPythonImport *own;

      if (statement->kind == MQ_SCRIPT_STATEMENT_IMPORT
          && (read = mq_python_source_new (statement->text, -1, "script.py", NULL)) != NULL
          && (own = mq_python_source_lookup_import (read, import->binds)) != NULL
          && g_str_equal (own->module, import->module) && g_strcmp0 (own->name, import->name) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
add_default (MqScript *self, const char *name)
{
  static const char *const defaults[][2] = {
    { "ASSET", "ASSET = \"Asset\"  # name of the collection that holds it\n" },
    { "SEED", "SEED = 0  # 0..999: varies grain and brush marks\n" },
  };

  guint place = find_place_after (self, MQ_SCRIPT_STATEMENT_IMPORT);
  const MqScriptStatement *before;
  const char *lead;

  /* Among the parameters, not among values derived from them. */
  if (mq_script_statements_find (self->statements, "ASSET", &place) != NULL)
    place++;

  before = place > 0 ? g_ptr_array_index (self->statements, place - 1) : NULL;
  lead = before != NULL && before->kind == MQ_SCRIPT_STATEMENT_IMPORT ? "\n" : "";
  for (gsize i = 0; i < G_N_ELEMENTS (defaults); i++)
    if (g_str_equal (defaults[i][0], name) && !mq_script_has (self, name))
      g_ptr_array_insert (
          self->statements, (int)place,
          mq_script_statement_new (MQ_SCRIPT_STATEMENT_PARAMETER, name, lead, defaults[i][1]));
}

/* The function of the library that a statement is, perhaps with other names inside. */
static const MqPythonFunction *
find_in_library (const MqScriptStatement *statement, MqPythonLibrary *library)
{
  g_autoptr (GString) text = g_string_new (statement->text);
  const MqPythonFunction *function = statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION
                                         ? mq_python_library_lookup (library,
                                                                     skip_prefix (statement->name))
                                         : NULL;

  g_string_replace (text, TOOLKIT_PREFIX, "", 0);
  return function != NULL && g_str_equal (function->text, text->str) ? function : NULL;
}

/**
 * mq_script_restore_frame:
 * @title: the title of the asset
 * @parts: (array zero-terminated=1): ids of its parts
 *
 * Puts back what is missing around the functions of the parts, see mq_script_frame_restore().
 */
void
mq_script_restore_frame (MqScript *self, const char *title, const char *const *parts)
{
  mq_script_frame_restore (self->statements, title, parts);
  g_clear_pointer (&self->text, g_free);
}

/* @statements: (element-type MqScriptStatement): statements. Returns: (transfer full): names
 * that are called, or are values of a table, but not bound in the script, including Python's
 * built-ins */
static GStrv
list_unbound_calls (GPtrArray *statements)
{
  g_autoptr (GHashTable) bound = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) called = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text = mq_script_statements_join (statements);
  g_autoptr (GArray) tokens = mq_python_tokenize (text, NULL, NULL);

  MQ_EACH (statements, i, const MqScriptStatement, statement)
    if (statement->name != NULL)
      g_hash_table_add (bound, g_strdup (statement->name));

  for (guint i = 0; i < tokens->len; i++)
    {
      const MqPythonToken *before = i > 0 ? mq_python_tokens_get (tokens, i - 1) : NULL;
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);
      /* `wood` in `{"wood": wood, …}`: functions of a table are called by what stands there. */
      gboolean is_value = mq_python_token_is (before, ":") && token->depth > 0
                          && (mq_python_tokens_match (tokens, i + 1, ",")
                              || mq_python_tokens_match (tokens, i + 1, "}"));

      if (!mq_python_token_is_name (token) || mq_python_token_is (before, "."))
        continue;
      if (mq_python_token_is (before, "def") || mq_python_token_is (before, "class")
          || mq_python_token_is (before, "import") || mq_python_token_is (before, "as"))
        g_hash_table_add (bound, mq_python_token_dup (token));
      else if (is_value || mq_python_tokens_match (tokens, i + 1, "("))
        g_ptr_array_add (called, mq_python_token_dup (token));
      /* from m import a, b */
      else if (mq_python_token_is (before, ",") && mq_python_tokens_match (tokens, i + 1, ",")
               && token->column == 0 && token->depth == 0)
        g_hash_table_add (bound, mq_python_token_dup (token));
    }

  MQ_EACH (called, i, const char, name)
    if (g_hash_table_add (bound, g_strdup (name)))
      g_strv_builder_add (builder, name);

  return g_strv_builder_end (builder);
}

/* Whether a statement outside of functions, or a function of the script's own, has the name. */
static gboolean
is_bound (MqScript *self, const char *name, MqPythonLibrary *library)
{
  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    {
      g_autoptr (GArray) tokens = NULL;

      if (g_strcmp0 (statement->name, name) == 0 && find_in_library (statement, library) == NULL)
        return TRUE;
      if (statement->kind != MQ_SCRIPT_STATEMENT_TEXT)
        continue;

      tokens = mq_python_tokenize (statement->text, NULL, NULL);
      for (guint j = 0; j < tokens->len; j++)
        if (mq_python_tokens_match (tokens, j, name)
            && ((mq_python_tokens_get (tokens, j)->depth == 0
                 && mq_python_tokens_match (tokens, j + 1, "="))
                || mq_python_tokens_match (tokens, j - 1, "for")
                || mq_python_tokens_match (tokens, j - 1, "as")))
          return TRUE;
    }

  return FALSE;
}

/* Gives the toolkit's functions of these names other ones, also where others of it use them. */
static void
name_apart (MqScript *self, GPtrArray *taken, MqPythonLibrary *library)
{
  MQ_EACH (self->statements, i, MqScriptStatement, statement)
    {
      const MqPythonFunction *function = find_in_library (statement, library);

      for (guint j = 0; function != NULL && j < taken->len; j++)
        {
          const char *name = g_ptr_array_index (taken, j);
          g_autofree char *apart = g_strconcat (TOOLKIT_PREFIX, name, NULL);

          if (g_str_equal (function->name, name)
              || g_strv_contains ((const char *const *)function->uses, name))
            mq_script_statement_rename (statement, name, apart, NULL);
        }
    }

  g_clear_pointer (&self->text, g_free);
}

/* Before what runs first and may call the library, else before build(). Puts JOINTS there, too: its
 * rows are made by functions of the library, which stand above. */
static guint
make_place_for_library (MqScript *self, GPtrArray *wanted)
{
  guint from, to, place;
  const MqScriptStatement *joints = mq_script_statements_find (self->statements, "JOINTS", &from);
  gboolean flat = mq_script_statements_find (self->statements, "build", &to) == NULL;

  if (joints != NULL && joints->kind == MQ_SCRIPT_STATEMENT_PARAMETER && !flat && to != from + 1)
    {
      g_ptr_array_insert (
          self->statements, (int)to,
          mq_script_statement_new (joints->kind, joints->name, "\n\n", joints->text));
      remove_piece (self, from < to ? from : from + 1);
      g_clear_pointer (&self->text, g_free);
    }

  place = find_place_for_functions (self);
  for (guint i = 0; i < place; i++)
    {
      const MqScriptStatement *statement = g_ptr_array_index (self->statements, i);
      g_autoptr (GArray) tokens = mq_python_tokenize (statement->text, NULL, NULL);

      if (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION
          || statement->kind == MQ_SCRIPT_STATEMENT_IMPORT)
        continue;

      for (guint j = 0; j < tokens->len; j++)
        {
          g_autofree char *word = mq_python_token_dup (mq_python_tokens_get (tokens, j));

          if ((flat && mq_python_token_is_name (mq_python_tokens_get (tokens, j))
               && mq_python_tokens_match (tokens, j + 1, "("))
              || g_ptr_array_find_with_equal_func (wanted, skip_prefix (word), g_str_equal, NULL))
            return i;
        }
    }

  return place;
}

/**
 * mq_script_complete:
 * @library: functions that scripts may call without defining them
 *
 * Adds the functions that the script calls but lacks, with all their dependencies, before what runs
 * first. Where the script has something else of such a name, the function gets another one.
 *
 * Returns: the number of added functions
 */
guint
mq_script_complete (MqScript *self, MqPythonLibrary *library)
{
  g_auto (GStrv) calls = NULL;
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();
  g_autoptr (MqPythonNeeds) needs = NULL;
  g_autofree char *imports = NULL;
  guint added = 0;
  guint place;

  /* Gives calls of the toolkit a name of their own where the script has something else of that
   * name: calls with more arguments than its own function takes, and all of what it gives a value
   * by such a call, `post = post("Post", …)`. */
  MQ_EACH (self->statements, i, const MqScriptStatement, own)
    {
      g_autofree char *name = g_strdup (own->name);
      g_autofree char *apart = g_strconcat (TOOLKIT_PREFIX, name, NULL);
      g_autofree char *made = g_strdup_printf ("%s = %s(", name, name);

      if (name == NULL || mq_python_library_lookup (library, name) == NULL
          || find_in_library (own, library) != NULL
          || (own->kind != MQ_SCRIPT_STATEMENT_FUNCTION && strstr (own->text, made) == NULL))
        continue;
      MQ_EACH (self->statements, j, MqScriptStatement, statement)
        mq_script_statement_rename (statement, name, apart, own);
    }

  g_clear_pointer (&self->text, g_free);
  calls = list_unbound_calls (self->statements);
  for (gsize i = 0; calls[i] != NULL; i++)
    if (mq_python_library_lookup (library, skip_prefix (calls[i])) != NULL)
      g_ptr_array_add (wanted, (gpointer)skip_prefix (calls[i]));
  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    {
      const MqPythonFunction *there = find_in_library (statement, library);

      if (there != NULL)
        g_ptr_array_add (wanted, there->name);
    }
  if (wanted->len == 0)
    return 0;

  place = make_place_for_library (self, wanted);
  g_ptr_array_add (wanted, NULL);
  needs = mq_python_library_resolve (library, NULL, (const char *const *)wanted->pdata);
  MQ_EACH (needs->library, i, const MqPythonFunction, function)
    {
      g_autofree char *apart = g_strconcat (TOOLKIT_PREFIX, function->name, NULL);

      if (g_strv_contains ((const char *const *)calls, apart)
          || is_bound (self, function->name, library))
        g_ptr_array_add (taken, function->name);
    }
  name_apart (self, taken, library);

  MQ_EACH (needs->library, i, const MqPythonFunction, function)
    {
      gboolean apart = g_ptr_array_find (taken, function->name, NULL);
      g_autofree char *name = g_strconcat (apart ? TOOLKIT_PREFIX : "", function->name, NULL);
      gboolean headed = strstr (mq_script_get_text (self), "\n" LIBRARY_HEADING "\n") != NULL;

      if (mq_script_has (self, name))
        continue;
      g_ptr_array_insert (self->statements, (int)(place + added),
                          mq_script_statement_new (MQ_SCRIPT_STATEMENT_FUNCTION, function->name,
                                                   headed ? "\n\n" : "\n\n" LIBRARY_HEADING "\n\n",
                                                   function->text));
      g_clear_pointer (&self->text, g_free);
      added++;
    }
  name_apart (self, taken, library);

  for (guint i = needs->imports->len; i > 0; i--)
    if (has_import (self, needs->imports->pdata[i - 1]))
      g_ptr_array_remove_index (needs->imports, i - 1);
  imports = mq_python_imports_to_text (needs->imports);
  if (*imports != '\0')
    add_import (self, imports);
  if (added > 0 || *imports != '\0')
    mq_script_statements_tidy_imports (self->statements);

  add_default (self, "ASSET");
  if (g_hash_table_contains (needs->constants, "SEED"))
    add_default (self, "SEED");

  g_clear_pointer (&self->text, g_free);
  return added;
}

/**
 * mq_script_dup_complete:
 * @text: a script, whichever way it came
 *
 * Returns: (transfer full): the script with the functions of the toolkit that it calls; one that
 *   cannot be parsed is unchanged, and fails when it is checked
 */
char *
mq_script_dup_complete (const char *text)
{
  g_autofree char *folder = mq_paths_find_data ("sketcher/library");
  g_autoptr (MqPythonLibrary) library = mq_python_library_new ();
  g_autoptr (MqScript) self = mq_script_new (text, NULL);

  if (self == NULL || folder == NULL || !mq_python_library_load (library, folder, NULL))
    return g_strdup (text);

  mq_script_complete (self, library);
  return g_strdup (mq_script_get_text (self));
}

/**
 * mq_script_loads_meshes:
 * @text: (nullable): a script
 *
 * Returns: whether it is that of a model of another program, whose meshes are in a file beside it
 *   (maquette_bridge/intake/mesh_script.py)
 */
gboolean
mq_script_loads_meshes (const char *text)
{
  return text != NULL && strstr (text, "\ndef meshes():\n") != NULL
         && strstr (text, "\ndef piece(") != NULL && strstr (text, "\ndef build():\n") != NULL;
}

/**
 * mq_script_is_rebuilt:
 * @text: (nullable): a script
 *
 * Returns: whether it is that of a model of another program with parts that are code by now
 *   (maquette_bridge/rebuild)
 */
gboolean
mq_script_is_rebuilt (const char *text)
{
  return text != NULL && strstr (text, "\ndef put_piece(") != NULL
         && strstr (text, "\ndef build():\n") != NULL;
}

/* Returns: whether it is that of a model of another program. @text: (nullable): a script */
gboolean
mq_script_is_taken_in (const char *text)
{
  return mq_script_loads_meshes (text) || mq_script_is_rebuilt (text);
}

/**
 * mq_script_dup_own:
 * @library: the library of mq_script_complete()
 *
 * Returns: (transfer full): the script without unchanged functions of the library
 */
char *
mq_script_dup_own (MqScript *self, MqPythonLibrary *library)
{
  GString *text = g_string_new (NULL);

  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    if (find_in_library (statement, library) == NULL)
      g_string_append_printf (text, "%s%s", statement->lead, statement->text);

  return g_string_free_and_steal (text);
}

/**
 * mq_script_dup_numbered:
 * @library: the library of mq_script_complete()
 *
 * Returns: (transfer full): as mq_script_dup_own(), each line with its number in the whole script
 */
char *
mq_script_dup_numbered (MqScript *self, MqPythonLibrary *library)
{
  GString *text = g_string_new (NULL);
  gboolean left_out = FALSE;
  guint line = 1;

  MQ_EACH (self->statements, i, const MqScriptStatement, statement)
    {
      g_autofree char *whole = g_strconcat (statement->lead, statement->text, NULL);

      if (find_in_library (statement, library) == NULL)
        {
          for (const char *at = whole; *at != '\0';)
            {
              gsize length = strcspn (at, "\n");

              g_string_append_printf (text, "%4u  %.*s\n", line++, (int)length, at);
              at += length + (at[length] == '\n');
            }
          left_out = FALSE;
          continue;
        }

      if (!left_out)
        g_string_append (text, "      (functions of the toolkit)\n");
      left_out = TRUE;
      line += mq_text_count_newlines (whole, whole + strlen (whole));
    }

  return g_string_free_and_steal (text);
}

/* Whether a line may be Python; words to the user begin at the margin. */
static gboolean
may_be_python (const char *line)
{
  return *line == '\0' || strchr (" \t#\"')]}", *line) != NULL || g_str_has_prefix (line, "if ")
         || g_str_has_prefix (line, "for ") || mq_script_statements_begin_at (line);
}

/* The name that a line at the margin defines: "def legs(" or "WIDTH =". */
static char *
dup_defined (const char *line)
{
  const char *name = g_str_has_prefix (line, "def ") ? line + 4 : line;
  gsize length = 0;

  while (g_ascii_isalnum (name[length]) || name[length] == '_')
    length++;
  if (name == line && (length == 0 || !g_str_has_prefix (name + length, " = ")))
    return NULL;

  return g_strndup (name, length);
}

/* Joins the pieces of one script. The last one with build() counts where there are several: another
 * block that makes things by itself, or defines what that one defines, is a draft. */
static char *
join_blocks (GPtrArray *blocks)
{
  g_autoptr (GHashTable) defined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *text = g_string_new (NULL);
  const char *whole = NULL;
  g_auto (GStrv) lines = NULL;

  MQ_EACH (blocks, i, const char, block)
    if (g_str_has_prefix (block, "def build(") || strstr (block, "\ndef build(") != NULL)
      whole = block;

  lines = g_strsplit (whole != NULL ? whole : "", "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *name = dup_defined (lines[i]);

      if (name != NULL)
        g_hash_table_add (defined, name);
    }

  MQ_EACH (blocks, i, const char, block)
    {
      g_auto (GStrv) others = g_strsplit (block, "\n", -1);
      gboolean is_draft = FALSE;

      for (gsize j = 0; others[j] != NULL && whole != NULL && block != whole; j++)
        {
          g_autofree char *name = dup_defined (others[j]);

          is_draft |= g_str_has_prefix (others[j], "bpy.")
                      || (name != NULL && g_hash_table_contains (defined, name));
        }
      if (!is_draft)
        g_string_append (text, block);
    }

  return g_string_free_and_steal (text);
}

/**
 * mq_script_unfence:
 * @answer: a model's answer
 * @language: "python" or "json": the language of the fences; one without a language counts as well
 *
 * Returns: (transfer full) (nullable): the content of the fences, joined; of several whole scripts
 *   the last one; without any fence, what may be Python, or the whole answer
 */
char *
mq_script_unfence (const char *answer, const char *language)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\n", -1);
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) block = g_string_new (NULL);
  g_autofree char *text = NULL;
  gboolean inside = FALSE;
  gboolean wanted = FALSE;
  gboolean fenced = FALSE;
  gsize indent = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i] + MIN (indent, strspn (lines[i], " "));
      const char *start = line + strspn (line, " \t");
      const char *fence = g_str_has_prefix (start, "~~~") ? start : strstr (line, "```");
      const char *name = fence != NULL ? fence + strspn (fence, "`~") : "";
      gboolean is_fence = fence != NULL;

      /* Behind words, "Here it is: ```python", only the language may follow; behind the last line
       * of code, nothing. */
      name += strspn (name, " \r");
      if (is_fence && fence != start)
        is_fence = name[inside ? 0 : strcspn (name, " `")] == '\0';

      if (inside && wanted && (!is_fence || fence - line > (gssize)strspn (line, " ")))
        g_string_append_printf (block, "%.*s\n", is_fence ? (int)(fence - line) : -1, line);
      if (is_fence)
        {
          /* A fence with a language opens one, also where the last one was not closed. */
          inside = !inside || *name != '\0';
          indent = inside ? strspn (line, " ") : 0;
          fenced = TRUE;
          if (inside)
            wanted = *name == '\0' || g_ascii_strncasecmp (name, language, strlen (language)) == 0
                     || (g_str_equal (language, "python")
                         && g_ascii_strncasecmp (name, "py", 2) == 0);
        }
      if (block->len > 0 && (is_fence || lines[i + 1] == NULL))
        {
          g_ptr_array_add (blocks, g_strdup (block->str));
          g_string_truncate (block, 0);
        }
    }

  if (fenced)
    text = join_blocks (blocks);
  else if (g_str_equal (language, "python"))
    {
      guint first = 0;
      guint end = g_strv_length (lines);

      /* Without the words before and after it. */
      while (first < end && (*lines[first] == '\0' || !may_be_python (lines[first])))
        first++;
      while (end > first && (*lines[end - 1] == '\0' || !may_be_python (lines[end - 1])))
        end--;
      for (guint i = first; i < end; i++)
        g_string_append_printf (block, "%s\n", lines[i]);
      if (first < end)
        text = g_strdup (block->str);
    }
  if (text == NULL)
    text = g_strdup (answer);

  g_strstrip (text);
  return *text != '\0' ? g_strconcat (text, "\n", NULL) : NULL;
}
