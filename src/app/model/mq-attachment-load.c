/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading of a picture that the user adds: opens the file without blocking on pipes, and checks its
 * header. Nothing is decoded. See mq-attachments-private.h. */
#include "app/model/mq-attachments-private.h"

#include "common/base/mq-error.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

static MqAttachment *
load_path (const char *path, const char *name, GError **error)
{
  MqPictureFacts facts;
  g_autofd int fd = mq_picture_check_file (path, name, &facts, error);

  return fd >= 0 ? mq_attachment_new (path, name, facts.width, facts.height, FALSE) : NULL;
}

static MqAttachment *
load_bytes (GBytes *bytes, const char *name, const char *temp_dir, const char *temp_name,
            GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  MqPictureFacts facts;

  if (!mq_picture_check_bytes (data, length, name, &facts, error))
    return NULL;

  file = g_strconcat (temp_name, ".", strchr (facts.mime, '/') + 1, NULL);
  path = g_build_filename (temp_dir, file, NULL);
  if (!g_file_set_contents_full (path, (const char *)data, length, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, &problem))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("“%s” could not be kept: %s"), name,
                         problem->message);

  return mq_attachment_new (path, name, facts.width, facts.height, TRUE);
}

/* For a remote file, or one without a path: reads at most the size limit, whatever size it
 * reports. */
static GBytes *
fetch (GFile *file, const char *name, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &problem);
  g_autofree guint8 *data = NULL;
  gsize length = 0;

  if (stream != NULL)
    {
      data = g_malloc (MQ_ATTACHMENT_MAX_BYTES + 1);
      if (g_input_stream_read_all (G_INPUT_STREAM (stream), data, MQ_ATTACHMENT_MAX_BYTES + 1,
                                   &length, NULL, &problem))
        {
          data = g_realloc (data, MAX (length, 1));
          return g_bytes_new_take (g_steal_pointer (&data), length);
        }
    }

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is a folder, not a picture"), name);
  return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("“%s” could not be read: %s"), name,
                       problem->message);
}

MqAttachment *
mq_attachment_load (GFile *file, GBytes *bytes, const char *name, const char *temp_dir,
                    const char *temp_name, GError **error)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GBytes) fetched = NULL;

  if (path != NULL)
    return load_path (path, name, error);
  if (bytes == NULL && !(bytes = fetched = fetch (file, name, error)))
    return NULL;

  return load_bytes (bytes, name, temp_dir, temp_name, error);
}
