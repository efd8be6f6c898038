/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Technical drawings as DXF of AutoCAD 2000, as text, see mq-technical-drawing.h. It is in mm of
 * the asset at 1:1: the paper with its texts is as much larger. Group codes: Autodesk, “DXF
 * Reference”. */
#include "client/technical-drawing/mq-technical-drawing.h"

#include <math.h>
#include <string.h>

#define DECIMALS 6

/* Handles of what others refer to; the others follow. */
enum
{
  MODEL_SPACE = 0x20,
  PAPER_SPACE,
  ROOT_DICTIONARY,
  GROUP_DICTIONARY,
  FIRST_FREE = 0x100,
};

/* @unit: mm of the asset for one of the paper; @owner: of the entities that are written */
typedef struct
{
  const MqTechnicalDrawing *drawing;
  GString *out;
  double unit;
  guint next;
  guint owner;
  guint *blocks; /* the record of each dimension's block */
} Dxf;

static void
put (Dxf *self, int code, const char *value)
{
  g_string_append_printf (self->out, "%d\n%s\n", code, value);
}

static void
put_int (Dxf *self, int code, int value)
{
  g_string_append_printf (self->out, "%d\n%d\n", code, value);
}

static void
put_handle (Dxf *self, int code, guint handle)
{
  g_string_append_printf (self->out, "%d\n%X\n", code, handle);
}

static void
put_number (Dxf *self, int code, double value)
{
  g_string_append_printf (self->out, "%d\n", code);
  mq_technical_drawing_append_number (self->out, value, DECIMALS);
  g_string_append_c (self->out, '\n');
}

/* @point: mm on the paper */
static void
put_point (Dxf *self, int code, const double point[2])
{
  put_number (self, code, point[0] * self->unit);
  put_number (self, code + 10, point[1] * self->unit);
  put_number (self, code + 20, 0);
}

/* A text without what programs read as a code: “%%” and “^” begin one, and so does a backslash.
 * Other letters than ASCII are written as one. */
static void
put_text (Dxf *self, int code, const char *text)
{
  g_string_append_printf (self->out, "%d\n", code);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar sign = g_utf8_get_char (p);

      if (sign == 0xd8)
        g_string_append (self->out, "%%c");
      else if (sign == '%')
        g_string_append (self->out, "%%%");
      else if (sign > 0xffff)
        g_string_append_c (self->out, '?');
      else if (sign >= 0x7f || sign == '\\' || sign == '^')
        g_string_append_printf (self->out, "\\U+%04X", sign);
      else
        g_string_append_c (self->out, (char)sign);
    }
  g_string_append_c (self->out, '\n');
}

/* @class: (nullable): the second class of a table's entry */
static void
put_entry (Dxf *self, const char *type, guint handle, guint owner, const char *class,
           const char *name)
{
  put (self, 0, type);
  put_handle (self, g_str_equal (type, "DIMSTYLE") ? 105 : 5, handle);
  put_handle (self, 330, owner);
  put (self, 100, "AcDbSymbolTableRecord");
  put (self, 100, class);
  put (self, 2, name);
  if (!g_str_equal (type, "BLOCK_RECORD"))
    put_int (self, 70, 0);
}

/* Returns: its handle */
static guint
begin_table (Dxf *self, const char *name, int n_entries)
{
  guint handle = self->next++;

  put (self, 0, "TABLE");
  put (self, 2, name);
  put_handle (self, 5, handle);
  put_handle (self, 330, 0);
  put (self, 100, "AcDbSymbolTable");
  put_int (self, 70, n_entries);
  if (g_str_equal (name, "DIMSTYLE"))
    {
      put (self, 100, "AcDbDimStyleTable");
      put_int (self, 71, 0);
    }
  return handle;
}

/* The names of line types that readers know. */
static const char *
get_line_type (MqStroke stroke)
{
  return stroke == MQ_STROKE_HIDDEN   ? "HIDDEN"
         : stroke == MQ_STROKE_CENTRE ? "CENTER"
                                      : "Continuous";
}

static void
put_line_type (Dxf *self, guint table, const char *name, const double *dashes, guint n)
{
  double length = 0;

  put_entry (self, "LTYPE", self->next++, table, "AcDbLinetypeTableRecord", name);
  put (self, 3, "");
  put_int (self, 72, 65);
  put_int (self, 73, (int)n);
  for (guint i = 0; i < n; i++)
    length += dashes[i];
  put_number (self, 40, length);
  for (guint i = 0; i < n; i++)
    {
      put_number (self, 49, i % 2 == 0 ? dashes[i] : -dashes[i]);
      put_int (self, 74, 0);
    }
}

static char *
make_block_name (guint dimension)
{
  return g_strdup_printf ("*D%u", dimension + 1);
}

static void
put_layers_and_styles (Dxf *self)
{
  guint table = begin_table (self, "LTYPE", 5);

  put_line_type (self, table, "ByBlock", NULL, 0);
  put_line_type (self, table, "ByLayer", NULL, 0);
  put_line_type (self, table, "Continuous", NULL, 0);
  put_line_type (self, table, "HIDDEN", mq_stroke_styles[MQ_STROKE_HIDDEN].dashes, 2);
  put_line_type (self, table, "CENTER", mq_stroke_styles[MQ_STROKE_CENTRE].dashes, 4);
  put (self, 0, "ENDTAB");

  table = begin_table (self, "LAYER", MQ_N_STROKES + 1);
  for (int i = -1; i < MQ_N_STROKES; i++)
    {
      put_entry (self, "LAYER", self->next++, table, "AcDbLayerTableRecord",
                 i < 0 ? "0" : mq_stroke_styles[i].name);
      put_int (self, 62, 7);
      put (self, 6, i < 0 ? "Continuous" : get_line_type (i));
      /* Hundredths of a mm; AutoCAD knows these widths. */
      put_int (self, 370, i < 0 ? -3 : (int)lround (mq_stroke_styles[i].width * 100));
    }
  put (self, 0, "ENDTAB");

  table = begin_table (self, "STYLE", 1);
  put_entry (self, "STYLE", self->next++, table, "AcDbTextStyleTableRecord", "Standard");
  put_number (self, 40, 0);
  put_number (self, 41, 1);
  put_number (self, 50, 0);
  put_int (self, 71, 0);
  put_number (self, 42, 2.5 * self->unit);
  put (self, 3, "arial.ttf");
  put (self, 4, "");
  put (self, 0, "ENDTAB");
}

/* The tables that have to be there. */
static void
put_tables (Dxf *self)
{
  static const char *const empty[] = { "VIEW", "UCS" };
  const MqTechnicalDrawing *drawing = self->drawing;
  const double middle[2] = { drawing->paper->width / 2, drawing->paper->height / 2 };
  guint table = begin_table (self, "VPORT", 1);

  put_entry (self, "VPORT", self->next++, table, "AcDbViewportTableRecord", "*Active");
  g_string_append (self->out, "10\n0\n20\n0\n11\n1\n21\n1\n");
  put_number (self, 12, middle[0] * self->unit);
  put_number (self, 22, middle[1] * self->unit);
  g_string_append (self->out, "13\n0\n23\n0\n14\n10\n24\n10\n15\n10\n25\n10\n16\n0\n26\n0\n36\n1\n"
                              "17\n0\n27\n0\n37\n0\n");
  put_number (self, 40, drawing->paper->height * self->unit);
  put_number (self, 41, drawing->paper->width / drawing->paper->height);
  g_string_append (self->out, "42\n50\n43\n0\n44\n0\n50\n0\n51\n0\n71\n0\n72\n100\n73\n1\n74\n3\n"
                              "75\n0\n76\n0\n77\n0\n78\n0\n0\nENDTAB\n");
  put_layers_and_styles (self);
  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      begin_table (self, empty[i], 0);
      put (self, 0, "ENDTAB");
    }

  table = begin_table (self, "APPID", 1);
  put_entry (self, "APPID", self->next++, table, "AcDbRegAppTableRecord", "ACAD");
  put (self, 0, "ENDTAB");

  /* Arrows and texts as they are drawn, for programs that draw the dimensions anew. */
  table = begin_table (self, "DIMSTYLE", 1);
  put_entry (self, "DIMSTYLE", self->next++, table, "AcDbDimStyleTableRecord", "Standard");
  put_number (self, 40, self->unit);
  g_string_append (self->out, "41\n2.5\n42\n1\n44\n1.5\n140\n2.5\n147\n1\n");
  put_int (self, 77, 1);
  put_int (self, 78, 8);
  put_int (self, 271, 2);
  put_int (self, 278, '.');
  put (self, 0, "ENDTAB");

  table = begin_table (self, "BLOCK_RECORD", (int)drawing->dimensions->len + 2);
  put_entry (self, "BLOCK_RECORD", MODEL_SPACE, table, "AcDbBlockTableRecord", "*Model_Space");
  put_entry (self, "BLOCK_RECORD", PAPER_SPACE, table, "AcDbBlockTableRecord", "*Paper_Space");
  for (guint i = 0; i < drawing->dimensions->len; i++)
    {
      g_autofree char *name = make_block_name (i);

      self->blocks[i] = self->next++;
      put_entry (self, "BLOCK_RECORD", self->blocks[i], table, "AcDbBlockTableRecord", name);
    }
  put (self, 0, "ENDTAB");
}

static void
begin_entity (Dxf *self, const char *type, MqStroke stroke, const char *class)
{
  put (self, 0, type);
  put_handle (self, 5, self->next++);
  put_handle (self, 330, self->owner);
  put (self, 100, "AcDbEntity");
  put (self, 8, mq_stroke_styles[stroke].name);
  if (class != NULL)
    put (self, 100, class);
}

static void
put_mark (Dxf *self, const MqMark *mark)
{
  static const int corners[] = { 0, 1, 2, 2 };

  switch (mark->kind)
    {
    case MQ_MARK_CIRCLE:
      begin_entity (self, "CIRCLE", mark->stroke, "AcDbCircle");
      put_point (self, 10, mark->points);
      put_number (self, 40, mark->size * self->unit);
      break;

    case MQ_MARK_ARROW:
      begin_entity (self, "SOLID", mark->stroke, "AcDbTrace");
      for (int i = 0; i < 4; i++)
        put_point (self, 10 + i, mark->points + 2 * corners[i]);
      break;

    case MQ_MARK_TEXT:
      begin_entity (self, "TEXT", mark->stroke, "AcDbText");
      put_point (self, 10, mark->points);
      put_number (self, 40, mark->size * self->unit);
      put_text (self, 1, mark->text);
      put_number (self, 50, mark->is_upright ? 90 : 0);
      if (mark->align > 0)
        {
          put_int (self, 72, (int)(2 * mark->align));
          put_point (self, 11, mark->points);
        }
      put (self, 100, "AcDbText");
      break;

    case MQ_MARK_LINE:
    default:
      if (mark->n_points == 2)
        {
          begin_entity (self, "LINE", mark->stroke, "AcDbLine");
          put_point (self, 10, mark->points);
          put_point (self, 11, mark->points + 2);
          break;
        }
      begin_entity (self, "LWPOLYLINE", mark->stroke, "AcDbPolyline");
      put_int (self, 90, (int)mark->n_points);
      put_int (self, 70, 0);
      for (guint i = 0; i < mark->n_points; i++)
        {
          put_number (self, 10, mark->points[2 * i] * self->unit);
          put_number (self, 20, mark->points[2 * i + 1] * self->unit);
        }
      break;
    }
}

static void
put_dimension (Dxf *self, guint number)
{
  static const int types[] = { [MQ_DIMENSION_DIAMETER] = 3, [MQ_DIMENSION_RADIUS] = 4 };
  const MqDrawingDimension *dimension = &g_array_index (self->drawing->dimensions,
                                                        MqDrawingDimension, number);
  g_autofree char *name = make_block_name (number);
  g_autofree char *text = g_strconcat (dimension->prefix, "<>", dimension->suffix, NULL);
  gboolean is_length = dimension->kind == MQ_DIMENSION_LENGTH;

  begin_entity (self, "DIMENSION", MQ_STROKE_THIN, "AcDbDimension");
  put (self, 2, name);
  put_point (self, 10, is_length ? dimension->line : dimension->from);
  put_point (self, 11, dimension->middle);
  put_int (self, 70, 32 + types[dimension->kind]);
  put_text (self, 1, g_str_equal (text, "<>") ? "" : text);
  put_int (self, 71, 5);
  put_number (self, 42, dimension->value);
  put (self, 3, "Standard");
  if (!is_length)
    {
      put (self, 100,
           dimension->kind == MQ_DIMENSION_RADIUS ? "AcDbRadialDimension"
                                                  : "AcDbDiametricDimension");
      put_point (self, 15, dimension->to);
      put_number (self, 40, 0);
      return;
    }
  put (self, 100, "AcDbAlignedDimension");
  put_point (self, 13, dimension->from);
  put_point (self, 14, dimension->to);
  put_number (self, 50, dimension->is_upright ? 90 : 0);
  put (self, 100, "AcDbRotatedDimension");
}

static void
put_block (Dxf *self, const char *name, guint record, int dimension)
{
  self->owner = record;
  begin_entity (self, "BLOCK", MQ_STROKE_THIN, "AcDbBlockBegin");
  put (self, 2, name);
  put_int (self, 70, dimension >= 0 ? 1 : 0);
  put_point (self, 10, (const double[]){ 0, 0 });
  put (self, 3, name);
  put (self, 1, "");
  for (guint i = 0; dimension >= 0 && i < self->drawing->marks->len; i++)
    {
      const MqMark *mark = self->drawing->marks->pdata[i];

      if (mark->dimension == dimension)
        put_mark (self, mark);
    }
  begin_entity (self, "ENDBLK", MQ_STROKE_THIN, "AcDbBlockEnd");
}

/**
 * mq_technical_drawing_write_dxf:
 * @self: a drawing
 *
 * Returns: (transfer full): the file, in mm of the asset
 */
GString *
mq_technical_drawing_write_dxf (const MqTechnicalDrawing *self)
{
  g_autofree guint *blocks = g_new0 (guint, self->dimensions->len + 1);
  GString *file = g_string_new (NULL);
  g_autoptr (GString) body = g_string_new (NULL);
  Dxf dxf = { self, body, 1 / self->scale, FIRST_FREE, MODEL_SPACE, blocks };
  const double corner[2] = { self->paper->width, self->paper->height };

  put (&dxf, 0, "SECTION");
  put (&dxf, 2, "TABLES");
  put_tables (&dxf);
  g_string_append (body, "0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n");
  put_block (&dxf, "*Model_Space", MODEL_SPACE, -1);
  put_block (&dxf, "*Paper_Space", PAPER_SPACE, -1);
  for (guint i = 0; i < self->dimensions->len; i++)
    {
      g_autofree char *name = make_block_name (i);

      put_block (&dxf, name, blocks[i], (int)i);
    }

  g_string_append (body, "0\nENDSEC\n0\nSECTION\n2\nENTITIES\n");
  dxf.owner = MODEL_SPACE;
  for (guint i = 0; i < self->marks->len; i++)
    {
      const MqMark *mark = self->marks->pdata[i];

      if (mark->dimension < 0)
        put_mark (&dxf, mark);
    }
  for (guint i = 0; i < self->dimensions->len; i++)
    put_dimension (&dxf, i);

  g_string_append (body, "0\nENDSEC\n0\nSECTION\n2\nOBJECTS\n0\nDICTIONARY\n");
  put_handle (&dxf, 5, ROOT_DICTIONARY);
  put_handle (&dxf, 330, 0);
  put (&dxf, 100, "AcDbDictionary");
  put_int (&dxf, 281, 1);
  put (&dxf, 3, "ACAD_GROUP");
  put_handle (&dxf, 350, GROUP_DICTIONARY);
  put (&dxf, 0, "DICTIONARY");
  put_handle (&dxf, 5, GROUP_DICTIONARY);
  put_handle (&dxf, 330, ROOT_DICTIONARY);
  put (&dxf, 100, "AcDbDictionary");
  put_int (&dxf, 281, 1);
  g_string_append (body, "0\nENDSEC\n0\nEOF\n");

  /* The header names the first handle that is free. */
  dxf.out = file;
  g_string_append (file, "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$DWGCODEPAGE\n3\n"
                         "ANSI_1252\n9\n$INSUNITS\n70\n4\n9\n$MEASUREMENT\n70\n1\n9\n$LWDISPLAY\n"
                         "290\n1\n9\n$LTSCALE\n");
  put_number (&dxf, 40, dxf.unit);
  put (&dxf, 9, "$EXTMIN");
  put_point (&dxf, 10, (const double[]){ 0, 0 });
  put (&dxf, 9, "$EXTMAX");
  put_point (&dxf, 10, corner);
  put (&dxf, 9, "$HANDSEED");
  put_handle (&dxf, 5, dxf.next);
  g_string_append (file, "0\nENDSEC\n0\nSECTION\n2\nCLASSES\n0\nENDSEC\n");
  g_string_append_len (file, body->str, (gssize)body->len);
  return file;
}
