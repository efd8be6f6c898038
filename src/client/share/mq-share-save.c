/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving a session as an archive, see mq-share.h. The files are hashed first, because the manifest
 * leads; a version never changes, so that both passes read the same. Nothing in the archive depends
 * on the time or on this computer: the same session gives the same bytes. */
#include "client/share/mq-share.h"

#include "client/export/mq-export-files.h"
#include "client/share/mq-share-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STACK (256 * 1024)
#define BLOCK (64 * 1024)

typedef struct archive Archive;

static void
archive_clear (Archive *archive)
{
  archive_write_free (archive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_clear)

/* The first five are the caller's. */
typedef struct
{
  MqLibrary *library;
  MqSession *session;
  const char *path;
  gboolean replace;
  GCancellable *cancellable;

  MqSessionCopy *copy; /* with the session's own folder */
  GPtrArray *events;   /* of MqLibraryEvent */
  GPtrArray *files;    /* of MqShareFile */
  int dir;             /* the session's folder, while it is read */
  GHashTable *shown;   /* names of the pictures that messages show */
  Archive *archive;    /* while it is written */
  gint64 size;         /* of the archive, bytes, once it is complete */
} Saving;

static void
saving_clear (Saving *self)
{
  g_clear_pointer (&self->copy, mq_session_copy_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Saving, saving_clear)

/* @content: (nullable) (transfer full): instead of the session's file with this name */
static void
add_file (Saving *self, const char *name, GBytes *content)
{
  MqShareFile *file = g_new0 (MqShareFile, 1);
  guint render;

  file->name = g_strdup (name);
  file->kind = mq_share_name_parse (name, &file->number, &render);
  file->content = content;
  g_ptr_array_add (self->files, file);
}

static void
add_version_files (Saving *self, MqVersion *version)
{
  static const char *const optional[] = { "scene.blend", "report.json", "plan.json" };
  guint number = mq_version_get_number (version);
  g_autofree char *script = g_strdup_printf ("versions/%u/script.py", number);

  add_file (self, script, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (optional); i++)
    {
      g_autofree char *name = g_strdup_printf ("versions/%u/%s", number, optional[i]);

      if (mq_files_is_regular (self->dir, name))
        add_file (self, name, NULL);
    }

  for (guint i = 1; i <= mq_version_get_n_pictures (version); i++)
    {
      g_autofree char *name = g_strdup_printf ("versions/%u/renders/render_%u.png", number, i);

      if (mq_files_is_regular (self->dir, name))
        add_file (self, name, NULL);
    }
}

/* The record has the path of a copy in the session's folder; in the archive its name is enough. */
static char *
name_picture (const char *path, gpointer user_data)
{
  Saving *self = user_data;
  gsize length = strlen (self->copy->dir);
  guint number, render;

  if (!g_str_has_prefix (path, self->copy->dir) || path[length] != '/'
      || mq_share_name_parse (path + length + 1, &number, &render) != MQ_SHARE_PICTURE
      || !mq_files_is_regular (self->dir, path + length + 1))
    return NULL;

  g_hash_table_add (self->shown, g_strdup (path + length + 1));
  return g_strdup (path + length + 1);
}

static void
add_run (Saving *self, guint number, const char *run, GString *lines)
{
  g_autofree char *name = g_strdup_printf ("runs/%u-%s.jsonl", number, run);

  mq_share_record_hide (lines, mq_library_get_path (self->library), "maquette");
  mq_share_record_hide (lines, g_get_home_dir (), "~");
  if (lines->len > 0)
    add_file (self, name, g_string_free_to_bytes (lines));
  else
    g_string_free (lines, TRUE);
}

static void
add_runs (Saving *self)
{
  const char *run = NULL;
  GString *lines = NULL;
  GHashTableIter iter;
  gpointer name;
  guint n_runs = 0;

  for (guint i = 0; i < self->events->len; i++)
    {
      const MqLibraryEvent *event = self->events->pdata[i];

      if (g_strcmp0 (run, event->run) != 0)
        {
          if (lines != NULL)
            add_run (self, n_runs, run, lines);
          lines = g_string_new (NULL);
          run = event->run;
          n_runs++;
        }
      mq_share_record_add (lines, event->event, name_picture, self);
    }
  if (lines != NULL)
    add_run (self, n_runs, run, lines);

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    add_file (self, name, NULL);
}

/* As many pictures as an archive may have. */
static void
add_versions (Saving *self)
{
  GListModel *versions = mq_session_get_versions (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i);

      g_ptr_array_add (
          self->copy->versions,
          mq_version_new (NULL, mq_version_get_number (version), mq_version_get_parent (version),
                          mq_version_get_summary (version), mq_version_get_instruction (version),
                          MIN (mq_version_get_n_pictures (version), MQ_SHARE_MAX_RENDERS),
                          mq_version_get_created (version)));
    }
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(MqShareFile *const *)a)->name, (*(MqShareFile *const *)b)->name);
}

/* Calls @func with each block of a file. */
typedef gboolean (*BlockFunc) (gpointer data, const char *block, gsize length, GError **error);

static gboolean
read_blocks (Saving *self, const MqShareFile *file, guint64 *size, BlockFunc func, gpointer data,
             GError **error)
{
  g_autofd int fd = -1;
  g_autofree char *block = NULL;

  *size = 0;
  if (file->content != NULL)
    {
      *size = g_bytes_get_size (file->content);
      return func (data, g_bytes_get_data (file->content, NULL), *size, error);
    }

  if ((fd = mq_files_open (self->dir, file->name, mq_share_kind_get_limit (file->kind), NULL,
                           error))
      < 0)
    return FALSE;

  block = g_malloc (BLOCK);
  for (;;)
    {
      gssize got = read (fd, block, BLOCK);

      if (g_cancellable_is_cancelled (self->cancellable))
        return mq_fail (error, MQ_ERROR_CANCELLED, _ ("Stopped"));
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return mq_files_fail (error, errno, N_ ("Could not read “%s”"), file->name);
      if (got == 0)
        return TRUE;
      if (!func (data, block, got, error))
        return FALSE;
      *size += got;
    }
}

static gboolean
hash_block (gpointer data, const char *block, gsize length, GError **error)
{
  g_checksum_update (data, (const guchar *)block, length);
  return TRUE;
}

static gboolean
list_and_hash_files (Saving *self, GError **error)
{
  for (guint i = 0; i < self->copy->versions->len; i++)
    add_version_files (self, self->copy->versions->pdata[i]);
  add_runs (self);
  g_ptr_array_sort (self->files, compare_files);

  for (guint i = 0; i < self->files->len; i++)
    {
      MqShareFile *file = self->files->pdata[i];
      g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

      if (!read_blocks (self, file, &file->size, hash_block, sum, error))
        return FALSE;
      file->sha256 = g_strdup (g_checksum_get_string (sum));
    }

  return TRUE;
}

static gboolean
fail_write (Saving *self, GError **error)
{
  return mq_files_fail (error, archive_errno (self->archive), N_ ("Could not write “%s”"),
                        self->path);
}

static gboolean
write_block (gpointer data, const char *block, gsize length, GError **error)
{
  Saving *self = data;

  return archive_write_data (self->archive, block, length) == (la_ssize_t)length
         || fail_write (self, error);
}

/* Without a time, an owner and a mode of this computer. */
static gboolean
write_header (Saving *self, const char *name, guint64 size, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  int result;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  result = archive_write_header (self->archive, entry);
  archive_entry_free (entry);

  return result == ARCHIVE_OK || fail_write (self, error);
}

static gboolean
write_files (Saving *self, GError **error)
{
  g_autofree char *manifest = mq_share_manifest_write (self->copy, self->files);

  if (!write_header (self, MQ_SHARE_MANIFEST, strlen (manifest), error)
      || !write_block (self, manifest, strlen (manifest), error))
    return FALSE;

  for (guint i = 0; i < self->files->len; i++)
    {
      const MqShareFile *file = self->files->pdata[i];
      guint64 size;

      if (!write_header (self, file->name, file->size, error)
          || !read_blocks (self, file, &size, write_block, self, error))
        return FALSE;
      if (size != file->size)
        return mq_fail (error, MQ_ERROR_FAILED, _ ("The file “%s” was changed meanwhile"),
                        file->name);
    }

  return TRUE;
}

/* Nothing is compressed: renders and Blender files are already, and a reader need not fear that a
 * small archive has large files. */
static gboolean
write_archive (Saving *self, int fd, GError **error)
{
  g_autoptr (Archive) archive = archive_write_new ();

  self->archive = archive;
  if (archive_write_set_format_zip (archive) != ARCHIVE_OK
      || archive_write_zip_set_compression_store (archive) != ARCHIVE_OK
      || archive_write_set_bytes_in_last_block (archive, 1) != ARCHIVE_OK
      || archive_write_open_fd (archive, fd) != ARCHIVE_OK)
    return fail_write (self, error);

  if (!write_files (self, error))
    {
      archive_write_fail (archive);
      return FALSE;
    }

  return archive_write_close (archive) == ARCHIVE_OK || fail_write (self, error);
}

static gboolean
write_part (int folder, const char *part, gpointer data, GError **error)
{
  Saving *self = data;
  g_autofd int dir = mq_files_open_dir (self->copy->dir, error);
  g_autofd int fd = -1;

  self->dir = dir;
  if (dir < 0 || !list_and_hash_files (self, error))
    return FALSE;

  fd = openat (folder, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0)
    return mq_files_fail (error, errno, N_ ("Could not make “%s”"), self->path);
  if (!write_archive (self, fd, error))
    return FALSE;
  if (fsync (fd) != 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), self->path);

  self->size = lseek (fd, 0, SEEK_END);
  return TRUE;
}

static DexFuture *
write_fiber (Saving *self)
{
  GError *error = NULL;
  g_autofree char *parent = g_path_get_dirname (self->path);
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofd int folder = mq_files_open_dir (parent, &error);

  return folder >= 0 && mq_files_put_with (folder, name, self->replace, write_part, self, &error)
                 && mq_files_sync_dir (folder, parent, &error)
             ? dex_future_new_for_int64 (self->size)
             : dex_future_new_for_error (error);
}

static DexFuture *
save_fiber (MqLibrary *library, MqSession *session, const char *path, gboolean replace,
            GCancellable *cancellable)
{
  g_auto (Saving) self = { library, session, path, replace, cancellable };
  g_autofree char *dir = g_build_filename (mq_library_get_path (library), "sessions",
                                           mq_session_get_id (session), NULL);
  g_autoptr (DexFuture) written = NULL;
  GError *error = NULL;

  if (!mq_export_check_path (path, replace, &error))
    return dex_future_new_for_error (error);
  if (mq_session_get_last_version (session) == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  _ ("The session has no version yet"));
  if (!(self.events = dex_await_boxed (mq_library_load_events (library, session), &error)))
    return dex_future_new_for_error (error);

  self.files = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_share_file_free);
  self.shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.copy = mq_session_copy_new (dir);
  self.copy->id = g_strdup (mq_session_get_id (session));
  self.copy->title = g_strdup (mq_session_get_title (session));
  self.copy->prompt = g_strdup (mq_session_get_prompt (session));
  self.copy->created = mq_session_get_created (session);
  self.copy->current = mq_version_get_number (mq_session_get_current_version (session));
  add_versions (&self);

  written = mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, write_fiber,
                                 (G_TYPE_POINTER, &self));
  dex_await (dex_ref (written), NULL);
  return g_steal_pointer (&written);
}

/**
 * mq_share_save:
 * @library: a library
 * @session: one of its sessions
 * @path: the file to write
 * @replace: whether a file that exists may be replaced
 * @cancellable: (nullable): stops it
 *
 * Writes the whole session: its versions, what was said, and the pictures that were added. A run
 * that is not over is not in it.
 *
 * Returns: (transfer full): resolves to the file's size (int64) when it is complete on disk;
 *   rejects with %MQ_ERROR_BAD_INPUT (the path, or a session without a version),
 *   %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY, %MQ_ERROR_CANCELLED or %MQ_ERROR_FAILED, and then
 *   nothing is written
 */
DexFuture *
mq_share_save (MqLibrary *library, MqSession *session, const char *path, gboolean replace,
               GCancellable *cancellable)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (MQ_IS_SESSION (session));
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_with (NULL, STACK, save_fiber, (MQ_TYPE_LIBRARY, library),
                              (MQ_TYPE_SESSION, session), (G_TYPE_STRING, path),
                              (G_TYPE_BOOLEAN, replace), (G_TYPE_CANCELLABLE, cancellable));
}
