/* MqTimeline: what a run's events look like to a person. */
#include "app/add-message.h"
#include "timeline-support.h"

#include "common/json/mq-json.h"
#include "mutation.h"

#include <string.h>

static void
check (MqTimeline *timeline, const char *expected)
{
  g_autofree char *said = timeline_describe (timeline);

  g_assert_cmpstr (said, ==, expected);
}

/* MQ_UPDATE_FIXTURES=1 writes it anew: look at what changed then. */
static void
check_against (MqTimeline *timeline, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autofree char *said = timeline_describe (timeline);
  g_autofree char *expected = NULL;

  if (g_getenv ("MQ_UPDATE_FIXTURES") != NULL)
    g_assert_true (g_file_set_contents (path, said, -1, NULL));

  g_assert_true (g_file_get_contents (path, &expected, NULL, NULL));
  g_assert_cmpstr (said, ==, expected);
}

/* A whole run as it was recorded: creation, refinement, two rounds of the user's. */
static void
test_recorded (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (GPtrArray) mirror = timeline_mirror (G_LIST_MODEL (timeline));
  g_autoptr (GListModel) versions = timeline_make_versions (3);
  g_auto (GStrv) lines = timeline_read_fixture ("chair.jsonl");

  add_message (timeline, NULL, "user", "Create a 3D object of a chair with a purple flumph", NULL,
               FALSE, 1);
  for (guint i = 0; lines[i] != NULL; i++)
    timeline_feed_line (timeline, lines[i], versions);

  timeline_check_mirror (G_LIST_MODEL (timeline), mirror);
  check_against (timeline, "chair.txt");
}

static void
check_activity (MqTimeline *timeline, const char *expected)
{
  g_autofree char *activity = NULL;

  g_object_get (timeline, "activity", &activity, NULL);
  g_assert_cmpstr (activity, ==, expected);
}

/* Half-way: the version that is being made stands below the phase that works on it. */
static void
test_half_way (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();

  add_message (timeline, NULL, "user", "a chair", NULL, FALSE, 1);
  check_activity (timeline, NULL);
  timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
  check_activity (timeline, "First Version");
  timeline_feed (
      timeline, "step",
      "{\"step\": 1, \"role\": \"writer\", \"state\": \"started\", \"text\": \"writing\"}", NULL);
  check_activity (timeline, "First Version · Writer");
  timeline_feed (timeline, "step",
                 "{\"step\": 1, \"role\": \"writer\", \"state\": \"ended\", \"text\": \"3 lines\"}",
                 NULL);
  /* How far measuring is, is the text of Blender's step until it ends. */
  timeline_feed (timeline, "measuring", "{\"done\": 1, \"of\": 4}", NULL);
  timeline_feed (
      timeline, "step",
      "{\"step\": 2, \"role\": \"blender\", \"state\": \"started\", \"text\": \"Measuring\"}",
      NULL);
  timeline_feed (timeline, "measuring", "{\"done\": 1, \"of\": 4}", NULL);
  timeline_feed (timeline, "measuring", "{\"done\": 1, \"of\": 0}", NULL);
  check (timeline, "user: a chair\n"
                   "phase create “First Version” running -1.0 “(null)”\n"
                   "  Writer: 3 lines (done)\n"
                   "  Blender: Measuring: 25 % (running)\n");
  timeline_feed (timeline, "step",
                 "{\"step\": 2, \"role\": \"blender\", \"state\": \"ended\", \"text\": \"1 m\"}",
                 NULL);
  timeline_feed (timeline, "instruction", "{\"kind\": \"render\", \"mode\": \"preview\"}", NULL);
  timeline_feed (timeline, "picture", "{\"picture\": \"/p.png\", \"done\": 1, \"of\": 1}", NULL);
  /* A preview is no render, though it comes like one. */
  g_assert_null (timeline_find (timeline, MQ_TYPE_VERSION_ITEM, 0));
  /* Nor is one that went with the program that rendered it. */
  timeline_feed (timeline, "preview", "{\"picture\": \"\"}", NULL);
  g_assert_null (timeline_find (timeline, MQ_TYPE_VERSION_ITEM, 0));
  timeline_feed (timeline, "preview", "{\"picture\": \"/p.png\"}", NULL);
  timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"ended\", \"seconds\": 2}",
                 NULL);
  timeline_feed (timeline, "phase", "{\"phase\": \"refine\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "instruction", "{\"kind\": \"render\", \"mode\": \"final\"}", NULL);
  for (guint done = 1; done <= 3; done++)
    {
      g_autofree char *draft = g_strdup_printf (
          "{\"picture\": \"/d%u.png\", \"done\": %u, \"of\": 3, \"provisional\": true}", done,
          done);

      timeline_feed (timeline, "picture", draft, NULL);
    }
  check (timeline, "user: a chair\n"
                   "phase create “First Version” done 2.0 “(null)”\n"
                   "  Writer: 3 lines (done)\n"
                   "  Blender: 1 m (done)\n"
                   "phase refine “Check and Render” running -1.0 “(null)”\n"
                   "version 0 0/3 “(null)” “(null)” (null) [/d1.png; /d2.png; /d3.png]\n");
  timeline_feed (timeline, "picture", "{\"picture\": \"/1.png\", \"done\": 1, \"of\": 3}", NULL);
  timeline_feed (timeline, "picture", "{\"picture\": \"/2.png\", \"done\": 2, \"of\": 3}", NULL);
  add_message (timeline, NULL, "user", "with arms", NULL, TRUE, 2);
  timeline_feed (timeline, "notice",
                 "{\"level\": \"warning\", \"code\": \"defects-left\", \"text\": \"Found\", "
                 "\"items\": [\"x\"]}",
                 NULL);
  check (timeline, "user: a chair\n"
                   "phase create “First Version” done 2.0 “(null)”\n"
                   "  Writer: 3 lines (done)\n"
                   "  Blender: 1 m (done)\n"
                   "phase refine “Check and Render” running -1.0 “(null)”\n"
                   "warning defects-left: Found [x]\n"
                   "version 0 2/3 “(null)” “(null)” (null) [/1.png; /2.png; /d3.png]\n"
                   "user: with arms (queued)\n");

  /* Stopped by the user: nothing that was not kept is shown as if it were there. The event `ended`
   * says the rest. */
  timeline_feed (timeline, "failed",
                 "{\"type\": \"https://maquette.invalid/problems/cancelled\", \"detail\": \"x\"}",
                 NULL);
  mq_timeline_remove_queued (timeline);
  check_activity (timeline, NULL);
  check (timeline, "user: a chair\n"
                   "phase create “First Version” done 2.0 “(null)”\n"
                   "  Writer: 3 lines (done)\n"
                   "  Blender: 1 m (done)\n"
                   "phase refine “Check and Render” stopped 0.0 “(null)”\n"
                   "warning defects-left: Found [x]\n");
}

/* A script of one's own that raises. */
static void
test_own_script (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_auto (GStrv) lines = timeline_read_fixture ("own-script-fails.jsonl");
  MqPhaseItem *phase;
  g_autoptr (MqStepItem) step = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    timeline_feed_line (timeline, lines[i], NULL);

  g_assert_cmpstr (mq_timeline_find_failure (timeline)->draft, ==,
                   "import bpy\ndef legs():\n    raise ValueError(\"no\")\nlegs()\n");
  check (timeline,
         "phase create “First Version” failed 0.0 “4 lines”\n"
         "  Checker: nothing found (done)\n"
         "  Blender: ValueError: no (failed, code, traceback)\n"
         "error script-failed: ValueError: no [line 4, in <module>: legs(); line 3, in legs: raise "
         "ValueError(\"no\")] → Fix line 3, then run again.\n");

  phase = timeline_find (timeline, MQ_TYPE_PHASE_ITEM, 0);
  step = g_list_model_get_item (G_LIST_MODEL (phase->steps), 1);
  g_assert_cmpstr (step->traceback, ==,
                   "line 4, in <module>\n    legs()\nline 3, in legs\n    raise "
                   "ValueError(\"no\")\nValueError: no");
  g_assert_true (mq_step_item_has_more (step));
}

#define STEP(number, role, state, text)                                                            \
  timeline_feed (timeline, "step",                                                                 \
                 "{\"step\": " #number ", \"role\": \"" role "\", \"state\": \"" state             \
                 "\", \"text\": \"" text "\", \"seconds\": 1}",                                    \
                 NULL)

/* A script that does not pass is mended; the further tries are marked as such. */
static void
test_repairs (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();

  timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "plan", "{\"plan\": {\"parts\": [1, 2]}}", NULL);
  STEP (1, "writer", "started", "writing");
  STEP (1, "writer", "ended", "1 line");
  timeline_feed (timeline, "script", "{\"script\": \"bad\", \"why\": \"first draft\"}", NULL);
  STEP (2, "checker", "started", "checking");
  timeline_feed (timeline, "instruction", "{\"kind\": \"check\", \"script\": \"bad\"}", NULL);
  timeline_feed (timeline, "result",
                 "{\"kind\": \"check\", \"result\": {\"findings\": [{\"line\": 1, \"what\": \"No "
                 "such thing\"}, {\"what\": "
                 "\"Odd\"}, 3]}}",
                 NULL);
  timeline_feed (
      timeline, "notice",
      "{\"level\": \"warning\", \"code\": \"bad-enum\", \"text\": \"line 1: No such thing\"}",
      NULL);
  STEP (2, "checker", "failed", "line 1: No such thing");
  STEP (3, "debugger", "started", "mending");
  STEP (3, "debugger", "ended", "mended");
  timeline_feed (timeline, "script", "{\"script\": \"good\\nbetter\\n\", \"why\": \"repair\"}",
                 NULL);
  STEP (4, "checker", "started", "checking");
  STEP (4, "checker", "ended", "nothing found");
  STEP (5, "blender", "started", "running");
  STEP (5, "blender", "failed", "TypeError: a\\n  line 2");
  STEP (6, "debugger", "started", "mending");
  STEP (6, "debugger", "ended", "mended");
  STEP (7, "checker", "started", "checking");
  STEP (7, "checker", "ended", "nothing found");
  STEP (8, "blender", "started", "running");
  STEP (8, "blender", "ended", "2 objects");
  STEP (9, "blender", "started", "measuring");
  STEP (9, "blender", "ended", "measured");
  timeline_feed (timeline, "phase",
                 "{\"phase\": \"create\", \"state\": \"ended\", \"seconds\": 12.5}", NULL);
  check (timeline, "phase create “First Version” done 12.5 “2 parts · 2 lines · 2 repairs”\n"
                   "  Writer: 1 line (done, code)\n"
                   "  Checker: line 1: No such thing (failed, code) [line 1: No such thing; Odd]\n"
                   "  Debugger: mended (done, retry, code)\n"
                   "  Checker: nothing found (done, retry)\n"
                   "  Blender: TypeError: a (failed, traceback)\n"
                   "  Debugger: mended (done, retry)\n"
                   "  Checker: nothing found (done)\n"
                   "  Blender: 2 objects (done, retry)\n"
                   "  Blender: measured (done)\n");
}

/* The card of a run that was stopped has the time of the step that was running; of one that was
 * lost, nobody knows when it ended. */
static void
test_stopped (void)
{
  for (guint is_lost = 0; is_lost < 2; is_lost++)
    {
      g_autoptr (MqTimeline) timeline = mq_timeline_new ();

      timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
      STEP (1, "planner", "started", "planning");
      STEP (1, "planner", "ended", "2 parts");
      STEP (2, "writer", "started", "writing");
      mq_timeline_end_run (timeline, FALSE, is_lost ? 0 : timeline_now + 7 * G_USEC_PER_SEC);
      g_assert_cmpfloat (MQ_PHASE_ITEM (timeline_find (timeline, MQ_TYPE_PHASE_ITEM, 0))->seconds,
                         ==, is_lost ? 1 : 8);
    }
}

/* Rounds of the user's: queued words are taken up, others are shown once, a refusal leaves nothing
 * behind. */
static void
test_rounds (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (GPtrArray) mirror = timeline_mirror (G_LIST_MODEL (timeline));
  g_autoptr (GListModel) versions = timeline_make_versions (2);

  timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
  timeline_feed (timeline, "waiting", "{}", NULL);
  add_message (timeline, "1", "user", "taller", NULL, FALSE, 1);
  timeline_feed (timeline, "refinement", "{\"id\": \"1\", \"text\": \"taller\"}", NULL);
  check_activity (timeline, "Refinement");
  add_message (timeline, "2", "user", "red", NULL, TRUE, 2);
  add_message (timeline, "2", "user", "red", NULL, TRUE, 2);
  add_message (timeline, "3", "user", " blue\n", NULL, TRUE, 3);
  STEP (1, "refiner", "started", "working");
  timeline_feed (timeline, "notice",
                 "{\"level\": \"info\", \"code\": \"understood\", \"text\": \"Understood\", "
                 "\"items\": [\"taller\"]}",
                 NULL);
  STEP (1, "refiner", "ended", "taller: 5 cm");
  timeline_feed (timeline, "preview", "{\"picture\": \"/p.png\"}", NULL);
  timeline_feed (timeline, "refused", "{\"text\": \"It came out worse\", \"items\": [\"a\"]}",
                 NULL);
  g_assert_null (timeline_find (timeline, MQ_TYPE_VERSION_ITEM, 0));
  timeline_feed (timeline, "waiting", "{}", NULL);
  timeline_feed (timeline, "refinement", "{\"id\": \"3\", \"text\": \"blue\"}", NULL);
  timeline_feed (timeline, "version", "{\"version\": {\"summary\": \"now blue\"}}", NULL);
  timeline_feed (timeline, "kept", "{\"version\": 2, \"pictures\": [\"/v/1.png\"]}", versions);
  timeline_feed (timeline, "refinement", "{\"text\": \"from elsewhere\"}", NULL);
  STEP (2, "refiner", "started", "working");
  check (timeline, "user: taller\n"
                   "info understood: Understood [taller]\n"
                   "phase guided “Refinement” failed 1.0 “taller: 5 cm”\n"
                   "  Refiner: taller: 5 cm (done)\n"
                   "warning refused: It came out worse [a]\n"
                   "user:  blue\n\n"
                   "phase guided “Refinement” done 0.0 “(null)”\n"
                   "version 2 1/1 “now blue” “(null)” (null) [/v/1.png]\n"
                   "user: from elsewhere\n"
                   "phase guided “Refinement” running -1.0 “(null)”\n"
                   "  Refiner: working (running)\n"
                   "user: red (queued)\n");
  timeline_check_mirror (G_LIST_MODEL (timeline), mirror);

  g_assert_cmpuint (mq_timeline_get_n_queued (timeline), ==, 1);
  mq_timeline_remove_queued (timeline);
  mq_timeline_end_run (timeline, TRUE, 9);
  mq_timeline_add_notice (timeline, "error", "unreachable", "Gone", "Try again", 10);
  timeline_check_mirror (G_LIST_MODEL (timeline), mirror);
  g_assert_cmpint (MQ_PHASE_ITEM (timeline_find (timeline, MQ_TYPE_PHASE_ITEM, 2))->state, ==,
                   MQ_STEP_FAILED);
}

/* A run that goes on from a version that was never measured builds it first: that is no new
 * version. */
static void
test_goes_on (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();

  add_message (timeline, "1", "user", "taller", NULL, FALSE, 1);
  timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
  STEP (1, "blender", "started", "running the script");
  timeline_feed (timeline, "preview", "{\"picture\": \"/p.png\"}", NULL);
  STEP (1, "blender", "ended", "3 objects");
  timeline_feed (timeline, "refinement", "{\"id\": \"1\", \"text\": \"taller\"}", NULL);
  STEP (2, "refiner", "started", "working");
  check (timeline, "user: taller\n"
                   "phase guided “Refinement” running -1.0 “(null)”\n"
                   "  Blender: 3 objects (done)\n"
                   "  Refiner: working (running)\n");
}

static void
count (gpointer object, guint *n)
{
  (*n)++;
}

static void
count_changes (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  (*n)++;
}

/* Words that stream change the row that is there, and only its text. */
static void
test_streaming (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (MqStepItem) step = NULL;
  MqPhaseItem *phase;
  guint n_changes = 0;
  guint n_items = 0;

  timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
  STEP (1, "planner", "started", "A");
  phase = timeline_find (timeline, MQ_TYPE_PHASE_ITEM, 0);
  step = g_list_model_get_item (G_LIST_MODEL (phase->steps), 0);
  g_signal_connect (timeline, "items-changed", G_CALLBACK (count_changes), &n_items);
  g_signal_connect (G_LIST_MODEL (phase->steps), "items-changed", G_CALLBACK (count_changes),
                    &n_items);
  g_signal_connect (step, "changed", G_CALLBACK (count), &n_changes);

  STEP (1, "planner", "started", "A chair");
  STEP (1, "planner", "started", "A chair");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (n_items, ==, 0);

  STEP (1, "planner", "started", "A chair\\n\\nwith *legs*");
  g_assert_cmpstr (step->text, ==, "A chair");
  g_assert_cmpstr (step->detail, ==, "A chair\n\nwith *legs*");

  timeline_feed (timeline, "step",
                 "{\"step\": 1, \"role\": \"planner\", \"state\": \"ended\", \"text\": \"4 "
                 "parts\", \"tokens\": {\"input\": 10, "
                 "\"output\": 5}, \"cost\": 0.25}",
                 NULL);
  g_assert_cmpstr (step->text, ==, "4 parts");
  g_assert_cmpstr (step->detail, ==, "A chair\n\nwith *legs*");
  g_assert_cmpint (mq_step_item_get_tokens (step), ==, 15);
  g_assert_cmpfloat (step->usage.cost, ==, 0.25);
}

static MqStepItem *
get_step (MqTimeline *timeline, guint phase, guint position)
{
  MqPhaseItem *item = timeline_find (timeline, MQ_TYPE_PHASE_ITEM, phase);
  GListModel *steps = G_LIST_MODEL (item->steps);
  g_autoptr (MqStepItem) step = g_list_model_get_item (steps, position);

  return step; /* the list holds it */
}

static void
feed_stream (MqTimeline *timeline, int step, const char *text)
{
  g_autoptr (JsonObject) data = json_object_new ();

  json_object_set_int_member (data, "step", step);
  json_object_set_string_member (data, "text", text);
  timeline_add (timeline, "stream", data, NULL, 1);
}

static void
check_stream (MqStepItem *step, const char *expected, gboolean is_code)
{
  g_autofree char *stream = mq_stream_text_dup (&step->stream);

  g_assert_cmpstr (stream, ==, expected);
  g_assert_cmpint (step->stream.is_code, ==, is_code);
}

/* @expected: what its row says after its role */
static void
check_line (MqStepItem *step, const char *expected)
{
  g_autofree char *line = mq_step_item_describe (step);

  g_assert_cmpstr (line, ==, expected);
}

/* What a change did is on the card of its version, whether that is there already or not; what a
 * refused one did is on none. */
static void
test_changes (void)
{
  static const char *const notices[] = {
    "{\"level\": \"info\", \"code\": \"follows\", \"text\": \"Also adjusted\", \"items\": "
    "[\"legs\"]}",
    "{\"level\": \"info\", \"code\": \"changed\", \"text\": \"Changed: seat\"}",
    "{\"level\": \"info\", \"code\": \"requirements-changed\", \"text\": \"The requirements "
    "changed\", \"items\": [\"5 cm\", \"red\"]}",
  };

  for (guint with_preview = 0; with_preview < 2; with_preview++)
    {
      g_autoptr (MqTimeline) timeline = mq_timeline_new ();
      g_autoptr (GListModel) versions = timeline_make_versions (2);

      timeline_feed (timeline, "phase", "{\"phase\": \"guided\", \"state\": \"started\"}", NULL);
      timeline_feed (timeline, "refinement", "{\"id\": \"1\", \"text\": \"taller\"}", NULL);
      timeline_feed (timeline, "notice", notices[2], NULL);
      timeline_feed (timeline, "refused", "{\"text\": \"No\"}", NULL);
      timeline_feed (timeline, "refinement", "{\"id\": \"2\", \"text\": \"wider\"}", NULL);
      if (with_preview)
        timeline_feed (timeline, "preview", "{\"picture\": \"/p.png\"}", NULL);
      for (guint i = 0; i < G_N_ELEMENTS (notices); i++)
        timeline_feed (timeline, "notice", notices[i], NULL);
      timeline_feed (timeline, "version", "{\"version\": {\"summary\": \"wider\"}}", NULL);
      timeline_feed (timeline, "kept", "{\"version\": 2, \"pictures\": []}", versions);

      g_assert_cmpstr (MQ_VERSION_ITEM (timeline_find (timeline, MQ_TYPE_VERSION_ITEM, 0))->notes,
                       ==,
                       "Also adjusted: legs\nChanged: seat\nThe requirements changed: 5 cm · red");
      g_assert_cmpstr (MQ_NOTICE_ITEM (timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0))->code, ==,
                       "refused");
      g_assert_null (timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 1));
    }
}

/* A fault that was disputed and is one still has both of its values. */
static void
test_measured_twice (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();

  timeline_feed (timeline, "notice",
                 "{\"level\": \"warning\", \"code\": \"defects-left\", \"text\": \"Found\", "
                 "\"items\": [\"x\"], \"defects\": [{\"code\": \"sunken\", \"mm\": 12, "
                 "\"again_mm\": 11.8}]}",
                 NULL);
  g_assert_cmpstr (MQ_NOTICE_ITEM (timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0))->items[0], ==,
                   "It reaches 12.0 mm below the ground (11.8 mm, measured another way)");
}

/* A fault that the card of the version names is not listed above it, too. */
static void
test_told_once (void)
{
  static const struct
  {
    const char *more;
    const char *left; /* NULL: no notice */
  } cases[] = { { "", NULL },
                { ", {\"code\": \"sunken\", \"mm\": 5}", "It reaches 5.0 mm below the ground" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqTimeline) timeline = mq_timeline_new ();
      g_autofree char *notice = g_strdup_printf (
          "{\"level\": \"warning\", \"code\": \"defects-left\", \"text\": \"Found\", \"items\": "
          "[\"x\"%s], \"defects\": [{\"code\": \"sunken\", \"mm\": 3}%s]}",
          i > 0 ? ", \"y\"" : "", cases[i].more);
      MqNoticeItem *shown;

      add_message (timeline, NULL, "user", "a chair", NULL, FALSE, 1);
      timeline_feed (timeline, "notice", notice, NULL);
      add_message (timeline, NULL, "user", "with arms", NULL, TRUE, 2);
      timeline_feed (
          timeline, "version",
          "{\"version\": {\"script\": \"\", \"execution\": 2, \"measurement\": 4, \"faults\": "
          "[], \"minor\": [{\"code\": \"sunken\", \"mm\": 3}]}}",
          NULL);
      shown = timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0);
      g_assert_cmpstr (shown != NULL ? shown->items[0] : NULL, ==, cases[i].left);
      g_assert_cmpstr (MQ_VERSION_ITEM (timeline_find (timeline, MQ_TYPE_VERSION_ITEM, 0))->missed,
                       ==, "It reaches 3.0 mm below the ground");
    }
}

/* A version that could not be measured says so until it is measured again. */
static void
test_unmeasured (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (GListStore) versions = g_list_store_new (MQ_TYPE_VERSION);
  g_autoptr (MqVersion) version = mq_version_new ("/nowhere", 1, 0, "", "", 0, 0);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  MqVersionItem *item;

  g_list_store_append (versions, version);
  timeline_feed (timeline, "version",
                 "{\"version\": {\"script\": \"\", \"execution\": 2, \"measurement\": 4, "
                 "\"unmeasured\": true}}",
                 NULL);
  timeline_feed (timeline, "kept", "{\"version\": 1}", G_LIST_MODEL (versions));
  item = timeline_find (timeline, MQ_TYPE_VERSION_ITEM, 0);
  before = mq_verdict_describe (&item->verdict);
  g_assert_cmpstr (before, ==, "Not measured");
  g_assert_cmpint (mq_verdict_get_state (&item->verdict), ==, MQ_VERDICT_UNKNOWN);

  timeline_feed (timeline, "measured",
                 "{\"version\": 1, \"faults\": [{\"code\": \"sunken\", \"mm\": 3}]}",
                 G_LIST_MODEL (versions));
  after = mq_verdict_describe (&item->verdict);
  g_assert_cmpstr (after, ==, "1 fault");
  g_assert_cmpstr (mq_version_get_warning (version), ==, "1 fault");
}

/* Defects that come as facts are said in the user's language; of an unknown code, or without facts,
 * in the service's words. */
static void
test_defects_left (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  GStrv items;

  if (!mq_test_speak_german (TRUE))
    return;
  timeline_feed (
      timeline, "notice",
      "{\"level\": \"warning\", \"code\": \"defects-left\", \"text\": \"Found\", \"items\": "
      "[\"Seat floats\", \"too dark\", \"new\", \"Leg is missing\", \"a\"], \"defects\": "
      "[{\"code\": "
      "\"floating\", \"part\": \"seat\", \"objects\": [\"Seat\", 3, \"Pad\"], \"mm\": 12, "
      "\"other\": \"Leg 1\"}, null, {\"code\": \"unheard-of\"}, {\"code\": \"missing\", \"other\": "
      "\"Leg\"}, {\"code\": \"missing\", \"text\": \"no spout\"}]}",
      NULL);
  timeline_feed (
      timeline, "notice",
      "{\"level\": \"warning\", \"code\": \"defects-left\", \"text\": \"Found\", \"items\": "
      "[\"one\"], \"defects\": [null, {\"code\": \"missing\"}]}",
      NULL);
  mq_test_speak_german (FALSE);

  items = MQ_NOTICE_ITEM (timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0))->items;
  g_assert_cmpuint (g_strv_length (items), ==, 5);
  g_assert_cmpstr (items[0], ==, "Seat, , Pad schwebt, 12.0 mm entfernt von Leg 1");
  g_assert_cmpstr (items[1], ==, "too dark");
  g_assert_cmpstr (items[2], ==, "new");
  g_assert_cmpstr (items[3], ==, "Leg fehlt");
  g_assert_cmpstr (items[4], ==, "no spout"); /* as the critic says of what it saw */
  items = MQ_NOTICE_ITEM (timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 1))->items;
  g_assert_cmpstr (items[0], ==, "one");
}

static void
check_progress (MqTimeline *timeline, guint done, gboolean draft, guint seconds, const char *said)
{
  JsonObject *data = mq_json_new ("picture:s done:i of:i provisional:b", "/p.png", done, 5, draft);
  g_autofree char *progress = NULL;

  timeline_add (timeline, "picture", data, NULL, seconds * G_USEC_PER_SEC);
  json_object_unref (data);
  progress = mq_version_item_describe_progress (timeline_find (timeline, MQ_TYPE_VERSION_ITEM, 0));
  g_assert_cmpstr (progress, ==, said);
}

/* Each pass counts what is drawn in it; the time that is left is that of the finished pictures,
 * also when a Blender that crashed begins again. */
static void
test_progress (void)
{
  g_autoptr (MqTimeline) drafted = mq_timeline_new ();
  g_autoptr (MqTimeline) plain = mq_timeline_new ();

  check_progress (drafted, 1, TRUE, 10, "Drawing draft 2 of 5");
  check_progress (drafted, 4, TRUE, 13, "Drawing draft 5 of 5");
  check_progress (drafted, 5, TRUE, 14, "Finishing picture 1 of 5");
  check_progress (drafted, 1, FALSE, 24, "Finishing picture 2 of 5, about 40 s left");
  check_progress (drafted, 3, FALSE, 134, "Finishing picture 4 of 5, about 80 s left");
  check_progress (drafted, 1, FALSE, 200, "Finishing picture 2 of 5");
  check_progress (drafted, 2, FALSE, 260, "Finishing picture 3 of 5, about 3 min left");

  check_progress (plain, 1, FALSE, 10, "Rendering picture 2 of 5");
  check_progress (plain, 2, FALSE, 15, "Rendering picture 3 of 5, about 15 s left");
}

/* A version with small faults has no good badge, and lists them: those that were measured in the
 * client's words, those that were seen in the team's. */
static void
test_small_faults (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  MqVersionItem *item;

  timeline_feed (timeline, "version",
                 "{\"version\": {\"summary\": \"Lamp\", \"faults\": [], \"minor\": [{\"code\": "
                 "\"sunken\", \"mm\": 0.6}, {\"code\": \"shape\", \"part\": \"cable\", \"text\": "
                 "\"The cable simply stops in mid-air\"}]}}",
                 NULL);
  item = timeline_find (timeline, MQ_TYPE_VERSION_ITEM, 0);
  g_assert_cmpint (mq_verdict_get_state (&item->verdict), ==, MQ_VERDICT_OPEN);
  g_assert_cmpuint (item->verdict.minor, ==, 2);
  g_assert_cmpstr (item->missed, ==,
                   "It reaches 0.6 mm below the ground\nThe cable simply stops in mid-air");
}

/* Equal faults in one sentence, and pieces that hold on to nothing. */
static void
test_defects_grouped (void)
{
  static const char *const said[] = {
    "6 joints are open by 0.4 mm: Leg 1, Seat",
    "6 pairs run 0.4 mm into each other: Leg 1, Seat",
    "6 joints are let in by only 0.4 mm: Leg 1, Seat",
    "Leg 1 does not reach Seat, by 0.4 mm",
    "A piece of Frame is attached to nothing, 56.0 mm from the rest of it",
    "A piece of Frame is attached to nothing, 56.0 mm from Wall",
  };
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  GStrv items;

#define LEGS "\"objects\": [\"Leg 1\", \"Seat\"], \"mm\": 0.4, \"count\": "
#define FRAME "{\"code\": \"loose-piece\", \"objects\": [\"Frame\"], \"mm\": 56, \"other\": "
  timeline_feed (
      timeline, "notice",
      "{\"level\": \"warning\", \"code\": \"defects-left\", \"text\": \"Found\", \"items\": "
      "[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"], \"defects\": "
      "[{\"code\": \"loose\", " LEGS "6}, {\"code\": \"penetration\", " LEGS
      "6}, {\"code\": \"shallow\", " LEGS "6}, {\"code\": \"loose\", " LEGS "-3}, " FRAME
      "\"Frame\"}, " FRAME "\"Wall\"}]}",
      NULL);
#undef LEGS
#undef FRAME

  items = MQ_NOTICE_ITEM (timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0))->items;
  g_assert_cmpuint (g_strv_length (items), ==, G_N_ELEMENTS (said));
  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    g_assert_cmpstr (items[i], ==, said[i]);
}

/* When a model is asked again, why and when stand in place of what it wrote, until it writes anew.
 */
static void
test_asked_again (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  MqStepItem *step;

  timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
  STEP (1, "writer", "started", "Writing");
  step = get_step (timeline, 0, 0);
  feed_stream (timeline, 1, "import bpy.app\n");
  timeline_feed (timeline, "stream",
                 "{\"step\": 1, \"text\": \"Ollama is busy (503)\", \"retry\": {\"code\": "
                 "\"model-busy\", \"attempt\": 2, \"seconds\": 3.6}}",
                 NULL);
  check_stream (step, NULL, FALSE);
  check_line (step, "Ollama is busy (503). Trying again in 4 seconds.");
  timeline_feed (timeline, "stream",
                 "{\"step\": 1, \"text\": \"It broke off\", \"retry\": {\"seconds\": 0}}", NULL);
  check_line (step, "It broke off. Trying again.");
  feed_stream (timeline, 1, "A chair");
  feed_stream (timeline, 1, " with arms");
  check_stream (step, "A chair with arms", FALSE);
}

/* The list of a drawing's numbers is there, with its sheets, until it is answered. */
static void
test_asked (void)
{
  static const char *const files[] = { "/a/chair.png", "/a/front.png", "/a/side.png", NULL };
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  MqMessage *message = mq_message_new ("a bracket", files);
  MqNoticeItem *notice;

  message->roles[1] = message->roles[2] = MQ_PICTURE_ROLE_DRAWING;
  mq_timeline_add_message (timeline, message, "user", FALSE, 1);
  timeline_feed (timeline, "asked", "{\"question\": 1, \"requirements\": [{\"words\": \"5\"}]}",
                 NULL);
  notice = timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0);
  g_assert_cmpstr (notice->code, ==, "asked");
  g_assert_cmpuint (g_strv_length (notice->sheets), ==, 2);
  g_assert_cmpstr (notice->sheets[0], ==, "/a/front.png");
  timeline_feed (timeline, "answered", "{\"question\": 1}", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 1);
}

/* What a model writes shows while it writes, and is folded away when the step ends. */
static void
test_written (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autofree char *tail = NULL;
  guint n_streams = 0;
  MqStepItem *step;

  timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
  STEP (1, "critic", "started", "Looking");
  step = get_step (timeline, 0, 0);
  g_signal_connect (step, "changed", G_CALLBACK (count), &n_streams);
  check_stream (step, NULL, FALSE);
  feed_stream (timeline, 1, " \n");
  check_stream (step, NULL, FALSE);
  feed_stream (timeline, 1, "The left leg ");
  feed_stream (timeline, 1, "floats.\n\n");
  feed_stream (timeline, 2, "nobody's");
  check_stream (step, " \nThe left leg floats.", FALSE);
  g_assert_cmpuint (n_streams, ==, 3);
  g_assert_false (mq_step_item_has_more (step));

  /* Of much only the end is kept, from the beginning of a word on. */
  for (guint i = 0; i < 5000; i++)
    feed_stream (timeline, 1, i % 10 == 0 ? "ünd so wéiter\n" : "ünd so wéiter ");
  tail = mq_stream_text_dup (&step->stream);
  g_assert_true (g_utf8_validate (tail, -1, NULL));
  g_assert_cmpuint (strlen (tail), <, 4000);
  g_assert_cmpuint (strlen (tail), >, 1000);
  g_assert_true (g_str_has_suffix (tail, "ünd so wéiter"));
  tail[strcspn (tail, " \n")] = '\0';
  g_assert_nonnull (strstr ("ünd so wéiter", tail));

  STEP (1, "critic", "ended", "1 defect");
  check_stream (step, NULL, FALSE);
  feed_stream (timeline, 1, "late");
  check_stream (step, NULL, FALSE);

  /* A plan is shown by the names in it, wherever the deltas are cut. */
  STEP (3, "planner", "started", "Planning");
  step = get_step (timeline, 0, 1);
  feed_stream (timeline, 3, "```json\n{\"seen\": \"\", \"title\": \"Wooden st");
  check_stream (step, NULL, TRUE);
  feed_stream (timeline, 3, "ool\", \"parts\": [{\"id\": \"seat\", \"purp");
  check_stream (step, "Wooden stool", FALSE);
  feed_stream (timeline, 3,
               "ose\": \"The \\\"seat\\\"\", \"min\": [-0.15, {\"purpose\":\"Four legs\"");
  check_stream (step, "Wooden stool\nThe \"seat\"\nFour legs", FALSE);
  {
    g_autoptr (JsonObject) silent
        = mq_json_new ("step:i text:s retry:o", 3, "No answer for 20 seconds, still waiting",
                       mq_json_new ("code:s attempt:i seconds:d", "model-silent", 1, 0.0));

    timeline_add (timeline, "stream", silent, NULL, 1);
  }
  check_stream (step, NULL, FALSE);
  check_line (step, "No answer for 20 seconds, still waiting");
  STEP (3, "planner", "ended", "Planned");
  check_line (step, "Planned");

  /* A script in a form reads as a script, wherever the deltas are cut. */
  STEP (2, "writer", "started", "Writing");
  step = get_step (timeline, 0, 2);
  feed_stream (timeline, 2, "{\"script\": \"import bpy\\");
  check_stream (step, "import bpy", TRUE);
  feed_stream (timeline, 2, "nprint(\\\"hi\\\")\\n");
  check_stream (step, "import bpy\nprint(\"hi\")", TRUE);
}

/* A model that thinks says so until it writes, and what it thought can be opened. */
static void
test_thoughts (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autofree char *thinks = NULL;
  g_autofree char *writes = NULL;
  MqStepItem *step;

  timeline_feed (timeline, "phase", "{\"phase\": \"create\", \"state\": \"started\"}", NULL);
  STEP (1, "planner", "started", "Planning");
  step = get_step (timeline, 0, 0);
  g_assert_false (mq_step_item_has_more (step));
  timeline_feed (timeline, "stream", "{\"step\": 1, \"text\": \"\", \"thoughts\": \"Three legs \"}",
                 NULL);
  timeline_feed (timeline, "stream", "{\"step\": 1, \"text\": \"\", \"thoughts\": \"stand best.\"}",
                 NULL);
  thinks = mq_step_item_describe (step);
  g_assert_true (g_str_has_prefix (thinks, "Thinking for "));
  g_assert_cmpstr (step->thoughts->str, ==, "Three legs stand best.");
  g_assert_true (mq_step_item_has_more (step));
  check_stream (step, NULL, FALSE);

  feed_stream (timeline, 1, "A stool");
  writes = mq_step_item_describe (step);
  g_assert_cmpstr (writes, ==, "Planning");
  check_stream (step, "A stool", FALSE);
  STEP (1, "planner", "ended", "Planned");
  g_assert_cmpstr (step->thoughts->str, ==, "Three legs stand best.");
}

/* A run of models, with what each step used up and what there is to open. */
static void
test_models (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (GListModel) versions = timeline_make_versions (1);
  g_auto (GStrv) lines = timeline_read_fixture ("model.jsonl");
  MqNoticeItem *notice;
  MqStepItem *step;

  add_message (timeline, NULL, "user", "a brass astrolabe on a stand", NULL, FALSE, 1);
  for (guint i = 0; lines[i] != NULL; i++)
    timeline_feed_line (timeline, lines[i], versions);
  check_against (timeline, "model.txt");

  step = get_step (timeline, 0, 2);
  g_assert_cmpstr (step->model, ==, "anthropic:claude-x");
  g_assert_cmpint (mq_step_item_get_tokens (step), ==, 13200);
  g_assert_cmpint (step->usage.cached, ==, 6000);
  g_assert_cmpint (step->usage.calls, ==, 2);
  g_assert_true (mq_step_item_has_more (step));
  g_assert_null (get_step (timeline, 0, 1)->model);

  g_assert_cmpstr (mq_timeline_get_spending (timeline), ==,
                   "3 of 60 calls · 16200 tokens · $0.11 of $2.00");
  notice = timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0);
  g_assert_cmpstr (notice->next, ==,
                   "Raising the budget doubles it: 120 calls, 800000 tokens, $4.00, 60 minutes.");
  g_assert_true (notice->open);

  /* Once it is raised, or something else is said, it is over; a further run has its own. */
  timeline_feed (timeline, "budget", "{\"budget\": {\"calls\": 120}, \"spent\": {\"calls\": 60}}",
                 NULL);
  g_assert_false (notice->open);
  g_assert_cmpstr (mq_timeline_get_spending (timeline), ==, "60 of 120 calls · 0 tokens");
  timeline_feed (timeline, "began", "{}", NULL);
  g_assert_null (mq_timeline_get_spending (timeline));
}

/* Amounts of outside make no sense at times. */
static void
test_spending (void)
{
  static const struct
  {
    const char *event;
    const char *line;
  } cases[] = {
    { "{\"spent\": {\"calls\": 1, \"tokens\": 1, \"cost\": 0.004}}", "1 call · 1 token · $0.004" },
    { "{\"spent\": {}}", NULL },
    { "{\"spent\": {\"calls\": -4, \"tokens\": 1e300, \"cost\": \"free\"}, \"budget\": 7}", NULL },
    { "{\"spent\": {\"calls\": -4, \"tokens\": 1e18, \"cost\": \"free\"}, \"budget\": 7}",
      "0 calls · 1000000000000 tokens" },
    { "{\"spent\": {\"calls\": 2, \"seconds\": 61}, \"budget\": {\"calls\": 1, \"seconds\": 90}}",
      "2 of 1 call · 0 tokens · 1 of 2 min" },
    { "{\"spent\": {\"tokens\": 50, \"seconds\": 44}, \"budget\": {\"tokens\": 100, \"seconds\": "
      "90}}",
      "0 calls · 50 of 100 tokens" },
    { "{\"budget\": {\"calls\": 1}}", NULL },
    { "{\"spent\": {\"calls\": 1, \"cost\": 0.25}, \"budget\": {\"cost\": 0.5}}",
      "1 call · 0 tokens · $0.25 of $0.50" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqTimeline) timeline = mq_timeline_new ();

      timeline_feed (timeline, "budget", cases[i].event, NULL);
      g_assert_cmpstr (mq_timeline_get_spending (timeline), ==, cases[i].line);
    }
}

/* A time that is raised to a part of a minute is shown as the whole minute that it may last. */
static void
test_raised_minutes (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();

  timeline_feed (timeline, "budget", "{\"budget\": {\"seconds\": 100}, \"spent\": {\"calls\": 1}}",
                 NULL);
  timeline_feed (timeline, "notice",
                 "{\"level\": \"warning\", \"code\": \"budget-reached\", \"text\": \"Used up\", "
                 "\"items\": []}",
                 NULL);
  g_assert_cmpstr (((MqNoticeItem *)timeline_find (timeline, MQ_TYPE_NOTICE_ITEM, 0))->next, ==,
                   "Raising the budget doubles it: 4 minutes.");
}

/* Whatever comes, every property can be read, and a view that follows is right. */
static void
read_all (MqTimeline *timeline)
{
  g_autofree char *said = timeline_describe (timeline);

  g_assert_true (g_utf8_validate (said, -1, NULL));
}

static void
test_hostile (void)
{
  static const char *const types[] = {
    "phase",
    "step",
    "plan",
    "script",
    "instruction",
    "result",
    "message",
    "notice",
    "refinement",
    "refused",
    "waiting",
    "preview",
    "picture",
    "version",
    "kept",
    "done",
    "failed",
    "worker-replaced",
    "service-restarted",
    "output-failed",
    "session",
    "nonsense",
    "",
  };
  static const char *const datas[] = {
    "{}",
    "{\"phase\": 3, \"state\": [], \"step\": \"x\", \"role\": null, \"text\": {}, \"plan\": 4, "
    "\"script\": 1, \"picture\": 7}",
    "{\"phase\": \"guided\", \"state\": \"started\", \"step\": 9223372036854775807, \"role\": "
    "\"\", \"text\": \"\", \"seconds\": "
    "1e308}",
    "{\"phase\": \"\", \"state\": \"ended\", \"step\": -1, \"role\": \"<b>\", \"seconds\": -5, "
    "\"tokens\": {\"input\": "
    "9223372036854775807, \"output\": 9223372036854775807}, \"cost\": -1}",
    "{\"phase\": \"\\u202e\", \"state\": \"started\", \"step\": 1, \"text\": \"\\n\\n\\u0007\", "
    "\"tokens\": \"many\", \"script\": "
    "\"\", \"plan\": {\"parts\": {}}}",
    "{\"kind\": \"check\", \"result\": {\"findings\": [[], {}, {\"what\": 3}, {\"what\": \"x\", "
    "\"line\": 1e300}]}}",
    "{\"kind\": \"execute\", \"result\": {\"error\": {\"type\": 1, \"message\": [], \"traceback\": "
    "[1, {}, null]}}}",
    "{\"kind\": \"measure\", \"result\": {\"report\": {\"whole\": 3, \"objects\": [null]}}}",
    "{\"kind\": \"render\", \"mode\": 4, \"picture\": \"/x\", \"done\": -4, \"of\": 99999999999, "
    "\"pictures\": [1, null]}",
    "{\"picture\": \"/x\", \"done\": 3, \"of\": 2, \"version\": {\"summary\": 3}, \"text\": \"t\", "
    "\"items\": [[], 3, \"\"]}",
    "{\"version\": -7, \"pictures\": \"x\", \"type\": \"////\", \"detail\": \"\\n\\n\", \"next\": "
    "3, \"level\": 3, \"code\": {}}",
    "{\"level\": \"error\", \"code\": \"x\", \"text\": \"y\", \"type\": 4, \"role\": \"debugger\", "
    "\"state\": \"failed\"}",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autoptr (GListModel) versions = timeline_make_versions (2);
  guint n_types = G_N_ELEMENTS (types);
  guint n_datas = G_N_ELEMENTS (datas);

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (MqTimeline) timeline = mq_timeline_new ();
      g_autoptr (GPtrArray) mirror = timeline_mirror (G_LIST_MODEL (timeline));

      timeline_add (timeline, types[round % n_types], NULL, NULL, 0);
      for (guint i = 0; i < 60; i++)
        {
          if (g_rand_int_range (random, 0, 12) == 0)
            add_message (timeline, NULL, "user", "t", NULL, g_rand_boolean (random), 0);
          if (g_rand_int_range (random, 0, 40) == 0)
            mq_timeline_end_run (timeline, g_rand_boolean (random), 0);
          timeline_feed (timeline, types[g_rand_int_range (random, 0, n_types)],
                         datas[g_rand_int_range (random, 0, n_datas)], versions);
        }
      read_all (timeline);
      timeline_check_mirror (G_LIST_MODEL (timeline), mirror);
    }
}

typedef struct
{
  MqTimeline *timeline;
  GPtrArray *mirror;
  const char *type;
  guint n_parsed;
} Hold;

static void
hold_init (Hold *self)
{
  self->timeline = mq_timeline_new ();
  self->mirror = timeline_mirror (G_LIST_MODEL (self->timeline));
}

static void
hold_clear (Hold *self)
{
  read_all (self->timeline);
  timeline_check_mirror (G_LIST_MODEL (self->timeline), self->mirror);
  g_object_unref (self->timeline);
  g_ptr_array_unref (self->mirror);
}

static void
hold (const char *data, gsize length, gpointer user_data)
{
  Hold *self = user_data;
  g_autoptr (JsonObject) object = mq_json_parse_object (data, length, NULL);

  if (object == NULL)
    return;

  self->n_parsed++;
  timeline_add (self->timeline, mq_json_get_string (object, "event", self->type), object, NULL, 0);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) > 400)
    {
      hold_clear (self);
      hold_init (self);
    }
}

/* A recorded run, each line broken in some way, all in one conversation. */
static void
test_mutations (void)
{
  g_auto (GStrv) lines = timeline_read_fixture ("own-script-fails.jsonl");
  g_auto (GStrv) chair = timeline_read_fixture ("chair.jsonl");
  g_autoptr (GPtrArray) samples = g_ptr_array_new ();
  Hold self = { .type = "step" };

  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (samples, lines[i]);
  for (guint i = 0; chair[i] != NULL; i++)
    if (strlen (chair[i]) < 600)
      g_ptr_array_add (samples, chair[i]);
  g_ptr_array_add (samples, NULL);

  hold_init (&self);
  mutation_run ((const char *const *)samples->pdata, 150, 9, "0123456789\"{}[]:,.-elnrtu", hold,
                &self);
  g_assert_cmpuint (self.n_parsed, >, 1000);
  hold_clear (&self);
}

/* Ten thousand events, of which one text grows. */
static void
test_many (void)
{
  g_autoptr (MqTimeline) timeline = mq_timeline_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (JsonObject) data = json_object_new ();
      const char *state = i % 50 == 49 ? "ended" : "started";

      if (i % 50 == 0)
        g_string_truncate (text, 0);
      g_string_append (text, "some more words of what it says\n");
      json_object_set_int_member (data, "step", i / 50);
      json_object_set_string_member (data, "role", i / 50 % 2 ? "writer" : "planner");
      json_object_set_string_member (data, "state", state);
      json_object_set_string_member (data, "text", text->str);
      timeline_add (timeline, "step", data, NULL, i);
      if (i % 100 == 99)
        timeline_add (timeline, "waiting", NULL, NULL, i);
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 100);
}

MQ_TEST_PROGRAM (timeline)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/timeline/recorded", test_recorded);
  g_test_add_func ("/timeline/half-way", test_half_way);
  g_test_add_func ("/timeline/own-script", test_own_script);
  g_test_add_func ("/timeline/repairs", test_repairs);
  g_test_add_func ("/timeline/stopped", test_stopped);
  g_test_add_func ("/timeline/rounds", test_rounds);
  g_test_add_func ("/timeline/goes-on", test_goes_on);
  g_test_add_func ("/timeline/streaming", test_streaming);
  g_test_add_func ("/timeline/written", test_written);
  g_test_add_func ("/timeline/thoughts", test_thoughts);
  g_test_add_func ("/timeline/changes", test_changes);
  g_test_add_func ("/timeline/measured-twice", test_measured_twice);
  g_test_add_func ("/timeline/told-once", test_told_once);
  g_test_add_func ("/timeline/unmeasured", test_unmeasured);
  g_test_add_func ("/timeline/defects-left", test_defects_left);
  g_test_add_func ("/timeline/small-faults", test_small_faults);
  g_test_add_func ("/timeline/progress", test_progress);
  g_test_add_func ("/timeline/defects-grouped", test_defects_grouped);
  g_test_add_func ("/timeline/asked-again", test_asked_again);
  g_test_add_func ("/timeline/asked", test_asked);
  g_test_add_func ("/timeline/models", test_models);
  g_test_add_func ("/timeline/spending", test_spending);
  g_test_add_func ("/timeline/raised-minutes", test_raised_minutes);
  g_test_add_func ("/timeline/hostile", test_hostile);
  g_test_add_func ("/timeline/mutations", test_mutations);
  g_test_add_func ("/timeline/many", test_many);
  return mq_test_run ();
}
