/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The column of a technical drawing: the list of parts, what else was measured, and the title
 * block, see mq-technical-drawing-marks.h. */
#include "client/technical-drawing/mq-technical-drawing-marks.h"

#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-requirement.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* mm on the paper. */
#define LARGE 3.5 /* height of capital letters */
#define ROW 5.0
#define TITLE_HEIGHT 33.0
#define LEAST_CORNER_VIEW 58.0
#define MOST_CORNER_VIEW 112.0

/* The columns of the list of parts: where each begins, from the left side of the list. */
static const double part_columns[] = { 0, 6, 29, 36, 65, MQ_DRAWING_COLUMN };

/* A row of the list of parts: objects that are alike. */
typedef struct
{
  char *name;
  char *materials;
  char *size;
  guint count;
} PartRow;

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
  g_autofree char *x = mq_technical_drawing_format_mm (size[0] * 1000);
  g_autofree char *y = mq_technical_drawing_format_mm (size[1] * 1000);
  g_autofree char *z = mq_technical_drawing_format_mm (size[2] * 1000);
  char *text = g_strdup_printf ("%s×%s×%s", x, y, z);

  if (mq_technical_drawing_measure_text (text, MQ_DRAWING_SMALL)
      <= part_columns[5] - part_columns[4] - 1.6)
    return text;

  g_free (text);
  return g_strdup_printf ("%.0f×%.0f×%.0f", size[0] * 1000, size[1] * 1000, size[2] * 1000);
}

/* Returns: (transfer full) (element-type PartRow): the parts in the order of the report */
static GPtrArray *
list_parts (JsonObject *report)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (part_row_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  MQ_JSON_EACH (mq_json_get_array (report, "objects"), i, object)
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
draw_part (MqTechnicalDrawing *self, double left, double y, const char *const cells[5],
           double height)
{
  for (guint i = 0; i < 5; i++)
    {
      /* Numbers stand on the right. */
      gboolean is_number = i == 0 || i == 2;
      double room = part_columns[i + 1] - part_columns[i] - 1.6;

      mq_technical_drawing_add_text (
          self, left + (is_number ? part_columns[i + 1] - 0.8 : part_columns[i] + 0.8), y, height,
          is_number ? 1 : 0, room, cells[i]);
    }
}

/* Draws a table from @top downwards. Returns: its lower end */
static double
draw_parts (MqTechnicalDrawing *self, GPtrArray *rows, double left, double top, guint n_shown)
{
  const char *const captions[] = { "", C_ ("drawing", "Part"), C_ ("drawing", "Qty"),
                                   _ ("Material"), _ ("Size, x×y×z") };
  guint n_lines = n_shown + (n_shown < rows->len ? 1 : 0);
  double bottom = top - ROW * (1 + n_lines);

  draw_part (self, left, top - ROW + 1.5, captions, MQ_DRAWING_CAPTION);
  for (guint i = 0; i < n_shown; i++)
    {
      const PartRow *row = rows->pdata[i];
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *count = g_strdup_printf ("%u", row->count);
      const char *const cells[] = { number, row->name, count, row->materials, row->size };

      draw_part (self, left, top - ROW * (i + 2) + 1.3, cells, MQ_DRAWING_SMALL);
    }
  if (n_shown < rows->len)
    {
      guint more = rows->len - n_shown;
      g_autofree char *text = g_strdup_printf (
          /* Translators: the last line of a list of parts that is too long for the paper */
          ngettext ("and %u more", "and %u more", (gulong)more), more);

      mq_technical_drawing_add_text (self, left + part_columns[1] + 0.8, bottom + 1.3,
                                     MQ_DRAWING_SMALL, 0, 0, text);
    }

  for (guint i = 0; i <= n_lines + 1; i++)
    mq_technical_drawing_add_line (self, i < 2 ? MQ_STROKE_FRAME : MQ_STROKE_THIN, left,
                                   top - ROW * i, left + MQ_DRAWING_COLUMN, top - ROW * i);
  for (guint i = 1; i + 1 < G_N_ELEMENTS (part_columns); i++)
    mq_technical_drawing_add_line (self, MQ_STROKE_THIN, left + part_columns[i], top,
                                   left + part_columns[i],
                                   n_shown < rows->len ? bottom + ROW : bottom);
  return bottom;
}

/* Lists the measured lengths that have no dimension. */
static void
draw_measured (MqTechnicalDrawing *self, GPtrArray *measured, double left, double top,
               guint n_shown)
{
  mq_technical_drawing_add_text (self, left + 1, top - ROW + 1.5, MQ_DRAWING_CAPTION, 0, 0,
                                 _ ("Measured, mm"));
  for (guint i = 0; i < n_shown; i++)
    {
      JsonObject *row = measured->pdata[i];
      const char *called = mq_json_get_string (row, "called", mq_json_get_string (row, "of", ""));
      g_autofree char *subject = mq_asset_name_from_id (MQ_ASSET_NAME_PART, called);
      g_autofree char *measure = mq_requirement_name_measure (row, TRUE);
      g_autofree char *label = g_strdup_printf (
          "%s, %s", subject, measure != NULL ? measure : mq_json_get_string (row, "what", ""));
      g_autofree char *value = mq_technical_drawing_format_mm (
          mq_json_get_double (row, "found", 0)
          * mq_length_unit_get_metres (mq_json_get_string (row, "unit", "m")) * 1000);
      double y = top - ROW * (i + 2) + 1.3;

      mq_technical_drawing_add_text (self, left + 1, y, MQ_DRAWING_SMALL, 0, MQ_DRAWING_COLUMN - 26,
                                     label);
      mq_technical_drawing_add_text (self, left + MQ_DRAWING_COLUMN - 1, y, MQ_DRAWING_SMALL, 1, 20,
                                     value);
      mq_technical_drawing_add_line (self, MQ_STROKE_THIN, left, y - 1.3, left + MQ_DRAWING_COLUMN,
                                     y - 1.3);
    }
}

static void
draw_cell (MqTechnicalDrawing *self, double x, double y, double width, const char *caption,
           const char *text)
{
  mq_technical_drawing_add_line (self, MQ_STROKE_THIN, x + width, y, x + width, y + 10);
  mq_technical_drawing_add_text (self, x + 1, y + 7.2, MQ_DRAWING_CAPTION, 0, width - 2, caption);
  mq_technical_drawing_add_text (self, x + 1, y + 2, MQ_DRAWING_SMALL, 0, width - 2, text);
}

/* Draws the symbol of third-angle projection: a cone, and on its left how it looks from there. */
static void
draw_symbol (MqTechnicalDrawing *self, double x, double y)
{
  double cone = x + 9;

  for (guint i = 1; i <= 2; i++)
    mq_technical_drawing_add_mark (self, MQ_MARK_CIRCLE, MQ_STROKE_VISIBLE, (double[]){ x, y }, 1,
                                   1.5 * i);
  mq_technical_drawing_add_mark (self, MQ_MARK_LINE, MQ_STROKE_VISIBLE,
                                 (double[]){ cone - 3, y - 1.5, cone + 3, y - 3, cone + 3, y + 3,
                                             cone - 3, y + 1.5, cone - 3, y - 1.5 },
                                 5, 0);
  mq_technical_drawing_add_axis (self, x, y, 4, 0);
  mq_technical_drawing_add_axis (self, x, y, 0, 4);
  mq_technical_drawing_add_axis (self, cone, y, 4, 0);
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

/* At the lower right corner, as ISO 7200 has it. */
static void
draw_title_block (MqTechnicalDrawing *self, const MqDrawingFacts *facts, double left, double bottom)
{
  g_autofree char *scale = format_scale (self->scale);
  g_autofree char *version = g_strdup_printf ("%u", facts->version);
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_utc (facts->created);
  g_autofree char *date = created != NULL ? g_date_time_format (created, "%F") : g_strdup ("");
  double right = left + MQ_DRAWING_COLUMN;

  mq_technical_drawing_add_line (self, MQ_STROKE_FRAME, left, bottom + TITLE_HEIGHT, right,
                                 bottom + TITLE_HEIGHT);
  mq_technical_drawing_add_line (self, MQ_STROKE_THIN, left, bottom + 20, right, bottom + 20);
  mq_technical_drawing_add_line (self, MQ_STROKE_THIN, left, bottom + 10, right, bottom + 10);
  mq_technical_drawing_add_text (self, left + 1, bottom + 29.6, MQ_DRAWING_CAPTION, 0, 40,
                                 C_ ("drawing", "Title"));
  mq_technical_drawing_add_text (self, left + 1, bottom + 22.8, LARGE, 0, MQ_DRAWING_COLUMN - 3,
                                 facts->title);
  draw_cell (self, left, bottom + 10, 26, C_ ("drawing", "Scale"), scale);
  draw_cell (self, left + 26, bottom + 10, 18, C_ ("drawing", "Unit"), "mm");
  draw_cell (self, left + 44, bottom + 10, 22, C_ ("drawing", "Sheet"), facts->paper->title);
  draw_symbol (self, left + 72, bottom + 15);
  draw_cell (self, left, bottom, 26, C_ ("drawing", "Date"), date);
  draw_cell (self, left + 26, bottom, 18, C_ ("drawing", "Version"), version);
  mq_technical_drawing_add_text (self, left + 45, bottom + 7.2, MQ_DRAWING_CAPTION, 0, 45,
                                 C_ ("drawing", "Drawn by"));
  mq_technical_drawing_add_text (self, left + 45, bottom + 2, MQ_DRAWING_SMALL, 0, 45, "Maquette");
}

/**
 * mq_technical_drawing_add_column:
 * @self: a drawing
 * @report: (nullable): the version's report
 * @measured: (element-type JsonObject): its lengths that have no dimension
 * @facts: what the title block says
 *
 * Adds the frame, and the column on its right: its rows share what the view from the corner leaves.
 *
 * Returns: mm, the lower end of the room for that view
 */
double
mq_technical_drawing_add_column (MqTechnicalDrawing *self, JsonObject *report, GPtrArray *measured,
                                 const MqDrawingFacts *facts)
{
  const MqPaper *paper = facts->paper;
  double right = paper->width - MQ_DRAWING_MARGIN, left = right - MQ_DRAWING_COLUMN;
  double top = paper->height - MQ_DRAWING_MARGIN, bottom = MQ_DRAWING_MARGIN + TITLE_HEIGHT;
  g_autoptr (GPtrArray) rows = list_parts (report);
  guint n_measured = MIN (measured->len, 8);
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

  mq_technical_drawing_add_line (self, MQ_STROKE_FRAME, left, MQ_DRAWING_MARGIN, left, top);
  top -= corner;
  corner = top;
  if (rows->len > 0)
    top = draw_parts (self, rows, left, top, n_parts) - 2;
  if (n_measured > 0)
    draw_measured (self, measured, left, top, n_measured);
  draw_title_block (self, facts, left, MQ_DRAWING_MARGIN);
  mq_technical_drawing_add_mark (
      self, MQ_MARK_LINE, MQ_STROKE_FRAME,
      (double[]){ MQ_DRAWING_BINDING, MQ_DRAWING_MARGIN, right, MQ_DRAWING_MARGIN, right,
                  paper->height - MQ_DRAWING_MARGIN, MQ_DRAWING_BINDING,
                  paper->height - MQ_DRAWING_MARGIN, MQ_DRAWING_BINDING, MQ_DRAWING_MARGIN },
      5, 0);
  return corner;
}
