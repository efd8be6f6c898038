/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing a session, see mq-share.h: unpacked and checked in a folder of its own on a worker
 * thread, its Blender files saved anew in the sandbox, then merged into the library in one step. An
 * archive that is refused leaves nothing. */
#include "client/share/mq-share-private.h"
#include "client/share/mq-share.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/foreign/mq-file-kind.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reading an archive. libarchive reads the ZIP; the code here decides what may be in it. Each name
 * is compared with the manifest, and the manifest with a grammar, before a file is created; links,
 * folders and devices are never made. */

#define BLOCK (64 * 1024)
#define MAX_ARCHIVE ((guint64)8 << 30) /* bytes */
#define MAX_REASON 500                 /* bytes */

typedef struct archive Archive;

typedef struct
{
  Archive *archive;
  int dir;
  MqSessionCopy *session;
  GHashTable *files;  /* name → MqShareFile */
  GPtrArray *records; /* of MqShareFile, unowned: records that are still to be read */
  GCancellable *cancellable;
} Unpacking;

static void
archive_clear (Archive *archive)
{
  archive_read_free (archive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_clear)

static gboolean
is_cancelled (GCancellable *cancellable, GError **error)
{
  return g_cancellable_is_cancelled (cancellable)
         && !mq_fail (error, MQ_ERROR_CANCELLED, _ ("Stopped"));
}

static gboolean
fail_damaged (Archive *archive, GError **error)
{
  g_info ("An archive cannot be read: %s", archive_error_string (archive));
  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  _ ("It is damaged, or not a Maquette session. Ask for the file again"));
}

static gboolean
unpack_file (Unpacking *self, MqShareFile *file, GError **error)
{
  gsize keep = mq_share_kind_is_text (file->kind) ? file->size : MQ_SHARE_HEAD;
  g_autoptr (GByteArray) kept = g_byte_array_new ();
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *block = g_malloc (BLOCK);
  g_auto (GStrv) steps = g_strsplit (file->name, "/", -1);
  char **step = steps;
  g_autofd int parent = -1;
  g_autofd int fd = -1;
  guint64 size = 0;
  la_ssize_t got;

  /* Makes the folders of its name and the file, none of which follows a link. */
  if (file->kind != MQ_SHARE_RUN)
    {
      parent = fcntl (self->dir, F_DUPFD_CLOEXEC, 3);
      for (; parent >= 0 && step[1] != NULL; step++)
        {
          int next = mkdirat (parent, *step, 0755) == 0 || errno == EEXIST
                         ? openat (parent, *step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                         : -1;

          g_clear_fd (&parent, NULL);
          parent = next;
        }
      if (parent >= 0)
        fd = openat (parent, *step, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
      if (fd < 0)
        return mq_files_fail (error, errno, N_ ("Could not make “%s”"), file->name);
    }

  while ((got = archive_read_data (self->archive, block, BLOCK)) != 0)
    {
      if (is_cancelled (self->cancellable, error))
        return FALSE;
      if (got < 0)
        return fail_damaged (self->archive, error);
      if ((size += got) > file->size)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The file “%s” is larger than its list says"),
                        file->name);

      g_checksum_update (sum, (guchar *)block, got);
      if (kept->len < keep)
        g_byte_array_append (kept, (guint8 *)block, MIN ((gsize)got, keep - kept->len));
      if (fd >= 0 && !mq_files_write_all (fd, block, got, file->name, error))
        return FALSE;
    }

  if (is_cancelled (self->cancellable, error))
    return FALSE;
  if (size != file->size || !g_str_equal (g_checksum_get_string (sum), file->sha256))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("The file “%s” was changed: its checksum differs"), file->name);

  g_byte_array_append (kept, (const guint8 *)"", 1);
  if (!mq_share_check_content (file->kind, file->name, (char *)kept->data, kept->len - 1, error))
    return FALSE;

  if (file->kind == MQ_SHARE_SCRIPT)
    g_hash_table_insert (self->session->scripts, GUINT_TO_POINTER (file->number),
                         g_strdup ((char *)kept->data));
  if (file->kind == MQ_SHARE_RUN)
    {
      file->content = g_byte_array_free_to_bytes (g_steal_pointer (&kept));
      g_ptr_array_add (self->records, file);
      return TRUE;
    }

  return (fsync (fd) == 0 || mq_files_fail (error, errno, N_ ("Could not write “%s”"), file->name))
         && mq_files_sync_dir (parent, file->name, error);
}

/* Reads the next header. Returns: FALSE at the end, and with an error */
static gboolean
next_entry (Unpacking *self, const char **name, GError **error)
{
  struct archive_entry *entry;
  int result = archive_read_next_header (self->archive, &entry);

  if (result == ARCHIVE_EOF || is_cancelled (self->cancellable, error))
    return FALSE;
  if (result != ARCHIVE_OK)
    return fail_damaged (self->archive, error);

  /* Only plain, unencrypted files. */
  *name = archive_entry_pathname (entry);
  if (*name == NULL || !g_utf8_validate (*name, -1, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A name in it is not UTF-8 text"));
  if (archive_entry_filetype (entry) == AE_IFLNK)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” in it is a link"), *name);
  if (archive_entry_filetype (entry) != AE_IFREG)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” in it is not a file"), *name);
  if (archive_entry_is_encrypted (entry))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” in it is encrypted"), *name);

  return TRUE;
}

/* @error: not NULL */
static gboolean
open_archive (Unpacking *self, int fd, GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autofree char *block = g_malloc (BLOCK);
  struct stat info;
  char head[4];
  const char *name;
  la_ssize_t got;
  GHashTableIter iter;
  guint64 total = 0;
  gpointer file;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("It is not a file"));
  if ((guint64)info.st_size > MAX_ARCHIVE)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("It is larger than 8 GiB"));

  /* No other format, no filter: the code that a stranger's file reaches is small. It would also
   * find an archive that stands in another file, such as a tar. */
  if (pread (fd, head, sizeof head, 0) != sizeof head || memcmp (head, "PK\3\4", sizeof head) != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("It is damaged, or not a Maquette session. Ask for the file again"));
  if (archive_read_support_format_zip_seekable (self->archive) != ARCHIVE_OK
      || archive_read_open_fd (self->archive, fd, BLOCK) != ARCHIVE_OK)
    return fail_damaged (self->archive, error);

  if (!next_entry (self, &name, error))
    return *error == NULL ? mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("It is empty")) : FALSE;
  if (!g_str_equal (name, MQ_SHARE_MANIFEST))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("It is not a Maquette session: it has no list of files"));

  while ((got = archive_read_data (self->archive, block, BLOCK)) > 0)
    {
      if (text->len + got > MQ_SHARE_MANIFEST_MAX)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files is too long"));
      g_byte_array_append (text, (guint8 *)block, got);
    }
  if (got < 0)
    return fail_damaged (self->archive, error);

  self->files = mq_share_manifest_read ((char *)text->data, text->len, self->session, error);
  if (self->files == NULL)
    return FALSE;

  /* An archive is not compressed, so that its files can never be larger than it is: a small archive
   * cannot fill a disk. */
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    total += ((MqShareFile *)file)->size;

  return total <= (guint64)info.st_size
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     _ ("Its list gives its files more bytes than it has"));
}

/* A message may show only pictures that are in the archive. */
static char *
find_picture (const char *name, gpointer user_data)
{
  const Unpacking *self = user_data;
  const MqShareFile *file = g_hash_table_lookup (self->files, name);

  return file != NULL && file->kind == MQ_SHARE_PICTURE ? g_strdup (name) : NULL;
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  const MqShareFile *one = a;
  const MqShareFile *other = b;

  return one->number < other->number ? -1 : one->number > other->number;
}

/* Blocks. When it fails, the folder may have files: the caller removes it. Returns: whether all of
 * it is unpacked, synced and checked */
gboolean
mq_share_unpack (int fd, MqSessionCopy *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (Archive) archive = archive_read_new ();
  g_autoptr (GHashTable) files = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;
  g_autofd int dir = mq_files_open_dir (session->dir, error);
  Unpacking self = { archive, dir, session, NULL, records, cancellable };
  gboolean is_open;
  GHashTableIter iter;
  gpointer value;
  const char *name;

  if (dir < 0)
    return FALSE;

  is_open = open_archive (&self, fd, &failure);
  files = self.files;
  while (is_open && next_entry (&self, &name, &failure))
    {
      MqShareFile *file = g_hash_table_lookup (files, name);

      if (file == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files does not name “%s”"),
                        name);
      if (file->is_read)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is in it twice"), name);

      file->is_read = TRUE;
      if (!unpack_file (&self, file, error))
        return FALSE;
    }
  if (failure != NULL)
    return mq_fail_with (error, &failure);

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!((const MqShareFile *)value)->is_read)
      return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The file “%s” is missing from it"),
                      ((const MqShareFile *)value)->name);

  g_ptr_array_sort_values (records, compare_records);
  MQ_EACH (records, i, MqShareFile, file)
    {
      const char *start = strchr (file->name, '-') + 1;
      g_autofree char *id = g_strndup (start, strlen (start) - strlen (".jsonl"));
      MqRunCopy *run = mq_run_copy_new (id);

      g_ptr_array_add (session->runs, run);
      if (!mq_share_record_read (run, g_bytes_get_data (file->content, NULL), find_picture, &self,
                                 error))
        return FALSE;
      g_clear_pointer (&file->content, g_bytes_unref);
    }

  return TRUE;
}

static DexFuture *
unpack_fiber (const char *path, MqSessionCopy *copy, GCancellable *cancellable)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  GError *error = NULL;

  if (fd < 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s", g_strerror (errno));
  if (!mq_share_unpack (fd, copy, cancellable, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

static DexFuture *
import_fiber (MqLibrary *library, const char *path, const MqWorkerSettings *settings,
              const MqShareProgress *progress, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autofree char *dir = dex_await_string (mq_library_make_work_dir (library), &error);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *why = NULL;
  g_autoptr (GError) reason = NULL;
  g_autoptr (MqSessionCopy) copy = NULL;
  g_autoptr (MqBlenderJob) job = NULL;
  MqMergeResult *result = NULL;
  gboolean is_clean = FALSE;
  const char *format;
  MqFileKind kind;

  if (dir == NULL)
    return dex_future_new_for_error (error);

  copy = mq_session_copy_new (dir);
  kind = mq_file_kind_read (path, &format);
  /* A file of another program is not damaged. */
  if (kind != MQ_FILE_UNKNOWN && kind != MQ_FILE_ARCHIVE && kind != MQ_FILE_SESSION)
    mq_file_kind_refuse (kind, format, shown, &error);
  else if (dex_await (mq_fiber_spawn_on_thread (unpack_fiber, (G_TYPE_STRING, path),
                                                (G_TYPE_POINTER, copy),
                                                (G_TYPE_CANCELLABLE, cancellable)),
                      &reason)
           && mq_share_clean (library, copy, settings, &job, progress, cancellable, &reason))
    is_clean = TRUE;
  else if (reason->domain != MQ_ERROR)
    mq_fail (&error, MQ_ERROR_FAILED, "%s", reason->message);
  else if (reason->code == MQ_ERROR_CANCELLED)
    mq_fail (&error, MQ_ERROR_CANCELLED, "%s", reason->message);
  else
    {
      /* It may quote names in the archive. */
      why = mq_text_join_lines (reason->message, MAX_REASON);
      /* Translators: the name of a file, then the reason, a sentence about it */
      mq_fail (&error, reason->code, _ ("“%s” cannot be imported. %s"), shown, why);
    }
  g_clear_pointer (&job, mq_blender_job_free);

  if (is_clean)
    result = mq_library_merge_session (library, copy, &error);
  if (result != NULL)
    dex_await (mq_library_refresh (library), NULL);

  dex_await (mq_library_remove_work_dir (library, dir), NULL);
  return result != NULL ? dex_future_new_take_boxed (MQ_TYPE_MERGE_RESULT, result)
                        : dex_future_new_for_error (error);
}

/**
 * mq_share_import:
 * @library: a library
 * @path: an archive, which a stranger may have made
 * @settings: (nullable): the Blender that opens its Blender files and saves them anew; %NULL: there
 *   is none, and new versions are refused
 * @progress: (nullable): is told of each Blender file; must last until it is over
 * @cancellable: (nullable): stops it before it changes the library
 *
 * Adds what is new in the archive to the library, all of it or nothing.
 *
 * Returns: (transfer full): resolves to an #MqMergeResult; rejects with %MQ_ERROR_BAD_INPUT (the
 *   archive is refused, and the message says why), %MQ_ERROR_NO_BLENDER, %MQ_ERROR_NO_SPACE,
 *   %MQ_ERROR_READ_ONLY, %MQ_ERROR_CANCELLED or %MQ_ERROR_FAILED
 */
DexFuture *
mq_share_import (MqLibrary *library, const char *path, const MqWorkerSettings *settings,
                 const MqShareProgress *progress, GCancellable *cancellable)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, import_fiber, (MQ_TYPE_LIBRARY, library),
                              (G_TYPE_STRING, path), (MQ_TYPE_WORKER_SETTINGS, settings),
                              (G_TYPE_POINTER, progress), (G_TYPE_CANCELLABLE, cancellable));
}

/**
 * mq_share_can_import:
 * @file: a file or a folder
 *
 * Blocks.
 *
 * Returns: whether it is named as a session, or a folder that a batch has made
 */
gboolean
mq_share_can_import (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  const char *path = g_file_peek_path (file);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, MQ_SHARE_SUFFIX) || (path != NULL && mq_share_is_set (path));
}

/**
 * mq_share_describe:
 * @library: a library
 * @result: of mq_share_import()
 *
 * Returns: (transfer full): what it was, a sentence for the user
 */
char *
mq_share_describe (MqLibrary *library, const MqMergeResult *result)
{
  MqSession *session = mq_library_find_session (library, result->session);
  g_autofree char *title = mq_text_clean (session != NULL ? mq_session_get_title (session) : "",
                                          200);

  if (result->is_new)
    return g_strdup_printf (_ ("Imported “%s”"), title);
  if (result->n_versions > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Added %u version to “%s”",
                                         "Added %u versions to “%s”", result->n_versions),
                            result->n_versions, title);
  if (*result->runs != NULL)
    return g_strdup_printf (_ ("Added messages to “%s”"), title);

  return g_strdup_printf (_ ("Nothing new in it: you have all of “%s”"), title);
}
