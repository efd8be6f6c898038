/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured defects, see mq-measured-defects.h, each with the numbers for its repair. Measurements
 * override a critic's visual defects, because judges that look at pictures miss or invent contact
 * faults. The texts are English, for models; clients translate the facts. */
#include "common/asset/mq-measured-defects.h"

#include "common/asset/mq-defect-list.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-requirement.h"
#include "common/asset/mq-contact-defects.h"
#include "common/asset/mq-report.h"

#define MAX_DEFECTS 20
#define MAX_NAMES 20 /* object names listed in a defect's facts */

static JsonObject *
write_facts (const MqDefectFacts *facts)
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
  if (facts->count > 1)
    json_object_set_int_member (object, "count", facts->count);
  return object;
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
  JsonObject *defect;

  if (json_array_get_length (defects) >= MAX_DEFECTS)
    return;

  defect = mq_json_new (
      "id:s code:s source:s part:s object:s severity:s what:s evidence:s facts:o fix:s", id, code,
      "measured", part, "", severity, said, "measured", write_facts (&facts), cure);
  json_array_add_object_element (defects, defect);
}

/* Returns: the name at @index, or "" */
const char *
mq_measured_defects_get_name (JsonArray *names, guint index)
{
  const char *name = index < mq_json_length (names) ? mq_json_element_string (names, index) : NULL;

  return name != NULL ? name : "";
}

/* Returns: (transfer full): the first names, with commas */
char *
mq_measured_defects_join_names (JsonArray *names)
{
  GString *text = g_string_new (NULL);
  guint count = mq_json_length (names);

  for (guint i = 0; i < count && i < 4; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            mq_measured_defects_get_name (names, i));
  if (count > 4)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
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

  mq_measured_defects_add (defects, "unmet", find_subject (plan, report, row), "severe",
                           (MqDefectFacts){ mq_json_get_array (row, "objects"), .other = words },
                           g_strdup_printf ("Not met: %s (%s)", words, found),
                           g_strdup (mq_json_get_string (row, "fix", "")));
  if (json_array_get_length (defects) > n)
    {
      JsonObject *facts = mq_json_get_object (mq_json_element_object (defects, n), "facts");

      mq_requirement_copy_result (row, facts);
      mq_requirement_take_name (facts, plan);
    }
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
}

/* Whether an object is of a part, in whatever spelling: "table top" of `table_top`. */
static gboolean
has_part (JsonArray *objects, const char *id)
{
  g_autofree char *wanted = mq_text_fold_name (id);

  for (guint i = 0; i < mq_json_length (objects); i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);
      g_autofree char *part = mq_text_fold_name (mq_json_get_string (object, "part", ""));

      if (g_str_equal (part, wanted))
        return TRUE;
    }

  return FALSE;
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

      if (*id != '\0' && !has_part (objects, id))
        mq_measured_defects_add (
            defects, "missing", id, "severe",
            (MqDefectFacts){ .other = mq_json_get_string (part, "name", id) },
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
  g_autofree char *listed = mq_measured_defects_join_names (names);

  if (mq_json_length (names) > 0)
    mq_measured_defects_add (defects, code, "whole", "severe", (MqDefectFacts){ names },
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
      if (*by != '\0')
        mq_json_add (mq_json_get_object (defect, "facts"), "again_mm:d",
                     1000 * mq_json_get_double (row, "metres", 0));
    }
}

/* In an asset too large to be read whole, what was not read may hold or carry what seems to hang in
 * the air: that is told, not mended. All else was found in what was read. */
static void
mark_unsure (JsonArray *defects, JsonObject *report)
{
  static const char *const unsure[] = { "floating", "loose", "loose-piece", "shallow", NULL };

  if (!mq_json_get_boolean (report, "truncated", FALSE))
    return;

  for (guint i = 0; i < mq_json_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (g_strv_contains (unsure, mq_json_get_string (defect, "code", "")))
        mq_json_add (defect, "severity:s sure:b evidence:s", "minor", FALSE,
                     "not sure: the asset is too large to be measured whole");
    }
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

  for (guint i = 0; i < mq_json_length (disputed); i++)
    {
      JsonObject *one = mq_json_element_object (disputed, i);
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

  if (report == NULL)
    return defects;

  find_missing (defects, plan, report);
  find_listed (defects, report, "empty", "empty", "Without any surface",
               "give them faces, or do not make them");
  mq_contact_defects_find_floating (defects, report);
  find_ground (defects, plan, report);
  find_listed (defects, report, "without_material", "bare", "Without material",
               "put a material on every object");
  find_listed (defects, report, "missing_pictures", "no-picture", "A picture file is not there",
               "scripts can read no files of the user: make the picture in the script "
               "(bpy.data.images.new() and its pixels), or use colors and procedural nodes");
  find_listed (defects, report, "flipped", "flipped", "Faces look inside out",
               "list the corners of every face in the same turn, counterclockwise seen from "
               "outside, or call bmesh.ops.recalc_face_normals() on all faces");
  find_unmet (defects, plan, report);
  mq_contact_defects_find_pairs (defects, report);
  mark_unsure (defects, report);
  add_second_opinions (defects, report);
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
      first = mq_report_get_part (report, mq_measured_defects_get_name (pair, 0));
      second = mq_report_get_part (report, mq_measured_defects_get_name (pair, 1));
      if ((g_str_equal (first, a) && g_str_equal (second, b))
          || (g_str_equal (first, b) && g_str_equal (second, a)))
        return TRUE;
    }

  return FALSE;
}

/* Whether a part need not touch what it joins so: it swims or flies there, or lies there or on
 * something else. @kind: (nullable) */
static gboolean
is_loose (JsonObject *kind)
{
  static const char *const loose[] = { "free", "lies", NULL };

  return g_strv_contains (loose, mq_json_get_string (kind, "kind", ""));
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
      JsonObject *kinds = mq_json_get_object (part, "join_kinds");

      if (!g_str_equal (id, "whole") && !g_str_equal (id, name))
        continue;
      for (guint j = 0; j < mq_json_length (joins); j++)
        if (mq_json_element_string (joins, j) != NULL
            && !is_loose (mq_json_get_object (kinds, mq_json_element_string (joins, j)))
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
    return !is_measured_in (report, "floating", part)
           && mq_json_length (mq_json_get_array (report, "loose_pieces")) == 0
           && touches_all_joins (plan, report, part);

  if (g_str_equal (about, "overlap"))
    return !is_measured_in (report, "penetrations", part);

  return FALSE;
}
