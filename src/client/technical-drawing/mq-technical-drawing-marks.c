/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines, texts and numbers of technical drawings, see mq-technical-drawing-marks.h. */
#include "client/technical-drawing/mq-technical-drawing-marks.h"

#include "common/base/mq-text.h"

#include <math.h>
#include <string.h>

/* Width of a character, in heights of a capital letter; of usual fonts without serifs. */
#define CHARACTER 0.8
#define WIDE_CHARACTER 1.45
/* Bytes of a name. */
#define MAX_NAME 200

/**
 * mq_technical_drawing_add_mark:
 * @self: a drawing
 * @kind: what it is
 * @stroke: how it is drawn
 * @points: x and y of each, mm on the paper
 * @n_points: their number
 * @size: the radius, or the height of a capital letter, mm
 *
 * Adds a mark, of the last dimension.
 */
void
mq_technical_drawing_add_mark (MqTechnicalDrawing *self, MqMarkKind kind, MqStroke stroke,
                               const double *points, guint n_points, double size)
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

/**
 * mq_technical_drawing_add_line:
 *
 * Adds a line between two points of the paper, mm.
 */
void
mq_technical_drawing_add_line (MqTechnicalDrawing *self, MqStroke stroke, double x1, double y1,
                               double x2, double y2)
{
  mq_technical_drawing_add_mark (self, MQ_MARK_LINE, stroke, (double[]){ x1, y1, x2, y2 }, 2, 0);
}

/**
 * mq_technical_drawing_measure_text:
 * @text: a text
 * @height: of a capital letter, mm
 *
 * Returns: about how wide it is, mm
 */
double
mq_technical_drawing_measure_text (const char *text, double height)
{
  double width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += g_unichar_iswide (g_utf8_get_char (p)) ? WIDE_CHARACTER : CHARACTER;
  return width * height;
}

/**
 * mq_technical_drawing_add_text:
 * @self: a drawing
 * @x: mm on the paper
 * @y: mm, of its base line
 * @height: of a capital letter, mm
 * @align: 0: it begins there, 0.5: its middle is there, 1: its end
 * @room: mm; a longer text ends with “…”; 0: it has enough
 * @text: a text, which may be of anybody
 *
 * Adds one line of text.
 */
void
mq_technical_drawing_add_text (MqTechnicalDrawing *self, double x, double y, double height,
                               double align, double room, const char *text)
{
  g_autofree char *clean = g_strdelimit (mq_text_clean (text, MAX_NAME), "\n\t", ' ');
  double width = mq_technical_drawing_measure_text (clean, height);
  MqMark *mark;

  if (room > 0 && width > room)
    {
      const char *end = clean;
      g_autofree char *cut = NULL;

      for (width = CHARACTER * height; *end != '\0'; end = g_utf8_next_char (end))
        {
          g_autofree char *next = g_strndup (end, (gsize)(g_utf8_next_char (end) - end));

          width += mq_technical_drawing_measure_text (next, height);
          if (width > room)
            break;
        }
      cut = g_strndup (clean, (gsize)(end - clean));
      g_free (clean);
      clean = g_strconcat (g_strchomp (cut), "…", NULL);
    }

  if (*clean == '\0')
    return;

  mq_technical_drawing_add_mark (self, MQ_MARK_TEXT, MQ_STROKE_THIN, (double[]){ x, y }, 1, height);
  mark = self->marks->pdata[self->marks->len - 1];
  mark->align = align;
  mark->room = room > 0 ? room : 1.3 * width;
  mark->text = g_steal_pointer (&clean);
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

/**
 * mq_technical_drawing_format_mm:
 * @value: mm
 *
 * Returns: (transfer full): mm to a tenth, of less than 10 mm to a hundredth
 */
char *
mq_technical_drawing_format_mm (double value)
{
  GString *text = g_string_new (NULL);

  mq_technical_drawing_append_number (text, value, fabs (value) < 10 ? 2 : 1);
  return g_string_free_and_steal (text);
}

/**
 * mq_technical_drawing_add_axis:
 *
 * Adds an axis through a point, as far to both sides; both dashes begin in the middle.
 */
void
mq_technical_drawing_add_axis (MqTechnicalDrawing *self, double x, double y, double dx, double dy)
{
  mq_technical_drawing_add_line (self, MQ_STROKE_CENTRE, x, y, x + dx, y + dy);
  mq_technical_drawing_add_line (self, MQ_STROKE_CENTRE, x, y, x - dx, y - dy);
}
