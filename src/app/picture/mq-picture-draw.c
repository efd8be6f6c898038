/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing code shared by the picture widgets, see mq-picture-draw.h. */
#include "app/picture/mq-picture-draw.h"

#include "app/picture/mq-picture-edges.h"

#define ICON 32 /* px */
#define GAP 9

/* The number of device pixels in a px of @widget, which must be in a window. */
double
mq_picture_get_scale (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return surface != NULL ? gdk_surface_get_scale (surface) : 1;
}

void
mq_picture_draw_texture (GtkWidget *widget, GtkSnapshot *snapshot, GdkTexture *texture,
                         const graphene_rect_t *where)
{
  float by = where->size.width / gdk_texture_get_width (texture);

  /* A render's background continues to the widget's edges; a user's picture ends at its own. */
  if (!gtk_widget_has_css_class (widget, "photo"))
    mq_picture_edges_extend (snapshot, texture, where, gtk_widget_get_width (widget),
                             gtk_widget_get_height (widget));
  gtk_snapshot_append_scaled_texture (
      snapshot, texture, by < 0.6f ? GSK_SCALING_FILTER_TRILINEAR : GSK_SCALING_FILTER_LINEAR,
      where);
}

/* Lays out the text below the icon, if there is room. Sets @height to its height in px. */
static PangoLayout *
make_words (GtkWidget *widget, const graphene_rect_t *where, const char *text, int *height)
{
  g_autoptr (PangoLayout) layout = NULL;

  *height = 0;
  if (text == NULL || where->size.width < 160)
    return NULL;

  layout = gtk_widget_create_pango_layout (widget, text);
  pango_layout_set_width (layout, (int)(where->size.width - 24) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, NULL, height);
  *height += GAP;
  return *height + ICON <= where->size.height ? g_steal_pointer (&layout) : (*height = 0, NULL);
}

/**
 * mq_picture_draw_missing:
 * @where: the place of the missing picture
 * @text: (nullable): the reason
 *
 * Draws an icon, and @text if there is room for it.
 */
void
mq_picture_draw_missing (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *where,
                         const char *text)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  int height;
  g_autoptr (PangoLayout) words = make_words (widget, where, text, &height);
  int size = MIN (ICON, (int)MIN (where->size.width, where->size.height) / 2);
  float y = where->origin.y + (where->size.height - size - height) / 2;
  g_autoptr (GtkIconPaintable) icon = NULL;
  GdkRGBA color;

  if (size < 8)
    return;
  icon = gtk_icon_theme_lookup_icon (theme, "image-missing-symbolic", NULL, size,
                                     gtk_widget_get_scale_factor (widget),
                                     gtk_widget_get_direction (widget), 0);
  gtk_widget_get_color (widget, &color);
  if (words != NULL)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT (where->origin.x + 12, y + size + GAP));
      gtk_snapshot_append_layout (snapshot, words, &color);
      gtk_snapshot_restore (snapshot);
    }
  color.alpha *= 0.5f;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (where->origin.x + (where->size.width - size) / 2, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            &color, 1);
  gtk_snapshot_restore (snapshot);
}

/* The rectangle of @texture in a room of @width x @height: whole and centred. */
graphene_rect_t
mq_picture_fit (GdkTexture *texture, float width, float height)
{
  float w = gdk_texture_get_width (texture);
  float h = gdk_texture_get_height (texture);
  float by = MIN (width / w, height / h);

  return GRAPHENE_RECT_INIT ((width - w * by) / 2, (height - h * by) / 2, w * by, h * by);
}
