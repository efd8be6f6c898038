/* MqRunEvent: every row of the table there and back, wrong types by name, what is unknown, limits.
 */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/events/mq-instruction-table.h"
#include "common/events/mq-run-event-table.h"
#include "support/mq-test.h"

#include <string.h>

static MqRunEvent *
decode (const char *name, const char *text, GError **error)
{
  g_autoptr (JsonObject) data = mq_test_parse_json (text);

  return mq_run_event_decode (name, data, 7, error);
}

/* A value of the member's type that no default looks like. */
static JsonNode *
make_value (const MqEventField *field)
{
  static const char *const values[] = {
    [MQ_FIELD_TEXT] = "\"Teapot – “lid”\"",
    [MQ_FIELD_TEXTS] = "[\"a\", \"\", \"b\"]",
    [MQ_FIELD_INT] = "4611686018427387905",
    [MQ_FIELD_DOUBLE] = "4.125",
    [MQ_FIELD_FLAG] = "true",
    [MQ_FIELD_OBJECT] = "{\"x\": [null, {\"y\": -1}]}",
    [MQ_FIELD_ARRAY] = "[[\"a\", \"b\"]]",
  };

  if (field->type == MQ_FIELD_ENUM)
    return json_node_init_string (json_node_alloc (), field->values[field->n_values - 1]);

  return mq_json_parse (values[field->type], -1, NULL);
}

static void
set_member (JsonObject *data, const char *name, JsonNode *node)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 2);

  if (parts[1] == NULL)
    {
      json_object_set_member (data, name, node);
      return;
    }

  if (!json_object_has_member (data, parts[0]))
    json_object_set_object_member (data, parts[0], json_object_new ());
  json_object_set_member (json_object_get_object_member (data, parts[0]), parts[1], node);
}

static void
fill (JsonObject *data, const MqEventRow *row)
{
  for (guint i = 0; i < row->n_fields; i++)
    set_member (data, row->fields[i].name, make_value (&row->fields[i]));
}

#define MESSAGE                                                                                    \
  "{\"id\": \"a\", \"text\": \"a chair\", \"pictures\": [\"/b\"], \"variant\": 2, \"variants\": "  \
  "3, \"set\": \"c\"}"

/* All members of an event; of an instruction, those of @instruction. */
static JsonObject *
make_full (MqRunEventKind kind, MqInstructionKind instruction)
{
  JsonObject *data = mq_json_parse_object (kind == MQ_EVENT_MESSAGE ? MESSAGE : "{}", -1, NULL);

  if (kind == MQ_EVENT_INSTRUCTION)
    fill (data, &mq_instruction_table_get (instruction)->arguments);
  fill (data, mq_event_table_get (kind));
  if (kind == MQ_EVENT_INSTRUCTION)
    json_object_set_string_member (data, "kind", mq_instruction_names[instruction]);
  return data;
}

static void
check_round_trip (MqRunEventKind kind, MqInstructionKind instruction)
{
  const char *name = mq_event_table_get (kind)->name;
  g_autoptr (JsonObject) data = make_full (kind, instruction);
  g_autofree char *expected = mq_json_object_to_string (data, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqRunEvent) event = mq_run_event_decode (name, data, 3, &error);
  g_autoptr (JsonObject) encoded = NULL;
  g_autofree char *said = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (event->kind, ==, kind);
  g_assert_cmpint (event->id, ==, 3);
  g_assert_cmpstr (mq_run_event_get_name (event), ==, name);

  /* From the payload, not from what came. */
  g_clear_pointer (&event->source, json_object_unref);
  encoded = mq_run_event_encode (event);
  said = mq_json_object_to_string (encoded, FALSE);
  g_assert_cmpstr (said, ==, expected);
}

static void
test_round_trip (void)
{
  for (guint kind = 1; kind < MQ_N_EVENTS; kind++)
    if (kind != MQ_EVENT_INSTRUCTION)
      check_round_trip ((MqRunEventKind)kind, MQ_INSTRUCTION_UNKNOWN);

  for (guint kind = 1; kind < MQ_N_INSTRUCTIONS; kind++)
    check_round_trip (MQ_EVENT_INSTRUCTION, (MqInstructionKind)kind);
}

/* Each listed value has a name of its own, and comes back as itself. */
static void
test_values (void)
{
  for (guint kind = 1; kind < MQ_N_EVENTS; kind++)
    {
      const MqEventRow *row = mq_event_table_get ((MqRunEventKind)kind);

      g_assert_cmpint (mq_event_table_find (row->name), ==, kind);
      for (guint i = 0; i < row->n_fields; i++)
        for (guint value = 1; value < row->fields[i].n_values; value++)
          {
            g_autoptr (JsonObject) data = json_object_new ();
            g_autoptr (MqRunEvent) event = NULL;

            json_object_set_string_member (data, row->fields[i].name, row->fields[i].values[value]);
            event = mq_run_event_read (row->name, data, 0);
            g_assert_cmpint (G_STRUCT_MEMBER (int, event, row->fields[i].offset), ==, value);
          }
    }
}

/* What is absent is not written, or as null where the protocol says so. */
static void
test_absent (void)
{
  g_autoptr (MqRunEvent) step = mq_run_event_new (MQ_EVENT_STEP);
  g_autoptr (MqRunEvent) waiting = mq_run_event_new (MQ_EVENT_WAITING);
  g_autoptr (JsonObject) nobody = mq_json_new ("client:s", "");
  g_autoptr (MqRunEvent) lead = mq_run_event_read ("lead", nobody, 0);
  g_autoptr (JsonObject) step_data = NULL;
  g_autoptr (JsonObject) waiting_data = NULL;
  g_autofree char *step_text = NULL;
  g_autofree char *waiting_text = NULL;

  step->step.step = 0;
  step->step.role = MQ_TEAM_ROLE_WRITER;
  step_data = mq_run_event_encode (step);
  step_text = mq_json_object_to_string (step_data, FALSE);
  g_assert_cmpstr (step_text, ==, "{\"step\":0,\"role\":\"writer\"}");
  g_assert_cmpint (step->step.calls, ==, MQ_EVENT_ABSENT);
  g_assert_cmpfloat (step->step.seconds, ==, MQ_EVENT_ABSENT);

  /* An older service asks nobody to stop. */
  g_assert_cmpint (lead->lead.stop, ==, MQ_EVENT_ABSENT);

  waiting_data = mq_run_event_encode (waiting);
  waiting_text = mq_json_object_to_string (waiting_data, FALSE);
  g_assert_cmpstr (waiting_text, ==, "{\"idle_seconds\":null}");
}

/* Each member in turn is of another type: the error names it, and a record does without it. */
static void
check_wrong_types (MqRunEventKind kind, MqInstructionKind instruction, const MqEventRow *row)
{
  for (guint i = 0; i < row->n_fields; i++)
    {
      const MqEventField *field = &row->fields[i];
      const char *name = mq_event_table_get (kind)->name;
      g_autoptr (JsonObject) data = make_full (kind, instruction);
      g_autoptr (MqRunEvent) event = NULL;
      g_autoptr (MqRunEvent) record = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *quoted = g_strdup_printf ("“%s”", field->name);
      gboolean is_array = field->type == MQ_FIELD_ARRAY || field->type == MQ_FIELD_TEXTS;

      set_member (data, field->name, mq_json_parse (is_array ? "-1" : "[[1]]", -1, NULL));
      event = mq_run_event_decode (name, data, 1, &error);
      g_assert_null (event);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, quoted));

      record = mq_run_event_read (name, data, 1);
      g_assert_cmpint (record->kind, ==, kind);
    }
}

static void
test_wrong_types (void)
{
  for (guint kind = 1; kind < MQ_N_EVENTS; kind++)
    check_wrong_types ((MqRunEventKind)kind, MQ_INSTRUCTION_CHECK,
                       mq_event_table_get ((MqRunEventKind)kind));

  for (guint kind = 1; kind < MQ_N_INSTRUCTIONS; kind++)
    check_wrong_types (MQ_EVENT_INSTRUCTION, (MqInstructionKind)kind,
                       &mq_instruction_table_get ((MqInstructionKind)kind)->arguments);
}

static const struct
{
  const char *name;
  const char *data;
  const char *fault; /* NULL: it is good */
} cases[] = {
  { "step", "{}", "“step” is missing" },
  { "step", "{\"step\": 1, \"role\": null, \"state\": \"ended\"}", "“role” is missing" },
  { "step", "{\"step\": -1, \"role\": \"writer\", \"state\": \"ended\"}",
    "“step” is not a number" },
  { "step",
    "{\"step\": 1, \"role\": \"writer\", \"state\": \"ended\", \"tokens\": {\"input\": \"9\"}}",
    "“tokens.input” is not a number" },
  { "phase", "{\"phase\": \"create\", \"state\": \"ended\", \"seconds\": 1e400}",
    "“seconds” is not a number" },
  { "budget", "{\"spent\": {\"calls\": 1e19}}", "“spent.calls” is not a number" },
  { "budget", "{\"spent\": {\"calls\": 1.0, \"cost\": 0}}", NULL },
  { "version", "{\"version\": []}", "“version.script” is missing" },
  { "instruction", "{\"instruction\": 1, \"kind\": \"check\"}", "“script” is missing" },
  { "instruction", "{\"instruction\": 1, \"kind\": \"sculpt\", \"script\": 5}", NULL },
  { "notice", "{\"text\": \"\", \"items\": [1]}", "“items” is not a list of texts" },
  { "notice", "{\"text\": \"\", \"items\": [], \"more\": {\"a\": 1}}", NULL },
  { "waiting", "{\"idle_seconds\": null}", NULL },
  { "done", "{\"reason\": \"bored\"}", NULL },
  { "message", "{\"text\": 5}", "“text” is not a text" },
  { "message", "{\"pictures\": [5]}", "“pictures” is not a list of texts" },
  { "message", "{\"variants\": 99, \"mood\": 1}", NULL },
};

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqRunEvent) event = decode (cases[i].name, cases[i].data, &error);

      if (cases[i].fault == NULL)
        {
          g_assert_no_error (error);
          g_assert_nonnull (event);
          continue;
        }

      g_assert_null (event);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, cases[i].fault));
    }
}

/* What a newer program says comes through as it was. */
static void
test_unknown (void)
{
  const char *text
      = "{\"step\":1,\"role\":\"sculptor\",\"state\":\"resting\",\"mood\":{\"a\":[1]}}";
  g_autoptr (MqRunEvent) event = decode ("mood", "{\"a\":1}", NULL);
  g_autoptr (MqRunEvent) step = decode ("step", text, NULL);
  g_autoptr (MqRunEvent) phase = decode ("phase", "{\"phase\":\"polish\",\"state\":\"started\"}",
                                         NULL);
  g_autoptr (MqRunEvent) instruction = decode ("instruction",
                                               "{\"instruction\":4,\"kind\":\"sculpt\"}", NULL);
  g_autoptr (JsonObject) data = mq_run_event_encode (step);
  g_autofree char *said = mq_json_object_to_string (data, FALSE);

  g_assert_cmpint (event->kind, ==, MQ_EVENT_UNKNOWN);
  g_assert_cmpstr (mq_run_event_get_name (event), ==, "mood");

  g_assert_cmpint (step->step.role, ==, MQ_TEAM_ROLE_UNKNOWN);
  g_assert_cmpstr (mq_run_event_get_role (step), ==, "sculptor");
  g_assert_cmpint (step->step.state, ==, MQ_EVENT_STATE_UNKNOWN);
  g_assert_cmpstr (said, ==, text);

  g_assert_cmpint (phase->phase.phase, ==, MQ_RUN_PHASE_UNKNOWN);
  g_assert_cmpstr (mq_run_event_get_phase (phase), ==, "polish");
  g_assert_cmpint (instruction->instruction.kind, ==, MQ_INSTRUCTION_UNKNOWN);
  g_assert_cmpint (instruction->instruction.instruction, ==, 4);
  g_assert_cmpstr (mq_event_table_get_role (MQ_TEAM_ROLE_UNKNOWN), ==, "");
  g_assert_cmpstr (mq_event_table_get_role (MQ_TEAM_ROLE_CRITIC), ==, "critic");
}

/* A record is read as far as it makes sense. */
static void
test_record (void)
{
  g_autoptr (JsonObject) data = mq_test_parse_json (
      "{\"step\": \"x\", \"role\": [], \"text\": \"t\", \"cost\": -1, \"cut\": true}");
  g_autoptr (MqRunEvent) event = mq_run_event_read ("step", data, 5);
  g_autoptr (JsonObject) notice_data = mq_test_parse_json ("{\"items\": [\"a\", 1, {}, \"b\"]}");
  g_autoptr (MqRunEvent) notice = mq_run_event_read ("notice", notice_data, 0);

  g_assert_cmpint (event->kind, ==, MQ_EVENT_STEP);
  g_assert_cmpint (event->step.step, ==, MQ_EVENT_ABSENT);
  g_assert_cmpstr (mq_run_event_get_role (event), ==, "");
  g_assert_cmpstr (event->step.text, ==, "t");
  g_assert_cmpfloat (event->step.cost, ==, MQ_EVENT_ABSENT);

  g_assert_null (notice->notice.text);
  g_assert_cmpuint (g_strv_length (notice->notice.items), ==, 2);
}

static gpointer
drop (gpointer event)
{
  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (MqRunEvent) held = mq_run_event_ref (event);

      g_assert_cmpint (held->kind, ==, MQ_EVENT_PLAN);
    }

  mq_run_event_unref (event);
  return NULL;
}

static void
test_shared (void)
{
  MqRunEvent *event = decode ("plan", "{\"plan\": {\"parts\": []}}", NULL);
  GThread *thread = g_thread_new (NULL, drop, mq_run_event_ref (event));
  MqRunEvent *copy = g_boxed_copy (MQ_TYPE_RUN_EVENT, event);

  g_assert_true (copy == event);
  mq_run_event_unref (copy);
  drop (event);
  g_thread_join (thread);
}

MQ_TEST_PROGRAM (run_event)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/run-event/round-trip", test_round_trip);
  g_test_add_func ("/run-event/values", test_values);
  g_test_add_func ("/run-event/absent", test_absent);
  g_test_add_func ("/run-event/wrong-types", test_wrong_types);
  g_test_add_func ("/run-event/faults", test_faults);
  g_test_add_func ("/run-event/unknown", test_unknown);
  g_test_add_func ("/run-event/record", test_record);
  g_test_add_func ("/run-event/shared", test_shared);
  return g_test_run ();
}
