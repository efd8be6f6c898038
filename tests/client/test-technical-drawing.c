/* Technical drawings: nothing lies on something else or beside the paper, scales are usual ones,
 * and what is written comes back, also hostile names: the DXF by our own reader. */
#include "client/technical-drawing/mq-technical-drawing.h"

#include "common/json/mq-json.h"
#include "drawing/mq-dxf.h"
#include "support/mq-test.h"

#include <math.h>
#include <string.h>

#define HOSTILE "<script>&\"%%c\\U+0041^J\x1b]]> Mü 🦊"
/* Without what no label shows; a DXF has only signs of the first plane. */
#define SHOWN "<script>&\"%%c\\U+0041^J]]> Mü 🦊"
#define SHOWN_DXF "<script>&\"%%c\\U+0041^J]]> Mü ?"

/* What the bridge answers of a box with a hole in its top and its front, three more in a row on its
 * top, rounded corners, and a section through the hole in its top. */
static JsonObject *
make_found (double x, double y, double z, double hole)
{
  g_autofree char *text = g_strdup_printf (
      "{\"low\": [0, 0, 0], \"high\": [%g, %g, %g], \"views\": ["
      "{\"name\": \"front\", \"seen\": [[0, 0, %g, 0], [0, 0, 0, %g]], \"hidden\": [[1, 0, 1, %g]],"
      " \"seen_circles\": [], \"hidden_circles\": []},"
      "{\"name\": \"top\", \"seen\": [[0, 0, %g, 0, %g, %g]], \"hidden\": [],"
      " \"seen_circles\": [[%g, %g, %g]], \"hidden_circles\": []}, "
      "{\"name\": \"isometric\", \"seen\": [[0, 0, 1, 1], \"odd\", [1], [1, \"two\"]]}], "
      "\"holes\": [{\"diameter\": %g, \"depth\": %g, \"through\": true, \"middle\": [%g, %g, %g],"
      " \"axis\": [0, 0, -1]}, {\"diameter\": %g, \"depth\": 3.25, \"through\": false, "
      "\"middle\": [%g, 1, %g], \"axis\": [0, 1, 0]}, {\"diameter\": %g, \"depth\": 3.25, "
      "\"through\": false, \"middle\": [%g, 1, %g], \"axis\": [0, 1, 0]}], "
      "\"lengths\": [{\"view\": \"top\", \"axis\": 0, \"from\": [0, 0], \"to\": [%g, 0], "
      "\"count\": 1},"
      "{\"view\": \"top\", \"axis\": 0, \"from\": [%g, 0], \"to\": [%g, 0], \"count\": 3}, 3,"
      "{\"view\": \"top\", \"axis\": 1, \"from\": [0, 0], \"to\": [0, %g], \"count\": 1},"
      "{\"view\": \"side\", \"axis\": 1, \"from\": [0, 0], \"to\": [0, 1]},"
      "{\"view\": \"top\", \"axis\": 2, \"from\": [0, 0], \"to\": [0, 1]},"
      "{\"view\": \"top\", \"axis\": 1, \"from\": [0, 1], \"to\": [0, 0]}],"
      "\"circles\": [{\"view\": \"top\", \"middle\": [%g, %g], \"radius\": %g}, {}],"
      "\"radii\": [{\"view\": \"right\", \"radius\": %g, \"count\": 2, \"at\": [%g, 0], "
      "\"centre\": [%g, 0]}, {\"view\": \"right\", \"radius\": -1, \"at\": [0, 0]}],"
      "\"section\": {\"of\": \"front\", \"level\": %g, \"seen\": [[0, 0, %g, 0]], \"cuts\": ["
      "{\"object\": 0, \"loops\": [[0, 0, %g, 0, %g, %g, 0, %g], \"odd\", [1]]}, {\"object\": 0},"
      "{\"object\": 7, \"loops\": [[0, 0, %g, 0, 0, %g]]}, 3]}}",
      x, y, z, x, z, z, x, x, y, x / 4, y / 2, hole / 2, hole, z, x / 4, y / 2, z / 2, hole / 2,
      x / 2, z / 2, hole / 2, x / 3, z / 2, x / 8, x / 8, x / 2, y / 2, x / 4, y / 2, hole,
      hole / 8, y, y - hole / 8, y / 2, x, x, x, z, z, x, z / 2);

  return mq_test_parse_json (text);
}

/* @n_parts: different ones */
static JsonObject *
make_report (double x, double y, double z, guint n_parts, const char *name)
{
  g_autoptr (JsonArray) objects = json_array_new ();
  g_autoptr (JsonArray) materials = json_array_new ();
  JsonObject *report = json_object_new ();

  json_array_add_string_element (materials, name);
  for (guint i = 0; i < 2 * n_parts; i++)
    {
      double size[3] = { x / 1000, y / 1000, z / 1000 / (1 + i / 2) };
      double low[3] = { 0, 0, 0 };
      g_autofree char *own = g_strdup_printf ("%s %u", name, i / 2);
      JsonObject *box = mq_json_new ("min:a max:a", mq_json_from_vector (low),
                                     mq_json_from_vector (size));

      json_array_add_object_element (
          objects,
          mq_json_new ("name:s part:s hidden:b box:o dimensions_m:a triangles:i materials:a", own,
                       own, FALSE, box, mq_json_from_vector (size), 12,
                       json_array_ref (materials)));
    }
  mq_json_add (report, "objects:a whole:o", json_array_ref (objects),
               mq_json_new ("dimensions_m:a",
                            mq_json_from_vector ((double[]){ x / 1000, y / 1000, z / 1000 })));
  return report;
}

/* Its lower left and upper right corner. */
static void
get_box (const MqMark *mark, double box[4])
{
  double width = fmin (0.8 * mark->size * (double)g_utf8_strlen (mark->text, -1), mark->room);
  double before = width * mark->align;

  box[0] = mark->points[0] - (mark->is_upright ? mark->size : before);
  box[1] = mark->points[1] - (mark->is_upright ? before : 0);
  box[2] = box[0] + (mark->is_upright ? mark->size : width);
  box[3] = box[1] + (mark->is_upright ? width : mark->size);
}

/* Whether a line goes through a box. */
static gboolean
crosses (const MqMark *mark, const double box[4])
{
  for (guint i = 1; i < mark->n_points; i++)
    for (guint j = 0; j <= 200; j++)
      {
        double share = j / 200.0;
        double x = mark->points[2 * i - 2] * (1 - share) + mark->points[2 * i] * share;
        double y = mark->points[2 * i - 1] * (1 - share) + mark->points[2 * i + 1] * share;

        if (x > box[0] && x < box[2] && y > box[1] && y < box[3])
          return TRUE;
      }

  return FALSE;
}

static void
check_layout (const MqTechnicalDrawing *drawing)
{
  double steps = drawing->scale < 1 ? 1 / drawing->scale : drawing->scale;

  while (steps > 9.99)
    steps /= 10;
  g_assert_true (fabs (steps - 1) < 1e-6 || fabs (steps - 2) < 1e-6 || fabs (steps - 5) < 1e-6);

  for (guint i = 0; i < drawing->marks->len; i++)
    {
      const MqMark *mark = drawing->marks->pdata[i];
      double a[4], b[4];

      for (guint j = 0; j < 2 * mark->n_points; j++)
        {
          double most = j % 2 == 0 ? drawing->paper->width : drawing->paper->height;

          g_assert_cmpfloat (mark->points[j], >=, 9.99);
          g_assert_cmpfloat (mark->points[j], <=, most - 9.99);
        }
      if (mark->kind != MQ_MARK_TEXT)
        continue;

      get_box (mark, a);
      if (a[0] < 20 || a[1] < 10 || a[2] > drawing->paper->width - 10
          || a[3] > drawing->paper->height - 10)
        g_error ("“%s” is beside the frame: %g, %g to %g, %g", mark->text, a[0], a[1], a[2], a[3]);
      for (guint j = 0; j < drawing->marks->len; j++)
        {
          const MqMark *other = drawing->marks->pdata[j];

          /* Lines of dimensions go through no text but maybe the letter of the section. */
          if (other->kind == MQ_MARK_LINE && other->dimension >= 0 && !g_str_equal (mark->text, "A")
              && crosses (other, a))
            g_error ("A line of a dimension goes through “%s”", mark->text);
          if (other->kind != MQ_MARK_TEXT || j >= i)
            continue;
          get_box (other, b);
          if (a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3])
            g_error ("“%s” lies on “%s”", mark->text, other->text);
        }
    }
}

static const MqMark *
find_text (const MqTechnicalDrawing *drawing, const char *text)
{
  for (guint i = 0; i < drawing->marks->len; i++)
    if (g_strcmp0 (((MqMark *)drawing->marks->pdata[i])->text, text) == 0)
      return drawing->marks->pdata[i];

  return NULL;
}

static void
test_layout (void)
{
  static const struct
  {
    double size[3];
    double hole;
    guint n_parts;
    const char *scale;
    const char *says;
  } cases[] = {
    { { 440, 540, 940.4 }, 8, 4, "1:20", "940.4" },
    { { 100, 60, 20 }, 12, 1, "1:2", "100" },
    /* Tiny, very long, very deep, very high, flat, and with more parts than the list has room for.
     */
    { { 3.456, 2, 1.5 }, 0.5, 1, "10:1", "3.46" },
    { { 12000, 50, 40 }, 8, 2, "1:200", "12000" },
    { { 50, 9000, 40 }, 8, 2, "1:100", "9000" },
    { { 60, 50, 80000 }, 8, 2, "1:1000", "80000" },
    { { 800, 600, 0 }, 8, 1, "1:20", "800" },
    { { 800, 300, 2000 }, 8, 300, "1:20", "2000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (const MqPaper *paper = mq_papers; paper->id != NULL; paper++)
      {
        const double *size = cases[i].size;
        MqDrawingFacts facts = { "A thing with a title that is longer than its field has room for, "
                                 "by far",
                                 3, 1790000000, paper };
        g_autoptr (JsonObject) found = make_found (size[0], size[1], size[2], cases[i].hole);
        g_autoptr (JsonObject) report = make_report (size[0], size[1], size[2], cases[i].n_parts,
                                                     "Side panel");
        g_autoptr (MqTechnicalDrawing) drawing = mq_technical_drawing_new (found, report, &facts);

        g_assert_nonnull (drawing);
        check_layout (drawing);
        if (paper == mq_papers)
          g_test_message ("%g x %g x %g: %g", size[0], size[1], size[2], drawing->scale);
        if (paper == mq_papers)
          g_assert_nonnull (find_text (drawing, cases[i].scale));
        g_assert_nonnull (find_text (drawing, cases[i].says));
        g_assert_nonnull (find_text (drawing, paper->title));
        g_assert_nonnull (find_text (drawing, "2026-09-21"));
        if (cases[i].n_parts == 300)
          {
            guint shown = 0;
            g_autofree char *more = NULL;

            for (gboolean is_there = TRUE; is_there; shown += is_there)
              {
                g_autofree char *number = g_strdup_printf ("%u", shown + 1);

                is_there = find_text (drawing, number) != NULL;
              }
            more = g_strdup_printf ("and %u more", 300 - shown);
            g_assert_nonnull (find_text (drawing, more));
          }
      }
}

/* The top stands above the front, and the right side beside it. */
static void
test_views (void)
{
  g_autoptr (JsonObject) found = make_found (100, 60, 20, 12);
  MqDrawingFacts facts = { "Plate", 1, 0, mq_papers };
  g_autoptr (MqTechnicalDrawing) drawing = mq_technical_drawing_new (found, NULL, &facts);
  double front[4] = { 0 }, top[6] = { 0 };
  const MqMark *circle = NULL;
  guint n_hidden = 0;

  for (guint i = 0; i < drawing->marks->len; i++)
    {
      const MqMark *mark = drawing->marks->pdata[i];

      n_hidden += mark->stroke == MQ_STROKE_HIDDEN;
      if (mark->stroke != MQ_STROKE_VISIBLE)
        continue;
      if (mark->kind == MQ_MARK_CIRCLE && circle == NULL)
        circle = mark;
      else if (mark->n_points == 2 && front[2] <= 0)
        memcpy (front, mark->points, sizeof front);
      else if (mark->n_points == 3 && top[2] <= 0)
        memcpy (top, mark->points, sizeof top);
    }
  g_assert_cmpfloat_with_epsilon (front[2] - front[0], 100 * drawing->scale, 1e-6);
  g_assert_cmpfloat_with_epsilon (top[0], front[0], 1e-6);
  g_assert_cmpfloat (top[1], >, front[1] + 20 * drawing->scale);
  g_assert_cmpfloat_with_epsilon (circle->points[0], front[0] + 25 * drawing->scale, 1e-6);
  g_assert_cmpfloat_with_epsilon (circle->size, 6 * drawing->scale, 1e-6);
  g_assert_cmpuint (n_hidden, ==, 1);
  g_assert_nonnull (find_text (drawing, "Ø12"));
  g_assert_nonnull (find_text (drawing, "2× Ø6×3.25"));
  g_assert_nonnull (find_text (drawing, "12.5"));
  g_assert_nonnull (find_text (drawing, "3× 12.5 (=37.5)"));
  g_assert_nonnull (find_text (drawing, "Ø24"));
  g_assert_nonnull (find_text (drawing, "2× R1.5"));
  g_assert_nonnull (find_text (drawing, "A–A"));
}

/* What is cut of two objects is hatched in both directions, and only there. */
static void
test_hatching (void)
{
  g_autoptr (JsonObject) found = make_found (100, 60, 20, 12);
  MqDrawingFacts facts = { "Plate", 1, 0, mq_papers };
  g_autoptr (MqTechnicalDrawing) drawing = mq_technical_drawing_new (found, NULL, &facts);
  const MqMark *title = find_text (drawing, "A–A");
  double left = title->points[0] - 50 * drawing->scale, right = left + 100 * drawing->scale;
  guint n_rising = 0, n_falling = 0;

  for (guint i = 0; i < drawing->marks->len; i++)
    {
      const MqMark *mark = drawing->marks->pdata[i];
      double dx, dy;

      if (mark->stroke != MQ_STROKE_HATCH)
        continue;

      dx = mark->points[2] - mark->points[0];
      dy = mark->points[3] - mark->points[1];
      g_assert_cmpfloat_with_epsilon (fabs (dx), fabs (dy), 1e-6);
      g_assert_cmpfloat (fmin (mark->points[0], mark->points[2]), >, left - 1e-6);
      g_assert_cmpfloat (fmax (mark->points[0], mark->points[2]), <, right + 1e-6);
      g_assert_cmpfloat (fabs (dy), <, 20 * drawing->scale + 1e-6);
      *(dx * dy > 0 ? &n_rising : &n_falling) += 1;
    }
  g_assert_cmpuint (n_rising, >, 10);
  g_assert_cmpuint (n_falling, >, 5);
}

/* Lengths of requirements become dimensions where their ends are known, or are listed. */
static void
test_requirements (void)
{
  g_autoptr (JsonObject) found = make_found (100, 60, 40, 12);
  g_autoptr (JsonObject) report = make_report (100, 60, 40, 3, "Shelf");
  g_autoptr (JsonObject) rows = mq_test_parse_json (
      "{\"requirements\": ["
      "{\"what\": \"size\", \"of\": \"whole\", \"axis\": \"x\", \"found\": 10, \"unit\": \"cm\"},"
      "{\"what\": \"size\", \"of\": \"shelf 1\", \"axis\": \"z\", \"found\": 20, \"unit\": \"mm\"},"
      "{\"what\": \"size\", \"of\": \"shelf 9\", \"axis\": \"z\", \"found\": 21, \"unit\": \"mm\"},"
      "{\"what\": \"wall\", \"of\": \"shelf 1\", \"found\": 0.173, \"unit\": \"cm\"},"
      "{\"what\": \"wall\", \"of\": \"shelf 2\", \"found\": null, \"unit\": \"cm\"},"
      "{\"what\": \"flat\", \"of\": \"shelf 1\", \"found\": 0.11, \"unit\": \"mm\"},"
      "{\"what\": \"hostile\", \"of\": 7, \"found\": 5, \"unit\": []}, 3]}");
  MqDrawingFacts facts = { "Shelves", 1, 0, mq_papers };
  g_autoptr (MqTechnicalDrawing) drawing = NULL;
  guint n_upright = 0;

  json_object_set_array_member (report, "requirements",
                                json_array_ref (mq_json_get_array (rows, "requirements")));
  drawing = mq_technical_drawing_new (found, report, &facts);
  check_layout (drawing);
  for (guint i = 0; i < drawing->dimensions->len; i++)
    n_upright += g_array_index (drawing->dimensions, MqDrawingDimension, i).is_upright;
  g_assert_cmpuint (n_upright, ==, 3);
  g_assert_true (find_text (drawing, "20")->is_upright);
  g_assert_nonnull (find_text (drawing, "1.73"));
  g_assert_nonnull (find_text (drawing, "21"));
  g_assert_null (find_text (drawing, "0.11"));
}

/* A box that is another than the report's, or none. */
static void
test_refused (void)
{
  static const char *const odd[] = {
    "{}",
    "{\"low\": [0, 0, 0], \"high\": [1, 1]}",
    "{\"low\": [0, 0, 0], \"high\": [1, 1, -1]}",
    "{\"low\": [0, 0, 0], \"high\": [100, 60, 20.7]}",
  };
  g_autoptr (JsonObject) report = make_report (100, 60, 20, 1, "Plate");
  MqDrawingFacts facts = { "Plate", 1, 0, mq_papers };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (JsonObject) found = mq_test_parse_json (odd[i]);

      g_assert_null (mq_technical_drawing_new (found, report, &facts));
    }
  g_assert_null (mq_paper_find ("b5"));
}

static MqTechnicalDrawing *
make_hostile (JsonObject **found)
{
  g_autoptr (JsonObject) report = make_report (100, 60, 20, 1, HOSTILE);
  MqDrawingFacts facts = { HOSTILE, 1, 1790000000, mq_paper_find ("A3") };

  *found = make_found (100, 60, 20, 12);
  return mq_technical_drawing_new (*found, report, &facts);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer texts,
         GError **error)
{
  const char *element = g_markup_parse_context_get_element (context);

  g_assert_cmpstr (element, !=, "script");
  if (g_str_equal (element, "text"))
    g_ptr_array_add (texts, g_strndup (text, length));
}

/* Each text is one, and is as it was. */
static void
test_svg (void)
{
  const GMarkupParser parser = { .text = on_text };
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (MqTechnicalDrawing) drawing = make_hostile (&found);
  g_autoptr (GString) svg = mq_technical_drawing_write_svg (drawing);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, texts, NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (g_markup_parse_context_parse (context, svg->str, (gssize)svg->len, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  for (guint i = 0; i < drawing->marks->len; i++)
    {
      const MqMark *mark = drawing->marks->pdata[i];

      if (mark->kind == MQ_MARK_TEXT && *mark->text != '\0')
        g_assert_cmpstr (mark->text, ==, texts->pdata[n++]);
    }
  g_assert_cmpuint (n, ==, texts->len);
  g_assert_nonnull (find_text (drawing, SHOWN));
  g_assert_nonnull (strstr (svg->str, "width=\"420mm\""));
}

static void
test_pdf (void)
{
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (MqTechnicalDrawing) drawing = make_hostile (&found);
  g_autoptr (GString) pdf = mq_technical_drawing_write_pdf (drawing);

  g_assert_true (g_str_has_prefix (pdf->str, "%PDF-"));
  g_assert_cmpuint (pdf->len, >, 1000);
  g_assert_cmpstr (pdf->str + pdf->len - strlen ("%%EOF\n"), ==, "%%EOF\n");
}

/* Returns: the number of a group of an entity, which begins at @lines */
static double
find_number (char **lines, const char *code)
{
  for (lines += 2; lines[0] != NULL && lines[1] != NULL; lines += 2)
    {
      if (g_str_equal (lines[0], "0"))
        break;
      if (g_str_equal (lines[0], code))
        return g_ascii_strtod (lines[1], NULL);
    }

  g_error ("There is no group %s", code);
}

/* Our own reader finds each text and each dimension; the lengths are those of the asset. */
static void
test_dxf (void)
{
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (MqTechnicalDrawing) drawing = make_hostile (&found);
  g_autoptr (GString) dxf = mq_technical_drawing_write_dxf (drawing);
  g_autofree char *words = mq_dxf_convert (dxf->str, dxf->len, TRUE);
  g_autofree char *svg = mq_dxf_convert (dxf->str, dxf->len, FALSE);
  g_auto (GStrv) read = g_strsplit (words, "\n", -1);
  g_auto (GStrv) lines = g_strsplit (dxf->str, "\n", -1);
  g_autoptr (GHashTable) handles = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_dimensions = 0, n_circles = 0, n_radii = 0;

  g_assert_nonnull (svg);
  for (guint i = 0; i < drawing->marks->len; i++)
    {
      const MqMark *mark = drawing->marks->pdata[i];
      g_autoptr (GString) text = g_string_new (mark->text);

      g_string_replace (text, "🦊", "?", 0);
      g_strchug (text->str);
      if (mark->kind == MQ_MARK_TEXT && *text->str != '\0'
          && !g_strv_contains ((const char *const *)read, text->str))
        g_error ("“%s” is not read", text->str);
    }
  g_assert_true (g_strv_contains ((const char *const *)read, SHOWN_DXF));

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i += 2)
    {
      /* Each handle is there once. */
      if (g_str_equal (lines[i], "5") || g_str_equal (lines[i], "105"))
        g_assert_true (g_hash_table_add (handles, lines[i + 1]) || i < 50);
      if (!g_str_equal (lines[i], "0"))
        continue;
      if (g_str_equal (lines[i + 1], "CIRCLE"))
        n_circles += fabs (find_number (lines + i, "40") - 6) < 1e-6;
      if (!g_str_equal (lines[i + 1], "DIMENSION"))
        continue;

      {
        double value = find_number (lines + i, "42");
        double type = find_number (lines + i, "70");
        gboolean is_round = type > 32;
        gboolean is_upright = !is_round && find_number (lines + i, "50") > 45;
        double drawn = is_round
                           ? hypot (find_number (lines + i, "10") - find_number (lines + i, "15"),
                                    find_number (lines + i, "20") - find_number (lines + i, "25"))
                           : find_number (lines + i, is_upright ? "24" : "14")
                                 - find_number (lines + i, is_upright ? "23" : "13");

        g_assert_cmpfloat_with_epsilon (drawn, value, 1e-4);
        n_radii += type > 35;
        n_dimensions++;
      }
    }
  g_assert_cmpuint (n_dimensions, ==, drawing->dimensions->len);
  g_assert_cmpuint (n_dimensions, ==, 10);
  g_assert_cmpuint (n_radii, ==, 1);
  g_assert_cmpuint (n_circles, ==, 1);
}

/* The same file in a locale with commas. */
static void
test_locale (void)
{
  g_autoptr (JsonObject) found = make_found (100.5, 60, 20, 12);
  MqDrawingFacts facts = { "Plate", 1, 0, mq_papers };
  g_autoptr (MqTechnicalDrawing) drawing = mq_technical_drawing_new (found, NULL, &facts);
  g_autoptr (GString) svg = mq_technical_drawing_write_svg (drawing);
  g_autoptr (GString) dxf = mq_technical_drawing_write_dxf (drawing);
  g_autoptr (GString) german_svg = NULL;
  g_autoptr (GString) german_dxf = NULL;

  if (!mq_test_speak_german (TRUE))
    {
      g_test_skip ("There is no German here");
      return;
    }
  german_svg = mq_technical_drawing_write_svg (drawing);
  german_dxf = mq_technical_drawing_write_dxf (drawing);
  mq_test_speak_german (FALSE);
  g_assert_cmpstr (svg->str, ==, german_svg->str);
  g_assert_cmpstr (dxf->str, ==, german_dxf->str);
}

MQ_TEST_PROGRAM (technical_drawing)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/technical-drawing/layout", test_layout);
  g_test_add_func ("/technical-drawing/views", test_views);
  g_test_add_func ("/technical-drawing/hatching", test_hatching);
  g_test_add_func ("/technical-drawing/requirements", test_requirements);
  g_test_add_func ("/technical-drawing/refused", test_refused);
  g_test_add_func ("/technical-drawing/svg", test_svg);
  g_test_add_func ("/technical-drawing/pdf", test_pdf);
  g_test_add_func ("/technical-drawing/dxf", test_dxf);
  g_test_add_func ("/technical-drawing/locale", test_locale);
  return mq_test_run ();
}
