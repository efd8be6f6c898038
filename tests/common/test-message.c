/* A message as JSON: what is written is read, in each of its forms, and a service refuses what does
 * not fit. */
#include "common/events/mq-message.h"
#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/json/mq-json.h"

#include <string.h>

#define ID "0123456789abcdef0123456789abcdef"

static MqMessage *
parse (const char *text, MqMessageForm form, GError **error)
{
  g_autoptr (JsonObject) json = mq_json_parse_object (text, -1, NULL);

  g_assert_nonnull (json);
  return mq_message_read (json, form, error);
}

static char *
write_text (const MqMessage *message, MqMessageForm form)
{
  g_autoptr (JsonObject) json = json_object_new ();

  mq_message_write (message, json, form);
  return mq_json_object_to_string (json, FALSE);
}

/* The members of each form, by their names on the wire and on disk. */
static void
test_forms (void)
{
  static const struct
  {
    MqMessageForm form;
    const char *text;
  } cases[] = {
    { MQ_MESSAGE_LOCAL,
      "{\"id\":\"" ID "\",\"text\":\"taller\",\"pictures\":[\"/a.png\",\"/b\"]}" },
    { MQ_MESSAGE_LOCAL, "{\"text\":\"a chair\",\"variant\":2,\"variants\":4,\"set\":\"" ID "\"}" },
    { MQ_MESSAGE_LOCAL, "{\"text\":\"a chair\",\"variant\":3,\"variants\":3}" },
    { MQ_MESSAGE_LOCAL, "{\"text\":\"\",\"requirements\":[{\"words\":\"flat\"}]}" },
    { MQ_MESSAGE_PROMPT, "{\"prompt\":\"a chair\",\"pictures\":[\"/a.png\"]}" },
    { MQ_MESSAGE_WIRE,
      "{\"id\":\"" ID "\",\"text\":\"\",\"pictures\":[1,16],\"files\":[\"s/a.png\",\"b\"]}" },
    { MQ_MESSAGE_WIRE | MQ_MESSAGE_PROMPT,
      "{\"id\":\"" ID "\",\"prompt\":\"a chair\",\"pictures\":[],\"variant\":1,\"variants\":2}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqMessage) message = parse (cases[i].text, cases[i].form, &error);
      g_autoptr (MqMessage) copy = NULL;
      g_autofree char *written = NULL;

      g_assert_no_error (error);
      copy = mq_message_copy (message);
      written = write_text (copy, cases[i].form);
      g_assert_cmpstr (written, ==, cases[i].text);
    }
}

/* The names of the prompt's pictures, and the set, are in the event `message` of the run. */
static void
test_wire_of_prompt (void)
{
  const char *pictures[] = { "/a.png", NULL };
  g_autoptr (MqMessage) message = mq_message_new ("a chair", pictures);
  g_autofree char *written = NULL;

  message->set = g_strdup (ID);
  written = write_text (message, MQ_MESSAGE_WIRE | MQ_MESSAGE_PROMPT);
  g_assert_cmpstr (written, ==, "{\"prompt\":\"a chair\"}");
}

static void
test_refused (void)
{
  static const struct
  {
    MqMessageForm form;
    const char *text;
    const char *member;
  } cases[] = {
    { MQ_MESSAGE_WIRE, "{\"text\": 5}", "“text”" },
    { MQ_MESSAGE_WIRE, "{\"id\": {}}", "“id”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [0]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [17]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [1.5]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [\"a\"]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": 1}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [4294967297]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"pictures\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}", "“pictures”" },
    { MQ_MESSAGE_WIRE, "{\"files\": [\"a/../b\"]}", "“files”" },
    { MQ_MESSAGE_WIRE, "{\"files\": [\"/etc/passwd\"]}", "“files”" },
    { MQ_MESSAGE_WIRE, "{\"files\": [\"a\", null]}", "“files”" },
    { MQ_MESSAGE_WIRE, "{\"files\": [\"\"]}", "“files”" },
    { MQ_MESSAGE_WIRE, "{\"requirements\": {}}", "“requirements”" },
    { MQ_MESSAGE_WIRE, "{\"requirements\": [\"flat\"]}", "“requirements”" },
    { MQ_MESSAGE_WIRE, "{\"variant\": 3, \"variants\": 2}", "“variants”" },
    { MQ_MESSAGE_WIRE, "{\"variants\": 7}", "“variants”" },
    { MQ_MESSAGE_WIRE, "{\"variants\": -9223372036854775808}", "“variants”" },
    { MQ_MESSAGE_WIRE, "{\"variant\": null, \"variants\": 4}", "“variant”" },
    { MQ_MESSAGE_LOCAL, "{\"pictures\": [1]}", "“pictures”" },
    { MQ_MESSAGE_LOCAL, "{\"pictures\": {}}", "“pictures”" },
    { MQ_MESSAGE_LOCAL, "{\"set\": []}", "“set”" },
    { MQ_MESSAGE_LOCAL, "{\"variant\": \"2\"}", "“variant”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqMessage) message = parse (cases[i].text, cases[i].form, &error);
      g_autoptr (MqMessage) kept = parse (cases[i].text, cases[i].form, NULL);

      g_assert_null (message);
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, cases[i].member));
      g_assert_cmpstr (kept->text, ==, "");
    }
}

/* What cannot be asked for again is read as far as it can be. */
static void
test_kept (void)
{
  g_autoptr (MqMessage) message
      = parse ("{\"id\": 1, \"text\": \"a chair\", \"pictures\": [\"/a\", 2, \"/b\"], \"variant\": "
               "90, \"variants\": 99, \"set\": [], \"mood\": {\"a\": [1]}, \"files\": 5}",
               MQ_MESSAGE_LOCAL, NULL);
  g_autoptr (MqMessage) empty
      = parse ("{\"id\": \"\", \"text\": null, \"pictures\": [], \"variant\": null}",
               MQ_MESSAGE_LOCAL, NULL);
  g_autofree char *written = write_text (message, MQ_MESSAGE_LOCAL);

  g_assert_cmpstr (
      written, ==,
      "{\"text\":\"a chair\",\"pictures\":[\"/a\",\"/b\"],\"variant\":6,\"variants\":6}");
  g_assert_null (empty->id);
  g_assert_null (empty->pictures[0]);
  g_assert_cmpstr (empty->text, ==, "");
}

/* Length of the words is the receiver's to check; nothing here depends on it. */
static void
test_hostile_sizes (void)
{
  g_autofree char *words = g_strnfill (1024 * 1024, 'a');
  g_autoptr (JsonObject) json = mq_json_new ("text:s", words);
  g_autoptr (JsonArray) many = json_array_new ();
  g_autoptr (MqMessage) message = NULL;
  g_autoptr (MqMessage) refused = NULL;

  for (guint i = 0; i < 100000; i++)
    json_array_add_string_element (many, "a");
  json_object_set_array_member (json, "files", json_array_ref (many));
  refused = mq_message_read (json, MQ_MESSAGE_WIRE, NULL);
  g_assert_cmpuint (g_strv_length (refused->pictures), ==, 100000);
  json_object_set_array_member (json, "pictures", json_array_ref (many));
  message = mq_message_read (json, MQ_MESSAGE_LOCAL, NULL);
  g_assert_cmpuint (strlen (message->text), ==, 1024 * 1024);
  g_assert_cmpuint (g_strv_length (message->pictures), ==, 100000);
}

static void
test_append (void)
{
  const char *first[] = { "/a", NULL };
  const char *second[] = { "/b", NULL };
  g_autoptr (MqMessage) all = mq_message_new ("", NULL);
  g_autoptr (MqMessage) alone = mq_message_new ("", first);
  g_autoptr (MqMessage) more = mq_message_new ("taller", second);

  mq_message_append (all, alone);
  mq_message_append (all, more);
  mq_message_append (all, more);
  g_assert_cmpstr (all->text, ==, "taller\ntaller");
  g_assert_cmpuint (g_strv_length (all->pictures), ==, 3);
  g_assert_cmpstr (all->pictures[0], ==, "/a");
  g_assert_cmpstr (all->pictures[2], ==, "/b");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/forms", test_forms);
  g_test_add_func ("/message/wire-of-prompt", test_wire_of_prompt);
  g_test_add_func ("/message/refused", test_refused);
  g_test_add_func ("/message/kept", test_kept);
  g_test_add_func ("/message/hostile-sizes", test_hostile_sizes);
  g_test_add_func ("/message/append", test_append);
  return g_test_run ();
}
