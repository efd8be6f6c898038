/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRedactor, see mq-redactor.h: a list of patterns, applied one after the other. In doubt it
 * removes too much rather than too little, but not the words that everybody uses: somebody may be
 * called “chair”. */
#include "client/diagnostics/mq-redactor.h"

#include "common/base/mq-each.h"
#include "common/base/mq-paths.h"
#include "common/secrets/mq-memory-keys.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MIN_SECRET 6 /* bytes */
#define MIN_NAME 3   /* characters; shorter ones are parts of everything */

/* Names of members and variables whose value is a secret, whatever it looks like, in the languages
 * of the window. */
#define SECRET_NAME                                                                                \
  "(?:token|secret|p[a4@][s5$]{2}[_-]?w(?:[o0]r)?[dt]|passphrase|pwd|p a s s w o r d|"             \
  "api[ _-]?key|access[_-]?key|private[_-]?key|"                                                   \
  "authorization|credentials?|kennwort|api[ _-]?schl[üu]ssel|mot[ _]?de[ _]?passe|"                \
  "cl[ée] (?:d['’])?api|contrase[ñn]a|clave (?:de )?api|密码|口令|密钥|令牌)"
/* A text, also one in three quotes, in another text, or joined of several. Patterns of the table
 * call it by its name. */
#define MARK "\\\\{0,7}[\"']"
#define QUOTED "[frbu]{0,2}(?:((?:" MARK "){3}).{0,4000}?\\g{-1}|(" MARK ")[^\\n]{0,2000}?\\g{-1})"
#define TEXT "(?&text)"
#define DEFINE_TEXT                                                                                \
  "(?(DEFINE)(?<quoted>" QUOTED                                                                    \
  ")(?<text>(?&quoted)(?:(?:\\s*[+\\\\]\\s*|[ \\t]+)(?&quoted)){0,8}))"
/* No call of a function: `token = make_disc (0.03)` is geometry; nor a length or a constant. */
#define WORD                                                                                       \
  "(?!(?:None|True|False|null)\\b|[-+]?\\d*\\.\\d+(?![\\w.]))[^\\s\"',;&(){}\\[\\]]{4,}+(?!\\()"   \
  "(?:[;&](?![\\w.-]{1,40}[=(])[^\\s\"',;&(){}\\[\\]]+)*+"
/* In a sentence, a secret has letters and digits, and is neither a measure nor a version. */
#define PLAIN "[^\\s\"'“”„«»‘’`,;(){}\\[\\]<>]"
#define MIXED                                                                                      \
  "(?![-+v]?\\d[\\d.,x×]*[a-z\"°%]{0,3}\\d?(?![\\w-]))(?=" PLAIN "*\\d)(?=" PLAIN "*\\p{L})" PLAIN \
  "{6,200}"
#define OTP                                                                                        \
  "(?:[th]?otp|2fa|mfa|(?:one[- ]time|verification|recovery|backup)[ _-]?(?:code|key|password)s?)"
#define LINE_BREAK "(?:\\R|\\\\{1,7}[rn])"
/* Between two characters of a secret that is cut: comments, quotes, indentation. */
#define CUT "(?:[\"'\\\\+ ]{0,8}" LINE_BREAK "[\\s#>|*\"'+\\\\]{0,40}?)?"
#define HEX_GAP "(?:[\\s:,-]{0,3}(?:0x|\\\\{1,7}x)?|" CUT ")"
#define UUID "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

/* Around a name: no letters or digits, but the `n` of a line break in a string within a string. */
#define BEFORE_NAME "(?:(?<![\\p{L}\\p{N}])|(?<=\\\\[nrt]))"
#define AFTER_NAME "(?![\\p{L}\\p{N}])"
#define SLASH "(?:[/\\\\]+|%2F)"

typedef struct
{
  GRegex *regex;
  char *replacement;
} Rule;

struct _MqRedactor
{
  GPtrArray *rules;
  GRegex *secret_name;
};

/* In this order: a secret that is known by its form, before its parts are changed. A pattern that
 * begins with something long has its beginning or its length bounded: a hostile script must not
 * take minutes. */
static const struct
{
  const char *pattern;
  const char *replacement; /* NULL: the first group stays */
} patterns[] = {
  { "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)", MQ_REDACTED },
  { "\\bdata:[\\w/+.;=-]{0,100};base64,[A-Za-z0-9+/=%]*", MQ_REDACTED },
  /* Addresses: user and password, also one with `#` or `/`; query, fragment; paths of web hooks. */
  { "\\b([a-z][a-z0-9+.-]{1,20}://)(?:[^\\s/?#\"'<>]*@|"
    "[^\\s/?#\"'<>:@]{0,100}:(?!\\d{1,5}[/?#])[^\\s\"'<>@]{1,200}@(?=[\\w\\[]))",
    "\\1" MQ_REDACTED "@" },
  { "\\b([a-z][a-z0-9+.-]{1,20}://[^\\s?#\"'<>]{0,2000})[?#][^\\s\"'<>]*", "\\1?" MQ_REDACTED },
  { "(https?://(?:hooks?\\.[^\\s/\"'<>]{1,200}/|[^\\s\"'<>]{1,200}?/webhooks?/"
    "|api\\.telegram\\.org/"
    "bot))[^\\s\"'<>?]+" },
  /* Headers. */
  { "\\b(Bearer|Basic)\\s+[A-Za-z0-9+/=_.~-]{6,}", "\\1 " MQ_REDACTED },
  { "(\\bcookie2?[\"']?\\s*[:,]\\s*[\"']?)(?=[\\w.-]{1,80}=)[^\\n\"'\\\\]+" },
  { "(\\bx-(?:[a-z]{1,20}-){0,3}(?:auth|key|token|secret|session|signature)[a-z-]{0,20}[\"']?\\s*"
    "[:,]\\s*[\"']?)[^\\s\"'\\\\]{3,}" },
  /* Members with members, lists, blocks of YAML, XML, calls. */
  { "(" SECRET_NAME MARK "\\s*:\\s*)\\{[^{}]{1,400}\\}" },
  { "((?:" SECRET_NAME
    "|(?:passw(?:or)?d|secret|api[_-]?key)s)[\\\\\"'\\]]*\\s*[:=]\\s*\\[\\s*)" TEXT
    "(?:\\s*,\\s*" TEXT "){0,50}" },
  { "(" SECRET_NAME "s?[\"']?[ \\t]*:)(?:" LINE_BREAK "[ \\t#]*-[ \\t]+[^\\n\\\\]{1,200}){1,40}",
    "\\1 " MQ_REDACTED },
  { "(" SECRET_NAME "[\"']?[ \\t]*:[ \\t]*[|>][+-]?)[ \\t]*(?:" LINE_BREAK
    "[ \\t]*#?[ \\t]{2,40}[^\\n\\\\]{1,400}){1,40}",
    "\\1 " MQ_REDACTED },
  { "(<[\\w.:-]{0,40}?" SECRET_NAME "[^<>]{0,100}>)[^<>]{1,2000}(?=</)" },
  { "((?:(?:set|with|use)[_-]?" SECRET_NAME "|(?!token)" SECRET_NAME ")\\s*\\(\\s*"
    "(?:[^()\"'\\n]{0,80},\\s*)?)" TEXT },
  /* Joined of pieces, or beside a name: `password = "{}{}".format ("…", "…")`, `auth = ("…", "…")`.
   */
  { "(" SECRET_NAME "[\\\\\"'\\]]*\\s*\\+?[:=]\\s*\\(\\s*)" TEXT "(?:\\s+" TEXT "){1,20}" },
  { "(" SECRET_NAME "[\\\\\"'\\]]*\\s*[:=]\\s*)" MARK "[^\\n\"']{0,40}" MARK
    "\\s*(?:\\.\\s*(?:join|format)\\s*\\(|%)\\s*[\\[(]?\\s*" TEXT "(?:\\s*,\\s*" TEXT "){0,20}" },
  { "((?<!\\p{L})(?:(?:basic|digest)?_?auth|creds?|credentials?|login(?=[^\\n]{0,200}\\d))"
    "[\\\\\"'\\]]*\\s*[:=]\\s*[\\[(]?\\s*)" TEXT "\\s*,\\s*" TEXT },
  { "((?:[a-z]Auth|login|log_in|sign_in|authenticate)\\s*\\(\\s*(?:\\w{1,40}\\s*=\\s*)?)" TEXT
    "(?:\\s*,\\s*(?:\\w{1,40}\\s*=\\s*)?" TEXT ")+" },
  { "((?<![\\w.])(?:[\\w.]{1,40}\\s*,\\s*){1,4}\\w{0,40}" SECRET_NAME
    "\\s*\\)?\\s*=\\s*\\(?\\s*)" TEXT "(?:\\s*,\\s*" TEXT ")*" },
  { "(" SECRET_NAME "(?:\\s*,\\s*[\\w.]{1,40}){1,4}\\)?\\s*=\\s*\\(?\\s*)" TEXT },
  /* In code that is to hide it, and codes that are used once. */
  { "((?:b(?:64|32|16|85)|a85|base64)_?decode\\s*\\(\\s*|(?:fromhex|unhexlify|atob)\\s*\\(\\s*"
    ")" TEXT },
  { "(?:chr\\s?\\(\\s?\\d{1,3}\\s?\\)[\\s+,.]{0,4}){5,}chr\\s?\\(\\s?\\d{1,3}\\s?\\)",
    MQ_REDACTED },
  { "((?:(?:bytes|bytearray)\\s?\\(\\s?|map\\s?\\(\\s?chr\\s?,\\s?|chr\\s?\\(\\s?\\w{1,40}\\s?\\)"
    "\\s?for \\w{1,40} in "
    ")[\\[(]\\s*)(?:\\d{1,3}\\s*,\\s*){5,}\\d{1,3}" },
  { "(?:\\\\{1,7}x[0-9a-f]{2}){6,}", MQ_REDACTED },
  { "((?<![\\p{L}\\p{N}])" OTP
    "(?:[ _-]?(?:code|secret|seed|key|token)){0,2}[\\\\\"'\\]]*\\s*(?:[:=]|\\bis\\b)?\\s*"
    "[\\\\\"'“\\[(]{0,4})(?:(?-i:[A-Z2-7]{16,})=*|\\d{3}[ "
    "-]?\\d{3}(?!\\w)|(?=[\\w-]*\\d)[a-z0-9]{4,8}"
    "(?:-[a-z0-9]{4,8}){1,7})" },
  /* Assignments: `api_key: str = "…"`, `["token"] = …`, `password = ("…")`, `password%3D…`. */
  { "(" SECRET_NAME "[\\\\\"'\\]]*\\s*(?::\\s*[\\w.|\\[\\] "
    "]{1,40}?\\s*=|:=|=>|\\+=|[:=：＝])\\s*(?:(?:\\(\\s*){1,2}(?=[frbu]{0,2}" MARK
    "))?)(?!(?:Bearer|Basic) )(?:" TEXT "|" WORD ")" },
  { "(" SECRET_NAME "(?:%2[27]|%20)*%3[AD](?:%2[027])*)[^\\s\"'<>&]{2,}" },
  { "(" SECRET_NAME "[\"']\\s*,\\s*)" TEXT },
  { "((?<![\\p{L}\\p{N}_])(?:pw|mdp)[\\\\\"'\\]]*\\s*[:=]\\s*)" TEXT },
  /* `pass` is also what a render has and what a test does. */
  { "((?<![\\p{L}\\p{N}_])(?-i:[Pp]ass|pw|PW|[Mm]dp)[\\\\\"'\\]]*\\s*[:=]\\s*)(?=\\S{0,60}\\d)"
    "(?=\\S{0,60}\\p{L})(?:" TEXT "|[^\\s\"',;(){}\\[\\]]{6,}+(?!\\())" },
  { "(\\w(?:key|auth)[\"'\\]]*\\s*[:=]\\s*[\"']?)(?=[\\w+/=-]*\\d)[\\w+/=-]{16,}" },
  { "((?:key|auth|token|session|secret|sid|ticket|licen[cs]e|client|hook)\\w{0,12}[\\\\\"'\\]]{0,8}"
    "\\s{0,8}[:=]?\\s{0,8}[\\\\\"']{0,8})" UUID },
  /* Sentences: “the password for the server is …”, “with password …”. */
  { "((?:" SECRET_NAME "s?|(?<![\\w])pw)[\"'”’*_]{0,3}(?:(?:\\s+\\p{L}{1,14}){0,4}?\\s*"
    "(?:\\b(?:is|was|ist|war|lautet|est|es|era|fue)\\b\\s*:?|[:：]|->|→)\\s*|\\s+)[\\\\\"'“„«‘`]{0,"
    "3})" MIXED },
  { "(credentials?[\"']?\\s*[:=]\\s*[^\\s\"'/|:]{1,60}\\s*[/|:]\\s*)" MIXED },
  /* Command lines, .netrc, .pgpass. */
  { "(--[\\w-]{0,40}?(?:" SECRET_NAME "|pass|pw)[ \\t=]+)(?!-)(?:" TEXT "|[^\\s\"'\\\\]{3,})" },
  { "(\\b(?:curl|wget|http)\\b[^\\n]{0,200}?\\s(?:-u|--user|-U|--proxy-user)[ =]?[\"']?)"
    "[^\\s\"':]{0,100}:[^\\s\"'\\\\]+" },
  { "(\\blogin(?:\\s|\\\\n)+\\S{1,100}(?:\\s|\\\\n)+passw(?:or)?d\\s+)[^\\s\\\\]+" },
  { "((?<![\\w.*-])[\\w.*-]{1,100}:(?:\\d{4,5}|\\*):(?:\\*|[a-z_][\\w-]{0,62}):[\\w.*-]{1,62}:)"
    "[^\\s:\"'\\\\]{2,}" },
  /* Keys by their form: known beginnings, JSON Web Tokens, long random ones. */
  { "(?<![A-Za-z0-9])(?:[spr]k[-_]|gh[a-z]_|github_pat_|glpat-|xox[a-z]-|hf_|gsk_|xai-)"
    "[A-Za-z0-9_-]{0,80}[\"'](?:\\s*[+,]?\\s*[\"'](?=[\\w-]*\\d)[\\w-]{4,}[\"'])+",
    MQ_REDACTED },
  { "(?<![A-Za-z0-9])(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}", MQ_REDACTED },
  { "(?<![A-Za-z0-9])(?:gh[a-z]_|github_pat_|glpat-|xox[a-z]-|hf_|gsk_|r8_|xai-|pplx-|npm_|"
    "AKIA|ASIA|AIza|ya29\\.)(?=[\\w-]*\\d)[\\w-]{12,}",
    MQ_REDACTED },
  { "(?<![A-Za-z0-9])(?-i:ey[JA]|ew(?:og|0K))[\\w-]{6,}(?:[\"'\\\\+\\s]{0,60}\\.[\"'\\\\+\\s]{0,60}"
    "[\\w-]{10,}|\\.[\\w-]*)*",
    MQ_REDACTED },
  { "(?<![\\w-])(?=[\\w-]*\\d)(?=[\\w-]*(?-i:[a-z]))(?=[\\w-]*(?-i:[A-Z]))[\\w-]{32,}",
    MQ_REDACTED },
  /* Base64 of a short text: digits and both cases again and again, in groups of four. */
  { "(?<![\\w+/.-])(?=(?:[A-Za-z]*+\\d++(?=[A-Za-z])){2})"
    "(?-i:(?=(?:[^\\sa-z]*+[a-z]++[^\\sA-Z]*+[A-Z]){3}))"
    "(?:[\\w+/]{4}){5,}(?:[\\w+/]{2}==|[\\w+/]{3}=)?(?![\\w+/=.-])",
    MQ_REDACTED },
  { "(?<![0-9a-z])(?=[0-9a-f]*[a-f])[0-9a-f]{32,}(?![0-9a-z])", MQ_REDACTED },
  { "(?<![\\w+/])(?=[\\w/]*\\+)(?=[\\w+/]*\\d)[A-Za-z0-9+/]{40,}=*", MQ_REDACTED },
  /* A secret of AWS has 40 characters; no path is so long without a dot, a line or a beginning. */
  { "(?<![\\w+/.~-])(?=[A-Za-z0-9+/]*\\d)(?=\\w*(?-i:[a-z])\\w*/?)(?=[^\\s]{0,40}(?-i:[A-Z]{2}))"
    "[A-Za-z0-9+/]{40,44}(?![\\w+/.=-])",
    MQ_REDACTED },
  { "(?<![\\w.%+-])[\\w.%+-]{1,64} ?[\\[({] ?(?:at|@) ?[\\])}] ?[\\w-]{1,63}"
    "(?: ?(?:\\.|[\\[({] ?(?:dot|\\.) ?[\\])}]) ?[\\w-]{2,63}){1,4}",
    MQ_REDACTED },
  { "(?<![\\w.%+-])[\\w.%+-]{1,200}(?:@|%40)[\\w-]+(?:\\.[\\w-]+)*\\.\\p{L}{2,}", MQ_REDACTED },
};

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_regex_unref (rule->regex);
  g_free (rule->replacement);
  g_free (rule);
}

/* @first: before all others */
static void
add_rule (MqRedactor *self, const char *pattern, const char *replacement, gboolean first)
{
  g_autoptr (GError) error = NULL;
  Rule *rule = g_new (Rule, 1);

  rule->regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_DOTALL | G_REGEX_OPTIMIZE, 0,
                             &error);
  rule->replacement = g_strdup (replacement);
  if (rule->regex == NULL)
    g_error ("%s: %s", pattern, error->message);
  g_ptr_array_insert (self->rules, first ? 0 : -1, rule);
}

/* Returns: (transfer full): a redactor that knows secrets by their form, but no names yet */
MqRedactor *
mq_redactor_new (void)
{
  MqRedactor *self = g_new0 (MqRedactor, 1);

  self->rules = g_ptr_array_new_with_free_func (rule_free);
  /* `service.metrics_token` is the path of a setting: a report has no values of these. */
  self->secret_name = g_regex_new ("^[^.]*" SECRET_NAME "$", G_REGEX_CASELESS, 0, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *pattern = g_strconcat (patterns[i].pattern, DEFINE_TEXT, NULL);

      add_rule (self, pattern,
                patterns[i].replacement != NULL ? patterns[i].replacement : "\\1" MQ_REDACTED,
                FALSE);
    }
  return self;
}

void
mq_redactor_free (MqRedactor *self)
{
  g_ptr_array_unref (self->rules);
  g_regex_unref (self->secret_name);
  g_free (self);
}

/* Adds @text in all the ways it may be written: as it is, in an address, in a JSON string. */
static void
add_text (MqRedactor *self, const char *text, const char *after, const char *replacement)
{
  g_autofree char *path = g_uri_escape_string (text, "/", FALSE);
  g_autofree char *value = g_uri_escape_string (text, NULL, FALSE);
  g_autoptr (GString) json = g_string_new (NULL);
  const char *forms[4] = { text, path, value, NULL };

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if ((guchar)*p < 0x80)
      g_string_append_c (json, *p);
    else
      g_string_append_printf (json, "\\u%04x", g_utf8_get_char (p));
  forms[3] = json->str;

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (i == 0 || !g_str_equal (forms[i], text))
      {
        g_autofree char *escaped = g_regex_escape_string (forms[i], -1);
        g_autofree char *pattern = g_strconcat (*text == '/' ? "" : BEFORE_NAME, escaped, after,
                                                NULL);

        add_rule (self, pattern, replacement, FALSE);
      }
}

/* @secret: (nullable): a text that is removed wherever it is, also in Base64, hexadecimal, a
 * JSON string or an address, and where lines cut it; very short ones are not */
void
mq_redactor_add_secret (MqRedactor *self, const char *secret)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autoptr (GString) hex = g_string_new (NULL);

  if (secret == NULL || strlen (secret) < MIN_SECRET || !g_utf8_validate (secret, -1, NULL))
    return;

  /* Each character as JSON, an address or a text may write it. */
  for (const char *p = secret; *p != '\0'; p = g_utf8_next_char (p))
    {
      const char *next = g_utf8_next_char (p);
      g_autofree char *escaped = g_regex_escape_string (p, next - p);
      g_autofree gunichar2 *units = NULL;
      glong n_units = 0;

      g_string_append (plain, p > secret ? CUT : "");
      if (g_ascii_isalnum (*p))
        {
          g_string_append_c (plain, *p);
          continue;
        }

      g_string_append_printf (plain, "(?:\\\\{0,7}%s|", escaped);
      for (const char *byte = p; byte < next; byte++)
        g_string_append_printf (plain, "%%%02x", (guchar)*byte);
      units = g_utf8_to_utf16 (p, next - p, NULL, &n_units, NULL);
      for (glong i = 0; i < n_units; i++)
        g_string_append_printf (plain, "%s\\\\{1,7}u%04x", i == 0 ? "|" : "", units[i]);
      g_string_append (plain, *p == ' ' ? "|\\+)" : ")");
    }
  for (const char *p = secret; *p != '\0'; p++)
    g_string_append_printf (hex, "%s%02x", p > secret ? HEX_GAP : "", (guchar)*p);
  add_rule (self, hex->str, MQ_REDACTED, TRUE);
  for (gsize shift = 0; shift < 3; shift++)
    {
      g_autofree char *bytes = g_strdup_printf ("%.*s%s", (int)shift, "  ", secret);
      g_autofree char *code = g_base64_encode ((const guchar *)bytes, strlen (bytes));
      gsize end = strlen (bytes) * 8 / 6;
      g_autoptr (GString) pattern = g_string_new (NULL);

      /* The part of the Base64 of a longer text that @secret alone decides, when @shift bytes
       * of a group of three are before it. */
      for (gsize i = shift == 0 ? 0 : shift + 1; i < end; i++)
        {
          g_string_append (pattern, pattern->len > 0 ? CUT : "");
          if (code[i] == '+')
            g_string_append (pattern, "(?:[+-]|%2b)");
          else if (code[i] == '/')
            g_string_append (pattern, "(?:\\\\{0,7}[/_]|%2f)");
          else
            g_string_append_c (pattern, code[i]);
        }
      g_string_append (pattern, "[\\w+/-]{0,4}={0,2}");
      add_rule (self, pattern->str, MQ_REDACTED, TRUE);
    }

  add_rule (self, plain->str, MQ_REDACTED, TRUE);
}

/* @home: (nullable): a folder that becomes `~`, also where links lead to it */
void
mq_redactor_add_home (MqRedactor *self, const char *home)
{
  g_autofree char *target = home != NULL ? realpath (home, NULL) : NULL;
  const char *paths[] = { home, g_strcmp0 (home, target) != 0 ? target : NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (paths[i] != NULL && *paths[i] == '/' && strlen (paths[i]) > 1
        && g_utf8_validate (paths[i], -1, NULL))
      add_text (self, paths[i], "(?![\\p{L}\\p{N}_-])", "~");
}

/* Whether @name is a word of Maquette's own texts: of what it can make, or of its library. */
static gboolean
is_ordinary (const char *name)
{
  static const char *const sources[] = { "sketcher/words.json", "agents/shared.md",
                                         "agents/toolkit.txt", "knowledge/words.json" };
  static const char *const words[] = { "root",      "user",     "admin",   "home",
                                       "test",      "maquette", "blender", "python",
                                       "localhost", "debian",   "unknown", NULL };
  g_autofree char *lower = g_utf8_strdown (name, -1);
  g_autofree char *kind = g_strconcat ("sketcher/kinds/", lower, NULL);
  g_autofree char *known = strchr (lower, '/') == NULL ? mq_paths_find_data (kind) : NULL;
  g_autofree char *escaped = g_regex_escape_string (lower, -1);
  g_autofree char *pattern = g_strconcat (BEFORE_NAME, escaped, AFTER_NAME, NULL);

  if (known != NULL || g_strv_contains (words, lower))
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autofree char *path = mq_paths_find_data (sources[i]);
      g_autofree char *text = NULL;

      if (path != NULL && g_file_get_contents (path, &text, NULL, NULL)
          && g_utf8_validate (text, -1, NULL)
          && g_regex_match_simple (pattern, text, G_REGEX_CASELESS, 0))
        return TRUE;
    }

  return FALSE;
}

/* A name that is also an ordinary word, such as “chair”, is replaced only where it must be a
 * name: as a folder, and before `@`. A very short one is not replaced elsewhere either. @name:
 * (nullable): a name of a person or a computer; @replacement: what stands in its place. */
void
mq_redactor_add_name (MqRedactor *self, const char *name, const char *replacement)
{
  g_autofree char *escaped = NULL;
  g_autofree char *pattern = NULL;
  g_autofree char *folder = NULL;

  if (name == NULL || *name == '\0' || !g_utf8_validate (name, -1, NULL))
    return;
  if (g_utf8_strlen (name, -1) >= MIN_NAME && !is_ordinary (name))
    {
      add_text (self, name, AFTER_NAME, replacement);
      return;
    }

  escaped = g_regex_escape_string (name, -1);
  pattern = g_strconcat (BEFORE_NAME, escaped, "(?=@[\\w-])", NULL);
  add_rule (self, pattern, replacement, FALSE);
  folder = g_strconcat ("(?<=[\\w~.]/)", escaped, "(?=/)", NULL);
  add_rule (self, folder, replacement, FALSE);
}

/* Adds the names and secrets of whoever runs this program. */
void
mq_redactor_add_user (MqRedactor *self)
{
  const struct passwd *entry = getpwuid (geteuid ());
  const char *host = g_get_host_name ();
  g_autofree char *short_host = g_strndup (host, strcspn (host, "."));
  const char *names[] = { g_get_user_name (), g_getenv ("USER"), g_getenv ("LOGNAME") };
  const char *const groups[] = { "places", "variables" };
  g_auto (GStrv) variables = g_listenv ();
  g_autoptr (JsonObject) keys = mq_memory_keys_collect ();
  const char *real_name;
  g_auto (GStrv) parts = NULL;

  /* Values of the environment that are secrets by their names, and the keys that the user entered.
   */
  for (gsize i = 0; variables[i] != NULL; i++)
    {
      const char *value = g_getenv (variables[i]);

      /* Files that have one, such as XAUTHORITY, are no secrets. */
      if (*value != '/'
          && g_regex_match_simple ("KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH", variables[i], 0, 0))
        mq_redactor_add_secret (self, value);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      JsonObject *held = json_object_get_object_member (keys, groups[i]);
      g_autoptr (GList) members = json_object_get_members (held);

      for (GList *each = members; each != NULL; each = each->next)
        mq_redactor_add_secret (self, json_object_get_string_member (held, each->data));
    }

  mq_redactor_add_home (self, g_get_home_dir ());
  mq_redactor_add_home (self, entry != NULL ? entry->pw_dir : NULL);
  add_rule (self, "(" SLASH "(?:home|Users|media)" SLASH ")(?!USER)[^/\\\\%\\s\"'<>:]+", "\\1USER",
            FALSE);

  real_name = g_get_real_name ();
  if (real_name != NULL && !g_str_equal (real_name, "Unknown"))
    {
      mq_redactor_add_name (self, real_name, "USER");
      parts = g_strsplit_set (real_name, " ,.", -1);
      for (gsize i = 0; parts[i] != NULL; i++)
        if (g_utf8_strlen (parts[i], -1) >= MIN_NAME && !is_ordinary (parts[i]))
          mq_redactor_add_name (self, parts[i], "USER");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (i == 0 || g_strcmp0 (names[i], names[0]) != 0)
      mq_redactor_add_name (self, names[i], "USER");
  mq_redactor_add_name (self, host, "HOST");
  if (!g_str_equal (host, short_host))
    mq_redactor_add_name (self, short_host, "HOST");
}

/* @text: any text. Returns: (transfer full): it, as UTF-8, without what is secret. A text on
 * which a pattern fails is removed as a whole */
char *
mq_redactor_apply (MqRedactor *self, const char *text)
{
  char *result = g_utf8_make_valid (text, -1);

  MQ_EACH (self->rules, i, const Rule, rule)
    {
      g_autofree char *before = result;

      if (!(result = g_regex_replace (rule->regex, before, -1, 0, rule->replacement, 0, NULL)))
        return g_strdup (MQ_REDACTED);
    }

  return result;
}

/* @node: a value; at most as deep as %MQ_JSON_MAX_DEPTH. Returns: (transfer full): a copy of it,
 * with mq_redactor_apply() on each text and each name of a member. What a member has that is
 * called `token` or the like is removed, but for a number */
JsonNode *
mq_redactor_apply_to_json (MqRedactor *self, JsonNode *node)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonArray) list = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (JsonObject) result = json_object_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init_ordered (&iter, object);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        {
          g_autofree char *shown = mq_redactor_apply (self, name);

          if ((!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) == G_TYPE_STRING)
              && !JSON_NODE_HOLDS_NULL (value) && g_regex_match (self->secret_name, name, 0, NULL))
            json_object_set_string_member (result, shown, MQ_REDACTED);
          else
            json_object_set_member (result, shown, mq_redactor_apply_to_json (self, value));
        }

      return json_node_init_object (json_node_alloc (), result);
    }

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      text = mq_redactor_apply (self, json_node_get_string (node));
      return json_node_init_string (json_node_alloc (), text);
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return json_node_copy (node);

  list = json_array_new ();
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    json_array_add_element (
        list,
        mq_redactor_apply_to_json (self, json_array_get_element (json_node_get_array (node), i)));
  return json_node_init_array (json_node_alloc (), list);
}
