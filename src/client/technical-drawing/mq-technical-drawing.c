/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of technical drawings, see mq-technical-drawing.h: three views in third-angle
 * projection (ISO 5456-2) with their dimensions on the left, and a column with a view from the
 * corner, the list of parts, what else was measured, and the title block. */
#include "client/technical-drawing/mq-technical-drawing-marks.h"

#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* mm on the paper. */
#define PAD 4.0         /* between views and the frame */
#define APART 12.0      /* between views */
#define FIRST_LEVEL 8.0 /* from a view to its first dimension, and on to the next */
#define LEVEL 7.0
#define ARROW 2.5
#define OVERSHOOT 1.5 /* of lines beyond an arrow, and of axes beyond what is round */
/* Shorter lines are a dot. */
#define LEAST_LINE 0.05
#define LEAST_HIDDEN 0.4
/* A share of the asset's longest side. */
#define LEAST_HOLE 0.008
/* Beside the whole, along each axis. */
#define MAX_SIZES 3
#define MAX_CALLOUTS 6
/* How far a box of the drawing may be from the report's, mm; the mesh has single precision. */
#define TOLERANCE 0.5

const MqPaper mq_papers[] = {
  { "a4", "A4", 297, 210 },
  { "a3", "A3", 420, 297 },
  { "letter", "Letter", 279.4, 215.9 },
  { NULL, NULL, 0, 0 },
};

/* ISO 128, of the line group 0.5, and 0.35 for what is seen, as the views are small. */
const MqStrokeStyle mq_stroke_styles[MQ_N_STROKES] = {
  [MQ_STROKE_VISIBLE] = { "visible", 0.35, { 0 } },
  [MQ_STROKE_HIDDEN] = { "hidden", 0.18, { 1.8, 0.9, 0 } },
  [MQ_STROKE_CENTRE] = { "centre", 0.13, { 4, 0.8, 0.6, 0.8 }, 2 },
  [MQ_STROKE_THIN] = { "dimensions", 0.18, { 0 } },
  [MQ_STROKE_FRAME] = { "frame", 0.5, { 0 } },
};

typedef enum
{
  FRONT,
  RIGHT,
  TOP,
  CORNER,
  N_VIEWS
} ViewKind;

static const char *const view_names[N_VIEWS] = { "front", "right", "top", "isometric" };
/* The axes of a view to the right, upwards and towards the eye. */
static const guint view_axes[CORNER][3] = { { 0, 2, 1 }, { 1, 2, 0 }, { 0, 1, 2 } };

/* @low, @size: mm of the asset; @x, @y: where its lower left corner is on the paper; @callouts:
 * the room for them on its right */
typedef struct
{
  JsonObject *row;
  double low[2], size[2];
  double x, y, scale;
  double callouts;
} View;

/* A length along an axis that gets a dimension, mm of the asset. */
typedef struct
{
  double from, to, value;
} Size;

/* Holes of a view that are alike. @at: the one that is pointed at, in the view */
typedef struct
{
  double diameter, depth; /* mm; depth 0: it goes through */
  double at[2];
  guint count;
  double y; /* of its text, on the paper */
} Callout;

typedef struct
{
  MqTechnicalDrawing *out;
  JsonObject *found;
  JsonObject *report;
  const MqDrawingFacts *facts;
  double low[3], high[3]; /* mm */
  View views[N_VIEWS];
  GArray *sizes[3];         /* of Size, by axis; the whole is the last */
  GArray *callouts[CORNER]; /* of Callout, by view */
  GPtrArray *measured;      /* (element-type JsonObject): requirements without a dimension */
} Layout;

/**
 * mq_paper_find:
 * @id: such as "a4"
 *
 * Returns: (transfer none) (nullable): the paper
 */
const MqPaper *
mq_paper_find (const char *id)
{
  for (const MqPaper *each = mq_papers; each->id != NULL; each++)
    if (g_ascii_strcasecmp (each->id, id) == 0)
      return each;

  return NULL;
}

static void
mark_free (gpointer data)
{
  MqMark *mark = data;

  g_free (mark->points);
  g_free (mark->text);
  g_free (mark);
}

/* Its point is at @x, @y; it comes from the direction @dx, @dy, of length 1. */
static void
add_arrow (Layout *self, double x, double y, double dx, double dy)
{
  double wide = ARROW / 6;

  mq_technical_drawing_add_mark (self->out, MQ_MARK_ARROW, MQ_STROKE_THIN,
                                 (double[]){ x, y, x + dx * ARROW - dy * wide,
                                             y + dy * ARROW + dx * wide, x + dx * ARROW + dy * wide,
                                             y + dy * ARROW - dx * wide },
                                 3, 0);
}

/* A dimension of a length between two points of the drawing; @line: the y of its line, of an
 * upright one the x. */
static void
add_dimension (Layout *self, gboolean is_upright, const double from[2], const double to[2],
               double line, double value)
{
  MqDrawingDimension dimension = { .is_upright = is_upright, .value = value };
  guint along = is_upright ? 1 : 0, across = 1 - along;
  g_autofree char *text = mq_technical_drawing_format_mm (value);
  double room = to[along] - from[along];
  double width = mq_technical_drawing_measure_text (text, MQ_DRAWING_SMALL);
  /* Where there is no room for arrows, they stand outside, and then the text, too. */
  gboolean is_outside = room < 3 * ARROW;
  gboolean is_beside = room < width + 1;
  double middle = is_beside ? to[along] + 2.6 * ARROW + width / 2 : (from[along] + to[along]) / 2;
  double first[2], last[2], base[2];
  MqMark *mark;

  memcpy (dimension.from, from, sizeof dimension.from);
  memcpy (dimension.to, to, sizeof dimension.to);
  dimension.line[along] = to[along];
  dimension.line[across] = line;
  dimension.middle[along] = middle;
  dimension.middle[across] = is_upright ? line - 1 - MQ_DRAWING_SMALL / 2
                                        : line + 1 + MQ_DRAWING_SMALL / 2;
  g_array_append_val (self->out->dimensions, dimension);

  for (guint i = 0; i < 2; i++)
    {
      const double *end = i == 0 ? from : to;
      double inwards = (i == 0 ? 1 : -1) * (is_outside ? -1 : 1);
      double start[2], stop[2], point[2];

      start[along] = stop[along] = point[along] = end[along];
      start[across] = end[across] - 1;
      stop[across] = line - OVERSHOOT;
      point[across] = line;
      mq_technical_drawing_add_line (self->out, MQ_STROKE_THIN, start[0], start[1], stop[0],
                                     stop[1]);
      add_arrow (self, point[0], point[1], is_upright ? 0 : inwards, is_upright ? inwards : 0);
    }

  first[across] = last[across] = line;
  first[along] = from[along] - (is_outside ? 2 * ARROW : 0);
  last[along] = is_beside ? middle + width / 2 : is_outside ? to[along] + 2 * ARROW : to[along];
  mq_technical_drawing_add_line (self->out, MQ_STROKE_THIN, first[0], first[1], last[0], last[1]);
  base[along] = middle;
  base[across] = is_upright ? line - 1 : line + 1;
  mq_technical_drawing_add_text (self->out, base[0], base[1], MQ_DRAWING_SMALL, 0.5, 0, text);
  mark = self->out->marks->pdata[self->out->marks->len - 1];
  mark->is_upright = is_upright;
}

static void
read_views (Layout *self)
{
  JsonArray *rows = mq_json_get_array (self->found, "views");

  for (guint i = 0; i < N_VIEWS; i++)
    {
      View *view = &self->views[i];

      view->row = mq_json_find (rows, "name", view_names[i]);
      if (i < CORNER)
        for (guint j = 0; j < 2; j++)
          {
            view->low[j] = self->low[view_axes[i][j]];
            view->size[j] = self->high[view_axes[i][j]] - view->low[j];
          }
      else
        {
          /* As the bridge looks from the corner: to the right along (1, 1, 0), upwards along
           * (-1, 1, 2). */
          view->low[0] = (self->low[0] + self->low[1]) / sqrt (2);
          view->size[0] = (self->high[0] + self->high[1]) / sqrt (2) - view->low[0];
          view->low[1] = (-self->high[0] + self->low[1] + 2 * self->low[2]) / sqrt (6);
          view->size[1] = (-self->low[0] + self->high[1] + 2 * self->high[2]) / sqrt (6)
                          - view->low[1];
        }
    }
}

/* Adds a length along an axis, unless there is the same one. Returns: whether it has a dimension */
static gboolean
add_size (Layout *self, guint axis, double from, double to, double value)
{
  double near = 1e-3 * (self->high[axis] - self->low[axis]) + 1e-3;
  Size size = { from, to, value };

  if (fabs (from - self->low[axis]) < near && fabs (to - self->high[axis]) < near)
    return TRUE;
  for (guint i = 0; i < self->sizes[axis]->len; i++)
    {
      const Size *other = &g_array_index (self->sizes[axis], Size, i);

      if (fabs (from - other->from) < near && fabs (to - other->to) < near)
        return TRUE;
    }
  if (self->sizes[axis]->len >= MAX_SIZES)
    return FALSE;

  g_array_append_val (self->sizes[axis], size);
  return TRUE;
}

/* Returns: whether the requirement's length is the extent of a part or of an object, which gets
 * the dimension */
static gboolean
place_size (Layout *self, JsonObject *row, double mm)
{
  const char *axes = "xyz";
  const char *axis_name = mq_json_get_string (row, "axis", "");
  const char *axis_at = *axis_name != '\0' && axis_name[1] == '\0' ? strchr (axes, *axis_name)
                                                                   : NULL;
  g_autofree char *of = mq_text_fold_name (mq_json_get_string (row, "of", ""));
  double near = fmax (0.05, 1e-4 * mm);
  double low[3], high[3], all_low[3], all_high[3];
  gboolean is_first = TRUE;
  guint axis;

  if (axis_at == NULL || !g_str_equal (mq_json_get_string (row, "what", ""), "size"))
    return FALSE;

  axis = (guint)(axis_at - axes);
  if (g_str_equal (of, "whole"))
    return fabs (self->high[axis] - self->low[axis] - mm) <= TOLERANCE;

  MQ_JSON_EACH (mq_json_get_array (self->report, "objects"), i, object)
    {
      g_autofree char *part = mq_text_fold_name (mq_json_get_string (object, "part", ""));
      g_autofree char *name = mq_text_fold_name (mq_json_get_string (object, "name", ""));

      if ((!g_str_equal (part, of) && !g_str_equal (name, of))
          || mq_json_get_boolean (object, "hidden", FALSE) || !mq_json_get_box (object, low, high))
        continue;
      if (fabs ((high[axis] - low[axis]) * 1000 - mm) <= near)
        return add_size (self, axis, low[axis] * 1000, high[axis] * 1000, mm);
      mq_json_grow_box (all_low, all_high, low, high, is_first);
      is_first = FALSE;
    }

  return !is_first && fabs ((all_high[axis] - all_low[axis]) * 1000 - mm) <= near
         && add_size (self, axis, all_low[axis] * 1000, all_high[axis] * 1000, mm);
}

/* Whether a requirement is the diameter of a hole that has its callout. */
static gboolean
has_callout (Layout *self, const char *what, double mm)
{
  for (guint i = 0; i < CORNER; i++)
    for (guint j = 0; j < self->callouts[i]->len; j++)
      if (g_str_equal (what, "hole_diameter")
          && fabs (g_array_index (self->callouts[i], Callout, j).diameter - mm) < 0.01)
        return TRUE;

  return FALSE;
}

static gint
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Size *one = a, *other = b;
  double difference = (one->to - one->from) - (other->to - other->from);

  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* Sorts the measured lengths: into the dimensions of an axis, or the list of others. */
static void
collect_sizes (Layout *self)
{
  /* Deviations and pairs: nothing to build by. */
  static const char *const others[] = { "flat",    "symmetric",  "even",      "round",  "touches",
                                        "apart",   "crosses",    "place",     "slides", "rise",
                                        "overlap", "no_overlap", "clearance", NULL };
  double dimensions[3];
  gboolean has_report = mq_json_get_vector (mq_json_get_object (self->report, "whole"),
                                            "dimensions_m", dimensions);

  for (guint axis = 0; axis < 3; axis++)
    self->sizes[axis] = g_array_new (FALSE, FALSE, sizeof (Size));

  MQ_JSON_EACH (mq_json_get_array (self->report, "requirements"), i, row)
    {
      const MqRequirementKind *kind
          = mq_requirement_find_kind (mq_json_get_string (row, "what", ""));
      double found = mq_json_get_double (row, "found", NAN);
      double mm = found * mq_length_unit_get_metres (mq_json_get_string (row, "unit", "m")) * 1000;

      if (kind == NULL || kind->value != MQ_REQUIREMENT_VALUE_LENGTH
          || g_strv_contains (others, kind->what) || !isfinite (mm) || mm <= 0)
        continue;
      if (!place_size (self, row, mm) && !has_callout (self, kind->what, mm))
        g_ptr_array_add (self->measured, row);
    }

  for (guint axis = 0; axis < 3; axis++)
    {
      Size whole = { self->low[axis], self->high[axis], self->high[axis] - self->low[axis] };

      g_array_sort (self->sizes[axis], compare_sizes);
      if (has_report)
        whole.value = dimensions[axis] * 1000;
      if (whole.value >= 0.005)
        g_array_append_val (self->sizes[axis], whole);
    }
}

/* "4× ", "Ø8", "×12": a hole that is 12 mm deep */
static char *
format_callout (const Callout *callout, char *prefix, gsize prefix_size, char *suffix,
                gsize suffix_size)
{
  g_autofree char *diameter = mq_technical_drawing_format_mm (callout->diameter);
  g_autofree char *depth = mq_technical_drawing_format_mm (callout->depth);

  *prefix = *suffix = '\0';
  if (callout->count > 1)
    g_snprintf (prefix, prefix_size, "%u× ", callout->count);
  if (callout->depth > 0)
    g_snprintf (suffix, suffix_size, "×%s", depth);
  return g_strdup_printf ("%sØ%s%s", prefix, diameter, suffix);
}

static char *
format_whole_callout (const Callout *callout)
{
  char prefix[16], suffix[24];

  return format_callout (callout, prefix, sizeof prefix, suffix, sizeof suffix);
}

/* Returns: the view along whose line of sight a hole runs, and where it is there; -1: none */
static int
find_view (JsonObject *hole, double at[2], double *diameter)
{
  double axis[3], middle[3];

  *diameter = mq_json_get_double (hole, "diameter", 0);
  if (!mq_json_get_vector (hole, "axis", axis) || !mq_json_get_vector (hole, "middle", middle)
      || !(*diameter > 0))
    return -1;

  for (int i = 0; i < CORNER; i++)
    if (fabs (axis[view_axes[i][2]]) > 0.9999)
      {
        at[0] = middle[view_axes[i][0]];
        at[1] = middle[view_axes[i][1]];
        return i;
      }

  return -1;
}

/* Whether a hole is a dot on this paper. The views are not placed yet, but are no larger than it.
 */
static gboolean
is_small (Layout *self, double diameter)
{
  double longest = fmax (self->high[0] - self->low[0],
                         fmax (self->high[1] - self->low[1], self->high[2] - self->low[2]));

  return diameter < longest * LEAST_HOLE;
}

static void
collect_callouts (Layout *self)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < CORNER; i++)
    self->callouts[i] = g_array_new (FALSE, FALSE, sizeof (Callout));

  MQ_JSON_EACH (mq_json_get_array (self->found, "holes"), i, hole)
    {
      Callout made = { .count = 1 };
      int view = find_view (hole, made.at, &made.diameter);
      g_autofree char *text = NULL;
      gboolean is_known = FALSE;

      if (view < 0 || is_small (self, made.diameter))
        continue;

      if (!mq_json_get_boolean (hole, "through", FALSE))
        made.depth = mq_json_get_double (hole, "depth", 0);
      text = format_whole_callout (&made);
      /* Holes behind each other are one circle. */
      if (!g_hash_table_add (
              places, g_strdup_printf ("%d %.1f %.1f %s", view, made.at[0], made.at[1], text)))
        continue;

      for (guint j = 0; j < self->callouts[view]->len && !is_known; j++)
        {
          Callout *other = &g_array_index (self->callouts[view], Callout, j);
          Callout alone = *other;
          g_autofree char *same = NULL;

          alone.count = 1;
          same = format_whole_callout (&alone);
          is_known = g_str_equal (same, text);
          if (!is_known)
            continue;

          other->count++;
          /* The leader goes to the one farthest on the right, and up. */
          if (made.at[0] + 0.1 * made.at[1] > other->at[0] + 0.1 * other->at[1])
            memcpy (other->at, made.at, sizeof made.at);
        }
      if (!is_known && self->callouts[view]->len < MAX_CALLOUTS)
        g_array_append_val (self->callouts[view], made);
    }

  for (guint i = 0; i < CORNER; i++)
    for (guint j = 0; j < self->callouts[i]->len; j++)
      {
        g_autofree char *text
            = format_whole_callout (&g_array_index (self->callouts[i], Callout, j));

        self->views[i].callouts
            = fmax (self->views[i].callouts,
                    mq_technical_drawing_measure_text (text, MQ_DRAWING_SMALL) + 9);
      }
}

/* @size: mm of the asset; @room: mm of the paper. Returns: the largest scale of ISO 5455 at most
 * @most, with which all fits */
static double
choose_scale (const double size[2], const double room[2], double most)
{
  static const double steps[] = { 5, 2, 1 };

  for (int exponent = 3; exponent > -15; exponent--)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      {
        /* 1:20 is not 1:50's neighbour 0.02 by rounding. */
        double scale = exponent >= 0 ? steps[i] * pow (10, exponent)
                                     : 1 / (10 / steps[i] * pow (10, -exponent - 1));

        if (scale <= most * (1 + 1e-9) && size[0] * scale <= room[0] && size[1] * scale <= room[1])
          return scale;
      }

  return 1e-15;
}

static double
get_depth_of_levels (const GArray *sizes)
{
  return sizes->len > 0 ? FIRST_LEVEL + LEVEL * (sizes->len - 1) + 4 : 2;
}

/* Front at the lower left, the top above it, the right side on its right. */
static void
place_views (Layout *self)
{
  const MqPaper *paper = self->facts->paper;
  double left = get_depth_of_levels (self->sizes[2]);
  double below = fmax (get_depth_of_levels (self->sizes[0]), get_depth_of_levels (self->sizes[1]));
  View *front = &self->views[FRONT], *right = &self->views[RIGHT], *top = &self->views[TOP];
  double apart = fmax (APART, front->callouts + 4);
  double room[2]
      = { paper->width - MQ_DRAWING_BINDING - MQ_DRAWING_MARGIN - MQ_DRAWING_COLUMN - 2 * PAD,
          paper->height - 2 * MQ_DRAWING_MARGIN - 2 * PAD };
  double size[2] = { front->size[0] + right->size[0], front->size[1] + top->size[1] };
  double usable[2] = { room[0] - left - apart - right->callouts, room[1] - below - APART };
  double rest[2];

  front->scale = choose_scale (size, usable, 1e4);
  /* The top view's callouts stand above the right view, as far as it reaches. */
  while (top->callouts > apart + right->size[0] * front->scale + right->callouts
         && right->callouts < top->callouts)
    {
      right->callouts += 4;
      usable[0] -= 4;
      front->scale = choose_scale (size, usable, 1e4);
    }
  right->scale = top->scale = self->out->scale = front->scale;

  for (guint i = 0; i < 2; i++)
    rest[i] = fmax (0, usable[i] - size[i] * front->scale) / 2;
  front->x = MQ_DRAWING_BINDING + PAD + left + rest[0];
  front->y = MQ_DRAWING_MARGIN + PAD + below + rest[1];
  right->x = front->x + front->size[0] * front->scale + apart;
  right->y = front->y;
  top->x = front->x;
  top->y = front->y + front->size[1] * front->scale + APART;
}

static double
to_x (const View *view, double u)
{
  return view->x + (u - view->low[0]) * view->scale;
}

static double
to_y (const View *view, double v)
{
  return view->y + (v - view->low[1]) * view->scale;
}

static void
draw_lines (Layout *self, const View *view, const char *member, MqStroke stroke)
{
  JsonArray *lines = mq_json_get_array (view->row, member);
  g_autofree char *circles = g_strconcat (member, "_circles", NULL);
  JsonArray *rounds = mq_json_get_array (view->row, circles);
  double least = stroke == MQ_STROKE_HIDDEN ? LEAST_HIDDEN : LEAST_LINE;

  for (guint i = 0; i < mq_json_length (lines); i++)
    {
      JsonNode *node = json_array_get_element (lines, i);
      JsonArray *numbers = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      guint n = mq_json_length (numbers) / 2;
      g_autofree double *points = g_new (double, 2 * n + 1);
      double length = 0;

      for (guint j = 0; j < n; j++)
        {
          points[2 * j] = to_x (view, json_array_get_double_element (numbers, 2 * j));
          points[2 * j + 1] = to_y (view, json_array_get_double_element (numbers, 2 * j + 1));
          if (j > 0)
            length += hypot (points[2 * j] - points[2 * j - 2],
                             points[2 * j + 1] - points[2 * j - 1]);
        }
      if (n > 1 && length >= least)
        mq_technical_drawing_add_mark (self->out, MQ_MARK_LINE, stroke, points, n, 0);
    }

  for (guint i = 0; i < mq_json_length (rounds); i++)
    {
      double circle[3];

      if (mq_json_read_vector (json_array_get_element (rounds, i), circle)
          && circle[2] * view->scale >= least)
        mq_technical_drawing_add_mark (self->out, MQ_MARK_CIRCLE, stroke,
                                       (double[]){ to_x (view, circle[0]), to_y (view, circle[1]) },
                                       1, circle[2] * view->scale);
    }
}

/* The axes of holes: a cross where they are round, else a line along them. */
static void
draw_centres (Layout *self)
{
  MQ_JSON_EACH (mq_json_get_array (self->found, "holes"), i, hole)
    {
      double at[2], middle[3] = { 0 }, diameter;
      int along_view = find_view (hole, at, &diameter);
      double depth = mq_json_get_double (hole, "depth", 0);

      if (is_small (self, diameter))
        continue;

      mq_json_get_vector (hole, "middle", middle);
      for (int j = 0; j < CORNER && along_view >= 0; j++)
        {
          const View *view = &self->views[j];
          guint along = view_axes[along_view][2];
          double x = to_x (view, middle[view_axes[j][0]]);
          double y = to_y (view, middle[view_axes[j][1]]);
          double reach = (j == along_view ? diameter : depth) / 2 * view->scale + OVERSHOOT;

          if (j == along_view || view_axes[j][0] == along)
            mq_technical_drawing_add_axis (self->out, x, y, reach, 0);
          if (j == along_view || view_axes[j][1] == along)
            mq_technical_drawing_add_axis (self->out, x, y, 0, reach);
        }
    }
}

static gint
compare_callouts (gconstpointer a, gconstpointer b)
{
  const Callout *one = a, *other = b;

  return one->at[1] > other->at[1] ? -1 : one->at[1] < other->at[1] ? 1 : 0;
}

/* Leaders from round holes to their diameters, on the right of the view, the highest first. */
static void
draw_callouts (Layout *self, ViewKind kind)
{
  View *view = &self->views[kind];
  GArray *callouts = self->callouts[kind];
  double edge = view->x + view->size[0] * view->scale + 4;
  double above = self->facts->paper->height - MQ_DRAWING_MARGIN + 1; /* the frame */

  g_array_sort (callouts, compare_callouts);
  for (guint i = 0; i < callouts->len; i++)
    {
      Callout *callout = &g_array_index (callouts, Callout, i);
      MqDrawingDimension dimension = { .is_diameter = TRUE, .value = callout->diameter };
      g_autofree char *text = format_callout (callout, dimension.prefix, sizeof dimension.prefix,
                                              dimension.suffix, sizeof dimension.suffix);
      double width = mq_technical_drawing_measure_text (text, MQ_DRAWING_SMALL);
      double radius = callout->diameter / 2 * view->scale;
      double x = to_x (view, callout->at[0]), y = to_y (view, callout->at[1]);
      double shelf = fmin (y + radius * 0.7 + 3, above - 5.5);
      double dx = edge - x, dy = shelf - y, far;

      above = shelf;
      /* The leader points at the middle of the circle. */
      far = fmax (hypot (dx, dy), 1e-6);
      dx /= far;
      dy /= far;
      dimension.to[0] = x + dx * radius;
      dimension.to[1] = y + dy * radius;
      dimension.from[0] = x - dx * radius;
      dimension.from[1] = y - dy * radius;
      dimension.middle[0] = edge + 1 + width / 2;
      dimension.middle[1] = shelf + 1 + MQ_DRAWING_SMALL / 2;
      g_array_append_val (self->out->dimensions, dimension);
      mq_technical_drawing_add_mark (
          self->out, MQ_MARK_LINE, MQ_STROKE_THIN,
          (double[]){ dimension.to[0], dimension.to[1], edge, shelf, edge + width + 2, shelf }, 3,
          0);
      add_arrow (self, dimension.to[0], dimension.to[1], dx, dy);
      mq_technical_drawing_add_text (self->out, edge + 1, shelf + 1, MQ_DRAWING_SMALL, 0, 0, text);
    }
}

/* Below the front view the widths, on its left the heights, below the right view the depths. */
static void
draw_sizes (Layout *self)
{
  static const ViewKind views[] = { FRONT, RIGHT, FRONT };

  for (guint axis = 0; axis < 3; axis++)
    for (guint i = 0; i < self->sizes[axis]->len; i++)
      {
        const Size *size = &g_array_index (self->sizes[axis], Size, i);
        const View *view = &self->views[views[axis]];
        gboolean is_upright = axis == 2;
        double far = FIRST_LEVEL + LEVEL * i;
        double from[2] = { view->x, view->y }, to[2] = { view->x, view->y };

        from[is_upright] = is_upright ? to_y (view, size->from) : to_x (view, size->from);
        to[is_upright] = is_upright ? to_y (view, size->to) : to_x (view, size->to);
        add_dimension (self, is_upright, from, to, (is_upright ? view->x : view->y) - far,
                       size->value);
      }
}

/* In the column, down to @bottom. */
static void
draw_corner_view (Layout *self, double bottom)
{
  double right = self->facts->paper->width - MQ_DRAWING_MARGIN, left = right - MQ_DRAWING_COLUMN;
  double top = self->facts->paper->height - MQ_DRAWING_MARGIN;
  View *view = &self->views[CORNER];
  double room[2] = { right - left - 2 * PAD, top - bottom - PAD - 8 };
  guint first;

  /* It is for looking at only. */
  view->scale = fmin (room[0] / fmax (view->size[0], 1e-9), room[1] / fmax (view->size[1], 1e-9));
  view->x = (left + right - view->size[0] * view->scale) / 2;
  view->y = bottom + 8 + (room[1] - view->size[1] * view->scale) / 2;
  first = self->out->marks->len;
  draw_lines (self, view, "seen", MQ_STROKE_VISIBLE);
  mq_technical_drawing_find_crowded (self->out, first);
  mq_technical_drawing_add_text (self->out, left + 1, bottom + 1.5, MQ_DRAWING_CAPTION, 0, 0,
                                 C_ ("drawing", "Not to scale"));
}

/**
 * mq_technical_drawing_new:
 * @found: the bridge's answer to `drawing`
 * @report: (nullable): the version's report
 * @facts: what the title block says
 *
 * Returns: (transfer full) (nullable): a drawing; %NULL if @found has no box, or it is not that of
 *   the report
 */
MqTechnicalDrawing *
mq_technical_drawing_new (JsonObject *found, JsonObject *report, const MqDrawingFacts *facts)
{
  g_autoptr (MqTechnicalDrawing) out = g_new0 (MqTechnicalDrawing, 1);
  g_autoptr (GPtrArray) measured = g_ptr_array_new ();
  Layout self = { out, found, report, facts, .measured = measured };
  double dimensions[3];
  gboolean has_report = mq_json_get_vector (mq_json_get_object (report, "whole"), "dimensions_m",
                                            dimensions);
  gboolean is_same;
  guint first;

  out->paper = facts->paper;
  out->title = g_strdelimit (mq_text_clean (facts->title, 200), "\n\t", ' ');
  out->marks = g_ptr_array_new_with_free_func (mark_free);
  out->dimensions = g_array_new (FALSE, FALSE, sizeof (MqDrawingDimension));
  is_same = mq_json_get_vector (found, "low", self.low)
            && mq_json_get_vector (found, "high", self.high);
  for (guint axis = 0; axis < 3 && is_same; axis++)
    is_same = self.high[axis] >= self.low[axis]
              && (!has_report
                  || fabs (dimensions[axis] * 1000 - (self.high[axis] - self.low[axis]))
                         <= TOLERANCE + 1e-6 * self.high[axis]);
  if (!is_same)
    return NULL;

  read_views (&self);
  collect_callouts (&self);
  collect_sizes (&self);
  place_views (&self);
  for (guint i = 0; i < CORNER; i++)
    {
      first = out->marks->len;
      draw_lines (&self, &self.views[i], "hidden", MQ_STROKE_HIDDEN);
      draw_lines (&self, &self.views[i], "seen", MQ_STROKE_VISIBLE);
      mq_technical_drawing_find_crowded (out, first);
    }
  draw_centres (&self);
  draw_sizes (&self);
  for (guint i = 0; i < CORNER; i++)
    draw_callouts (&self, i);
  first = out->marks->len;
  draw_corner_view (&self, mq_technical_drawing_add_column (out, report, measured, facts));
  /* They are no part of the last dimension. */
  for (guint i = first; i < out->marks->len; i++)
    ((MqMark *)out->marks->pdata[i])->dimension = -1;
  for (guint i = 0; i < 3; i++)
    {
      g_array_unref (self.sizes[i]);
      g_array_unref (self.callouts[i]);
    }
  return g_steal_pointer (&out);
}

void
mq_technical_drawing_free (MqTechnicalDrawing *self)
{
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  g_clear_pointer (&self->dimensions, g_array_unref);
  g_free (self->title);
  g_free (self);
}
