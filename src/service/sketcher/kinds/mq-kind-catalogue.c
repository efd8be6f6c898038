/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKindCatalogue, see mq-kind-catalogue.h. */
#include "service/sketcher/kinds/mq-kind-catalogue.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "service/sketcher/language/mq-words.h"

#include <string.h>

typedef struct
{
  MqKind *kind;
  guint distance;
} Near;

void
mq_kind_catalogue_free (MqKindCatalogue *self)
{
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->renamed);
  mq_kind_free (self->several);
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->problems);
  mq_python_library_free (self->library);
  g_clear_pointer (&self->lexicon, mq_lexicon_free);
  g_strfreev (self->folders);
  g_free (self);
}

/* A kind's function with the name of a library function would change what other library
 * functions call. */
static char *
find_clash (MqKindCatalogue *self, MqKind *kind)
{
  GPtrArray *functions = kind->source->functions;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (MqPythonNeeds) needs = NULL;
  GHashTableIter iter;
  gpointer name;

  MQ_EACH (functions, i, const MqPythonFunction, function)
    {
      if (mq_python_library_lookup (self->library, function->name) != NULL)
        return g_strdup_printf ("%s/parts.py, line %u: %s() is a function of the library", kind->id,
                                function->line, function->name);
      g_ptr_array_add (names, function->name);
    }

  g_ptr_array_add (names, NULL);
  needs = mq_python_library_resolve (self->library, kind->source,
                                     (const char *const *)names->pdata);
  g_hash_table_iter_init (&iter, needs->missing);
  if (g_hash_table_iter_next (&iter, &name, NULL))
    return g_strdup_printf ("%s/parts.py uses “%s”, which neither it nor the library has", kind->id,
                            (const char *)name);

  MQ_EACH (kind->materials, i, const MqKindMaterial, material)
    if (mq_python_library_lookup (self->library, material->finish) == NULL)
      return g_strdup_printf ("%s/kind.json: materials[%u].finish “%s” is not in the library",
                              kind->id, i, material->finish);

  return NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(MqKind *const *)a)->id, (*(MqKind *const *)b)->id);
}

static void
add_name (MqKindCatalogue *self, MqKind *kind, const char *name)
{
  g_autofree char *key = mq_words_phrase_key (name);

  if (!g_hash_table_contains (self->names, key))
    g_hash_table_insert (self->names, g_steal_pointer (&key), kind);
}

/* Adds the kinds of a folder, and their names. A kind's own name takes precedence over a variant's
 * name, and names added before, from later folders, take precedence over both. */
static void
add_folder (MqKindCatalogue *self, const char *folder)
{
  g_autofree char *inner = g_build_filename (folder, "kinds", NULL);
  const char *root = g_file_test (inner, G_FILE_TEST_IS_DIR) ? inner : folder;
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint from = self->kinds->len;
  const char *id;

  while (dir != NULL && ids->len < MQ_KIND_CATALOGUE_MAX_KINDS
         && (id = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (root, id, "kind.json", NULL);

      if (*id != '.' && g_file_test (file, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (ids, g_strdup (id));
    }

  g_ptr_array_sort (ids, compare_names);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *path = g_build_filename (root, g_ptr_array_index (ids, i), NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqKind) kind = NULL;
      char *clash;

      if (mq_kind_find (self->kinds, g_ptr_array_index (ids, i)) != NULL)
        continue;
      if (!(kind = mq_kind_load (path, &error)))
        g_ptr_array_add (self->problems, g_strdup (error->message));
      else if ((clash = find_clash (self, kind)) != NULL)
        g_ptr_array_add (self->problems, clash);
      else
        g_ptr_array_add (self->kinds, g_steal_pointer (&kind));
    }

  for (guint i = from; i < self->kinds->len; i++)
    {
      MqKind *kind = g_ptr_array_index (self->kinds, i);

      for (gsize j = 0; kind->words[j] != NULL; j++)
        add_name (self, kind, kind->words[j]);
      add_name (self, kind, kind->id);
    }
  for (guint i = from; i < self->kinds->len; i++)
    {
      MqKind *kind = g_ptr_array_index (self->kinds, i);

      MQ_EACH (kind->variants, j, const MqKindLook, variant)
        if (variant->title != NULL)
          add_name (self, kind, variant->title);
    }
}

/* The kinds are read when somebody needs one: a service that runs only scripts needs none. */
static void
ensure_kinds (MqKindCatalogue *self)
{
  if (!g_once_init_enter (&self->are_read))
    return;

  for (guint i = g_strv_length (self->folders); i-- > 0;)
    add_folder (self, self->folders[i]);
  g_ptr_array_sort (self->kinds, compare_kinds);
  MQ_EACH (self->kinds, i, const MqKind, kind)
    MQ_EACH (kind->params, j, MqKindParam, param)
      if (self->clearance > 0 && param->fit > 0)
        param->value = CLAMP (param->fit * self->clearance, param->min, param->max);
  g_once_init_leave (&self->are_read, 1);
}

/**
 * mq_kind_catalogue_new:
 * @folders: each holds `kinds/` (or the kinds themselves), and may hold `library/` and
 *   `words.json`; later folders override earlier ones
 * @error: when the library or the words cannot be read
 *
 * Returns: (transfer full) (nullable): the catalogue
 */
MqKindCatalogue *
mq_kind_catalogue_new (const char *const *folders, GError **error)
{
  g_autoptr (MqKindCatalogue) self = g_new0 (MqKindCatalogue, 1);
  guint count = g_strv_length ((char **)folders);

  self->kinds = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_kind_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->folders = g_strdupv ((char **)folders);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->renamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)mq_kind_free);
  self->several = mq_kind_new_empty ("several");
  self->library = mq_python_library_new ();
  for (guint i = count; i-- > 0;)
    {
      g_autofree char *library = g_build_filename (folders[i], "library", NULL);
      g_autofree char *words = g_build_filename (folders[i], "words.json", NULL);

      if (!mq_python_library_load (self->library, library, error))
        return NULL;
      if (self->lexicon == NULL && g_file_test (words, G_FILE_TEST_EXISTS)
          && !(self->lexicon = mq_lexicon_load (words, error)))
        return NULL;
    }

  if (self->lexicon == NULL)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                         "The sketcher's words.json is in none of its folders");

  return g_steal_pointer (&self);
}

/* Returns: (transfer none) (element-type MqKind): all, by id */
GPtrArray *
mq_kind_catalogue_get_kinds (MqKindCatalogue *self)
{
  ensure_kinds (self);
  return self->kinds;
}

/* Returns: (transfer none) (element-type utf8): sentences about kinds that are left out because
 * of mistakes */
GPtrArray *
mq_kind_catalogue_get_problems (MqKindCatalogue *self)
{
  ensure_kinds (self);
  return self->problems;
}

MqKind *
mq_kind_catalogue_lookup (MqKindCatalogue *self, const char *id)
{
  return mq_kind_find (mq_kind_catalogue_get_kinds (self), id);
}

/* @name: a phrase key. Returns: (transfer none) (nullable): the kind with this name, or with a
 * variant of this name */
MqKind *
mq_kind_catalogue_lookup_name (MqKindCatalogue *self, const char *name)
{
  ensure_kinds (self);
  return g_hash_table_lookup (self->names, name);
}

/**
 * mq_kind_catalogue_rename:
 * @kind: one of its kinds
 * @prefix: see mq_kind_rename()
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer none) (nullable): the copy, made once for each prefix
 */
MqKind *
mq_kind_catalogue_rename (MqKindCatalogue *self, MqKind *kind, const char *prefix, GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s %s", kind->id, prefix);
  MqKind *renamed = g_hash_table_lookup (self->renamed, key);

  if (renamed == NULL && (renamed = mq_kind_rename (kind, prefix, error)) != NULL)
    g_hash_table_insert (self->renamed, g_steal_pointer (&key), renamed);
  return renamed;
}

static int
compare_near (gconstpointer a, gconstpointer b)
{
  const Near *near_a = a;
  const Near *near_b = b;

  if (near_a->distance != near_b->distance)
    return near_a->distance < near_b->distance ? -1 : 1;
  return strcmp (near_a->kind->id, near_b->kind->id);
}

static gboolean
has_word (const char *text, const char *word)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,;-", -1);

  return g_strv_contains ((const char *const *)words, word);
}

/**
 * mq_kind_catalogue_nearest:
 * @words: words of a message that names no kind
 * @limit: maximum number of kinds
 *
 * A misspelt name differs in up to a quarter of its letters: a cat is no car. A word of a name
 * counts as near, and so does one of the kind's topics or group, or one that is mostly a name.
 *
 * Returns: (transfer full): names of similar kinds, the nearest first; may be empty
 */
GStrv
mq_kind_catalogue_nearest (MqKindCatalogue *self, const char *const *words, guint limit)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Near));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  MQ_EACH (mq_kind_catalogue_get_kinds (self), i, MqKind, kind)
    {
      g_autofree char *group = mq_words_singular (kind->group);
      Near near = { kind, G_MAXUINT };

      for (gsize j = 0; words[j] != NULL; j++)
        {
          const char *word = words[j];
          gsize length = strlen (word);
          guint allowed = length > 3 ? MAX (1, (guint)length / 4) : 0;

          if (length < 3)
            continue;
          for (gsize k = 0; kind->words[k] != NULL; k++)
            {
              const char *name = kind->words[k];
              guint edits = mq_text_distance (name, word);

              if (edits <= allowed)
                near.distance = MIN (near.distance, 2 * edits);
              if (length >= 4 && strlen (name) >= 4
                  && (has_word (name, word)
                      || (3 * strlen (name) >= 2 * length && strstr (word, name) != NULL)))
                near.distance = MIN (near.distance, 3);
            }
          if (g_str_equal (group, word))
            near.distance = MIN (near.distance, 2);
          if (length >= 4 && has_word (kind->about, word))
            near.distance = MIN (near.distance, 4);
        }
      if (near.distance < G_MAXUINT)
        g_array_append_val (found, near);
    }

  g_array_sort (found, compare_near);
  for (guint i = 0; i < MIN (found->len, limit); i++)
    g_strv_builder_add (builder, g_array_index (found, Near, i).kind->words[0]);

  return g_strv_builder_end (builder);
}
