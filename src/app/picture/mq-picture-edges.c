/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The continuation of a picture beyond its edges, see mq-picture-edges.h: the mean colours along
 * each edge as stops of a gradient. So the background of a render continues without a seam, and its
 * noise makes no streaks. Computed once for each texture, when it is first needed. */
#include "app/picture/mq-picture-edges.h"

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

static const Edges *
get_edges (GdkTexture *texture)
{
  Edges *edges = g_object_get_data (G_OBJECT (texture), "mq-edges");

  if (edges == NULL)
    {
      edges = edges_new (texture);
      g_object_set_data_full (G_OBJECT (texture), "mq-edges", edges, g_free);
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

/**
 * mq_picture_edges_extend:
 * @snapshot: the snapshot of a widget
 * @texture: its picture
 * @where: the rectangle of the picture
 * @width: width of the widget, px
 * @height: height of the widget, px
 *
 * Draws the edges of the picture on to the widget's edges, starting a little inside the picture.
 */
void
mq_picture_edges_extend (GtkSnapshot *snapshot, GdkTexture *texture, const graphene_rect_t *where,
                         float width, float height)
{
  float right = where->origin.x + where->size.width;
  float bottom = where->origin.y + where->size.height;
  const Edges *edges;

  if (where->origin.x < 0.5f && where->origin.y < 0.5f)
    return;

  edges = get_edges (texture);
  if (where->origin.x >= 0.5f)
    {
      fill (snapshot, edges->stops[LEFT], where, TRUE, 0, 0, where->origin.x + 1, height);
      fill (snapshot, edges->stops[RIGHT], where, TRUE, right - 1, 0, width - right + 1, height);
    }
  else
    {
      fill (snapshot, edges->stops[TOP], where, FALSE, 0, 0, width, where->origin.y + 1);
      fill (snapshot, edges->stops[BOTTOM], where, FALSE, 0, bottom - 1, width,
            height - bottom + 1);
    }
}
