/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture widget, see mq-picture.h. It requests a texture when it is mapped and allocated, and
 * releases it when unmapped: the cache decides which textures stay in memory. */
#include "app/picture/mq-picture.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-picture-draw.h"
#include "app/picture/mq-picture-source.h"

#include <glib/gi18n.h>
#include <math.h>

#define DEFAULT_WIDTH 160
#define DEFAULT_HEIGHT 90

struct _MqPicture
{
  GtkWidget parent_instance;

  /* Owned */
  MqPictureSource *source;

  int width;
  int height;
};

enum
{
  PROP_PATH = 1,
  PROP_WIDTH,
  PROP_HEIGHT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqPicture, mq_picture, GTK_TYPE_WIDGET)

static void
changed_cb (MqPicture *self)
{
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      self->source->broken ? _ ("This picture is missing or damaged") : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
mq_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  MqPicture *self = MQ_PICTURE (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 0;
      *natural = self->width;
    }
  else if (for_size < 0 || for_size >= self->width)
    *minimum = *natural = self->height;
  else
    *minimum = *natural = (int)ceil ((double)self->height * for_size / self->width);
}

static GtkSizeRequestMode
mq_picture_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mq_picture_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  mq_picture_source_request (MQ_PICTURE (widget)->source);
}

static void
mq_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MqPicture *self = MQ_PICTURE (widget);
  GdkTexture *texture = self->source->texture;
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);

  if (texture != NULL)
    {
      graphene_rect_t where = mq_picture_fit (texture, width, height);

      mq_picture_draw_texture (widget, snapshot, texture, &where);
    }
  else if (self->source->broken)
    mq_picture_draw_missing (widget, snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height), NULL);
}

static void
mq_picture_dispose (GObject *object)
{
  g_clear_object (&MQ_PICTURE (object)->source);

  G_OBJECT_CLASS (mq_picture_parent_class)->dispose (object);
}

static void
mq_picture_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MqPicture *self = MQ_PICTURE (object);

  switch (id)
    {
    case PROP_PATH:
      mq_picture_source_set_path (self->source, g_value_get_string (value));
      break;
    case PROP_WIDTH:
      self->width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_HEIGHT:
      self->height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_picture_class_init (MqPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = mq_picture_dispose;
  object_class->set_property = mq_picture_set_property;
  widget_class->get_request_mode = mq_picture_get_request_mode;
  widget_class->measure = mq_picture_measure;
  widget_class->size_allocate = mq_picture_size_allocate;
  widget_class->snapshot = mq_picture_snapshot;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 1, G_MAXINT16, DEFAULT_WIDTH,
                                             flags);
  properties[PROP_HEIGHT] = g_param_spec_int ("height", NULL, NULL, 1, G_MAXINT16, DEFAULT_HEIGHT,
                                              flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "mqpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mq_picture_init (MqPicture *self)
{
  self->source = mq_picture_source_new (GTK_WIDGET (self));
  g_signal_connect_object (self->source, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->width = DEFAULT_WIDTH;
  self->height = DEFAULT_HEIGHT;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  mq_accessible_names_set (self, "");
}

/**
 * mq_picture_new:
 * @path: (nullable): the file
 * @width: natural width, px
 * @height: natural height, px
 *
 * Returns: (transfer floating): a picture
 */
GtkWidget *
mq_picture_new (const char *path, int width, int height)
{
  return g_object_new (MQ_TYPE_PICTURE, "path", path, "width", width, "height", height, NULL);
}

/**
 * mq_picture_set_path:
 * @self: a picture
 * @path: (nullable): the file; %NULL: shows nothing
 */
void
mq_picture_set_path (MqPicture *self, const char *path)
{
  mq_picture_source_set_path (self->source, path);
}

/**
 * mq_picture_replace_path:
 * @self: a picture
 * @path: (nullable): the file of a better version of it; the previous one is shown until it is
 *   loaded
 */
void
mq_picture_replace_path (MqPicture *self, const char *path)
{
  mq_picture_source_replace_path (self->source, path);
}

/**
 * mq_picture_show:
 * @self: a picture
 * @path: (nullable): the file; %NULL: shows nothing
 * @name: the alternative text, for screen readers
 */
void
mq_picture_show (MqPicture *self, const char *path, const char *name)
{
  mq_picture_set_path (self, path);
  mq_accessible_names_set (self, name);
}
