/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilmFormat, see mq-film-format.h. */
#include "client/film/mq-film-format.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n-lib.h>
#include <gst/gst.h>
#include <string.h>

/* Where GStreamer has no helper to look at new plugins, it loads them itself. */
#define FIBER_STACK (4 * 1024 * 1024)

/* Quality is constant, up to the bit rate: renders are smooth, and a film of six seconds is small.
 * Encoders are set to be faster than Blender draws, on two cores. Without a lag, because libvpx may
 * lose frames that it still looks at when the film ends. */
#define VP9                                                                                        \
  "vp9enc deadline=1 cpu-used=5 lag-in-frames=0 row-mt=true threads=4 end-usage=cq cq-level=22 "   \
  "target-bitrate=20000000 keyframe-max-dist=120"
#define VP8                                                                                        \
  "vp8enc deadline=1 cpu-used=4 lag-in-frames=0 threads=4 end-usage=cq cq-level=12 "               \
  "target-bitrate=20000000 keyframe-max-dist=120"
#define X264 "x264enc pass=qual quantizer=19 speed-preset=veryfast bframes=0 key-int-max=120"
#define OPENH264 "openh264enc rate-control=quality ! h264parse"

#if MQ_HAS_GIF
#define GIF (&mq_film_gif_writer)
#else
#define GIF NULL
#endif

static const MqFilmFormat formats[] = {
  { "webm", "WebM", "video/webm", { VP9, VP8 }, "webmmux", NULL, 60, FALSE },
  { "mp4", "MP4", "video/mp4", { X264, OPENH264 }, "mp4mux", NULL, 60, FALSE },
  { "webp", "WebP", "image/webp", { "appsink" }, NULL, &mq_film_webp_writer, 60, TRUE },
  /* Frames last hundredths of a second, and most players take one of them for ten. */
  { "gif", "GIF", "image/gif", { "appsink" }, NULL, GIF, 50, TRUE },
  { NULL },
};

/**
 * mq_film_formats_list:
 *
 * Returns: (transfer none): all formats; the last one has no id
 */
const MqFilmFormat *
mq_film_formats_list (void)
{
  return formats;
}

/**
 * mq_film_format_find:
 * @id: a format's id, in any case
 *
 * Returns: (nullable): the format
 */
const MqFilmFormat *
mq_film_format_find (const char *id)
{
  for (gsize i = 0; formats[i].id != NULL; i++)
    if (g_ascii_strcasecmp (formats[i].id, id) == 0)
      return &formats[i];

  return NULL;
}

/* Adds elements that are not installed to @missing. */
static gboolean
has_elements (const char *recipe, GString *missing)
{
  g_auto (GStrv) parts = g_strsplit (recipe, " ! ", -1);
  gboolean complete = TRUE;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (parts[i], strcspn (parts[i], " "));
      g_autoptr (GstElementFactory) factory = gst_element_factory_find (name);

      if (factory != NULL)
        continue;
      complete = FALSE;
      if (missing != NULL)
        g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", name);
    }

  return complete;
}

/* @format: a format that mq_film_format_load() has loaded. Returns: (nullable): the first
 * encoder that is installed */
const char *
mq_film_format_get_encoder (const MqFilmFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (format->encoders); i++)
    if (format->encoders[i] != NULL && has_elements (format->encoders[i], NULL))
      return format->encoders[i];

  return NULL;
}

static DexFuture *
load_fiber (const MqFilmFormat *format)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  GError *error = NULL;

  if (format->muxer == NULL && format->writer == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  _ ("This Maquette was built without %s films"), format->title);
  if (!gst_init_check (NULL, NULL, &error))
    return dex_future_new_for_error (error);

  has_elements (MQ_FILM_ELEMENTS, missing);
  if (format->muxer != NULL)
    has_elements (format->muxer, missing);
  if (mq_film_format_get_encoder (format) == NULL)
    has_elements (format->encoders[0], missing);
  if (missing->len == 0)
    return dex_future_new_true ();

  mq_fail (&error, MQ_ERROR_BAD_INPUT,
           _ ("This computer cannot write %s films: GStreamer has no %s"), format->title,
           missing->str);
  return dex_future_new_for_error (error);
}

/* Starts GStreamer, which looks for its plugins the first time, off the main thread. Returns:
 * (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_BAD_INPUT, which names what is not
 * installed */
DexFuture *
mq_film_format_load (const MqFilmFormat *format)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, load_fiber,
                              (G_TYPE_POINTER, format));
}
