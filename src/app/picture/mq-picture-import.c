/* mq_picture_import(): re-encodes a user's picture, see mq-picture.h. It is decoded in a sandboxed
 * process, and the new file has nothing of the old one but its pixels: no location, no names,
 * nothing that could exploit a later decoder. */
#include "app/picture/mq-picture.h"

#include "app/picture/mq-picture-decode.h"
#include "app/picture/mq-png.h"

#include <gio/gio.h>

/* px a side; no model reads larger pictures. */
#define MAX_SIDE 2048

typedef struct
{
  char *path;
  char *folder;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_free (import->path);
  g_free (import->folder);
  g_free (import);
}

static void
import_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Import *import = data;
  GError *error = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autofree char *name = NULL;
  g_autofree char *to = NULL;

  texture = mq_picture_decode (import->path, MAX_SIDE, MQ_PICTURE_DECODE_SANDBOXED, &error);
  if (texture != NULL)
    {
      g_autofree char *id = g_uuid_string_random ();

      name = g_strconcat (id, ".png", NULL);
      to = g_build_filename (import->folder, name, NULL);
      png = mq_png_write (texture);
      g_file_set_contents_full (to, g_bytes_get_data (png, NULL), g_bytes_get_size (png),
                                G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&to), g_free);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &error);

  if (path != NULL)
    dex_promise_resolve_string (promise, path);
  else
    dex_promise_reject (promise, error);
}

/**
 * mq_picture_import:
 * @path: a picture file of the user
 * @folder: an existing folder for the new file
 *
 * Decodes the picture on a worker thread, with the limits of mq_picture_load(), shrinks it to at
 * most 2048 px a side and writes a PNG without metadata.
 *
 * Returns: (transfer full): a future string, the path of the new file; rejects with
 *   %MQ_ERROR_BAD_INPUT and a sentence that names the picture, or a %G_FILE_ERROR
 */
DexFuture *
mq_picture_import (const char *path, const char *folder)
{
  g_autoptr (GTask) task = NULL;
  DexPromise *promise;
  Import *import;

  g_return_val_if_fail (path != NULL && folder != NULL, NULL);

  promise = dex_promise_new ();
  import = g_new0 (Import, 1);
  import->path = g_strdup (path);
  import->folder = g_strdup (folder);
  task = g_task_new (NULL, NULL, imported_cb, dex_ref (promise));
  g_task_set_source_tag (task, mq_picture_import);
  g_task_set_task_data (task, import, import_free);
  g_task_run_in_thread (task, import_thread);
  return DEX_FUTURE (promise);
}
