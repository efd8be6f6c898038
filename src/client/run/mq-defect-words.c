/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences for defects, see mq-defect-words.h. The service has the same sentences in English
 * (common/asset/mq-measured-defects.c). */
#include "client/run/mq-defect-words.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME 100 /* bytes */
#define MAX_REASON 200

/* Names come from untrusted scripts. */
static char *
dup_name (JsonArray *names, guint index)
{
  const char *name = index < mq_json_length (names) ? mq_json_element_string (names, index) : NULL;

  return mq_text_clean (name != NULL ? name : "", MAX_NAME);
}

static char *
describe (JsonObject *facts)
{
  const char *code = mq_json_get_string (facts, "code", "");
  JsonArray *objects = mq_json_get_array (facts, "objects");
  g_autoptr (GString) list = g_string_new (NULL);
  const char *names;
  g_autofree char *first = dup_name (objects, 0);
  g_autofree char *second = dup_name (objects, 1);
  g_autofree char *other = mq_text_clean (mq_json_get_string (facts, "other", "?"), MAX_NAME);
  double mm = mq_json_get_double (facts, "mm", 0);
  guint count = (guint)CLAMP (mq_json_get_int (facts, "count", 1), 1, G_MAXINT);

  for (guint i = 0; i < mq_json_length (objects); i++)
    {
      g_autofree char *name = dup_name (objects, i);

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", name);
    }
  if (mq_json_get_boolean (facts, "more", FALSE))
    g_string_append (list, " …");
  names = list->str;

  if (g_str_equal (code, "floating"))
    /* Translators: names of objects; a gap in millimetres; the name of another object. */
    return g_strdup_printf (_ ("%s floats, %.1f mm from %s"), names, mm, other);
  if (g_str_equal (code, "loose-piece") && g_str_equal (first, other))
    /* Translators: the name of an object, of whose mesh a piece touches nothing; a gap in
     * millimetres. */
    return g_strdup_printf (_ ("A piece of %s is attached to nothing, %.1f mm from the rest of it"),
                            first, mm);
  if (g_str_equal (code, "loose-piece"))
    /* Translators: the name of an object, of whose mesh a piece touches nothing; a gap in
     * millimetres; the name of the nearest object. */
    return g_strdup_printf (_ ("A piece of %s is attached to nothing, %.1f mm from %s"), names, mm,
                            other);
  if (g_str_equal (code, "penetration") && count > 1)
    /* Translators: a number of pairs of objects; a depth in millimetres; names of objects. */
    return g_strdup_printf (ngettext ("%u pair runs %.1f mm into each other: %s",
                                      "%u pairs run %.1f mm into each other: %s", count),
                            count, mm, names);
  if (g_str_equal (code, "penetration"))
    /* Translators: names of two objects; a depth in millimetres. */
    return g_strdup_printf (_ ("%s and %s run %.1f mm into each other"), first, second, mm);
  if (g_str_equal (code, "sunken"))
    return g_strdup_printf (_ ("It reaches %.1f mm below the ground"), mm);
  if (g_str_equal (code, "above-ground"))
    return g_strdup_printf (_ ("It stands %.1f mm above the ground"), mm);
  if (g_str_equal (code, "missing") && json_object_has_member (facts, "other"))
    /* Translators: the name of a part, in English. */
    return g_strdup_printf (_ ("%s is missing"), other);
  if (g_str_equal (code, "bare"))
    return g_strdup_printf (_ ("Without material: %s"), names);
  if (g_str_equal (code, "no-picture"))
    /* Translators: names of materials, each with the name of a file: “Wood (oak.jpg)”. */
    return g_strdup_printf (_ ("A picture file is not there: %s"), names);
  if (g_str_equal (code, "flipped"))
    /* Translators: names of objects with faces that show their back side. */
    return g_strdup_printf (_ ("Faces look inside out: %s"), names);
  if (g_str_equal (code, "joint"))
    return mq_text_clean (mq_json_get_string (facts, "other", ""), MAX_REASON);
  if (g_str_equal (code, "no-joint"))
    /* Translators: the name of a joint, such as that of a door. */
    return g_strdup_printf (_ ("The joint “%s” is missing"), other);
  if (g_str_equal (code, "empty"))
    return g_strdup_printf (_ ("Without any surface: %s"), names);
  if (g_str_equal (code, "stray"))
    return g_strdup_printf (_ ("Changed although it was not asked for: %s"), names);
  if (g_str_equal (code, "unmet") && json_object_has_member (facts, "met"))
    {
      g_autofree char *found = mq_requirement_describe (facts);
      g_autofree char *label = mq_requirement_label (facts);

      /* Translators: what was wanted, and what was found: “120 mm wide (123 mm, 3 mm too much)”. */
      return g_strdup_printf (_ ("Not met: %s (%s)"), *label != '\0' ? label : other, found);
    }
  if (g_str_equal (code, "unmet"))
    return g_strdup_printf (_ ("Not met: %s"), other);
  if (g_str_equal (code, "no-change"))
    return g_strdup (_ ("The change made no difference: everything is as it was"));
  if (g_str_equal (code, "not-restored"))
    return g_strdup_printf (_ ("Not as it was before: %s"), names);
  if (g_str_equal (code, "shallow") && count > 1)
    /* Translators: a number of joints, let in too little; a depth in millimetres; names of objects.
     */
    return g_strdup_printf (ngettext ("%u joint is let in by only %.1f mm: %s",
                                      "%u joints are let in by only %.1f mm: %s", count),
                            count, mm, names);
  if (g_str_equal (code, "loose") && count > 1)
    /* Translators: a number of joints; a gap in millimetres; names of objects. */
    return g_strdup_printf (
        ngettext ("%u joint is open by %.1f mm: %s", "%u joints are open by %.1f mm: %s", count),
        count, mm, names);
  if (g_str_equal (code, "fit") && count > 1)
    /* Translators: a number of gaps; their width and the wanted one in millimetres; names of
     * objects. */
    return g_strdup_printf (ngettext ("%1$u gap is %2$.2f mm instead of %3$.2f mm: %4$s",
                                      "%1$u gaps are %2$.2f mm instead of %3$.2f mm: %4$s", count),
                            count, mm, mq_json_get_double (facts, "wanted_mm", 0), names);
  if (g_str_equal (code, "fit"))
    /* Translators: names of two objects, of which one fits into the other; the gap between them and
     * the wanted one in millimetres. */
    return g_strdup_printf (_ ("The gap of %1$s and %2$s is %3$.2f mm instead of %4$.2f mm"), first,
                            second, mm, mq_json_get_double (facts, "wanted_mm", 0));
  if (g_str_equal (code, "shallow"))
    /* Translators: the names of two objects; a depth in millimetres. */
    return g_strdup_printf (_ ("%s is let into %s by only %.1f mm"), first, second, mm);
  if (g_str_equal (code, "loose"))
    /* Translators: names of two objects; a gap in millimetres. */
    return g_strdup_printf (_ ("%s does not reach %s, by %.1f mm"), first, second, mm);

  /* The team's own words. */
  return g_strdup (mq_json_get_string (facts, "text", NULL));
}

/**
 * mq_defect_words_make:
 * @facts: (nullable): one of a notice's `defects`
 *
 * Returns: (transfer full) (nullable): a translated sentence; if the code is unknown, `text`, or
 *   %NULL
 */
char *
mq_defect_words_make (JsonObject *facts)
{
  g_autofree char *reason = mq_text_clean (mq_json_get_string (facts, "left", ""), MAX_REASON);
  g_autofree char *words = describe (facts);

  if (words == NULL)
    return NULL;
  if (*reason != '\0')
    /* Translators: what was found, and why it was not repaired: “Rib and Body run 3.0 mm into each
     * other (the rib is half sunk)”. */
    return g_strdup_printf (_ ("%s (%s)"), words, reason);
  if (!json_object_has_member (facts, "again_mm"))
    return g_steal_pointer (&words);

  /* Translators: what is wrong, with a length: “Leg and Seat run 12.0 mm into each other”; the same
   * length when it was measured again, another way. */
  return g_strdup_printf (_ ("%s (%.1f mm, measured another way)"), words,
                          mq_json_get_double (facts, "again_mm", 0));
}

/**
 * mq_defect_words_compare:
 * @plan: (nullable): the plan of a version
 * @before: (nullable): its report
 * @after: (nullable): the report of its script with other values
 *
 * Returns: (transfer full) (nullable): a translated sentence with the first of the problems that
 *   only @after has; %NULL if it is no worse
 */
char *
mq_defect_words_compare (JsonObject *plan, JsonObject *before, JsonObject *after)
{
  g_autoptr (JsonArray) faults = mq_measurement_list_new_faults (plan, before, after);
  g_autofree char *first = NULL;
  guint n = json_array_get_length (faults);

  if (n == 0)
    return NULL;

  first = mq_defect_words_make (mq_json_element_object (faults, 0));
  /* Translators: what is wrong with values that the user changed; %s is the first problem: “Slat 1
   * floats, 4.0 mm from Seat”. */
  return g_strdup_printf (ngettext ("%u new problem: %s", "%u new problems: %s …", n), n, first);
}
