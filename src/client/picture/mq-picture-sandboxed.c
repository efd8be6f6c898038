/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sandboxed decoder, through glycin; see mq-picture-sandboxed.h. */
#include "client/picture/mq-picture-sandboxed.h"

#include "common/base/mq-error.h"

#include "client/picture/mq-picture-page.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* Seconds that a glycin process may take for one picture: on a busy machine it waits for most of
 * them. */
#define SANDBOX_SECONDS 120

static void
take_result_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;

  *slot = g_object_ref (result);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static GAsyncResult *
wait_for (GMainContext *context, GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (context, TRUE);
  return *slot;
}

/**
 * mq_picture_load_sandboxed:
 * @fd: the file that was checked; a path could have been replaced since
 * @name: its name for messages; the first page of a PDF is decoded, and an SVG larger than it says
 * @check_size: called before decoding, and again afterwards
 * @user_data: for @check_size
 * @error: the error of @check_size, or glycin's, whose message is for developers
 *
 * Returns: (transfer full) (nullable): its first frame, with all its rows
 */
GlyFrame *
mq_picture_load_sandboxed (int fd, const char *name, MqPictureSizeFunc check_size,
                           gpointer user_data, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSource) timeout = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autofd int page = mq_picture_page_draw (fd, name, &trouble);
  g_autofree char *proc = g_strdup_printf ("/proc/self/fd/%d", page >= 0 ? page : fd);
  g_autoptr (GFile) file = g_file_new_for_path (proc);
  g_autoptr (GlyLoader) loader = NULL;
  g_autoptr (GlyImage) image = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) framed = NULL;
  g_autoptr (GlyFrame) frame = NULL;

  if (trouble != NULL)
    return mq_fail_null_with (error, &trouble);

  g_main_context_push_thread_default (context);
  loader = gly_loader_new (file);
  /* Its time begins here: a page may have taken long to draw. */
  timeout = g_timeout_source_new_seconds (SANDBOX_SECONDS);
  g_source_set_callback (timeout, cancel_cb, g_object_ref (cancellable), g_object_unref);
  g_source_attach (timeout, context);

  gly_loader_load_async (loader, cancellable, take_result_cb, &loaded);
  image = gly_loader_load_finish (loader, wait_for (context, &loaded), error);
  if (image != NULL
      && check_size (gly_image_get_width (image), gly_image_get_height (image), user_data, error))
    {
      gly_image_next_frame_async (image, cancellable, take_result_cb, &framed);
      frame = gly_image_next_frame_finish (image, wait_for (context, &framed), error);
    }
  g_source_destroy (timeout);
  g_clear_object (&framed);
  g_clear_object (&loaded);
  g_clear_object (&image);
  g_clear_object (&loader);
  g_main_context_pop_thread_default (context);

  if (frame == NULL
      || !check_size (gly_frame_get_width (frame), gly_frame_get_height (frame), user_data, error))
    return NULL;

  if (g_bytes_get_size (gly_frame_get_buf_bytes (frame))
      < (gsize)gly_frame_get_stride (frame) * gly_frame_get_height (frame))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "rows are missing");
      return NULL;
    }

  return g_steal_pointer (&frame);
}

static gboolean
any_size (guint64 width, guint64 height, gpointer user_data, GError **error)
{
  return TRUE;
}

/* Whether a known valid picture can be decoded. */
static gpointer
try_sandbox (gpointer data)
{
  static const guint8 dot[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
    0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00,
    0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78,
    0x9c, 0x63, 0xf8, 0x0f, 0x00, 0x01, 0x01, 0x01, 0x00, 0xb1, 0x38, 0xf6, 0x14, 0x00,
    0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
  };
  g_autofd int fd = memfd_create ("maquette", MFD_CLOEXEC);
  g_autoptr (GlyFrame) frame = NULL;
  g_autoptr (GError) error = NULL;

  if (fd >= 0 && write (fd, dot, sizeof dot) == sizeof dot)
    frame = mq_picture_load_sandboxed (fd, "", any_size, NULL, &error);
  if (frame == NULL)
    g_info ("Pictures cannot be decoded in a sandbox here: %s",
            error != NULL ? error->message : g_strerror (errno));
  return GINT_TO_POINTER (frame != NULL);
}

/**
 * mq_picture_can_load_sandboxed:
 *
 * The first call decodes a test picture.
 *
 * Returns: whether untrusted pictures can be decoded in a sandboxed process on this machine
 */
gboolean
mq_picture_can_load_sandboxed (void)
{
  static GOnce once = G_ONCE_INIT;

  return GPOINTER_TO_INT (g_once (&once, try_sandbox, NULL));
}
