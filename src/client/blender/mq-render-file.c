/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that Blender has written, see mq-render-file.h. */
#include "client/blender/mq-render-file.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/asset/mq-picture-sniff.h"

#include <glib/gi18n-lib.h>

/**
 * mq_render_file_read:
 * @dir: an open folder
 * @name: a file in it
 * @max_bytes: the most that is read
 * @width: of the picture, px
 * @height: of the picture, px
 * @error: of mq_files_read(), or %MQ_ERROR_PROTOCOL if it is no PNG of that size
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the whole file
 */
GBytes *
mq_render_file_read (int dir, const char *name, guint64 max_bytes, guint width, guint height,
                     GError **error)
{
  g_autoptr (GBytes) bytes = mq_files_read (dir, name, max_bytes, error);
  const char *mime = NULL;
  guint actual_width = 0, actual_height = 0;
  const guint8 *data;
  gsize length;

  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &length);
  if (!mq_picture_sniff (data, length, &mime, &actual_width, &actual_height)
      || !g_str_equal (mime, "image/png") || actual_width != width || actual_height != height)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("Blender has written another picture than "
                            "was asked for"));

  return g_steal_pointer (&bytes);
}
