/* The rows that a run prints for people: one table of events with what is printed for them. */
#include "cli/mq-printer.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a printer prints for events: "NAME {members}", members with single quotes. */
static char *
print (const char *const *events, gboolean json)
{
  FILE *before = stdout;
  char *text = NULL;
  size_t size = 0;
  FILE *file = open_memstream (&text, &size);
  MqPrinter *printer;
  char *copy;

  /* No live line where a person runs the test on a terminal. */
  g_setenv ("TERM", "dumb", TRUE);
  printer = mq_printer_new (json);
  for (; *events != NULL; events++)
    {
      const char *space = strchr (*events, ' ');
      g_autofree char *name = g_strndup (*events, (gsize)(space - *events));
      g_autofree char *members = g_strdelimit (g_strdup (space + 1), "'", '"');
      g_autoptr (JsonObject) data = mq_test_parse_json (members);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqRunEvent) event = mq_run_event_decode (name, data, 7, &error);

      g_assert_no_error (error);
      stdout = file;
      mq_printer_event (printer, event);
      stdout = before;
    }
  mq_printer_free (printer);
  fclose (file);
  copy = g_strdup (text);
  free (text);
  return copy;
}

#define STEP(members)                                                                              \
  "step {'step': 1, 'role': 'writer', 'state': 'ended', 'text': 'Written'" members "}"
#define NOTICE(members) "notice {'text': 'Look'" members "}"
#define BUDGET(budget, spent) "budget {'budget': {" budget "}, 'spent': {" spent "}}"
#define DONE "done {'reason': 'finished'}"
#define VERSION(members)                                                                           \
  "version {'version': {'script': '', 'plan': null, 'execution': 1, 'measurement': 2, "            \
  "'rendering': null" members "}}"
#define FLOATS "{'code': 'floating', 'objects': ['Leg'], 'mm': 4, 'other': 'Seat'}"
#define SUNKEN "{'code': 'sunken', 'mm': 2}"
#define WISH(words, met) "{'words': '" words "', 'what': 'look', 'by': 'eye', 'met': " met "}"

static const struct
{
  const char *events[4];
  const char *text;
} cases[] = {
  /* Steps. */
  { { STEP ("") }, "  ✓ writer     Written\n" },
  { { "step {'step': 1, 'role': 'critic', 'state': 'failed', 'text': 'No\\nhint'}" },
    "  ✗ critic     No\n" },
  { { STEP (", 'seconds': 8.25, 'tokens': {'input': 900, 'output': 50}") },
    "  ✓ writer     Written · 8.2 s, 950 tokens\n" },
  { { STEP (", 'seconds': 0.5, 'tokens': {'input': 1}") },
    "  ✓ writer     Written · 0.5 s, 1 tokens\n" },
  { { STEP (", 'seconds': 1, 'tokens': {'input': 999}") },
    "  ✓ writer     Written · 1.0 s, 999 tokens\n" },
  { { STEP (", 'seconds': 1, 'tokens': {'output': 1000}, 'cost': 0.5") },
    "  ✓ writer     Written · 1.0 s, 1.0k tokens, $0.50\n" },
  { { STEP (", 'seconds': 1, 'tokens': {'input': 9900, 'output': 44}, 'cost': 0") },
    "  ✓ writer     Written · 1.0 s, 9.9k tokens\n" },
  { { STEP (", 'seconds': 1, 'tokens': {'input': 10000, 'output': 400}") },
    "  ✓ writer     Written · 1.0 s, 10k tokens\n" },
  { { STEP (", 'seconds': 1, 'tokens': {'input': 1000000, 'output': 250000}") },
    "  ✓ writer     Written · 1.0 s, 1.2M tokens\n" },

  /* A model that is called again, or that is silent; its text is for others. */
  { { "stream {'step': 1, 'text': 'import bpy'}" }, "" },
  { { "stream {'step': 1, 'text': 'Busy', 'retry': {'code': 'model-busy', 'attempt': 3, 'seconds': "
      "2.6}}" },
    "  ! Busy; trying again in 3 s (try 3)\n" },
  { { "stream {'step': 1, 'text': 'Cut', 'retry': {'code': 'model-cut', 'attempt': 2, 'seconds': "
      "0.4}}" },
    "  ! Cut; trying again (try 2)\n" },
  { { "stream {'step': 1, 'text': 'Silent', 'retry': {'code': 'model-silent', 'attempt': 1}}" },
    "  ! Silent; Ctrl+C stops\n" },

  /* Notices. */
  { { NOTICE ("") }, "  · Look\n" },
  { { NOTICE (", 'level': 'warning', 'items': ['a', 'b'], 'next': 'Go on'") },
    "  ! Look: a, b\n    Go on\n" },
  { { NOTICE (", 'items': ['a, b', 'c']") }, "  · Look: a, b; c\n" },
  { { NOTICE (", 'items': ['c', 'a, b']") }, "  · Look: c; a, b\n" },
  { { "notice {'text': 'Left:', 'items': ['a']}" }, "  · Left: a\n" },
  { { "notice {'text': 'Left: a, b', 'items': ['a', 'b']}" }, "  · Left: a, b\n" },
  { { NOTICE (", 'code': 'defects-left', 'items': ['a', 'b', 'c'], 'defects': [null, " FLOATS
              "]") },
    "  · Look: a, Leg floats, 4.0 mm from Seat, c\n" },
  { { NOTICE (", 'code': 'drawing-read', 'items': ['a', 'b']") }, "  · Look\n    a\n    b\n" },
  { { NOTICE (", 'code': 'drawing-doubts', 'items': ['a']") }, "  · Look\n    a\n" },
  { { NOTICE (", 'code': 'drawing-unused', 'items': ['a']") }, "  · Look\n    a\n" },
  { { "notice {'text': 'a\\tb\\nc\\u001b[2J'}" }, "  · a b c[2J\n" },

  /* A version, and where it is. */
  { { "kept {'version': 3, 'folder': '/f', 'session': 's', 'pictures': ['/p1', '/p2']}" },
    "  ✓ Version 3 is kept in /f\n      /p1\n      /p2\n" },
  { { VERSION (", 'unmeasured': true"), "kept {'version': 3, 'folder': '/f', 'session': 's'}" },
    "  ✓ Version 3 is kept in /f\n"
    "  ! It is not measured. To measure it: maquette-cli measure s:3\n" },
  { { VERSION (", 'unmeasured': true"), VERSION (""),
      "kept {'version': 4, 'folder': '/f', "
      "'session': 's'}" },
    "  ✓ Version 4 is kept in /f\n" },
  { { VERSION ("") }, "" },
  { { VERSION (", 'faults': [], 'minor': []") }, "" },
  { { VERSION (", 'faults': [" FLOATS "], 'minor': [" SUNKEN "]") },
    "  ! 1 fault · 1 small fault\n    ✗ Leg floats, 4.0 mm from Seat\n"
    "    · It reaches 2.0 mm below the ground\n" },
  { { VERSION (", 'faults': [], 'minor': [" SUNKEN "]") },
    "  · 1 small fault\n    · It reaches 2.0 mm below the ground\n" },
  { { VERSION (", 'faults': [], 'detached': ['Leg', 'Arm']") },
    "  ! 2 parts not attached\n    ✗ Not attached: Leg\n    ✗ Not attached: Arm\n" },
  { { VERSION (", 'faults': [], 'requirements': [" WISH ("red", "true") ", " WISH (
        "wide", "false") ", " WISH ("soft", "null") "]") },
    "  ! 1 of 3 requirements\n  1 of 3 requirements met; 1 not looked at\n    ✓ red · judged by "
    "eye\n"
    "    ✗ wide · judged by eye\n    · soft · not looked at\n" },
  { { "measured {'version': 2, 'faults': [" SUNKEN "]}" },
    "  ✓ Version 2 is measured\n  ! 1 fault\n    ✗ It reaches 2.0 mm below the ground\n" },

  /* Phases; the one that refines is named only if somebody looked. */
  { { "phase {'phase': 'create', 'state': 'started'}",
      "phase {'phase': 'create', 'state': 'ended', 'seconds': 3725.9}" },
    "[Initial Creation Phase: 1:02:05]\n" },
  { { "phase {'phase': 'refine', 'state': 'started'}",
      "phase {'phase': 'refine', 'state': 'ended', 'seconds': 1}" },
    "" },
  { { "phase {'phase': 'refine', 'state': 'started'}",
      "step {'step': 1, 'role': 'verifier', 'state': 'ended', 'text': 'Fine'}",
      "phase {'phase': 'refine', 'state': 'ended', 'seconds': 59}" },
    "  ✓ verifier   Fine\n[Automatic Refinement Phase: 0:00:59]\n" },
  { { "phase {'phase': 'refine', 'state': 'started'}",
      "step {'step': 1, 'role': 'critic', 'state': 'failed', 'text': 'Gone'}",
      "phase {'phase': 'refine', 'state': 'ended', 'seconds': 60}" },
    "  ✗ critic     Gone\n" },
  { { "phase {'phase': 'refine', 'state': 'started'}",
      "step {'step': 1, 'role': 'writer', 'state': 'ended', 'text': 'Fine'}",
      "phase {'phase': 'refine', 'state': 'ended', 'seconds': 60}" },
    "  ✓ writer     Fine\n" },
  { { "phase {'phase': 'guided', 'state': 'started'}",
      "phase {'phase': 'guided', 'state': 'ended', 'seconds': 60}" },
    "[User-Guided Phase: 0:01:00]\n" },

  /* The end, with what models used. */
  { { DONE }, "Finished.\n" },
  { { "done {'reason': 'idle'}" }, "Finished: no further changes. Everything is kept.\n" },
  { { "failed {'type': 'x'}" }, "" },
  { { BUDGET ("'calls': 60", "'calls': 0, 'tokens': 5"), DONE }, "Finished.\n" },
  { { BUDGET ("", "'calls': 1, 'tokens': 950, 'seconds': 41"), DONE },
    "Used: 1 call, 950 tokens, 0:41\nFinished.\n" },
  { { BUDGET ("'calls': 60, 'tokens': 800000, 'cost': 2, 'seconds': 3600",
              "'calls': 7, 'tokens': 41000, 'cost': 0.41, 'seconds': 130"),
      DONE },
    "Used: 7 calls of 60, 41k tokens of 800k, $0.41 of $2.00, 2:10 of 1:00:00\nFinished.\n" },
  { { BUDGET ("", "'calls': 2, 'tokens': 100, 'cost': 0.25, 'seconds': 5"),
      "failed {'type': 'x'}" },
    "Used: 2 calls, 100 tokens, $0.25, 0:05\n" },
  { { BUDGET ("'cost': 0", "'calls': 2, 'tokens': 100, 'cost': 0"), DONE },
    "Used: 2 calls, 100 tokens, 0:00\nFinished.\n" },
  { { BUDGET ("'cost': 1", "'calls': 2, 'tokens': 100"), DONE },
    "Used: 2 calls, 100 tokens, $0.00 of $1.00, 0:00\nFinished.\n" },

  /* Single rows. */
  { { "session {'session': 's1'}" }, "Session s1\n" },
  { { "worker-replaced {'why': 'It died'}" }, "  ! It died; another one took over\n" },
  { { "service-restarted {'pid': 1}" },
    "  ! The agent service stopped and was restarted; the run continues\n" },
  { { "answered {'question': 1, 'requirements': []}" }, "" },
  { { "preview {'picture': '/p'}" }, "  · First look (until the run ends): /p\n" },
  { { "picture {'picture': '/p', 'done': 1, 'of': 6}", "measuring {'done': 1, 'of': 2}" }, "" },
  { { "current {'version': 2}" }, "  ✓ Back to version 2\n" },
  { { "placed {'version': 2}" }, "  ✓ Version 2 was sent to the running Blender\n" },
  { { "output {'folder': '/o'}" }, "  ✓ Written to /o\n" },
  { { "output-failed {'text': 'Full'}" },
    "  ! The result could not be written to --output: Full\n" },
  { { "transcript {'file': '/t'}" }, "  ✓ Transcript: /t\n" },
  { { "transcript-failed {'text': 'Full'}" }, "  ! The transcript could not be saved: Full\n" },
  { { "refinement {'text': 'wider\\nlegs'}" }, "> wider legs\n" },
  { { "refused {'text': 'I cannot', 'items': ['x', 'y']}" },
    "  ! I cannot\n    x\n    y\n  ! Nothing was changed; the last version is kept\n" },
  { { "refused {'text': 'It is red', 'outcome': 'already-so'}" },
    "  ✓ Already so: It is red\n  · Nothing was changed\n" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = print (cases[i].events, FALSE);

      g_test_message ("%s", cases[i].events[0]);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* What a person is asked has a number in each row, and a mark where it is in doubt. */
static void
test_asked (void)
{
  static const char *const events[]
      = { "asked {'question': 1, 'requirements': [{'words': 'a', 'what': 'look'}, {'words': 'b', "
          "'what': 'look', 'doubt': 'blurred'}]}",
          NULL };
  g_autofree char *text = print (events, FALSE);

  g_assert_true (g_str_has_prefix (text, "  ? Some of the drawing is hard to read:\n    ✓  1. "));
  g_assert_nonnull (strstr (text, "\n    ?  2. "));
  g_assert_true (g_str_has_suffix (text, ": blurred\n"));
}

/* For programs each event is a line, with the variant's number if there are several. */
static void
test_json (void)
{
  static const char *const events[] = { "output {'folder': '/o'}", DONE, NULL };
  g_autofree char *text = print (events, TRUE);

  g_assert_cmpstr (text, ==,
                   "{\"event\":\"output\",\"folder\":\"/o\"}\n"
                   "{\"event\":\"done\",\"reason\":\"finished\"}\n");
}

MQ_TEST_PROGRAM (printer)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/printer/rows", test_rows);
  g_test_add_func ("/printer/asked", test_asked);
  g_test_add_func ("/printer/json", test_json);
  return mq_test_run ();
}
