/* What a model says of a picture's landmarks, where they are on what was built, and what is made of
 * the comparison with each picture. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/team/mq-asset-state.h"
#include "service/team/mq-likeness.h"
#include "support/mq-test.h"

#include <string.h>

/* JSON with single quotes. */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

/* "name part (across down) (x y z)" of each landmark. */
static char *
show (JsonArray *landmarks, const char *point)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (landmarks); i++)
    {
      JsonObject *one = json_array_get_object_element (landmarks, i);
      JsonArray *seen = mq_json_get_array (one, "seen");
      double at[3];

      g_assert_true (mq_json_get_vector (one, point, at));
      g_string_append_printf (text, "%s%s %s (%g %g) (%g %g %g)", i > 0 ? ", " : "",
                              mq_json_get_string (one, "name", "?"),
                              mq_json_get_string (one, "part", "-"),
                              json_array_get_double_element (seen, 0),
                              json_array_get_double_element (seen, 1), at[0], at[1], at[2]);
    }
  return g_string_free (text, FALSE);
}

#define POINT(name, part, across, down, x, y, z)                                                   \
  "{'name': '" name "', 'part': '" part "', 'across': " #across ", 'down': " #down ", 'x': '" x    \
  "', 'y': '" y "', 'z': '" z "'}"
#define FOOT POINT ("Foot", "legs", 0, 1000, "left", "front", "bottom")
#define FOOT_SHOWN "Foot legs (0 1) (0 0 0)"

/* What is none, what lies beyond the picture, and what is named twice is left out. */
static void
test_read (void)
{
  static const struct
  {
    const char *said, *read;
  } cases[] = {
    { "", "" },
    { FOOT, FOOT_SHOWN },
    { POINT ("Tip", "back", 1000, 0, "right", "back", "top"), "Tip back (1 0) (1 1 1)" },
    { "{'name': 'Mid', 'part': 'back', 'across': 500, 'down': 250}", "Mid back (0.5 0.25) (0.5 0.5 "
                                                                     "0.5)" },
    { POINT ("Tip", "back", 1001, 0, "right", "back", "top"), "" },
    { POINT ("Tip", "back", -1, 0, "right", "back", "top"), "" },
    { POINT ("Tip", "back", 0, 1001, "right", "back", "top"), "" },
    { POINT ("Tip", "back", 0, -1, "right", "back", "top"), "" },
    { POINT ("", "back", 0, 0, "right", "back", "top"), "" },
    { POINT ("Tip", "", 0, 0, "right", "back", "top"), "" },
    { POINT ("Tip", "back", 0, 0, "front", "back", "top"), "" },
    { POINT ("Tip", "back", 0, 0, "left", "left", "top"), "" },
    { POINT ("Tip", "back", 0, 0, "left", "front", "up"), "" },
    { "{'name': 'Tip', 'part': 'back', 'down': 5}", "" },
    { "{'name': 'Tip', 'part': 'back', 'across': 5}", "" },
    { "7, null, " FOOT, FOOT_SHOWN },
    /* The same corner of the same part; the same corner of another; another corner. */
    { FOOT ", " POINT ("Same", "legs", 500, 0, "left", "front", "bottom"), FOOT_SHOWN },
    { FOOT ", " POINT ("Seat", "seat", 500, 0, "left", "front", "bottom"),
      FOOT_SHOWN ", Seat seat (0.5 0) (0 0 0)" },
    { FOOT ", " POINT ("Knee", "legs", 500, 0, "left", "front", "top"),
      FOOT_SHOWN ", Knee legs (0.5 0) (0 0 1)" },
    /* It is seen where another is: only if it is near in both directions. */
    { FOOT ", " POINT ("Seat", "seat", 2, 998, "left", "back", "top"), FOOT_SHOWN },
    { FOOT ", " POINT ("Seat", "seat", 4, 1000, "left", "back", "top"),
      FOOT_SHOWN ", Seat seat (0.004 1) (0 1 1)" },
    { FOOT ", " POINT ("Seat", "seat", 0, 996, "left", "back", "top"),
      FOOT_SHOWN ", Seat seat (0 0.996) (0 1 1)" },
  };
  g_autoptr (GString) many = g_string_new ("{'landmarks': [" FOOT);
  g_autoptr (JsonObject) said = NULL;
  g_autoptr (JsonArray) most = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'landmarks': [%s]}", cases[i].said);
      g_autoptr (JsonObject) answer = parse (text);
      g_autoptr (JsonArray) landmarks = mq_likeness_read_landmarks (answer);
      g_autofree char *shown = show (landmarks, "corner");

      g_test_message ("%s", cases[i].said);
      g_assert_cmpstr (shown, ==, cases[i].read);
    }

  for (guint i = 1; i < 20; i++)
    g_string_append_printf (many, ", {'name': 'n', 'part': 'p%u', 'across': %u, 'down': 5}", i,
                            i * 50);
  g_string_append (many, "]}");
  said = parse (many->str);
  most = mq_likeness_read_landmarks (said);
  g_assert_cmpuint (json_array_get_length (most), ==, 12);
}

/* A part's box is the one round all its objects; an object and the whole have their own. */
static void
test_place (void)
{
  g_autoptr (JsonObject) report = parse (
      "{'whole': {'box': {'min': [-1, -1, 0], 'max': [1, 1, 4]}}, 'objects': ["
      "{'name': 'Leg 1', 'part': 'legs', 'box': {'min': [0, 0, 0], 'max': [1, 1, 1]}}, "
      "{'name': 'Leg 2', 'part': 'legs', 'box': {'min': [-1, 0, 0], 'max': [0, 2, 0.5]}}, "
      "{'name': 'Seat', 'part': 'seat'}]}");
  g_autoptr (JsonObject) said
      = parse ("{'landmarks': [" POINT ("a", "legs", 0, 0, "left", "front", "bottom") ", " POINT (
          "b", "LEGS", 100, 0, "right", "back",
          "top") ", " POINT ("c", "leg 2", 200, 0, "right", "middle",
                             "top") ", " POINT ("d", "whole", 300, 0, "left", "middle",
                                                "top") ", " POINT ("e", "seat", 400, 0, "left",
                                                                   "middle",
                                                                   "top") ", " POINT ("f", "lid",
                                                                                      500, 0,
                                                                                      "left",
                                                                                      "middle",
                                                                                      "top") "]}");
  g_autoptr (JsonArray) landmarks = mq_likeness_read_landmarks (said);
  g_autoptr (JsonArray) placed = mq_likeness_place_landmarks (landmarks, report);
  g_autoptr (JsonArray) none = mq_likeness_place_landmarks (NULL, report);
  g_autofree char *shown = show (placed, "at_m");

  g_assert_cmpstr (shown, ==,
                   "a legs (0 0) (-1 0 0), b LEGS (0.1 0) (1 2 1), c leg 2 (0.2 0) (0 1 0.5), "
                   "d - (0.3 0) (-1 0 4)");
  g_assert_cmpuint (json_array_get_length (none), ==, 0);
}

/* One letter a picture: its role, upper case if its landmarks were looked for. */
static void
test_next (void)
{
  static const struct
  {
    const char *pictures;
    guint next;
  } cases[] = {
    { "", 0 },     { "n", 1 },     { "N", 0 },   { "Nn", 0 },   { "f", 1 },
    { "Ff", 2 },   { "FFt", 3 },   { "FFn", 0 }, { "d", 0 },    { "df", 2 },
    { "Dxf", 3 },  { "Nf", 2 },    { "FFF", 0 }, { "FFFf", 4 }, { "FFFFf", 0 },
    { "fFFF", 1 }, { "DFFFf", 5 }, { "m", 0 },   { "mn", 2 },
  };

  static const char *const letters = "nftdxm";
  static const MqPictureRole roles[] = { MQ_PICTURE_ROLE_NONE,    MQ_PICTURE_ROLE_FRONT,
                                         MQ_PICTURE_ROLE_TOP,     MQ_PICTURE_ROLE_DETAIL,
                                         MQ_PICTURE_ROLE_TEXTURE, MQ_PICTURE_ROLE_MARKS };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) pictures
          = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_asset_state_picture_free);

      for (const char *letter = cases[i].pictures; *letter != '\0'; letter++)
        {
          g_autoptr (GBytes) bytes = g_bytes_new_static ("", 0);
          MqAssetStatePicture *picture = mq_asset_state_picture_new (bytes, "");

          picture->role = roles[strchr (letters, g_ascii_tolower (*letter)) - letters];
          if (g_ascii_isupper (*letter))
            picture->landmarks = json_array_new ();
          g_ptr_array_add (pictures, picture);
        }
      g_test_message ("%s", cases[i].pictures);
      g_assert_cmpuint (mq_likeness_find_next (pictures), ==, cases[i].next);
    }
}

#define ANSWER(picture, camera, overlap, rows, why)                                                \
  "{'instruction': 1, 'picture': " #picture ", 'camera': " camera                                  \
  ", 'error': null, 'landmarks': [], 'overlap': " overlap ", 'widths': [], 'rows': [" rows         \
  "], 'why': [" why "]}"
#define LIKE_ROW "{'words': 'like it', 'what': 'matches_picture', 'of': 'whole'}"

/* The report is of the picture that it is least like; each is told to a model. */
static void
test_settle (void)
{
  static const struct
  {
    const char *answers[3];
    const char *row;  /* found, whether it is met, what to do or why it is not known */
    const char *last; /* of the last answer, for the user */
    const char *text; /* for a model, without its heading */
  } cases[] = {
    { { ANSWER (1, "{}", "0.9", "", "") },
      "90 met -",
      "The outlines overlap by 90 %",
      "The outlines overlap by 90 %.\nNothing certainly differs.\n" },
    { { ANSWER (1, "{}", "0.899", "'too low', 'too wide'", "") },
      "89 unmet change what differs from the picture: too low too wide",
      "The outlines overlap by 89 %",
      "The outlines overlap by 89 %.\n- too low\n- too wide\n" },
    { { ANSWER (1, "null", "null", "", "'no camera'") },
      "no camera",
      "Not possible: the picture’s camera was not found",
      "no camera\n" },
    { { ANSWER (1, "{}", "null", "'too low'", "'no outline', 'too dark'") },
      "no outline too dark",
      "The landmarks were compared; the outlines could not be",
      "- too low\nno outline too dark\n" },
    { { ANSWER (1, "{}", "0.95", "", ""), ANSWER (2, "{}", "0.5", "'too low'", "") },
      "50 unmet change what differs from the picture: (picture 2) too low",
      "The outlines overlap by 50 %",
      "Picture 2:\nThe outlines overlap by 50 %.\n- too low\nPicture 1:\nThe outlines overlap by "
      "95 "
      "%.\nNothing certainly differs.\n" },
    { { ANSWER (1, "{}", "0.5", "'too low'", ""), ANSWER (2, "{}", "0.6", "'too wide'", ""),
        ANSWER (3, "{}", "0.4", "'too deep'", "") },
      "40 unmet change what differs from the picture: (picture 3) too deep (picture 2) too wide "
      "(picture 1) too low",
      "The outlines overlap by 40 %",
      "Picture 3:\nThe outlines overlap by 40 %.\n- too deep\nPicture 2:\nThe outlines overlap by "
      "60 "
      "%.\n- too wide\nPicture 1:\nThe outlines overlap by 50 %.\n- too low\n" },
    /* One that could not be compared says nothing against the others. */
    { { ANSWER (1, "{}", "0.95", "", ""), ANSWER (2, "null", "null", "", "'no camera'") },
      "95 met -",
      "Not possible: the picture’s camera was not found",
      "Picture 1:\nThe outlines overlap by 95 %.\nNothing certainly differs.\nPicture 2:\nno camera"
      "\n" },
    { { ANSWER (1, "null", "null", "", "'no camera'"), ANSWER (2, "{}", "0.95", "", "") },
      "95 met -",
      "The outlines overlap by 95 %",
      "Picture 2:\nThe outlines overlap by 95 %.\nNothing certainly differs.\nPicture 1:\nno camera"
      "\n" },
  };
  g_autoptr (JsonObject) empty = json_object_new ();

  g_assert_null (mq_likeness_describe (NULL));
  g_assert_null (mq_likeness_describe (empty));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) report = parse (
          "{'requirements': [{'words': 'red', 'what': 'color', 'of': 'whole'}, " LIKE_ROW "]}");
      JsonArray *rows = mq_json_get_array (report, "requirements");
      JsonObject *row = mq_json_element_object (rows, 1);
      g_autofree char *found = NULL;
      g_autofree char *last = NULL;
      g_autofree char *text = NULL;
      const char *lines;
      gboolean is_known;

      for (gsize j = 0; j < G_N_ELEMENTS (cases[i].answers) && cases[i].answers[j] != NULL; j++)
        {
          g_autoptr (JsonObject) answer = parse (cases[i].answers[j]);
          g_autoptr (GError) error = NULL;

          g_clear_pointer (&last, g_free);
          last = mq_likeness_describe_overlap (answer);
          mq_likeness_settle (report, answer, &error);
          g_assert_no_error (error);
        }
      is_known = json_object_has_member (row, "found");
      found = is_known ? g_strdup_printf ("%g %s %s", mq_json_get_double (row, "found", 0),
                                          mq_json_get_boolean (row, "met", FALSE) ? "met" : "unmet",
                                          mq_json_get_string (row, "fix", "-"))
                       : g_strdup (mq_json_get_string (row, "how", NULL));
      text = mq_likeness_describe (report);
      lines = strchr (text, '\n') + 1;
      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (found, ==, cases[i].row);
      g_assert_cmpstr (last, ==, cases[i].last);
      g_assert_cmpstr (lines, ==, cases[i].text);
      g_assert_true (g_str_has_prefix (text, cases[i].answers[1] != NULL
                                                 ? "# Compared with the user's pictures"
                                                 : "# Compared with the user's picture,"));
      /* No other requirement is touched. */
      g_assert_cmpuint (json_object_get_size (mq_json_element_object (rows, 0)), ==, 3);
    }
}

/* An answer that is none leaves the report as it was. */
static void
test_settle_nonsense (void)
{
  g_autoptr (JsonObject) report = parse ("{'requirements': [" LIKE_ROW "]}");
  g_autoptr (JsonObject) answer = parse (ANSWER (1, "{}", "1.5", "", ""));
  g_autoptr (GError) error = NULL;

  g_assert_false (mq_likeness_settle (report, answer, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_false (json_object_has_member (report, "likeness"));
}

MQ_TEST_PROGRAM (likeness)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/likeness/read", test_read);
  g_test_add_func ("/likeness/place", test_place);
  g_test_add_func ("/likeness/next", test_next);
  g_test_add_func ("/likeness/settle", test_settle);
  g_test_add_func ("/likeness/settle-nonsense", test_settle_nonsense);
  return mq_test_run ();
}
