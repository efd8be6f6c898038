/* What is told of a requirement: what is asked, by what is measured, and what was found. */
#include "common/json/mq-json.h"
#include "common/asset/mq-color-name.h"
#include "common/asset/mq-requirement.h"
#include "common/requirement/mq-own-requirements.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>

/* JSON with single quotes. */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

/* No-break spaces between numbers and units are spaces here. */
static char *
plain (char *text)
{
  g_auto (GStrv) cut = g_strsplit (text, "\xc2\xa0", -1);

  g_free (text);
  return g_strjoinv (" ", cut);
}

static void
test_rows (void)
{
  static const struct
  {
    const char *row;
    const char *label;
    const char *found;
  } rows[] = {
    { "{'words': '24 yellow petals', 'what': 'pieces', 'of': 'petals', 'wanted': 24, 'found': 24, "
      "'met': true}",
      "petals: 24", "“24 yellow petals”" },
    { "{'words': '45 cm wide', 'what': 'size', 'of': 'whole', 'axis': 'x', 'wanted': 45, 'unit': "
      "'cm', 'found': 47, 'met': false}",
      "width: 45 cm", "47 cm, 2 cm too much · “45 cm wide”" },
    { "{'words': 'w', 'what': 'size', 'of': 'table_top', 'axis': 'z', 'wanted': 1.4, 'unit': 'm', "
      "'found': 1.381, 'met': false}",
      "table top, height: 1.4 m", "1.381 m, 0.019 m too little · “w”" },
    { "{'words': 'w', 'what': 'size', 'of': 'ramp_part', 'called': 'ramp', 'axis': 'y', 'wanted': "
      "2.5785, 'unit': 'm', 'found': 2.57846, 'tolerance': 0.005, 'met': true}",
      "ramp, depth: 2.5785 m", "“w”" },
    { "{'words': 'w', 'what': 'size', 'of': 'whole', 'axis': 'y', 'wanted': 0.539891, 'unit': 'm', "
      "'found': 0.5398, 'met': true, 'tolerance': 0.001}",
      "depth: 0.539891 m", "0.5398 m, within 0.001 m · “w”" },
    { "{'words': 'w', 'what': 'ratio', 'of': 'whole', 'wanted': 0.333333333333, 'found': 0.5, "
      "'met': "
      "false}",
      "ratio: 0.333", "0.5, 0.167 too much · “w”" },
    { "{'words': 'w', 'what': 'volume', 'of': 'cup', 'wanted': 123.37, 'unit': 'cm', 'found': "
      "122.93, "
      "'met': false}",
      "cup, volume: 123.37 cm³", "122.93 cm³, 0.44 cm³ too little · “w”" },
    { "{'words': 'w', 'what': 'place', 'of': 'top', 'axis': 'z', 'at': 'high', 'wanted': 55, "
      "'unit': "
      "'cm', 'found': 55, 'met': true}",
      "top, upper end: 55 cm", "“w”" },
    { "{'words': '4 mm', 'what': 'size', 'of': 'plate', 'axis': 'z', 'wanted': 0.004, 'unit': 'm', "
      "'found': 0.004, 'met': true}",
      "plate, height: 0.004 m", "“4 mm”" },
    { "{'words': 'printable', 'what': 'watertight', 'of': 'plate', 'found': 0, 'met': true}",
      "plate: closed", "no open edges · “printable”" },
    { "{'words': 'printable', 'what': 'watertight', 'of': 'plate', 'found': 12, 'met': false}",
      "plate: closed", "12 open edges · “printable”" },
    { "{'words': 'w', 'what': 'one_solid', 'of': 'mounting_plate', 'found': 1, 'met': true}",
      "mounting plate: in one piece", "one solid · “w”" },
    { "{'words': 'w', 'what': 'one_solid', 'of': 'whole', 'found': 3, 'met': false}",
      "in one piece", "3 solids · “w”" },
    { "{'words': 'white', 'what': 'color', 'of': 'body', 'text': 'white', 'found_text': '#f5f4f0', "
      "'met': true}",
      "white body", "“white”" },
    { "{'words': 'white', 'what': 'color', 'of': 'body', 'text': 'white', 'found_text': '#b98b5c', "
      "'met': false}",
      "white body", "light brown · “white”" },
    { "{'words': 'white', 'what': 'color', 'of': 'body', 'text': 'white', 'found_text': '#b98b5c', "
      "'met': null, 'disputed': 'raw wood'}",
      "white body", "measured light brown, and left as it is: raw wood · “white”" },
    { "{'words': 'stands on it', 'what': 'touches', 'of': 'teapot', 'to': 'trivet', 'found': 0, "
      "'unit': 'mm', 'met': true}",
      "teapot: touches trivet", "no gap · “stands on it”" },
    { "{'words': 'w', 'what': 'touches', 'of': 'teapot', 'to': 'trivet', 'found': -2.5, 'unit': "
      "'mm', 'met': false}",
      "teapot: touches trivet", "2.5 mm into it · “w”" },
    { "{'words': 'w', 'what': 'apart', 'of': 'a', 'to': 'b', 'wanted': 5, 'found': 4, 'unit': "
      "'mm', 'met': false}",
      "a: apart from b, at least 5 mm", "a gap of 4 mm · “w”" },
    { "{'words': 'w', 'what': 'even', 'of': 'slats', 'is': 'at_most', 'wanted': 0, 'found': 1.25, "
      "'unit': 'mm', 'met': false}",
      "slats: evenly spaced", "off by 1.25 mm · “w”" },
    { "{'words': 'w', 'what': 'even', 'of': 'pins', 'is': 'equal', 'wanted': 40, 'found': 43, "
      "'unit': 'mm', 'met': false}",
      "pins: evenly spaced, 40 mm", "43 mm, 3 mm too much · “w”" },
    { "{'words': 'w', 'what': 'diameter', 'of': 'pot', 'at': 'high', 'is': 'at_least', 'each': "
      "true, 'wanted': 12, 'found': 12.04, 'unit': 'in', 'met': true}",
      "each of pot, diameter at the top: at least 12 in", "12.04 in · “w”" },
    { "{'words': 'w', 'what': 'place', 'of': 'rungs', 'axis': 'z', 'at': 'middle', 'wanted': 30, "
      "'found': -0.0001, 'unit': 'cm', 'met': false}",
      "rungs, middle height: 30 cm", "0 cm, 30 cm too little · “w”" },
    { "{'words': 'w', 'what': 'size', 'of': 'rod', 'axis': 'x', 'is': 'equal', 'wanted': 50, "
      "'found': 50.08, 'tolerance': 0.1, 'unit': 'mm', 'met': true}",
      "rod, width: 50 mm", "50.1 mm, within 0.1 mm · “w”" },
    { "{'words': 'it looks cosy', 'what': 'look', 'by': 'eye', 'met': true, 'how': 'view 1'}",
      "it looks cosy", "judged by eye: view 1" },
    { "{'words': 'turns', 'what': 'pieces', 'of': 'wheel', 'wanted': 1, 'met': null, 'how': 'why'}",
      "wheel: 1", "not measured: why · “turns”" },
    { "{'words': 'w', 'what': 'size', 'of': 'seat', 'axis': 'z', 'is': 'at_most', 'wanted': 45, "
      "'unit': 'cm', 'found': 47, 'met': false}",
      "seat, height: at most 45 cm", "47 cm, 2 cm too much · “w”" },
    { "{'words': 'w', 'what': 'size', 'of': 'seat', 'wanted': 45, 'unit': 'cm', 'found': 45, "
      "'met': false}",
      "seat, size: 45 cm", "45 cm · “w”" },
    { "{'words': 'w', 'what': 'diameter', 'of': 'pot', 'at': 'low', 'wanted': 9, 'unit': 'cm', "
      "'found': 9.5, 'met': true, 'tolerance': 0}",
      "pot, diameter at the bottom: 9 cm", "9.5 cm · “w”" },
    { "{'words': 'w', 'what': 'pieces', 'of': 'whole', 'wanted': 4, 'found': 5, 'met': false}",
      "pieces: 4", "5, 1 too much · “w”" },
    { "{'words': 'w', 'what': 'pieces', 'of': 'Whole', 'each': true, 'wanted': 4, 'met': true}",
      "pieces: 4", "measured · “w”" },
    { "{'words': 'w', 'what': 'size', 'of': 'legs', 'axis': 'x', 'wanted': 4, 'met': false}",
      "legs, width: 4", "not so, as measured · “w”" },
    { "{'words': 'w', 'what': 'color', 'of': 'whole', 'text': 'white', 'met': null}",
      "color: white", "not measured · “w”" },
    { "{'words': 'w', 'what': 'material', 'of': 'seat', 'text': 'oak', 'met': null, 'disputed': "
      "'it is pine'}",
      "oak seat", "measured not so, and left as it is: it is pine · “w”" },
    { "{'words': 'w', 'what': 'watertight', 'of': 'plate', 'found': 1, 'met': false}",
      "plate: closed", "1 open edge · “w”" },
    { "{'words': 'w', 'what': 'one_solid', 'of': 'plate', 'found': 1, 'met': false}",
      "plate: in one piece", "its surface is open · “w”" },
    { "{'words': 'w', 'what': 'matches_picture', 'of': 'vase', 'wanted': 90, 'found': 87.6, 'met': "
      "false}",
      "vase: like the picture, 90", "the outlines overlap by 87 % · “w”" },
    { "{'words': 'w', 'what': 'no_overlap', 'of': 'slats', 'found': 0, 'met': true}",
      "slats: pieces clear of each other", "no overlap · “w”" },
    { "{'words': 'w', 'what': 'no_overlap', 'of': 'lid', 'to': 'wide_tray', 'found': 1.5, 'unit': "
      "'mm', 'met': false}",
      "lid: clear of wide tray", "1.5 mm into each other · “w”" },
    { "{'words': 'w', 'what': 'clearance', 'of': 'lid', 'to': 'tray', 'wanted': 0.3, 'found': -1, "
      "'unit': 'mm', 'met': false}",
      "lid, gap to tray: 0.3 mm", "1 mm into it · “w”" },
    { "{'words': 'w', 'what': 'clearance', 'of': 'lid', 'to': 'tray', 'wanted': 0.3, 'found': 0, "
      "'unit': 'mm', 'met': false}",
      "lid, gap to tray: 0.3 mm", "0 mm, 0.3 mm too little · “w”" },
    { "{'words': 'w', 'what': 'apart', 'of': 'a', 'to': 'b', 'wanted': 0, 'found': -4, 'unit': "
      "'mm', 'met': true}",
      "a: apart from b", "a gap of 4 mm · “w”" },
    { "{'words': 'w', 'what': 'touches', 'of': 'a', 'to': 'b', 'found': 2, 'unit': 'mm', 'met': "
      "false}",
      "a: touches b", "a gap of 2 mm · “w”" },
    { "{'words': 'w', 'what': 'symmetric', 'of': 'whole', 'axis': 'y', 'found': 0.2, 'unit': 'mm', "
      "'met': true}",
      "front and back alike", "off by 0.2 mm · “w”" },
    { "{'words': 'w', 'what': 'parallel', 'of': 'rails', 'is': 'at_most', 'wanted': 2, 'found': "
      "0.25, 'unit': 'deg', 'met': true}",
      "rails: parallel, at most 2°", "off by 0.25° · “w”" },
    { "{'words': 'w', 'what': 'round', 'of': 'rim', 'found': 1, 'unit': 'mm', 'met': false}",
      "rim: round", "off by 1 mm · “w”" },
    { "{'words': 'w', 'what': 'flat', 'of': 'top', 'found': 1, 'unit': 'mm', 'met': false}",
      "top: flat", "off by 1 mm · “w”" },
    { "{'words': 'w', 'what': 'look', 'by': 'eye', 'met': false}", "w", "judged by eye" },
    { "{'words': 'w', 'what': 'look', 'by': 'eye', 'met': null, 'how': 'dark'}", "w",
      "not looked at" },
    { "{'words': 'w', 'what': 'look', 'by': 'plan', 'met': false, 'how': 'no room'}", "w",
      "not made: no room" },
    { "{'words': 'petals: 24', 'what': 'pieces', 'of': 'petals', 'wanted': 24, 'found': 24, 'met': "
      "true, 'source': 'sizes.csv, line 2'}",
      "petals: 24", "24 (sizes.csv, line 2)" },
    { "{'words': 'wide', 'what': 'size', 'of': 'whole', 'axis': 'x', 'wanted': 45, 'unit': 'cm', "
      "'found': 45, 'met': true, 'source': 'sizes.csv, line 2'}",
      "width: 45 cm", "“wide” (sizes.csv, line 2)" },
    { "{'what': 'size', 'of': 'whole', 'axis': 'x', 'wanted': 45, 'unit': 'cm', 'found': 45, "
      "'met': "
      "true}",
      "width: 45 cm", "45 cm" },
    /* A kind of a later program. */
    { "{'words': 'a step of 3 mm', 'what': 'unheard', 'of': 'wheel', 'wanted': 3, 'found': 3, "
      "'unit': 'mm', 'met': true}",
      "a step of 3 mm", "3 mm" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) row = parse (rows[i].row);
      g_autofree char *label = plain (mq_requirement_label (row));
      g_autofree char *found = plain (mq_requirement_describe_with_words (row));

      g_assert_cmpstr (label, ==, rows[i].label);
      g_assert_cmpstr (found, ==, rows[i].found);
    }
}

/* As many digits as show, and no zero at their end. */
static void
test_values (void)
{
  static const struct
  {
    double value;
    const char *unit;
    const char *text;
  } rows[] = {
    { 0.12345, "cm", "0.123 cm" }, { 9.876, "mm", "9.88 mm" },   { 10.04, "mm", "10 mm" },
    { 10.06, "mm", "10.1 mm" },    { 12.346, "m", "12.35 m" },   { 1.2346, "m", "1.235 m" },
    { 0.12345, "m", "0.123 m" },   { 12.346, "in", "12.35 in" }, { -0.0001, "mm", "0 mm" },
    { -2.5, "mm", "-2.5 mm" },     { 1000, "mm", "1000 mm" },    { 6, "", "6" },
    { 100, "deg", "100°" },        { 12.5, "deg", "12.5°" },     { 0, "ft", "0 ft" },
  };
  g_autofree char *third = mq_requirement_format_number (1 / 3.0);
  g_autofree char *seven = mq_requirement_format_number (1234.567);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = plain (mq_requirement_format_value (rows[i].value, rows[i].unit));

      g_assert_cmpstr (text, ==, rows[i].text);
    }

  g_assert_cmpstr (third, ==, "0.33333");
  g_assert_cmpstr (seven, ==, "1234.567");
}

/* Each fault that no asset could put right, and what is none. */
static void
test_faults (void)
{
  static const struct
  {
    const char *row;
    const char *fault;
  } rows[] = {
    { "{'what': 'smell'}", "there is no kind “smell”; what cannot be measured is `look`" },
    { "{}", NULL },
    { "{'what': 'size', 'value': 4, 'unit': 'mm'}", "it needs an `axis`: x, y or z" },
    { "{'what': 'size', 'axis': 'w', 'value': 4, 'unit': 'mm'}", "it needs an `axis`: x, y or z" },
    { "{'what': 'size', 'axis': 'xy', 'value': 4, 'unit': 'mm'}", "it needs an `axis`: x, y or z" },
    { "{'what': 'size', 'axis': 'z', 'value': 4, 'unit': 'mm'}", NULL },
    { "{'what': 'place', 'axis': 'x', 'value': 4, 'unit': 'mm'}",
      "it needs an `at`: low, middle or high" },
    { "{'what': 'place', 'axis': 'x', 'at': 'top', 'value': 4, 'unit': 'mm'}",
      "it needs an `at`: low, middle or high" },
    { "{'what': 'place', 'axis': 'x', 'at': 'high', 'value': -4, 'unit': 'mm'}", NULL },
    { "{'what': 'color'}", "it has no `text`" },
    { "{'what': 'color', 'text': 'red'}", NULL },
    { "{'what': 'watertight'}", NULL },
    { "{'what': 'wall', 'unit': 'mm'}", "it has no `value`, a number" },
    { "{'what': 'wall', 'value': 4}", "its `unit` is mm, cm, m, in or ft, not “”" },
    { "{'what': 'wall', 'value': 4, 'unit': 'deg'}",
      "its `unit` is mm, cm, m, in or ft, not “deg”" },
    { "{'what': 'wall', 'value': -4, 'unit': 'mm'}", "wall cannot be negative" },
    { "{'what': 'longest', 'value': 2000, 'unit': 'm'}", NULL },
    { "{'what': 'longest', 'value': 2001, 'unit': 'm'}", "2001 m is more than any asset has" },
    { "{'what': 'holes', 'value': 4}", NULL },
    { "{'what': 'holes', 'value': 4.5}", "holes is a whole number" },
    { "{'what': 'angle', 'value': 90}", NULL },
  };
  g_autoptr (JsonObject) numbered = parse ("{'rows': [{'words': 'a'}, {'words': 'b'}]}");
  JsonArray *two = mq_json_get_array (numbered, "rows");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) row = parse (rows[i].row);
      g_autofree char *fault = mq_requirement_find_fault (row, FALSE);

      g_assert_cmpstr (fault, ==, rows[i].fault);
    }

  /* A role names them by numbers from 1, and may name others. */
  g_assert_cmpstr (mq_json_get_string (mq_requirement_get_numbered (two, 1), "words", ""), ==, "a");
  g_assert_cmpstr (mq_json_get_string (mq_requirement_get_numbered (two, 2), "words", ""), ==, "b");
  g_assert_null (mq_requirement_get_numbered (two, 0));
  g_assert_null (mq_requirement_get_numbered (two, 3));
  g_assert_null (mq_requirement_get_numbered (two, G_GINT64_CONSTANT (1) << 32 | 1));
  g_assert_null (mq_requirement_get_numbered (NULL, 1));
}

/* A model reads the same in English. */
static void
test_english (void)
{
  static const struct
  {
    const char *row;
    const char *text;
  } rows[] = {
    { "{'what': 'size', 'wanted': 45, 'found': 47.25, 'unit': 'cm', 'how': 'of its box'}",
      "found 47.25 cm, wanted 45 cm; of its box" },
    { "{'what': 'size', 'is': 'at_least', 'wanted': 45, 'found': 47, 'unit': 'cm', 'how': 'h'}",
      "found 47 cm, wanted at least 45 cm; h" },
    { "{'what': 'pieces', 'is': 'at_most', 'wanted': 4, 'found': 5, 'how': 'h'}",
      "found 5, wanted at most 4; h" },
    { "{'what': 'volume', 'found': 5, 'unit': 'cm', 'how': 'h'}", "found 5 cm³, h" },
    { "{'what': 'size', 'wanted': 4, 'how': 'h'}", "h" },
    { "{'what': 'size', 'wanted': 4}", "measured" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) row = parse (rows[i].row);
      g_autofree char *text = mq_requirement_describe_in_english (row);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* A critic's eye stands for what was not measured, and for nothing else; a report of another plan
 * says nothing. */
static void
test_list (void)
{
  static const struct
  {
    const char *plan;
    const char *report;
    const char *rows;
  } cases[] = {
    { "{'requirements': [{'words': 'a', 'what': 'size', 'of': 'ramp_part'}], 'parts': [{'id': 'b', "
      "'called': 'c'}, {'id': 'ramp_part', 'called': 'ramp'}]}",
      "{'requirements': [{'words': 'a', 'of': 'ramp_part', 'met': false}]}",
      "[{\"words\":\"a\",\"of\":\"ramp_part\",\"met\":false,\"called\":\"ramp\"}]" },
    { "{'requirements': [{'words': 'a', 'seen': {'met': true, 'evidence': 'view 1'}}]}",
      "{'requirements': [{'words': 'a', 'met': false}]}", "[{\"words\":\"a\",\"met\":false}]" },
    { "{'requirements': [{'words': 'a', 'seen': {'met': true, 'by': 'plan', 'evidence': 'e'}}]}",
      "{'requirements': [{'words': 'a', 'met': null}]}",
      "[{\"words\":\"a\",\"met\":true,\"by\":\"plan\",\"how\":\"e\"}]" },
    { "{'requirements': [{'words': 'a', 'what': 'size', 'seen': {'evidence': 'e'}}]}",
      "{'requirements': [{'words': 'a', 'met': true}, {'words': 'b', 'met': true}]}",
      "[{\"words\":\"a\",\"what\":\"size\",\"by\":\"eye\",\"how\":\"e\"}]" },
    { "{'requirements': [7, {'words': 'a'}]}", "{}", "[{\"words\":\"a\",\"what\":\"look\"}]" },
    { "{'must_haves': ['a', 7, 'b']}", "{}",
      "[{\"words\":\"a\",\"what\":\"look\"},{\"words\":\"b\",\"what\":\"look\"}]" },
    { "{}", "{'requirements': [{'words': 'a'}]}", "[]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) plan = parse (cases[i].plan);
      g_autoptr (JsonObject) report = parse (cases[i].report);
      g_autoptr (JsonArray) rows = mq_requirement_list_rows (plan, report);
      g_autofree char *text = mq_json_array_to_string (rows, FALSE);

      g_assert_cmpstr (text, ==, cases[i].rows);
    }
}

/* Colors that everybody calls so, and which of two is darker. */
static void
test_colors (void)
{
  static const char *const names[][2] = {
    { "#000000", "black" },
    { "#808080", "gray" },
    { "#ffffff", "white" },
    { "#FF0000", "red" },
    { "#00ff00", "green" },
    { "#0000ff", "blue" },
    { "#ffff00", "yellow" },
    { "#ff00ff", "magenta" },
    { "#8a5a33", "brown" },
    { "#ee8fb1", "pink" },
    { "#1d2c57", "dark blue" },
    { "#33b8b1", "turquoise" },
    { "#8a5a3", NULL },
    { "#8a5a333", NULL },
    { "8a5a33", NULL },
    { "#8a5a3g", NULL },
    { "", NULL },
    { "brown", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (mq_color_name_find (names[i][0]), ==, names[i][1]);

  g_assert_cmpint (mq_color_name_compare ("#8a5a33", "#7d4f2b"), <, 0);
  g_assert_cmpint (mq_color_name_compare ("#7d4f2b", "#8a5a33"), >, 0);
  g_assert_cmpint (mq_color_name_compare ("#8a5a33", "#8a5a34"), ==, 0);
  g_assert_cmpint (mq_color_name_compare ("#8a5a33", "black"), ==, 0);
  g_assert_cmpint (mq_color_name_compare ("black", "#8a5a33"), ==, 0);
}

/* What is open is no met requirement, and the reason for it is told. */
static void
test_count (void)
{
  g_autoptr (JsonObject) report = parse (
      "{'rows': [{'what': 'look', 'by': 'eye', 'met': true}, {'what': 'look', 'by': 'eye', 'met': "
      "null}, {'what': 'pieces', 'by': 'measured', 'met': null}, {'what': 'pieces', 'met': "
      "false}]}");
  JsonArray *rows = json_object_get_array_member (report, "rows");
  g_autofree char *some = mq_requirement_describe_count (rows);
  g_autofree char *all = NULL;
  g_autofree char *none = NULL;

  g_assert_cmpstr (some, ==, "1 of 4 requirements met; 1 not looked at; 1 not measured");
  json_array_remove_element (rows, 1);
  all = mq_requirement_describe_count (rows);
  g_assert_cmpstr (all, ==, "1 of 3 requirements met; 1 not measured");
  json_array_remove_element (rows, 2);
  json_array_remove_element (rows, 0);
  none = mq_requirement_describe_count (rows);
  g_assert_cmpstr (none, ==, "1 requirement not measured");
}

/* No kind of the table is without words. */
static void
test_kinds (void)
{
  for (const MqRequirementKind *kind = mq_requirement_kinds; kind->what != NULL; kind++)
    {
      g_autoptr (JsonObject) row
          = mq_json_new ("words:s what:s of:s to:s axis:s at:s text:s wanted:d unit:s", "?",
                         kind->what, "seat", "legs", "z", "high", "red", 4.0, "mm");
      g_autofree char *label = mq_requirement_label (row);
      g_autofree char *english = mq_requirement_label_in_english (row);

      if (!mq_requirement_is_by_eye (row) && !g_str_has_prefix (label, "seat")
          && !g_str_has_suffix (label, " seat"))
        g_error ("“%s” has no words: “%s”", kind->what, label);
      /* Only the user is told of a “red cushion”. */
      if (!g_str_has_suffix (label, " seat"))
        g_assert_cmpstr (english, ==, label);
    }
}

/* Rows that were read from a drawing: which are in doubt, and how a person settles it. */
static void
test_doubts (void)
{
  g_autoptr (JsonObject) read = parse (
      "{'rows': [{'words': '80', 'what': 'size', 'of': 'plate', 'axis': 'x', 'value': 80, 'unit': "
      "'mm'},"
      " {'words': '8 cm', 'what': 'size', 'of': 'plate', 'axis': 'x', 'value': 8, 'unit': 'cm'},"
      " {'words': '90', 'what': 'size', 'of': 'arm', 'axis': 'x', 'value': 90, 'unit': 'mm'},"
      " {'words': '95', 'what': 'size', 'of': 'arm', 'axis': 'x', 'value': 95, 'unit': 'mm'},"
      " {'words': 'Ø5', 'what': 'hole_diameter', 'of': 'plate', 'value': 5, 'unit': 'mm'},"
      " {'words': 'Ø7', 'what': 'hole_diameter', 'of': 'plate', 'value': 7, 'unit': 'mm'},"
      " {'words': '60', 'what': 'size', 'of': 'whole', 'axis': 'z', 'value': 60},"
      " {'words': '2x', 'what': 'holes', 'of': 'plate', 'value': 2},"
      " {'words': '12', 'what': 'floor', 'of': 'tray', 'value': 12, 'unit': 'mm'},"
      " {'words': '12 cm', 'what': 'size', 'of': 'lid', 'axis': 'x', 'value': 12, 'unit': 'mm'}]}");
  g_autoptr (JsonObject) own = parse (
      "{'rows': [{'words': 'x', 'what': 'floor', 'of': 'tray', 'value': 4, 'unit': 'mm'}]}");
  static const gboolean in_doubt[] = { 0, 0, 1, 1, 0, 0, 1, 0, 1, 1 };
  JsonArray *rows = mq_json_get_array (read, "rows");
  g_autoptr (JsonArray) certain = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *height = mq_json_element_object (rows, 6);

  g_assert_cmpuint (mq_requirement_doubts_find (rows, mq_json_get_array (own, "rows")), ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (in_doubt); i++)
    g_assert_cmpint (json_object_has_member (mq_json_element_object (rows, i), "doubt"), ==,
                     in_doubt[i]);
  certain = mq_requirement_doubts_take_certain (rows);
  g_assert_cmpuint (json_array_get_length (certain), ==, 5);
  g_assert_false (json_object_has_member (mq_json_element_object (certain, 4), "doubt"));

  mq_requirement_doubts_set_unit (rows, "mm");
  g_assert_false (json_object_has_member (height, "doubt"));
  g_assert_cmpstr (mq_json_get_string (height, "words", ""), ==, "60");
  g_assert_true (mq_requirement_doubts_change (height, " 6,5 cm", NULL));
  g_assert_cmpfloat (mq_json_get_double (height, "value", 0), ==, 6.5);
  g_assert_cmpstr (mq_json_get_string (height, "unit", ""), ==, "cm");
  g_assert_cmpstr (mq_json_get_string (height, "words", ""), ==, "height");
  g_assert_true (mq_requirement_doubts_change (height, "2 1/2\"", NULL));
  g_assert_cmpfloat (mq_json_get_double (height, "value", 0), ==, 2.5);
  g_assert_cmpstr (mq_json_get_string (height, "unit", ""), ==, "in");
  g_assert_false (mq_requirement_doubts_change (height, "1,200 mm", &error));
  g_assert_cmpstr (error->message, ==, "“1,200 mm” can be 1200 mm or 1.2 mm: write one of these");
  g_assert_true (mq_requirement_doubts_change (height, "6,5 cm", NULL));
  for (const char *const *wrong = (const char *[]){ "", "mm", "40-45 mm", "6 px", "-3 mm", "nan",
                                                    "1e99 m", NULL };
       *wrong != NULL; wrong++)
    g_assert_false (mq_requirement_doubts_change (height, *wrong, NULL));
  g_assert_cmpfloat (mq_json_get_double (height, "value", 0), ==, 6.5);
}

/* 20 + 35 + 25 are not 85. Lengths of one part, at several places or of a part of the whole are no
 * chain. */
static void
test_chain (void)
{
  static const struct
  {
    const char *of;
    const char *place;
    double whole;
    const char *doubt;
  } cases[] = {
    { "right", "below", 85, "the lengths beside it add up to 80\302\240mm" },
    { "right", "below", 80, NULL },
    { "right", "below", 120, NULL },
    { "left", "below", 85, NULL },
    { "right", "above", 85, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{'rows': [{'words': '20', 'what': 'size', 'of': 'left', 'axis': 'x', 'value': 20,"
          " 'unit': 'mm', 'view': 'front view', 'place': 'below'},"
          " {'words': '35', 'what': 'size', 'of': 'middle', 'axis': 'x', 'value': 35,"
          " 'unit': 'mm', 'view': 'front view', 'place': 'below'},"
          " {'words': '25', 'what': 'size', 'of': '%s', 'axis': 'x', 'value': 25,"
          " 'unit': 'mm', 'view': 'front view', 'place': '%s'},"
          " {'words': '%g', 'what': 'size', 'of': 'whole', 'axis': 'x', 'value': %g,"
          " 'unit': 'mm', 'view': 'front view', 'place': 'bottom'},"
          " {'words': '30', 'what': 'size', 'of': 'right', 'axis': 'y', 'value': 30,"
          " 'unit': 'mm', 'view': 'side view', 'place': 'below'}]}",
          cases[i].of, cases[i].place, cases[i].whole, cases[i].whole);
      g_autoptr (JsonObject) read = parse (text);
      JsonArray *rows = mq_json_get_array (read, "rows");

      mq_requirement_doubts_find (rows, NULL);
      g_assert_cmpstr (mq_json_get_string (mq_json_element_object (rows, 3), "doubt", NULL), ==,
                       cases[i].doubt);
    }
}

/* 50 outside, 44 inside and walls of 4 do not add up; with walls of 3 they do. */
static void
test_tube (void)
{
  static const struct
  {
    int wall;
    const char *of;
    guint n;
  } cases[] = { { 4, "tube", 3 }, { 3, "tube", 0 }, { 4, "lid", 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{'rows': [{'words': 'Ø50', 'what': 'diameter', 'of': 'tube', 'value': 50, 'unit': 'mm'},"
          " {'words': 'Ø44', 'what': 'hole_diameter', 'of': 'tube', 'value': 44, 'unit': 'mm'},"
          " {'words': '%d', 'what': 'wall', 'of': '%s', 'value': %d, 'unit': 'mm'}]}",
          cases[i].wall, cases[i].of, cases[i].wall);
      g_autoptr (JsonObject) read = parse (text);
      JsonArray *rows = mq_json_get_array (read, "rows");

      g_assert_cmpuint (mq_requirement_doubts_find (rows, NULL), ==, cases[i].n);
      if (cases[i].n > 0)
        g_assert_cmpstr (mq_json_get_string (mq_json_element_object (rows, 0), "doubt", ""), ==,
                         "contradicts “tube, thickness of the walls: 4\302\240mm”");
    }
}

/* A misread number has its words against it. */
static void
test_misread (void)
{
  static const struct
  {
    const char *words;
    const char *what;
    double value;
    const char *unit;
    gboolean is_misread;
  } rows[] = {
    { "Ø38 H7", "hole_diameter", 36, "mm", TRUE },
    { "Ø38 H7", "hole_diameter", 38, "mm", FALSE },
    { "Ø38 H7", "fillet_radius", 19, "mm", FALSE },
    { "R5", "diameter", 10, "mm", FALSE },
    { "R5", "fillet_radius", 6, "mm", TRUE },
    { "4x Ø6.6", "holes", 4, "", FALSE },
    { "4x Ø6.6", "hole_diameter", 6.6, "mm", FALSE },
    { "4x Ø6.6", "hole_diameter", 6.8, "mm", TRUE },
    { "6 x Ø11 EQ SP ON Ø92 PCD", "hole_circle", 92, "mm", FALSE },
    { "6 x Ø11 EQ SP ON Ø92 PCD", "holes", 7, "", TRUE },
    { "120 ±0.1", "size", 120, "mm", FALSE },
    { "120 ±0.1", "size", 128, "mm", TRUE },
    { "27,5", "size", 27.5, "mm", FALSE },
    { "3 1/2\"", "size", 3.5, "in", FALSE },
    { "3 1/2\"", "size", 88.9, "mm", FALSE },
    { "3 1/2\"", "size", 3.25, "in", TRUE },
    { "(14)", "gap", 14, "mm", FALSE },
    { "1 x 45°", "step", 1, "mm", FALSE },
    { "1 x 45°", "angle", 45, "deg", FALSE },
    { "82° to 3/8", "angle", 82, "deg", FALSE },
    { "18 TYP", "size", 18, "mm", FALSE },
    { "M6", "hole_diameter", 5, "mm", FALSE },
    { "40-45", "size", 42, "mm", FALSE },
    { "thickness, twice", "wall", 5, "mm", FALSE },
    { "20 h6", "diameter", 20, "mm", FALSE },
    { "20 h6", "diameter", 28, "mm", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) row = mq_json_new ("words:s what:s of:s value:d unit:s", rows[i].words,
                                                rows[i].what, "flange", rows[i].value,
                                                rows[i].unit);

      if (mq_requirement_doubts_is_misread (row) != rows[i].is_misread)
        g_error ("“%s” as %g %s", rows[i].words, rows[i].value, rows[i].unit);
    }
}

/* Numbers that are not those of their words, and those that only look so. */
static void
test_other_units (void)
{
  static const struct
  {
    const char *row;
    const char *said; /* NULL: it is right */
  } rows[] = {
    { "{'words': 'arm of 12 cm', 'what': 'size', 'axis': 'x', 'value': 12, 'unit': 'mm'}",
      "“arm of 12 cm” says 12 cm, but its value is 12 mm" },
    { "{'words': 'a 2.5\\\" bore', 'what': 'diameter', 'value': 2.5, 'unit': 'cm'}",
      "says 2.5 in, but its value is 2.5 cm" },
    { "{'words': 'arm of 12 cm', 'what': 'size', 'axis': 'x', 'value': 120, 'unit': 'mm'}", NULL },
    { "{'words': 'arm of 12 cm, 12 mm thick', 'what': 'wall', 'value': 12, 'unit': 'mm'}", NULL },
    { "{'words': '12 cm long, wall 12', 'what': 'wall', 'value': 12, 'unit': 'mm'}", NULL },
    { "{'words': 'holes of 6 in the plate', 'what': 'hole_diameter', 'value': 6, 'unit': 'mm'}",
      NULL },
    { "{'words': 'for a 120 mm bottle', 'what': 'diameter', 'value': 12, 'unit': 'cm'}", NULL },
    { "{'words': 'a gap for the 10 mm rod', 'what': 'gap', 'value': 1, 'unit': 'mm'}", NULL },
    { "{'words': 'for a 32 mm pipe', 'what': 'diameter', 'value': 3.24, 'unit': 'cm'}", NULL },
    { "{'words': 'opens 90 degrees', 'what': 'opens', 'value': 90, 'unit': 'deg'}", NULL },
    { "{'words': 'holes', 'what': 'holes', 'value': 2.5}", "holes is a whole number, not 2.5" },
    { "{'words': '2 holes', 'what': 'holes', 'value': 2}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonArray) list = json_array_new ();
      g_autoptr (GError) error = NULL;

      json_array_add_object_element (list, parse (rows[i].row));
      if (mq_own_requirements_check_words (list, &error) != (rows[i].said == NULL)
          || (error != NULL && strstr (error->message, rows[i].said) == NULL))
        g_error ("%s: %s", rows[i].row, error != NULL ? error->message : "not found");
    }
}

/* Numbers of a table: one tells of the others what stands before their decimals; else it is asked
 * for, with the line. */
static void
test_table (void)
{
  static const struct
  {
    const char *table;
    double value; /* 0: refused */
    const char *fault;
  } rows[] = {
    { "words\tvalue\tunit\noverall width\t1,200\tmm\n", 0,
      "a.csv, line 2: “value”: “1,200” can be 1200 or 1.2: write one of these" },
    { "words\tvalue\tunit\noverall width\t1,200\tmm\nheight\t7.5\tmm\n", 1200, NULL },
    { "words;value;unit\noverall width;1,200;mm\nheight;7,5;mm\n", 1.2, NULL },
    { "words;value;unit\noverall width;1.200,50;mm\n", 1200.5, NULL },
    { "words,value,unit\noverall width,18 1/2,in\n", 18.5, NULL },
    { "words,value,unit\noverall width,\"45,5\",cm\n", 45.5, NULL },
    { "words,value,unit\noverall width,1e3,mm\n", 1000, NULL },
    { "words,value,unit\noverall width,0x10,mm\n", 0,
      "a.csv, line 2: “value”: “0x10” is not a number" },
    { "words,value,unit,tolerance\noverall width,400,mm,1\nheight,40,mm,inf\n", 0,
      "a.csv, line 3: “tolerance”: “inf” is not a number" },
    { "words,value,unit\noverall width,nan,mm\n", 0,
      "a.csv, line 2: “value”: “nan” is not a number" },
    { "[{\"words\": \"width\", \"value\": 4, \"unit\": \"mm\",\n\"tolerance\": 1e999}]", 0,
      "a.csv, line 2: a tolerance is a number and more than 0" },
  };
  g_autofree char *folder = g_dir_make_tmp ("mq-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.csv", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonArray) read = NULL;

      g_assert_true (g_file_set_contents (path, rows[i].table, -1, NULL));
      read = mq_requirement_file_read (path, &error);
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, rows[i].fault);
      if (rows[i].value > 0)
        {
          JsonObject *width = mq_json_element_object (read, 0);

          g_assert_cmpfloat (mq_json_get_double (width, "value", 0), ==, rows[i].value);
          g_assert_cmpstr (mq_json_get_string (width, "what", ""), ==, "size");
          g_assert_cmpstr (mq_json_get_string (width, "axis", ""), ==, "x");
        }
    }

  g_unlink (path);
  g_rmdir (folder);
}

/* Rows that are pasted or typed: the columns may have no names; each row says what is wrong with
 * it, as a file does of its first. */
static void
test_rows_taken (void)
{
  static const struct
  {
    const char *text;
    const char *rows; /* the labels of the right ones, and the faults */
  } cases[] = {
    { "overall width\t\t1,200\tmm\nheight\tleg\t7.5\tcm", "width: 1200 mm|leg, height: 7.5 cm|" },
    { "overall width;60;cm;0,5\nno sharp edges\n", "width: 60 cm|no sharp edges|" },
    { "overall width, 60, cm\nheight, tall, cm\nwidth, 7, cm",
      "width: 60 cm|“Value”: “tall” is not a number|“width” contradicts “overall width”|" },
    { "value;Words\n2;holes", "holes: 2|" },
    { "[{\"words\": \"height\", \"value\": 4, \"unit\": \"px\"},\n{\"words\": \"arm of 12 cm\", "
      "\"what\": \"size\", \"axis\": \"x\", \"value\": 12, \"unit\": \"mm\"}]",
      "its unit is mm, cm, m, in or ft, not “px”|“arm of 12 cm” says 12 cm, but its value is 12 "
      "mm. "
      "Correct the one or the other|" },
    { "wide;;4;mm", "“wide” does not say what is measured\nName it in “what” (and “of”, “axis”): "
                    "docs/extending/requirements.md has the kinds|" },
    { " \n", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonArray) written = mq_requirement_rows_read ("list", cases[i].text, NULL);
      g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (JsonArray) taken = mq_requirement_rows_take (written, faults, NULL);
      g_autoptr (GString) all = g_string_new (NULL);
      g_autofree char *text = NULL;
      guint n_right = 0;

      for (guint j = 0; j < faults->len; j++)
        {
          g_autofree char *label
              = faults->pdata[j] != NULL
                    ? g_strdup (faults->pdata[j])
                    : mq_requirement_label (mq_json_element_object (taken, n_right++));

          g_string_append_printf (all, "%s|", label);
        }
      text = plain (g_string_free (g_steal_pointer (&all), FALSE));
      g_assert_cmpstr (text, ==, cases[i].rows);
      g_assert_cmpuint (n_right, ==, mq_json_length (taken));
    }
}

/* What the words say is not written: other words say something else. What a file says stays. */
static void
test_rows_written (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) read = mq_requirement_rows_read (
      "list", "words;value;unit;what;of;axis\noverall width;60;cm\nbore;6;mm;hole_diameter;plate\n",
      NULL);
  g_autoptr (JsonArray) taken = mq_requirement_rows_take (read, NULL, NULL);
  g_autoptr (JsonArray) written = mq_requirement_rows_write (taken);
  g_autoptr (JsonArray) again = mq_requirement_rows_take (written, NULL, NULL);
  g_autoptr (JsonArray) changed = NULL;
  g_autoptr (JsonArray) many = json_array_new ();

  g_assert_true (mq_json_are_equal (taken, again));
  json_object_set_string_member (mq_json_element_object (written, 0), "words", "height");
  json_object_set_string_member (mq_json_element_object (written, 1), "words", "screw");
  changed = mq_requirement_rows_take (written, NULL, NULL);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (changed, 0), "axis", ""), ==, "z");
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (changed, 1), "what", ""), ==,
                   "hole_diameter");

  for (guint i = 0; i <= MQ_REQUIREMENT_MAX; i++)
    json_array_add_object_element (many, mq_json_new ("words:s", "fine"));
  g_assert_null (mq_requirement_rows_take (many, NULL, &error));
  g_assert_cmpstr (error->message, ==, "There are 61 requirements; at most 60 are measured");
}

MQ_TEST_PROGRAM (requirement_words)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/requirement-words/rows", test_rows);
  g_test_add_func ("/requirement-words/values", test_values);
  g_test_add_func ("/requirement-words/faults", test_faults);
  g_test_add_func ("/requirement-words/english", test_english);
  g_test_add_func ("/requirement-words/list", test_list);
  g_test_add_func ("/requirement-words/colors", test_colors);
  g_test_add_func ("/requirement-words/doubts", test_doubts);
  g_test_add_func ("/requirement-words/misread", test_misread);
  g_test_add_func ("/requirement-words/chain", test_chain);
  g_test_add_func ("/requirement-words/tube", test_tube);
  g_test_add_func ("/requirement-words/other-units", test_other_units);
  g_test_add_func ("/requirement-words/table", test_table);
  g_test_add_func ("/requirement-words/rows-taken", test_rows_taken);
  g_test_add_func ("/requirement-words/rows-written", test_rows_written);
  g_test_add_func ("/requirement-words/kinds", test_kinds);
  g_test_add_func ("/requirement-words/count", test_count);
  return mq_test_run ();
}
