/* What the widgets that show pictures draw alike, see mq-picture-draw.h. */
#include "app/picture/mq-picture-draw.h"

#define ICON 32 /* px */

/* Device px in a px of @widget, which is in a window. */
double
mq_picture_get_scale (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return surface != NULL ? gdk_surface_get_scale (surface) : 1;
}

/* The stage that the renders stand on, where @place leaves the widget free of its picture: by its side
 * it goes on, above and below it stays what it is at the edge. */
static void
draw_stage (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *place)
{
  static const GskColorStop stops[] = {
    { 0, { 0.655f, 0.655f, 0.660f, 1 } },
    { 1, { 0.870f, 0.868f, 0.868f, 1 } },
  };
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);

  if (place->size.width >= width && place->size.height >= height)
    return;
  gtk_snapshot_append_linear_gradient (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height),
      &GRAPHENE_POINT_INIT (0, place->origin.y),
      &GRAPHENE_POINT_INIT (0, place->origin.y + place->size.height), stops, G_N_ELEMENTS (stops));
}

void
mq_picture_draw_texture (GtkWidget *widget, GtkSnapshot *snapshot, GdkTexture *texture,
                         const graphene_rect_t *where)
{
  float by = where->size.width / gdk_texture_get_width (texture);

  draw_stage (widget, snapshot, where);
  gtk_snapshot_append_scaled_texture (
      snapshot, texture, by < 0.6f ? GSK_SCALING_FILTER_TRILINEAR : GSK_SCALING_FILTER_LINEAR,
      where);
}

/* A quiet icon where a picture would be. */
void
mq_picture_draw_missing (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *where)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  int size = MIN (ICON, (int)MIN (where->size.width, where->size.height) / 2);
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
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (where->origin.x + (where->size.width - size) / 2,
                                                where->origin.y + (where->size.height - size) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            &color, 1);
  gtk_snapshot_restore (snapshot);
}

/* Where @texture lies in a room of that size: whole, or, to @cover it, over its edges. */
graphene_rect_t
mq_picture_fit (GdkTexture *texture, float width, float height, gboolean cover)
{
  float w = gdk_texture_get_width (texture);
  float h = gdk_texture_get_height (texture);
  float by = cover ? MAX (width / w, height / h) : MIN (width / w, height / h);

  return GRAPHENE_RECT_INIT ((width - w * by) / 2, (height - h * by) / 2, w * by, h * by);
}
