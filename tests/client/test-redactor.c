/* The redactor of reports: secrets and names that it takes out, in each way they are written, and
 * words that stay. */
#include "client/diagnostics/mq-redactor.h"

#include "common/json/mq-json.h"

#include <string.h>

static MqRedactor *
make (const char *user)
{
  MqRedactor *self = mq_redactor_new ();

  mq_redactor_add_secret (self, "hunter2+x");
  mq_redactor_add_home (self, "/srv/people/zoë");
  mq_redactor_add_name (self, user, "USER");
  mq_redactor_add_name (self, "quokka-7", "HOST");
  return self;
}

static void
test_secrets (void)
{
  static const char *const rows[][2] = {
    { "key hunter2+x end", "key [removed] end" },
    { "https://a.example/x?q=hunter2%2Bx", "https://a.example/x?[removed]" },
    { "hunter2%2Bx", "[removed]" },
    { "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest",
      "[removed]\nrest" },
    { "https://ann:pa55@a.example/p", "https://[removed]@a.example/p" },
    { "see https://a.example/p?access_token=1#x now", "see https://a.example/p?[removed] now" },
    { "Authorization: Bearer abc.def-123", "Authorization: Bearer [removed]" },
    { "Authorization: Basic YW5uOnBhNTU=", "Authorization: Basic [removed]" },
    { "api_key = \"short\"", "api_key = [removed]" },
    { "API_KEY: str = 'short'", "API_KEY: str = [removed]" },
    { "os.environ[\"MY_TOKEN\"] = \"abc\"", "os.environ[\"MY_TOKEN\"] = [removed]" },
    { "get(\"password\", \"abc\")", "get(\"password\", [removed])" },
    { "{\\\"token\\\":\\\"abcd\\\"}", NULL },
    { "password: two1three", "password: [removed]" },
    { "my_key = 'abcdefgh12345678'", "my_key = '[removed]'" },
    { "sk-ant-api03-abcdefghijkl", "[removed]" },
    { "ghp_abcdefghijkl12", "[removed]" },
    { "eyJhbGciOi.eyJzdWIi.c2ln", "[removed]" },
    { "0123456789abcdef0123456789abcdef", "[removed]" },
    { "Zm9vYmFyMTIzNDU2Nzg5MEFCQ0RFRkdISUpL", "[removed]" },
    { "data:image/png;base64,aGk=", "[removed]" },
    { "abc+defghijklmnopqrstuvwxyz/abcdefghij0123456789==", "[removed]" },
    { "mail ann.m+x@mail.example.org!", "mail [removed]!" },
    { "ann%40mail.example.org", "[removed]" },
  };
  g_autoptr (MqRedactor) self = make ("zoë");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mq_redactor_apply (self, rows[i][0]);

      if (rows[i][1] != NULL)
        g_assert_cmpstr (text, ==, rows[i][1]);
      else
        g_assert_null (strstr (text, "abcd"));
    }
}

static void
test_names (void)
{
  static const char *const rows[][2] = {
    { "/srv/people/zoë/x.blend", "~/x.blend" },
    { "file:///srv/people/zo%C3%AB/x", "file://~/x" },
    { "%2Fsrv%2Fpeople%2Fzo%C3%AB", "~" },
    { "/srv/people/zo\\u00eb", "~" },
    { "Zoë's chair", "USER's chair" },
    { "line\\nzoë_files", "line\\nUSER_files" },
    { "/data/zoë/x on quokka-7.example", "/data/USER/x on HOST.example" },
    { "zoëlogy quokka-77", "zoëlogy quokka-77" },
  };
  g_autoptr (MqRedactor) self = make ("zoë");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mq_redactor_apply (self, rows[i][0]);

      g_assert_cmpstr (text, ==, rows[i][1]);
    }
}

/* Users with names that are words of everybody. */
static void
test_ordinary (void)
{
  static const char *const users[] = { "a", "bo", "chair", "max", "red", "blender", "root" };

  for (gsize i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autoptr (MqRedactor) self = make (users[i]);
      g_autofree char *words
          = g_strdup_printf ("Create a 3D object of a red chair: bo, max(a, root) %s\n", users[i]);
      g_autofree char *same = mq_redactor_apply (self, words);
      g_autofree char *place = g_strdup_printf ("/data/%s/x, %s@lab", users[i], users[i]);
      g_autofree char *hidden = mq_redactor_apply (self, place);

      g_assert_cmpstr (same, ==, words);
      g_assert_cmpstr (hidden, ==, "/data/USER/x, USER@lab");
    }
}

/* What scripts and records have that only looks like a secret. */
static void
test_stays (void)
{
  static const char *const texts[] = {
    "limits.tokens: 800000, max_tokens=4096",
    "shape_key = obj.shape_key_add(name=\"Smile\")",
    "token = make_disc(0.03, 0.2)",
    "sorted(parts, key=lambda part: part.name)",
    "a desk-drawer-with-left-handle, 2 skeletons",
    "measure_distance_between_2_points_of_the_part",
    "/usr/lib/x86_64-linux-gnu/libgstreamer-1.0.so.0.2603.0",
    "https://docs.blender.org/api/current/bpy.ops.mesh.html",
    "Blender 4.3.2, GLib 2.84.4; 0.0123456789012345678901234567890123456789",
    "{\"size\": [0.44, 0.54, 0.94], \"color\": \"#c1272d\"}",
    "@dataclass\nclass Chair:\n    pass",
    "ShaderNodeBsdfPrincipled.inputs[\"Base Color\"]",
  };
  g_autoptr (MqRedactor) self = make ("zoë");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = mq_redactor_apply (self, texts[i]);

      g_assert_cmpstr (text, ==, texts[i]);
    }
}

/* Long texts that a hostile script may have, each of a kind that patterns begin with. */
static void
test_hostile (void)
{
  static const char *const parts[]
      = { "a", "A1", "a.", "a://", "sk-", "token:", "eyJ", "key=1", "-----BEGIN PRIVATE KEY-----",
          "/", "0a" };
  g_autoptr (MqRedactor) self = make ("zoë");

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *result = NULL;

      while (text->len < 1024 * 1024)
        g_string_append (text, parts[i]);
      g_string_append (text, " hunter2+x");
      result = mq_redactor_apply (self, text->str);
      g_assert_null (strstr (result, "hunter2"));
    }
}

static void
test_json (void)
{
  g_autoptr (MqRedactor) self = make ("zoë");
  g_autoptr (JsonNode) node = mq_json_parse (
      "{\"zoë\": [\"of zoë\", 1, {\"api_key\": \"x\", \"tokens\": 5, \"token\": 7}], \"n\": null}",
      -1, NULL);
  g_autoptr (JsonNode) result = mq_redactor_apply_to_json (self, node);
  g_autofree char *text = json_to_string (result, FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"USER\":[\"of USER\",1,{\"api_key\":\"[removed]\",\"tokens\":5,\"token\":7}],"
                   "\"n\":null}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redactor/secrets", test_secrets);
  g_test_add_func ("/redactor/names", test_names);
  g_test_add_func ("/redactor/ordinary", test_ordinary);
  g_test_add_func ("/redactor/stays", test_stays);
  g_test_add_func ("/redactor/hostile", test_hostile);
  g_test_add_func ("/redactor/json", test_json);
  return g_test_run ();
}
