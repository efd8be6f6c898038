/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The texture of a file at the size in use, see mq-picture-source.h. Sizes are requested in steps,
 * so that resizing a window does not load at every pixel; the smaller texture stays until the
 * larger one is loaded. */
#include "app/picture/mq-picture-source.h"

#include "app/picture/mq-picture.h"
#include "common/base/mq-signal.h"

#include <math.h>

/* No screen needs more; a texture of this size has at most 64 MiB. */
#define MAX_PX 4096

typedef struct
{
  GWeakRef source;
  char *path;
  int px;
} LoadRequest;

G_DEFINE_FINAL_TYPE (MqPictureSource, mq_picture_source, G_TYPE_OBJECT)

static guint changed_signal;

static void
mq_picture_source_dispose (GObject *object)
{
  MqPictureSource *self = MQ_PICTURE_SOURCE (object);

  dex_clear (&self->loading);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (mq_picture_source_parent_class)->dispose (object);
}

static void
mq_picture_source_class_init (MqPictureSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_picture_source_dispose;

  changed_signal = mq_signal_new (MQ_TYPE_PICTURE_SOURCE, "changed", 0);
}

static void
mq_picture_source_init (MqPictureSource *self)
{
}

static void
stop_loading (MqPictureSource *self)
{
  dex_clear (&self->loading);
  self->asked_px = 0;
  self->whole = FALSE;
  self->broken = FALSE;
}

/* Drops the texture and cancels loading. */
static void
release (MqPictureSource *self)
{
  stop_loading (self);
  g_clear_object (&self->texture);
}

/**
 * mq_picture_source_new:
 * @widget: the widget that shows the picture and drops the source when it is disposed
 *
 * The texture is loaded while @widget is on screen. @widget calls mq_picture_source_request() when
 * its size changes.
 *
 * Returns: (transfer full): a source without a file
 */
MqPictureSource *
mq_picture_source_new (GtkWidget *widget)
{
  MqPictureSource *self = g_object_new (MQ_TYPE_PICTURE_SOURCE, NULL);

  self->widget = widget;
  self->factor = 1;
  g_signal_connect_object (widget, "map", G_CALLBACK (mq_picture_source_request), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "unmap", G_CALLBACK (release), self, G_CONNECT_SWAPPED);
  g_signal_connect (widget, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_allocate), NULL);
  return self;
}

/**
 * mq_picture_source_set_path:
 * @self: a source
 * @path: (nullable): the file
 *
 * Drops the texture of the previous file, and loads the new one.
 *
 * Returns: whether @path differs from the previous one
 */
gboolean
mq_picture_source_set_path (MqPictureSource *self, const char *path)
{
  if (!g_set_str (&self->path, path))
    return FALSE;
  release (self);
  g_signal_emit (self, changed_signal, 0);
  mq_picture_source_request (self);
  return TRUE;
}

/* Like mq_picture_source_set_path(), but the texture stays until the new one is loaded. @path:
 * (nullable): a better version of the same picture. */
void
mq_picture_source_replace_path (MqPictureSource *self, const char *path)
{
  if (path == NULL || self->texture == NULL)
    {
      mq_picture_source_set_path (self, path);
      return;
    }

  if (!g_set_str (&self->path, path))
    return;
  stop_loading (self);
  mq_picture_source_request (self);
}

/* Shows the result of @future, the latest request. */
static void
take (MqPictureSource *self, DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (value != NULL)
    {
      g_set_object (&self->texture, g_value_get_object (value));
      self->whole = MAX (gdk_texture_get_width (self->texture),
                         gdk_texture_get_height (self->texture))
                    < self->asked_px;
    }
  else
    {
      g_debug ("%s", error->message);
      g_clear_object (&self->texture);
    }
  self->broken = value == NULL;
  g_signal_emit (self, changed_signal, 0);
}

static void
load_request_free (gpointer data)
{
  LoadRequest *request = data;

  g_weak_ref_clear (&request->source);
  g_free (request->path);
  g_free (request);
}

static DexFuture *
loaded_cb (DexFuture *future, gpointer data)
{
  LoadRequest *request = data;
  g_autoptr (MqPictureSource) self = g_weak_ref_get (&request->source);

  if (self != NULL && self->loading != NULL && self->asked_px == request->px
      && g_strcmp0 (self->path, request->path) == 0)
    take (self, future);
  return NULL;
}

/* Requests a texture for the size of the widget, if it is on screen, unless the current one is
 * large enough or in full size. */
void
mq_picture_source_request (MqPictureSource *self)
{
  int longer = MAX (gtk_widget_get_width (self->widget), gtk_widget_get_height (self->widget));
  double px = longer * self->factor;
  DexFuture *future;
  LoadRequest *request;
  GdkSurface *surface;
  int wanted, step;

  if (self->path == NULL || px <= 0 || self->whole || !gtk_widget_get_mapped (self->widget))
    return;

  /* Rounds up to one of two sizes in each octave. */
  surface = gtk_native_get_surface (gtk_widget_get_native (self->widget));
  wanted = (int)ceil (MIN (px * gdk_surface_get_scale (surface), MAX_PX));
  for (step = 64; step < MAX_PX && step + step / 2 < wanted; step *= 2)
    ;
  if (step < wanted)
    step += step / 2;
  if (step <= self->asked_px)
    return;

  dex_clear (&self->loading);
  self->asked_px = step;
  future = mq_picture_load (self->path, step);
  if (!dex_future_is_pending (future))
    {
      take (self, future);
      dex_unref (future);
      return;
    }

  request = g_new0 (LoadRequest, 1);
  g_weak_ref_init (&request->source, self);
  request->path = g_strdup (self->path);
  request->px = step;
  self->loading = dex_future_finally (future, loaded_cb, request, load_request_free);
}
