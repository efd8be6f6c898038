/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Corpus of data/knowledge, see mq-knowledge-corpus.h. */
#include "service/knowledge/mq-knowledge-corpus.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "service/knowledge/mq-knowledge-search.h"

#include <string.h>

#define MAX_FILE (1024 * 1024)

/* Files below data/knowledge with this suffix, sorted; (element-type filename) */
static GPtrArray *
list_files (const char *data_dir, const char *folder, const char *suffix)
{
  g_autofree char *path = g_build_filename (data_dir, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, suffix) && *name != '.' && *name != '_')
      g_ptr_array_add (files, g_build_filename (path, name, NULL));

  g_ptr_array_sort_values (files, (GCompareFunc)strcmp);
  return files;
}

static char *
read_file (const char *path, GError **error)
{
  gsize length;
  g_autofree char *text = mq_files_load (path, MAX_FILE, &length, error);

  if (text != NULL && !g_utf8_validate_len (text, length, NULL))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” is no UTF-8 text", path);

  return g_steal_pointer (&text);
}

static JsonNode *
read_json (const char *path, GError **error)
{
  g_autofree char *text = read_file (path, error);
  JsonNode *node = text != NULL ? mq_json_parse (text, -1, error) : NULL;

  if (text != NULL && node == NULL)
    g_prefix_error (error, "“%s”: ", path);

  return node;
}

/* "4.3.2-unknown" and "4.2" as numbers that compare. */
static guint64
version_number (const char *version)
{
  guint64 number = 0;
  const char *p = version;

  for (int i = 0; i < 3; i++)
    {
      char *end = (char *)p;
      guint64 part = g_ascii_isdigit (*p) ? g_ascii_strtoull (p, &end, 10) : 0;

      number = number * 10000 + MIN (part, 9999);
      p = *end == '.' ? end + 1 : "";
    }

  return number;
}

static gboolean
version_between (const char *blender, const char *from, const char *until)
{
  guint64 version = version_number (blender);

  return (from == NULL || version >= version_number (from))
         && (until == NULL || version < version_number (until));
}

/* ">=4.2 <5.0" */
static gboolean
version_matches (const char *blender, const char *range)
{
  g_auto (GStrv) bounds = g_strsplit (range, " ", -1);

  for (char **bound = bounds; *bound != NULL; bound++)
    if ((g_str_has_prefix (*bound, ">=") && !version_between (blender, *bound + 2, NULL))
        || (g_str_has_prefix (*bound, "<") && !version_between (blender, NULL, *bound + 1)))
      return FALSE;

  return TRUE;
}

/* At most six ids, from "a, b" */
static char *
covers_from_list (const char *list)
{
  g_auto (GStrv) ids = g_strsplit (list, ",", -1);
  g_autoptr (JsonArray) covers = json_array_new ();

  for (char **id = ids; *id != NULL && json_array_get_length (covers) < 6; id++)
    if (*g_strstrip (*id) != '\0')
      json_array_add_string_element (covers, *id);

  return mq_json_array_to_string (covers, FALSE);
}

/* The text between the first pair of three quotes. */
static char *
docstring_of (const char *code)
{
  const char *start = strstr (code, "\"\"\"");
  const char *end = start != NULL ? strstr (start + 3, "\"\"\"") : NULL;

  return end != NULL ? g_strndup (start + 3, end - start - 3) : NULL;
}

/* "Makes: rowing boat, canoe" */
static void
add_things (MqKnowledgeEntry *entry, const char *list)
{
  g_auto (GStrv) things = g_strsplit (list, ",", -1);

  for (char **thing = things; *thing != NULL; thing++)
    {
      g_autofree char *name = mq_knowledge_making_name (*thing);

      if (*g_strstrip (*thing) != '\0')
        mq_knowledge_entry_add_name (entry, name);
    }
}

/* The code without the lines of its docstring that only the index reads. */
static void
append_code (GString *text, const char *code)
{
  static const char *const headings[] = { "Words:", "Makes:", "Covers:", "Blender:" };
  gboolean in_docstring = TRUE;
  const char *next;

  for (const char *line = code; *line != '\0'; line = next)
    {
      const char *end = strchr (line, '\n');
      gboolean heading = FALSE;

      next = end != NULL ? end + 1 : line + strlen (line);
      if (line > code && g_str_has_prefix (line, "\"\"\""))
        in_docstring = FALSE;
      for (gsize i = 0; in_docstring && i < G_N_ELEMENTS (headings); i++)
        heading |= g_str_has_prefix (line, headings[i]);
      if (!heading)
        g_string_append_len (text, line, next - line);
    }
}

/* Leaves @made NULL when the example is for other versions. */
static gboolean
read_example (const char *path, const char *blender, MqKnowledgeEntry **made, GError **error)
{
  g_autofree char *code = read_file (path, error);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *doc = NULL;
  g_autofree char *id = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) covers = g_string_new (NULL);
  g_autoptr (MqKnowledgeEntry) entry = NULL;

  if (code == NULL)
    return FALSE;

  if (!(doc = docstring_of (code)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” has no docstring", path);

  base[strlen (base) - strlen (".py")] = '\0';
  id = g_strconcat ("example:", base, NULL);
  lines = g_strsplit (doc, "\n", -1);
  entry = mq_knowledge_entry_new (id, MQ_KNOWLEDGE_EXAMPLE, lines[0] != NULL ? lines[0] : base);
  g_ptr_array_add (entry->phrases, g_strdup (entry->title));
  for (char **line = lines + 1; lines[0] != NULL && *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, "Words:"))
        mq_knowledge_entry_add_phrases (entry, *line + strlen ("Words:"));
      else if (g_str_has_prefix (*line, "Makes:"))
        add_things (entry, *line + strlen ("Makes:"));
      else if (g_str_has_prefix (*line, "Covers:"))
        /* Several such lines form one list. */
        g_string_append_printf (covers, "%s,", *line + strlen ("Covers:"));
      else if (g_str_has_prefix (*line, "Blender:"))
        {
          if (!version_matches (blender, g_strstrip (*line + strlen ("Blender:"))))
            return TRUE;
        }
      else
        g_string_append_printf (entry->doc, "%s ", *line);
    }

  g_free (entry->covers);
  entry->covers = covers_from_list (covers->str);
  append_code (entry->text, code);
  g_string_append (entry->members, strstr (code, doc) + strlen (doc));
  *made = g_steal_pointer (&entry);
  return TRUE;
}

static gboolean
read_examples (MqKnowledgeCorpus *self, const char *data_dir, const char *blender, GError **error)
{
  g_autoptr (GPtrArray) files = list_files (data_dir, "examples", ".py");

  for (guint i = 0; i < files->len; i++)
    {
      MqKnowledgeEntry *entry = NULL;

      if (!read_example (g_ptr_array_index (files, i), blender, &entry, error))
        return FALSE;
      if (entry != NULL)
        g_ptr_array_add (self->entries, entry);
    }

  return TRUE;
}

/* A text or a list of texts. */
static void
for_each_text (JsonObject *json, const char *key, void (*func) (MqKnowledgeEntry *, const char *),
               MqKnowledgeEntry *entry)
{
  JsonArray *list = mq_json_get_array (json, key);
  const char *text = list == NULL ? mq_json_get_string (json, key, NULL) : NULL;

  if (text != NULL)
    func (entry, text);
  for (guint i = 0; i < mq_json_length (list); i++)
    if (mq_json_element_string (list, i) != NULL)
      func (entry, mq_json_element_string (list, i));
}

static void
add_old_name (MqKnowledgeEntry *entry, const char *name)
{
  const char *dot = strrchr (name, '.');

  mq_knowledge_entry_add_name (entry, name);
  g_string_append_printf (entry->members, "%s ", name);
  /* "Material.shadow_method" is also found as "shadow_method". */
  if (dot != NULL && strchr (dot, '_') != NULL)
    mq_knowledge_entry_add_name (entry, dot + 1);
}

static void
add_error (MqKnowledgeEntry *entry, const char *text)
{
  g_string_append_printf (entry->members, "%s ", text);
  g_ptr_array_add (entry->phrases, g_strdup (text));
}

static MqKnowledgeEntry *
read_pitfall (JsonObject *json, GError **error)
{
  const char *name = mq_json_require_string (json, "id", error);
  const char *title = name != NULL ? mq_json_require_string (json, "title", error) : NULL;
  const char *text = mq_json_get_string (json, "text", "");
  const char *instead = mq_json_get_string (json, "instead", NULL);
  const char *from = mq_json_get_string (json, "from", NULL);
  const char *until = mq_json_get_string (json, "until", NULL);
  JsonArray *covers = mq_json_get_array (json, "covers");
  g_autofree char *id = g_strconcat ("pitfall:", name, NULL);
  MqKnowledgeEntry *entry;

  if (title == NULL)
    return NULL;

  entry = mq_knowledge_entry_new (id, MQ_KNOWLEDGE_PITFALL, title);
  g_ptr_array_add (entry->phrases, g_strdup (title));
  mq_knowledge_entry_add_phrases (entry, mq_json_get_string (json, "words", ""));
  for_each_text (json, "names", add_old_name, entry);
  for_each_text (json, "error", add_error, entry);

  g_string_append (entry->text, title);
  if (from != NULL || until != NULL)
    g_string_append_printf (entry->text, " (Blender%s%s%s%s)", from != NULL ? " from " : "",
                            from != NULL ? from : "", until != NULL ? " before " : "",
                            until != NULL ? until : "");
  g_string_append_printf (entry->text, "\n%s", text);
  if (instead != NULL)
    g_string_append_printf (entry->text, "\nInstead:\n%s", instead);
  g_string_append_printf (entry->doc, "%s %s", text, instead != NULL ? instead : "");
  if (covers != NULL)
    entry->covers = mq_json_array_to_string (covers, FALSE);

  return entry;
}

static gboolean
read_pitfalls (MqKnowledgeCorpus *self, const char *data_dir, const char *blender, GError **error)
{
  g_autoptr (GPtrArray) files = list_files (data_dir, "pitfalls", ".json");

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autoptr (JsonNode) root = read_json (path, error);
      JsonArray *list;

      if (root == NULL)
        return FALSE;

      list = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
      for (guint k = 0; k < mq_json_length (list); k++)
        {
          JsonObject *json = mq_json_element_object (list, k);
          MqKnowledgeEntry *entry;

          if (json == NULL
              || !version_between (blender, mq_json_get_string (json, "from", NULL),
                                   mq_json_get_string (json, "until", NULL)))
            continue;

          if (!(entry = read_pitfall (json, error)))
            {
              g_prefix_error (error, "“%s”: ", path);
              return FALSE;
            }
          g_ptr_array_add (self->entries, entry);
        }
    }

  return TRUE;
}

/* Reads a JSON object of strings into a table; @lower: with keys in lower case, for words. */
static gboolean
read_table (GHashTable *table, const char *path, gboolean lower, GError **error)
{
  g_autoptr (JsonNode) root = read_json (path, error);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (root == NULL)
    return FALSE;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is no JSON object", path);

  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &key, &value))
    if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
      g_hash_table_insert (table, lower ? g_utf8_strdown (key, -1) : g_strdup (key),
                           json_node_dup_string (value));

  return TRUE;
}

void
mq_knowledge_corpus_free (MqKnowledgeCorpus *self)
{
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->tasks);
  g_hash_table_unref (self->words);
  g_free (self);
}

/* Blocks. @data_dir: data/knowledge; @blender: a version, "4.3.2-…"; entries for other versions
 * are skipped. Returns: (transfer full) (nullable): the corpus */
MqKnowledgeCorpus *
mq_knowledge_corpus_load (const char *data_dir, const char *blender, GError **error)
{
  g_autoptr (MqKnowledgeCorpus) self = g_new0 (MqKnowledgeCorpus, 1);
  g_autoptr (GPtrArray) tasks = list_files (data_dir, "tasks", ".json");
  g_autofree char *words = g_build_filename (data_dir, "words.json", NULL);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_knowledge_entry_free);
  self->tasks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!read_examples (self, data_dir, blender, error)
      || !read_pitfalls (self, data_dir, blender, error))
    return NULL;

  for (guint i = 0; i < tasks->len; i++)
    if (!read_table (self->tasks, g_ptr_array_index (tasks, i), FALSE, error))
      return NULL;

  if (g_file_test (words, G_FILE_TEST_EXISTS) && !read_table (self->words, words, TRUE, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
digest_folder (GChecksum *checksum, const char *data_dir, const char *folder, const char *suffix)
{
  g_autoptr (GPtrArray) files = list_files (data_dir, folder, suffix);

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autofree char *base = g_path_get_basename (path);
      g_autofree char *text = NULL;
      gsize length = 0;

      if (!(text = mq_files_load (path, MAX_FILE, &length, NULL)))
        continue;

      g_checksum_update (checksum, (const guchar *)base, (gssize)strlen (base) + 1);
      g_checksum_update (checksum, (const guchar *)&length, sizeof length);
      g_checksum_update (checksum, (const guchar *)text, (gssize)length);
    }
}

/* Blocks: reads about 100 small files. @data_dir: data/knowledge; @salt: other data that an
 * index depends on. Returns: (transfer full): 16 hexadecimal digits that change with any file */
char *
mq_knowledge_corpus_digest (const char *data_dir, const char *salt)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, (const guchar *)salt, (gssize)strlen (salt) + 1);
  digest_folder (checksum, data_dir, "examples", ".py");
  digest_folder (checksum, data_dir, "pitfalls", ".json");
  digest_folder (checksum, data_dir, "tasks", ".json");
  digest_folder (checksum, data_dir, ".", ".json");

  return g_strndup (g_checksum_get_string (checksum), 16);
}
