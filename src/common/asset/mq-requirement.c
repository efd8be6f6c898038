/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds and rows of requirements, see mq-requirement.h. The build makes the tables of
 * blender-addon/maquette_bridge/measure/requirement_kinds.json. */
#include "common/asset/mq-requirement.h"

#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-color-name.h"
#include "common/base/mq-written-number.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

/* Rows of requirements in words: what is asked, by what is measured and not by the user's words,
 * which a later change may overtake; and what was found. */

#define MAX_REASON 200 /* bytes */
#define MAX_NAME 60    /* bytes */
#define MAX_WORDS 300  /* bytes */
#define CONTEXT "requirement"
/* Numbers are the same: a planner rounds what it converts. */
#define SAME 0.001
/* m: no asset is larger or smaller. */
#define MAX_LENGTH 2000.0

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
  { "uv_overlap", NC_ ("requirement", "overlap of the UV layout"), NULL },
  { "texel_density", NC_ ("requirement", "pixels of the textures"), NULL },
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
  { "chamfer", NC_ ("requirement", "chamfer"), NULL },
  { "step", NC_ ("requirement", "step"), NULL },
  { "step_offset", NC_ ("requirement", "from the end to the step"), NULL },
  { "pocket_depth", NC_ ("requirement", "depth of the pockets"), NULL },
  { "slot_position", NC_ ("requirement", "from the end to the slot"), NULL },
  { "slot_length", NC_ ("requirement", "length of the slots"), NULL },
  { "slot_width", NC_ ("requirement", "width of the slots"), NULL },
  { "counterbore_diameter", NC_ ("requirement", "diameter of the counterbores"), NULL },
  { "counterbore_depth", NC_ ("requirement", "depth of the counterbores"), NULL },
  { "countersink_diameter", NC_ ("requirement", "diameter of the countersinks"), NULL },
  { "countersink_angle", NC_ ("requirement", "angle of the countersinks"), NULL },
  { "sweep", NC_ ("requirement", "bend"), NULL },
  { "gap", NC_ ("requirement", "gap from piece to piece"), NULL },
  { "clearance", NC_ ("requirement", "gap to %s"), NULL },
  { "overlap", NC_ ("requirement", "depth in %s"), NULL },
  { "distance", NC_ ("requirement", "from center to center of %s"), NULL },
  { "turn", NC_ ("requirement", "turn from piece to piece"), NULL },
  { "rise", NC_ ("requirement", "rise from piece to piece"), NULL },
  { "angle", NC_ ("requirement", "angle to %s"), NC_ ("requirement", "angle") },
  { "ratio", NC_ ("requirement", "ratio to %s"), NC_ ("requirement", "ratio") },
  { "opens", NC_ ("requirement", "opens"), NULL },
  { "slides", NC_ ("requirement", "slides"), NULL },
  { "free_range", NC_ ("requirement", "free range"), NULL },
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
  { "turns", NC_ ("requirement", "turns freely"), NULL },
  { "stays_clear_of", NC_ ("requirement", "stays clear of %s"), NULL },
  { "stands", NC_ ("requirement", "stands with all open"), NULL },
  { "matches_picture", NC_ ("requirement", "like the picture"), NULL },
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

/* Returns: (transfer full) (nullable): "width", "diameter at the top", "holes"; NULL for what has
 * no value */
char *
mq_requirement_name_measure (JsonObject *row, gboolean translated)
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

/* @decimals: the least that are shown, where they are not 0; @translated: for the user, not for a
 * model */
static char *
format_value (double value, const char *unit, int decimals, gboolean translated)
{
  gboolean large = mq_length_unit_get_metres (unit) > 0.02;
  int digits = (fabs (value) < 1 ? 3 : fabs (value) < 10 ? 2 : 1) + (large && fabs (value) >= 1);
  locale_t before = translated ? mq_text_begin_numbers () : uselocale (NULL);
  g_autofree char *number = g_strdup_printf ("%.*f", MAX (digits, decimals), value);

  uselocale (before);
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

  if (*unit == '\0')
    return g_steal_pointer (&number);
  if (g_str_equal (unit, "deg"))
    return g_strdup_printf ("%s°", number);
  /* A number and its unit, with a space that does not break. */
  return g_strdup_printf ("%s\xc2\xa0%s", number, unit);
}

/* @unit: a unit of length, "deg", or "" for none. Returns: (transfer full): for the user: “120 mm”,
 * “1.381 m”, “6”, “12.5°” */
char *
mq_requirement_format_value (double value, const char *unit)
{
  return format_value (value, unit, 0, TRUE);
}

/* @row: a requirement, or a row of a report. Returns: the unit of its numbers; "" for none */
const char *
mq_requirement_get_unit (JsonObject *row)
{
  const char *what = mq_json_get_string (row, "what", "");

  if (g_str_equal (what, "volume"))
    return "cm³";
  if (g_str_equal (what, "uv_overlap"))
    return "%";
  if (g_str_equal (what, "texel_density"))
    return "px/m";
  return mq_json_get_string (row, "unit", "");
}

/* A value that is wanted or was found, with its unit and as many digits as the wanted one. */
static char *
format_of (JsonObject *row, double value, gboolean translated)
{
  const char *unit = mq_requirement_get_unit (row);
  double wanted = mq_json_get_double (row, "wanted", mq_json_get_double (row, "value", 0));
  g_autofree char *text = mq_requirement_format_number (wanted);
  const char *point = strchr (text, '.');
  int decimals = 0;

  /* One that was worked out was written with none. */
  if (point != NULL && strchr (text, 'e') == NULL
      && fabs (g_ascii_strtod (text, NULL) - wanted) <= 1e-9 * fabs (wanted))
    decimals = (int)strlen (point + 1);

  return format_value (value, unit, decimals, translated);
}

static char *
make_label (JsonObject *row, gboolean translated)
{
  const char *what = mq_json_get_string (row, "what", "");
  /* The user's word for a part whose id is another one. */
  const char *called = mq_json_get_string (row, "called", mq_json_get_string (row, "of", ""));
  g_autofree char *subject = translated ? mq_asset_name_from_id (MQ_ASSET_NAME_PART, called)
                                        : dup_name (row, "of");
  const char *is = mq_json_get_string (row, "is", "equal");
  double value = mq_json_get_double (row, "wanted", mq_json_get_double (row, "value", NAN));
  g_autofree char *text = dup_name (row, "text");
  g_autofree char *number = isfinite (value) ? format_of (row, value, translated) : NULL;
  g_autofree char *wanted = NULL; /* "at least 34 cm", "dark red"; NULL: nothing is said */
  g_autofree char *measure = NULL;
  g_autofree char *state = NULL;

  if (!isfinite (value))
    wanted = *text != '\0' ? g_steal_pointer (&text) : NULL;
  else if (g_str_equal (is, "at_least"))
    wanted = fill (say (NC_ ("requirement", "at least %s"), translated), number);
  else if (g_str_equal (is, "at_most"))
    wanted = fill (say (NC_ ("requirement", "at most %s"), translated), number);
  else
    wanted = g_steal_pointer (&number);

  if (g_ascii_strcasecmp (subject, "whole") == 0)
    *subject = '\0';
  else if (mq_json_get_boolean (row, "each", FALSE) && *subject != '\0')
    {
      g_autofree char *name = g_steal_pointer (&subject);

      /* Translators: a part of several pieces: “each of legs, height: 40 cm”. */
      subject = fill (say (NC_ ("requirement", "each of %s"), translated), name);
    }

  if (g_str_equal (what, "symmetric") && get_axis (row) < 3)
    state = g_strdup (say (symmetries[get_axis (row)], translated));
  else
    state = find_name (states, G_N_ELEMENTS (states), row, translated);
  if (state != NULL)
    {
      const char *colon = *subject != '\0' ? ": " : "";
      g_autofree char *least = NULL;

      /* With what it allows: "round, at most 2 mm", "apart from lid, at least 5 mm". */
      if (value == 0 || isnan (value) || wanted == NULL)
        return g_strconcat (subject, colon, state, NULL);
      if (g_str_equal (what, "apart"))
        least = fill (say (NC_ ("requirement", "at least %s"), translated), wanted);
      return g_strdup_printf ("%s%s%s, %s", subject, colon, state, least != NULL ? least : wanted);
    }

  if (wanted == NULL)
    return NULL;
  if (g_str_equal (what, "pieces"))
    return g_strdup_printf (
        "%s: %s", *subject != '\0' ? subject : say (NC_ ("requirement", "pieces"), translated),
        wanted);
  if (translated && *subject != '\0'
      && (g_str_equal (what, "color") || g_str_equal (what, "material")))
    /* Translators: a color or a material, and the part that has it: “red cushion”. */
    return g_strdup_printf (C_ ("requirement", "%s %s"), wanted, subject);

  measure = mq_requirement_name_measure (row, translated);
  if (measure == NULL)
    return NULL;

  return g_strdup_printf ("%s%s%s: %s", subject, *subject != '\0' ? ", " : "", measure, wanted);
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
  g_autofree char *value = format_of (row, fabs (found), TRUE);
  gboolean pair = g_str_equal (what, "touches") || g_str_equal (what, "clearance");
  guint n = (guint)CLAMP (found, 0, 1e9);

  if (g_str_equal (what, "watertight"))
    return n == 0 ? g_strdup (_ ("no open edges"))
                  : g_strdup_printf (ngettext ("%u open edge", "%u open edges", n), n);
  if (g_str_equal (what, "one_solid"))
    return n > 1 ? g_strdup_printf (ngettext ("%u solid", "%u solids", n), n)
           : met ? g_strdup (_ ("one solid"))
                 : g_strdup (_ ("its surface is open"));
  if (g_str_equal (what, "matches_picture"))
    /* Translators: of the shape in a picture and that of the asset, as seen from there */
    return g_strdup_printf (_ ("the outlines overlap by %u %%"), n);
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
  /* Where no deviation is asked for, but the distance itself, it is a number as any. */
  if (g_str_equal (what, "even") && g_str_equal (mq_json_get_string (row, "is", ""), "equal"))
    return NULL;
  if (g_str_equal (what, "flat") || g_str_equal (what, "parallel") || g_str_equal (what, "even")
      || g_str_equal (what, "round") || g_str_equal (what, "symmetric"))
    /* Translators: a length or an angle. */
    return g_strdup_printf (_ ("off by %s"), value);

  return NULL;
}

/**
 * mq_requirement_describe:
 * @row: a row of a report
 *
 * Returns: (transfer full): what was found, for the user: “123.1 mm, 3.1 mm too much”, “no open
 *   edges”, “white”, “judged by eye”, or why it is open
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
  const char *color = mq_color_name_find (told);
  g_autofree char *value = NULL;
  g_autofree char *missed = NULL;

  if (color != NULL)
    g_set_str (&told, color);
  if (*left != '\0' && state == MQ_REQUIREMENT_OPEN)
    {
      value = *told != '\0'      ? g_strdup (told)
              : isfinite (found) ? format_of (row, found, TRUE)
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

  value = format_of (row, found, TRUE);
  if (state == MQ_REQUIREMENT_MET)
    {
      double tolerance = mq_json_get_double (row, "tolerance", 0);
      g_autofree char *exact = format_of (row, isfinite (wanted) ? wanted : 0, TRUE);
      g_autofree char *most = format_of (row, tolerance, TRUE);

      /* A value that is not quite the wanted one is told with its tolerance. */
      if (!isfinite (wanted) || tolerance <= 0 || g_str_equal (value, exact)
          || !g_str_equal (mq_json_get_string (row, "is", "equal"), "equal"))
        return g_strdup (value);

      /* Translators: what was measured, and how far it may be from what is wanted: “50.1 mm, within
       * 0.2 mm”. */
      return g_strdup_printf (_ ("%s, within %s"), value, most);
    }

  if (!isfinite (wanted) || found == wanted)
    return g_steal_pointer (&value);

  missed = format_of (row, fabs (found - wanted), TRUE);
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
 *   user's words where the label is not made of them, with where they stand: “47 cm, 2 cm too much
 * · “45 cm wide” (sizes.csv, line 2)”
 */
char *
mq_requirement_describe_with_words (JsonObject *row)
{
  g_autofree char *found = mq_requirement_describe (row);
  g_autofree char *words = mq_text_clean (mq_json_get_string (row, "words", ""), MAX_REASON);
  g_autofree char *source = mq_text_clean (mq_json_get_string (row, "source", ""), MAX_REASON);
  g_autofree char *label = mq_requirement_label (row);
  g_autofree char *place = *source != '\0' ? g_strdup_printf (" (%s)", source) : g_strdup ("");
  g_autofree char *said = NULL;

  if (*words == '\0' || g_str_equal (words, label))
    return g_strconcat (found, place, NULL);
  if (mq_requirement_get_state (row) == MQ_REQUIREMENT_MET
      && (g_str_has_suffix (label, found) || g_str_has_prefix (label, found)))
    /* Translators: the user's words. */
    said = g_strdup_printf (_ ("“%s”"), words);
  else
    /* Translators: what was found, and the user's words. */
    said = g_strdup_printf (_ ("%s · “%s”"), found, words);
  return g_strconcat (said, place, NULL);
}

/**
 * mq_requirement_count_met:
 * @rows: (nullable): rows of a report
 *
 * Returns: how many are met
 */
guint
mq_requirement_count_met (JsonArray *rows)
{
  guint met = 0;

  MQ_JSON_EACH (rows, i, row)
    met += mq_requirement_get_state (row) == MQ_REQUIREMENT_MET;

  return met;
}

/**
 * mq_requirement_describe_count:
 * @rows: rows of a report
 *
 * Returns: (transfer full): how many are met, and why others are open: "3 of 5 requirements met; 1
 *   not looked at; 1 not measured"; translated
 */
char *
mq_requirement_describe_count (JsonArray *rows)
{
  guint n = mq_json_length (rows);
  guint unseen = 0;
  guint unmeasured = 0;
  g_autoptr (GString) text = g_string_new (NULL);

  MQ_JSON_EACH (rows, i, row)
    if (mq_requirement_get_state (row) == MQ_REQUIREMENT_OPEN)
      {
        if (g_str_equal (mq_json_get_string (row, "by", ""), "eye"))
          unseen++;
        else
          unmeasured += *mq_json_get_string (row, "disputed", "") == '\0';
      }

  if (unmeasured < n || n == 0)
    /* Translators: how many of a version's requirements are met, and how many there are. */
    g_string_append_printf (text, _ ("%u of %u requirements met"), mq_requirement_count_met (rows),
                            n);
  else
    /* Translators: of a version's requirements. */
    g_string_append_printf (
        text, ngettext ("%u requirement not measured", "%u requirements not measured", unmeasured),
        unmeasured);
  /* Translators: follows “3 of 5 requirements met”. */
  if (unseen > 0)
    g_string_append_printf (text, ngettext ("; %u not looked at", "; %u not looked at", unseen),
                            unseen);
  if (unmeasured > 0 && unmeasured < n)
    /* Translators: follows “3 of 5 requirements met”. */
    g_string_append_printf (text, ngettext ("; %u not measured", "; %u not measured", unmeasured),
                            unmeasured);

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* How far a requirement may be off, by the way the user wrote its number: “4 mm” is more exact than
 * “about 2 inches”. The shares are in requirement_kinds.json. */

/* The words before a number that make it rough, and those after it. */
static const char before[]
    = "(?:\\b(?:about|around|approx\\.?|approximately|roughly|circa|ca\\.?|c\\.|nearly|almost|some|"
      "etwa|ungef[äa]hr|rund|zirka|knapp|environ|pr[èe]s de|presque|unos|unas|aproximadamente|"
      "alrededor de|casi)\\s+(?:an?\\s+)?|[~≈∼]\\s?|(?:大约|大概|约)\\s?)$";
static const char after[] = "^(?:\\s?(?:-?ish\\b|or so\\b|oder so\\b)|\\s?左右)";

/* Finds a number in the user's words that is the wanted value. @factor: metres of the value's unit,
 * or 1; @written: (out): in its own unit, or in that of the value; @is_rough: (out): whether it is
 * “about” that. Returns: metres of the number's unit, or 1; 0: it is not there */
static double
find_written (const char *words, double value, double factor, MqWrittenNumber *written,
              gboolean *is_rough)
{
  for (gsize at = 0; mq_written_number_find (words, at, NULL, written); at = written->end)
    {
      double metres = mq_length_unit_get_metres (written->unit);
      /* The 120 of "120 x 80 mm" has the unit of the requirement. */
      double scale = metres > 0 ? metres : *written->unit != '\0' ? 1 : factor;
      double wanted = fabs (value * factor) / scale;
      g_autofree char *head = g_strndup (words, written->start);

      if (fabs (written->other - wanted) <= SAME * wanted)
        written->place = written->other < written->value ? 0.001 : 1;
      else if (!(fabs (written->value - wanted) <= SAME * wanted) || isnan (written->place))
        continue;
      *is_rough = g_regex_match_simple (before, head, G_REGEX_CASELESS, 0)
                  || g_regex_match_simple (after, words + written->end, G_REGEX_CASELESS, 0);
      return scale;
    }

  return 0;
}

/**
 * mq_requirement_find_other_unit:
 * @row: a requirement
 *
 * Whoever writes it down has to take the unit over, too.
 *
 * Returns: (transfer full) (nullable): “12 cm”, if its words have its number with another unit of
 *   length, and nothing that is its value
 */
char *
mq_requirement_find_other_unit (JsonObject *row)
{
  const char *words = mq_json_get_string (row, "words", "");
  const MqRequirementKind *kind = mq_requirement_find_kind (mq_json_get_string (row, "what", ""));
  double value = mq_json_get_double (row, "value", NAN);
  double factor = mq_length_unit_get_metres (mq_json_get_string (row, "unit", ""));
  MqWrittenNumber written;
  gboolean is_rough;

  if (kind == NULL || kind->value != MQ_REQUIREMENT_VALUE_LENGTH || factor <= 0 || !isfinite (value)
      || value == 0 || find_written (words, value, factor, &written, &is_rough) > 0)
    return NULL;

  /* “6 in a row” has no unit. */
  for (const MqLengthUnit *unit = mq_length_units; unit->name != NULL; unit++)
    if (find_written (words, value, unit->metres, &written, &is_rough) == unit->metres
        && !(g_str_equal (unit->name, "in")
             && g_regex_match_simple ("\\d in [a-z]", words, G_REGEX_CASELESS, 0)))
      return g_strdup_printf ("%g %s", fabs (value), unit->name);

  return NULL;
}

static double
get_roughly (const MqRequirementKind *kind, double value)
{
  const MqTolerance *roughly = &mq_tolerances.roughly;
  double share = roughly->share * fabs (value);

  if (kind->value == MQ_REQUIREMENT_VALUE_ANGLE)
    return MAX (share, roughly->degrees);
  if (kind->value == MQ_REQUIREMENT_VALUE_COUNT)
    return MAX (floor (share), roughly->count);
  return share;
}

/**
 * mq_requirement_set_tolerance:
 * @requirement: a read one; one with a tolerance of its own keeps it
 *
 * Writes how far its value may be off into it, as the user wrote the number in its words: in the
 * requirement's unit. What the words do not have keeps the bridge's own tolerance.
 */
void
mq_requirement_set_tolerance (JsonObject *requirement)
{
  const char *what = mq_json_get_string (requirement, "what", "");
  const char *words = mq_json_get_string (requirement, "words", "");
  const MqRequirementKind *kind = mq_requirement_find_kind (what);
  double value = mq_json_get_double (requirement, "value", NAN);
  double metres = mq_length_unit_get_metres (mq_json_get_string (requirement, "unit", ""));
  double factor = metres > 0 ? metres : 1;
  gboolean is_length = kind != NULL && kind->value == MQ_REQUIREMENT_VALUE_LENGTH;
  gboolean is_exact = kind != NULL && !kind->is_rough && !kind->is_optional
                      && (is_length || kind->value == MQ_REQUIREMENT_VALUE_ANGLE)
                      && (!json_object_has_member (requirement, "at")
                          || g_str_equal (what, "place"));
  double tolerance = NAN;
  MqWrittenNumber written;
  gboolean is_rough;
  double scale;

  if (kind == NULL || !isfinite (value) || value == 0
      || mq_json_get_double (requirement, "tolerance", 0) > 0)
    return;

  scale = find_written (words, value, factor, &written, &is_rough);
  if (scale > 0 && isfinite (written.off))
    tolerance = written.off * scale;
  else if (scale > 0 && is_rough)
    tolerance = get_roughly (kind, value) * factor;
  else if (scale > 0 && is_exact)
    {
      const MqTolerance *plain = &mq_tolerances.plain;
      const MqTolerance *by_place = &mq_tolerances.written;
      double size = fabs (value * factor); /* m or degrees, as the rest */
      double place = written.place * scale;
      double share = place < 0.999 * scale ? by_place->decimal : by_place->share;
      double least = is_length ? MAX (by_place->metres, share * size) : by_place->degrees;
      double most = is_length ? MIN (MAX (plain->metres, plain->share * size), plain->most * size)
                              : plain->degrees;

      tolerance = MIN (MAX (by_place->place * place, least), most);
    }
  /* "about two inches": the number is a word. */
  else if (!(scale > 0) && !g_regex_match_simple ("\\d", words, 0, 0)
           && g_regex_match_simple (
               "\\b(?:about|approximately|roughly|etwa|ungef[äa]hr|environ|"
               "aproximadamente)\\s+(?!\\d)(?:an?\\s)?\\w|[大]?约[一二三四五六七八九十两半]",
               words, G_REGEX_CASELESS, 0))
    tolerance = get_roughly (kind, value) * factor;

  if (isfinite (tolerance) && tolerance > 0)
    json_object_set_double_member (requirement, "tolerance",
                                   round (tolerance / factor * 1e6) / 1e6);
}

/**
 * mq_requirement_find_kind:
 * @what: (nullable): a kind's name
 *
 * Returns: (transfer none) (nullable): the kind
 */
const MqRequirementKind *
mq_requirement_find_kind (const char *what)
{
  const MqRequirementKind *kind = mq_requirement_kinds;

  while (kind->what != NULL && g_strcmp0 (kind->what, what) != 0)
    kind++;
  return kind->what != NULL ? kind : NULL;
}

/**
 * mq_requirement_join_kinds:
 * @separator: between two names
 *
 * Returns: (transfer full): the names of all kinds
 */
char *
mq_requirement_join_kinds (const char *separator)
{
  GString *names = g_string_new (NULL);

  for (const MqRequirementKind *kind = mq_requirement_kinds; kind->what != NULL; kind++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? separator : "", kind->what);
  return g_string_free_and_steal (names);
}

/**
 * mq_requirement_is_by_eye:
 * @requirement: a requirement, or a row of a report
 *
 * Returns: whether nothing measures it
 */
gboolean
mq_requirement_is_by_eye (JsonObject *requirement)
{
  return g_str_equal (mq_json_get_string (requirement, "what", "look"), "look");
}

/**
 * mq_requirement_is_promise:
 * @requirement: a requirement
 *
 * Returns: whether only the plan says that it is met: no later version can lose that
 */
gboolean
mq_requirement_is_promise (JsonObject *requirement)
{
  JsonObject *seen = mq_json_get_object (requirement, "seen");

  return g_str_equal (mq_json_get_string (seen, "by", ""), "plan")
         && !json_object_has_member (seen, "met");
}

/**
 * mq_length_unit_get_metres:
 * @unit: "mm", "cm", "m", "in" or "ft"
 *
 * Returns: its length in m; 0 for what is no unit of length
 */
double
mq_length_unit_get_metres (const char *unit)
{
  for (const MqLengthUnit *each = mq_length_units; each->name != NULL; each++)
    if (g_str_equal (each->name, unit))
      return each->metres;

  return 0;
}

/**
 * mq_requirement_get_metres:
 * @metres: (out): the length that is wanted
 *
 * Returns: whether a length is wanted
 */
gboolean
mq_requirement_get_metres (JsonObject *requirement, double *metres)
{
  double factor = mq_length_unit_get_metres (mq_json_get_string (requirement, "unit", ""));
  double value = mq_json_get_double (requirement, "value", NAN);

  *metres = factor * value;
  return factor > 0 && isfinite (value);
}

/**
 * mq_requirement_get_numbered:
 * @requirements: (nullable): requirements, or rows of a report about them
 * @number: as a role was told, from 1; any number, as it comes from a model
 *
 * Returns: (nullable): the one with the number
 */
JsonObject *
mq_requirement_get_numbered (JsonArray *requirements, gint64 number)
{
  return number >= 1 && number <= mq_json_length (requirements)
             ? mq_json_element_object (requirements, (guint)number - 1)
             : NULL;
}

/**
 * mq_requirement_list:
 * @plan: (nullable): a plan; those of earlier versions have `must_haves`, which are judged by eye
 *
 * Returns: (transfer full): its requirements
 */
JsonArray *
mq_requirement_list (JsonObject *plan)
{
  JsonArray *requirements = mq_json_get_array (plan, "requirements");
  JsonArray *musts = mq_json_get_array (plan, "must_haves");
  JsonArray *made;

  if (requirements != NULL)
    return json_array_ref (requirements);

  made = json_array_new ();
  MQ_JSON_EACH_STRING (musts, i, words)
    if (words != NULL)
      json_array_add_object_element (made, mq_json_new ("words:s what:s", words, "look"));
  return made;
}

/* Gives a row the user's word for its part, where the plan's id is another one: `build` is
 * the function that makes all, so that the part is `build_part`. @row: changed in place; @plan:
 * (nullable) */
void
mq_requirement_take_name (JsonObject *row, JsonObject *plan)
{
  JsonObject *part = mq_json_find (mq_json_get_array (plan, "parts"), "id",
                                   mq_json_get_string (row, "of", NULL));
  const char *called = mq_json_get_string (part, "called", NULL);

  if (called != NULL)
    json_object_set_string_member (row, "called", called);
}

/**
 * mq_requirement_list_rows:
 * @plan: (nullable): the plan
 * @report: (nullable): its report
 *
 * Returns: (transfer full): a row for each requirement: measured, judged by eye, or open
 */
JsonArray *
mq_requirement_list_rows (JsonObject *plan, JsonObject *report)
{
  g_autoptr (JsonArray) requirements = mq_requirement_list (plan);
  JsonArray *measured = mq_json_get_array (report, "requirements");
  gboolean fits = mq_json_length (measured) == json_array_get_length (requirements);
  JsonArray *rows = json_array_new ();

  MQ_JSON_EACH (requirements, i, requirement)
    {
      JsonObject *seen = mq_json_get_object (requirement, "seen");
      JsonObject *found = fits ? mq_json_element_object (measured, i) : NULL;
      gboolean is_known = mq_json_get_string (found, "words", NULL) != NULL
                          && mq_requirement_get_state (found) != MQ_REQUIREMENT_OPEN;
      JsonObject *row;

      if (requirement == NULL)
        continue;

      /* For one that was not measured, the plan has what a critic saw of it. */
      row = found != NULL
                ? mq_json_copy_object (found)
                : mq_json_new ("words:s what:s", mq_json_get_string (requirement, "words", ""),
                               mq_json_get_string (requirement, "what", "look"));
      if (!is_known && seen != NULL)
        {
          mq_json_add (row, "by:s how:s", mq_json_get_string (seen, "by", "eye"),
                       mq_json_get_string (seen, "evidence", ""));
          if (json_object_has_member (seen, "met"))
            json_object_set_boolean_member (row, "met", mq_json_get_boolean (seen, "met", FALSE));
        }
      mq_requirement_take_name (row, plan);
      json_array_add_object_element (rows, row);
    }

  return rows;
}

/**
 * mq_requirement_get_state:
 * @row: a row of a report
 *
 * Returns: what is known of it
 */
MqRequirementState
mq_requirement_get_state (JsonObject *row)
{
  JsonNode *met = row != NULL ? json_object_get_member (row, "met") : NULL;

  if (met == NULL || !JSON_NODE_HOLDS_VALUE (met)
      || json_node_get_value_type (met) != G_TYPE_BOOLEAN)
    return MQ_REQUIREMENT_OPEN;

  return json_node_get_boolean (met) ? MQ_REQUIREMENT_MET : MQ_REQUIREMENT_MISSED;
}

/**
 * mq_requirement_describe_in_english:
 * @row: a measured row
 *
 * Returns: (transfer full): what was found and what is wanted, for a model
 */
char *
mq_requirement_describe_in_english (JsonObject *row)
{
  const char *is = mq_json_get_string (row, "is", "equal");
  const char *bound = g_str_equal (is, "at_least")  ? "at least "
                      : g_str_equal (is, "at_most") ? "at most "
                                                    : "";
  const char *unit = mq_requirement_get_unit (row);
  const char *space = *unit != '\0' ? " " : "";
  const char *how = mq_json_get_string (row, "how", "");
  double found = mq_json_get_double (row, "found", NAN);
  double wanted = mq_json_get_double (row, "wanted", NAN);
  g_autofree char *value = mq_requirement_format_number (found);
  g_autofree char *asked = mq_requirement_format_number (wanted);

  if (!isfinite (found))
    return g_strdup (mq_json_get_string (row, "how", "measured"));
  if (!isfinite (wanted))
    return g_strdup_printf ("found %s%s%s, %s", value, space, unit, how);

  return g_strdup_printf ("found %s%s%s, wanted %s%s%s%s; %s", value, space, unit, bound, asked,
                          space, unit, how);
}

/**
 * mq_requirement_find_fault:
 * @row: a requirement as somebody wrote it
 * @translated: for the user, not for a model
 *
 * Returns: (transfer full) (nullable): why it cannot be measured, whatever the asset is
 */
char *
mq_requirement_find_fault (JsonObject *row, gboolean translated)
{
  const char *what = mq_json_get_string (row, "what", "look");
  const char *unit = mq_json_get_string (row, "unit", "");
  const MqRequirementKind *kind = mq_requirement_find_kind (what);
  double value = mq_json_get_double (row, "value", NAN);
  double factor = mq_length_unit_get_metres (unit);
  g_autofree char *measure = translated ? mq_requirement_name_measure (row, TRUE) : NULL;

  if (kind == NULL)
    return g_strdup_printf (translated
                                ? _ ("there is no kind “%.40s”; what cannot be measured is “look”")
                                : "there is no kind “%.40s”; what cannot be measured is `look`",
                            what);
  if (measure == NULL)
    measure = g_strdup (kind->what);
  if (get_axis (row) > 2 && kind->needs_axis)
    return g_strdup (translated ? _ ("it needs an axis: x, y or z")
                                : "it needs an `axis`: x, y or z");
  if (get_end (row) > 2 && kind->needs_end)
    return g_strdup (translated ? _ ("it needs an “at”: low, middle or high")
                                : "it needs an `at`: low, middle or high");
  if (kind->value == MQ_REQUIREMENT_VALUE_TEXT)
    return *mq_json_get_string (row, "text", "") != '\0' ? NULL
           : translated                                  ? g_strdup (_ ("it has no text"))
                                                         : g_strdup ("it has no `text`");
  if (kind->value == MQ_REQUIREMENT_VALUE_NONE)
    return NULL;

  if (!isfinite (value))
    return kind->is_optional ? NULL
                             : g_strdup (translated ? _ ("it has no value, a number")
                                                    : "it has no `value`, a number");
  if (kind->value == MQ_REQUIREMENT_VALUE_LENGTH && factor <= 0)
    return g_strdup_printf (translated ? _ ("its unit is mm, cm, m, in or ft, not “%.20s”")
                                       : "its `unit` is mm, cm, m, in or ft, not “%.20s”",
                            unit);
  if (value < 0 && !kind->is_signed)
    return g_strdup_printf (translated ? _ ("%s cannot be negative") : "%s cannot be negative",
                            measure);
  if (kind->value == MQ_REQUIREMENT_VALUE_LENGTH && fabs (value) * factor > MAX_LENGTH)
    return g_strdup_printf (translated ? _ ("%g %s is more than any object has")
                                       : "%g %s is more than any asset has",
                            value, unit);
  if (kind->value == MQ_REQUIREMENT_VALUE_COUNT && value != rint (value))
    return g_strdup_printf (translated ? _ ("%s is a whole number") : "%s is a whole number",
                            measure);

  return NULL;
}
