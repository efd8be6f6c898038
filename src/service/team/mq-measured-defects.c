/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured defects, see mq-measured-defects.h, each with the numbers for its repair. Measurements
 * override a critic's visual defects, because judges that look at pictures miss or invent contact
 * faults. The texts are English, for models; clients translate the facts. */
#include "service/team/mq-measured-defects.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-requirement.h"
#include "service/script/mq-script.h"
#include "service/team/mq-asset-history.h"
#include "service/team/mq-defect-list.h"
#include "service/team/mq-report.h"

#define MAX_DEFECTS 20
/* Overlaps deeper than this share of the smaller object's longest side are severe, others minor. */
#define DEEP 0.12
#define MAX_OVERLAPS 6 /* of the minor ones */
#define MAX_NAMES 20   /* object names listed in a defect's facts */

/* Facts from which a client describes a defect in its user's language: docs/protocol.md, notice
 * `defects-left`. */
typedef struct
{
  JsonArray *objects; /* names; nullable */
  double metres;
  const char *other; /* the name of another object; nullable */
} Facts;

static JsonObject *
write_facts (const Facts *facts)
{
  JsonObject *object;
  JsonArray *names = json_array_new ();
  guint count = facts->objects != NULL ? json_array_get_length (facts->objects) : 0;

  for (guint i = 0; i < MIN (count, MAX_NAMES); i++)
    if (mq_json_element_string (facts->objects, i) != NULL)
      json_array_add_string_element (names, mq_json_element_string (facts->objects, i));

  object = mq_json_new ("objects:a more:b", names, count > MAX_NAMES);
  if (facts->metres != 0)
    json_object_set_double_member (object, "mm", facts->metres * 1000);
  if (facts->other != NULL)
    json_object_set_string_member (object, "other", facts->other);
  return object;
}

static void
add (JsonArray *defects, const char *code, const char *part, const char *severity, Facts facts,
     char *what, char *fix)
{
  g_autofree char *said = what;
  g_autofree char *cure = fix;
  g_autofree char *id = mq_defect_dup_id (code, part, facts.objects,
                                          g_str_equal (code, "unmet") ? facts.other : NULL);
  JsonObject *defect;

  if (json_array_get_length (defects) >= MAX_DEFECTS)
    return;

  defect = mq_json_new (
      "id:s code:s source:s part:s object:s severity:s what:s evidence:s facts:o fix:s", id, code,
      "measured", part, "", severity, said, "measured", write_facts (&facts), cure);
  json_array_add_object_element (defects, defect);
}

static const char *
name_at (JsonArray *names, guint index)
{
  const char *name = index < mq_json_length (names) ? mq_json_element_string (names, index) : NULL;

  return name != NULL ? name : "";
}

static char *
join_names (JsonArray *names)
{
  GString *text = g_string_new (NULL);
  guint count = mq_json_length (names);

  for (guint i = 0; i < count && i < 4; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name_at (names, i));
  if (count > 4)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

static void
find_floating (JsonArray *defects, JsonObject *report)
{
  JsonArray *groups = mq_json_get_array (report, "floating");

  for (guint i = 0; i < mq_json_length (groups); i++)
    {
      JsonObject *group = mq_json_element_object (groups, i);
      JsonArray *objects = mq_json_get_array (group, "objects");
      g_autofree char *names = join_names (objects);
      const char *nearest = mq_json_get_string (group, "nearest", "?");
      double gap = mq_json_get_double (group, "gap_m", 0);
      double by[3] = { 0 };

      if (!mq_json_get_vector (group, "move_m", by))
        by[0] = by[1] = by[2] = 0;

      add (defects, "floating", name_at (mq_json_get_array (group, "parts"), 0), "severe",
           (Facts){ objects, gap, nearest },
           g_strdup_printf ("%s floats, %.1f mm from %s", names, gap * 1000, nearest),
           g_strdup_printf ("move %s by (%.4f, %.4f, %.4f) m, or extend it, so that it meets %s",
                            names, by[0], by[1], by[2], nearest));
    }
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
  const char *kind = mq_json_get_string (pair, "kind", "");
  double most = mq_json_get_double (pair, "most_m", 0);
  double by[3];

  if (g_str_equal (kind, "let_in"))
    return g_strdup_printf ("pull one back or shorten it, so that it does not come out at the "
                            "other side: it is to be let in by about %.4f m",
                            most);
  if (g_str_equal (kind, "hinged"))
    return g_strdup_printf ("pull one back by about %.4f m: it is to be let in by at most %.4f m",
                            depth - most, most);
  if (way == NULL || !mq_json_get_vector (way, "move_m", by))
    return g_strdup_printf ("pull one back by about %.4f m so that they only touch, unless one is "
                            "let into the other on purpose",
                            depth);

  return g_strdup_printf ("move %s by (%.4f, %.4f, %.4f) m, or shorten it by as much, so that they "
                          "only touch, unless one is let into the other on purpose",
                          mq_json_get_string (way, "object", ""), by[0], by[1], by[2]);
}

static void
find_penetrations (JsonArray *defects, JsonObject *report)
{
  JsonArray *pairs = mq_json_get_array (report, "penetrations");
  JsonArray *objects = mq_json_get_array (report, "objects");
  guint told = 0;

  for (guint i = 0; i < mq_json_length (pairs); i++)
    {
      JsonObject *pair = mq_json_element_object (pairs, i);
      JsonArray *names = mq_json_get_array (pair, "objects");
      double depth = mq_json_get_double (pair, "depth_m", 0);
      double side = MIN (longest_side (objects, name_at (names, 0)),
                         longest_side (objects, name_at (names, 1)));
      /* A depth beyond the join's own is wrong, however little. */
      gboolean severe = json_object_has_member (pair, "kind")
                        || (depth > DEEP * side
                            && !is_one_part (mq_json_get_array (pair, "parts")));

      /* The report lists the deepest overlaps first. */
      if (mq_json_length (names) != 2 || (!severe && told++ >= MAX_OVERLAPS))
        continue;

      add (defects, "penetration", name_at (mq_json_get_array (pair, "parts"), 0),
           severe ? "severe" : "minor", (Facts){ names, depth },
           g_strdup_printf ("%s and %s run %.1f mm into each other", name_at (names, 0),
                            name_at (names, 1), depth * 1000),
           describe_way_out (pair, depth));
    }
}

/* Pairs that do not reach each other as their join says. */
static void
find_loose (JsonArray *defects, JsonObject *report)
{
  JsonArray *pairs = mq_json_get_array (report, "loose");

  for (guint i = 0; i < mq_json_length (pairs); i++)
    {
      JsonObject *pair = mq_json_element_object (pairs, i);
      JsonArray *names = mq_json_get_array (pair, "objects");
      double gap = mq_json_get_double (pair, "gap_m", 0);
      double wanted = mq_json_get_double (pair, "wanted_m", 0);

      if (mq_json_length (names) == 2 && gap < 0)
        add (defects, "shallow", name_at (mq_json_get_array (pair, "parts"), 0), "severe",
             (Facts){ names, -gap },
             g_strdup_printf ("%s is let in %.1f of %.1f mm planned into %s", name_at (names, 0),
                              -gap * 1000, -wanted * 1000, name_at (names, 1)),
             g_strdup_printf ("move or lengthen it by %.4f m, further into %s", gap - wanted,
                              name_at (names, 1)));
      else if (mq_json_length (names) == 2)
        add (defects, "loose", name_at (mq_json_get_array (pair, "parts"), 0), "severe",
             (Facts){ names, gap - wanted },
             g_strdup_printf ("%s is %.1f mm from where it joins %s", name_at (names, 0),
                              (gap - wanted) * 1000, name_at (names, 1)),
             g_strdup_printf ("bring it %.4f m nearer to %s", gap - wanted, name_at (names, 1)));
    }
}

/* The part that a requirement is about, also when it names an object. */
static const char *
find_subject (JsonObject *plan, JsonObject *report, JsonObject *row)
{
  const char *of = mq_json_get_string (row, "of", "whole");
  const char *part;

  if (g_str_equal (of, "whole")
      || mq_json_find (mq_json_get_array (plan, "parts"), "id", of) != NULL)
    return of;

  part = mq_report_get_part (report, of);
  return g_str_equal (part, "?") ? "whole" : part;
}

static void
add_unmet (JsonArray *defects, JsonObject *plan, JsonObject *report, JsonObject *row)
{
  const char *words = mq_json_get_string (row, "words", "");
  g_autofree char *found = mq_requirement_describe_in_english (row);
  guint n = json_array_get_length (defects);

  add (defects, "unmet", find_subject (plan, report, row), "severe",
       (Facts){ mq_json_get_array (row, "objects"), .other = words },
       g_strdup_printf ("Not met: %s (%s)", words, found),
       g_strdup (mq_json_get_string (row, "fix", "")));
  if (json_array_get_length (defects) > n)
    mq_requirement_copy_result (row,
                                mq_json_get_object (mq_json_element_object (defects, n), "facts"));
}

/* Requirements that were measured and are not met. */
static void
find_unmet (JsonArray *defects, JsonObject *plan, JsonObject *report)
{
  JsonArray *rows = mq_json_get_array (report, "requirements");

  for (guint i = 0; i < mq_json_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);

      if (mq_requirement_get_state (row) == MQ_REQUIREMENT_MISSED
          && g_str_equal (mq_json_get_string (row, "by", "measured"), "measured"))
        add_unmet (defects, plan, report, row);
    }
}

static void
find_ground (JsonArray *defects, JsonObject *plan, JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");
  double gap = mq_json_get_double (whole, "ground_gap_m", 0);

  if (gap < -MQ_MEASUREMENT_GROUND_TOLERANCE)
    add (defects, "sunken", "whole", "severe", (Facts){ .metres = -gap },
         g_strdup_printf ("It reaches %.1f mm below the ground", -gap * 1000),
         g_strdup_printf ("raise what is lowest by %.4f m, with all that joins it", -gap));
  else if (gap > MQ_MEASUREMENT_GROUND_TOLERANCE && mq_json_get_boolean (plan, "grounded", FALSE))
    add (defects, "above-ground", "whole", "severe", (Facts){ .metres = gap },
         g_strdup_printf ("It stands %.1f mm above the ground", gap * 1000),
         g_strdup_printf ("lower everything by %.4f m", gap));
}

static void
find_missing (JsonArray *defects, JsonObject *plan, JsonObject *report)
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  JsonArray *parts = mq_json_get_array (plan, "parts");

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      const char *id = mq_json_get_string (part, "id", "");

      if (*id != '\0' && mq_json_find (objects, "part", id) == NULL)
        add (defects, "missing", id, "severe",
             (Facts){ .other = mq_json_get_string (part, "name", id) },
             g_strdup_printf ("%s is missing", mq_json_get_string (part, "name", id)),
             g_strdup_printf (
                 "make objects with obj[\"part\"] = \"%s\" in its function, and call it "
                 "in build()",
                 id));
    }
}

/* A fault that the report lists as the names of its objects. */
static void
find_listed (JsonArray *defects, JsonObject *report, const char *list, const char *code,
             const char *what, const char *fix)
{
  JsonArray *names = mq_json_get_array (report, list);
  g_autofree char *listed = join_names (names);

  if (mq_json_length (names) > 0)
    add (defects, code, "whole", "severe", (Facts){ names },
         g_strdup_printf ("%s: %s", what, listed), g_strdup (fix));
}

/* A defect that was disputed, measured another way, and is one still, has both values. */
static void
add_second_opinions (JsonArray *defects, JsonObject *report)
{
  JsonArray *again = mq_json_get_array (report, "again");

  for (guint i = 0; i < mq_json_length (again); i++)
    {
      JsonObject *row = mq_json_element_object (again, i);
      JsonObject *defect = mq_json_find (defects, "id", mq_json_get_string (row, "id", ""));
      const char *by = mq_json_get_string (row, "by", "");
      g_autofree char *evidence = NULL;

      if (defect == NULL)
        continue;

      evidence = *by == '\0'
                     ? g_strdup ("measured; disputed, but there is no second way to measure it")
                     : g_strdup_printf ("measured; again, by %.40s: %.1f mm", by,
                                        1000 * mq_json_get_double (row, "metres", 0));
      json_object_set_string_member (defect, "evidence", evidence);
    }
}

/**
 * mq_measured_defects_find:
 * @plan: (nullable): the plan
 * @report: the measured report
 *
 * Returns: (transfer full): defects, each with the numbers for its repair
 */
JsonArray *
mq_measured_defects_find (JsonObject *plan, JsonObject *report)
{
  JsonArray *defects = json_array_new ();

  find_missing (defects, plan, report);
  find_listed (defects, report, "empty", "empty", "Without any surface",
               "give them faces, or do not make them");
  find_floating (defects, report);
  find_ground (defects, plan, report);
  find_listed (defects, report, "without_material", "bare", "Without material",
               "put a material on every object");
  find_listed (defects, report, "flipped", "flipped", "Faces look inside out",
               "list the corners of every face in the same turn, counterclockwise seen from "
               "outside, or call bmesh.ops.recalc_face_normals() on all faces");
  find_unmet (defects, plan, report);
  find_loose (defects, report);
  find_penetrations (defects, report);
  add_second_opinions (defects, report);
  return defects;
}

static void
add_unintended (JsonArray *defects, MqAssetState *asset)
{
  g_auto (GStrv) unintended = mq_report_list_unintended_changes (asset->kept_report, asset->report,
                                                                 asset->touches);
  g_autofree char *names = g_strjoinv (", ", unintended);
  g_autoptr (JsonArray) objects = NULL;

  if (*unintended == NULL)
    return;

  objects = mq_json_from_strings ((const char *const *)unintended, -1);
  add (defects, "stray", "whole", "severe", (Facts){ objects },
       g_strdup_printf ("Changed although it was not asked for: %s", names),
       g_strdup_printf ("these objects must come out exactly as before the change: %s. Undo what "
                        "the change did to functions, parameters, materials or random sequences "
                        "that they share, and give the new parts their own",
                        names));
}

/* Parts that the instruction put back as they were in an earlier version. */
static void
add_not_restored (JsonArray *defects, MqAssetState *asset)
{
  for (guint i = 0; i < mq_json_length (asset->restored); i++)
    {
      JsonObject *one = mq_json_element_object (asset->restored, i);
      const char *part = mq_json_get_string (one, "part", "");
      gint64 version = mq_json_get_int (one, "version", -1);
      JsonObject *then = mq_asset_history_find (asset->history, version);
      JsonObject *report = mq_json_get_object (then, "report");
      g_auto (GStrv) differ = report != NULL
                                  ? mq_report_list_differences (report, asset->report, part)
                                  : NULL;
      g_autofree char *names = differ != NULL ? g_strjoinv (", ", differ) : NULL;
      g_autoptr (JsonArray) objects = NULL;

      if (differ == NULL || *differ == NULL)
        continue;

      objects = mq_json_from_strings ((const char *const *)differ, -1);
      add (defects, "not-restored", part, "severe", (Facts){ objects },
           g_strdup_printf ("Not as it was in version %" G_GINT64_FORMAT ": %s", version, names),
           g_strdup_printf ("%s must come out exactly as in version %" G_GINT64_FORMAT
                            ": call it in build() with the materials and values of that version",
                            part, version));
    }
}

/**
 * mq_measured_defects_made_no_difference:
 * @asset: a state whose script was changed
 * @before: the report before that
 *
 * Returns: whether a change left all that is seen, and the parameters, as they were: who wants more
 *   sliders wants nothing else to change
 */
gboolean
mq_measured_defects_made_no_difference (MqAssetState *asset, JsonObject *before)
{
  JsonObject *current = mq_asset_history_find (asset->history, asset->version);
  const char *script = mq_json_get_string (current, "script", NULL);

  return mq_report_is_unchanged (before, asset->report)
         && (script == NULL || mq_script_has_same_parameters (script, asset->script));
}

/**
 * mq_measured_defects_find_in_change:
 * @defects: gets what is wrong with a change
 * @asset: a state with the report before an instruction, and the one after it
 *
 * Finds objects that changed without being asked for, a change that is not there, and parts that
 * are not as they were.
 */
void
mq_measured_defects_find_in_change (JsonArray *defects, MqAssetState *asset)
{
  if (asset->kept_report == NULL)
    return;

  add_unintended (defects, asset);
  add_not_restored (defects, asset);
  if (mq_json_length (asset->touches) > 0 && mq_json_length (asset->restored) == 0
      && mq_measured_defects_made_no_difference (asset, asset->kept_report))
    add (defects, "no-change", "whole", "severe", (Facts){ NULL },
         g_strdup ("The change made no difference: everything is as it was"),
         g_strdup ("the user asked for a change that can be seen or measured: make it"));
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

  for (guint i = 0; i < mq_json_length (faults); i++)
    if (g_str_equal (part, "whole")
        || mq_json_contains (mq_json_get_array (mq_json_element_object (faults, i), "parts"), part))
      return TRUE;

  return FALSE;
}

static gboolean
parts_touch (JsonObject *report, const char *a, const char *b)
{
  JsonArray *contacts = mq_json_get_array (report, "contacts");

  for (guint i = 0; i < mq_json_length (contacts); i++)
    {
      JsonNode *node = json_array_get_element (contacts, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      const char *first;
      const char *second;

      if (mq_json_length (pair) != 2)
        continue;
      first = mq_report_get_part (report, name_at (pair, 0));
      second = mq_report_get_part (report, name_at (pair, 1));
      if ((g_str_equal (first, a) && g_str_equal (second, b))
          || (g_str_equal (first, b) && g_str_equal (second, a)))
        return TRUE;
    }

  return FALSE;
}

/* Whether a part touches every part that the plan joins it to; "whole": whether every part does. */
static gboolean
touches_all_joins (JsonObject *plan, JsonObject *report, const char *id)
{
  JsonArray *parts = mq_json_get_array (plan, "parts");

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      const char *name = mq_json_get_string (part, "id", "");
      JsonArray *joins = mq_json_get_array (part, "joins");

      if (!g_str_equal (id, "whole") && !g_str_equal (id, name))
        continue;
      for (guint j = 0; j < mq_json_length (joins); j++)
        if (mq_json_element_string (joins, j) != NULL
            && !parts_touch (report, name, mq_json_element_string (joins, j)))
          return FALSE;
    }

  return TRUE;
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
  const char *about = mq_json_get_string (defect, "about", "other");
  const char *part = mq_json_get_string (defect, "part", "whole");

  if (mq_json_get_boolean (report, "truncated", FALSE))
    return FALSE;

  if (g_str_equal (about, "contact"))
    return !is_measured_in (report, "floating", part) && touches_all_joins (plan, report, part);

  if (g_str_equal (about, "overlap"))
    return !is_measured_in (report, "penetrations", part);

  return FALSE;
}
