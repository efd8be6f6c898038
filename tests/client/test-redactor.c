/* The redactor of reports: secrets and names that it takes out, in each way they are written, and
 * words that stay. */
#include "client/diagnostics/mq-redactor.h"

#include "common/json/mq-json.h"
#include "support/mq-test.h"

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
    /* Other ways to write a value. */
    { "password = \"\"\"a\nb\"\"\" # end", "password = [removed] # end" },
    { "password = \\\"\\\"\\\"ab\\\"\\\"\\\" end", "password = [removed] end" },
    { "password = (\"ab\")", "password = ([removed])" },
    { "password = [\"ab\", 'c']", "password = [[removed]]" },
    { "password = f\"ab\" + \"cd\"", "password = [removed]" },
    { "{\"token\": {\"value\": \"ab\"}, \"n\": 1}", "{\"token\": [removed], \"n\": 1}" },
    { "set_password(\"ab\")", "set_password([removed])" },
    { "vault.set_token(user, 'ab')", "vault.set_token(user, [removed])" },
    { "password＝two1three", "password＝[removed]" },
    { "pw = \"ab\"; pass: two1three", "pw = [removed]; pass: [removed]" },
    { "tool --password two1three --x", "tool --password [removed] --x" },
    { "tool --auth-token=two1three", "tool --auth-token=[removed]" },
    { "curl -s -u ann:ab https://a.example", "curl -s -u [removed] https://a.example" },
    { "machine a login ann password ab\n", "machine a login ann password [removed]\n" },
    { "machine a\n  login ann\n  password ab", "machine a\n  login ann\n  password [removed]" },
    { "a.example:5432:base:ann:ab", "a.example:5432:base:ann:[removed]" },
    { "Cookie: sid=ab; b=c", "Cookie: [removed]" },
    { "\"set-cookie\": \"sid=ab\"", "\"set-cookie\": \"[removed]\"" },
    { "X-Auth: two1three", "X-Auth: [removed]" },
    { "X-My-Api-Key: two1three", "X-My-Api-Key: [removed]" },
    { "<password>ab</password>", "<password>[removed]</password>" },
    { "<db:secret kind=\"x\">ab</db:secret>", "<db:secret kind=\"x\">[removed]</db:secret>" },
    { "password: |\n  a b\n  c\nend: 1", "password: | [removed]\nend: 1" },
    { "tokens:\n  - ab\n  - cd\nend: 1", "tokens: [removed]\nend: 1" },
    { "Passwort: two1three", "Passwort: [removed]" },
    { "Kennwort = 'ab'", "Kennwort = [removed]" },
    { "mot de passe : two1three", "mot de passe : [removed]" },
    { "contraseña: two1three", "contraseña: [removed]" },
    { "密码：two1three", "密码：[removed]" },
    { "API-Schlüssel: two1three", "API-Schlüssel: [removed]" },
    { "?a=1&token%3Dab%26&n=1", "?a=1&token%3D[removed]&n=1" },
    { "password%3A%20ab", "password%3A%20[removed]" },
    { "postgres://u:ab#c@h/d", "postgres://[removed]@h/d" },
    { "postgres://u:ab/c@h/d", "postgres://[removed]@h/d" },
    { "https://hooks.a.example/services/T0/B0/ab", "https://hooks.a.example/[removed]" },
    { "https://a.example/api/webhooks/12/ab", "https://a.example/api/webhooks/[removed]" },
    { "https://api.telegram.org/bot12:ab/send", "https://api.telegram.org/bot[removed]" },
    { "session = \"01234567-89ab-cdef-0123-456789abcdef\"", "session = \"[removed]\"" },
    { "auth_token 01234567-89ab-cdef-0123-456789abcdef", "auth_token [removed]" },
    { "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "[removed]" },
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

/* A key that the user has, in the ways that programs write it. */
static void
test_own_secrets (void)
{
  static const char *const rows[][2] = {
    { "OWN-KEY.OF+ME/Ü9", "[removed]" },
    { "own-KEY.of+me\\/Ü9", "[removed]" },
    { "own-KEY.of+me\\\\/\\u00dc9", "[removed]" },
    { "own-KEY.of%2bme%2F%C3%9C9", "[removed]" },
    { "\"own-KEY.\" +\n    \"of+me/Ü9\" end", "\"[removed]\" end" },
    { "# own-KEY\n# .of+me/Ü9", "# [removed]" },
    { "own-KEY.of\\\n+me/Ü9", "[removed]" },
    { "own-KEY\\n.of+me/Ü9", "[removed]" },
    { "6f776e2d4b45592e6f662b6d652fc39c39", "[removed]" },
    { "6F 77 6E 2D 4B 45 59 2E 6F 66 2B 6D 65 2F C3 9C 39", "[removed]" },
    { "\\x6f\\x77\\x6e\\x2d\\x4b\\x45\\x59\\x2e\\x6f\\x66\\x2b\\x6d\\x65\\x2f\\xc3\\x9c\\x39",
      "\\x[removed]" },
    /* Base64 of the key, then with one and two characters before it, cut, and that of addresses. */
    { "b3duLUtFWS5vZittZS/DnDk=", "[removed]" },
    { "YTpvd24tS0VZLm9mK21lL8OcOQ==", "YTp[removed]" },
    { "YW86b3duLUtFWS5vZittZS/DnDk=", "YW86[removed]" },
    { "OnB3bi1LRVkub2Yr", "OnB3bi1LRVkub2Yr" },
    { "Om93bi1LRVkub2YrbWUvw5w5", "Om[removed]" },
    { "b3duLUtFWS5v\n  ZittZS/DnDk=", "[removed]" },
    { "b3duLUtFWS5vZittZS_DnDk", "[removed]" },
    { "b3duLUtFWS5vZittZS%2FDnDk%3D", "[removed]%3D" },
    { "own-KEY of+me/Ü9", "own-KEY of+me/Ü9" },
  };
  g_autoptr (MqRedactor) self = mq_redactor_new ();

  mq_redactor_add_secret (self, "own-KEY.of+me/Ü9");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mq_redactor_apply (self, rows[i][0]);

      g_assert_cmpstr (text, ==, rows[i][1]);
    }
}

/* Values of variables that are secrets by their names; a file that has one is none. */
static void
test_variables (void)
{
  static const char *const names[] = { "ZQ_KEY",         "ZQ_TOKEN", "ZQ_SECRET", "ZQ_PASSWD",
                                       "ZQ_CREDENTIALS", "ZQ_AUTH",  "ZQ_PLAIN",  "ZQAUTHORITY" };
  g_autoptr (MqRedactor) self = mq_redactor_new ();
  g_autoptr (GString) values = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = g_strdup_printf ("%szzqq-%" G_GSIZE_FORMAT, i == 7 ? "/" : "", i);

      g_setenv (names[i], value, TRUE);
      g_string_append_printf (values, "%s ", value);
    }
  mq_redactor_add_user (self);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_unsetenv (names[i]);

  text = mq_redactor_apply (self, values->str);
  g_assert_cmpstr (text, ==,
                   "[removed] [removed] [removed] [removed] [removed] [removed] zzqq-6 /zzqq-7 ");
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
    "token_count = 3; PASS = 1; tokens = [\"a\", \"b\"]; token = 0.035; secret = None",
    "key frames at 1 and 24; keyframe_points.insert(1, 2.0)",
    "PASS: chair has 4 legs; pass: 12",
    "if token(\"leg\"): pass\nfor key in keys: x",
    "{\"pass\": \"diffuse\"}, scene.view_layers[0].use_pass_z = True",
    "# A fortune cookie: brown, round; a cookie = 12",
    "https://registry.example:443/@scope/pkg and https://a.example/hook/7",
    "tests/a.c:120:5:x, 12:30:00:00:x, 01234567-89ab-cdef-0123-456789abcdef",
    "Users/ann/Documents/Models/Chairs2/Kitchen/Old/Wood",
    "<part name=\"secret drawer\">oak</part>",
    "x-axis: 2; y-axis: 3; passwords are kept in the keyring",
    "@dataclass\nclass Chair:\n    pass",
    "ShaderNodeBsdfPrincipled.inputs[\"Base Color\"]",
    /* Near what is taken out. */
    "The token is 1200mm wide and 45.5cm deep; a chess set with tokens as pawns2",
    "login with your account; the secret compartment: 12x30x4cm, at 12.5mm",
    "The password of version 4.3.2 is not needed; credentials are in the keyring of 2 users",
    "x = bytes([1, 2, 3]); verts = [104, 117, 110, 116, 101, 114]; chr(65) + chr(66)",
    "login = (\"front\", \"back\"); name = \"Chair\"; part = \"legs\" \"arms\"",
    "camelCaseNameLonger1234== 3; bpy.types.ShaderNodeTexCoordinate2D.bl_rna_get_subclass3",
    "the recovery code is tested; otp is short for it; 2FA is not supported; mfa: none",
    "parts = \"\".join([\"seat\", \"legs\"]); label = \"{}{}\".format(\"Seat\", 4); f(x)&g(y)",
    "legs (at) noon; eyeballs.and.eyebrows.of.a.doll; \"\\x1b[0m\"; seat;legs&back",
    "(width, height) = (\"0.4\", \"0.5\"); connect(a, \"seat\", \"legs\"); token;12",
  };
  g_autoptr (MqRedactor) self = make ("zoë");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = mq_redactor_apply (self, texts[i]);

      g_assert_cmpstr (text, ==, texts[i]);
    }
}

/* Where people put secrets that nobody has told the redactor: {w} is a password, {k}{l} a key in
 * two pieces, {b} the Base64 and {x} the hexadecimal of a password, {c} its characters as numbers,
 * {j} a JSON Web Token in pieces, {o} the seed of a code, {n} a code. */
static const char *const planted[] = {
  "my password is {w}",
  "The password for the server is {w}.",
  "use the API key {w} to sign in",
  "The token is: {w}",
  "(token {w})",
  "password was {w}, now it is gone",
  "das Passwort lautet {w}",
  "le mot de passe est {w}",
  "la contraseña es {w}",
  "Passwort für das WLAN: {w}",
  "the secret: “{w}”",
  "login with password {w} please",
  "ann's password -> {w}",
  "my pw is {w}",
  "credentials: ann / {w}",
  "data = \"{b}\"",
  "b64decode('{b}')",
  "echo {b} | base64 -d",
  "bytes.fromhex('{x}')",
  "x = \"{j}\"",
  "nonce_{j} end",
  "x = (\"{j}.\"\n     \"{j}.\"\n     \"{k}{l}\")",
  "x = \"{j}\" + \".\" + \"{j}\" + \".\" + \"{k}{l}\"",
  "{j}\n.{j}\n.{k}{l}",
  "K = \"sk-\" + \"{k}{l}\"",
  "K = \"sk-{k}\" + \"{l}\"",
  "K = \"\".join([\"ghp_{k}\", \"{l}\"])",
  "password = \"{k}\" \"{l}\"",
  "token = (\"{k}\"\n    \"{l}\")",
  "API_KEY = \"\".join((\"{k}\", \"{l}\"))",
  "token = \"{k}\"\ntoken += \"{l}\"",
  "password = \"{}{}\".format(\"{k}\", \"{l}\")",
  "otpauth://totp/x?secret={o}",
  "TOTP_SEED={o}",
  "my 2FA secret is {o}",
  "pyotp.TOTP(\"{o}\").now()",
  "otp: {n}",
  "your 2FA code is {n}",
  "verification code: {n}",
  "p4ssw0rd = \"{w}\"",
  "pa$$word: {w}",
  "P A S S W O R D: {w}",
  "x = bytes([{c}])",
  "\"\".join(map(chr, [{c}]))",
  "\"\".join(chr(i) for i in ({c}))",
  "{w} (at) example (dot) org",
  "{w} [at] mail.example.org",
  "password={w};{k}",
  "Uid=ann;Pwd={w};{k};Database=x",
  "password={w}&{k}",
  "token: {w}&amp;{k}",
  "auth=(\"ann\", \"{w}\")",
  "user, password = \"ann\", \"{w}\"",
  "(user, password) = (\"ann\", \"{w}\")",
  "HTTPBasicAuth(\"ann\", \"{w}\")",
  "smtp.login(\"ann\", \"{w}\")",
  "creds = (\"ann\", \"{w}\")",
  "login = (\"ann\", \"{w}\")",
  "password, n = \"{w}\", 4",
};

static char *
draw (GRand *random, const char *from, guint n)
{
  GString *text = g_string_new (NULL);

  while (text->len < n)
    g_string_append_c (text, from[g_rand_int_range (random, 0, (gint32)strlen (from))]);
  return g_string_free_and_steal (text);
}

static char *
make_secret (GRand *random, char kind)
{
  static const char *const begin[] = { "hunter", "Sommer", "wachtel", "fluffy" };
  static const char *const heads[] = { "{\"alg\":\"HS256\"}", "{ \"alg\": \"HS256\" }",
                                       "{\n  \"alg\":\"HS256\"}" };
  g_autofree char *digits = draw (random, "0123456789", 4);
  g_autofree char *word = g_strconcat (begin[g_rand_int_range (random, 0, 4)], digits, NULL);
  g_autofree char *whole = g_strconcat ("password=", word, NULL);
  g_autofree char *letters = draw (random, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", 9);
  g_autoptr (GString) text = g_string_new (NULL);

  switch (kind)
    {
    case 'w':
      return g_steal_pointer (&word);
    case 'b':
      return g_base64_encode ((const guchar *)whole, strlen (whole));
    case 'j':
      return g_strdelimit (
          g_base64_encode ((const guchar *)heads[g_rand_int_range (random, 0, 3)], 15), "+/=", '_');
    case 'o':
      return draw (random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
    case 'n':
      return draw (random, "0123456789", 6);
    case 'x':
    case 'c':
      for (const char *c = word; *c != '\0'; c++)
        g_string_append_printf (text, kind == 'x' ? "%02x" : c > word ? ", %d" : "%d", *c);
      return g_string_free_and_steal (g_steal_pointer (&text));
    default:
      return g_strconcat (letters, digits, NULL);
    }
}

/* Each is planted many times. What it misses is printed, and no miss is taken for granted. It
 * cannot know `ssh.connect (host, "ann", "…")`, nor keys without any digit. */
static void
test_planted (void)
{
  g_autoptr (MqRedactor) self = make ("zoë");
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint n_missed = 0;

  for (gsize i = 0; i < 20 * G_N_ELEMENTS (planted); i++)
    {
      const char *template = planted[i % G_N_ELEMENTS (planted)];
      g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *result = NULL;

      for (const char *at = template; *at != '\0'; at++)
        if (*at == '{' && at[1] != '}')
          {
            g_ptr_array_add (secrets, make_secret (random, at[1]));
            g_string_append (text, secrets->pdata[secrets->len - 1]);
            at += 2;
          }
        else
          g_string_append_c (text, *at);

      result = mq_redactor_apply (self, text->str);
      for (guint j = 0; j < secrets->len; j++)
        if (strstr (result, secrets->pdata[j]) != NULL)
          {
            g_test_message ("missed: %s → %s", text->str, result);
            n_missed++;
            break;
          }
    }
  g_assert_cmpuint (n_missed, ==, 0);
}

/* The words and the code that this project ships, a line each: none has a secret. */
static void
test_own_texts (void)
{
  static const char *const folders[] = { "data/agents", "data/sketcher/library", "docs/using",
                                         "docs/inside", "blender-addon/maquette_bridge/measure" };
  g_autoptr (MqRedactor) self = make ("zoë");
  guint n_lines = 0, n_changed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "..", folders[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      g_assert_nonnull (dir);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);
          g_autofree char *content = NULL;
          g_auto (GStrv) lines = NULL;

          if (!g_file_get_contents (path, &content, NULL, NULL)
              || !g_utf8_validate (content, -1, NULL))
            continue;
          lines = g_strsplit (content, "\n", -1);
          for (gsize j = 0; lines[j] != NULL; j++, n_lines++)
            {
              g_autofree char *same = mq_redactor_apply (self, lines[j]);

              if (g_str_equal (same, lines[j]))
                continue;
              g_test_message ("%s: %s → %s", name, lines[j], same);
              n_changed++;
            }
        }
    }

  /* A volume `"$PWD":/work`, which looks like a password, and a token that is three dots. */
  g_test_message ("%u of %u lines are changed", n_changed, n_lines);
  g_assert_cmpuint (n_lines, >, 10000);
  g_assert_cmpuint (n_changed, <=, 2);
}

/* Long texts that a hostile script may have, each of a kind that patterns begin with. */
static void
test_hostile (void)
{
  static const char *const parts[] = { "a",
                                       "A1",
                                       "a.",
                                       "a://",
                                       "sk-",
                                       "token:",
                                       "eyJ",
                                       "key=1",
                                       "-----BEGIN PRIVATE KEY-----",
                                       "/",
                                       "0a",
                                       "password=\"",
                                       "password=\"\"\"",
                                       "tokens:\n- a",
                                       "token: |\n  a",
                                       "--password ",
                                       "curl -u ",
                                       "login a password ",
                                       "a:1234:b:c:",
                                       "x-auth:",
                                       "<token>",
                                       "cookie: a=",
                                       "http://a/webhook/",
                                       "hunter\n",
                                       "aHVudGVyMit",
                                       "68 75 6e",
                                       "set_password(a, ",
                                       "token ",
                                       "{\"token\": {",
                                       "\\\\\\\\\"",
                                       "abc/" };
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
      "{\"zoë\": [\"of zoë\", 1, {\"api_key\": \"x\", \"tokens\": 5, \"token\": 7, "
      "\"secret\": {\"value\": \"x\"}, \"password\": [\"x\"]}], \"n\": null}",
      -1, NULL);
  g_autoptr (JsonNode) result = mq_redactor_apply_to_json (self, node);
  g_autofree char *text = json_to_string (result, FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"USER\":[\"of USER\",1,{\"api_key\":\"[removed]\",\"tokens\":5,\"token\":7,"
                   "\"secret\":\"[removed]\",\"password\":\"[removed]\"}],"
                   "\"n\":null}");
}

MQ_TEST_PROGRAM (redactor)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redactor/secrets", test_secrets);
  g_test_add_func ("/redactor/own-secrets", test_own_secrets);
  g_test_add_func ("/redactor/variables", test_variables);
  g_test_add_func ("/redactor/names", test_names);
  g_test_add_func ("/redactor/ordinary", test_ordinary);
  g_test_add_func ("/redactor/stays", test_stays);
  g_test_add_func ("/redactor/planted", test_planted);
  g_test_add_func ("/redactor/own-texts", test_own_texts);
  g_test_add_func ("/redactor/hostile", test_hostile);
  g_test_add_func ("/redactor/json", test_json);
  return g_test_run ();
}
