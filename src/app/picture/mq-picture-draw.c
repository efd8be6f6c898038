/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing code shared by the picture widgets, see mq-picture-draw.h. */
#include "app/picture/mq-picture-draw.h"

#define ICON 32 /* px */
#define GAP 9
#define N_STOPS 24
#define DEPTH 3 /* px from the edge that are averaged */

typedef enum
{
  LEFT,
  RIGHT,
  TOP,
  BOTTOM,
  N_EDGES,
} Edge;

/* The continuation of a picture beyond its edges: the mean colours along each edge as stops of a
 * gradient. So the background of a render continues without a seam, and its noise makes no streaks.
 * Computed once for each texture, when it is first needed. */
typedef struct
{
  GskColorStop stops[N_EDGES][N_STOPS];
} Edges;

/* The mean colour of a rectangle of RGBA pixels. */
static GdkRGBA
find_mean (const guint8 *data, gsize stride, int x, int y, int width, int height)
{
  guint64 sums[4] = { 0 };
  float n = 255.0f * width * height;

  for (int row = y; row < y + height; row++)
    for (int column = x; column < x + width; column++)
      for (int i = 0; i < 4; i++)
        sums[i] += data[row * stride + column * 4 + i];

  return (GdkRGBA){ sums[0] / n, sums[1] / n, sums[2] / n, sums[3] / n };
}

static Edges *
edges_new (GdkTexture *texture)
{
  g_autoptr (GdkTextureDownloader) downloader = gdk_texture_downloader_new (texture);
  g_autoptr (GBytes) bytes = NULL;
  Edges *edges = g_new0 (Edges, 1);
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  int deep_x = MIN (DEPTH, width);
  int deep_y = MIN (DEPTH, height);
  const guint8 *data;
  gsize stride;

  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_R8G8B8A8);
  bytes = gdk_texture_downloader_download_bytes (downloader, &stride);
  data = g_bytes_get_data (bytes, NULL);

  for (int i = 0; i < N_STOPS; i++)
    {
      int x = width * i / N_STOPS;
      int y = height * i / N_STOPS;
      int w = MAX (1, width * (i + 1) / N_STOPS - x);
      int h = MAX (1, height * (i + 1) / N_STOPS - y);

      for (int edge = 0; edge < N_EDGES; edge++)
        edges->stops[edge][i].offset = (i + 0.5f) / N_STOPS;
      edges->stops[LEFT][i].color = find_mean (data, stride, 0, y, deep_x, h);
      edges->stops[RIGHT][i].color = find_mean (data, stride, width - deep_x, y, deep_x, h);
      edges->stops[TOP][i].color = find_mean (data, stride, x, 0, w, deep_y);
      edges->stops[BOTTOM][i].color = find_mean (data, stride, x, height - deep_y, w, deep_y);
    }

  return edges;
}

static void
fill (GtkSnapshot *snapshot, const GskColorStop *stops, const graphene_rect_t *where,
      gboolean vertical, float x, float y, float width, float height)
{
  graphene_point_t from = where->origin;
  graphene_point_t to = GRAPHENE_POINT_INIT (from.x + (vertical ? 0 : where->size.width),
                                             from.y + (vertical ? where->size.height : 0));

  if (width > 0 && height > 0)
    gtk_snapshot_append_linear_gradient (snapshot, &GRAPHENE_RECT_INIT (x, y, width, height), &from,
                                         &to, stops, N_STOPS);
}

/* A render's background continues to the widget's edges, from a little inside the picture; a user's
 * picture ends at its own. */
void
mq_picture_draw_texture (GtkWidget *widget, GtkSnapshot *snapshot, GdkTexture *texture,
                         const graphene_rect_t *where)
{
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  float right = where->origin.x + where->size.width;
  float bottom = where->origin.y + where->size.height;
  float by = where->size.width / gdk_texture_get_width (texture);
  Edges *edges = g_object_get_data (G_OBJECT (texture), "mq-edges");
  gboolean has_room = where->origin.x >= 0.5f || where->origin.y >= 0.5f;
  gboolean extends = has_room && !gtk_widget_has_css_class (widget, "photo");

  if (extends && edges == NULL)
    {
      edges = edges_new (texture);
      g_object_set_data_full (G_OBJECT (texture), "mq-edges", edges, g_free);
    }
  if (extends && where->origin.x >= 0.5f)
    {
      fill (snapshot, edges->stops[LEFT], where, TRUE, 0, 0, where->origin.x + 1, height);
      fill (snapshot, edges->stops[RIGHT], where, TRUE, right - 1, 0, width - right + 1, height);
    }
  else if (extends)
    {
      fill (snapshot, edges->stops[TOP], where, FALSE, 0, 0, width, where->origin.y + 1);
      fill (snapshot, edges->stops[BOTTOM], where, FALSE, 0, bottom - 1, width,
            height - bottom + 1);
    }
  gtk_snapshot_append_scaled_texture (
      snapshot, texture, by < 0.6f ? GSK_SCALING_FILTER_TRILINEAR : GSK_SCALING_FILTER_LINEAR,
      where);
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
  int size = MIN (ICON, (int)MIN (where->size.width, where->size.height) / 2);
  g_autoptr (PangoLayout) words = NULL;
  g_autoptr (GtkIconPaintable) icon = NULL;
  int height = 0;
  GdkRGBA color;
  float y;

  if (size < 8)
    return;

  if (text != NULL && where->size.width >= 160)
    {
      words = gtk_widget_create_pango_layout (widget, text);
      pango_layout_set_width (words, (int)(where->size.width - 24) * PANGO_SCALE);
      pango_layout_set_alignment (words, PANGO_ALIGN_CENTER);
      pango_layout_set_wrap (words, PANGO_WRAP_WORD_CHAR);
      pango_layout_get_pixel_size (words, NULL, &height);
      height += GAP;
      if (height + ICON > where->size.height)
        {
          g_clear_object (&words);
          height = 0;
        }
    }

  y = where->origin.y + (where->size.height - size - height) / 2;
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
