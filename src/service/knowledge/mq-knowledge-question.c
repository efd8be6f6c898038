/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Parser of questions, see mq-knowledge-question.h. */
#include "service/knowledge/mq-knowledge-question.h"

#include "service/knowledge/mq-knowledge-words.h"

#include <string.h>

#define MAX_NAMES 12
#define MAX_WORDS 40

/* Patterns of known error messages; group "o" is the type or operator, "n" the wrong name. The
 * message's own words do not help a search, so they are removed. */
static const char *const messages[] = {
  "'(?<o>\\w+)' object has no attribute '(?<n>\\w+)'",
  "module '(?<o>[\\w.]+)' has no attribute '(?<n>\\w+)'",
  "type object '(?<o>\\w+)' has no attribute '(?<n>\\w+)'",
  "bpy_prop_collection\\[key\\]: [Kk]ey \"(?<n>[^\"]{1,80})\" not found",
  "[Kk]ey \"(?<n>[^\"]{1,80})\" not found",
  "[Kk]eyError: '(?<n>[^']{1,80})'",
  "(?<o>\\w+)\\.(?<n>\\w+) enum \"",
  "enum \"(?<n>[^\"]{1,80})\" not found in",
  "Calling operator \"(?:bpy\\.ops\\.)?(?<n>[\\w.]+)\" error, could not be found",
  "(?<n>bpy\\.ops\\.[\\w.]+)\\.poll\\(\\) failed",
  "keyword \"(?<n>\\w+)\" (?:unrecognized|is invalid for this operator)",
  "(?:(?<o>\\w+)\\(\\) )?got an unexpected keyword argument '(?<n>\\w+)'",
  "'(?<n>\\w+)' is an invalid keyword argument for (?<o>\\w+)",
  "Node type (?<n>\\w+) undefined",
  "[Nn]ode type '?(?<n>\\w+)'? (?:is )?(?:not registered|unknown)",
  "No module named '(?<n>[\\w.]+)'",
  "cannot import name '(?<n>\\w+)' from '(?<o>[\\w.]+)'",
  "name '(?<n>\\w+)' is not defined",
  "(?<o>\\w+)\\.(?<n>\\w+)\\(\\): ",
  "(?<o>\\w+)\\.(?<n>\\w+): ",
};

/* Text around such a message. */
static const char noise[]
    = "Traceback \\(most recent call last\\):|File \"[^\"]*\", line \\d+,? ?(?:in \\S+)?|line \\d+"
      "|\\b(?:Attribute|Type|Key|Runtime|Value|Name|Import|ModuleNotFound|Index|Reference)Error\\b"
      "|bpy_struct: item\\.attr = val:|Converting py args to operator properties:*"
      "|bpy_prop_collection\\[(?:key|index)\\]:?|\\bError:|expected a \\w+ type, not \\w+"
      "|not found in|could not be found|has no attribute|unexpected keyword argument"
      "|context is incorrect|\\(most recent call last\\)|not writable|is read-only";

/* Names as in code: dotted, with underscores, in camel case, in capitals. */
static const char code_names[]
    = "\\b[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*|\\[[\"'][^\"'\\]]{1,60}[\"']\\])+"
      "|\\b\\w+_\\w+\\b|\\b[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]*)+\\b|\\b[A-Z][A-Z0-9]{3,}\\b"
      "|\\b(?:BM|bm)[A-Z][a-z]+\\b|\\b[A-Z]\\w+(?: [A-Z]\\w+)+\\b";
static const char quoted_names[] = "[\"'‘“`]([A-Za-z][^\"'’”`\\n]{1,60})[\"'’”`]";

typedef struct
{
  GRegex *messages[G_N_ELEMENTS (messages)];
  GRegex *noise;
  GRegex *code;
  GRegex *quoted;
  GRegex *version;
} Patterns;

static GRegex *
compile (const char *pattern)
{
  g_autoptr (GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, G_REGEX_OPTIMIZE | G_REGEX_DUPNAMES, 0, &error);

  if (regex == NULL)
    g_error ("%s: %s", pattern, error->message);

  return regex;
}

static const Patterns *
get_patterns (void)
{
  static Patterns patterns;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
        patterns.messages[i] = compile (messages[i]);
      patterns.noise = compile (noise);
      patterns.code = compile (code_names);
      patterns.quoted = compile (quoted_names);
      patterns.version
          = compile ("\\b(?:[Bb]lender\\s*)?v?[2-6]\\.\\d{1,2}(?:\\.\\d+)?(?: LTS)?\\+?(?!\\w)");
      g_once_init_leave (&once, 1);
    }

  return &patterns;
}

static void
add_name (MqKnowledgeQuestion *self, const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  const char *bare = g_strstrip (lower);

  if (self->names->len < MAX_NAMES && strlen (bare) > 1
      && !g_ptr_array_find_with_equal_func (self->names, bare, g_str_equal, NULL))
    g_ptr_array_add (self->names, g_strdup (bare));
}

static char *
fetch_named (GMatchInfo *match, const char *group)
{
  g_autofree char *text = g_match_info_fetch_named (match, group);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* Finds the known messages in @text and removes them except for the names in them. */
static char *
read_messages (MqKnowledgeQuestion *self, const char *text)
{
  const Patterns *patterns = get_patterns ();
  g_autofree char *rest = g_strdup (text);
  g_autofree char *clean = NULL;
  g_autoptr (GString) named = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GMatchInfo) match = NULL;
      g_autofree char *name = NULL;
      g_autofree char *owner = NULL;
      int start;
      int end;

      if (!g_regex_match (patterns->messages[i], rest, 0, &match))
        continue;

      self->is_error = TRUE;
      name = fetch_named (match, "n");
      owner = fetch_named (match, "o");
      if (owner != NULL && self->owner == NULL)
        {
          self->owner = g_utf8_strdown (owner, -1);
          self->wrong = name != NULL ? g_utf8_strdown (name, -1) : NULL;
        }
      if (name != NULL && owner != NULL)
        {
          g_autofree char *both = g_strdup_printf ("%s.%s", owner, name);

          add_name (self, both);
        }
      if (name != NULL)
        add_name (self, name);
      if (name != NULL && self->key == NULL && strstr (messages[i], "[Kk]ey") != NULL)
        self->key = g_utf8_strdown (name, -1);
      g_string_append_printf (named, " %s %s", owner != NULL ? owner : "",
                              name != NULL ? name : "");

      g_match_info_fetch_pos (match, 0, &start, &end);
      memset (rest + start, ' ', end - start);
    }

  if (g_regex_match (patterns->noise, text, 0, NULL))
    self->is_error = TRUE;
  clean = g_regex_replace_literal (patterns->noise, rest, -1, 0, " ", 0, NULL);
  return g_strconcat (clean != NULL ? clean : rest, named->str, NULL);
}

static void
add_matches (MqKnowledgeQuestion *self, GRegex *regex, const char *text, int group)
{
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, group);

      add_name (self, name);
    }
}

static gboolean
asks_for_change (const char *text)
{
  static const char *const tellers[] = {
    "removed",       "renamed",         "replac",     "instead of", "no longer",
    "deprecat",      "anymore",         "any more",   "gone",       "missing",
    "used to",       "new name",        "changed",    "disappear",  "where did",
    "what happened", "stopped working", "equivalent", "old ",       "called now",
  };
  g_autofree char *lower = g_utf8_strdown (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (tellers); i++)
    if (strstr (lower, tellers[i]) != NULL)
      return TRUE;

  return FALSE;
}

static void
add_words (MqKnowledgeQuestion *self, const char *text)
{
  g_autoptr (GPtrArray) words = mq_knowledge_split_words (text);

  for (guint i = 0; i < words->len && self->words->len < MAX_WORDS; i++)
    {
      const char *word = g_ptr_array_index (words, i);

      if (strlen (word) > 1 && !mq_knowledge_is_stop_word (word)
          && !g_ptr_array_find_with_equal_func (self->words, word, g_str_equal, NULL))
        g_ptr_array_add (self->words, g_strdup (word));
    }
}

/* @text: words, identifiers, an error message, a task. Returns: (transfer full): the parsed
 * question */
MqKnowledgeQuestion *
mq_knowledge_question_new (const char *text)
{
  const Patterns *patterns = get_patterns ();
  MqKnowledgeQuestion *self = g_new0 (MqKnowledgeQuestion, 1);
  g_autofree char *valid = g_utf8_make_valid (text,
                                              (gssize)strnlen (text, MQ_KNOWLEDGE_MAX_QUESTION));
  g_autofree char *timeless = NULL;
  g_autofree char *rest = NULL;

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->words = g_ptr_array_new_with_free_func (g_free);
  self->about_change = g_regex_match (patterns->version, valid, 0, NULL) || asks_for_change (valid);
  timeless = g_regex_replace_literal (patterns->version, valid, -1, 0, " ", 0, NULL);
  rest = read_messages (self, timeless != NULL ? timeless : valid);

  add_matches (self, patterns->quoted, rest, 1);
  add_matches (self, patterns->code, rest, 0);
  add_words (self, rest);

  return self;
}

void
mq_knowledge_question_free (MqKnowledgeQuestion *self)
{
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->words);
  g_free (self->owner);
  g_free (self->wrong);
  g_free (self->key);
  g_free (self);
}
