/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search by words, see mq-knowledge-search.h. */
#include "service/knowledge/mq-knowledge-search.h"

#include "common/base/mq-each.h"
#include "service/knowledge/mq-knowledge-words.h"

/* Weights relative to BM25 of the words in a phrase, which has weight 1. Determined with the
 * questions of tests/knowledge/tuning.json. */
#define WEIGHT_PHRASE 1.0
#define WEIGHT_ENTRY 0.55
#define WEIGHT_PART 0.35
#define WEIGHT_SYNONYM 0.4
/* Best rows of a table that are used. */
#define MOST_FOUND 60
/* Rows of each table that are scored in one search, which determines its duration: FTS5's bm25()
 * takes 0.6 µs a row, mostly to look up its length. Determined as above: scoring all rows takes
 * about twice the time and answers one more question of 319. */
#define MOST_PHRASES 450
#define MOST_ENTRIES 1500
#define MOST_PARTS 300
#define MOST_PARTS_ALONE 3000
/* Best hits whose uses are compared with the whole question, and how much that can add. Determined
 * as above; words weighted by rarity, synonyms and squared shares answer no more questions. */
#define MOST_COMPARED 25
#define GAIN_OF_USES 4.0

typedef struct
{
  const char *word;
  gint64 n_rows;
} Counted;

static MqKnowledgeHit *
hit_at (GHashTable *table, gint64 id)
{
  MqKnowledgeHit *hit = g_hash_table_lookup (table, &id);

  if (hit == NULL)
    {
      gint64 *key = g_memdup2 (&id, sizeof id);

      hit = g_new0 (MqKnowledgeHit, 1);
      g_hash_table_insert (table, key, hit);
    }

  return hit;
}

/* @entry: row id of an entry; @kind: its #MqKnowledgeKind. Returns: its hit, added when new */
MqKnowledgeHit *
mq_knowledge_hits_entry (MqKnowledgeHits *self, gint64 entry, int kind)
{
  MqKnowledgeHit *hit = hit_at (self->entries, entry);

  hit->entry = entry;
  hit->kind = kind;
  return hit;
}

/* @part: row id of a part; @entry: row id of its entry; @kind: the part's #MqKnowledgeKind.
 * Returns: its hit, added when new */
MqKnowledgeHit *
mq_knowledge_hits_part (MqKnowledgeHits *self, gint64 part, gint64 entry, int kind)
{
  MqKnowledgeHit *hit = hit_at (self->parts, part);

  hit->part = part;
  hit->entry = entry;
  hit->kind = kind;
  return hit;
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const Counted *first = a;
  const Counted *second = b;

  return (first->n_rows > second->n_rows) - (first->n_rows < second->n_rows);
}

/* Begins a search of @table by its rarest words, such as `"chamfer" OR "edge"`: as many as have at
 * most @most rows of it together, but at least @least words. Frequent words say little, and their
 * rows cost as much to score. Counting costs a tenth of scoring; only FTS5 knows which rows its
 * tokenizer matches. @sql: with the words and the number of rows as parameters. @select: (out):
 * %NULL when no row has any of the words */
static gboolean
begin (MqKnowledgeHits *hits, const char *sql, const char *table, GPtrArray *words, gint64 most,
       guint least, MqStatement **select, GError **error)
{
  g_autofree char *count_sql = g_strdup_printf (
      "SELECT count (*) FROM (SELECT 1 FROM %s WHERE %s MATCH ? LIMIT ?)", table, table);
  g_autoptr (MqStatement) count = mq_database_prepare (hits->db, count_sql, error);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (Counted));
  g_autoptr (GString) match = g_string_new (NULL);
  gint64 n_all = 0;

  if (count == NULL)
    return FALSE;

  MQ_EACH (words, i, const char, word)
    {
      Counted counted = { word, 0 };
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", counted.word);
      gboolean has_row;

      mq_statement_bind_text (count, 1, quoted);
      mq_statement_bind_int64 (count, 2, most + 1);
      if (!mq_statement_step (count, &has_row, error))
        return FALSE;

      if (has_row && (counted.n_rows = mq_statement_get_int64 (count, 0)) > 0)
        g_array_append_val (counts, counted);
      mq_statement_reset (count);
    }

  g_array_sort (counts, compare_counts);
  MQ_EACH_VALUE (counts, i, const Counted, counted)
    {
      n_all += counted->n_rows;
      if (n_all > most && i >= least)
        break;
      g_string_append_printf (match, "%s\"%s\"", i > 0 ? " OR " : "", counted->word);
    }
  if (match->len == 0)
    return TRUE;

  *select = mq_database_query (hits->db, sql, error, "sl", match->str, (gint64)MOST_FOUND);
  return *select != NULL;
}

/* Only the best phrase of an entry counts. */
static gboolean
find_phrases (MqKnowledgeHits *hits, GPtrArray *words, GHashTable *stems, double weight,
              GError **error)
{
  static const char sql[] = "SELECT f.score * e.weight, p.entry, p.stems, e.kind, p.part, q.kind "
                            "FROM (SELECT rowid, -bm25 (phrase_words) AS score FROM phrase_words"
                            " WHERE phrase_words MATCH ? ORDER BY score DESC LIMIT ?) f"
                            " JOIN phrase p ON p.id = f.rowid JOIN entry e ON e.id = p.entry"
                            " LEFT JOIN part q ON q.id = p.part";
  g_autoptr (MqStatement) select = NULL;
  g_autoptr (GHashTable) best = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  gboolean good = begin (hits, sql, "phrase_words", words, MOST_PHRASES, 1, &select, error);
  gboolean has_row;

  while (select != NULL && (good = mq_statement_step (select, &has_row, error)) && has_row)
    {
      gint64 entry = mq_statement_get_int64 (select, 1);
      gint64 part = mq_statement_get_int64 (select, 4);
      g_auto (GStrv) phrase = g_strsplit (mq_statement_get_text (select, 2), " ", -1);
      double *known = g_hash_table_lookup (best, &entry);
      MqKnowledgeHit *hit = mq_knowledge_hits_entry (hits, entry,
                                                     (int)mq_statement_get_int64 (select, 3));
      double share;
      double score;
      guint n = 0;
      guint n_known = 0;

      /* The share of the phrase's words that the question contains. */
      for (gsize i = 0; phrase[i] != NULL; i++)
        {
          n += *phrase[i] != '\0';
          n_known += *phrase[i] != '\0' && g_hash_table_contains (stems, phrase[i]);
        }
      share = n > 0 ? (double)n_known / n : 0;
      score = weight * mq_statement_get_double (select, 0) * (0.5 + 0.5 * share);
      hit->share = MAX (hit->share, share);
      if (part != 0)
        {
          MqKnowledgeHit *inside = mq_knowledge_hits_part (hits, part, entry,
                                                           (int)mq_statement_get_int64 (select, 5));

          inside->task = MAX (inside->task, score);
        }
      if (known == NULL)
        {
          known = g_new0 (double, 1);
          g_hash_table_insert (best, g_memdup2 (&entry, sizeof entry), known);
        }
      hit->score += MAX (score - *known, 0);
      *known = MAX (*known, score);
    }

  return good;
}

static gboolean
find_entries (MqKnowledgeHits *hits, GPtrArray *words, double weight, GError **error)
{
  static const char sql[]
      = "SELECT f.score * e.weight, e.id, e.kind FROM (SELECT rowid, -bm25 (entry_words, 5, 6, 3, "
        "0.6) AS score FROM entry_words WHERE entry_words MATCH ? ORDER BY score DESC LIMIT ?) f"
        " JOIN entry e ON e.id = f.rowid";
  g_autoptr (MqStatement) select = NULL;
  gboolean good = begin (hits, sql, "entry_words", words, MOST_ENTRIES, 2, &select, error);
  gboolean has_row;

  while (select != NULL && (good = mq_statement_step (select, &has_row, error)) && has_row)
    mq_knowledge_hits_entry (hits, mq_statement_get_int64 (select, 1),
                             (int)mq_statement_get_int64 (select, 2))
        ->score
        += weight * mq_statement_get_double (select, 0);

  return good;
}

static void
add_stems (GHashTable *stems, GPtrArray *words)
{
  MQ_EACH (words, i, const char, word)
    g_hash_table_add (stems, mq_knowledge_stem (word));
}

/* @hits: receives the hits; @parts_alone: only parts are requested, so their own words must match.
 * Returns: %FALSE when the index cannot be read */
gboolean
mq_knowledge_find_by_words (MqKnowledgeHits *hits, const MqKnowledgeQuestion *question,
                            gboolean parts_alone, GError **error)
{
  static const char sql[]
      = "SELECT f.score * e.weight, p.id, p.kind, p.entry, e.kind FROM (SELECT rowid,"
        " -bm25 (part_words, 4, 3, 1) AS score FROM part_words WHERE part_words MATCH ?"
        " ORDER BY score DESC LIMIT ?) f JOIN part p ON p.id = f.rowid"
        " JOIN entry e ON e.id = p.entry";
  GPtrArray *words = question->words;
  g_autoptr (GPtrArray) synonyms = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) stems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) counted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                          NULL);
  g_autoptr (MqStatement) parts = NULL;
  g_autoptr (MqStatement) synonym
      = mq_database_prepare (hits->db, "SELECT means FROM synonym WHERE word = ?", error);
  gboolean good;
  gboolean has_row;

  if (synonym == NULL)
    return FALSE;

  /* Blender's terms for the question's words, for each run of one to three words. */
  for (guint i = 0; i < words->len; i++)
    {
      g_autoptr (GString) key = g_string_new (NULL);

      for (guint k = i; k < MIN (i + 3, words->len); k++)
        {
          g_autofree char *stem = mq_knowledge_stem (g_ptr_array_index (words, k));
          g_autoptr (GPtrArray) means = NULL;

          g_string_append_printf (key, "%s%s", k > i ? " " : "", stem);
          mq_statement_bind_text (synonym, 1, key->str);
          if (!mq_statement_step (synonym, &has_row, error))
            return FALSE;

          if (has_row)
            means = mq_knowledge_split_words (mq_statement_get_text (synonym, 0));
          for (guint m = 0; means != NULL && m < means->len; m++)
            {
              const char *word = g_ptr_array_index (means, m);

              if (!g_ptr_array_find_with_equal_func (synonyms, word, g_str_equal, NULL)
                  && !g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL))
                g_ptr_array_add (synonyms, g_strdup (word));
            }
          mq_statement_reset (synonym);
        }
    }

  add_stems (stems, words);
  add_stems (stems, synonyms);
  if (!find_phrases (hits, words, stems, WEIGHT_PHRASE, error)
      || !find_entries (hits, words, WEIGHT_ENTRY, error))
    return FALSE;

  /* The best part of an entry also counts for the entry. */
  good = begin (hits, sql, "part_words", words, parts_alone ? MOST_PARTS_ALONE : MOST_PARTS,
                parts_alone, &parts, error);
  while (parts != NULL && (good = mq_statement_step (parts, &has_row, error)) && has_row)
    {
      double score = mq_statement_get_double (parts, 0);
      gint64 entry = mq_statement_get_int64 (parts, 3);

      mq_knowledge_hits_part (hits, mq_statement_get_int64 (parts, 1), entry,
                              (int)mq_statement_get_int64 (parts, 2))
          ->score
          += score;
      if (g_hash_table_add (counted, g_memdup2 (&entry, sizeof entry)))
        mq_knowledge_hits_entry (hits, entry, (int)mq_statement_get_int64 (parts, 4))->score
            += WEIGHT_PART * score;
    }

  return good && find_phrases (hits, synonyms, stems, WEIGHT_PHRASE * WEIGHT_SYNONYM, error)
         && find_entries (hits, synonyms, WEIGHT_ENTRY * WEIGHT_SYNONYM, error);
}

/* Raises the scores of hits whose uses together contain much of the question: BM25 alone prefers
 * one rare word to three common ones. @list: (element-type MqKnowledgeHit): the best first.
 * Returns: %FALSE when the index cannot be read */
gboolean
mq_knowledge_compare_uses (MqDatabase *db, const MqKnowledgeQuestion *question, GPtrArray *list,
                           GError **error)
{
  g_autoptr (MqStatement) select = mq_database_prepare (
      db, "SELECT ifnull (group_concat (stems, ' '), '') FROM phrase WHERE entry = ?", error);

  if (select == NULL)
    return FALSE;

  for (guint i = 0; i < MIN (list->len, MOST_COMPARED); i++)
    {
      MqKnowledgeHit *hit = g_ptr_array_index (list, i);
      gboolean has_row;
      double share;
      g_auto (GStrv) stems = NULL;
      guint n = 0;

      mq_statement_bind_int64 (select, 1, hit->entry);
      if (!mq_statement_step (select, &has_row, error))
        return FALSE;

      stems = g_strsplit (mq_statement_get_text (select, 0), " ", -1);
      MQ_EACH (question->words, j, const char, word)
        {
          g_autofree char *stem = mq_knowledge_stem (word);

          n += g_strv_contains ((const char *const *)stems, stem);
        }
      share = question->words->len > 0 ? (double)n / question->words->len : 0;
      hit->score *= 1 + GAIN_OF_USES * share;
      mq_statement_reset (select);
    }

  return TRUE;
}

/* @share: (out): the share of the question's words that the hit's passage, title and uses contain,
 * or that mean the same as one of theirs. Returns: %FALSE when the index cannot be read */
gboolean
mq_knowledge_count_words (MqDatabase *db, const MqKnowledgeQuestion *question,
                          const MqKnowledgeHit *hit, double *share, GError **error)
{
  static const char text[]
      = "SELECT e.api || ' ' || e.title || ' ' || e.text || ' ' ||"
        " ifnull ((SELECT group_concat (stems, ' ') FROM phrase WHERE entry = e.id), '') || ' ' ||"
        " ifnull ((SELECT api || ' ' || text FROM part WHERE id = ?), '') FROM entry e"
        " WHERE e.id = ?";
  g_autoptr (MqStatement) select = mq_database_query (db, text, error, "ll", hit->part, hit->entry);
  g_autoptr (MqStatement) synonym = NULL;
  g_autoptr (GHashTable) stems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) words = NULL;
  gboolean has_row;
  guint n = 0;

  if (select == NULL || !mq_statement_step (select, &has_row, error)
      || !(synonym = mq_database_prepare (db, "SELECT means FROM synonym WHERE word = ?", error)))
    return FALSE;

  words = mq_knowledge_split_words (has_row ? mq_statement_get_text (select, 0) : "");
  add_stems (stems, words);
  MQ_EACH (question->words, i, const char, word)
    {
      g_autofree char *stem = mq_knowledge_stem (word);
      gboolean known = g_hash_table_contains (stems, stem);
      g_autoptr (GPtrArray) means = NULL;

      has_row = FALSE;
      mq_statement_bind_text (synonym, 1, stem);
      if (!known && !mq_statement_step (synonym, &has_row, error))
        return FALSE;

      if (has_row)
        means = mq_knowledge_split_words (mq_statement_get_text (synonym, 0));
      for (guint k = 0; !known && means != NULL && k < means->len; k++)
        {
          g_autofree char *meaning = mq_knowledge_stem (g_ptr_array_index (means, k));

          known = g_hash_table_contains (stems, meaning);
        }

      n += known;
      mq_statement_reset (synonym);
    }

  *share = question->words->len > 0 ? (double)n / question->words->len : 0;
  return TRUE;
}
