/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilmEncoder, see mq-film-encoder.h. */
#include "client/film/mq-film-encoder.h"
#include "common/base/mq-picture-sniff.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-thread.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <pango/pangocairo.h>

/* Parts of the frame's height. */
#define FONT 0.045
#define BAND 0.1
/* Margin on either side, as a share of the width. */
#define MARGIN 0.04
/* Bytes that Pango lays out; only a fraction of them fits. */
#define MAX_TEXT 400
/* Frames that wait for the encoder. */
#define MAX_WAITING 4
/* The pixel format on which captions are drawn. */
#define CAPTIONED                                                                                  \
  "video/x-raw,format=BGRx ! videobox bottom=-%u ! identity name=raw ! videoconvert ! "
/* Bytes of a frame of 3840 px, and some. */
#define MAX_PICTURE ((guint64)64 << 20)

struct _MqFilmEncoder
{
  GObject parent_instance;

  GstElement *pipeline;
  GstAppSrc *source;
  const MqFilmWriter *writer; /* NULL: GStreamer itself writes the file */
  gpointer film;              /* of the writer, used on GStreamer's threads */
  guint watch;
  GPtrArray *captions; /* (nullable) cairo_surface_t, one for each frame; used there, too */
  DexPromise *ended;   /* resolves when the file is whole, rejects when it cannot be */
  guint width;
  guint height;
  guint band; /* of the height, that is below the pictures */
  guint fps;
  guint n_added;
  int n_encoded;    /* counted on GStreamer's threads */
  GMutex mutex;     /* of room */
  DexPromise *room; /* (nullable): resolves when the pipeline takes another picture */
};

/* @height: of the frames, px. Returns: px at the bottom of a frame that belong to its caption;
 * even */
guint
mq_film_caption_get_height (guint height)
{
  return (guint)(height * BAND / 2) * 2;
}

/* @text: one line is shown of it, ellipsized; in any script; @width: of the frames, px; @height:
 * of the frames, px. Returns: (transfer full): a band as wide as a frame */
cairo_surface_t *
mq_film_caption_make (const char *text, guint width, guint height)
{
  int band = (int)mq_film_caption_get_height (height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)width, band);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  g_autofree char *line = NULL;
  int text_height;
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *end = valid + MIN (strlen (valid), MAX_TEXT);

  /* Valid, and short enough to be laid out at once. */
  if (*end != '\0')
    end = g_utf8_find_prev_char (valid, end + 1);
  line = g_strndup (valid, end - valid);

  pango_font_description_set_absolute_size (font, height * FONT * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, line, -1);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_width (layout, (int)(width * (1 - 2 * MARGIN) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, NULL, &text_height);

  cairo_set_source_rgb (cr, 0.13, 0.13, 0.14);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_move_to (cr, width * MARGIN, (band - text_height) / 2.0);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
  return surface;
}

/* @pixels: a frame, four bytes for each pixel: blue, green, red, and one without a meaning;
 * @width: of the frame, px; @height: of the frame, px */
void
mq_film_caption_draw (cairo_surface_t *caption, guint8 *pixels, guint width, guint height)
{
  int band = cairo_image_surface_get_height (caption);
  cairo_surface_t *frame = cairo_image_surface_create_for_data (
      pixels, CAIRO_FORMAT_RGB24, (int)width, (int)height, (int)(4 * width));
  cairo_t *cr = cairo_create (frame);

  cairo_set_source_surface (cr, caption, 0, (int)height - band);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (frame);
}

G_DEFINE_FINAL_TYPE (MqFilmEncoder, mq_film_encoder, G_TYPE_OBJECT)

static void
mq_film_encoder_finalize (GObject *object)
{
  MqFilmEncoder *self = MQ_FILM_ENCODER (object);

  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->source);
  g_clear_object (&self->pipeline);
  if (self->film != NULL)
    self->writer->free (self->film);
  g_clear_pointer (&self->captions, g_ptr_array_unref);
  dex_clear (&self->ended);
  dex_clear (&self->room);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (mq_film_encoder_parent_class)->finalize (object);
}

static void
mq_film_encoder_class_init (MqFilmEncoderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_film_encoder_finalize;
}

static void
mq_film_encoder_init (MqFilmEncoder *self)
{
  self->ended = dex_promise_new ();
  g_mutex_init (&self->mutex);
}

static void
on_encoded (GstElement *identity, GstBuffer *buffer, gpointer n_encoded)
{
  g_atomic_int_inc ((int *)n_encoded);
}

/* Encoders have lost frames at the end of a film without an error. */
static void
end (MqFilmEncoder *self)
{
  guint n_encoded = g_atomic_int_get (&self->n_encoded);
  GError *error = NULL;

  if (n_encoded == self->n_added)
    {
      dex_promise_resolve_boolean (self->ended, TRUE);
      return;
    }

  mq_fail (&error, MQ_ERROR_FAILED, _ ("The film could not be encoded: %u of %u frames are in it"),
           n_encoded, self->n_added);
  dex_promise_reject (self->ended, error);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  MqFilmEncoder *self = user_data;
  g_autoptr (GError) cause = NULL;
  GError *error = NULL;

  if (!dex_future_is_pending (DEX_FUTURE (self->ended)))
    return G_SOURCE_CONTINUE;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    end (self);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &cause, NULL);
      if (cause->domain == MQ_ERROR)
        error = g_steal_pointer (&cause);
      else if (g_error_matches (cause, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
        mq_fail (&error, MQ_ERROR_NO_SPACE, _ ("There is no space left for the film"));
      else
        mq_fail (&error, MQ_ERROR_FAILED, _ ("The film could not be encoded: %s"), cause->message);
      dex_promise_reject (self->ended, error);
    }

  return G_SOURCE_CONTINUE;
}

/* On GStreamer's threads. */

static GstPadProbeReturn
on_raw_frame (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  MqFilmEncoder *self = user_data;
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  guint index = (guint)gst_util_uint64_scale_round (GST_BUFFER_PTS (buffer), self->fps, GST_SECOND);
  GstMapInfo map;

  info->data = buffer;
  if (index < self->captions->len && gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    {
      if (map.size >= (gsize)4 * self->width * self->height)
        mq_film_caption_draw (self->captions->pdata[index], map.data, self->width, self->height);
      gst_buffer_unmap (buffer, &map);
    }
  return GST_PAD_PROBE_OK;
}

static void
report (GstAppSink *sink, GError *error)
{
  gst_element_post_message (GST_ELEMENT (sink),
                            gst_message_new_error (GST_OBJECT (sink), error, NULL));
}

static GstFlowReturn
on_frame (GstAppSink *sink, gpointer user_data)
{
  MqFilmEncoder *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  g_autoptr (GError) error = NULL;
  GstMapInfo map;

  if (sample == NULL)
    return GST_FLOW_EOS;

  if (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ))
    {
      if (!self->writer->add (self->film, map.data, map.size, &error))
        report (sink, error);
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
    }
  gst_sample_unref (sample);
  return error == NULL ? GST_FLOW_OK : GST_FLOW_ERROR;
}

/* Before the bus hears of the end. */
static void
on_last_frame (GstAppSink *sink, gpointer user_data)
{
  MqFilmEncoder *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!self->writer->finish (self->film, &error))
    report (sink, error);
}

static void
make_room (MqFilmEncoder *self)
{
  g_autoptr (DexPromise) room = NULL;

  g_mutex_lock (&self->mutex);
  room = g_steal_pointer (&self->room);
  g_mutex_unlock (&self->mutex);
  if (room != NULL)
    dex_promise_resolve_boolean (room, TRUE);
}

static void
on_need_data (GstAppSrc *source, guint length, gpointer self)
{
  make_room (self);
}

static gboolean
start (MqFilmEncoder *self, const MqFilmFormat *format, const char *path, GError **error)
{
  /* The elements after the raw frames. bt709 is what players assume of sharp films; GStreamer would
   * choose by the height. */
  g_autofree char *ending
      = format->muxer == NULL
            ? g_strdup_printf ("video/x-raw,format=RGBA ! identity name=encoded ! appsink "
                               "name=frames sync=false max-buffers=%d",
                               MAX_WAITING)
            : g_strdup_printf ("video/x-raw,format=I420,colorimetry=bt709 ! %s ! identity "
                               "name=encoded ! %s ! filesink name=file",
                               mq_film_format_get_encoder (format), format->muxer);
  g_autofree char *captioned = self->captions != NULL ? g_strdup_printf (CAPTIONED, self->band)
                                                      : g_strdup ("");
  g_autofree char *description
      = g_strdup_printf ("appsrc name=source format=time block=false max-bytes=0 max-buffers=%d "
                         "! pngdec ! videoconvert ! %s%s",
                         MAX_WAITING, captioned, ending);
  g_autoptr (GstCaps) caps = gst_caps_new_simple (
      "image/png", "framerate", GST_TYPE_FRACTION, self->fps, 1, "width", G_TYPE_INT, self->width,
      "height", G_TYPE_INT, self->height - self->band, NULL);
  GstAppSrcCallbacks callbacks = { .need_data = on_need_data };
  GstAppSinkCallbacks sink_callbacks = { .eos = on_last_frame, .new_sample = on_frame };
  g_autoptr (GstElement) file = NULL;
  g_autoptr (GstElement) frames = NULL;
  g_autoptr (GstElement) encoded = NULL;
  g_autoptr (GstBus) bus = NULL;
  GstElement *pipeline = gst_parse_launch (description, error);

  if (pipeline == NULL)
    return FALSE;

  self->pipeline = gst_object_ref_sink (pipeline);
  self->source = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (pipeline), "source"));
  file = gst_bin_get_by_name (GST_BIN (pipeline), "file");
  frames = gst_bin_get_by_name (GST_BIN (pipeline), "frames");
  if (file != NULL)
    g_object_set (file, "location", path, NULL);
  else
    {
      self->film = self->writer->open (path, self->width, self->height, self->fps);
      gst_app_sink_set_callbacks (GST_APP_SINK (frames), &sink_callbacks, self, NULL);
    }
  if (self->captions != NULL)
    {
      g_autoptr (GstElement) raw = gst_bin_get_by_name (GST_BIN (self->pipeline), "raw");
      g_autoptr (GstPad) pad = gst_element_get_static_pad (raw, "src");

      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_raw_frame, self, NULL);
    }
  gst_app_src_set_caps (self->source, caps);
  gst_app_src_set_callbacks (self->source, &callbacks, self, NULL);
  encoded = gst_bin_get_by_name (GST_BIN (pipeline), "encoded");
  g_signal_connect (encoded, "handoff", G_CALLBACK (on_encoded), &self->n_encoded);

  bus = gst_element_get_bus (pipeline);
  self->watch = gst_bus_add_watch (bus, on_message, self);
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;

  return mq_fail (error, MQ_ERROR_FAILED, _ ("The film could not be encoded: %s"), format->title);
}

/* @path: the file to write, in a folder that nobody else writes to; @width: px of the film;
 * @height: px of the film; captions take a part of it from the pictures; @fps: pictures for each
 * second; @captions: (nullable): captions, one for each picture; @error: %MQ_ERROR_FAILED.
 * Returns: (transfer full) (nullable): an encoder at work; mq_film_encoder_stop() ends it */
MqFilmEncoder *
mq_film_encoder_new (const MqFilmFormat *format, const char *path, guint width, guint height,
                     guint fps, GPtrArray *captions, GError **error)
{
  g_autoptr (MqFilmEncoder) self = g_object_new (MQ_TYPE_FILM_ENCODER, NULL);

  self->writer = format->writer;
  self->width = width;
  self->height = height;
  self->fps = fps;
  if (captions != NULL)
    {
      self->captions = g_ptr_array_ref (captions);
      self->band = mq_film_caption_get_height (height);
    }
  return start (self, format, path, error) ? g_steal_pointer (&self) : NULL;
}

/* Reads a frame, and checks its head before anything decodes it: a script may have made it. */
static DexFuture *
read_fiber (MqFilmEncoder *self, const char *path)
{
  GError *error = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofd int dir = mq_files_open_dir (folder, &error);
  g_autoptr (GBytes) bytes = dir >= 0 ? mq_files_read (dir, name, MAX_PICTURE, &error) : NULL;
  const char *mime = NULL;
  guint width = 0, height = 0;

  if (bytes == NULL)
    return dex_future_new_for_error (error);
  if (!mq_picture_sniff (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &mime, &width,
                         &height)
      || !g_str_equal (mime, "image/png") || width != self->width
      || height != self->height - self->band)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_PROTOCOL, "%s",
                                  _ ("Blender wrote a different picture than it was asked for"));

  return dex_future_new_take_boxed (G_TYPE_BYTES, g_steal_pointer (&bytes));
}

static DexFuture *
push_cb (DexFuture *read, gpointer data)
{
  MqFilmEncoder *self = data;
  const GValue *bytes = dex_future_get_value (read, NULL);
  GstBuffer *buffer = gst_buffer_new_wrapped_bytes (g_value_dup_boxed (bytes));

  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (self->n_added++, GST_SECOND, self->fps);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (self->n_added, GST_SECOND, self->fps)
                                 - GST_BUFFER_PTS (buffer);
  if (gst_app_src_push_buffer (self->source, buffer) == GST_FLOW_OK)
    {
      DexFuture *room;

      g_mutex_lock (&self->mutex);
      g_assert (self->room == NULL);
      self->room = dex_promise_new ();
      room = dex_ref (DEX_FUTURE (self->room));
      g_mutex_unlock (&self->mutex);

      /* From now on, on_need_data() resolves it; before, it may have been called for nothing. */
      if (gst_app_src_get_current_level_buffers (self->source) < MAX_WAITING)
        make_room (self);
      return room;
    }

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "%s", _ ("Stopped"));
}

/* @path: a PNG of the film's size; one after the other. Returns: (transfer full): resolves to
 * %TRUE when the encoder has it, and room for another one; rejects when the film cannot be
 * encoded */
DexFuture *
mq_film_encoder_add (MqFilmEncoder *self, const char *path)
{
  DexFuture *read;

  dex_return_error_if_fail (MQ_IS_FILM_ENCODER (self));

  read = mq_fiber_spawn_on_thread (read_fiber, (MQ_TYPE_FILM_ENCODER, self), (G_TYPE_STRING, path));
  return dex_future_first (dex_future_then (read, push_cb, g_object_ref (self), g_object_unref),
                           dex_ref (DEX_FUTURE (self->ended)), NULL);
}

/* Returns: (transfer full): resolves to %TRUE when the file is whole */
DexFuture *
mq_film_encoder_finish (MqFilmEncoder *self)
{
  dex_return_error_if_fail (MQ_IS_FILM_ENCODER (self));

  gst_app_src_end_of_stream (self->source);
  return dex_ref (DEX_FUTURE (self->ended));
}

static DexFuture *
stop_pipeline (gpointer pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return dex_future_new_true ();
}

/* Ends it, whatever it does; with large frames, the one that is being encoded takes a second.
 * Returns: (transfer full): resolves to %TRUE when its file is closed */
DexFuture *
mq_film_encoder_stop (MqFilmEncoder *self)
{
  dex_return_error_if_fail (MQ_IS_FILM_ENCODER (self));

  g_clear_handle_id (&self->watch, g_source_remove);
  return mq_thread_spawn ("film-stop", stop_pipeline, gst_object_ref (self->pipeline),
                          gst_object_unref);
}
