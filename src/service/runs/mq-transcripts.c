/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of transcripts, see mq-transcripts.h. */
#include "service/runs/mq-transcripts.h"

#include "common/base/mq-fiber.h"

#include <glib/gstdio.h>
#include <string.h>

#define SUFFIX ".ndjson"

typedef struct
{
  char *path;
  gint64 time;
} File;

static void
file_free (gpointer data)
{
  File *self = data;

  g_free (self->path);
  g_free (self);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const File *one = *(const File *const *)a;
  const File *other = *(const File *const *)b;

  return (one->time < other->time) - (one->time > other->time);
}

static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (file_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      File *file;
      GStatBuf info;

      if (!g_str_has_suffix (name, SUFFIX) || g_lstat (path, &info) != 0)
        continue;

      file = g_new (File, 1);
      *file = (File){ g_steal_pointer (&path), (gint64)info.st_mtime };
      g_ptr_array_add (files, file);
    }

  return files;
}

static DexFuture *
prune_fiber (const char *folder, guint most)
{
  g_autoptr (GPtrArray) files = list_files (folder);

  g_ptr_array_sort (files, compare_times);
  for (guint i = most; i < files->len; i++)
    g_unlink (((File *)g_ptr_array_index (files, i))->path);

  return dex_future_new_true ();
}

/* Returns: (transfer full): the path of its transcript, which may not exist */
char *
mq_transcripts_dup_path (const char *folder, const char *run)
{
  g_autofree char *name = g_strconcat (run, SUFFIX, NULL);

  return g_build_filename (folder, name, NULL);
}

/**
 * mq_transcripts_delete:
 * @folder: the folder of transcripts
 * @runs: (array zero-terminated=1): ids of runs, which may have none
 */
void
mq_transcripts_delete (const char *folder, const char *const *runs)
{
  for (gsize i = 0; runs[i] != NULL; i++)
    {
      g_autofree char *path = mq_transcripts_dup_path (folder, runs[i]);

      g_unlink (path);
    }
}

static DexFuture *
list_fiber (const char *folder)
{
  g_autoptr (GPtrArray) files = list_files (folder);
  g_autoptr (GStrvBuilder) runs = g_strv_builder_new ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_path_get_basename (((File *)g_ptr_array_index (files, i))->path);

      g_strv_builder_take (runs, g_strndup (name, strlen (name) - strlen (SUFFIX)));
    }

  return dex_future_new_take_boxed (G_TYPE_STRV, g_strv_builder_end (runs));
}

/* Returns: (transfer full): resolves to a #GStrv: the ids of the runs that have one */
DexFuture *
mq_transcripts_list (const char *folder)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 256 * 1024, list_fiber,
                              (G_TYPE_STRING, folder));
}

/* Deletes all but the newest files. @most: number of files to keep. Returns: (transfer full):
 * resolves to %TRUE when they are deleted */
DexFuture *
mq_transcripts_prune (const char *folder, guint most)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 256 * 1024, prune_fiber,
                              (G_TYPE_STRING, folder), (G_TYPE_UINT, most));
}
