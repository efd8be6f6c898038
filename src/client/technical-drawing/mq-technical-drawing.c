/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of technical drawings, see mq-technical-drawing.h: three views in third-angle
 * projection (ISO 5456-2) and a section with their dimensions on the left, and a column with a view
 * from the corner, the list of parts, what else was measured, and the title block. */
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
#define CUT 8.0 /* from a view to the ends of the plane of a section, with their letters */
#define CUT_TITLE 8.0
#define LETTER 3.5
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
  [MQ_STROKE_HATCH] = { "hatch", 0.13, { 0 } },
  [MQ_STROKE_FRAME] = { "frame", 0.5, { 0 } },
};

typedef enum
{
  FRONT,
  RIGHT,
  TOP,
  CORNER,
  SECTION,
  N_VIEWS
} ViewKind;

static const char *const view_names[SECTION] = { "front", "right", "top", "isometric" };
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

/* Where the section stands. */
typedef enum
{
  NO_SECTION,
  ABOVE_RIGHT, /* above the right side */
  BESIDE,      /* on its right */
  ABOVE_TOP,
} SectionPlace;

/* A length along an axis of a view that gets a dimension. @from, @to: in the view, mm of the asset;
 * @count: equal lengths that it is made of; @level: how many are between it and the view */
typedef struct
{
  double from[2], to[2], value;
  guint count, level;
} Length;

/* How a length is drawn along its axis, mm on the paper. @is_outside: its arrows stand outside */
typedef struct
{
  double first, last, middle;
  gboolean is_outside;
} Span;

/* The target of a leader: holes of a view that are alike, a circle on which holes are, or a rounded
 * corner. @value: the diameter or radius; @at: the one that is pointed at, in the view; @centre:
 * of a radius */
typedef struct
{
  gboolean is_radius;
  double value, depth; /* mm; depth 0: it goes through */
  double at[2], centre[2];
  guint count;
  double shelf; /* y of its text, mm on the paper */
} Callout;

typedef struct
{
  MqTechnicalDrawing *out;
  JsonObject *found;
  JsonObject *report;
  const MqDrawingFacts *facts;
  double low[3], high[3]; /* mm */
  View views[N_VIEWS];
  GArray *lengths[CORNER][2]; /* of Length, by view and axis */
  GArray *callouts[CORNER];   /* of Callout, by view */
  JsonObject *section;        /* (nullable) */
  ViewKind section_kind;      /* from where it is looked at; else N_VIEWS */
  ViewKind cut_view;          /* that shows its plane as a line; else N_VIEWS */
  guint cut_axis;             /* of that view: along which the line runs */
  GPtrArray *measured;        /* (element-type JsonObject): requirements without a dimension */
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

/* "3× 20 (=", "60", ")": three lengths of 20 mm. Returns: (transfer full): all of it */
static char *
format_length (const Length *length, char *prefix, gsize prefix_size, char *suffix,
               gsize suffix_size)
{
  g_autofree char *value = mq_technical_drawing_format_mm (length->value);
  g_autofree char *each = mq_technical_drawing_format_mm (length->value / length->count);

  *prefix = *suffix = '\0';
  if (length->count > 1)
    {
      g_snprintf (prefix, prefix_size, "%u× %s (=", length->count, each);
      g_strlcpy (suffix, ")", suffix_size);
    }
  return g_strconcat (prefix, value, suffix, NULL);
}

/* Whether the extension line of a dimension further away would go through a text.
 * @from, @to: of the text, mm on the paper */
static gboolean
is_crossed (const GArray *lengths, const Length *length, const View *view, guint axis, double scale,
            double from, double to)
{
  for (guint i = 0; i < lengths->len; i++)
    {
      const Length *other = &g_array_index (lengths, Length, i);
      double ends[2] = { (other->from[axis] - view->low[axis]) * scale,
                         (other->to[axis] - view->low[axis]) * scale };

      if (other->value > length->value
          && ((ends[0] > from && ends[0] < to) || (ends[1] > from && ends[1] < to)))
        return TRUE;
    }

  return FALSE;
}

/* @lengths: the dimensions beside it */
static Span
measure_span (const GArray *lengths, const Length *length, const View *view, guint axis,
              double scale)
{
  char prefix[48], suffix[24];
  g_autofree char *text = format_length (length, prefix, sizeof prefix, suffix, sizeof suffix);
  double width = mq_technical_drawing_measure_text (text, MQ_DRAWING_SMALL) + 1;
  double from = (length->from[axis] - view->low[axis]) * scale;
  double to = (length->to[axis] - view->low[axis]) * scale;
  double beside = 2.4 * ARROW + width / 2;
  Span span = { from, to, (from + to) / 2, to - from < 3 * ARROW };
  /* In the middle, beside it, or outside, where the end of the view is further away first. */
  double places[] = { span.middle, from + width / 2, to - width / 2, to + beside, from - beside };
  gboolean is_first = axis == 0 ? from <= view->size[axis] * scale - to + 0.01
                                : from < view->size[axis] * scale - to - 0.01;
  guint first = to - from < width ? 3 : 0;

  if (!is_first)
    {
      places[3] = from - beside;
      places[4] = to + beside;
    }
  span.middle = places[first];
  for (guint i = first; i < G_N_ELEMENTS (places); i++)
    if (!is_crossed (lengths, length, view, axis, scale, places[i] - width / 2,
                     places[i] + width / 2))
      {
        span.middle = places[i];
        break;
      }

  /* Where there is no room for arrows, they stand outside. */
  if (span.is_outside)
    {
      span.first -= 2 * ARROW;
      span.last += 2 * ARROW;
    }
  if (span.middle > to)
    span.last = span.middle + width / 2;
  else if (span.middle < from)
    span.first = span.middle - width / 2;
  return span;
}

/* Where the ends of the plane of a section are, dimensions stand further away. */
static double
get_first_level (Layout *self, ViewKind kind, guint axis)
{
  return FIRST_LEVEL + (self->cut_view == kind && self->cut_axis != axis ? CUT : 0);
}

/* Draws a dimension of a view: above the top, below another, or on the left. */
static void
draw_length (Layout *self, ViewKind kind, guint axis, const Length *length)
{
  const View *view = &self->views[kind];
  guint across = 1 - axis;
  double side = kind == TOP && axis == 0 ? 1 : -1;
  double low[2] = { view->x, view->y };
  double away = get_first_level (self, kind, axis) + LEVEL * length->level;
  double line = low[across] + (side > 0 ? view->size[across] * view->scale + away : -away);
  MqDrawingDimension dimension = { .is_upright = axis == 1, .value = length->value };
  g_autofree char *text = format_length (length, dimension.prefix, sizeof dimension.prefix,
                                         dimension.suffix, sizeof dimension.suffix);
  Span span = measure_span (self->lengths[kind][axis], length, view, axis, view->scale);
  double ends[2][2], base[2];
  MqMark *mark;

  for (guint i = 0; i < 2; i++)
    {
      dimension.from[i] = low[i] + (length->from[i] - view->low[i]) * view->scale;
      dimension.to[i] = low[i] + (length->to[i] - view->low[i]) * view->scale;
    }
  dimension.line[axis] = dimension.to[axis];
  dimension.line[across] = line;
  base[axis] = dimension.middle[axis] = low[axis] + span.middle;
  base[across] = line + (axis == 1 ? -1 : 1);
  dimension.middle[across] = base[across] + (axis == 1 ? -1 : 1) * MQ_DRAWING_SMALL / 2;
  g_array_append_val (self->out->dimensions, dimension);

  for (guint i = 0; i < 2; i++)
    {
      const double *end = i == 0 ? dimension.from : dimension.to;
      double inwards = (i == 0 ? 1 : -1) * (span.is_outside ? -1 : 1);
      double start[2], stop[2];

      start[axis] = stop[axis] = end[axis];
      start[across] = end[across] + side;
      stop[across] = line + side * OVERSHOOT;
      mq_technical_drawing_add_line (self->out, MQ_STROKE_THIN, start[0], start[1], stop[0],
                                     stop[1]);
      stop[across] = line;
      add_arrow (self, stop[0], stop[1], axis == 1 ? 0 : inwards, axis == 1 ? inwards : 0);
      ends[i][axis] = low[axis] + (i == 0 ? span.first : span.last);
      ends[i][across] = line;
    }
  mq_technical_drawing_add_line (self->out, MQ_STROKE_THIN, ends[0][0], ends[0][1], ends[1][0],
                                 ends[1][1]);
  mq_technical_drawing_add_text (self->out, base[0], base[1], MQ_DRAWING_SMALL, 0.5, 0, text);
  mark = self->out->marks->pdata[self->out->marks->len - 1];
  mark->is_upright = axis == 1;
}

static void
read_views (Layout *self)
{
  JsonArray *rows = mq_json_get_array (self->found, "views");

  for (guint i = 0; i < SECTION; i++)
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

/* Where the section is looked at from, and which view shows its plane as a line. */
static void
read_section (Layout *self)
{
  JsonObject *section = mq_json_get_object (self->found, "section");
  const char *of = mq_json_get_string (section, "of", "");

  self->section_kind = self->cut_view = N_VIEWS;
  for (guint i = 0; i < CORNER; i++)
    if (g_str_equal (of, view_names[i]))
      {
        self->section = section;
        self->section_kind = i;
        self->views[SECTION] = self->views[i];
        self->views[SECTION].row = section;
        self->cut_view = i == FRONT ? TOP : FRONT;
        self->cut_axis = i == RIGHT ? 1 : 0;
      }
  if (self->section != NULL && self->cut_axis == 0)
    self->views[self->cut_view].callouts = CUT;
}

/* Returns: the dimensions of the asset along an axis of its own */
static GArray *
get_lengths (Layout *self, guint axis)
{
  return axis == 1 ? self->lengths[RIGHT][0] : self->lengths[FRONT][axis / 2];
}

/* Adds a dimension along an axis of the asset, in the view that has it. */
static void
append_length (Layout *self, guint axis, double from, double to, double value)
{
  const View *view = &self->views[axis == 1 ? RIGHT : FRONT];
  Length length = { { view->low[0], view->low[1] }, { view->low[0], view->low[1] }, value, 1, 0 };

  length.from[axis / 2] = from;
  length.to[axis / 2] = to;
  g_array_append_val (get_lengths (self, axis), length);
}

/* Adds a length along an axis, unless there is the same one. Returns: whether it has a dimension */
static gboolean
add_size (Layout *self, guint axis, double from, double to, double value)
{
  GArray *lengths = get_lengths (self, axis);
  double near = 1e-3 * (self->high[axis] - self->low[axis]) + 1e-3;

  if (fabs (from - self->low[axis]) < near && fabs (to - self->high[axis]) < near)
    return TRUE;
  for (guint i = 0; i < lengths->len; i++)
    {
      const Length *other = &g_array_index (lengths, Length, i);

      if (fabs (from - other->from[axis / 2]) < near && fabs (to - other->to[axis / 2]) < near)
        return TRUE;
    }
  if (lengths->len >= MAX_SIZES)
    return FALSE;

  append_length (self, axis, from, to, value);
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
          && fabs (g_array_index (self->callouts[i], Callout, j).value - mm) < 0.01)
        return TRUE;

  return FALSE;
}

static gint
compare_lengths (gconstpointer a, gconstpointer b)
{
  const Length *one = a, *other = b;

  return one->value > other->value ? 1 : one->value < other->value ? -1 : 0;
}

/* Returns: whether a row of the bridge has a place in a view, mm of the asset */
static gboolean
read_place (JsonObject *row, const char *member, double place[2])
{
  JsonArray *numbers = mq_json_get_array (row, member);

  for (guint i = 0; i < 2 && mq_json_length (numbers) == 2; i++)
    place[i] = json_array_get_double_element (numbers, i);
  return mq_json_length (numbers) == 2;
}

/* Returns: the view of a row of the bridge; N_VIEWS: none */
static ViewKind
read_view (JsonObject *row)
{
  ViewKind kind = FRONT;

  while (kind < CORNER && !g_str_equal (mq_json_get_string (row, "view", ""), view_names[kind]))
    kind++;
  return kind < CORNER ? kind : N_VIEWS;
}

/* Adds the places of holes, each in the view in which it is round. */
static void
collect_places (Layout *self)
{
  MQ_JSON_EACH (mq_json_get_array (self->found, "lengths"), i, row)
    {
      ViewKind kind = read_view (row);
      gint64 axis = mq_json_get_int (row, "axis", -1);
      Length length = { .count = (guint)CLAMP (mq_json_get_int (row, "count", 1), 1, 1000) };

      if (kind >= CORNER || (axis != 0 && axis != 1) || !read_place (row, "from", length.from)
          || !read_place (row, "to", length.to) || length.to[axis] <= length.from[axis])
        continue;

      length.value = length.to[axis] - length.from[axis];
      g_array_append_val (self->lengths[kind][axis], length);
    }

  for (guint i = 0; i < CORNER; i++)
    for (guint axis = 0; axis < 2; axis++)
      g_array_sort (self->lengths[i][axis], compare_lengths);
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

  for (guint i = 0; i < CORNER; i++)
    for (guint axis = 0; axis < 2; axis++)
      self->lengths[i][axis] = g_array_new (FALSE, FALSE, sizeof (Length));

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
      double whole = has_report ? dimensions[axis] * 1000 : self->high[axis] - self->low[axis];

      if (whole >= 0.005)
        append_length (self, axis, self->low[axis], self->high[axis], whole);
    }
}

/* "4× ", "Ø8", "×12": a hole that is 12 mm deep; or "R5" */
static char *
format_callout (const Callout *callout, char *prefix, gsize prefix_size, char *suffix,
                gsize suffix_size)
{
  g_autofree char *value = mq_technical_drawing_format_mm (callout->value);
  g_autofree char *depth = mq_technical_drawing_format_mm (callout->depth);

  *prefix = *suffix = '\0';
  if (callout->count > 1)
    g_snprintf (prefix, prefix_size, "%u× ", callout->count);
  if (callout->depth > 0)
    g_snprintf (suffix, suffix_size, "×%s", depth);
  return g_strconcat (prefix, callout->is_radius ? "R" : "Ø", value, suffix, NULL);
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

/* Circles on which holes are, and what is rounded. */
static void
add_rounds (Layout *self, const char *member, gboolean is_radius)
{
  MQ_JSON_EACH (mq_json_get_array (self->found, member), i, row)
    {
      ViewKind kind = read_view (row);
      double radius = mq_json_get_double (row, "radius", 0);
      Callout made = { .is_radius = is_radius, .value = is_radius ? radius : 2 * radius };

      made.count = (guint)CLAMP (mq_json_get_int (row, "count", 1), 1, 1000);
      if (kind < CORNER && radius > 0 && self->callouts[kind]->len < MAX_CALLOUTS
          && read_place (row, is_radius ? "at" : "middle", made.at)
          && (!is_radius || read_place (row, "centre", made.centre)))
        g_array_append_val (self->callouts[kind], made);
    }
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
      int view = find_view (hole, made.at, &made.value);
      g_autofree char *text = NULL;
      gboolean is_known = FALSE;

      if (view < 0 || is_small (self, made.value))
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

  add_rounds (self, "circles", FALSE);
  add_rounds (self, "radii", TRUE);
  for (guint i = 0; i < CORNER; i++)
    {
      double width = 0;

      for (guint j = 0; j < self->callouts[i]->len; j++)
        {
          g_autofree char *text
              = format_whole_callout (&g_array_index (self->callouts[i], Callout, j));

          width = fmax (width, mq_technical_drawing_measure_text (text, MQ_DRAWING_SMALL) + 9);
        }
      self->views[i].callouts += width;
    }
}

/* Gives each dimension of a view a level on which it lies on no other. Returns: the depth of all;
 * @beyond: how far they reach beyond both ends of the view */
static double
pack_lengths (Layout *self, ViewKind kind, guint axis, double scale, double beyond[2])
{
  GArray *lengths = self->lengths[kind][axis];
  const View *view = &self->views[kind];
  g_autofree Span *spans = g_new0 (Span, lengths->len + 1);
  double first = get_first_level (self, kind, axis), depth = first - FIRST_LEVEL + 2;

  beyond[0] = beyond[1] = 0;
  for (guint i = 0; i < lengths->len; i++)
    {
      Length *length = &g_array_index (lengths, Length, i);

      spans[i] = measure_span (lengths, length, view, axis, scale);
      beyond[0] = fmax (beyond[0], -spans[i].first);
      beyond[1] = fmax (beyond[1], spans[i].last - view->size[axis] * scale);
      length->level = 0;
      for (guint j = 0; j < i; j++)
        if (spans[i].first < spans[j].last - 0.01 && spans[j].first < spans[i].last - 0.01)
          length->level = MAX (length->level, g_array_index (lengths, Length, j).level + 1);
      depth = fmax (depth, first + LEVEL * length->level + 4);
    }
  return depth;
}

/* Front at the lower left, the top above it, the right side on its right. Returns: whether all has
 * room */
static gboolean
try_scale (Layout *self, double scale, SectionPlace place)
{
  const MqPaper *paper = self->facts->paper;
  View *front = &self->views[FRONT], *right = &self->views[RIGHT], *top = &self->views[TOP];
  View *section = &self->views[SECTION];
  double beyond[CORNER][2][2];
  double depths[CORNER][2];
  double cut[2] = { section->size[0] * scale, section->size[1] * scale + CUT_TITLE };
  double left, below, apart, across, width, heights[2], rest[2];

  for (guint i = 0; i < CORNER; i++)
    for (guint axis = 0; axis < 2; axis++)
      depths[i][axis] = pack_lengths (self, i, axis, scale, beyond[i][axis]);
  left = fmax (depths[FRONT][1], depths[TOP][1]);
  below = fmax (fmax (depths[FRONT][0], depths[RIGHT][0]), beyond[FRONT][1][0]);
  apart = fmax (fmax (APART, front->callouts + 4) + depths[RIGHT][1] - 2,
                beyond[FRONT][0][1] + beyond[RIGHT][0][0] + 2);
  across = fmax (APART, beyond[FRONT][1][1] + beyond[TOP][1][0] + 2);
  width = right->size[0] * scale + fmax (right->callouts, beyond[RIGHT][0][1]);
  heights[0] = front->size[1] * scale;
  heights[1] = top->size[1] * scale + fmax (depths[TOP][0] - 2, beyond[TOP][1][1]);
  section->x = section->y = 0;
  if (place == ABOVE_RIGHT)
    {
      /* The callouts of the top are on its left. */
      apart = fmax (apart, top->callouts + 4);
      width = fmax (width, cut[0]);
      section->y = heights[0] + across;
      heights[1] = fmax (heights[1], cut[1]);
    }
  else if (place == BESIDE)
    {
      section->x = width + APART;
      width += APART + cut[0];
      heights[0] = fmax (heights[0], cut[1]);
    }
  else if (place == ABOVE_TOP)
    {
      section->y = heights[0] + across + heights[1] + 3;
      heights[1] += 3 + cut[1];
    }

  rest[0] = paper->width - MQ_DRAWING_BINDING - MQ_DRAWING_MARGIN - MQ_DRAWING_COLUMN - 2 * PAD
            - left - front->size[0] * scale - fmax (apart + width, top->callouts);
  rest[1] = paper->height - 2 * MQ_DRAWING_MARGIN - 2 * PAD - below - across - heights[0]
            - heights[1];
  front->x = top->x = MQ_DRAWING_BINDING + PAD + left + fmax (0, rest[0]) / 2;
  front->y = right->y = MQ_DRAWING_MARGIN + PAD + below + fmax (0, rest[1]) / 2;
  right->x = front->x + front->size[0] * scale + apart;
  top->y = front->y + heights[0] + across;
  section->x += place == ABOVE_TOP ? front->x : right->x;
  section->y += front->y;
  front->scale = right->scale = top->scale = section->scale = self->out->scale = scale;
  return rest[0] >= 0 && rest[1] >= 0;
}

/* At the largest scale of ISO 5455 with which all has room. */
static void
place_views (Layout *self)
{
  static const double steps[] = { 5, 2, 1 };

  for (int exponent = 3; exponent > -15; exponent--)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      {
        /* 1:20 is not 1:50's neighbour 0.02 by rounding. */
        double scale = exponent >= 0 ? steps[i] * pow (10, exponent)
                                     : 1 / (10 / steps[i] * pow (10, -exponent - 1));

        for (SectionPlace place = self->section != NULL ? ABOVE_RIGHT : NO_SECTION;
             place <= (self->section != NULL ? ABOVE_TOP : NO_SECTION); place++)
          if (try_scale (self, scale, place))
            return;
      }
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

/* The axes of holes: a cross where they are round, else a line along them; and the circles on which
 * they are. */
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
      for (guint j = 0; j < N_VIEWS && along_view >= 0; j++)
        {
          const View *view = &self->views[j];
          ViewKind kind = j == SECTION ? self->section_kind : j;
          guint along = view_axes[along_view][2];
          gboolean is_round = (int)kind == along_view;
          double x, y, reach;

          /* A section shows those through which it goes. */
          if (kind >= CORNER
              || (j == SECTION
                  && fabs (middle[view_axes[kind][2]]
                           - mq_json_get_double (self->section, "level", 0))
                         > 0.45 * (is_round ? depth : diameter)))
            continue;

          x = to_x (view, middle[view_axes[kind][0]]);
          y = to_y (view, middle[view_axes[kind][1]]);
          reach = (is_round ? diameter : depth) / 2 * view->scale + OVERSHOOT;
          if (is_round || view_axes[kind][0] == along)
            mq_technical_drawing_add_axis (self->out, x, y, reach, 0);
          if (is_round || view_axes[kind][1] == along)
            mq_technical_drawing_add_axis (self->out, x, y, 0, reach);
        }
    }

  MQ_JSON_EACH (mq_json_get_array (self->found, "circles"), i, row)
    {
      ViewKind kind = read_view (row);
      double at[2];

      if (kind < CORNER && read_place (row, "middle", at))
        mq_technical_drawing_add_mark (
            self->out, MQ_MARK_CIRCLE, MQ_STROKE_CENTRE,
            (double[]){ to_x (&self->views[kind], at[0]), to_y (&self->views[kind], at[1]) }, 1,
            mq_json_get_double (row, "radius", 0) * self->out->scale);
    }
}

static gint
compare_callouts (gconstpointer a, gconstpointer b)
{
  const Callout *one = a, *other = b;

  return one->shelf > other->shelf ? -1 : one->shelf < other->shelf ? 1 : 0;
}

/* Leaders from round holes to their diameters, on the right of the view, the highest first. */
static void
draw_callouts (Layout *self, ViewKind kind)
{
  View *view = &self->views[kind];
  GArray *callouts = self->callouts[kind];
  double edge = view->x + view->size[0] * view->scale + 4
                + (self->cut_view == kind && self->cut_axis == 0 ? CUT : 0);
  double above = self->facts->paper->height - MQ_DRAWING_MARGIN + 1; /* the frame */

  for (guint i = 0; i < callouts->len; i++)
    {
      Callout *callout = &g_array_index (callouts, Callout, i);
      double top = view->y + view->size[1] * view->scale;

      callout->shelf = to_y (view, callout->at[1]) + 3;
      if (!callout->is_radius)
        callout->shelf += callout->value / 2 * view->scale * 0.7;
      /* One from far away comes from above, and not through what is between. */
      if (edge - to_x (view, callout->at[0]) > 2.0 / 3 * view->size[0] * view->scale)
        callout->shelf = fmax (callout->shelf, top + 2);
    }
  g_array_sort (callouts, compare_callouts);
  for (guint i = 0; i < callouts->len; i++)
    {
      Callout *callout = &g_array_index (callouts, Callout, i);
      MqDrawingDimension dimension = { .kind = callout->is_radius ? MQ_DIMENSION_RADIUS
                                                                  : MQ_DIMENSION_DIAMETER,
                                       .value = callout->value };
      g_autofree char *text = format_callout (callout, dimension.prefix, sizeof dimension.prefix,
                                              dimension.suffix, sizeof dimension.suffix);
      double width = mq_technical_drawing_measure_text (text, MQ_DRAWING_SMALL);
      double radius = callout->is_radius ? 0 : callout->value / 2 * view->scale;
      double x = to_x (view, callout->at[0]), y = to_y (view, callout->at[1]);
      double shelf = fmin (callout->shelf, above - 5.5);
      double dx = edge - x, dy = shelf - y, far;

      above = shelf;
      /* The leader points at the middle of the circle. */
      far = fmax (hypot (dx, dy), 1e-6);
      dx /= far;
      dy /= far;
      dimension.to[0] = x + dx * radius;
      dimension.to[1] = y + dy * radius;
      dimension.from[0] = callout->is_radius ? to_x (view, callout->centre[0]) : x - dx * radius;
      dimension.from[1] = callout->is_radius ? to_y (view, callout->centre[1]) : y - dy * radius;
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

/* The plane of the section in the view that shows it as a line: its ends, from which arrows look,
 * and its letter, which stands above the section, too. */
static void
draw_cut (Layout *self)
{
  const View *view = &self->views[self->cut_view], *section = &self->views[SECTION];
  guint axis = self->cut_axis, across = 1 - axis;
  double level = mq_json_get_double (self->section, "level", 0);
  double at = across == 0 ? to_x (view, level) : to_y (view, level);
  /* From the front one looks up in the top view; else to the left or down in the front view. */
  double behind = self->cut_view == TOP ? -1 : 1;
  double reach = view->size[axis] * view->scale;
  double low[2] = { view->x, view->y };
  double middle[2];

  for (guint i = 0; i < 2; i++)
    {
      double inner[2], end[2], tail[2];

      inner[across] = end[across] = at;
      tail[across] = at + behind * 2.4 * ARROW;
      inner[axis] = low[axis] + (i == 0 ? -1 : reach + 1);
      end[axis] = tail[axis] = inner[axis] + (i == 0 ? -3.5 : 3.5);
      mq_technical_drawing_add_line (self->out, MQ_STROKE_FRAME, inner[0], inner[1], end[0],
                                     end[1]);
      mq_technical_drawing_add_line (self->out, MQ_STROKE_THIN, end[0], end[1], tail[0], tail[1]);
      add_arrow (self, end[0], end[1], axis == 1 ? behind : 0, axis == 1 ? 0 : behind);
      /* Beside the end of the arrow. */
      if (axis == 1)
        mq_technical_drawing_add_text (self->out, tail[0] + 1, tail[1] - LETTER / 2, LETTER, 0, 0,
                                       "A");
      else
        mq_technical_drawing_add_text (self->out, tail[0], tail[1] + (behind < 0 ? -LETTER - 1 : 1),
                                       LETTER, 0.5, 0, "A");
    }
  middle[axis] = low[axis] + reach / 2;
  middle[across] = at;
  mq_technical_drawing_add_axis (self->out, middle[0], middle[1], axis == 0 ? reach / 2 + 1 : 0,
                                 axis == 1 ? reach / 2 + 1 : 0);
  mq_technical_drawing_add_text (self->out, section->x + section->size[0] * section->scale / 2,
                                 section->y + section->size[1] * section->scale + 3, LETTER, 0.5, 0,
                                 "A–A");
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
  read_section (&self);
  collect_callouts (&self);
  collect_sizes (&self);
  collect_places (&self);
  place_views (&self);
  for (guint i = 0; i < N_VIEWS; i++)
    {
      if (i == CORNER)
        continue;
      first = out->marks->len;
      draw_lines (&self, &self.views[i], "hidden", MQ_STROKE_HIDDEN);
      draw_lines (&self, &self.views[i], "seen", MQ_STROKE_VISIBLE);
      mq_technical_drawing_find_crowded (out, first);
    }
  draw_centres (&self);
  if (self.section != NULL)
    {
      const View *view = &self.views[SECTION];

      mq_technical_drawing_add_hatching (out, mq_json_get_array (self.section, "cuts"),
                                         to_x (view, 0), to_y (view, 0));
      draw_cut (&self);
    }
  for (guint i = 0; i < CORNER; i++)
    {
      for (guint axis = 0; axis < 2; axis++)
        for (guint j = 0; j < self.lengths[i][axis]->len; j++)
          draw_length (&self, i, axis, &g_array_index (self.lengths[i][axis], Length, j));
      draw_callouts (&self, i);
    }
  first = out->marks->len;
  draw_corner_view (&self, mq_technical_drawing_add_column (out, report, measured, facts));
  /* They are no part of the last dimension. */
  for (guint i = first; i < out->marks->len; i++)
    ((MqMark *)out->marks->pdata[i])->dimension = -1;
  for (guint i = 0; i < CORNER; i++)
    {
      g_array_unref (self.lengths[i][0]);
      g_array_unref (self.lengths[i][1]);
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
