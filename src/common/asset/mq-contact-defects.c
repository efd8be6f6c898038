/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured defects of contact, see mq-contact-defects.h. */
#include "common/asset/mq-contact-defects.h"

#include "common/json/mq-json.h"

#include <math.h>

/* Overlaps deeper than this share of the smaller object's longest side are severe, others minor. */
#define DEEP 0.12
#define MAX_OVERLAPS 6 /* of the minor ones */
#define MAX_FIXES 6    /* of equal faults that are put right differently */
/* Faults of the same two parts are equal when their lengths differ by less than this share, or by
 * what no text shows. */
#define EQUAL 0.05
#define EQUAL_M 0.00005

typedef struct
{
  const char *code;
  const char *part;
  const char *other_part; /* nullable */
  const char *severity;
  JsonArray *objects; /* as in the report */
  const char *other;  /* nullable */
  double metres;
  double wanted; /* m, of what is let in */
  char *fix;
} Fault;

static void
clear_fault (gpointer data)
{
  Fault *fault = data;

  g_free (fault->fix);
}

static char *
describe_move (const double by[3])
{
  return g_strdup_printf ("(%.4f, %.4f, %.4f) m", by[0], by[1], by[2]);
}

static gboolean
are_equal (const Fault *a, const Fault *b)
{
  double most = MAX (EQUAL_M, EQUAL * MAX (a->metres, b->metres));

  return g_str_equal (a->code, b->code) && g_str_equal (a->severity, b->severity)
         && g_str_equal (a->part, b->part) && g_strcmp0 (a->other_part, b->other_part) == 0
         && g_strcmp0 (a->other, b->other) == 0 && fabs (a->metres - b->metres) <= most
         && fabs (a->wanted - b->wanted) <= most;
}

static char *
describe_one (const Fault *fault)
{
  const char *one = mq_measured_defects_get_name (fault->objects, 0);
  const char *two = mq_measured_defects_get_name (fault->objects, 1);
  double mm = fault->metres * 1000;
  g_autofree char *names = NULL;

  if (g_str_equal (fault->code, "penetration"))
    return g_strdup_printf ("%s and %s run %.1f mm into each other", one, two, mm);
  if (g_str_equal (fault->code, "shallow"))
    return g_strdup_printf ("%s is let in %.1f of %.1f mm planned into %s", one, mm,
                            fault->wanted * 1000, two);
  if (g_str_equal (fault->code, "loose"))
    return g_strdup_printf ("%s is %.1f mm from where it joins %s", one, mm, two);
  if (g_str_equal (fault->code, "loose-piece"))
    return g_strdup_printf ("A piece of %s holds on to nothing, %.1f mm from %s", one, mm,
                            g_strcmp0 (one, fault->other) == 0 ? "the rest of it" : fault->other);

  names = mq_measured_defects_join_names (fault->objects);
  return g_strdup_printf ("%s floats, %.1f mm from %s", names, mm, fault->other);
}

/* "6 joints of legs and seat: 0.1 mm …", with the first names. */
static char *
describe_many (const Fault *fault, JsonArray *objects, guint count)
{
  g_autofree char *names = mq_measured_defects_join_names (objects);
  double mm = fault->metres * 1000;

  if (g_str_equal (fault->code, "penetration"))
    return g_strdup_printf ("%u pairs of %s and %s run %.1f mm into each other: %s", count,
                            fault->part, fault->other_part, mm, names);
  if (g_str_equal (fault->code, "shallow"))
    return g_strdup_printf ("%u joints of %s and %s are let in %.1f of %.1f mm planned: %s", count,
                            fault->part, fault->other_part, mm, fault->wanted * 1000, names);
  if (g_str_equal (fault->code, "loose"))
    return g_strdup_printf ("%u joints of %s and %s are %.1f mm apart: %s", count, fault->part,
                            fault->other_part, mm, names);
  if (g_str_equal (fault->code, "loose-piece"))
    return g_strdup_printf ("%u pieces hold on to nothing, %.1f mm from %s: %s", count, mm,
                            fault->other, names);

  return g_strdup_printf ("%s float, %.1f mm from %s", names, mm, fault->other);
}

/* Adds a fault with all later ones that equal it; these are taken out of @faults. */
static void
add_group (JsonArray *defects, GArray *faults, guint first)
{
  const Fault *fault = &g_array_index (faults, Fault, first);
  g_autoptr (GPtrArray) fixes = g_ptr_array_new_null_terminated (0, NULL, TRUE);
  g_autoptr (JsonArray) objects = json_array_new ();
  guint count = 0;
  char *what;
  char *fix;

  for (guint i = first; i < faults->len; i++)
    {
      const Fault *one = &g_array_index (faults, Fault, i);

      if (one->code == NULL || !are_equal (fault, one))
        continue;
      count++;
      for (guint j = 0; j < mq_json_length (one->objects); j++)
        if (!mq_json_contains (objects, mq_measured_defects_get_name (one->objects, j)))
          json_array_add_string_element (objects, mq_measured_defects_get_name (one->objects, j));
      if (fixes->len < MAX_FIXES
          && !g_ptr_array_find_with_equal_func (fixes, one->fix, g_str_equal, NULL))
        g_ptr_array_add (fixes, one->fix);
    }

  what = count > 1 ? describe_many (fault, objects, count) : describe_one (fault);
  fix = g_strjoinv ("; ", (char **)fixes->pdata);
  mq_measured_defects_add (
      defects, fault->code, fault->part, fault->severity,
      (MqDefectFacts){ count > 1 ? objects : fault->objects, fault->metres, fault->other, count },
      what, fix);

  for (guint i = faults->len; i-- > first + 1;)
    if (are_equal (&g_array_index (faults, Fault, first), &g_array_index (faults, Fault, i)))
      g_array_remove_index (faults, i);
}

/* Equal faults in one line each. */
static void
add_all (JsonArray *defects, GArray *faults)
{
  guint told = 0;

  for (guint i = 0; i < faults->len; i++)
    {
      const Fault *fault = &g_array_index (faults, Fault, i);

      /* The report lists the deepest overlaps first. */
      if (g_str_equal (fault->severity, "severe") || told++ < MAX_OVERLAPS)
        add_group (defects, faults, i);
    }
}

static GArray *
new_faults (void)
{
  GArray *faults = g_array_new (FALSE, TRUE, sizeof (Fault));

  g_array_set_clear_func (faults, clear_fault);
  return faults;
}

static char *
describe_way (JsonObject *row, const char *what, const char *nearest)
{
  double by[3] = { 0 };
  g_autofree char *move = NULL;

  if (!mq_json_get_vector (row, "move_m", by))
    by[0] = by[1] = by[2] = 0;

  move = describe_move (by);
  return mq_json_get_boolean (row, "to_ground", FALSE)
             ? g_strdup_printf ("move %s by %s, onto the ground", what, move)
             : g_strdup_printf ("move %s by %s, or extend it, so that it meets %s", what, move,
                                nearest);
}

static char *
describe_piece (JsonObject *row)
{
  double low[3] = { 0 };
  double high[3] = { 0 };

  if (!mq_json_get_box (row, low, high))
    return g_strdup ("it");

  return g_strdup_printf ("the piece from (%.3f, %.3f, %.3f) to (%.3f, %.3f, %.3f)", low[0], low[1],
                          low[2], high[0], high[1], high[2]);
}

static void
collect_pieces (GArray *faults, JsonObject *report, JsonArray *owners)
{
  JsonArray *rows = mq_json_get_array (report, "loose_pieces");

  for (guint i = 0; i < mq_json_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      const char *object = mq_json_get_string (row, "object", "?");
      const char *nearest = mq_json_get_string (row, "nearest", "?");
      JsonArray *objects = json_array_new ();
      g_autofree char *piece = describe_piece (row);
      Fault fault
          = { "loose-piece", mq_json_get_string (row, "part", "whole"), NULL, "severe", objects,
              nearest,       mq_json_get_double (row, "gap_m", 0),      0,    NULL };

      json_array_add_string_element (objects, object);
      json_array_add_array_element (owners, objects);
      fault.fix = describe_way (row, piece,
                                g_str_equal (object, nearest) ? "the rest of it" : nearest);
      g_array_append_val (faults, fault);
    }
}

/* Finds what nothing carries: objects, and pieces of objects. @defects: gets them. */
void
mq_contact_defects_find_floating (JsonArray *defects, JsonObject *report)
{
  JsonArray *groups = mq_json_get_array (report, "floating");
  g_autoptr (GArray) faults = new_faults ();
  g_autoptr (JsonArray) owners = json_array_new ();

  for (guint i = 0; i < mq_json_length (groups); i++)
    {
      JsonObject *group = mq_json_element_object (groups, i);
      JsonArray *objects = mq_json_get_array (group, "objects");
      g_autofree char *names = mq_measured_defects_join_names (objects);
      const char *nearest = mq_json_get_string (group, "nearest", "?");
      Fault fault = { "floating",
                      mq_measured_defects_get_name (mq_json_get_array (group, "parts"), 0),
                      NULL,
                      "severe",
                      objects,
                      nearest,
                      mq_json_get_double (group, "gap_m", 0),
                      0,
                      describe_way (group, names, nearest) };

      g_array_append_val (faults, fault);
    }

  collect_pieces (faults, report, owners);
  add_all (defects, faults);
}

/* Longest side of an object, in m. */
static double
longest_side (JsonArray *objects, const char *name)
{
  double size[3];

  return mq_json_get_vector (mq_json_find (objects, "name", name), "dimensions_m", size)
             ? MAX (0, MAX (MAX (size[0], size[1]), size[2]))
             : 0;
}

/* Objects of one part often overlap on purpose, like a pin in its socket. */
static gboolean
is_one_part (JsonArray *parts)
{
  return mq_json_length (parts) == 2
         && g_strcmp0 (mq_json_element_string (parts, 0), mq_json_element_string (parts, 1)) == 0;
}

/* How to draw a pair out of each other, as far as their join wants. */
static char *
describe_way_out (JsonObject *pair, double depth)
{
  JsonObject *way = mq_json_get_object (pair, "way_out");
  JsonArray *leaves = mq_json_get_array (way, "leaves");
  JsonArray *names = mq_json_get_array (pair, "objects");
  const char *kind = mq_json_get_string (pair, "kind", "");
  const char *mover = mq_json_get_string (way, "object", "");
  const char *first = mq_measured_defects_get_name (names, 0);
  double most = mq_json_get_double (pair, "most_m", 0);
  double by[3];
  JsonArray *into = mq_json_get_array (way, "runs_into");
  g_autofree char *spoiled = mq_measured_defects_join_names (mq_json_length (leaves) > 0 ? leaves
                                                                                         : into);
  g_autofree char *move = NULL;

  if (g_str_equal (kind, "let_in"))
    return g_strdup_printf ("shorten one, so that it does not come out at the other side: it is to "
                            "be let in by about %.4f m",
                            most);
  if (g_str_equal (kind, "hinged"))
    return g_strdup_printf ("shorten one by about %.4f m: it is to be let in by at most %.4f m",
                            depth - most, most);
  if (way == NULL || !mq_json_get_vector (way, "move_m", by))
    return g_strdup_printf ("cut one back by about %.4f m so that they only touch, and leave them "
                            "where they stand, unless one is let into the other on purpose",
                            depth);
  if (mq_json_length (leaves) > 0 || mq_json_length (into) > 0)
    return g_strdup_printf (
        "cut %s back by about %.4f m where it runs into %s, unless it is let "
        "in on purpose; do not move it, which would %s %s",
        mover, depth, g_str_equal (mover, first) ? mq_measured_defects_get_name (names, 1) : first,
        mq_json_length (leaves) > 0 ? "part it from" : "drive it into", spoiled);

  move = describe_move (by);
  return g_strdup_printf ("move %s by %s, or shorten it by as much, so that they only touch, "
                          "unless one is let into the other on purpose",
                          mover, move);
}

static void
collect_penetrations (GArray *faults, JsonObject *report)
{
  JsonArray *pairs = mq_json_get_array (report, "penetrations");
  JsonArray *objects = mq_json_get_array (report, "objects");

  for (guint i = 0; i < mq_json_length (pairs); i++)
    {
      JsonObject *pair = mq_json_element_object (pairs, i);
      JsonArray *names = mq_json_get_array (pair, "objects");
      JsonArray *parts = mq_json_get_array (pair, "parts");
      double depth = mq_json_get_double (pair, "depth_m", 0);
      double side = MIN (longest_side (objects, mq_measured_defects_get_name (names, 0)),
                         longest_side (objects, mq_measured_defects_get_name (names, 1)));
      /* A depth beyond the join's own is wrong; what nobody sees of it is a note. */
      gboolean severe = json_object_has_member (pair, "kind")
                        || (depth > DEEP * side && !is_one_part (parts));
      Fault fault = { "penetration",
                      mq_measured_defects_get_name (parts, 0),
                      mq_measured_defects_get_name (parts, 1),
                      severe ? "severe" : "minor",
                      names,
                      NULL,
                      depth,
                      0,
                      NULL };

      if (mq_json_length (names) != 2)
        continue;
      fault.fix = describe_way_out (pair, depth);
      g_array_append_val (faults, fault);
    }
}

/* Whether an object floats: its way leads to where it joins. */
static gboolean
floats (JsonObject *report, const char *name)
{
  JsonArray *groups = mq_json_get_array (report, "floating");

  for (guint i = 0; i < mq_json_length (groups); i++)
    if (mq_json_contains (mq_json_get_array (mq_json_element_object (groups, i), "objects"), name))
      return TRUE;

  return FALSE;
}

/* How a pair comes to meet. What stands, or would part from something else, is made longer. */
static char *
describe_way_in (JsonObject *pair, double gap)
{
  JsonObject *way = mq_json_get_object (pair, "way_in");
  JsonArray *names = mq_json_get_array (pair, "objects");
  const char *one = mq_measured_defects_get_name (names, 0);
  const char *two = mq_measured_defects_get_name (names, 1);
  const char *mover = mq_json_get_string (way, "object", one);
  double by[3];
  g_autofree char *move = NULL;

  if (way == NULL || !mq_json_get_vector (way, "move_m", by))
    return g_strdup_printf ("lengthen it by %.4f m, so that it reaches %s; move neither of them",
                            gap, two);

  move = describe_move (by);
  return g_strdup_printf ("move %s by %s, or lengthen it by as much, so that it meets %s", mover,
                          move, g_str_equal (mover, one) ? two : one);
}

/* Pairs that do not reach each other as their join says. */
static void
collect_loose (GArray *faults, JsonObject *report)
{
  JsonArray *pairs = mq_json_get_array (report, "loose");

  for (guint i = 0; i < mq_json_length (pairs); i++)
    {
      JsonObject *pair = mq_json_element_object (pairs, i);
      JsonArray *names = mq_json_get_array (pair, "objects");
      JsonArray *parts = mq_json_get_array (pair, "parts");
      double gap = mq_json_get_double (pair, "gap_m", 0);
      double wanted = mq_json_get_double (pair, "wanted_m", 0);
      gboolean shallow = gap < 0;
      Fault fault = { shallow ? "shallow" : "loose",
                      mq_measured_defects_get_name (parts, 0),
                      mq_measured_defects_get_name (parts, 1),
                      "severe",
                      names,
                      NULL,
                      shallow ? -gap : gap - wanted,
                      shallow ? -wanted : 0,
                      NULL };

      if (mq_json_length (names) != 2 || floats (report, mq_measured_defects_get_name (names, 0))
          || floats (report, mq_measured_defects_get_name (names, 1)))
        continue;
      fault.fix = shallow ? g_strdup_printf ("lengthen it by %.4f m, further into %s", gap - wanted,
                                             mq_measured_defects_get_name (names, 1))
                          : describe_way_in (pair, gap - wanted);
      g_array_append_val (faults, fault);
    }
}

/* Finds pairs that do not meet as their joins say, and those that run into each other. @defects:
 * gets them. */
void
mq_contact_defects_find_pairs (JsonArray *defects, JsonObject *report)
{
  g_autoptr (GArray) faults = new_faults ();

  collect_loose (faults, report);
  collect_penetrations (faults, report);
  add_all (defects, faults);
}
