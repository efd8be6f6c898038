/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Index of one Blender, see mq-knowledge-index.h. */
#include "service/knowledge/mq-knowledge-index.h"

#include "common/base/mq-error.h"
#include "service/knowledge/mq-introspection.h"
#include "service/knowledge/mq-knowledge-corpus.h"
#include "service/knowledge/mq-knowledge-words.h"

#include <glib/gstdio.h>
#include <string.h>

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

typedef struct
{
  MqDatabase *db;
  MqStatement *insert[N_INSERTS];
  MqKnowledgeCorpus *corpus;
  GHashTable *seen;
  gint64 n_entries;
  gint64 n_parts;
  gint64 n_phrases;
} Maker;

static void
maker_clear (Maker *maker)
{
  for (int i = 0; i < N_INSERTS; i++)
    g_clear_pointer (&maker->insert[i], mq_statement_free);
  g_clear_pointer (&maker->corpus, mq_knowledge_corpus_free);
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
  for (guint i = 0; i < names->len; i++)
    {
      MqStatement *insert = maker->insert[INSERT_NAME];

      mq_statement_bind_text (insert, 1, g_ptr_array_index (names, i));
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

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);
      g_autofree char *stem = mq_knowledge_stem (word);

      if (all || !mq_knowledge_is_stop_word (word))
        g_string_append_printf (stems, "%s%s", stems->len > 0 ? " " : "", stem);
    }

  return g_string_free (stems, FALSE);
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

static gboolean
add_part (Maker *maker, const MqKnowledgeEntry *entry, const MqKnowledgePart *part, GError **error)
{
  MqStatement *insert = maker->insert[INSERT_PART];
  const char *name = strrchr (part->id, '.') + 1;
  const char *tasks = g_hash_table_lookup (maker->corpus->tasks, part->id);
  g_auto (GStrv) phrases = tasks != NULL ? g_strsplit (tasks, ",", -1) : NULL;

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
  bind_split (insert, 2, name, part->title);
  bind_split (insert, 3, entry->title, strrchr (entry->id, '.'));
  bind_split (insert, 4, part->doc, tasks);

  if (!mq_statement_run (insert, error)
      || !add_names (maker, part->names, maker->n_entries, maker->n_parts, error))
    return FALSE;

  for (char **phrase = phrases; phrase != NULL && *phrase != NULL; phrase++)
    if (*g_strstrip (*phrase) != '\0' && !add_phrase (maker, *phrase, maker->n_parts, error))
      return FALSE;

  return TRUE;
}

/* Factor of entries whose uses are listed in data/knowledge/tasks. */
#define WITH_TASKS 1.2
#define OTHER 0.9
#define ASIDE 0.6

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

/* The factor of an entry's score by words: the likelihood that a modelling script needs it. Half of
 * Blender's API is for its windows, films or camera tracking. */
static double
weigh (const char *id, int kind, gboolean has_tasks)
{
  static GRegex *regex;

  if (has_tasks)
    return WITH_TASKS;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex,
                               g_regex_new (aside, G_REGEX_OPTIMIZE | G_REGEX_ANCHORED, 0, NULL));
  if (g_regex_match (regex, id, 0, NULL))
    return ASIDE;

  return kind == MQ_KNOWLEDGE_EXAMPLE || kind == MQ_KNOWLEDGE_PITFALL ? 1 : OTHER;
}

static gboolean
add_entry (Maker *maker, MqKnowledgeEntry *entry, GError **error)
{
  MqStatement *insert = maker->insert[INSERT_ENTRY];
  const char *tasks = g_hash_table_lookup (maker->corpus->tasks, entry->id);
  g_autoptr (GString) all_phrases = g_string_new (NULL);

  if (!g_hash_table_add (maker->seen, g_strdup (entry->id)))
    return TRUE;

  if (tasks != NULL)
    mq_knowledge_entry_add_phrases (entry, tasks);

  mq_statement_bind_int64 (insert, 1, ++maker->n_entries);
  mq_statement_bind_text (insert, 2, entry->id);
  mq_statement_bind_int64 (insert, 3, entry->kind);
  mq_statement_bind_double (insert, 4, weigh (entry->id, entry->kind, tasks != NULL));
  mq_statement_bind_text (insert, 5, entry->title);
  bind_clipped (insert, 6, entry->text->str, MQ_KNOWLEDGE_MAX_TEXT);
  mq_statement_bind_text (insert, 7, entry->covers);
  if (!mq_statement_run (insert, error))
    return FALSE;

  for (guint i = 0; i < entry->phrases->len; i++)
    {
      const char *phrase = g_ptr_array_index (entry->phrases, i);

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

  for (guint i = 0; i < entry->parts->len; i++)
    if (!add_part (maker, entry, g_ptr_array_index (entry->parts, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
add_introspected (JsonObject *json, gpointer user_data, GError **error)
{
  g_autoptr (MqKnowledgeEntry) entry = mq_knowledge_entry_from_json (json);

  return add_entry (user_data, entry, error);
}

static gboolean
add_synonyms (Maker *maker, GError **error)
{
  GHashTableIter iter;
  gpointer word;
  gpointer means;

  g_hash_table_iter_init (&iter, maker->corpus->words);
  while (g_hash_table_iter_next (&iter, &word, &means))
    {
      g_autofree char *key = stems_of (word, TRUE);

      mq_statement_bind_text (maker->insert[INSERT_SYNONYM], 1, key);
      mq_statement_bind_text (maker->insert[INSERT_SYNONYM], 2, means);
      if (!mq_statement_run (maker->insert[INSERT_SYNONYM], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
fill (Maker *maker, const char *blender, GBytes *introspection, GError **error)
{
  g_autoptr (MqTransaction) transaction = mq_database_begin (maker->db, error);
  g_autoptr (MqStatement) meta = NULL;

  if (transaction == NULL)
    return FALSE;

  for (int i = 0; i < N_INSERTS; i++)
    if (!(maker->insert[i] = mq_database_prepare (maker->db, inserts[i], error)))
      return FALSE;

  for (guint i = 0; i < maker->corpus->entries->len; i++)
    if (!add_entry (maker, g_ptr_array_index (maker->corpus->entries, i), error))
      return FALSE;

  if (!mq_introspection_read (introspection, blender, add_introspected, maker, error)
      || !add_synonyms (maker, error)
      || !(meta = mq_database_prepare (maker->db, "INSERT INTO meta VALUES ('blender', ?)", error)))
    return FALSE;

  mq_statement_bind_text (meta, 1, blender);
  return mq_statement_run (meta, error)
         && mq_database_exec (maker->db,
                              "INSERT INTO entry_words (entry_words) VALUES ('optimize');"
                              "INSERT INTO part_words (part_words) VALUES ('optimize');"
                              "INSERT INTO phrase_words (phrase_words) VALUES ('optimize')",
                              error)
         && mq_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
make_at (const char *path, const char *blender, const char *data_dir, GBytes *introspection,
         GError **error)
{
  g_auto (Maker) maker = { 0 };

  maker.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return (maker.corpus = mq_knowledge_corpus_load (data_dir, blender, error)) != NULL
         && (maker.db = mq_sqlite_open (path, migrations, MQ_SQLITE_NONE, error)) != NULL
         && fill (&maker, blender, introspection, error)
         /* A single file without a log can be moved, and read from anywhere. */
         && mq_database_exec (maker.db, "PRAGMA journal_mode = DELETE", error);
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
      g_set_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY, "“%s” cannot be written", path);
      remove_with_logs (beside);
      return FALSE;
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
      || !(meta = mq_database_prepare (
               db, "SELECT value FROM meta WHERE key = 'blender' AND value = ?", error)))
    return NULL;

  mq_statement_bind_text (meta, 1, blender);
  if (!mq_statement_step (meta, &has_row, error))
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
