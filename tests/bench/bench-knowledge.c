/* BlenderRAG over labelled questions: bench-knowledge [--failed] CACHE QUESTIONS INTROSPECTION… One
 * JSON line: seconds to index, MiB on disk, milliseconds a search, recall@5 by half and group; the
 * same for plain FTS5 (unicode61, bm25, OR of the words) over the same entries, measured in the
 * same run. QUESTIONS: files with commas; of those of the half "blind" also the precision of what a
 * model is handed. --failed: what was not found, on standard error, but nothing of the held-out
 * half. */
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "common/database/mq-sqlite.h"
#include "service/knowledge/mq-knowledge-entry.h"
#include "service/knowledge/mq-knowledge-words.h"
#include "service/knowledge/mq-introspection.h"
#include "service/knowledge/mq-knowledge.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define FIRST 5
#define TIMES 3

typedef struct
{
  guint n;
  guint found;
  guint found_plain;
} Group;

/* What a writer is handed: passages, and those that answer the question or come near. */
typedef struct
{
  guint questions;
  guint passages;
  guint fit;
  guint answered;
  guint answerable;
} Handed;

typedef struct
{
  char *blender;
  MqDatabase *plain;
  gint64 n_rows;
} Subject;

typedef struct
{
  char **argv;
  gboolean failed;
  int status;
  GMainLoop *loop;
  MqKnowledge *knowledge;
  GPtrArray *subjects;
  GArray *times;
  GArray *plain_times;
  GHashTable *groups;
  GHashTable *halves;
  double index_s;
  double index_mib;
  guint skipped;
  GArray *cpu_times;
  Handed handed[2];
} Bench;

/* What this process has computed so far; unlike the clock, it does not count others' work. */
static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    g_error ("%s", error->message);

  return g_bytes_new_take (text, length);
}

/* Plain FTS5: a row an entry and a row a part, its title and text. */
static gboolean
insert_plain (Subject *subject, const char *api, const char *title, const char *text,
              GError **error)
{
  g_autoptr (MqStatement) insert = mq_database_prepare (
      subject->plain, "INSERT INTO plain (rowid, api, title, text) VALUES (?, ?, ?, ?)", error);

  g_assert_nonnull (insert);
  mq_statement_bind_int64 (insert, 1, ++subject->n_rows);
  mq_statement_bind_text (insert, 2, api);
  mq_statement_bind_text (insert, 3, title);
  mq_statement_bind_text (insert, 4, text);
  return mq_statement_run (insert, error);
}

static gboolean
add_plain (JsonObject *json, gpointer user_data, GError **error)
{
  Subject *subject = user_data;
  g_autoptr (MqKnowledgeEntry) entry = mq_knowledge_entry_from_json (json);

  if (!insert_plain (subject, entry->id, entry->title, entry->text->str, error))
    return FALSE;

  for (guint i = 0; i < entry->parts->len; i++)
    {
      MqKnowledgePart *part = g_ptr_array_index (entry->parts, i);

      if (!insert_plain (subject, part->id, part->title, part->text, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
note_id (JsonObject *json, gpointer user_data, GError **error)
{
  return TRUE;
}

/* The first line names the Blender. */
static char *
blender_of (GBytes *file)
{
  g_autoptr (GInputStream) packed = g_memory_input_stream_new_from_bytes (file);
  g_autoptr (GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (packed, G_CONVERTER (unzip));
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (stream);
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_autoptr (JsonObject) json = mq_json_parse_object (line, -1, NULL);

  g_assert_true (json != NULL && mq_introspection_read (file, NULL, note_id, NULL, NULL));
  return g_strdup (mq_json_get_string (json, "blender", ""));
}

static void
add_subject (Bench *bench, const char *path)
{
  g_autoptr (GBytes) file = read_file (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *plain_path = NULL;
  Subject *subject = g_new0 (Subject, 1);
  gint64 start;

  subject->blender = blender_of (file);
  start = g_get_monotonic_time ();
  if (!dex_await (mq_knowledge_add (bench->knowledge, subject->blender, file), &error))
    g_error ("%s", error->message);
  bench->index_s = MAX (bench->index_s, (g_get_monotonic_time () - start) / 1e6);

  plain_path = g_strdup_printf ("%s/plain-%s", bench->argv[0], subject->blender);
  g_unlink (plain_path);
  subject->plain = mq_sqlite_open (plain_path, NULL, MQ_SQLITE_NONE, &error);
  g_assert_no_error (error);
  {
    g_autoptr (MqTransaction) transaction = mq_database_begin (subject->plain, NULL);

    if (!mq_database_exec (subject->plain,
                           "CREATE VIRTUAL TABLE plain USING fts5 (api, title, text)", &error)
        || !mq_introspection_read (file, NULL, add_plain, subject, &error)
        || !mq_transaction_commit (g_steal_pointer (&transaction), &error))
      g_error ("%s", error->message);
  }
  g_ptr_array_add (bench->subjects, subject);
}

static void
measure_disk (Bench *bench)
{
  g_autoptr (GDir) dir = g_dir_open (bench->argv[0], 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (bench->argv[0], name, NULL);
      GStatBuf info;

      if (g_str_has_suffix (name, ".db") && g_stat (path, &info) == 0)
        bench->index_mib = MAX (bench->index_mib, (double)info.st_size / 1024 / 1024);
    }
}

static gboolean
is_answer (JsonArray *answers, const char *id)
{
  for (guint i = 0; i < json_array_get_length (answers); i++)
    if (g_strcmp0 (mq_json_element_string (answers, i), id) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
answers_it (JsonObject *passage, JsonArray *answers)
{
  JsonArray *covers = mq_json_get_array (passage, "covers");

  if (is_answer (answers, mq_json_get_string (passage, "id", "")))
    return TRUE;

  for (guint i = 0; covers != NULL && i < json_array_get_length (covers); i++)
    if (is_answer (answers, mq_json_element_string (covers, i)))
      return TRUE;

  return FALSE;
}

static gboolean
ask (Bench *bench, Subject *subject, const char *question, JsonArray *answers, gboolean show)
{
  const MqKnowledgeQuery query = { question, NULL, FIRST, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) found = NULL;
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < TIMES; i++)
    {
      gint64 start = g_get_monotonic_time ();
      double cpu = cpu_ms ();
      double ms;

      g_clear_pointer (&found, json_array_unref);
      found = dex_await_boxed (mq_knowledge_search (bench->knowledge, subject->blender, &query),
                               &error);
      if (found == NULL)
        g_error ("%s", error->message);
      ms = (g_get_monotonic_time () - start) / 1000.0;
      g_array_append_val (bench->times, ms);
      cpu = cpu_ms () - cpu;
      g_array_append_val (bench->cpu_times, cpu);
    }

  for (guint i = 0; i < json_array_get_length (found); i++)
    {
      JsonObject *passage = mq_json_element_object (found, i);

      if (answers_it (passage, answers))
        return TRUE;
      g_string_append_printf (ids, "\n    %s %.1f", mq_json_get_string (passage, "id", ""),
                              mq_json_get_double (passage, "score", 0));
    }

  if (bench->failed && show)
    {
      g_autofree char *wanted = mq_json_array_to_string (answers, FALSE);

      g_printerr ("%s: %s\n  wanted %s, got%s\n", subject->blender, question, wanted, ids->str);
    }
  return FALSE;
}

/* As the roles ask: the retriever for the things of a plan, the others through their tool. */
static void
ask_as_role (Bench *bench, Subject *subject, const char *question, gboolean of_plan,
             JsonObject *each)
{
  const MqKnowledgeQuery query = { question, NULL, of_plan ? 2 : 6, of_plan ? 0 : 1800,
                                   of_plan ? MQ_KNOWLEDGE_FOR_MAKING : MQ_KNOWLEDGE_FOR_SCRIPT };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) found
      = dex_await_boxed (mq_knowledge_search (bench->knowledge, subject->blender, &query), &error);
  JsonArray *answers = mq_json_get_array (each, "answers");
  JsonArray *near = mq_json_get_array (each, "near");
  Handed *handed = &bench->handed[of_plan];
  gboolean answered = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (found); i++)
    {
      JsonObject *passage = mq_json_element_object (found, i);
      gboolean fits = answers_it (passage, answers);

      answered |= fits;
      fits |= near != NULL && answers_it (passage, near);
      handed->fit += fits;
      if (bench->failed && !fits)
        g_printerr ("handed %s: %s\n    %s %.1f %s\n", of_plan ? "a plan" : "a search", question,
                    mq_json_get_string (passage, "id", ""),
                    mq_json_get_double (passage, "score", 0),
                    mq_json_get_string (passage, "title", ""));
    }

  handed->questions++;
  handed->passages += json_array_get_length (found);
  handed->answerable += json_array_get_length (answers) > 0;
  handed->answered += answered;
  if (bench->failed && of_plan && !answered && json_array_get_length (answers) > 0)
    g_printerr ("not handed: %s\n", question);
}

static gboolean
ask_plain (Bench *bench, Subject *subject, const char *question, JsonArray *answers)
{
  g_autoptr (MqStatement) select = mq_database_prepare (
      subject->plain, "SELECT api, text FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 5",
      NULL);
  g_autoptr (GString) match = g_string_new (NULL);
  g_auto (GStrv) words = g_str_tokenize_and_fold (question, "en", NULL);
  gboolean found = FALSE;
  gboolean has_row;

  for (char **word = words; *word != NULL; word++)
    g_string_append_printf (match, "%s\"%s\"", word > words ? " OR " : "", *word);

  for (guint i = 0; i < TIMES; i++)
    {
      gint64 start = g_get_monotonic_time ();
      double ms;

      mq_statement_bind_text (select, 1, match->str);
      while (mq_statement_step (select, &has_row, NULL) && has_row)
        found |= is_answer (answers, mq_statement_get_text (select, 0));
      mq_statement_reset (select);
      ms = (g_get_monotonic_time () - start) / 1000.0;
      g_array_append_val (bench->plain_times, ms);
    }

  return found;
}

static Subject *
subject_for (Bench *bench, const char *version)
{
  g_autofree char *dotted = g_strconcat (version, ".", NULL);

  for (guint i = 0; i < bench->subjects->len; i++)
    {
      Subject *subject = g_ptr_array_index (bench->subjects, i);

      if (g_str_has_prefix (subject->blender, dotted))
        return subject;
    }

  return NULL;
}

static Group *
group_at (GHashTable *table, const char *name)
{
  Group *group = g_hash_table_lookup (table, name);

  if (group == NULL)
    g_hash_table_insert (table, g_strdup (name), group = g_new0 (Group, 1));
  return group;
}

static void
ask_file (Bench *bench, const char *path)
{
  g_autoptr (GBytes) file = read_file (path);
  g_autoptr (JsonNode) root = mq_json_parse (g_bytes_get_data (file, NULL),
                                             (gssize)g_bytes_get_size (file), NULL);
  JsonArray *questions = json_node_get_array (root);

  for (guint i = 0; i < json_array_get_length (questions); i++)
    {
      JsonObject *each = mq_json_element_object (questions, i);
      const char *question = mq_json_get_string (each, "question", "");
      const char *name = mq_json_get_string (each, "group", "");
      JsonArray *answers = mq_json_get_array (each, "answers");
      Subject *subject = subject_for (bench, mq_json_get_string (each, "blender", "4.3"));
      const char *half = mq_json_get_string (each, "half", "tuning");
      Group *groups[] = { group_at (bench->groups, name), group_at (bench->halves, half) };
      gboolean found;
      gboolean found_plain;

      if (subject == NULL)
        {
          bench->skipped++;
          continue;
        }

      if (g_str_equal (half, "blind"))
        ask_as_role (bench, subject, question, g_str_equal (name, "plan"), each);
      if (g_str_equal (name, "plan") || json_array_get_length (answers) == 0)
        continue;

      found = ask (bench, subject, question, answers, !g_str_equal (half, "held-out"));
      found_plain = ask_plain (bench, subject, question, answers);
      for (gsize k = 0; k < G_N_ELEMENTS (groups); k++)
        {
          groups[k]->n++;
          groups[k]->found += found;
          groups[k]->found_plain += found_plain;
        }
    }
}

/* Files of questions, with commas. */
static void
ask_all (Bench *bench, const char *paths)
{
  g_auto (GStrv) each = g_strsplit (paths, ",", -1);

  for (char **path = each; *path != NULL; path++)
    ask_file (bench, *path);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return (first > second) - (first < second);
}

static double
percentile (GArray *times, double share)
{
  g_array_sort (times, compare);
  return times->len > 0
             ? g_array_index (times, double, MIN (times->len - 1, (guint)(times->len * share)))
             : 0;
}

/* Recall by group, as members of a JSON object; @all: (inout): their sum */
static char *
describe_groups (GHashTable *table, Group *all)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;
  GString *groups = g_string_new (NULL);

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Group *group = value;

      if (group->n == 0)
        continue;

      all->n += group->n;
      all->found += group->found;
      all->found_plain += group->found_plain;
      g_string_append_printf (
          groups, "%s\"%s\": {\"n\": %u, \"recall_at_5\": %.3f, \"plain\": %.3f}",
          groups->len > 0 ? ", " : "", (const char *)name, group->n,
          (double)group->found / group->n, (double)group->found_plain / group->n);
    }

  return g_string_free (groups, FALSE);
}

static char *
describe_handed (const Handed *handed)
{
  return g_strdup_printf ("{\"questions\": %u, \"passages\": %u, \"precision\": %.3f, "
                          "\"recall\": %.3f}",
                          handed->questions, handed->passages,
                          handed->passages > 0 ? (double)handed->fit / handed->passages : 1,
                          handed->answerable > 0 ? (double)handed->answered / handed->answerable
                                                 : 1);
}

static void
report (Bench *bench)
{
  Group all = { 0 };
  Group both = { 0 };
  g_autofree char *groups = describe_groups (bench->groups, &all);
  g_autofree char *halves = describe_groups (bench->halves, &both);
  g_autofree char *search = describe_handed (&bench->handed[0]);
  g_autofree char *plan = describe_handed (&bench->handed[1]);

  printf ("{\"questions\": %u, \"skipped\": %u, \"index_s\": %.2f, \"disk_mib\": %.1f, \"p50_ms\": "
          "%.2f, "
          "\"p99_ms\": %.2f, \"p50_cpu_ms\": %.2f, \"p99_cpu_ms\": %.2f, \"recall_at_5\": %.3f, "
          "\"halves\": {%s}, \"groups\": {%s}, \"handed\": {\"search\": %s, \"plan\": %s}, "
          "\"plain\": {\"rows\": %d, \"p50_ms\": %.2f, "
          "\"p99_ms\": %.2f, "
          "\"recall_at_5\": %.3f}}\n",
          all.n, bench->skipped, bench->index_s, bench->index_mib, percentile (bench->times, 0.5),
          percentile (bench->times, 0.99), percentile (bench->cpu_times, 0.5),
          percentile (bench->cpu_times, 0.99), all.n > 0 ? (double)all.found / all.n : 0, halves,
          groups, search, plan, (int)((Subject *)g_ptr_array_index (bench->subjects, 0))->n_rows,
          percentile (bench->plain_times, 0.5), percentile (bench->plain_times, 0.99),
          all.n > 0 ? (double)all.found_plain / all.n : 0);
}

static DexFuture *
bench_fiber (gpointer user_data)
{
  Bench *bench = user_data;
  g_autofree char *data = mq_paths_find_data ("knowledge");

  bench->knowledge = mq_knowledge_new (bench->argv[0], data);
  for (char **path = bench->argv + 2; *path != NULL; path++)
    add_subject (bench, *path);
  measure_disk (bench);
  ask_all (bench, bench->argv[1]);
  report (bench);
  g_main_loop_quit (bench->loop);

  return dex_future_new_true ();
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  g_autoptr (DexFuture) work = NULL;

  dex_init ();
  bench.failed = argc > 1 && g_str_equal (argv[1], "--failed");
  bench.argv = argv + (bench.failed ? 2 : 1);
  if (g_strv_length (bench.argv) < 3)
    {
      g_printerr ("bench-knowledge [--failed] CACHE QUESTIONS INTROSPECTION…\n");
      return 2;
    }

  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.subjects = g_ptr_array_new ();
  bench.times = g_array_new (FALSE, FALSE, sizeof (double));
  bench.cpu_times = g_array_new (FALSE, FALSE, sizeof (double));
  bench.plain_times = g_array_new (FALSE, FALSE, sizeof (double));
  bench.groups = g_hash_table_new (g_str_hash, g_str_equal);
  bench.halves = g_hash_table_new (g_str_hash, g_str_equal);
  work = mq_fiber_spawn (NULL, 1024 * 1024, bench_fiber, &bench, NULL);
  g_main_loop_run (bench.loop);
  return 0;
}
