/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured defects, see mq-measured-defects.h, each with the numbers for its repair. Measurements
 * override a critic's visual defects, because judges that look at pictures miss or invent contact
 * faults. The texts are English, for models; clients translate the facts. */
#include "common/asset/mq-measured-defects.h"

#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-joint.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-report.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <math.h>

/* Measured defects of contact: what floats, runs into something, or does not reach what it joins.
 * Equal ones are one defect. The numbers and moves come from the report; a move that would open a
 * gap elsewhere is never advised. */

/* Overlaps deeper than this share of the smaller object's longest side are severe, others minor. */
#define DEEP 0.12
#define MAX_OVERLAPS 6 /* of the minor ones */
#define MAX_FIXES 6    /* of equal faults that are put right differently */
/* Faults of the same two parts are equal when their lengths differ by less than this share, or by
 * what no text shows. */
#define EQUAL 0.05
#define EQUAL_M 0.00005
#define MAX_DEFECTS 20
#define MAX_NAMES 20 /* object names listed in a defect's facts */
/* m; a wider gap is measured where it is least, not all round: measure/fits.py. */
#define MAX_FIT 0.001

typedef struct
{
  const char *code;
  const char *part;
  const char *other_part; /* nullable */
  const char *severity;
  JsonArray *objects; /* as in the report */
  const char *other;  /* nullable */
  double metres;
  double wanted; /* m, of what is let in or fits */
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

/* Returns: the name at @index, or "" */
static const char *
measured_defects_get_name (JsonArray *names, guint index)
{
  const char *name = index < mq_json_length (names) ? mq_json_element_string (names, index) : NULL;

  return name != NULL ? name : "";
}

/* Returns: (transfer full): the first names, with commas */
static char *
measured_defects_join_names (JsonArray *names)
{
  GString *text = g_string_new (NULL);
  guint count = mq_json_length (names);

  for (guint i = 0; i < count && i < 4; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", measured_defects_get_name (names, i));
  if (count > 4)
    g_string_append (text, " …");
  return g_string_free_and_steal (text);
}

/* @objects: of all @count faults that equal it: "6 joints of legs and seat: 0.1 mm …", with the
 * first names */
static char *
describe (const Fault *fault, JsonArray *objects, guint count)
{
  const char *one = measured_defects_get_name (fault->objects, 0);
  const char *two = measured_defects_get_name (fault->objects, 1);
  g_autofree char *names = measured_defects_join_names (objects);
  double mm = fault->metres * 1000;

  if (g_str_equal (fault->code, "penetration") && count > 1)
    return g_strdup_printf ("%u pairs of %s and %s run %.1f mm into each other: %s", count,
                            fault->part, fault->other_part, mm, names);
  if (g_str_equal (fault->code, "penetration"))
    return g_strdup_printf ("%s and %s run %.1f mm into each other", one, two, mm);
  if (g_str_equal (fault->code, "shallow") && count > 1)
    return g_strdup_printf ("%u joints of %s and %s are let in %.1f of %.1f mm planned: %s", count,
                            fault->part, fault->other_part, mm, fault->wanted * 1000, names);
  if (g_str_equal (fault->code, "shallow"))
    return g_strdup_printf ("%s is let in %.1f of %.1f mm planned into %s", one, mm,
                            fault->wanted * 1000, two);
  if (g_str_equal (fault->code, "fit") && count > 1)
    return g_strdup_printf ("%u gaps of %s and %s are %.2f mm instead of %.2f mm: %s", count,
                            fault->part, fault->other_part, mm, fault->wanted * 1000, names);
  if (g_str_equal (fault->code, "fit"))
    return g_strdup_printf ("The gap of %s and %s is %.2f mm instead of %.2f mm", one, two, mm,
                            fault->wanted * 1000);
  if (g_str_equal (fault->code, "loose") && count > 1)
    return g_strdup_printf ("%u joints of %s and %s are %.1f mm apart: %s", count, fault->part,
                            fault->other_part, mm, names);
  if (g_str_equal (fault->code, "loose"))
    return g_strdup_printf ("%s is %.1f mm from where it joins %s", one, mm, two);
  if (g_str_equal (fault->code, "loose-piece") && count > 1)
    return g_strdup_printf ("%u pieces hold on to nothing, %.1f mm from %s: %s", count, mm,
                            fault->other, names);
  if (g_str_equal (fault->code, "loose-piece"))
    return g_strdup_printf ("A piece of %s is attached to nothing, %.1f mm from %s", one, mm,
                            g_strcmp0 (one, fault->other) == 0 ? "the rest of it" : fault->other);

  return g_strdup_printf ("%s %s, %.1f mm from %s", names, count > 1 ? "float" : "floats", mm,
                          fault->other);
}

/* Equal faults in one line each. */
static void
add_all (JsonArray *defects, GArray *faults)
{
  guint told = 0;

  MQ_EACH_VALUE (faults, i, const Fault, fault)
    {
      g_autoptr (GPtrArray) fixes = g_ptr_array_new_null_terminated (0, NULL, TRUE);
      g_autoptr (JsonArray) names = json_array_new ();
      JsonArray *objects;
      guint count = 0;

      /* The report lists the deepest overlaps first. */
      if (!g_str_equal (fault->severity, "severe") && told++ >= MAX_OVERLAPS)
        continue;

      for (guint j = i; j < faults->len; j++)
        {
          const Fault *one = &g_array_index (faults, Fault, j);

          if (one->code == NULL || !are_equal (fault, one))
            continue;
          count++;
          for (guint k = 0; k < mq_json_length (one->objects); k++)
            if (!mq_json_contains (names, measured_defects_get_name (one->objects, k)))
              json_array_add_string_element (names, measured_defects_get_name (one->objects, k));
          if (fixes->len < MAX_FIXES
              && !g_ptr_array_find_with_equal_func (fixes, one->fix, g_str_equal, NULL))
            g_ptr_array_add (fixes, one->fix);
        }

      objects = count > 1 ? names : fault->objects;
      mq_measured_defects_add (
          defects, fault->code, fault->part, fault->severity,
          (MqDefectFacts){ objects, fault->metres, fault->other, count, fault->wanted },
          describe (fault, objects, count), g_strjoinv ("; ", (char **)fixes->pdata));

      for (guint j = faults->len; j-- > i + 1;)
        if (are_equal (&g_array_index (faults, Fault, i), &g_array_index (faults, Fault, j)))
          g_array_remove_index (faults, j);
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

/* Finds what nothing carries: objects, and pieces of objects. @defects: gets them. */
static void
contact_defects_find_floating (JsonArray *defects, JsonObject *report)
{
  JsonArray *groups = mq_json_get_array (report, "floating");
  JsonArray *rows = mq_json_get_array (report, "loose_pieces");
  g_autoptr (GArray) faults = new_faults ();
  g_autoptr (JsonArray) owners = json_array_new ();

  MQ_JSON_EACH (groups, i, group)
    {
      JsonArray *objects = mq_json_get_array (group, "objects");
      g_autofree char *names = measured_defects_join_names (objects);
      const char *nearest = mq_json_get_string (group, "nearest", "?");
      Fault fault = { "floating",
                      measured_defects_get_name (mq_json_get_array (group, "parts"), 0),
                      NULL,
                      "severe",
                      objects,
                      nearest,
                      mq_json_get_double (group, "gap_m", 0),
                      0,
                      describe_way (group, names, nearest) };

      g_array_append_val (faults, fault);
    }

  MQ_JSON_EACH (rows, i, row)
    {
      const char *object = mq_json_get_string (row, "object", "?");
      const char *nearest = mq_json_get_string (row, "nearest", "?");
      JsonArray *objects = json_array_new ();
      double low[3] = { 0 };
      double high[3] = { 0 };
      g_autofree char *piece
          = mq_json_get_box (row, low, high)
                ? g_strdup_printf ("the piece from (%.3f, %.3f, %.3f) to (%.3f, %.3f, %.3f)",
                                   low[0], low[1], low[2], high[0], high[1], high[2])
                : g_strdup ("it");
      Fault fault
          = { "loose-piece", mq_json_get_string (row, "part", "whole"), NULL, "severe", objects,
              nearest,       mq_json_get_double (row, "gap_m", 0),      0,    NULL };

      json_array_add_string_element (objects, object);
      json_array_add_array_element (owners, objects);
      fault.fix = describe_way (row, piece,
                                g_str_equal (object, nearest) ? "the rest of it" : nearest);
      g_array_append_val (faults, fault);
    }

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

/* How to draw a pair out of each other, as far as their join wants. */
static char *
describe_way_out (JsonObject *pair, double depth)
{
  JsonObject *way = mq_json_get_object (pair, "way_out");
  JsonArray *leaves = mq_json_get_array (way, "leaves");
  JsonArray *names = mq_json_get_array (pair, "objects");
  const char *kind = mq_json_get_string (pair, "kind", "");
  const char *mover = mq_json_get_string (way, "object", "");
  const char *first = measured_defects_get_name (names, 0);
  double most = mq_json_get_double (pair, "most_m", 0);
  double by[3];
  JsonArray *into = mq_json_get_array (way, "runs_into");
  g_autofree char *spoiled = measured_defects_join_names (mq_json_length (leaves) > 0 ? leaves
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
        mover, depth, g_str_equal (mover, first) ? measured_defects_get_name (names, 1) : first,
        mq_json_length (leaves) > 0 ? "part it from" : "drive it into", spoiled);

  move = describe_move (by);
  return g_strdup_printf ("move %s by %s, or shorten it by as much, so that they only touch, "
                          "unless one is let into the other on purpose",
                          mover, move);
}

/* Whether an object floats: its way leads to where it joins. */
static gboolean
floats (JsonObject *report, const char *name)
{
  JsonArray *groups = mq_json_get_array (report, "floating");

  MQ_JSON_EACH (groups, i, group)
    if (mq_json_contains (mq_json_get_array (group, "objects"), name))
      return TRUE;

  return FALSE;
}

/* Pairs that do not reach each other as their join says. */
static void
collect_loose (GArray *faults, JsonObject *report)
{
  JsonArray *pairs = mq_json_get_array (report, "loose");

  MQ_JSON_EACH (pairs, i, pair)
    {
      JsonArray *names = mq_json_get_array (pair, "objects");
      JsonArray *parts = mq_json_get_array (pair, "parts");
      JsonObject *way = mq_json_get_object (pair, "way_in");
      const char *one = measured_defects_get_name (names, 0);
      const char *two = measured_defects_get_name (names, 1);
      const char *mover = mq_json_get_string (way, "object", one);
      double by[3];
      double gap = mq_json_get_double (pair, "gap_m", 0);
      double wanted = mq_json_get_double (pair, "wanted_m", 0);
      gboolean shallow = gap < 0;
      gboolean fits = way == NULL && wanted > 0 && wanted <= MAX_FIT
                      && g_str_equal (mq_json_get_string (pair, "kind", ""), "fits");
      Fault fault = { shallow ? "shallow" : "loose",
                      measured_defects_get_name (parts, 0),
                      measured_defects_get_name (parts, 1),
                      "severe",
                      names,
                      NULL,
                      shallow ? -gap : gap - wanted,
                      shallow ? -wanted : 0,
                      NULL };

      if (mq_json_length (names) != 2 || floats (report, one) || floats (report, two))
        continue;

      if (fits)
        {
          fault.code = "fit";
          fault.metres = gap;
          fault.wanted = wanted;
          fault.fix = g_strdup_printf (
              "make the gap %.5f m on all sides; where it is %.5f m, it is "
              "%.5f m too %s",
              wanted, gap, fabs (gap - wanted), gap > wanted ? "wide" : "narrow");
        }
      else if (shallow)
        fault.fix = g_strdup_printf ("lengthen it by %.4f m, further into %s", gap - wanted, two);
      /* A piece that stands, or would part from something else, is made longer. */
      else if (way == NULL || !mq_json_get_vector (way, "move_m", by))
        fault.fix
            = g_strdup_printf ("lengthen it by %.4f m, so that it reaches %s; move neither of them",
                               gap - wanted, two);
      else
        {
          g_autofree char *move = describe_move (by);

          fault.fix
              = g_strdup_printf ("move %s by %s, or lengthen it by as much, so that it meets %s",
                                 mover, move, g_str_equal (mover, one) ? two : one);
        }
      g_array_append_val (faults, fault);
    }
}

/* Finds pairs that do not meet as their joins say, and those that run into each other. @defects:
 * gets them. */
static void
contact_defects_find_pairs (JsonArray *defects, JsonObject *report)
{
  g_autoptr (GArray) faults = new_faults ();
  JsonArray *pairs = mq_json_get_array (report, "penetrations");
  JsonArray *objects = mq_json_get_array (report, "objects");

  collect_loose (faults, report);

  MQ_JSON_EACH (pairs, i, pair)
    {
      JsonArray *names = mq_json_get_array (pair, "objects");
      JsonArray *parts = mq_json_get_array (pair, "parts");
      double depth = mq_json_get_double (pair, "depth_m", 0);
      double side = MIN (longest_side (objects, measured_defects_get_name (names, 0)),
                         longest_side (objects, measured_defects_get_name (names, 1)));
      /* Objects of one part often overlap on purpose, like a pin in its socket. */
      gboolean is_one_part = mq_json_length (parts) == 2
                             && g_strcmp0 (mq_json_element_string (parts, 0),
                                           mq_json_element_string (parts, 1))
                                    == 0;
      /* A depth beyond the join's own is wrong; what nobody sees of it is a note. */
      gboolean severe = json_object_has_member (pair, "kind")
                        || (depth > DEEP * side && !is_one_part);
      Fault fault = { "penetration",
                      measured_defects_get_name (parts, 0),
                      measured_defects_get_name (parts, 1),
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

  add_all (defects, faults);
}

/**
 * mq_measured_defects_add:
 * @defects: gets it, unless it has very many
 * @part: id of a part, or "whole"
 * @severity: "severe" or "minor"
 * @what: (transfer full): the fault
 * @fix: (transfer full): how it is mended
 */
void
mq_measured_defects_add (JsonArray *defects, const char *code, const char *part,
                         const char *severity, MqDefectFacts facts, char *what, char *fix)
{
  g_autofree char *said = what;
  g_autofree char *cure = fix;
  g_autofree char *id = mq_defect_dup_id (code, part, facts.objects,
                                          g_str_equal (code, "unmet") ? facts.other : NULL);
  guint count = facts.objects != NULL ? json_array_get_length (facts.objects) : 0;
  JsonArray *names;
  JsonObject *object;

  if (json_array_get_length (defects) >= MAX_DEFECTS)
    return;

  names = json_array_new ();
  for (guint i = 0; i < MIN (count, MAX_NAMES); i++)
    if (mq_json_element_string (facts.objects, i) != NULL)
      json_array_add_string_element (names, mq_json_element_string (facts.objects, i));

  object = mq_json_new ("objects:a more:b", names, count > MAX_NAMES);
  if (facts.metres != 0)
    json_object_set_double_member (object, "mm", facts.metres * 1000);
  if (facts.wanted != 0)
    json_object_set_double_member (object, "wanted_mm", facts.wanted * 1000);
  if (facts.other != NULL)
    json_object_set_string_member (object, "other", facts.other);
  if (facts.count > 1)
    json_object_set_int_member (object, "count", facts.count);

  json_array_add_object_element (
      defects,
      mq_json_new (
          "id:s code:s source:s part:s object:s severity:s what:s evidence:s facts:o fix:s", id,
          code, "measured", part, "", severity, said, "measured", object, cure));
}

/* Requirements that were measured and are not met. */
static void
find_unmet (JsonArray *defects, JsonObject *plan, JsonObject *report)
{
  static const char *const members[] = { "what", "of",   "to",  "axis",   "to_axis", "at",
                                         "each", "text", "is",  "wanted", "found",   "found_text",
                                         "unit", "met",  "how", "called" };
  JsonArray *rows = mq_json_get_array (report, "requirements");
  JsonArray *parts = mq_json_get_array (plan, "parts");

  MQ_JSON_EACH (rows, i, row)
    {
      const char *words = mq_json_get_string (row, "words", "");
      const char *part = mq_json_get_string (row, "of", "whole");
      guint n = json_array_get_length (defects);
      g_autofree char *found = NULL;
      JsonObject *facts;

      if (mq_requirement_get_state (row) != MQ_REQUIREMENT_MISSED
          || !g_str_equal (mq_json_get_string (row, "by", "measured"), "measured"))
        continue;

      /* It may name an object of a part. */
      if (!g_str_equal (part, "whole") && mq_json_find (parts, "id", part) == NULL)
        part = mq_report_get_part (report, part);
      found = mq_requirement_describe_in_english (row);
      mq_measured_defects_add (
          defects, "unmet", g_str_equal (part, "?") ? "whole" : part, "severe",
          (MqDefectFacts){ mq_json_get_array (row, "objects"), .other = words },
          g_strdup_printf ("Not met: %s (%s)", words, found),
          g_strdup (mq_json_get_string (row, "fix", "")));
      if (json_array_get_length (defects) == n)
        continue;

      facts = mq_json_get_object (mq_json_element_object (defects, n), "facts");
      for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
        if (json_object_has_member (row, members[j]))
          json_object_set_member (facts, members[j], json_object_dup_member (row, members[j]));
      mq_requirement_take_name (facts, plan);
    }
}

static void
find_missing (JsonArray *defects, JsonObject *plan, JsonObject *report)
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  JsonArray *parts = mq_json_get_array (plan, "parts");

  MQ_JSON_EACH (parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", "");
      const char *name = mq_json_get_string (part, "name", id);
      g_autofree char *wanted = mq_text_fold_name (id);
      gboolean has_part = FALSE;

      /* In whatever spelling: "table top" of `table_top`. */
      for (guint j = 0; j < mq_json_length (objects) && !has_part; j++)
        {
          JsonObject *object = mq_json_element_object (objects, j);
          g_autofree char *own = mq_text_fold_name (mq_json_get_string (object, "part", ""));

          has_part = g_str_equal (own, wanted);
        }
      if (has_part || *id == '\0')
        continue;

      mq_measured_defects_add (
          defects, "missing", id, "severe", (MqDefectFacts){ .other = name },
          g_strdup_printf ("%s is missing", name),
          g_strdup_printf ("make objects with obj[\"part\"] = \"%s\" in its function, and call it "
                           "in build()",
                           id));
    }
}

/* @part: that the joint moves; "" if it names none */
static void
add_joint (JsonArray *defects, const char *code, const char *part, const char *name,
           const char *kind, const char *other, const char *what, char *fix)
{
  g_autoptr (JsonArray) names = mq_json_from_strings ((const char *const[]){ name, kind, NULL },
                                                      -1);

  mq_measured_defects_add (defects, code, *part != '\0' ? part : "whole", "severe",
                           (MqDefectFacts){ names, .other = other }, g_strdup (what), fix);
}

/* Joints that are wrong, and planned ones that are not there. */
static void
find_joints (JsonArray *defects, JsonObject *plan, JsonObject *report)
{
  JsonArray *faults = mq_json_get_array (report, "joint_faults");
  g_autoptr (GPtrArray) joints = mq_joints_read (report);
  g_autoptr (GPtrArray) planned = mq_joints_read (plan);

  MQ_JSON_EACH (faults, i, fault)
    {
      const char *name = mq_json_get_string (fault, "joint", "");
      const char *words = mq_json_get_string (fault, "words", "");
      int number = mq_joints_find (joints, name);

      add_joint (defects, "joint", number >= 0 ? ((MqJoint *)joints->pdata[number])->child : "",
                 name, mq_json_get_string (fault, "fault", NULL), words, words,
                 g_strdup (mq_json_get_string (fault, "fix", "")));
    }

  MQ_EACH (planned, i, const MqJoint, joint)
    {
      g_autofree char *what = g_strdup_printf ("The joint “%s” is missing", joint->name);

      if (mq_joints_find (joints, joint->name) < 0
          && mq_json_find (faults, "joint", joint->name) == NULL)
        add_joint (defects, "no-joint", joint->child, joint->name, NULL, joint->name, what,
                   g_strdup_printf ("add a row with this name to JOINTS: %s of %s on %s",
                                    joint->kind_name, joint->child, joint->parent));
    }
}

/* A fault that the report lists as the names of its objects. */
static void
find_listed (JsonArray *defects, JsonObject *report, const char *list, const char *code,
             const char *what, const char *fix)
{
  JsonArray *names = mq_json_get_array (report, list);
  g_autofree char *listed = measured_defects_join_names (names);

  if (mq_json_length (names) > 0)
    mq_measured_defects_add (defects, code, "whole", "severe", (MqDefectFacts){ names },
                             g_strdup_printf ("%s: %s", what, listed), g_strdup (fix));
}

/**
 * mq_measured_defects_leave:
 * @defects: measured defects
 * @plan: (nullable): the plan
 *
 * Makes those minor that the team disputed and that are left for it: each has the reason.
 */
void
mq_measured_defects_leave (JsonArray *defects, JsonObject *plan)
{
  JsonArray *disputed = mq_json_get_array (plan, "disputed");

  MQ_JSON_EACH (disputed, i, one)
    {
      JsonObject *defect = mq_json_find (defects, "id", mq_json_get_string (one, "id", ""));
      const char *reason = mq_json_get_string (one, "reason", "");

      if (defect == NULL || !mq_json_get_boolean (one, "left", FALSE))
        continue;

      mq_json_add (defect, "severity:s left:s fix:s", "minor", reason, "");
      json_object_set_string_member (mq_json_get_object (defect, "facts"), "left", reason);
    }
}

/**
 * mq_measured_defects_find:
 * @plan: (nullable): the plan
 * @report: (nullable): the measured report
 *
 * Returns: (transfer full): defects, each with the numbers for its repair; none without a report
 */
JsonArray *
mq_measured_defects_find (JsonObject *plan, JsonObject *report)
{
  JsonArray *defects = json_array_new ();
  JsonArray *again = mq_json_get_array (report, "again");
  static const char *const unsure[] = { "floating", "loose", "loose-piece", "shallow", NULL };
  double gap;

  if (report == NULL)
    return defects;

  find_missing (defects, plan, report);
  find_listed (defects, report, "empty", "empty", "Without any surface",
               "give them faces, or do not make them");
  contact_defects_find_floating (defects, report);

  gap = mq_json_get_double (mq_json_get_object (report, "whole"), "ground_gap_m", 0);
  if (mq_measurement_is_sunken (plan, gap))
    mq_measured_defects_add (
        defects, "sunken", "whole", "severe", (MqDefectFacts){ .metres = -gap },
        g_strdup_printf ("It reaches %.1f mm below the ground", -gap * 1000),
        g_strdup_printf ("raise what is lowest by %.4f m, with all that joins it", -gap));
  else if (gap > MQ_MEASUREMENT_GROUND_TOLERANCE && mq_json_get_boolean (plan, "grounded", FALSE))
    mq_measured_defects_add (defects, "above-ground", "whole", "severe",
                             (MqDefectFacts){ .metres = gap },
                             g_strdup_printf ("It stands %.1f mm above the ground", gap * 1000),
                             g_strdup_printf ("lower everything by %.4f m", gap));

  find_listed (defects, report, "without_material", "bare", "Without material",
               "put a material on every object");
  find_listed (defects, report, "missing_pictures", "no-picture", "A picture file is not there",
               "scripts can read no files of the user: make the picture in the script "
               "(bpy.data.images.new() and its pixels), or use colors and procedural nodes");
  find_listed (defects, report, "flipped", "flipped", "Faces look inside out",
               "list the corners of every face in the same turn, counterclockwise seen from "
               "outside, or call bmesh.ops.recalc_face_normals() on all faces");
  find_unmet (defects, plan, report);
  find_joints (defects, plan, report);
  contact_defects_find_pairs (defects, report);

  /* In an asset too large to be read whole, what was not read may hold or carry what seems to hang
   * in the air: that is told, not mended. All else was found in what was read. */
  for (guint i = 0;
       mq_json_get_boolean (report, "truncated", FALSE) && i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (g_strv_contains (unsure, mq_json_get_string (defect, "code", "")))
        mq_json_add (defect, "severity:s sure:b evidence:s", "minor", FALSE,
                     "not sure: the asset is too large to be measured whole");
    }

  /* A defect that was disputed, measured another way, and is one still, has both values. */
  MQ_JSON_EACH (again, i, row)
    {
      JsonObject *defect = mq_json_find (defects, "id", mq_json_get_string (row, "id", ""));
      const char *by = mq_json_get_string (row, "by", "");
      double mm = 1000 * mq_json_get_double (row, "metres", 0);
      g_autofree char *evidence
          = *by == '\0' ? g_strdup ("measured; disputed, but there is no second way to measure it")
                        : g_strdup_printf ("measured; again, by %.40s: %.1f mm", by, mm);

      if (defect == NULL)
        continue;

      json_object_set_string_member (defect, "evidence", evidence);
      if (*by != '\0')
        mq_json_add (mq_json_get_object (defect, "facts"), "again_mm:d", mm);
    }
  mq_measured_defects_leave (defects, plan);
  return defects;
}

/**
 * mq_measured_defects_include:
 *
 * Returns: whether the defect was measured, not found by a critic
 */
gboolean
mq_measured_defects_include (JsonObject *defect)
{
  return g_str_equal (mq_json_get_string (defect, "source", "seen"), "measured");
}

/**
 * mq_measured_defects_need_critic:
 * @defects: (nullable): defects of both sources
 *
 * Returns: whether a critic found any of them
 */
gboolean
mq_measured_defects_need_critic (JsonArray *defects)
{
  for (guint i = 0; i < mq_json_length (defects); i++)
    if (!mq_measured_defects_include (mq_json_element_object (defects, i)))
      return TRUE;

  return FALSE;
}

static gboolean
is_measured_in (JsonObject *report, const char *list, const char *part)
{
  JsonArray *faults = mq_json_get_array (report, list);

  MQ_JSON_EACH (faults, i, fault)
    if (g_str_equal (part, "whole") || mq_json_contains (mq_json_get_array (fault, "parts"), part))
      return TRUE;

  return FALSE;
}

/**
 * mq_measured_defects_contradict:
 * @defect: a critic's defect; its `about` names the fault
 * @plan: (nullable): the plan
 * @report: the measured report
 *
 * Returns: whether the measurements contradict the defect
 */
gboolean
mq_measured_defects_contradict (JsonObject *defect, JsonObject *plan, JsonObject *report)
{
  /* A part need not touch what it joins so: it swims or flies there, or lies there or on something
   * else. */
  static const char *const loose[] = { "free", "lies", NULL };
  const char *about = mq_json_get_string (defect, "about", "other");
  const char *id = mq_json_get_string (defect, "part", "whole");
  JsonArray *parts = mq_json_get_array (plan, "parts");
  JsonArray *contacts = mq_json_get_array (report, "contacts");

  if (mq_json_get_boolean (report, "truncated", FALSE))
    return FALSE;
  if (g_str_equal (about, "overlap"))
    return !is_measured_in (report, "penetrations", id);
  if (!g_str_equal (about, "contact") || is_measured_in (report, "floating", id)
      || mq_json_length (mq_json_get_array (report, "loose_pieces")) > 0)
    return FALSE;

  /* The part, or every part of the whole, has to touch all that the plan joins it to. */
  MQ_JSON_EACH (parts, i, part)
    {
      const char *name = mq_json_get_string (part, "id", "");
      JsonArray *joins = mq_json_get_array (part, "joins");
      JsonObject *kinds = mq_json_get_object (part, "join_kinds");

      if (!g_str_equal (id, "whole") && !g_str_equal (id, name))
        continue;
      MQ_JSON_EACH_STRING (joins, j, other)
        {
          JsonObject *kind = other != NULL ? mq_json_get_object (kinds, other) : NULL;
          gboolean touches = other == NULL
                             || g_strv_contains (loose, mq_json_get_string (kind, "kind", ""));

          for (guint k = 0; k < mq_json_length (contacts) && !touches; k++)
            {
              JsonNode *node = json_array_get_element (contacts, k);
              JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
              const char *a = mq_report_get_part (report, measured_defects_get_name (pair, 0));
              const char *b = mq_report_get_part (report, measured_defects_get_name (pair, 1));

              touches = mq_json_length (pair) == 2
                        && ((g_str_equal (a, name) && g_str_equal (b, other))
                            || (g_str_equal (a, other) && g_str_equal (b, name)));
            }
          if (!touches)
            return FALSE;
        }
    }

  return TRUE;
}
