/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_picture_import(): re-encodes a user's picture, see mq-picture.h. It is decoded in a sandboxed
 * process, and the new file has nothing of the old one but its pixels, and the words of a drawing
 * (mq-png-text.h): no location, no names, nothing that could exploit a later decoder. */
#include "app/picture/mq-picture.h"

#include "app/picture/mq-picture-decode.h"
#include "app/picture/mq-png.h"
#include "client/picture/mq-picture-check.h"
#include "client/picture/mq-picture-page.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-png-text.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* Photos compress badly: they are kept at the size that models read, in px a side. */
#define MAX_BYTES (4 * 1024 * 1024)
#define PHOTO_SIDE 2048
#define STACK (256 * 1024)

static GBytes *
make_png (const char *path, guint max_side, GError **error)
{
  g_autoptr (GdkTexture) texture = mq_picture_decode (path, max_side, MQ_PICTURE_DECODE_SANDBOXED,
                                                      error);

  return texture != NULL ? mq_png_write (texture) : NULL;
}

static DexFuture *
import_fiber (const char *path, const char *folder)
{
  GError *error = NULL;
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (id, ".png", NULL);
  g_autofree char *to = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) png = make_png (path, MQ_REFERENCE_MAX_SIDE, &error);
  g_autoptr (GBytes) whole = NULL;

  if (png != NULL && g_bytes_get_size (png) > MAX_BYTES)
    {
      g_bytes_unref (png);
      png = make_png (path, PHOTO_SIDE, &error);
    }
  if (png != NULL)
    {
      MqPictureFacts facts;
      g_autofd int fd = mq_picture_check_file (path, "", &facts, NULL);
      g_autofree char *text = fd >= 0 ? mq_picture_page_read_text (fd, "") : NULL;

      whole = mq_png_text_replace (png, text);
    }
  if (whole == NULL
      || !g_file_set_contents_full (to, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole),
                                    G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_string (g_steal_pointer (&to));
}

/**
 * mq_picture_import:
 * @path: a picture file of the user
 * @folder: an existing folder for the new file
 *
 * Decodes the picture on a worker thread, with the limits of mq_picture_load(), shrinks it to at
 * most %MQ_REFERENCE_MAX_SIDE px a side, or 2048 if it is a photo, and writes a PNG without
 * other metadata than the words of a drawing.
 *
 * Returns: (transfer full): a future string, the path of the new file; rejects with
 *   %MQ_ERROR_BAD_INPUT and a sentence that names the picture, or a %G_FILE_ERROR
 */
DexFuture *
mq_picture_import (const char *path, const char *folder)
{
  g_return_val_if_fail (path != NULL && folder != NULL, NULL);

  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, import_fiber,
                              (G_TYPE_STRING, path), (G_TYPE_STRING, folder));
}
