/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of DXF drawings, see mq-dxf.h. It draws the model space, or the paper where that is
 * empty, without layers that are off; curves become short lines. Group codes: Autodesk, "DXF
 * Reference". A file that exceeds a limit is refused whole. */
#include "drawing/mq-dxf.h"

#include <math.h>
#include <string.h>

/* How deep blocks are in blocks. */
#define MAX_DEPTH 8
/* Groups that are read, those of a block as often as it is drawn. */
#define MAX_STEPS 20000000
#define MAX_COORDINATE 1e12
#define CIRCLE_LINES 120
/* In font sizes; those of usual fonts. */
#define CAPITAL_HEIGHT 0.72
#define CHARACTER_WIDTH 0.55
#define RADIANS (G_PI / 180)

/* A code and its value. An entity is a group 0 and those up to the next 0. */
typedef struct
{
  int code;
  const char *value;
} Group;

typedef struct
{
  double x, y;
} Point;

/* x' = a x + c y + e, y' = b x + d y + f; y is up. */
typedef struct
{
  double a, b, c, d, e, f;
} Matrix;

/* @blocks, @layers: Group by name; @out: elements of the SVG, or words; @is_refused: damaged, or
 * beyond a limit */
typedef struct
{
  GHashTable *blocks;
  GHashTable *layers;
  GString *out;
  gboolean only_words;
  gboolean is_paper;
  gboolean is_refused;
  gboolean has_origin;
  guint steps;
  Point origin, low, high;
} Drawing;

/* Returns: the next group of the entity with that code; %NULL: there is none before the data of
 * other programs in it */
static const Group *
find_group (const Group *group, int code)
{
  for (group++; group->code != 0 && group->code != 101 && group->code < 1000; group++)
    if (group->code == code)
      return group;

  return NULL;
}

static const char *
find (const Group *entity, int code, const char *otherwise)
{
  const Group *group = find_group (entity, code);

  return group != NULL ? group->value : otherwise;
}

static double
find_number (const Group *entity, int code, double otherwise)
{
  const Group *group = find_group (entity, code);

  return group != NULL ? g_ascii_strtod (group->value, NULL) : otherwise;
}

static gboolean
has_flag (const Group *entity, int code, int flag)
{
  return (g_ascii_strtoll (find (entity, code, "0"), NULL, 10) & flag) != 0;
}

/* Not by way of a double: one may be no number. */
static int
find_int (const Group *entity, int code, int low, int high)
{
  return (int)CLAMP (g_ascii_strtoll (find (entity, code, "0"), NULL, 10), low, high);
}

static Point
find_point (const Group *entity, int code)
{
  return (Point){ find_number (entity, code, 0), find_number (entity, code + 10, 0) };
}

static gboolean
is_named (const Group *entity, const char *name)
{
  return g_str_equal (entity->value, name);
}

static const Group *
go_to_next (Drawing *self, const Group *entity)
{
  const Group *next = entity + 1;

  while (next->code != 0)
    next++;
  self->steps += (guint)(next - entity);
  self->is_refused |= self->steps > MAX_STEPS || self->out->len > MQ_DXF_MAX_OUTPUT;
  return next;
}

static Point
transform (const Matrix *by, Point point)
{
  return (Point){ by->a * point.x + by->c * point.y + by->e,
                  by->b * point.x + by->d * point.y + by->f };
}

/* Returns: what first is turned by @degrees, then moved to @at, then goes through @outer; its x
 * grows by @wide and its y by @high at the beginning */
static Matrix
put_at (const Matrix *outer, Point at, double degrees, double wide, double high)
{
  const Matrix turned = { outer->a, outer->b, outer->c, outer->d, 0, 0 };
  double cosine = cos (degrees * RADIANS);
  double sine = sin (degrees * RADIANS);
  Point x = transform (&turned, (Point){ wide * cosine, wide * sine });
  Point y = transform (&turned, (Point){ -high * sine, high * cosine });
  Point foot = transform (outer, at);

  return (Matrix){ x.x, x.y, y.x, y.y, foot.x, foot.y };
}

/* Coordinates are told from the first point, as maps have large ones. */
static Point
place (Drawing *self, const Matrix *matrix, Point point)
{
  Point at = transform (matrix, point);

  self->is_refused |= !(fabs (at.x) < MAX_COORDINATE && fabs (at.y) < MAX_COORDINATE);
  if (self->is_refused)
    return self->low;

  if (!self->has_origin)
    self->origin = at;
  self->has_origin = TRUE;
  at = (Point){ at.x - self->origin.x, at.y - self->origin.y };
  self->low = (Point){ MIN (self->low.x, at.x), MIN (self->low.y, at.y) };
  self->high = (Point){ MAX (self->high.x, at.x), MAX (self->high.y, at.y) };
  return at;
}

/* In the class of a hidden edge, of a middle line, or of another line, by its own style or that of
 * its layer. */
static void
draw_path (Drawing *self, const Group *entity, const Matrix *matrix, GArray *points)
{
  static const char *const names[] = { "CENTER", "DOT",    "PHANTOM", "ISO04",
                                       "ISO10",  "HIDDEN", "DASH",    "ISO02" };
  const Group *layer = g_hash_table_lookup (self->layers, find (entity, 8, "0"));
  const char *own = find (entity, 6, "BYLAYER");
  g_autofree char *style = NULL;
  char class = 'l';

  if (points->len < 2 || self->only_words)
    return;

  if (g_ascii_strcasecmp (own, "BYLAYER") == 0)
    own = layer != NULL ? find (layer, 6, "") : "";
  style = g_ascii_strup (own, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (names) && class == 'l'; i++)
    if (strstr (style, names[i]) != NULL)
      class = i < 5 ? 'c' : 'h';
  if (is_named (entity, "SOLID"))
    class = 's';

  for (guint i = 0; i < points->len && !self->is_refused; i++)
    {
      Point at = place (self, matrix, g_array_index (points, Point, i));

      if (i == 0)
        g_string_append_printf (self->out, "<path class=\"%c\" d=\"M", class);
      g_string_append_printf (self->out, " %.7g %.7g", at.x, -at.y);
      self->is_refused |= self->out->len > MQ_DXF_MAX_OUTPUT;
    }
  g_string_append (self->out, "\"/>\n");
}

/* Points center + u cos t + v sin t, for t in radians. */
static void
add_arc (GArray *points, Point center, Point u, Point v, double from, double to)
{
  double whole = CLAMP (to - from, -2 * G_PI, 2 * G_PI);
  int n = isfinite (whole) ? MAX ((int)(fabs (whole) / (2 * G_PI) * CIRCLE_LINES), 1) : 1;

  for (int i = 0; i <= n; i++)
    {
      double t = from + whole * i / n;
      Point point = { center.x + u.x * cos (t) + v.x * sin (t),
                      center.y + u.y * cos (t) + v.y * sin (t) };

      g_array_append_val (points, point);
    }
}

/* @bulge: the tangent of a quarter of the arc's angle; 0: a straight line */
static void
add_edge (GArray *points, Point to, double bulge)
{
  Point from = points->len > 0 ? g_array_index (points, Point, points->len - 1) : to;
  double aside = (1 - bulge * bulge) / (4 * bulge);
  Point center = { (from.x + to.x) / 2 - aside * (to.y - from.y),
                   (from.y + to.y) / 2 + aside * (to.x - from.x) };
  Point u = { from.x - center.x, from.y - center.y };

  if (bulge == 0 || points->len == 0)
    g_array_append_val (points, to);
  else
    add_arc (points, center, u, (Point){ -u.y, u.x }, 0, 4 * atan (bulge));
}

/* Points in the entity, or in the VERTEX entities behind a POLYLINE. */
static void
add_edges (Drawing *self, GArray *points, const Group *entity)
{
  gboolean has_vertices = is_named (entity, "POLYLINE");
  /* A spline goes through these points, or is drawn as the frame of its curve. */
  int code = is_named (entity, "SPLINE") && find_group (entity, 11) != NULL ? 11 : 10;
  const Group *each = has_vertices ? go_to_next (self, entity) : find_group (entity, code);
  const Group *curved = has_vertices ? NULL : find_group (entity, 42);
  double bulge = 0;

  while (each != NULL && (!has_vertices || is_named (each, "VERTEX")))
    {
      const Group *next = has_vertices ? go_to_next (self, each) : find_group (each, code);

      while (!has_vertices && curved != NULL && curved < each)
        curved = find_group (curved, 42);
      /* The frame of a curve that has points of its own, and the faces of a mesh, are not drawn. */
      if (!has_vertices || !has_flag (each, 70, 16 | 128))
        add_edge (points, find_point (has_vertices ? each : each - 1, code), bulge);
      if (has_vertices)
        curved = find_group (each, 42);
      bulge = curved != NULL && (has_vertices || next == NULL || curved < next)
                  ? g_ascii_strtod (curved->value, NULL)
                  : 0;
      each = next;
    }

  if (has_flag (entity, 70, 1) && points->len > 1)
    add_edge (points, g_array_index (points, Point, 0), bulge);
}

/* Appends a format of an MTEXT. Returns: where the text goes on */
static const char *
decode_format (const char *from, GString *text)
{
  const char *end = strchr (from, ';');

  if (strchr ("ACcFfHQTWp", *from) != NULL && end != NULL)
    return end + 1;

  if (*from == 'S' && end != NULL) /* one above the other: a fraction, or two limits */
    {
      g_autofree char *stack = g_strdelimit (g_strndup (from + 1, end - from - 1), "^", ' ');

      g_string_append_printf (text, " %s", g_strdelimit (stack, "#", '/'));
      return end + 1;
    }

  if (strchr ("LlOoKk", *from) == NULL)
    g_string_append_c (text, *from == 'P' || *from == 'N' ? '\n' : *from == '~' ? ' ' : *from);
  return from + 1;
}

/* Returns: (transfer full): the lines of a text, as they are printed */
static char **
decode (const char *raw, gboolean has_formats)
{
  static const char codes[] = "cdp%uok";
  static const char *const signs[] = { "Ø", "°", "±", "%", "", "", "" };
  g_autoptr (GString) text = g_string_new (NULL);

  while (*raw != '\0')
    {
      const char *code = g_str_has_prefix (raw, "%%") ? strchr (codes, g_ascii_tolower (raw[2]))
                                                      : NULL;
      gboolean is_hex = g_str_has_prefix (raw, "\\U+") && g_ascii_isxdigit (raw[3])
                        && g_ascii_isxdigit (raw[4]) && g_ascii_isxdigit (raw[5])
                        && g_ascii_isxdigit (raw[6]);

      if (code != NULL && *code != '\0')
        g_string_append (text, signs[code - codes]);
      else if (is_hex)
        {
          char digits[] = { raw[3], raw[4], raw[5], raw[6], '\0' };
          gunichar sign = (gunichar)g_ascii_strtoull (digits, NULL, 16);

          if (g_unichar_isprint (sign))
            g_string_append_unichar (text, sign);
        }
      else if (has_formats && *raw == '\\' && raw[1] != '\0')
        {
          raw = decode_format (raw + 1, text);
          continue;
        }
      else if (!has_formats || (*raw != '{' && *raw != '}'))
        g_string_append_c (text, *raw);
      raw += code != NULL && *code != '\0' ? 3 : is_hex ? 7 : 1;
    }
  return g_strsplit (text->str, "\n", -1);
}

/* @across: 0: the lines begin at @foot, 1: their middle is there, 2: their end; @up: 0: their
 * upper edge, 1: their middle, 2: their lower edge; @room: a longer line is made narrow, 0: not */
static void
draw_lines (Drawing *self, const Matrix *foot, char **lines, double height, int across, int up,
            double room)
{
  static const char *const anchors[] = { "start", "middle", "end" };
  double step = height * 5 / 3;
  double y = (height + step * (g_strv_length (lines) - 1.0)) * up / 2 - height;

  for (; *lines != NULL && height > 0; lines++, y -= step)
    {
      g_autofree char *escaped = g_markup_escape_text (g_strstrip (*lines), -1);
      double size = height / CAPITAL_HEIGHT;
      double width = (double)g_utf8_strlen (*lines, -1) * CHARACTER_WIDTH * size;
      double wide = room > 0 ? MIN (room / width, 1) : 1;
      Matrix own = put_at (foot, (Point){ 0, y }, 0, wide, 1);
      Point at = place (self, &own, (Point){ 0, 0 });

      if (**lines == '\0' || self->is_refused)
        continue;
      if (self->only_words)
        {
          g_string_append_printf (self->out, "%s\n", *lines);
          continue;
        }

      place (self, &own, (Point){ -width * across / 2, 0 });
      place (self, &own, (Point){ width * (2 - across) / 2, height });
      g_string_append_printf (self->out,
                              "<text transform=\"matrix(%.7g %.7g %.7g %.7g %.7g %.7g)\" "
                              "font-size=\"%.7g\" text-anchor=\"%s\">%s</text>\n",
                              own.a, -own.b, -own.c, own.d, at.x, -at.y, size, anchors[across],
                              escaped);
    }
}

/* A TEXT or an ATTRIB. */
static void
draw_text (Drawing *self, const Group *entity, const Matrix *matrix)
{
  static const int starts[] = { 0, 1, 2, 0, 1, 0 };
  int across = find_int (entity, 72, 0, 5);
  int up = find_int (entity, is_named (entity, "TEXT") ? 73 : 74, 0, 3);
  /* Text between two points (3, 5) begins at the first one. */
  gboolean has_first = across == 3 || across == 5 || (across == 0 && up == 0);
  Point first = find_point (entity, 10);
  Point second = find_point (entity, 11);
  double room = across == 3 || across == 5 ? hypot (second.x - first.x, second.y - first.y) : 0;
  Matrix foot = put_at (matrix, has_first ? first : second, find_number (entity, 50, 0),
                        find_number (entity, 41, 1), 1);
  g_auto (GStrv) lines = decode (find (entity, 1, ""), FALSE);

  draw_lines (self, &foot, lines, find_number (entity, 40, 1), starts[across],
              across == 4 || up == 2 ? 1
              : up == 3              ? 0
                                     : 2,
              room);
}

static void
draw_mtext (Drawing *self, const Group *entity, const Matrix *matrix)
{
  Point along = find_point (entity, 11);
  double degrees = find_group (entity, 11) != NULL ? atan2 (along.y, along.x) / RADIANS
                                                   : find_number (entity, 50, 0);
  int attached = find_int (entity, 71, 1, 9) - 1;
  Matrix foot = put_at (matrix, find_point (entity, 10), degrees, 1, 1);
  g_autoptr (GString) raw = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  for (const Group *part = find_group (entity, 3); part != NULL; part = find_group (part, 3))
    g_string_append (raw, part->value);
  g_string_append (raw, find (entity, 1, ""));
  lines = decode (raw->str, TRUE);
  draw_lines (self, &foot, lines, find_number (entity, 40, 1), attached % 3, attached / 3,
              find_number (entity, 41, 0));
}

/* A DIMENSION of a program that has not drawn it in a block: its line, and what it measures. */
static void
draw_dimension (Drawing *self, const Group *entity, const Matrix *matrix)
{
  int type = find_int (entity, 70, 0, 255) & 7;
  gboolean is_round = type == 3 || type == 4;
  Point line = find_point (entity, 10);
  Point from = find_point (entity, is_round ? 15 : 13);
  Point to = is_round ? line : find_point (entity, 14);
  double angle = type == 0 ? find_number (entity, 50, 0) * RADIANS
                           : atan2 (to.y - from.y, to.x - from.x);
  Point along = { cos (angle), sin (angle) };
  double span = (to.x - from.x) * along.x + (to.y - from.y) * along.y;
  double rise = (line.y - from.y) * along.x - (line.x - from.x) * along.y;
  Point first = { from.x - rise * along.y, from.y + rise * along.x };
  Point last = { first.x + span * along.x, first.y + span * along.y };
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (Point));
  gboolean is_angle = type == 2 || type == 5;
  double measured = type == 6  ? find_number (entity, 42, 0)
                    : is_angle ? find_number (entity, 42, 0) / RADIANS
                               : fabs (span);
  g_autofree char *value = g_strdup_printf ("%s%.10g%s",
                                            type == 3   ? "Ø"
                                            : type == 4 ? "R"
                                                        : "",
                                            round (measured * 1000) / 1000, is_angle ? "°" : "");
  const char *own = find (entity, 1, "");
  g_autoptr (GString) words = g_string_new (*own != '\0' ? own : "<>");
  Matrix foot = put_at (matrix, find_point (entity, 11), 0, 1, 1);
  g_auto (GStrv) lines = NULL;

  if (!is_angle && type != 6)
    g_array_append_vals (points, (Point[]){ from, first, last, to }, 4);
  draw_path (self, entity, matrix, points);
  g_string_replace (words, "<>", value, 0);
  lines = decode (words->str, TRUE);
  draw_lines (self, &foot, lines, MAX (fabs (span) / 10, 1e-3), 1, 1, fabs (span));
}

/* A line, or what is drawn as lines. */
static void
draw_curve (Drawing *self, const Group *entity, const Matrix *matrix)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (Point));
  Point center = find_point (entity, 10);
  double radius = find_number (entity, 40, 0);

  if (is_named (entity, "LINE"))
    g_array_append_vals (points, (Point[]){ center, find_point (entity, 11) }, 2);
  else if (is_named (entity, "SOLID"))
    g_array_append_vals (points,
                         (Point[]){ center, find_point (entity, 11), find_point (entity, 13),
                                    find_point (entity, 12) },
                         4);
  else if (is_named (entity, "CIRCLE") || is_named (entity, "ARC"))
    {
      double from = find_number (entity, 50, 0) * RADIANS;
      double to = find_number (entity, 51, 360) * RADIANS;

      add_arc (points, center, (Point){ radius, 0 }, (Point){ 0, radius }, from,
               to > from ? to : to + 2 * G_PI);
    }
  else if (is_named (entity, "ELLIPSE"))
    {
      Point u = find_point (entity, 11);
      double ratio = copysign (radius, find_number (entity, 230, 1));
      double from = find_number (entity, 41, 0);
      double to = find_number (entity, 42, 2 * G_PI);

      add_arc (points, center, u, (Point){ -u.y * ratio, u.x * ratio }, from,
               to > from ? to : to + 2 * G_PI);
    }
  else
    add_edges (self, points, entity);
  draw_path (self, entity, matrix, points);
}

/* @is_flat: its coordinates are those of a plane, which may be seen from behind */
static const struct
{
  const char *name;
  void (*draw) (Drawing *self, const Group *entity, const Matrix *matrix);
  gboolean is_flat;
} drawers[] = {
  { "LINE", draw_curve, FALSE },    { "SOLID", draw_curve, TRUE },
  { "CIRCLE", draw_curve, TRUE },   { "ARC", draw_curve, TRUE },
  { "ELLIPSE", draw_curve, FALSE }, { "LWPOLYLINE", draw_curve, TRUE },
  { "POLYLINE", draw_curve, TRUE }, { "LEADER", draw_curve, FALSE },
  { "SPLINE", draw_curve, FALSE },  { "TEXT", draw_text, TRUE },
  { "ATTRIB", draw_text, TRUE },    { "MTEXT", draw_mtext, FALSE },
  { "INSERT", NULL, TRUE },         { "DIMENSION", draw_dimension, FALSE },
};

static void
draw_all (Drawing *self, const Group *entity, const Matrix *outer, guint depth)
{
  for (; !self->is_refused && !is_named (entity, "ENDBLK") && !is_named (entity, "ENDSEC")
         && !is_named (entity, "EOF");
       entity = go_to_next (self, entity))
    {
      const Group *layer = g_hash_table_lookup (self->layers, find (entity, 8, "0"));
      gboolean is_insert = is_named (entity, "INSERT");
      /* A DIMENSION, too, may be drawn in one. */
      const Group *block = is_insert || is_named (entity, "DIMENSION")
                               ? g_hash_table_lookup (self->blocks, find (entity, 2, ""))
                               : NULL;
      gboolean is_behind;
      Matrix matrix;
      gsize kind = 0;

      if ((layer != NULL && (find_number (layer, 62, 7) < 0 || has_flag (layer, 70, 1)))
          || has_flag (entity, 60, 1) || (is_named (entity, "ATTRIB") && has_flag (entity, 70, 1))
          || (depth == 0 && has_flag (entity, 67, 1) != self->is_paper))
        continue;
      while (kind < G_N_ELEMENTS (drawers) && !is_named (entity, drawers[kind].name))
        kind++;
      if (kind == G_N_ELEMENTS (drawers))
        continue;

      is_behind = drawers[kind].is_flat && find_number (entity, 230, 1) < 0;
      matrix = put_at (outer, (Point){ 0, 0 }, 0, is_behind ? -1 : 1, 1);
      if (block == NULL && drawers[kind].draw != NULL)
        drawers[kind].draw (self, entity, &matrix);
      else if (block != NULL && depth < MAX_DEPTH)
        {
          Point base = find_point (block, 10);

          if (is_insert)
            {
              matrix = put_at (&matrix, find_point (entity, 10), find_number (entity, 50, 0),
                               find_number (entity, 41, 1), find_number (entity, 42, 1));
              matrix = put_at (&matrix, (Point){ -base.x, -base.y }, 0, 1, 1);
            }
          draw_all (self, go_to_next (self, block), &matrix, depth + 1);
        }
    }
}

/* Cuts @text into its lines. Returns: (transfer full) (nullable) (element-type Group): up to the
 * end of the drawing; %NULL: it has none, or is no text DXF */
static GArray *
read_groups (char *text)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (Group));

  for (char *line = text; *line != '\0';)
    {
      char *end = NULL;
      Group group = { (int)g_ascii_strtoll (line, &end, 10), NULL };
      char *value = end + strspn (end, " \t\r");

      if (end == line || *value != '\n')
        return NULL;
      line = strchrnul (++value, '\n');
      if (*line != '\0')
        *line++ = '\0';
      group.value = g_strstrip (value);
      g_array_append_val (groups, group);
      if (group.code == 0 && g_str_equal (value, "EOF"))
        return g_steal_pointer (&groups);
    }

  return NULL;
}

/**
 * mq_dxf_convert:
 * @data: a whole file, untrusted
 * @length: bytes
 * @only_words: whether its texts are wanted, line by line, as they are printed
 *
 * Returns: (transfer full) (nullable): an SVG, or the words; %NULL: the file is no DXF that is
 * text, is cut, draws nothing, or is too much
 */
char *
mq_dxf_convert (const char *data, gsize length, gboolean only_words)
{
  const char *named = g_strstr_len (data, (gssize)MIN (length, 65536), "ANSI_");
  g_autofree char *page
      = g_strdup_printf ("CP%.4s", named != NULL && data + length - named > 9 ? named + 5 : "1252");
  g_autofree char *text = NULL;
  g_autoptr (GArray) groups = NULL;
  g_autoptr (GHashTable) blocks = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) layers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) out = g_string_new (NULL);
  Drawing self = { blocks, layers, out, .only_words = only_words };
  const Matrix same = { 1, 0, 0, 1, 0, 0 };
  Group *entities = NULL;
  Group *each;
  double side, width, height;

  if (memchr (data, '\0', length) != NULL)
    return NULL;

  /* Files of before 2007 are in the code page of their writer. */
  if (g_utf8_validate (data, (gssize)length, NULL))
    text = g_strndup (data, length);
  else if ((text = g_convert (data, (gssize)length, "UTF-8", page, NULL, NULL, NULL)) == NULL)
    text = g_convert (data, (gssize)length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  for (char *c = text; c != NULL && *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) && *c != '\n')
      *c = ' ';
  if (text == NULL || (groups = read_groups (text)) == NULL)
    return NULL;

  /* Comments may come first. */
  each = &g_array_index (groups, Group, 0);
  while (each->code != 0)
    each++;
  for (; !is_named (each, "EOF"); each = (Group *)go_to_next (&self, each))
    if (is_named (each, "BLOCK"))
      g_hash_table_replace (blocks, (char *)find (each, 2, ""), each);
    else if (is_named (each, "LAYER"))
      g_hash_table_replace (layers, (char *)find (each, 2, ""), each);
    else if (is_named (each, "SECTION") && g_str_equal (find (each, 2, ""), "ENTITIES"))
      entities = (Group *)go_to_next (&self, each);

  for (int i = 0; entities != NULL && i < 2 && out->len == 0; i++)
    {
      self.is_paper = i > 0;
      draw_all (&self, entities, &same, 0);
    }

  if (self.is_refused || out->len == 0)
    return NULL;
  if (only_words)
    return g_string_free_and_steal (g_steal_pointer (&out));

  side = MAX (self.high.x - self.low.x, self.high.y - self.low.y);
  if (!(side > 0))
    return NULL;

  width = MAX (self.high.x - self.low.x, side / 20) + side / 15;
  height = MAX (self.high.y - self.low.y, side / 20) + side / 15;
  return g_strdup_printf (
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.7g\" height=\"%.7g\" "
      "viewBox=\"%.7g %.7g %.7g %.7g\">\n<style>.s{fill:black}"
      "text{stroke:none;fill:black}.h{stroke-dasharray:%.7g}.c{stroke-dasharray:%.7g %.7g %.7g "
      "%.7g}</style>\n<g fill=\"none\" stroke=\"black\" stroke-width=\"%.7g\" "
      "stroke-linejoin=\"round\" font-family=\"sans-serif\">\n%s</g>\n</svg>\n",
      1000 * width / side, 1000 * height / side, self.low.x - side / 30, -self.high.y - side / 30,
      width, height, side / 150, side / 60, side / 250, side / 300, side / 250, side / 900,
      out->str);
}
