/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAgents, see mq-agents.h. */
#include "service/roles/mq-agents.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"

#include <string.h>

#define FINISHES_HEADING "# Finishes"
#define WORDS_MARK "? "
#define EXCEPT_MARK "-"
#define DOUBTFUL_MARK "~"
/* Letters by which a word may be longer than that of a section: "drill", "drilled" */
#define MAX_ENDING 3
/* Bytes of a toolkit function's docstring, used when toolkit.txt does not describe the function. */
#define MAX_DOCSTRING 320

static const char *const roles[] = {
  "planner",  "writer", "writer-group", "writer-part", "debugger",
  "rewriter", "critic", "verifier",     "refiner",     "variants",
};
static const char *const roles_with_schema[] = { "planner", "critic", "verifier" };

/* Functions of the toolkit for some assets only: those about which one of the words is said. */
typedef struct
{
  GStrv words;
  GString *text;
} Section;

static void
section_free (gpointer data)
{
  Section *self = data;

  g_strfreev (self->words);
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
mq_agents_free (MqAgents *self)
{
  g_free (self->shared);
  g_free (self->toolkit);
  g_clear_pointer (&self->sections, g_ptr_array_unref);
  g_free (self->finishes);
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->schemas);
  g_free (self);
}

static char *
read_text (const char *dir, const char *name, const char *suffix, GError **error)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (dir, file, NULL);
  char *text = NULL;
  const char *end;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  /* The first line, "<!-- version 2 -->", is for editors of the file, not for the model. */
  if (g_str_has_prefix (text, "<!--") && (end = strchr (text, '\n')) != NULL)
    memmove (text, end + 1, strlen (end + 1) + 1);
  return text;
}

static char *
replace (const char *text, const char *name, const char *value)
{
  g_autofree char *mark = g_strdup_printf ("{{%s}}", name);
  g_auto (GStrv) pieces = g_strsplit (text, mark, -1);

  return g_strjoinv (value, pieces);
}

static JsonObject *
read_schema (const char *dir, const char *role, GError **error)
{
  g_autofree char *text = read_text (dir, role, ".schema.json", error);
  g_autofree char *file = g_strconcat (role, ".schema.json: ", NULL);
  g_autofree char *kinds = mq_requirement_join_kinds ("\", \"");
  g_autofree char *whole = text != NULL ? replace (text, "requirements", kinds) : NULL;
  JsonObject *schema = whole != NULL ? mq_json_parse_object (whole, -1, error) : NULL;

  if (whole != NULL && schema == NULL)
    g_prefix_error_literal (error, file);
  return schema;
}

/* The docstring on one line: as much as fits into @most bytes, at least its first sentence. */
static char *
collapse (const char *doc, gsize most)
{
  const char *end = strstr (doc, "\"\"\"");
  g_autofree char *whole = g_strndup (doc, end != NULL ? (gsize)(end - doc) : 0);
  g_auto (GStrv) words = g_strsplit_set (whole, " \n", -1);
  GString *text = g_string_new (NULL);
  gsize sentence = 0;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (sentence > 0 && text->len + strlen (words[i]) > most)
        break;
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i]);
      if (g_str_has_suffix (words[i], "."))
        sentence = text->len;
    }

  /* A sentence that does not fit is dropped entirely. */
  if (sentence > 0)
    g_string_truncate (text, sentence);
  return g_string_free (text, FALSE);
}

/**
 * mq_agents_append_signature:
 * @text: receives a line, "box(name, size, location, material, part, bevel=0.004): A box with
 *   bevelled edges"
 * @function: a function of the toolkit
 * @said: (nullable): replaces its docstring
 */
void
mq_agents_append_signature (GString *text, const MqPythonFunction *function, const char *said)
{
  const char *head = strstr (function->text, "def ");
  const char *end = strstr (head, "):");
  const char *doc = strstr (head, "\"\"\"");
  g_autofree char *signature = g_strndup (head + 4, end != NULL ? end + 1 - head - 4 : 0);
  g_autofree char *own = said == NULL && doc != NULL ? collapse (doc + 3, MAX_DOCSTRING) : NULL;
  g_auto (GStrv) words = g_strsplit_set (signature, " \n", -1);
  const char *what = said != NULL ? said : own != NULL ? own : "";

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", words[i]);
  g_string_append_printf (text, "%s%s\n", *what != '\0' ? ": " : "", what);
}

/* Where the lines below a heading go: to a section of its own if the next line has its words. */
static GString *
begin_section (MqAgents *self, const char *next, GString *general)
{
  Section *section;

  if (next == NULL || !g_str_has_prefix (next, WORDS_MARK))
    return general;

  section = g_new0 (Section, 1);
  section->words = g_strsplit (next + strlen (WORDS_MARK), " ", -1);
  section->text = g_string_new (NULL);
  g_ptr_array_add (self->sections, section);
  return section->text;
}

static gboolean
read_toolkit (MqAgents *self, const char *dir, MqPythonLibrary *library, GError **error)
{
  g_autofree char *list = read_text (dir, "toolkit", ".txt", error);
  g_autofree char *introduction = list != NULL ? read_text (dir, "toolkit", ".md", error) : NULL;
  g_auto (GStrv) lines = g_strsplit (list != NULL ? list : "", "\n", -1);
  g_autoptr (GString) general = g_string_new (NULL);
  g_autoptr (GString) finishes = g_string_new (NULL);
  GString *text = general;
  gboolean finish = FALSE;

  if (introduction == NULL)
    return FALSE;

  /* The first line describes the file itself. */
  for (gsize i = 1; lines[i] != NULL; i++)
    {
      const MqPythonFunction *function = NULL;
      char *said = strchr (lines[i], ':');

      if (g_str_has_prefix (lines[i], "# "))
        {
          if (finish)
            g_string_append_printf (text, "%s\n", finishes->str);
          finish = g_str_has_prefix (lines[i], FINISHES_HEADING);
          text = begin_section (self, lines[i + 1], general);
          g_string_append_printf (text, "%s:\n", lines[i] + 2);
          continue;
        }

      if (*lines[i] == '\0' || g_str_has_prefix (lines[i], WORDS_MARK))
        continue;

      if (said != NULL)
        {
          *said++ = '\0';
          g_strstrip (said);
        }
      if ((function = mq_python_library_lookup (library, lines[i])) == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "toolkit.txt, line %" G_GSIZE_FORMAT ": the library has no “%s”", i + 1,
                        lines[i]);

      if (finish)
        g_string_append_printf (finishes, "%s%s", finishes->len > 0 ? ", " : "", lines[i]);
      else
        mq_agents_append_signature (text, function, said);
    }
  if (finish)
    g_string_append_printf (text, "%s\n", finishes->str);

  self->toolkit = replace (introduction, "toolkit", general->str);
  self->finishes = g_string_free (g_steal_pointer (&finishes), FALSE);
  return TRUE;
}

/**
 * mq_agents_new:
 * @dir: data/agents
 * @library: the functions that toolkit.txt lists
 * @error: names the file that is missing or invalid
 *
 * Returns: (transfer full) (nullable): the texts
 */
MqAgents *
mq_agents_new (const char *dir, MqPythonLibrary *library, GError **error)
{
  g_autoptr (MqAgents) self = g_new0 (MqAgents, 1);

  self->sections = g_ptr_array_new_with_free_func (section_free);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->schemas = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify)json_object_unref);
  if (!(self->shared = read_text (dir, "shared", ".md", error))
      || !read_toolkit (self, dir, library, error))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      char *text = read_text (dir, roles[i], ".md", error);

      if (text == NULL)
        return NULL;
      g_hash_table_insert (self->texts, (gpointer)roles[i], text);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (roles_with_schema); i++)
    {
      JsonObject *schema = read_schema (dir, roles_with_schema[i], error);

      if (schema == NULL)
        return NULL;
      g_hash_table_insert (self->schemas, (gpointer)roles_with_schema[i], schema);
    }

  return g_steal_pointer (&self);
}

static gboolean
is_word (const char *word, const char *text, gsize length)
{
  gsize least = strlen (word);

  return length >= least && length <= least + MAX_ENDING
         && g_ascii_strncasecmp (text, word, least) == 0;
}

/* The section's word that this one is; NULL: none, or an exception. */
static const char *
find_word (const Section *section, const char *text, gsize length)
{
  const char *found = NULL;

  for (gsize i = 0; section->words[i] != NULL; i++)
    {
      const char *word = section->words[i];

      if (*word == *EXCEPT_MARK && is_word (word + 1, text, length))
        return NULL;
      if (is_word (*word == *DOUBTFUL_MARK ? word + 1 : word, text, length))
        found = word;
    }

  return found;
}

/* A word that means other things as well needs a second one: a stem and a leaf. */
static gboolean
is_about (const Section *section, const char *text)
{
  const char *doubtful = NULL;

  while (*text != '\0')
    {
      const char *start = text;
      const char *word;

      while (g_ascii_isalpha (*text))
        text++;
      word = find_word (section, start, (gsize)(text - start));
      if (word != NULL && (*word != *DOUBTFUL_MARK || (doubtful != NULL && doubtful != word)))
        return TRUE;
      doubtful = word != NULL ? word : doubtful;
      if (text == start)
        text++;
    }

  return FALSE;
}

/**
 * mq_agents_dup_special_toolkit:
 * @about: what the asset is: the parts of its plan, or the user's words
 *
 * Returns: (transfer full) (nullable): the functions for such things as it speaks of; %NULL for
 * none
 */
char *
mq_agents_dup_special_toolkit (MqAgents *self, const char *about)
{
  g_autoptr (GString) text = g_string_new ("More of the toolkit:\n");
  gsize length = text->len;

  for (guint i = 0; i < self->sections->len; i++)
    {
      const Section *section = g_ptr_array_index (self->sections, i);

      if (is_about (section, about))
        g_string_append (text, section->text->str);
    }

  return text->len > length ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * mq_agents_dup_shared:
 * @blender_version: (nullable): "4.3.2"
 *
 * Returns: (transfer full): the rules that all roles share, the same for every role of a run, so
 *   that providers can cache them
 */
char *
mq_agents_dup_shared (MqAgents *self, const char *blender_version)
{
  return replace (self->shared, "blender",
                  blender_version != NULL ? blender_version : "4.2 or newer");
}

/**
 * mq_agents_dup_role:
 * @role: "planner", …
 * @replacements: (nullable) (array zero-terminated=1): name, value, name, value …; each value takes
 *   the place of `{{name}}`
 *
 * Returns: (transfer full): the role's text
 */
char *
mq_agents_dup_role (MqAgents *self, const char *role, const char *const *replacements)
{
  char *text;

  text = g_strdup (g_hash_table_lookup (self->texts, role));
  for (gsize i = 0; replacements != NULL && replacements[i] != NULL; i += 2)
    {
      g_autofree char *old = text;

      text = replace (old, replacements[i], replacements[i + 1]);
    }

  return text;
}
