/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search by words, see mq-knowledge-by-words.h. */
#include "service/knowledge/mq-knowledge-by-words.h"

#include "service/knowledge/mq-knowledge-words.h"

#include <string.h>

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

typedef struct
{
  MqDatabase *db;
  MqKnowledgeHits *hits;
} WordFinder;

typedef struct
{
  const char *word;
  gint64 n_rows;
} Counted;

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const Counted *first = a;
  const Counted *second = b;

  return (first->n_rows > second->n_rows) - (first->n_rows < second->n_rows);
}

/* The rarest words: as many as have at most @most rows of @table together, but at least @least
 * words. Frequent words say little, and their rows cost as much to score. Counting costs a tenth
 * of scoring; only FTS5 knows which rows its tokenizer matches. */
static GPtrArray *
rarest (WordFinder *self, const char *table, GPtrArray *words, gint64 most, guint least,
        GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT count (*) FROM (SELECT 1 FROM %s WHERE %s MATCH ? LIMIT ?)", table, table);
  g_autoptr (MqStatement) select = mq_database_prepare (self->db, sql, error);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (Counted));
  g_autoptr (GPtrArray) rare = g_ptr_array_new ();
  gint64 n_all = 0;

  if (select == NULL)
    return NULL;

  for (guint i = 0; i < words->len; i++)
    {
      Counted counted = { g_ptr_array_index (words, i), 0 };
      g_autofree char *match = g_strdup_printf ("\"%s\"", counted.word);
      gboolean has_row;

      mq_statement_bind_text (select, 1, match);
      mq_statement_bind_int64 (select, 2, most + 1);
      if (!mq_statement_step (select, &has_row, error))
        return NULL;

      if (has_row && (counted.n_rows = mq_statement_get_int64 (select, 0)) > 0)
        g_array_append_val (counts, counted);
      mq_statement_reset (select);
    }

  g_array_sort (counts, compare_counts);
  for (guint i = 0; i < counts->len; i++)
    {
      const Counted *counted = &g_array_index (counts, Counted, i);

      n_all += counted->n_rows;
      if (n_all > most && rare->len >= least)
        break;
      g_ptr_array_add (rare, (gpointer)counted->word);
    }

  return g_steal_pointer (&rare);
}

/* `"chamfer" OR "edge"` */
static char *
match_any (GPtrArray *words)
{
  GString *match = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (match, "%s\"%s\"", i > 0 ? " OR " : "",
                            (const char *)g_ptr_array_index (words, i));

  return g_string_free (match, FALSE);
}

/* The share of a phrase's words that the question contains; @stems: separated by spaces. */
static double
share_of_phrase (const char *stems, GHashTable *known)
{
  guint n = 0;
  guint n_known = 0;
  char word[64];

  while (*stems != '\0')
    {
      gsize length = strcspn (stems, " ");

      if (length > 0 && length < sizeof word)
        {
          memcpy (word, stems, length);
          word[length] = '\0';
          n++;
          if (g_hash_table_contains (known, word))
            n_known++;
        }
      stems += length + (stems[length] == ' ');
    }

  return n > 0 ? (double)n_known / n : 0;
}

/* Only the best phrase of an entry counts. */
static gboolean
find_phrases (WordFinder *self, GPtrArray *words, GHashTable *stems, double weight, GError **error)
{
  g_autoptr (MqStatement) select
      = mq_database_prepare (self->db,
                             "SELECT f.score * e.weight, p.entry, p.stems, e.kind, p.part, q.kind "
                             "FROM (SELECT rowid, -bm25 (phrase_words) AS score FROM phrase_words"
                             " WHERE phrase_words MATCH ? ORDER BY score DESC LIMIT ?) f"
                             " JOIN phrase p ON p.id = f.rowid JOIN entry e ON e.id = p.entry"
                             " LEFT JOIN part q ON q.id = p.part",
                             error);
  g_autoptr (GPtrArray) rare = rarest (self, "phrase_words", words, MOST_PHRASES, 1, error);
  g_autofree char *match = rare != NULL ? match_any (rare) : NULL;
  g_autoptr (GHashTable) best = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  gboolean has_row;

  if (select == NULL || rare == NULL)
    return FALSE;

  if (rare->len == 0)
    return TRUE;

  mq_statement_bind_text (select, 1, match);
  mq_statement_bind_int64 (select, 2, MOST_FOUND);
  while (mq_statement_step (select, &has_row, error))
    {
      MqKnowledgeHit *hit;
      gint64 part;
      double share;
      double score;
      gint64 entry;
      double *known;

      if (!has_row)
        return TRUE;

      entry = mq_statement_get_int64 (select, 1);
      share = share_of_phrase (mq_statement_get_text (select, 2), stems);
      score = weight * mq_statement_get_double (select, 0) * (0.5 + 0.5 * share);
      hit = mq_knowledge_hits_entry (self->hits, entry, (int)mq_statement_get_int64 (select, 3));
      hit->share = MAX (hit->share, share);
      if ((part = mq_statement_get_int64 (select, 4)) != 0)
        {
          MqKnowledgeHit *inside = mq_knowledge_hits_part (self->hits, part, entry,
                                                           (int)mq_statement_get_int64 (select, 5));

          inside->task = MAX (inside->task, score);
        }
      if ((known = g_hash_table_lookup (best, &entry)) == NULL)
        {
          known = g_new0 (double, 1);
          g_hash_table_insert (best, g_memdup2 (&entry, sizeof entry), known);
        }
      hit->score += MAX (score - *known, 0);
      *known = MAX (*known, score);
    }

  return FALSE;
}

static gboolean
find_entries (WordFinder *self, GPtrArray *words, double weight, GError **error)
{
  g_autoptr (MqStatement) select = mq_database_prepare (
      self->db,
      "SELECT f.score * e.weight, e.id, e.kind FROM (SELECT rowid, -bm25 (entry_words, 5, 6, 3, "
      "0.6) AS score"
      " FROM entry_words WHERE entry_words MATCH ? ORDER BY score DESC LIMIT ?) f"
      " JOIN entry e ON e.id = f.rowid",
      error);
  g_autoptr (GPtrArray) rare = rarest (self, "entry_words", words, MOST_ENTRIES, 2, error);
  g_autofree char *match = rare != NULL ? match_any (rare) : NULL;
  gboolean has_row;

  if (select == NULL || rare == NULL)
    return FALSE;

  if (rare->len == 0)
    return TRUE;

  mq_statement_bind_text (select, 1, match);
  mq_statement_bind_int64 (select, 2, MOST_FOUND);
  while (mq_statement_step (select, &has_row, error))
    {
      if (!has_row)
        return TRUE;

      mq_knowledge_hits_entry (self->hits, mq_statement_get_int64 (select, 1),
                               (int)mq_statement_get_int64 (select, 2))
          ->score
          += weight * mq_statement_get_double (select, 0);
    }

  return FALSE;
}

/* The best part of an entry also counts for the entry. @alone: only parts are requested, so
 * their own words must match. */
static gboolean
find_parts (WordFinder *self, GPtrArray *words, double weight, gboolean alone, GError **error)
{
  g_autoptr (MqStatement) select = mq_database_prepare (
      self->db,
      "SELECT f.score * e.weight, p.id, p.kind, p.entry, e.kind FROM (SELECT rowid,"
      " -bm25 (part_words, 4, 3, 1) AS score FROM part_words WHERE part_words MATCH ?"
      " ORDER BY score DESC LIMIT ?) f JOIN part p ON p.id = f.rowid JOIN entry e ON e.id = "
      "p.entry",
      error);
  g_autoptr (GPtrArray) rare = alone
                                   ? rarest (self, "part_words", words, MOST_PARTS_ALONE, 1, error)
                                   : rarest (self, "part_words", words, MOST_PARTS, 0, error);
  g_autofree char *match = rare != NULL ? match_any (rare) : NULL;
  g_autoptr (GHashTable) counted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                          NULL);
  gboolean has_row;

  if (select == NULL || rare == NULL)
    return FALSE;

  if (rare->len == 0)
    return TRUE;

  mq_statement_bind_text (select, 1, match);
  mq_statement_bind_int64 (select, 2, MOST_FOUND);
  while (mq_statement_step (select, &has_row, error))
    {
      double score;
      gint64 entry;

      if (!has_row)
        return TRUE;

      score = mq_statement_get_double (select, 0);
      entry = mq_statement_get_int64 (select, 3);
      mq_knowledge_hits_part (self->hits, mq_statement_get_int64 (select, 1), entry,
                              (int)mq_statement_get_int64 (select, 2))
          ->score
          += score;
      if (g_hash_table_add (counted, g_memdup2 (&entry, sizeof entry)))
        mq_knowledge_hits_entry (self->hits, entry, (int)mq_statement_get_int64 (select, 4))->score
            += weight * score;
    }

  return FALSE;
}
/* Adds Blender's terms for the question's words, for each run of one to three words. */
static gboolean
find_synonyms (WordFinder *self, GPtrArray *words, GPtrArray *synonyms, GError **error)
{
  g_autoptr (MqStatement) select
      = mq_database_prepare (self->db, "SELECT means FROM synonym WHERE word = ?", error);

  if (select == NULL)
    return FALSE;

  for (guint i = 0; i < words->len; i++)
    {
      g_autoptr (GString) key = g_string_new (NULL);

      for (guint k = i; k < MIN (i + 3, words->len); k++)
        {
          g_autofree char *stem = mq_knowledge_stem (g_ptr_array_index (words, k));
          g_autoptr (GPtrArray) means = NULL;
          gboolean has_row;

          g_string_append_printf (key, "%s%s", k > i ? " " : "", stem);
          mq_statement_bind_text (select, 1, key->str);
          if (!mq_statement_step (select, &has_row, error))
            return FALSE;

          if (has_row)
            means = mq_knowledge_split_words (mq_statement_get_text (select, 0));
          for (guint m = 0; means != NULL && m < means->len; m++)
            {
              const char *word = g_ptr_array_index (means, m);

              if (!g_ptr_array_find_with_equal_func (synonyms, word, g_str_equal, NULL)
                  && !g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL))
                g_ptr_array_add (synonyms, g_strdup (word));
            }
          mq_statement_reset (select);
        }
    }

  return TRUE;
}

static void
add_stems (GHashTable *stems, GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    g_hash_table_add (stems, mq_knowledge_stem (g_ptr_array_index (words, i)));
}

/**
 * mq_knowledge_find_by_words:
 * @db: an index
 * @question: a parsed question
 * @hits: receives the hits
 * @parts_alone: whether only parts are requested
 *
 * Returns: %FALSE when the index cannot be read
 */
gboolean
mq_knowledge_find_by_words (MqDatabase *db, const MqKnowledgeQuestion *question,
                            MqKnowledgeHits *hits, gboolean parts_alone, GError **error)
{
  WordFinder *self = &(WordFinder){ db, hits };
  g_autoptr (GPtrArray) synonyms = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) stems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!find_synonyms (self, question->words, synonyms, error))
    return FALSE;

  add_stems (stems, question->words);
  add_stems (stems, synonyms);

  return find_phrases (self, question->words, stems, WEIGHT_PHRASE, error)
         && find_entries (self, question->words, WEIGHT_ENTRY, error)
         && find_parts (self, question->words, WEIGHT_PART, parts_alone, error)
         && find_phrases (self, synonyms, stems, WEIGHT_PHRASE * WEIGHT_SYNONYM, error)
         && find_entries (self, synonyms, WEIGHT_ENTRY * WEIGHT_SYNONYM, error);
}
