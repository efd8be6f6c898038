/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of technical drawings, see mq-technical-drawing.h: three views in third-angle
 * projection (ISO 5456-2) with their dimensions on the left, and a column with a view from the
 * corner, the list of parts, what else was measured, and the title block. */
#include "client/technical-drawing/mq-technical-drawing.h"

#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* mm on the paper. */
#define BINDING 20.0 /* ISO 5457: the margin on the left; others have MARGIN */
#define MARGIN 10.0
#define COLUMN 100.0
#define PAD 4.0    /* between views and the frame */
#define APART 12.0 /* between views */
#define LARGE 3.5  /* ISO 3098: height of capital letters */
#define SMALL 2.5
#define CAPTION 1.8
#define FIRST_LEVEL 8.0 /* from a view to its first dimension, and on to the next */
#define LEVEL 7.0
#define ARROW 2.5
#define OVERSHOOT 1.5 /* of lines beyond an arrow, and of axes beyond what is round */
#define ROW 5.0
#define TITLE_HEIGHT 33.0
#define LEAST_CORNER_VIEW 58.0
#define MOST_CORNER_VIEW 112.0
/* Shorter lines are a dot. */
#define LEAST_LINE 0.05
#define LEAST_HIDDEN 0.4
/* A share of the asset's longest side. */
#define LEAST_HOLE 0.008
/* Width of a character, in heights of a capital letter; of usual fonts without serifs. */
#define CHARACTER 0.8
#define WIDE_CHARACTER 1.45

/* Beside the whole, along each axis. */
#define MAX_SIZES 3
#define MAX_CALLOUTS 6
/* Bytes of a name. */
#define MAX_NAME 200
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

/* The columns of the list of parts: where each begins, from the left side of the list. */
static const double part_columns[] = { 0, 6, 30, 38, 64, COLUMN };

/* A row of the list of parts: objects that are alike. */
typedef struct
{
  char *name;
  char *materials;
  char *size;
  guint count;
} PartRow;

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

static void
add_mark (MqTechnicalDrawing *self, MqMarkKind kind, MqStroke stroke, const double *points,
          guint n_points, double size)
{
  MqMark *mark = g_new0 (MqMark, 1);

  mark->kind = kind;
  mark->stroke = stroke;
  mark->dimension = (int)self->dimensions->len - 1;
  mark->points = g_memdup2 (points, 2 * n_points * sizeof *points);
  mark->n_points = n_points;
  mark->size = size;
  g_ptr_array_add (self->marks, mark);
}

static void
add_line (Layout *self, MqStroke stroke, double x1, double y1, double x2, double y2)
{
  add_mark (self->out, MQ_MARK_LINE, stroke, (double[]){ x1, y1, x2, y2 }, 2, 0);
}

static double
measure_text (const char *text, double height)
{
  double width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += g_unichar_iswide (g_utf8_get_char (p)) ? WIDE_CHARACTER : CHARACTER;
  return width * height;
}

/* @room: mm; a longer text ends with “…”; 0: it has enough */
static void
add_text (Layout *self, double x, double y, double height, double align, double room,
          const char *text)
{
  g_autofree char *clean = g_strdelimit (mq_text_clean (text, MAX_NAME), "\n\t", ' ');
  double width = measure_text (clean, height);
  MqMark *mark;

  if (room > 0 && width > room)
    {
      const char *end = clean;
      g_autofree char *cut = NULL;

      for (width = CHARACTER * height; *end != '\0'; end = g_utf8_next_char (end))
        {
          g_autofree char *next = g_strndup (end, (gsize)(g_utf8_next_char (end) - end));

          width += measure_text (next, height);
          if (width > room)
            break;
        }
      cut = g_strndup (clean, (gsize)(end - clean));
      g_free (clean);
      clean = g_strconcat (g_strchomp (cut), "…", NULL);
    }

  if (*clean == '\0')
    return;

  add_mark (self->out, MQ_MARK_TEXT, MQ_STROKE_THIN, (double[]){ x, y }, 1, height);
  mark = self->out->marks->pdata[self->out->marks->len - 1];
  mark->align = align;
  mark->room = room > 0 ? room : 1.3 * width;
  mark->text = g_steal_pointer (&clean);
}

/* Its point is at @x, @y; it comes from the direction @dx, @dy, of length 1. */
static void
add_arrow (Layout *self, double x, double y, double dx, double dy)
{
  double wide = ARROW / 6;

  add_mark (self->out, MQ_MARK_ARROW, MQ_STROKE_THIN,
            (double[]){ x, y, x + dx * ARROW - dy * wide, y + dy * ARROW + dx * wide,
                        x + dx * ARROW + dy * wide, y + dy * ARROW - dx * wide },
            3, 0);
}

/**
 * mq_technical_drawing_append_number:
 * @to: gets it
 * @value: a number
 * @decimals: the most
 *
 * Appends a number with a point, in any locale, and without zeros at its end.
 */
void
mq_technical_drawing_append_number (GString *to, double value, int decimals)
{
  char format[8];
  char text[G_ASCII_DTOSTR_BUF_SIZE + 32];
  char *end;

  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (text, sizeof text, format, CLAMP (value, -1e15, 1e15));
  for (end = text + strlen (text); strchr (text, '.') != NULL && end[-1] == '0'; end--)
    end[-1] = '\0';
  if (end[-1] == '.')
    end[-1] = '\0';
  g_string_append (to, g_str_equal (text, "-0") ? "0" : text);
}

/* Returns: (transfer full): mm to a tenth, of less than 10 mm to a hundredth */
static char *
format_mm (double value)
{
  GString *text = g_string_new (NULL);

  mq_technical_drawing_append_number (text, value, fabs (value) < 10 ? 2 : 1);
  return g_string_free_and_steal (text);
}

/* A dimension of a length between two points of the drawing; @line: the y of its line, of an
 * upright one the x. */
static void
add_dimension (Layout *self, gboolean is_upright, const double from[2], const double to[2],
               double line, double value)
{
  MqDrawingDimension dimension = { .is_upright = is_upright, .value = value };
  guint along = is_upright ? 1 : 0, across = 1 - along;
  g_autofree char *text = format_mm (value);
  double room = to[along] - from[along];
  double width = measure_text (text, SMALL);
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
  dimension.middle[across] = is_upright ? line - 1 - SMALL / 2 : line + 1 + SMALL / 2;
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
      add_line (self, MQ_STROKE_THIN, start[0], start[1], stop[0], stop[1]);
      add_arrow (self, point[0], point[1], is_upright ? 0 : inwards, is_upright ? inwards : 0);
    }

  first[across] = last[across] = line;
  first[along] = from[along] - (is_outside ? 2 * ARROW : 0);
  last[along] = is_beside ? middle + width / 2 : is_outside ? to[along] + 2 * ARROW : to[along];
  add_line (self, MQ_STROKE_THIN, first[0], first[1], last[0], last[1]);
  base[along] = middle;
  base[across] = is_upright ? line - 1 : line + 1;
  add_text (self, base[0], base[1], SMALL, 0.5, 0, text);
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
  g_autofree char *diameter = format_mm (callout->diameter);
  g_autofree char *depth = format_mm (callout->depth);

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

        self->views[i].callouts = fmax (self->views[i].callouts, measure_text (text, SMALL) + 9);
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

/* Returns: (transfer full): "1:20" */
static char *
format_scale (double scale)
{
  GString *text = g_string_new (scale < 1 ? "1:" : NULL);

  mq_technical_drawing_append_number (text, scale < 1 ? round (1 / scale) : scale, 0);
  if (scale >= 1)
    g_string_append (text, ":1");
  return g_string_free_and_steal (text);
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
  double room[2] = { paper->width - BINDING - MARGIN - COLUMN - 2 * PAD,
                     paper->height - 2 * MARGIN - 2 * PAD };
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
  front->x = BINDING + PAD + left + rest[0];
  front->y = MARGIN + PAD + below + rest[1];
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
        add_mark (self->out, MQ_MARK_LINE, stroke, points, n, 0);
    }

  for (guint i = 0; i < mq_json_length (rounds); i++)
    {
      double circle[3];

      if (mq_json_read_vector (json_array_get_element (rounds, i), circle)
          && circle[2] * view->scale >= least)
        add_mark (self->out, MQ_MARK_CIRCLE, stroke,
                  (double[]){ to_x (view, circle[0]), to_y (view, circle[1]) }, 1,
                  circle[2] * view->scale);
    }
}

/* An axis through a point, as far to both sides; both dashes begin in the middle. */
static void
add_axis (Layout *self, double x, double y, double dx, double dy)
{
  add_line (self, MQ_STROKE_CENTRE, x, y, x + dx, y + dy);
  add_line (self, MQ_STROKE_CENTRE, x, y, x - dx, y - dy);
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
            add_axis (self, x, y, reach, 0);
          if (j == along_view || view_axes[j][1] == along)
            add_axis (self, x, y, 0, reach);
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
  double above = self->facts->paper->height - MARGIN + 1; /* the frame */

  g_array_sort (callouts, compare_callouts);
  for (guint i = 0; i < callouts->len; i++)
    {
      Callout *callout = &g_array_index (callouts, Callout, i);
      MqDrawingDimension dimension = { .is_diameter = TRUE, .value = callout->diameter };
      g_autofree char *text = format_callout (callout, dimension.prefix, sizeof dimension.prefix,
                                              dimension.suffix, sizeof dimension.suffix);
      double width = measure_text (text, SMALL);
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
      dimension.middle[1] = shelf + 1 + SMALL / 2;
      g_array_append_val (self->out->dimensions, dimension);
      add_mark (
          self->out, MQ_MARK_LINE, MQ_STROKE_THIN,
          (double[]){ dimension.to[0], dimension.to[1], edge, shelf, edge + width + 2, shelf }, 3,
          0);
      add_arrow (self, dimension.to[0], dimension.to[1], dx, dy);
      add_text (self, edge + 1, shelf + 1, SMALL, 0, 0, text);
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

/* @left, @right: of the column; @bottom, @top: the room for the view */
static void
draw_corner_view (Layout *self, double left, double right, double bottom, double top)
{
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
  add_text (self, left + 1, bottom + 1.5, CAPTION, 0, 0, C_ ("drawing", "Not to scale"));
}

static void
part_row_free (gpointer data)
{
  PartRow *row = data;

  g_free (row->name);
  g_free (row->materials);
  g_free (row->size);
  g_free (row);
}

/* @size: m. Returns: (transfer full): "450×450×40"; in whole mm if else it has no room */
static char *
format_box (const double size[3])
{
  g_autofree char *x = format_mm (size[0] * 1000);
  g_autofree char *y = format_mm (size[1] * 1000);
  g_autofree char *z = format_mm (size[2] * 1000);
  char *text = g_strdup_printf ("%s×%s×%s", x, y, z);

  if (measure_text (text, SMALL) <= part_columns[5] - part_columns[4] - 1.6)
    return text;

  g_free (text);
  return g_strdup_printf ("%.0f×%.0f×%.0f", size[0] * 1000, size[1] * 1000, size[2] * 1000);
}

/* Returns: (transfer full) (element-type PartRow): the parts in the order of the report */
static GPtrArray *
list_parts (Layout *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (part_row_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  MQ_JSON_EACH (mq_json_get_array (self->report, "objects"), i, object)
    {
      const char *part = mq_json_get_string (object, "part", "");
      g_auto (GStrv) names = mq_json_to_strings (mq_json_get_array (object, "materials"));
      g_autofree char *materials = names != NULL ? g_strjoinv (", ", names) : g_strdup ("");
      double size[3];
      g_autofree char *text = NULL;
      g_autofree char *key = NULL;
      PartRow *row;

      if (mq_json_get_boolean (object, "hidden", FALSE)
          || !mq_json_get_vector (object, "dimensions_m", size)
          || mq_json_get_int (object, "triangles", 0) <= 0)
        continue;

      text = format_box (size);
      key = g_strjoin ("\n", part, materials, text, NULL);
      row = g_hash_table_lookup (by_key, key);
      if (row == NULL)
        {
          row = g_new0 (PartRow, 1);
          row->name = mq_asset_name_from_id (MQ_ASSET_NAME_PART, part);
          row->materials = g_steal_pointer (&materials);
          row->size = g_steal_pointer (&text);
          g_ptr_array_add (rows, row);
          g_hash_table_insert (by_key, g_steal_pointer (&key), row);
        }
      row->count++;
    }

  return rows;
}

static void
draw_part (Layout *self, double left, double y, const char *const cells[5], double height)
{
  for (guint i = 0; i < 5; i++)
    {
      /* Numbers stand on the right. */
      gboolean is_number = i == 0 || i == 2;
      double room = part_columns[i + 1] - part_columns[i] - 1.6;

      add_text (self, left + (is_number ? part_columns[i + 1] - 0.8 : part_columns[i] + 0.8), y,
                height, is_number ? 1 : 0, room, cells[i]);
    }
}

/* Draws a table from @top downwards. Returns: its lower end */
static double
draw_parts (Layout *self, GPtrArray *rows, double left, double top, guint n_shown)
{
  const char *const captions[] = { "", C_ ("drawing", "Part"), C_ ("drawing", "Qty"),
                                   _ ("Material"), _ ("Size, x×y×z") };
  guint n_lines = n_shown + (n_shown < rows->len ? 1 : 0);
  double bottom = top - ROW * (1 + n_lines);

  draw_part (self, left, top - ROW + 1.5, captions, CAPTION);
  for (guint i = 0; i < n_shown; i++)
    {
      const PartRow *row = rows->pdata[i];
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *count = g_strdup_printf ("%u", row->count);
      const char *const cells[] = { number, row->name, count, row->materials, row->size };

      draw_part (self, left, top - ROW * (i + 2) + 1.3, cells, SMALL);
    }
  if (n_shown < rows->len)
    {
      guint more = rows->len - n_shown;
      g_autofree char *text = g_strdup_printf (
          /* Translators: the last line of a list of parts that is too long for the paper */
          ngettext ("and %u more", "and %u more", (gulong)more), more);

      add_text (self, left + part_columns[1] + 0.8, bottom + 1.3, SMALL, 0, 0, text);
    }

  for (guint i = 0; i <= n_lines + 1; i++)
    add_line (self, i < 2 ? MQ_STROKE_FRAME : MQ_STROKE_THIN, left, top - ROW * i, left + COLUMN,
              top - ROW * i);
  for (guint i = 1; i + 1 < G_N_ELEMENTS (part_columns); i++)
    add_line (self, MQ_STROKE_THIN, left + part_columns[i], top, left + part_columns[i],
              n_shown < rows->len ? bottom + ROW : bottom);
  return bottom;
}

/* Lists the measured lengths that have no dimension. */
static void
draw_measured (Layout *self, double left, double top, guint n_shown)
{
  add_text (self, left + 1, top - ROW + 1.5, CAPTION, 0, 0, _ ("Measured, mm"));
  for (guint i = 0; i < n_shown; i++)
    {
      JsonObject *row = self->measured->pdata[i];
      const char *called = mq_json_get_string (row, "called", mq_json_get_string (row, "of", ""));
      g_autofree char *subject = mq_asset_name_from_id (MQ_ASSET_NAME_PART, called);
      g_autofree char *measure = mq_requirement_name_measure (row, TRUE);
      g_autofree char *label = g_strdup_printf (
          "%s, %s", subject, measure != NULL ? measure : mq_json_get_string (row, "what", ""));
      g_autofree char *value
          = format_mm (mq_json_get_double (row, "found", 0)
                       * mq_length_unit_get_metres (mq_json_get_string (row, "unit", "m")) * 1000);
      double y = top - ROW * (i + 2) + 1.3;

      add_text (self, left + 1, y, SMALL, 0, COLUMN - 26, label);
      add_text (self, left + COLUMN - 1, y, SMALL, 1, 20, value);
      add_line (self, MQ_STROKE_THIN, left, y - 1.3, left + COLUMN, y - 1.3);
    }
}

static void
draw_cell (Layout *self, double x, double y, double width, const char *caption, const char *text)
{
  add_line (self, MQ_STROKE_THIN, x + width, y, x + width, y + 10);
  add_text (self, x + 1, y + 7.2, CAPTION, 0, width - 2, caption);
  add_text (self, x + 1, y + 2, SMALL, 0, width - 2, text);
}

/* Draws the symbol of third-angle projection: a cone, and on its left how it looks from there. */
static void
draw_symbol (Layout *self, double x, double y)
{
  double cone = x + 9;

  for (guint i = 1; i <= 2; i++)
    add_mark (self->out, MQ_MARK_CIRCLE, MQ_STROKE_VISIBLE, (double[]){ x, y }, 1, 1.5 * i);
  add_mark (self->out, MQ_MARK_LINE, MQ_STROKE_VISIBLE,
            (double[]){ cone - 3, y - 1.5, cone + 3, y - 3, cone + 3, y + 3, cone - 3, y + 1.5,
                        cone - 3, y - 1.5 },
            5, 0);
  add_axis (self, x, y, 4, 0);
  add_axis (self, x, y, 0, 4);
  add_axis (self, cone, y, 4, 0);
}

/* At the lower right corner, as ISO 7200 has it. */
static void
draw_title_block (Layout *self, double left, double bottom)
{
  g_autofree char *scale = format_scale (self->out->scale);
  g_autofree char *version = g_strdup_printf ("%u", self->facts->version);
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_utc (self->facts->created);
  g_autofree char *date = created != NULL ? g_date_time_format (created, "%F") : g_strdup ("");
  double right = left + COLUMN;

  add_line (self, MQ_STROKE_FRAME, left, bottom + TITLE_HEIGHT, right, bottom + TITLE_HEIGHT);
  add_line (self, MQ_STROKE_THIN, left, bottom + 20, right, bottom + 20);
  add_line (self, MQ_STROKE_THIN, left, bottom + 10, right, bottom + 10);
  add_text (self, left + 1, bottom + 29.6, CAPTION, 0, 40, C_ ("drawing", "Title"));
  add_text (self, left + 1, bottom + 22.8, LARGE, 0, COLUMN - 3, self->facts->title);
  draw_cell (self, left, bottom + 10, 26, C_ ("drawing", "Scale"), scale);
  draw_cell (self, left + 26, bottom + 10, 18, C_ ("drawing", "Unit"), "mm");
  draw_cell (self, left + 44, bottom + 10, 22, C_ ("drawing", "Sheet"), self->facts->paper->title);
  draw_symbol (self, left + 72, bottom + 15);
  draw_cell (self, left, bottom, 26, C_ ("drawing", "Date"), date);
  draw_cell (self, left + 26, bottom, 18, C_ ("drawing", "Version"), version);
  add_text (self, left + 45, bottom + 7.2, CAPTION, 0, 45, C_ ("drawing", "Drawn by"));
  add_text (self, left + 45, bottom + 2, SMALL, 0, 45, "Maquette");
}

/* The frame, and the column on its right: its rows share what the view from the corner leaves. */
static void
draw_column (Layout *self)
{
  const MqPaper *paper = self->facts->paper;
  double right = paper->width - MARGIN, left = right - COLUMN;
  double top = paper->height - MARGIN, bottom = MARGIN + TITLE_HEIGHT;
  g_autoptr (GPtrArray) rows = list_parts (self);
  guint n_measured = MIN (self->measured->len, 8);
  double heads = (rows->len > 0 ? ROW : 0) + (n_measured > 0 ? ROW + 2 : 0);
  double corner = CLAMP (top - bottom - heads - ROW * (rows->len + n_measured), LEAST_CORNER_VIEW,
                         MOST_CORNER_VIEW);
  guint room = (guint)fmax ((top - bottom - corner - heads) / ROW, 2);
  guint n_parts;

  /* The parts come first. */
  n_measured = MIN (n_measured, room - MIN (rows->len, room * 2 / 3));
  n_parts = MIN (rows->len, room - n_measured);
  if (n_parts < rows->len && n_parts > 0)
    n_parts--; /* for the line that says how many more there are */

  add_line (self, MQ_STROKE_FRAME, left, MARGIN, left, top);
  draw_corner_view (self, left, right, top - corner, top);
  top -= corner;
  if (rows->len > 0)
    top = draw_parts (self, rows, left, top, n_parts) - 2;
  if (n_measured > 0)
    draw_measured (self, left, top, n_measured);
  draw_title_block (self, left, MARGIN);
  add_mark (self->out, MQ_MARK_LINE, MQ_STROKE_FRAME,
            (double[]){ BINDING, MARGIN, right, MARGIN, right, paper->height - MARGIN, BINDING,
                        paper->height - MARGIN, BINDING, MARGIN },
            5, 0);
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
  out->title = g_strdelimit (mq_text_clean (facts->title, MAX_NAME), "\n\t", ' ');
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
  draw_column (&self);
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
