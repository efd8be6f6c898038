/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Index of one Blender, see mq-knowledge-index.h. */
#include "service/knowledge/mq-knowledge-index.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "service/knowledge/mq-introspection.h"
#include "service/knowledge/mq-knowledge-entry.h"
#include "service/knowledge/mq-knowledge-search.h"
#include "service/knowledge/mq-knowledge-words.h"
#include "service/knowledge/mq-knowledge.h"

#include <glib/gstdio.h>
#include <string.h>

/* Corpus: the texts of data/knowledge for one version of Blender: examples, pitfalls,
 * tasks of API entries and synonyms (format: its README.md). An index is made of it. */

#define MAX_FILE (1024 * 1024)
/* Factor of entries whose uses are listed in data/knowledge/tasks. */
#define WITH_TASKS 1.2
#define OTHER 0.9
#define ASIDE 0.6

typedef enum
{
  INSERT_ENTRY,
  INSERT_PART,
  INSERT_NAME,
  INSERT_SYNONYM,
  INSERT_PHRASE,
  INSERT_PHRASE_WORDS,
  INSERT_ENTRY_WORDS,
  INSERT_PART_WORDS,
  N_INSERTS,
} Insert;

typedef struct
{
  GPtrArray *entries; /* of MqKnowledgeEntry: examples and pitfalls */
  GHashTable *tasks;  /* id → comma-separated phrases */
  GHashTable *words;  /* synonyms: a user's words → Blender's words, both in lower case */
} Corpus;

typedef struct
{
  MqDatabase *db;
  MqStatement *insert[N_INSERTS];
  Corpus *corpus;
  GHashTable *seen;
  gint64 n_entries;
  gint64 n_parts;
  gint64 n_phrases;
} Maker;

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

/* @phrases: its uses, comma-separated */
static void
knowledge_entry_add_phrases (MqKnowledgeEntry *self, const char *phrases)
{
  g_auto (GStrv) parts = g_strsplit (phrases, ",", -1);

  for (char **part = parts; *part != NULL; part++)
    if (*g_strstrip (*part) != '\0')
      g_ptr_array_add (self->phrases, g_strdup (*part));
}

/* Leaves @made NULL when the example is for other versions. */
static gboolean
read_example (const char *path, const char *blender, MqKnowledgeEntry **made, GError **error)
{
  static const char *const headings[] = { "Words:", "Makes:", "Covers:", "Blender:" };
  g_autofree char *code = read_file (path, error);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *doc = NULL;
  g_autofree char *id = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonArray) covers = json_array_new ();
  g_autoptr (MqKnowledgeEntry) entry = NULL;
  gboolean in_docstring = TRUE;
  const char *start;
  const char *end;
  const char *next;

  if (code == NULL)
    return FALSE;

  start = strstr (code, "\"\"\"");
  end = start != NULL ? strstr (start + 3, "\"\"\"") : NULL;
  if (end == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” has no docstring", path);
  doc = g_strndup (start + 3, end - start - 3);

  base[strlen (base) - strlen (".py")] = '\0';
  id = g_strconcat ("example:", base, NULL);
  lines = g_strsplit (doc, "\n", -1);
  entry = mq_knowledge_entry_new (id, MQ_KNOWLEDGE_EXAMPLE, lines[0] != NULL ? lines[0] : base);
  g_ptr_array_add (entry->phrases, g_strdup (entry->title));
  for (char **line = lines + 1; lines[0] != NULL && *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, "Words:"))
        knowledge_entry_add_phrases (entry, *line + strlen ("Words:"));
      else if (g_str_has_prefix (*line, "Makes:"))
        {
          const char *list = *line + strlen ("Makes:");
          g_auto (GStrv) things = g_strsplit (list, ",", -1);

          /* "Makes: rowing boat, canoe" */
          for (char **thing = things; *thing != NULL; thing++)
            {
              g_autofree char *name = mq_knowledge_making_name (*thing);

              if (*g_strstrip (*thing) != '\0')
                mq_knowledge_entry_add_name (entry, name);
            }
        }
      else if (g_str_has_prefix (*line, "Covers:"))
        {
          g_auto (GStrv) ids = g_strsplit (*line + strlen ("Covers:"), ",", -1);

          /* Several such lines form one list, of at most six ids. */
          for (char **each = ids; *each != NULL && json_array_get_length (covers) < 6; each++)
            if (*g_strstrip (*each) != '\0')
              json_array_add_string_element (covers, *each);
        }
      else if (g_str_has_prefix (*line, "Blender:"))
        {
          /* ">=4.2 <5.0" */
          const char *range = g_strstrip (*line + strlen ("Blender:"));
          g_auto (GStrv) bounds = g_strsplit (range, " ", -1);

          for (char **bound = bounds; *bound != NULL; bound++)
            if ((g_str_has_prefix (*bound, ">=") && !version_between (blender, *bound + 2, NULL))
                || (g_str_has_prefix (*bound, "<") && !version_between (blender, NULL, *bound + 1)))
              return TRUE;
        }
      else
        g_string_append_printf (entry->doc, "%s ", *line);
    }

  g_free (entry->covers);
  entry->covers = mq_json_array_to_string (covers, FALSE);
  /* The code without the lines of its docstring that only the index reads. */
  for (const char *line = code; *line != '\0'; line = next)
    {
      gboolean heading = FALSE;

      end = strchr (line, '\n');
      next = end != NULL ? end + 1 : line + strlen (line);
      if (line > code && g_str_has_prefix (line, "\"\"\""))
        in_docstring = FALSE;
      for (gsize i = 0; in_docstring && i < G_N_ELEMENTS (headings); i++)
        heading |= g_str_has_prefix (line, headings[i]);
      if (!heading)
        g_string_append_len (entry->text, line, next - line);
    }
  g_string_append (entry->members, strstr (code, doc) + strlen (doc));
  *made = g_steal_pointer (&entry);
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
  MQ_JSON_EACH_STRING (list, i, each)
    if (each != NULL)
      func (entry, each);
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

static void
corpus_free (Corpus *self)
{
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->tasks);
  g_hash_table_unref (self->words);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Corpus, corpus_free)

/* Blocks. @data_dir: data/knowledge; @blender: a version, "4.3.2-…"; entries for other versions
 * are skipped. Returns: (transfer full) (nullable): the corpus */
static Corpus *
corpus_load (const char *data_dir, const char *blender, GError **error)
{
  g_autoptr (Corpus) self = g_new0 (Corpus, 1);
  g_autoptr (GPtrArray) examples = list_files (data_dir, "examples", ".py");
  g_autoptr (GPtrArray) pitfalls = list_files (data_dir, "pitfalls", ".json");
  g_autoptr (GPtrArray) tasks = list_files (data_dir, "tasks", ".json");
  g_autofree char *words = g_build_filename (data_dir, "words.json", NULL);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_knowledge_entry_free);
  self->tasks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  MQ_EACH (examples, i, const char, path)
    {
      MqKnowledgeEntry *entry = NULL;

      if (!read_example (path, blender, &entry, error))
        return NULL;
      if (entry != NULL)
        g_ptr_array_add (self->entries, entry);
    }

  MQ_EACH (pitfalls, i, const char, path)
    {
      g_autoptr (JsonNode) root = read_json (path, error);
      JsonArray *list;

      if (root == NULL)
        return NULL;

      list = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
      MQ_JSON_EACH (list, k, json)
        {
          const char *from = mq_json_get_string (json, "from", NULL);
          const char *until = mq_json_get_string (json, "until", NULL);
          const char *text = mq_json_get_string (json, "text", "");
          const char *instead = mq_json_get_string (json, "instead", NULL);
          JsonArray *covers = mq_json_get_array (json, "covers");
          g_autofree char *id = NULL;
          const char *name;
          const char *title = NULL;
          MqKnowledgeEntry *entry;

          if (json == NULL || !version_between (blender, from, until))
            continue;

          if ((name = mq_json_require_string (json, "id", error)) != NULL)
            title = mq_json_require_string (json, "title", error);
          if (title == NULL)
            {
              g_prefix_error (error, "“%s”: ", path);
              return NULL;
            }

          id = g_strconcat ("pitfall:", name, NULL);
          entry = mq_knowledge_entry_new (id, MQ_KNOWLEDGE_PITFALL, title);
          g_ptr_array_add (self->entries, entry);
          g_ptr_array_add (entry->phrases, g_strdup (title));
          knowledge_entry_add_phrases (entry, mq_json_get_string (json, "words", ""));
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
        }
    }

  MQ_EACH (tasks, i, const char, path)
    if (!read_table (self->tasks, path, FALSE, error))
      return NULL;

  if (g_file_test (words, G_FILE_TEST_EXISTS) && !read_table (self->words, words, TRUE, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
digest_folder (GChecksum *checksum, const char *data_dir, const char *folder, const char *suffix)
{
  g_autoptr (GPtrArray) files = list_files (data_dir, folder, suffix);

  MQ_EACH (files, i, const char, path)
    {
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

/* Table `entry` holds the results and `part` their members. `name` finds both by exact name,
 * `…_words` by words, `phrase_words` by use: one row per phrase, so that a short matching phrase
 * beats a long one. The length of an entry's words is not stored: bm25() is faster without it
 * and finds as much. */
static const char schema[]
    = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
      "CREATE TABLE entry (id INTEGER PRIMARY KEY, api TEXT NOT NULL, kind INTEGER NOT NULL,"
      " weight REAL NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, covers TEXT) STRICT;"
      "CREATE TABLE part (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, api TEXT NOT NULL,"
      " kind INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL) STRICT;"
      "CREATE INDEX part_of ON part (entry);"
      "CREATE TABLE name (word TEXT NOT NULL, entry INTEGER NOT NULL, part INTEGER NOT NULL,"
      " PRIMARY KEY (word, entry, part)) STRICT, WITHOUT ROWID;"
      "CREATE TABLE synonym (word TEXT PRIMARY KEY, means TEXT NOT NULL) STRICT, WITHOUT ROWID;"
      "CREATE TABLE phrase (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,"
      " part INTEGER NOT NULL, stems TEXT NOT NULL) "
      "STRICT;"
      "CREATE INDEX phrase_of ON phrase (entry);"
      "CREATE VIRTUAL TABLE phrase_words USING fts5 (words, content = '',"
      " tokenize = 'porter unicode61 remove_diacritics 2');"
      "CREATE VIRTUAL TABLE entry_words USING fts5 (ident, tasks, doc, members, content = '',"
      " columnsize = 0, tokenize = 'porter unicode61 remove_diacritics 2');"
      "CREATE VIRTUAL TABLE part_words USING fts5 (ident, owner, doc, content = '',"
      " tokenize = 'porter unicode61 remove_diacritics 2');";

static const char *const migrations[] = { schema, NULL };

static const char *const inserts[N_INSERTS] = {
  "INSERT INTO entry (id, api, kind, weight, title, text, covers) VALUES (?, ?, ?, ?, ?, ?, ?)",
  "INSERT INTO part (id, entry, api, kind, title, text) VALUES (?, ?, ?, ?, ?, ?)",
  "INSERT OR IGNORE INTO name (word, entry, part) VALUES (?, ?, ?)",
  "INSERT OR REPLACE INTO synonym (word, means) VALUES (?, ?)",
  "INSERT INTO phrase (id, entry, part, stems) VALUES (?, ?, ?, ?)",
  "INSERT INTO phrase_words (rowid, words) VALUES (?, ?)",
  "INSERT INTO entry_words (rowid, ident, tasks, doc, members) VALUES (?, ?, ?, ?, ?)",
  "INSERT INTO part_words (rowid, ident, owner, doc) VALUES (?, ?, ?, ?)",
};

static void
maker_clear (Maker *maker)
{
  for (int i = 0; i < N_INSERTS; i++)
    g_clear_pointer (&maker->insert[i], mq_statement_free);
  g_clear_pointer (&maker->corpus, corpus_free);
  g_clear_pointer (&maker->seen, g_hash_table_unref);
  g_clear_object (&maker->db);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Maker, maker_clear)

/* Clipped, since the texts become JSON, and a passage part of a prompt. */
static void
bind_clipped (MqStatement *statement, int parameter, const char *text, gsize limit)
{
  gsize length = strlen (text);
  g_autofree char *clipped = NULL;

  if (length > limit)
    length = (gsize)(g_utf8_find_prev_char (text, text + limit + 1) - text);
  clipped = g_utf8_make_valid (text, (gssize)length);
  mq_statement_bind_text (statement, parameter, clipped);
}

static void
bind_split (MqStatement *statement, int parameter, const char *first, const char *second)
{
  g_autoptr (GString) words = g_string_new (NULL);

  mq_knowledge_append_split (words, first);
  if (second != NULL)
    mq_knowledge_append_split (words, second);
  mq_statement_bind_text (statement, parameter, words->str);
}

static gboolean
add_names (Maker *maker, GPtrArray *names, gint64 entry, gint64 part, GError **error)
{
  MQ_EACH (names, i, const char, name)
    {
      MqStatement *insert = maker->insert[INSERT_NAME];

      mq_statement_bind_text (insert, 1, name);
      mq_statement_bind_int64 (insert, 2, entry);
      mq_statement_bind_int64 (insert, 3, part);
      if (!mq_statement_run (insert, error))
        return FALSE;
    }

  return TRUE;
}

/* The words of a phrase as stems; @all: stop words as well. */
static char *
stems_of (const char *phrase, gboolean all)
{
  g_autoptr (GPtrArray) words = mq_knowledge_split_words (phrase);
  GString *stems = g_string_new (NULL);

  MQ_EACH (words, i, const char, word)
    {
      g_autofree char *stem = mq_knowledge_stem (word);

      if (all || !mq_knowledge_is_stop_word (word))
        g_string_append_printf (stems, "%s%s", stems->len > 0 ? " " : "", stem);
    }

  return g_string_free_and_steal (stems);
}

static gboolean
add_phrase (Maker *maker, const char *phrase, gint64 part, GError **error)
{
  MqStatement *insert = maker->insert[INSERT_PHRASE];
  g_autofree char *stems = stems_of (phrase, FALSE);

  mq_statement_bind_int64 (insert, 1, ++maker->n_phrases);
  mq_statement_bind_int64 (insert, 2, maker->n_entries);
  mq_statement_bind_int64 (insert, 3, part);
  bind_clipped (insert, 4, stems, 200);
  if (!mq_statement_run (insert, error))
    return FALSE;

  insert = maker->insert[INSERT_PHRASE_WORDS];
  mq_statement_bind_int64 (insert, 1, maker->n_phrases);
  bind_split (insert, 2, phrase, NULL);
  return mq_statement_run (insert, error);
}

/* Beginnings of ids about windows, films, painting, add-ons and Blender's internals. */
static const char aside[]
    = "bpy\\.ops\\.(?:action|asset|brush|buttons|cachefile|clip|console|dpaint|extensions|file|"
      "gizmogroup|gpencil|graph|grease_pencil|info|marker|mask|nla|outliner|paint|paintcurve|"
      "palette|poselib|preferences|screen|script|sculpt|sculpt_curves|sequencer|spreadsheet|"
      "text|text_editor|ui|view2d|view3d|workspace)\\.|bpy\\.types\\.(?:Addon|AnimViz|Asset|"
      "Blender|Brush|CLIP|CompositorNode|Depsgraph|DopeSheet|Event|File|Gizmo|Gpencil|"
      "GreasePencil|Key|Mask|Movie|NodeSocket|NodeTreeInterfaceSocket|Paint|Palette|"
      "Preferences|Property|Region|Rigify|SEQUENCER|Sculpt|Sequence|Space|Strip|Struct|"
      "TextureNode|Theme|Tracking|UI|UserAsset|View2D|Volume|Wm|WorkSpace|Xr|GeometryNodeTool|"
      "GeometryNodeGizmo)|bpy_extras\\.(?:keyconfig|asset|id_map)|bpy\\.utils\\.|template:";

static gboolean
add_entry (Maker *maker, MqKnowledgeEntry *entry, GError **error)
{
  MqStatement *insert = maker->insert[INSERT_ENTRY];
  const char *tasks = g_hash_table_lookup (maker->corpus->tasks, entry->id);
  static GRegex *aside_ids;
  g_autoptr (GString) all_phrases = g_string_new (NULL);
  double weight = OTHER;

  if (!g_hash_table_add (maker->seen, g_strdup (entry->id)))
    return TRUE;

  if (tasks != NULL)
    knowledge_entry_add_phrases (entry, tasks);

  /* The factor of its score by words: the likelihood that a modelling script needs it. Half of
   * Blender's API is for its windows, films or camera tracking. */
  if (g_once_init_enter_pointer (&aside_ids))
    g_once_init_leave_pointer (&aside_ids,
                               g_regex_new (aside, G_REGEX_OPTIMIZE | G_REGEX_ANCHORED, 0, NULL));
  if (tasks != NULL)
    weight = WITH_TASKS;
  else if (g_regex_match (aside_ids, entry->id, 0, NULL))
    weight = ASIDE;
  else if (entry->kind == MQ_KNOWLEDGE_EXAMPLE || entry->kind == MQ_KNOWLEDGE_PITFALL)
    weight = 1;

  mq_statement_bind_int64 (insert, 1, ++maker->n_entries);
  mq_statement_bind_text (insert, 2, entry->id);
  mq_statement_bind_int64 (insert, 3, entry->kind);
  mq_statement_bind_double (insert, 4, weight);
  mq_statement_bind_text (insert, 5, entry->title);
  bind_clipped (insert, 6, entry->text->str, MQ_KNOWLEDGE_MAX_TEXT);
  mq_statement_bind_text (insert, 7, entry->covers);
  if (!mq_statement_run (insert, error))
    return FALSE;

  MQ_EACH (entry->phrases, i, const char, phrase)
    {
      g_string_append_printf (all_phrases, "%s ", phrase);
      if (!add_phrase (maker, phrase, 0, error))
        return FALSE;
    }

  insert = maker->insert[INSERT_ENTRY_WORDS];
  mq_statement_bind_int64 (insert, 1, maker->n_entries);
  bind_split (insert, 2, entry->id, entry->title);
  bind_split (insert, 3, all_phrases->str, NULL);
  bind_split (insert, 4, entry->doc->str, NULL);
  bind_split (insert, 5, entry->members->str, NULL);
  if (!mq_statement_run (insert, error)
      || !add_names (maker, entry->names, maker->n_entries, 0, error))
    return FALSE;

  MQ_EACH (entry->parts, i, const MqKnowledgePart, part)
    {
      const char *uses = g_hash_table_lookup (maker->corpus->tasks, part->id);
      g_auto (GStrv) phrases = uses != NULL ? g_strsplit (uses, ",", -1) : NULL;

      insert = maker->insert[INSERT_PART];
      mq_statement_bind_int64 (insert, 1, ++maker->n_parts);
      mq_statement_bind_int64 (insert, 2, maker->n_entries);
      mq_statement_bind_text (insert, 3, part->id);
      mq_statement_bind_int64 (insert, 4, part->kind);
      mq_statement_bind_text (insert, 5, part->title);
      bind_clipped (insert, 6, part->text, MQ_KNOWLEDGE_MAX_TEXT);
      if (!mq_statement_run (insert, error))
        return FALSE;

      insert = maker->insert[INSERT_PART_WORDS];
      mq_statement_bind_int64 (insert, 1, maker->n_parts);
      bind_split (insert, 2, strrchr (part->id, '.') + 1, part->title);
      bind_split (insert, 3, entry->title, strrchr (entry->id, '.'));
      bind_split (insert, 4, part->doc, uses);
      if (!mq_statement_run (insert, error)
          || !add_names (maker, part->names, maker->n_entries, maker->n_parts, error))
        return FALSE;

      for (char **phrase = phrases; phrase != NULL && *phrase != NULL; phrase++)
        if (*g_strstrip (*phrase) != '\0' && !add_phrase (maker, *phrase, maker->n_parts, error))
          return FALSE;
    }

  return TRUE;
}

static gboolean
add_introspected (JsonObject *json, gpointer user_data, GError **error)
{
  g_autoptr (MqKnowledgeEntry) entry = mq_knowledge_entry_from_json (json);

  return add_entry (user_data, entry, error);
}

static void
remove_with_logs (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

static gboolean
make_at (const char *path, const char *blender, const char *data_dir, GBytes *introspection,
         GError **error)
{
  g_auto (Maker) maker = { 0 };
  g_autoptr (MqTransaction) transaction = NULL;
  GHashTableIter iter;
  gpointer word;
  gpointer means;

  maker.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!(maker.corpus = corpus_load (data_dir, blender, error))
      || !(maker.db = mq_sqlite_open (path, migrations, MQ_SQLITE_NONE, error))
      || !(transaction = mq_database_begin (maker.db, error)))
    return FALSE;

  for (int i = 0; i < N_INSERTS; i++)
    if (!(maker.insert[i] = mq_database_prepare (maker.db, inserts[i], error)))
      return FALSE;

  MQ_EACH (maker.corpus->entries, i, MqKnowledgeEntry, entry)
    if (!add_entry (&maker, entry, error))
      return FALSE;

  if (!mq_introspection_read (introspection, blender, add_introspected, &maker, error))
    return FALSE;

  g_hash_table_iter_init (&iter, maker.corpus->words);
  while (g_hash_table_iter_next (&iter, &word, &means))
    {
      g_autofree char *key = stems_of (word, TRUE);

      mq_statement_bind_text (maker.insert[INSERT_SYNONYM], 1, key);
      mq_statement_bind_text (maker.insert[INSERT_SYNONYM], 2, means);
      if (!mq_statement_run (maker.insert[INSERT_SYNONYM], error))
        return FALSE;
    }

  return mq_database_run (maker.db, "INSERT INTO meta VALUES ('blender', ?)", error, "s", blender)
         && mq_database_exec (maker.db,
                              "INSERT INTO entry_words (entry_words) VALUES ('optimize');"
                              "INSERT INTO part_words (part_words) VALUES ('optimize');"
                              "INSERT INTO phrase_words (phrase_words) VALUES ('optimize')",
                              error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error)
         /* A single file without a log can be moved, and read from anywhere. */
         && mq_database_exec (maker.db, "PRAGMA journal_mode = DELETE", error);
}

/* Writes a temporary file and renames it, so that readers find a complete index or none. Blocks
 * for about a second. @path: the path of the index, in an existing folder; @blender: version and
 * build; @data_dir: data/knowledge; @introspection: the file from `introspect`; @error: see
 * mq_introspection_read() and mq_sqlite_open(). Returns: whether the index was made */
gboolean
mq_knowledge_index_make (const char *path, const char *blender, const char *data_dir,
                         GBytes *introspection, GError **error)
{
  g_autofree char *beside = g_strdup_printf ("%s.%08x.part", path, g_random_int ());

  if (!make_at (beside, blender, data_dir, introspection, error))
    {
      remove_with_logs (beside);
      return FALSE;
    }

  if (g_rename (beside, path) != 0)
    {
      remove_with_logs (beside);
      return mq_fail (error, MQ_ERROR_READ_ONLY, "“%s” cannot be written", path);
    }

  return TRUE;
}

/* @blender: the Blender that it must be of. Returns: (transfer full) (nullable): the index,
 * read-only */
MqDatabase *
mq_knowledge_index_open (const char *path, const char *blender, GError **error)
{
  g_autoptr (MqDatabase) db = NULL;
  g_autoptr (MqStatement) meta = NULL;
  gboolean has_row = FALSE;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND, "There is no index of Blender %s", blender);

  /* The cache holds most of an index; with SQLite's default of 2 MiB each search would read it
   * again. */
  if (!(db = mq_sqlite_open (path, migrations, MQ_SQLITE_READ_ONLY, error))
      || !mq_database_exec (db, "PRAGMA cache_size = -8192", error)
      || !(meta = mq_database_query (db,
                                     "SELECT value FROM meta WHERE key = 'blender' AND value = ?",
                                     error, "s", blender))
      || !mq_statement_step (meta, &has_row, error))
    return NULL;

  if (!has_row)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND, "“%s” is no index of Blender %s", path,
                         blender);

  return g_steal_pointer (&db);
}

/* Returns: the schema, which distinguishes indexes of different releases */
const char *
mq_knowledge_index_get_schema (void)
{
  return schema;
}
