/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPythonLibrary, see mq-python-library.h. The first file with a function of a name provides
 * it, so that folders loaded earlier take precedence. */
#include "common/script/mq-python-library.h"

#include "common/base/mq-each.h"
#include "common/base/mq-files.h"
#include "common/script/mq-python-tokens.h"

#include <string.h>

struct _MqPythonLibrary
{
  GPtrArray *sources;
};

/* Maximum files of one library folder. */
#define MAX_FILES 100

/* Separated by spaces. */
static const char builtins[]
    = "abs all any bool dict divmod enumerate filter float frozenset getattr globals hasattr hash "
      "int isinstance issubclass iter len list map max min next object ord chr pow print range "
      "repr reversed round set setattr slice sorted str sum tuple type zip callable bytes id "
      "format vars super Exception ValueError TypeError KeyError IndexError RuntimeError "
      "AttributeError StopIteration ZeroDivisionError _ __name__ NotImplementedError bytearray "
      "complex AssertionError ArithmeticError LookupError";

void
mq_python_needs_free (MqPythonNeeds *needs)
{
  g_ptr_array_unref (needs->library);
  g_ptr_array_unref (needs->own);
  g_ptr_array_unref (needs->imports);
  g_hash_table_unref (needs->constants);
  g_hash_table_unref (needs->missing);
  g_free (needs);
}

MqPythonLibrary *
mq_python_library_new (void)
{
  MqPythonLibrary *self = g_new0 (MqPythonLibrary, 1);

  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_python_source_free);
  return self;
}

void
mq_python_library_free (MqPythonLibrary *self)
{
  g_ptr_array_unref (self->sources);
  g_free (self);
}

void
mq_python_library_add (MqPythonLibrary *self, MqPythonSource *source)
{
  g_ptr_array_add (self->sources, source);
}

/**
 * mq_python_library_load:
 * @folder: its `.py` files are added in the order of their names
 * @error: an error of reading a file, with its name
 *
 * A missing folder is ignored.
 *
 * Returns: %FALSE when a file could not be read
 */
gboolean
mq_python_library_load (MqPythonLibrary *self, const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && names->len < MAX_FILES && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".py") && *name != '.')
      g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);
  MQ_EACH (names, i, const char, file)
    {
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autofree char *text = NULL;
      g_autoptr (MqPythonSource) source = NULL;
      gsize length;

      if (!(text = mq_files_load (path, MQ_PYTHON_SOURCE_MAX_BYTES, &length, error))
          || !(source = mq_python_source_new (text, length, path, error)))
        return FALSE;
      mq_python_library_add (self, g_steal_pointer (&source));
    }

  return TRUE;
}

static const MqPythonFunction *
find (MqPythonLibrary *self, const char *name, MqPythonSource **source)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      const MqPythonFunction *function;

      *source = g_ptr_array_index (self->sources, i);
      if ((function = mq_python_source_lookup (*source, name)) != NULL)
        return function;
    }

  return NULL;
}

/**
 * mq_python_library_lookup:
 * @name: a function's name
 *
 * Returns: (nullable): the function
 */
const MqPythonFunction *
mq_python_library_lookup (MqPythonLibrary *self, const char *name)
{
  MqPythonSource *source;

  return find (self, name, &source);
}

/* Adds the chosen functions of a source in the order of the file. */
static void
add_in_order (GPtrArray *to, MqPythonSource *source, GHashTable *chosen)
{
  MQ_EACH (source->functions, i, MqPythonFunction, function)
    if (g_hash_table_contains (chosen, function))
      g_ptr_array_add (to, function);
}

/**
 * mq_python_library_resolve:
 * @own: (nullable): the kind's own file, which is searched first
 * @names: functions to start from
 *
 * Returns: (transfer full): everything they need, themselves included; the functions belong to
 *   @self and @own
 */
MqPythonNeeds *
mq_python_library_resolve (MqPythonLibrary *self, MqPythonSource *own, const char *const *names)
{
  MqPythonNeeds *needs = g_new0 (MqPythonNeeds, 1);
  g_autoptr (GHashTable) chosen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();
  g_autoptr (GPtrArray) from = g_ptr_array_new ();
  g_auto (GStrv) known = g_strsplit (builtins, " ", -1);

  needs->library = g_ptr_array_new ();
  needs->own = g_ptr_array_new ();
  needs->imports = g_ptr_array_new ();
  needs->constants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  needs->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_ptr_array_add (queue, (gpointer)names[i]);
      g_ptr_array_add (from, NULL);
    }

  MQ_EACH (queue, next, const char, name)
    {
      MqPythonSource *user = g_ptr_array_index (from, next);
      MqPythonSource *source = own;
      const MqPythonFunction *function = NULL;
      const MqPythonImport *import = NULL;

      if (own != NULL && (user == own || user == NULL))
        function = mq_python_source_lookup (own, name);
      if (function == NULL)
        function = find (self, name, &source);

      if (function != NULL)
        {
          if (!g_hash_table_add (chosen, (gpointer)function))
            continue;
          for (gsize i = 0; function->uses[i] != NULL; i++)
            {
              g_ptr_array_add (queue, function->uses[i]);
              g_ptr_array_add (from, source);
            }
        }
      else if (user != NULL && (import = mq_python_source_lookup_import (user, name)) != NULL)
        {
          guint same = 0;

          while (same < needs->imports->len
                 && !g_str_equal (((MqPythonImport *)needs->imports->pdata[same])->binds, name))
            same++;
          if (same == needs->imports->len)
            g_ptr_array_add (needs->imports, (gpointer)import);
        }
      else if (mq_python_is_constant (name))
        g_hash_table_add (needs->constants, g_strdup (name));
      else if (!g_strv_contains ((const char *const *)known, name))
        g_hash_table_add (needs->missing, g_strdup (name));
    }

  MQ_EACH (self->sources, i, MqPythonSource, source)
    add_in_order (needs->library, source, chosen);
  if (own != NULL)
    add_in_order (needs->own, own, chosen);

  return needs;
}
