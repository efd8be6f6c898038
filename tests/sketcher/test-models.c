/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about a model that was taken in: which values of its script change, and which part goes. */
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"
#include "service/sketcher/changes/mq-model-changes.h"
#include "service/sketcher/kinds/mq-kind-catalogue.h"
#include "support/mq-test.h"

#include <string.h>

static const char script[]
    = "import bpy\n\nSCALE = 1.0  # 0.01..100.00: size of the whole\n\n"
      "BODY_COLOR = \"#808080\"  # Body\nBODY_SCALE = 1.0  # 0.10..10.00: Body\n"
      "BODY_X = 0.0  # m, -9.000..9.000: Body, moved to the right\n"
      "BODY_Y = 0.0  # m, -9.000..9.000: Body, moved to the back\n"
      "BODY_Z = 0.0  # m, -9.000..9.000: Body, moved up\n"
      "LEFT_ARM_COLOR = \"#808080\"  # Left arm\nLEFT_ARM_SCALE = 2.0  # 0.10..10.00: Left arm\n"
      "ROD_A_COLOR = \"#808080\"  # Rod A\nROD_A_SCALE = 1.0  # 0.10..10.00: Rod A\n"
      "ROD_B_COLOR = \"#808080\"  # Rod B\nROD_B_SCALE = 1.0  # 0.10..10.00: Rod B\n\n\n"
      "def meshes():\n    pass\n\n\ndef piece(name):\n    pass\n\n\n"
      "def body():\n    piece(\"Body\", \"body\", (0.0, 0.0, 1.0),\n"
      "          (BODY_X, BODY_Y, BODY_Z), BODY_SCALE,\n"
      "          BODY_COLOR, \"#818181\")\n\n\n"
      "def build():\n    body()\n    left_arm()\n    rod_a()\n    rod_b()\n\n\nbuild()\n";

static const char measured[] = "{\"objects\": [{\"part\": \"body\", \"box\": {\"min\": [0, 0, 0], "
                               "\"max\": [0.4, 0.2, 1]}}]}";

static void
test_words (void)
{
  static const char *const folders[] = { MQ_SOURCE_ROOT "/data/sketcher", NULL };
  /* The text; lines that the script has afterwards, and one that it has not; the parts; what is
   * left out. */
  static const struct
  {
    const char *text;
    const char *has[3];
    const char *lacks;
    const char *touches;
    const char *not_done;
  } rows[] = {
    { "make the body red", { "BODY_COLOR = \"#c1272d\"" }, NULL, "body", "" },
    { "Paint the left arm dark green and make it twice as large",
      { "LEFT_ARM_COLOR = \"#", "LEFT_ARM_SCALE = 4" },
      "LEFT_ARM_COLOR = \"#808080\"",
      "left_arm",
      "" },
    { "the left arm twice as large", { "LEFT_ARM_SCALE = 4" }, NULL, "left_arm", "" },
    { "red rods",
      { "ROD_A_COLOR = \"#c1272d\"", "ROD_B_COLOR = \"#c1272d\"" },
      NULL,
      "rod_a rod_b",
      "" },
    { "remove the left arm", { "    body()\n    rod_a()\n" }, "    left_arm()\n", "left_arm", "" },
    { "make it half as large", { "\nSCALE = 0.5" }, NULL, "whole", "" },
    { "make everything blue", { "BODY_COLOR = \"#", "ROD_B_COLOR = \"#" }, "#808080", "whole", "" },
    { "the body #00ff00", { "BODY_COLOR = \"#00ff00\"" }, NULL, "body", "" },
    { "make the body red, add a hat", { "BODY_COLOR = \"#c1272d\"" }, NULL, "body", "add a hat" },
    { "add an antenna", { NULL }, NULL, NULL, "add an antenna" },
    { "remove everything", { NULL }, NULL, NULL, "remove everything" },
    { "copy the body",
      { "\nBODY_COPY_X = 0.48  # m, -9.000..9.000: Body copy, moved to the right\n",
        "def body_copy():\n    piece(\"Body\", \"body_copy\", (0.0, 0.0, 1.0),\n"
        "          (BODY_COPY_X, BODY_COPY_Y, BODY_COPY_Z), BODY_COPY_SCALE,\n",
        "    rod_b()\n    body_copy()\n" },
      NULL,
      "body body_copy",
      "" },
    { "another body 2.5 cm above",
      { "BODY_COPY_X = 0.0 ", "BODY_COPY_Z = 0.025 " },
      NULL,
      "body body_copy",
      "" },
    { "mirror the body to the left",
      { "BODY_COPY_X = 0.0 ",
        "    body_copy()\n    mirror_part(\"body_copy\", \"body\", BODY_COPY_X * SCALE)\n" },
      NULL,
      "body body_copy",
      "" },
    { "make the body hollow with 2 mm walls",
      { "\nBODY_WALL = 0.002  # m", "    rod_b()\n    hollow_part(\"body\", BODY_WALL)\n" },
      NULL,
      "body",
      "" },
    { "put it on a round red base, 3 cm high",
      { "\nBASE_COLOR = \"#c1272d\"  # Base\nBASE_HEIGHT = 0.03 ",
        "\ndef base():\n    put_on_base(BASE_HEIGHT, BASE_MARGIN, BASE_COLOR, is_round=True)\n",
        "    rod_b()\n    base()\n\n\nbuild()\n" },
      NULL,
      "base whole",
      "" },
    { "put it on a wooden stand", { "    base()\n" }, NULL, "base whole", "wooden" },
    { "write “Anna 2” on the body",
      { "\nTEXT = \"Anna 2\"  # Letters\n",
        "\ndef letters():\n    letter_part(\"body\", TEXT, LETTERS_HEIGHT, LETTERS_DEPTH, ",
        "    rod_b()\n    letters()\n" },
      NULL,
      "letters",
      "" },
    { "put it on a base and engrave Anna on the base",
      { "letter_part(\"base\", TEXT", "    base()\n    letters()\n" },
      NULL,
      "base letters whole",
      "" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MqKindCatalogue) catalogue = mq_kind_catalogue_new (folders, &error);

  g_assert_no_error (error);
  g_assert_true (mq_script_is_taken_in (script));
  g_assert_false (mq_script_is_taken_in ("import bpy\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) report = mq_json_parse_object (measured, -1, NULL);
      g_autoptr (MqModelChange) change = mq_model_changes_apply (catalogue->lexicon, script, report,
                                                                 rows[i].text);
      g_auto (GStrv) touches = mq_json_to_strings (change->touches);
      g_autofree char *parts = g_strjoinv (" ", touches);
      g_autofree char *left = NULL;

      g_test_message ("%s: %s", rows[i].text, change->summary);
      g_ptr_array_add (change->not_done, NULL);
      left = g_strjoinv (", ", (char **)change->not_done->pdata);
      g_assert_cmpstr (left, ==, rows[i].not_done);
      g_assert_cmpint (change->script != NULL, ==, rows[i].touches != NULL);
      if (change->script == NULL)
        continue;

      g_assert_cmpstr (parts, ==, rows[i].touches);
      for (gsize j = 0; j < G_N_ELEMENTS (rows[i].has) && rows[i].has[j] != NULL; j++)
        if (strstr (change->script, rows[i].has[j]) == NULL)
          g_error ("“%s” is missing after “%s”:\n%s", rows[i].has[j], rows[i].text, change->script);
      if (rows[i].lacks != NULL)
        g_assert_null (strstr (change->script, rows[i].lacks));
    }
}

MQ_TEST_PROGRAM (models)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sketcher/models/words", test_words);
  return g_test_run ();
}
