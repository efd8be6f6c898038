/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing a session, see mq-share.h: unpacked and checked in a folder of its own on a worker
 * thread, its Blender files saved anew in the sandbox, then merged into the library in one step. An
 * archive that is refused leaves nothing. */
#include "client/share/mq-share.h"

#include "client/share/mq-share-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/foreign/mq-file-kind.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define STACK (256 * 1024)
#define MAX_REASON 500 /* bytes */

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

/* Unpacks into the folder of @copy, and cleans what is there. Awaits. */
static gboolean
unpack (MqLibrary *library, const char *path, MqSessionCopy *copy, const MqWorkerSettings *settings,
        const MqShareProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *why = NULL;
  g_autoptr (MqBlenderJob) job = NULL;
  const char *format;
  MqFileKind kind;

  /* A file of another program is not damaged. */
  kind = mq_file_kind_read (path, &format);
  if (kind != MQ_FILE_UNKNOWN && kind != MQ_FILE_ARCHIVE && kind != MQ_FILE_SESSION)
    return mq_file_kind_refuse (kind, format, shown, error);

  if (dex_await (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, unpack_fiber,
                                      (G_TYPE_STRING, path), (G_TYPE_POINTER, copy),
                                      (G_TYPE_CANCELLABLE, cancellable)),
                 &reason)
      && mq_share_clean (library, copy, settings, &job, progress, cancellable, &reason))
    return TRUE;

  if (reason->domain != MQ_ERROR)
    return mq_fail (error, MQ_ERROR_FAILED, "%s", reason->message);
  if (reason->code == MQ_ERROR_CANCELLED)
    return mq_fail (error, MQ_ERROR_CANCELLED, "%s", reason->message);

  /* It may quote names in the archive. */
  why = g_strdelimit (mq_text_clean (reason->message, MAX_REASON), "\n\t", ' ');
  /* Translators: the name of a file, then the reason, a sentence about it */
  return mq_fail (error, reason->code, _ ("“%s” cannot be imported. %s"), shown, why);
}

static DexFuture *
import_fiber (MqLibrary *library, const char *path, const MqWorkerSettings *settings,
              const MqShareProgress *progress, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autofree char *dir = dex_await_string (mq_library_make_work_dir (library), &error);
  g_autoptr (MqSessionCopy) copy = NULL;
  MqMergeResult *result = NULL;

  if (dir == NULL)
    return dex_future_new_for_error (error);

  copy = mq_session_copy_new (dir);
  if (unpack (library, path, copy, settings, progress, cancellable, &error))
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

  return mq_fiber_spawn_with (NULL, STACK, import_fiber, (MQ_TYPE_LIBRARY, library),
                              (G_TYPE_STRING, path), (MQ_TYPE_WORKER_SETTINGS, settings),
                              (G_TYPE_POINTER, progress), (G_TYPE_CANCELLABLE, cancellable));
}

static gboolean
is_name (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, MQ_SHARE_SUFFIX);
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

  return is_name (name) || (path != NULL && mq_share_is_set (path));
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
