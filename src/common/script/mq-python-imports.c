/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Import block of a script, see mq-python-imports.h. */
#include "common/script/mq-python-imports.h"

#include "common/base/mq-each.h"
#include "common/script/mq-python-source.h"
#include "common/script/mq-script-statements.h"

#include <string.h>

#define FUTURE "__future__" /* Python requires it first */

static int
compare_imports (gconstpointer a, gconstpointer b)
{
  const MqPythonImport *import_a = *(const MqPythonImport *const *)a;
  const MqPythonImport *import_b = *(const MqPythonImport *const *)b;
  int order = g_str_equal (import_b->module, FUTURE) - g_str_equal (import_a->module, FUTURE);

  if (order == 0)
    order = (import_a->name != NULL) - (import_b->name != NULL);
  if (order == 0)
    order = strcmp (import_a->module, import_b->module);
  if (order == 0)
    order = g_strcmp0 (import_a->name, import_b->name);
  if (order == 0)
    order = strcmp (import_a->binds, import_b->binds);
  return order;
}

/**
 * mq_python_imports_to_text:
 * @imports: (element-type MqPythonImport): in any order, duplicates allowed
 *
 * Returns: (transfer full): the statements
 */
char *
mq_python_imports_to_text (GPtrArray *imports)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GString *text = g_string_new (NULL);
  const char *open = NULL;

  /* Not a copy, which would free the imports of an array that owns them. */
  g_ptr_array_extend (sorted, imports, NULL, NULL);
  g_ptr_array_sort (sorted, compare_imports);
  MQ_EACH (sorted, i, const MqPythonImport, import)
    {
      const char *binds = import->binds;
      gboolean is_renamed;

      if (i > 0 && compare_imports (&sorted->pdata[i - 1], &sorted->pdata[i]) == 0)
        continue;

      if (import->name != NULL && g_strcmp0 (open, import->module) == 0)
        g_string_append_printf (text, ", %s", import->name);
      else
        {
          if (open != NULL)
            g_string_append_c (text, '\n');
          if (import->name != NULL)
            g_string_append_printf (text, "from %s import %s", import->module, import->name);
          else
            g_string_append_printf (text, "import %s", import->module);
        }

      /* `import a.b` binds `a` and may be listed as either; neither is a renaming. */
      if (import->name != NULL)
        is_renamed = !g_str_equal (binds, import->name);
      else
        is_renamed = !g_str_equal (binds, import->module)
                     && (strlen (binds) != strcspn (import->module, ".")
                         || !g_str_has_prefix (import->module, binds));
      if (is_renamed)
        g_string_append_printf (text, " as %s", binds);
      open = import->name != NULL ? import->module : NULL;
      if (open == NULL)
        g_string_append_c (text, '\n');
    }

  if (open != NULL)
    g_string_append_c (text, '\n');
  return g_string_free_and_steal (text);
}

/* Adds a blank line before the statement, unless it follows other imports. */
static void
set_apart (GPtrArray *statements, guint index)
{
  MqScriptStatement *statement = index < statements->len ? g_ptr_array_index (statements, index)
                                                         : NULL;
  const MqScriptStatement *before = index > 0 ? g_ptr_array_index (statements, index - 1) : NULL;

  if (statement != NULL && before != NULL && *statement->lead == '\0' && *statement->text != '\0'
      && !(statement->kind == MQ_SCRIPT_STATEMENT_IMPORT
           && before->kind == MQ_SCRIPT_STATEMENT_IMPORT))
    g_set_str (&statement->lead, "\n");
}

/* Merges the import statements into one sorted block at the first one, without duplicates.
 * A statement with a comment, a star or other code is kept unchanged. @statements: (element-type
 * MqScriptStatement): a script. */
void
mq_script_statements_tidy_imports (GPtrArray *statements)
{
  g_autoptr (GPtrArray) sources
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_python_source_free);
  g_autoptr (GPtrArray) imports = g_ptr_array_new ();
  g_autofree char *text = NULL;
  MqScriptStatement *block = NULL;
  guint place = 0;

  for (guint i = 0; i < statements->len;)
    {
      MqScriptStatement *statement = g_ptr_array_index (statements, i);
      MqScriptStatement *next = i + 1 < statements->len ? g_ptr_array_index (statements, i + 1)
                                                        : NULL;
      MqPythonSource *source = NULL;

      if (statement->kind == MQ_SCRIPT_STATEMENT_IMPORT && strpbrk (statement->text, "#*;") == NULL)
        source = mq_python_source_new (statement->text, -1, "script.py", NULL);
      if (source == NULL)
        {
          i++;
          continue;
        }

      g_ptr_array_add (sources, source);
      g_ptr_array_extend (imports, source->imports, NULL, NULL);
      if (block == NULL)
        {
          block = statement;
          place = i++;
          continue;
        }

      /* Comments between two imports move to the next statement. */
      if (next != NULL && statement->lead[strspn (statement->lead, " \t\n")] != '\0')
        {
          g_autofree char *lead = g_strconcat (statement->lead, next->lead, NULL);

          g_set_str (&next->lead, lead);
        }
      g_ptr_array_remove_index (statements, i);
    }

  if (block == NULL)
    return;

  text = mq_python_imports_to_text (imports);
  g_set_str (&block->text, text);
  set_apart (statements, place);
  set_apart (statements, place + 1);
}
