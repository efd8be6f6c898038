/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of requirements in words: what is asked, by what is measured and not by the user's words,
 * which a later change may overtake; and what was found. See mq-requirement.h. */
#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-requirement.h"

#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_REASON 200 /* bytes */
#define MAX_NAME 60    /* bytes */
#define MAX_WORDS 300  /* bytes */
#define CONTEXT "requirement"

/**
 * Name:
 * @what: a kind
 * @name: what is measured, with the other part's name where it has %s
 * @alone: without another part; %NULL: the same
 */
typedef struct
{
  const char *what;
  const char *name;
  const char *alone;
} Name;

/* With a value, as in “plate, holes: 4” and “lid, gap to tray: 0.3 mm”. */
static const Name measures[] = {
  { "longest", NC_ ("requirement", "longest side"), NULL },
  { "volume", NC_ ("requirement", "volume"), NULL },
  { "holes", NC_ ("requirement", "holes"), NULL },
  { "pockets", NC_ ("requirement", "openings"), NULL },
  { "teeth", NC_ ("requirement", "teeth"), NULL },
  { "sides", NC_ ("requirement", "sides"), NULL },
  { "triangles", NC_ ("requirement", "triangles"), NULL },
  { "hole_diameter", NC_ ("requirement", "diameter of the holes"), NULL },
  { "hole_depth", NC_ ("requirement", "depth of the holes"), NULL },
  { "hole_distance", NC_ ("requirement", "distance between the holes"), NULL },
  { "hole_circle", NC_ ("requirement", "circle of the holes"), NULL },
  { "edge_distance", NC_ ("requirement", "from the holes to the edge"), NULL },
  { "opening", NC_ ("requirement", "opening"), NULL },
  { "wall", NC_ ("requirement", "thickness of the walls"), NULL },
  { "floor", NC_ ("requirement", "thickness of the floor"), NULL },
  { "rim", NC_ ("requirement", "thickness of the rim"), NULL },
  { "fillet_radius", NC_ ("requirement", "radius of the fillets"), NULL },
  { "step", NC_ ("requirement", "step"), NULL },
  { "step_offset", NC_ ("requirement", "from the end to the step"), NULL },
  { "pocket_depth", NC_ ("requirement", "depth of the pockets"), NULL },
  { "slot_position", NC_ ("requirement", "from the end to the slot"), NULL },
  { "counterbore_diameter", NC_ ("requirement", "diameter of the counterbores"), NULL },
  { "counterbore_depth", NC_ ("requirement", "depth of the counterbores"), NULL },
  { "sweep", NC_ ("requirement", "bend"), NULL },
  { "gap", NC_ ("requirement", "gap from piece to piece"), NULL },
  { "clearance", NC_ ("requirement", "gap to %s"), NULL },
  { "overlap", NC_ ("requirement", "depth in %s"), NULL },
  { "distance", NC_ ("requirement", "from center to center of %s"), NULL },
  { "turn", NC_ ("requirement", "turn from piece to piece"), NULL },
  { "rise", NC_ ("requirement", "rise from piece to piece"), NULL },
  { "angle", NC_ ("requirement", "angle to %s"), NC_ ("requirement", "angle") },
  { "ratio", NC_ ("requirement", "ratio to %s"), NC_ ("requirement", "ratio") },
  { "color", NC_ ("requirement", "color"), NULL },
  { "material", NC_ ("requirement", "material"), NULL },
};

/* Yes or no, as in “tray: closed”. */
static const Name states[] = {
  { "flat", NC_ ("requirement", "flat"), NULL },
  { "parallel", NC_ ("requirement", "parallel to %s"), NC_ ("requirement", "parallel") },
  { "even", NC_ ("requirement", "evenly spaced"), NULL },
  { "round", NC_ ("requirement", "round"), NULL },
  { "watertight", NC_ ("requirement", "closed"), NULL },
  { "one_solid", NC_ ("requirement", "in one piece"), NULL },
  { "touches", NC_ ("requirement", "touches %s"), NULL },
  { "crosses", NC_ ("requirement", "crosses %s"), NC_ ("requirement", "pieces cross each other") },
  { "apart", NC_ ("requirement", "apart from %s"), NULL },
  { "no_overlap", NC_ ("requirement", "clear of %s"),
    NC_ ("requirement", "pieces clear of each other") },
};

/* By axis. */
static const char *const sizes[] = {
  NC_ ("requirement", "width"),
  NC_ ("requirement", "depth"),
  NC_ ("requirement", "height"),
};
static const char *const symmetries[] = {
  NC_ ("requirement", "left and right alike"),
  NC_ ("requirement", "front and back alike"),
  NC_ ("requirement", "top and bottom alike"),
};
/* By axis and end. */
static const char *const places[3][3] = {
  {
      NC_ ("requirement", "left end"),
      NC_ ("requirement", "middle from left to right"),
      NC_ ("requirement", "right end"),
  },
  {
      NC_ ("requirement", "front"),
      NC_ ("requirement", "middle from front to back"),
      NC_ ("requirement", "back"),
  },
  {
      NC_ ("requirement", "underside"),
      NC_ ("requirement", "middle height"),
      NC_ ("requirement", "upper end"),
  },
};
static const char *const ends[] = { "low", "middle", "high" };
/* Translators: where a width or a diameter is measured: “width at the top”. */
static const char *const levels[] = { NC_ ("requirement", "%s at the bottom"),
                                      NC_ ("requirement", "%s in the middle"),
                                      NC_ ("requirement", "%s at the top") };

/* Models read the same words in English. */
static const char *
say (const char *text, gboolean translated)
{
  return translated ? g_dpgettext2 (GETTEXT_PACKAGE, CONTEXT, text) : text;
}

static char *
fill (const char *format, const char *with)
{
  g_auto (GStrv) cut = g_strsplit (format, "%s", 2);

  return g_strjoinv (with, cut);
}

static char *
dup_name (JsonObject *row, const char *member)
{
  char *name = mq_text_clean (mq_json_get_string (row, member, ""), MAX_NAME);

  return g_strdelimit (name, "_\n", ' ');
}

/* "legs", "each of legs"; "" for all of it. */
static char *
dup_subject (JsonObject *row, gboolean translated)
{
  /* The user's word for a part whose id the toolkit has taken. */
  const char *called = mq_json_get_string (row, "called", mq_json_get_string (row, "of", ""));
  g_autofree char *name = translated ? mq_asset_name_from_id (MQ_ASSET_NAME_PART, called)
                                     : dup_name (row, "of");

  if (g_ascii_strcasecmp (name, "whole") == 0)
    return g_strdup ("");
  if (!mq_json_get_boolean (row, "each", FALSE) || *name == '\0')
    return g_steal_pointer (&name);

  /* Translators: a part of several pieces: “each of legs, height: 40 cm”. */
  return fill (say (NC_ ("requirement", "each of %s"), translated), name);
}

static gsize
get_axis (JsonObject *row)
{
  const char *axis = mq_json_get_string (row, "axis", "");

  return strlen (axis) == 1 && *axis >= 'x' && *axis <= 'z' ? (gsize)(*axis - 'x') : 3;
}

static gsize
get_end (JsonObject *row)
{
  gsize end = 0;

  while (end < G_N_ELEMENTS (ends) && !g_str_equal (mq_json_get_string (row, "at", ""), ends[end]))
    end++;
  return end;
}

static char *
find_name (const Name *names, gsize n, JsonObject *row, gboolean translated)
{
  const char *what = mq_json_get_string (row, "what", "");
  g_autofree char *to = dup_name (row, "to");

  for (gsize i = 0; i < n; i++)
    if (g_str_equal (names[i].what, what))
      return fill (
          say (*to == '\0' && names[i].alone != NULL ? names[i].alone : names[i].name, translated),
          to);

  return NULL;
}

/* "width", "diameter at the top", "holes"; NULL for what has no value */
static char *
dup_measure (JsonObject *row, gboolean translated)
{
  const char *what = mq_json_get_string (row, "what", "");
  gboolean wide = g_str_equal (what, "diameter");
  gsize axis = get_axis (row);
  gsize end = get_end (row);
  const char *name;

  if (g_str_equal (what, "place") && axis < 3 && end < 3)
    return g_strdup (say (places[axis][end], translated));
  if (!wide && !g_str_equal (what, "size"))
    return find_name (measures, G_N_ELEMENTS (measures), row, translated);

  name = say (wide       ? NC_ ("requirement", "diameter")
              : axis < 3 ? sizes[axis]
                         : NC_ ("requirement", "size"),
              translated);
  return end < 3 ? fill (say (levels[end], translated), name) : g_strdup (name);
}

/* "round"; NULL for what has a value */
static char *
dup_state (JsonObject *row, gboolean translated)
{
  if (g_str_equal (mq_json_get_string (row, "what", ""), "symmetric") && get_axis (row) < 3)
    return g_strdup (say (symmetries[get_axis (row)], translated));

  return find_name (states, G_N_ELEMENTS (states), row, translated);
}

/* Returns: (transfer full): a number for a model, with the digits that it was written with; rounded
 * where it was worked out, as a third is */
char *
mq_requirement_format_number (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.7g", value);
  if (fabs (g_ascii_strtod (text, NULL) - value) > 1e-9 * fabs (value))
    g_ascii_formatd (text, sizeof text, "%.5g", value);
  return g_strdup (text);
}

/* The decimals that a number was written with; 0 of one that was worked out. */
static int
count_decimals (double value)
{
  g_autofree char *text = mq_requirement_format_number (value);
  const char *point = strchr (text, '.');

  return point != NULL && strchr (text, 'e') == NULL
                 && fabs (g_ascii_strtod (text, NULL) - value) <= 1e-9 * fabs (value)
             ? (int)strlen (point + 1)
             : 0;
}

/* @decimals: the least that are shown, where they are not 0 */
static char *
format_number (double value, const char *unit, int decimals)
{
  gboolean large = mq_length_unit_get_metres (unit) > 0.02;
  int digits = (fabs (value) < 1 ? 3 : fabs (value) < 10 ? 2 : 1) + (large && fabs (value) >= 1);
  char *number = g_strdup_printf ("%.*f", MAX (digits, decimals), value);

  /* 120.0 is 120; what differs in hundredths shows them. */
  if (strchr (number, '.') != NULL || strchr (number, ',') != NULL)
    {
      char *end = number + strlen (number);

      while (end[-1] == '0')
        *--end = '\0';
      if (end[-1] == '.' || end[-1] == ',')
        end[-1] = '\0';
    }
  if (g_str_equal (number, "-0"))
    g_set_str (&number, "0");
  return number;
}

static char *
add_unit (char *number, const char *unit)
{
  g_autofree char *taken = number;

  if (*unit == '\0')
    return g_steal_pointer (&taken);
  if (g_str_equal (unit, "deg"))
    return g_strdup_printf ("%s°", taken);
  /* A number and its unit, with a space that does not break. */
  return g_strdup_printf ("%s\xc2\xa0%s", taken, unit);
}

/* @unit: a unit of length, "deg", or "" for none. Returns: (transfer full): “120 mm”, “1.381 m”,
 * “6”, “12.5°” */
char *
mq_requirement_format_value (double value, const char *unit)
{
  return add_unit (format_number (value, unit, 0), unit);
}

/* @row: a requirement, or a row of a report. Returns: the unit of its numbers; "" for none */
const char *
mq_requirement_get_unit (JsonObject *row)
{
  return g_str_equal (mq_json_get_string (row, "what", ""), "volume")
             ? "cm³"
             : mq_json_get_string (row, "unit", "");
}

/* A value that is wanted or was found, with its unit and as many digits as the wanted one. */
static char *
format_of (JsonObject *row, double value)
{
  const char *unit = mq_requirement_get_unit (row);
  double wanted = mq_json_get_double (row, "wanted", mq_json_get_double (row, "value", 0));

  return add_unit (format_number (value, unit, count_decimals (wanted)), unit);
}

/* "at least 34 cm", "dark red"; NULL: nothing is said */
static char *
dup_wanted (JsonObject *row, gboolean translated)
{
  const char *is = mq_json_get_string (row, "is", "equal");
  double wanted = mq_json_get_double (row, "wanted", mq_json_get_double (row, "value", NAN));
  g_autofree char *text = dup_name (row, "text");
  g_autofree char *value = NULL;

  if (!isfinite (wanted))
    return *text != '\0' ? g_steal_pointer (&text) : NULL;

  value = format_of (row, wanted);
  return g_str_equal (is, "at_least")
             ? fill (say (NC_ ("requirement", "at least %s"), translated), value)
         : g_str_equal (is, "at_most")
             ? fill (say (NC_ ("requirement", "at most %s"), translated), value)
             : g_steal_pointer (&value);
}

/* A state with what it allows: "round, at most 2 mm", "apart from lid, at least 5 mm". */
static char *
join_state (char *state, const char *wanted, JsonObject *row, gboolean translated)
{
  double value = mq_json_get_double (row, "wanted", mq_json_get_double (row, "value", 0));
  gboolean apart = g_str_equal (mq_json_get_string (row, "what", ""), "apart");
  g_autofree char *taken = state;
  g_autofree char *least = apart
                               ? fill (say (NC_ ("requirement", "at least %s"), translated), wanted)
                               : NULL;

  return value != 0 && wanted != NULL ? g_strdup_printf ("%s, %s", taken, apart ? least : wanted)
                                      : g_steal_pointer (&taken);
}

static gboolean
is_look_of_surface (JsonObject *row)
{
  const char *what = mq_json_get_string (row, "what", "");

  return g_str_equal (what, "color") || g_str_equal (what, "material");
}

static char *
make_label (JsonObject *row, gboolean translated)
{
  g_autofree char *subject = dup_subject (row, translated);
  g_autofree char *wanted = dup_wanted (row, translated);
  g_autofree char *measure = NULL;
  char *state = dup_state (row, translated);
  const char *between = *subject != '\0' ? ", " : "";

  if (state != NULL)
    {
      g_autofree char *whole = join_state (state, wanted != NULL ? wanted : "", row, translated);

      return g_strdup_printf ("%s%s%s", subject, *subject != '\0' ? ": " : "", whole);
    }
  if (wanted == NULL)
    return NULL;
  if (g_str_equal (mq_json_get_string (row, "what", ""), "pieces"))
    return g_strdup_printf (
        "%s: %s", *subject != '\0' ? subject : say (NC_ ("requirement", "pieces"), translated),
        wanted);

  if (translated && *subject != '\0' && is_look_of_surface (row))
    /* Translators: a color or a material, and the part that has it: “red cushion”. */
    return g_strdup_printf (C_ ("requirement", "%s %s"), wanted, subject);

  measure = dup_measure (row, translated);
  return measure != NULL ? g_strdup_printf ("%s%s%s: %s", subject, between, measure, wanted) : NULL;
}

/**
 * mq_requirement_label:
 * @row: a row of a report, or a requirement of a plan
 *
 * Returns: (transfer full): what is asked, for the user, by what is measured: “petals: 24”, “seat,
 *   width: 34 cm”, “tray: closed”; of what is judged by eye, and of a kind that has no words here,
 *   the user's words
 */
char *
mq_requirement_label (JsonObject *row)
{
  char *label = make_label (row, TRUE);

  return label != NULL ? label : mq_text_clean (mq_json_get_string (row, "words", ""), MAX_WORDS);
}

/**
 * mq_requirement_label_in_english:
 * @row: a row of a report, or a requirement of a plan
 *
 * Returns: (transfer full): mq_requirement_label() for models
 */
char *
mq_requirement_label_in_english (JsonObject *row)
{
  char *label = make_label (row, FALSE);

  return label != NULL ? label : g_strdup (mq_json_get_string (row, "words", ""));
}

/* A sentence of its own for what is yes or no; NULL: it is told as a number. */
static char *
describe_state (JsonObject *row, gboolean met, double found)
{
  const char *what = mq_json_get_string (row, "what", "");
  g_autofree char *value = format_of (row, fabs (found));
  gboolean pair = g_str_equal (what, "touches") || g_str_equal (what, "clearance");
  guint n = (guint)CLAMP (found, 0, 1e9);

  if (g_str_equal (what, "watertight"))
    return n == 0 ? g_strdup (_ ("no open edges"))
                  : g_strdup_printf (ngettext ("%u open edge", "%u open edges", n), n);
  if (g_str_equal (what, "one_solid"))
    return n > 1 ? g_strdup_printf (ngettext ("%u solid", "%u solids", n), n)
           : met ? g_strdup (_ ("one solid"))
                 : g_strdup (_ ("its surface is open"));
  if (g_str_equal (what, "no_overlap"))
    return found == 0 ? g_strdup (_ ("no overlap"))
                      /* Translators: a depth. */
                      : g_strdup_printf (_ ("%s into each other"), value);
  if (pair && found < 0)
    /* Translators: a depth. */
    return g_strdup_printf (_ ("%s into it"), value);
  if (g_str_equal (what, "touches") || g_str_equal (what, "apart"))
    /* Translators: a length. */
    return found == 0 ? g_strdup (_ ("no gap")) : g_strdup_printf (_ ("a gap of %s"), value);
  if (g_str_equal (what, "flat") || g_str_equal (what, "parallel") || g_str_equal (what, "even")
      || g_str_equal (what, "round") || g_str_equal (what, "symmetric"))
    /* Translators: a length or an angle. */
    return g_strdup_printf (_ ("off by %s"), value);

  return NULL;
}

/* A value that is not quite the wanted one is told with its tolerance. */
static char *
describe_met (JsonObject *row, const char *value)
{
  double tolerance = mq_json_get_double (row, "tolerance", 0);
  double wanted = mq_json_get_double (row, "wanted", NAN);
  g_autofree char *exact = format_of (row, isfinite (wanted) ? wanted : 0);
  g_autofree char *most = format_of (row, tolerance);

  if (!isfinite (wanted) || tolerance <= 0 || g_str_equal (value, exact)
      || !g_str_equal (mq_json_get_string (row, "is", "equal"), "equal"))
    return g_strdup (value);

  /* Translators: what was measured, and how far it may be from what is wanted: “50.1 mm, within
   * 0.2 mm”. */
  return g_strdup_printf (_ ("%s, within %s"), value, most);
}

/**
 * mq_requirement_describe:
 * @row: a row of a report
 *
 * Returns: (transfer full): what was found, for the user: “123.1 mm, 3.1 mm too much”, “no open
 *   edges”, “#f5f4f0”, “judged by eye”, or why it is open
 */
char *
mq_requirement_describe (JsonObject *row)
{
  MqRequirementState state = mq_requirement_get_state (row);
  double found = mq_json_get_double (row, "found", NAN);
  double wanted = mq_json_get_double (row, "wanted", NAN);
  g_autofree char *text = mq_text_clean (mq_json_get_string (row, "how", ""), MAX_REASON);
  g_autofree char *told = mq_text_clean (mq_json_get_string (row, "found_text", ""), MAX_REASON);
  g_autofree char *left = mq_text_clean (mq_json_get_string (row, "disputed", ""), MAX_REASON);
  g_autofree char *value = NULL;
  g_autofree char *missed = NULL;

  if (*left != '\0' && state == MQ_REQUIREMENT_OPEN)
    {
      value = *told != '\0'      ? g_strdup (told)
              : isfinite (found) ? format_of (row, found)
                                 : g_strdup (_ ("not so"));
      /* Translators: what was measured, and why it was not repaired: “measured 23 mm, and left as
       * it is: the rib is meant to stand out”. */
      return g_strdup_printf (_ ("measured %s, and left as it is: %s"), value, left);
    }
  if (g_str_equal (mq_json_get_string (row, "by", ""), "eye"))
    return state == MQ_REQUIREMENT_OPEN ? g_strdup (_ ("not looked at"))
           : *text != '\0'              ? g_strdup_printf (_ ("judged by eye: %s"), text)
                                        : g_strdup (_ ("judged by eye"));
  if (g_str_equal (mq_json_get_string (row, "by", ""), "plan") && state == MQ_REQUIREMENT_MISSED)
    /* Translators: a wish of the user that was not followed, and why. */
    return g_strdup_printf (_ ("not made: %s"), text);
  if (state == MQ_REQUIREMENT_OPEN)
    return *text != '\0' ? g_strdup_printf (_ ("not measured: %s"), text)
                         : g_strdup (_ ("not measured"));
  if (*told != '\0')
    return g_steal_pointer (&told);
  if (!isfinite (found))
    return g_strdup (state == MQ_REQUIREMENT_MET ? _ ("measured") : _ ("not so, as measured"));
  if ((value = describe_state (row, state == MQ_REQUIREMENT_MET, found)) != NULL)
    return g_steal_pointer (&value);

  value = format_of (row, found);
  if (state == MQ_REQUIREMENT_MET)
    return describe_met (row, value);
  if (!isfinite (wanted) || found == wanted)
    return g_steal_pointer (&value);

  missed = format_of (row, fabs (found - wanted));
  /* Translators: what was measured, and how far it is from what was wanted: “123 mm, 3 mm too
   * much”. */
  return found > wanted ? g_strdup_printf (_ ("%s, %s too much"), value, missed)
                        : g_strdup_printf (_ ("%s, %s too little"), value, missed);
}

/**
 * mq_requirement_describe_with_words:
 * @row: a row of a report
 *
 * Returns: (transfer full): mq_requirement_describe() unless the label says just that, and the
 *   user's words where the label is not made of them: “47 cm, 2 cm too much · “45 cm wide””
 */
char *
mq_requirement_describe_with_words (JsonObject *row)
{
  g_autofree char *found = mq_requirement_describe (row);
  g_autofree char *words = mq_text_clean (mq_json_get_string (row, "words", ""), MAX_REASON);
  g_autofree char *label = mq_requirement_label (row);

  if (*words == '\0' || g_str_equal (words, label))
    return g_steal_pointer (&found);
  if (mq_requirement_get_state (row) == MQ_REQUIREMENT_MET && g_str_has_suffix (label, found))
    /* Translators: the user's words. */
    return g_strdup_printf (_ ("“%s”"), words);

  /* Translators: what was found, and the user's words. */
  return g_strdup_printf (_ ("%s · “%s”"), found, words);
}

/**
 * mq_requirement_describe_count:
 * @rows: rows of a report
 *
 * Returns: (transfer full): how many are met, and how many nobody has looked at: "3 of 5
 *   requirements met; 1 not looked at"; translated
 */
char *
mq_requirement_describe_count (JsonArray *rows)
{
  guint n = mq_json_length (rows);
  guint open = 0;
  /* Translators: how many of a version's requirements are met, and how many there are. */
  g_autofree char *met = g_strdup_printf (_ ("%u of %u requirements met"),
                                          mq_requirement_count_met (rows), n);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);

      open += g_str_equal (mq_json_get_string (row, "by", ""), "eye")
              && mq_requirement_get_state (row) == MQ_REQUIREMENT_OPEN;
    }
  if (open == 0)
    return g_steal_pointer (&met);

  /* Translators: “3 of 5 requirements met; 1 not looked at”. */
  return g_strdup_printf (ngettext ("%s; %u not looked at", "%s; %u not looked at", open), met,
                          open);
}
