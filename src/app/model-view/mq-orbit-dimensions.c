/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes over an asset, see mq-orbit-dimensions.h. One edge of the box in each direction has a
 * label: that of width and depth on the ground before the asset, that of height at its side, so
 * that the asset stays in sight. */
#include "app/model-view/mq-orbit-dimensions.h"

#include "app/model/mq-report-view.h"

#include <math.h>

#define N_CORNERS 8
#define N_AXES 3
#define GAP 16 /* px between an edge and the middle of its label */
#define PADDING 4
#define RADIUS 4

/* On the stage, which is light in the dark style, too. */
static const GdkRGBA faint = { 0.1f, 0.1f, 0.1f, 0.25f };
static const GdkRGBA strong = { 0.1f, 0.1f, 0.1f, 0.9f };
static const GdkRGBA ghost = { 0.1f, 0.1f, 0.1f, 0.35f };
static const GdkRGBA white = { 1, 1, 1, 1 };

typedef struct
{
  graphene_point_t place; /* px */
  double depth;
} Corner;

/* Corner @index: bit 0 is its side in x, bit 1 in y, bit 2 in z. */
static Corner
project (const MqOrbitSight *sight, const float low[3], const float high[3], guint index, int width,
         int height)
{
  double point[4] = { 0, 0, 0, 1 }, clip[4] = { 0 };

  for (guint axis = 0; axis < N_AXES; axis++)
    point[axis] = (index >> axis & 1) ? high[axis] : low[axis];
  for (guint row = 0; row < 4; row++)
    for (guint column = 0; column < 4; column++)
      clip[row] += (double)sight->matrix[4 * column + row] * point[column];

  return (Corner){ GRAPHENE_POINT_INIT ((float)((0.5 + 0.5 * clip[0] / clip[3]) * width),
                                        (float)((0.5 - 0.5 * clip[1] / clip[3]) * height)),
                   clip[3] };
}

/* Whether the edge from @a is a better place for the label of its axis than that from @b. */
static gboolean
is_better (const Corner *corners, guint axis, guint a, guint b, float centre)
{
  guint step = 1u << axis;

  /* Beside the asset. */
  if (axis == 2)
    return fabsf (corners[a].place.x - centre) > fabsf (corners[b].place.x - centre);

  /* On the ground before it. */
  if ((a ^ b) & 4)
    return !(a & 4);
  return corners[a].depth + corners[a | step].depth < corners[b].depth + corners[b | step].depth;
}

static guint
choose_edge (const Corner *corners, guint axis, float centre)
{
  guint step = 1u << axis;
  int best = -1;

  for (guint corner = 0; corner < N_CORNERS; corner++)
    if (!(corner & step) && (best < 0 || is_better (corners, axis, corner, (guint)best, centre)))
      best = (int)corner;

  return (guint)best;
}

static void
draw_edge (GtkSnapshot *snapshot, const Corner *from, const Corner *to, const GdkRGBA *color,
           gboolean is_dashed)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = gsk_stroke_new (1);

  if (is_dashed)
    gsk_stroke_set_dash (stroke, (const float[]){ 4, 3 }, 2);
  gsk_path_builder_move_to (builder, from->place.x, from->place.y);
  gsk_path_builder_line_to (builder, to->place.x, to->place.y);
  path = gsk_path_builder_to_path (builder);
  gtk_snapshot_append_stroke (snapshot, path, stroke, color);
}

/* @from, @to: the ends of the edge; the label is on the side of it that is away from @middle, and
 * stays within the widget. */
static void
draw_label (GtkWidget *widget, GtkSnapshot *snapshot, const Corner *from, const Corner *to,
            const graphene_point_t *middle, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  float x = (from->place.x + to->place.x) / 2, y = (from->place.y + to->place.y) / 2;
  float away_x = x - middle->x, away_y = y - middle->y;
  float length = MAX (hypotf (away_x, away_y), 1);
  int width, height;
  GskRoundedRect rect;

  pango_layout_get_pixel_size (layout, &width, &height);
  width += 2 * PADDING;
  x += away_x / length * (GAP + (float)width / 2) - (float)width / 2;
  y += away_y / length * GAP - (float)height / 2;
  x = CLAMP (x, 0, MAX (0, (float)(gtk_widget_get_width (widget) - width)));
  y = CLAMP (y, 0, MAX (0, (float)(gtk_widget_get_height (widget) - height)));

  gsk_rounded_rect_init_from_rect (&rect, &GRAPHENE_RECT_INIT (x, y, (float)width, (float)height),
                                   RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &rect);
  gtk_snapshot_append_color (snapshot, &strong, &rect.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + PADDING, y));
  gtk_snapshot_append_layout (snapshot, layout, &white);
  gtk_snapshot_restore (snapshot);
}

/* Returns: whether all of the box is before the camera */
static gboolean
draw_box (GtkWidget *widget, GtkSnapshot *snapshot, const MqOrbitSight *sight, const float low[3],
          const float high[3], gboolean is_dashed, Corner corners[N_CORNERS])
{
  for (guint i = 0; i < N_CORNERS; i++)
    {
      corners[i] = project (sight, low, high, i, gtk_widget_get_width (widget),
                            gtk_widget_get_height (widget));
      if (!(corners[i].depth > 0))
        return FALSE;
    }

  for (guint axis = 0; axis < N_AXES; axis++)
    for (guint i = 0; i < N_CORNERS; i++)
      if (!(i & 1u << axis))
        draw_edge (snapshot, &corners[i], &corners[i | 1u << axis], is_dashed ? &ghost : &faint,
                   is_dashed);
  return TRUE;
}

/* Draws the box that it had. @widget: the widget in which the asset is drawn, filling it;
 * @snapshot: where to draw; @sight: what its camera sees; @before: what the asset was before it
 * changed. */
void
mq_orbit_dimensions_snapshot_ghost (GtkWidget *widget, GtkSnapshot *snapshot,
                                    const MqOrbitSight *sight, MqMesh *before)
{
  Corner corners[N_CORNERS];

  draw_box (widget, snapshot, sight, before->low, before->high, TRUE, corners);
}

/* @widget: the widget in which the asset is drawn, filling it; @snapshot: where to draw; @sight:
 * what its camera sees */
void
mq_orbit_dimensions_snapshot (GtkWidget *widget, GtkSnapshot *snapshot, const MqOrbitSight *sight,
                              MqMesh *mesh)
{
  graphene_point_t middle = GRAPHENE_POINT_INIT (0, 0);
  Corner corners[N_CORNERS];

  if (!draw_box (widget, snapshot, sight, mesh->low, mesh->high, FALSE, corners))
    return;

  for (guint i = 0; i < N_CORNERS; i++)
    {
      middle.x += corners[i].place.x / N_CORNERS;
      middle.y += corners[i].place.y / N_CORNERS;
    }

  for (guint axis = 0; axis < N_AXES; axis++)
    {
      guint from = choose_edge (corners, axis, middle.x), to = from | 1u << axis;
      g_autofree char *text
          = mq_report_view_dup_length ((double)mesh->high[axis] - mesh->low[axis]);

      draw_edge (snapshot, &corners[from], &corners[to], &strong, FALSE);
      draw_label (widget, snapshot, &corners[from], &corners[to], &middle, text);
    }
}
