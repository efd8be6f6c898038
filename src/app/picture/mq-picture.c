/* MqPicture, see mq-picture.h. It asks for a texture when it is mapped and knows its size, in steps so
 * that a window that is being resized does not ask at every pixel, and lets go of it when unmapped: what
 * is out of sight is the cache's to keep or not. */
#include "app/picture/mq-picture.h"

#include <glib/gi18n.h>
#include <math.h>

#define DEFAULT_WIDTH 160
#define DEFAULT_HEIGHT 90
#define ICON 32 /* px */

struct _MqPicture
{
  GtkWidget parent_instance;

  /* Owned */
  char *path;
  char *alternative_text;
  GdkTexture *texture;
  DexFuture *loading;

  int width;
  int height;
  int asked_px; /* of texture or loading; 0: neither */
  gboolean cover;
  gboolean broken;
};

enum
{
  PROP_PATH = 1,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_ALTERNATIVE_TEXT,
  PROP_COVER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqPicture, mq_picture, GTK_TYPE_WIDGET)

/* Sizes that are asked for: two in each octave. */
static int
round_up (int px)
{
  for (int step = 64; step < 4096; step *= 2)
    {
      if (px <= step)
        return step;
      if (px <= step + step / 2)
        return step + step / 2;
    }
  return 4096;
}

static void
describe (MqPicture *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->alternative_text != NULL ? self->alternative_text : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->broken ? _ ("This picture is missing or damaged") : "", -1);
}

static void
let_go (MqPicture *self)
{
  dex_clear (&self->loading);
  g_clear_object (&self->texture);
  self->asked_px = 0;
}

static void
set_broken (MqPicture *self, gboolean broken)
{
  if (self->broken == broken)
    return;
  self->broken = broken;
  describe (self);
}

/* Takes what @future came to; it is the one that was asked for last. */
static void
take (MqPicture *self, DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (value != NULL)
    g_set_object (&self->texture, g_value_get_object (value));
  else
    {
      g_debug ("%s", error->message);
      g_clear_object (&self->texture);
    }
  set_broken (self, value == NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

typedef struct
{
  GWeakRef picture;
  int px;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_weak_ref_clear (&wish->picture);
  g_free (wish);
}

static DexFuture *
loaded_cb (DexFuture *future, gpointer data)
{
  Wish *wish = data;
  g_autoptr (MqPicture) self = g_weak_ref_get (&wish->picture);

  if (self != NULL && self->loading != NULL && self->asked_px == wish->px)
    take (self, future);
  return NULL;
}

static void
ask (MqPicture *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int longer = self->cover ? MAX (width, height) * 2 : MAX (width, height);
  double scale = 1;
  DexFuture *future;
  Wish *wish;
  int px;

  if (self->path == NULL || longer == 0 || !gtk_widget_get_mapped (widget))
    return;
  if (gtk_widget_get_native (widget) != NULL)
    scale = gdk_surface_get_scale (gtk_native_get_surface (gtk_widget_get_native (widget)));
  px = round_up ((int)ceil (longer * scale));
  if (px <= self->asked_px)
    return;

  self->asked_px = px;
  dex_clear (&self->loading);
  future = mq_picture_load (self->path, px);
  if (dex_future_is_resolved (future))
    {
      take (self, future);
      dex_unref (future);
      return;
    }
  wish = g_new0 (Wish, 1);
  g_weak_ref_init (&wish->picture, self);
  wish->px = px;
  self->loading = dex_future_finally (future, loaded_cb, wish, wish_free);
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
  ask (MQ_PICTURE (widget));
}

static void
mq_picture_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_picture_parent_class)->map (widget);
  ask (MQ_PICTURE (widget));
}

static void
mq_picture_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_picture_parent_class)->unmap (widget);
  let_go (MQ_PICTURE (widget));
}

static void
snapshot_icon (MqPicture *self, GtkSnapshot *snapshot, int width, int height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  int size = MIN (ICON, MIN (width, height) / 2);
  g_autoptr (GtkIconPaintable) icon = NULL;
  GdkRGBA color;

  if (size < 8)
    return;
  icon = gtk_icon_theme_lookup_icon (theme, "image-missing-symbolic", NULL, size,
                                     gtk_widget_get_scale_factor (widget),
                                     gtk_widget_get_direction (widget), 0);
  gtk_widget_get_color (widget, &color);
  color.alpha *= 0.5f;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float)(width - size) / 2, (float)(height - size) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            &color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
mq_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MqPicture *self = MQ_PICTURE (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  float w, h, by;

  if (self->texture == NULL)
    {
      if (self->broken)
        snapshot_icon (self, snapshot, width, height);
      return;
    }

  w = gdk_texture_get_width (self->texture);
  h = gdk_texture_get_height (self->texture);
  by = self->cover ? MAX (width / w, height / h) : MIN (width / w, height / h);
  w *= by;
  h *= by;
  gtk_snapshot_append_scaled_texture (
      snapshot, self->texture, by < 0.6f ? GSK_SCALING_FILTER_TRILINEAR : GSK_SCALING_FILTER_LINEAR,
      &GRAPHENE_RECT_INIT ((width - w) / 2, (height - h) / 2, w, h));
}

static void
mq_picture_dispose (GObject *object)
{
  MqPicture *self = MQ_PICTURE (object);

  let_go (self);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->alternative_text, g_free);

  G_OBJECT_CLASS (mq_picture_parent_class)->dispose (object);
}

static void
mq_picture_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqPicture *self = MQ_PICTURE (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_WIDTH:
      g_value_set_int (value, self->width);
      break;
    case PROP_HEIGHT:
      g_value_set_int (value, self->height);
      break;
    case PROP_ALTERNATIVE_TEXT:
      g_value_set_string (value, self->alternative_text);
      break;
    case PROP_COVER:
      g_value_set_boolean (value, self->cover);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_picture_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MqPicture *self = MQ_PICTURE (object);

  switch (id)
    {
    case PROP_PATH:
      mq_picture_set_path (self, g_value_get_string (value));
      return;
    case PROP_WIDTH:
      self->width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_HEIGHT:
      self->height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_ALTERNATIVE_TEXT:
      if (!g_set_str (&self->alternative_text, g_value_get_string (value)))
        return;
      describe (self);
      break;
    case PROP_COVER:
      self->cover = g_value_get_boolean (value);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  g_object_notify_by_pspec (object, pspec);
}

static void
mq_picture_class_init (MqPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = mq_picture_dispose;
  object_class->get_property = mq_picture_get_property;
  object_class->set_property = mq_picture_set_property;
  widget_class->get_request_mode = mq_picture_get_request_mode;
  widget_class->measure = mq_picture_measure;
  widget_class->size_allocate = mq_picture_size_allocate;
  widget_class->map = mq_picture_map;
  widget_class->unmap = mq_picture_unmap;
  widget_class->snapshot = mq_picture_snapshot;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 1, G_MAXINT16, DEFAULT_WIDTH,
                                             flags);
  properties[PROP_HEIGHT] = g_param_spec_int ("height", NULL, NULL, 1, G_MAXINT16, DEFAULT_HEIGHT,
                                              flags);
  properties[PROP_ALTERNATIVE_TEXT] = g_param_spec_string ("alternative-text", NULL, NULL, NULL,
                                                           flags);
  properties[PROP_COVER] = g_param_spec_boolean ("cover", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "mqpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mq_picture_init (MqPicture *self)
{
  self->width = DEFAULT_WIDTH;
  self->height = DEFAULT_HEIGHT;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_allocate), NULL);
}

/**
 * mq_picture_new:
 * @path: (nullable): the file
 * @width: px it asks for
 * @height: px it asks for
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
 * @path: (nullable): the file; none is empty
 */
void
mq_picture_set_path (MqPicture *self, const char *path)
{
  g_return_if_fail (MQ_IS_PICTURE (self));

  if (!g_set_str (&self->path, path))
    return;
  let_go (self);
  set_broken (self, FALSE);
  ask (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}
