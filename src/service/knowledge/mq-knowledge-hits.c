/* Finding candidates, see mq-knowledge-hits.h. */
#include "service/knowledge/mq-knowledge-hits.h"

#include "common/mq-text.h"
#include "service/knowledge/mq-knowledge-kind.h"
#include "service/knowledge/mq-knowledge-words.h"

#include <math.h>
#include <string.h>

/* How much a way of finding counts against BM25 of the words in a phrase, which counts 1. Found by trying, on the
 * questions of tests/knowledge/tuning.json. */
#define WEIGHT_PHRASE 1.0
#define WEIGHT_ENTRY 0.55
#define WEIGHT_PART 0.35
#define WEIGHT_SYNONYM 0.4
/* An exact name counts as this much. */
#define NAMED_WHOLE 60.0
#define NAMED_LAST 25.0
#define NAMED_PART 20.0
#define NAMED_PITFALL 45.0
#define NAMED_OWNER 22.0
#define WEIGHT_BEGUN 0.6
#define WEIGHT_KEY 1.5
/* A part stands beside its whole when no more than eight are called so. */
#define LEAST_RARITY 0.24
/* A member is taken for what a wrong name meant when they share so much. */
#define LEAST_LIKENESS 0.6
/* Rows of a table that are looked at. */
#define MOST_ROWS 80

typedef struct
{
  MqSqlite *db;
  const MqKnowledgeQuestion *question;
  MqKnowledgeHits *hits;
  MqStatement *names; /* asked many times in one search */
} Finder;

/**
 * mq_knowledge_hits_free:
 * @self: (transfer full): hits
 */
void
mq_knowledge_hits_free (MqKnowledgeHits *self)
{
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->parts);
  g_free (self);
}

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

static MqKnowledgeHit *
hit_entry (Finder *self, gint64 entry, int kind)
{
  MqKnowledgeHit *hit = hit_at (self->hits->entries, entry);

  hit->entry = entry;
  hit->kind = kind;
  return hit;
}

static MqKnowledgeHit *
hit_part (Finder *self, gint64 part, gint64 entry, int kind)
{
  MqKnowledgeHit *hit = hit_at (self->hits->parts, part);

  hit->part = part;
  hit->entry = entry;
  hit->kind = kind;
  return hit;
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

/* How many of a phrase's words the question has; @stems: with spaces between. */
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

/* The best phrase of an entry counts. */
static gboolean
find_phrases (Finder *self, GPtrArray *words, GHashTable *stems, double weight, GHashTable *best,
              GError **error)
{
  g_autoptr (MqStatement) select
      = mq_sqlite_prepare (self->db,
                           "SELECT f.score * e.weight, p.entry, p.stems, e.kind, p.part, q.kind "
                           "FROM (SELECT rowid, -rank AS "
                           "score FROM phrase_words"
                           " WHERE phrase_words MATCH ? ORDER BY rank LIMIT ?) f"
                           " JOIN phrase p ON p.id = f.rowid JOIN entry e ON e.id = p.entry"
                           " LEFT JOIN part q ON q.id = p.part",
                           error);
  g_autofree char *match = match_any (words);
  gboolean has_row;

  if (select == NULL)
    return FALSE;

  mq_statement_bind_text (select, 1, match);
  mq_statement_bind_int64 (select, 2, MOST_ROWS);
  while (mq_statement_step (select, &has_row, error))
    {
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
      hit_entry (self, entry, (int)mq_statement_get_int64 (select, 3));
      if ((part = mq_statement_get_int64 (select, 4)) != 0)
        {
          MqKnowledgeHit *inside = hit_part (self, part, entry,
                                             (int)mq_statement_get_int64 (select, 5));

          inside->task = MAX (inside->task, score);
        }
      if ((known = g_hash_table_lookup (best, &entry)) == NULL)
        {
          known = g_new0 (double, 1);
          g_hash_table_insert (best, g_memdup2 (&entry, sizeof entry), known);
        }
      *known = MAX (*known, score);
    }

  return FALSE;
}

static gboolean
find_entries (Finder *self, GPtrArray *words, double weight, GError **error)
{
  g_autoptr (MqStatement) select = mq_sqlite_prepare (
      self->db,
      "SELECT f.score * e.weight, e.id, e.kind FROM (SELECT rowid, -bm25 (entry_words, 5, 6, 3, "
      "0.6) AS score"
      " FROM entry_words WHERE entry_words MATCH ? ORDER BY score DESC LIMIT ?) f"
      " JOIN entry e ON e.id = f.rowid",
      error);
  g_autofree char *match = match_any (words);
  gboolean has_row;

  if (select == NULL)
    return FALSE;

  mq_statement_bind_text (select, 1, match);
  mq_statement_bind_int64 (select, 2, MOST_ROWS);
  while (mq_statement_step (select, &has_row, error))
    {
      if (!has_row)
        return TRUE;

      hit_entry (self, mq_statement_get_int64 (select, 1), (int)mq_statement_get_int64 (select, 2))
          ->score
          += weight * mq_statement_get_double (select, 0);
    }

  return FALSE;
}

/* Those of the words that are not everywhere. */
static GPtrArray *
rare_words (Finder *self, GPtrArray *words, const char *place, GError **error)
{
  g_autoptr (MqStatement) select
      = mq_sqlite_prepare (self->db, "SELECT 1 FROM common WHERE place = ? AND word = ?", error);
  g_autoptr (GPtrArray) rare = g_ptr_array_new ();

  if (select == NULL)
    return NULL;

  for (guint i = 0; i < words->len; i++)
    {
      gboolean is_common;

      mq_statement_bind_text (select, 1, place);
      mq_statement_bind_text (select, 2, g_ptr_array_index (words, i));
      if (!mq_statement_step (select, &is_common, error))
        return NULL;
      if (!is_common)
        g_ptr_array_add (rare, g_ptr_array_index (words, i));
      mq_statement_reset (select);
    }

  return g_steal_pointer (&rare);
}

/* The best part of an entry counts for the entry, too. */
static gboolean
find_parts (Finder *self, GPtrArray *words, double weight, GError **error)
{
  g_autoptr (MqStatement) select = mq_sqlite_prepare (
      self->db,
      "SELECT f.score * e.weight, p.id, p.kind, p.entry, e.kind FROM (SELECT rowid,"
      " -bm25 (part_words, 4, 3, 1) AS score FROM part_words WHERE part_words MATCH ?"
      " ORDER BY score DESC LIMIT ?) f JOIN part p ON p.id = f.rowid JOIN entry e ON e.id = "
      "p.entry",
      error);
  g_autofree char *match = match_any (words);
  g_autoptr (GHashTable) counted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                          NULL);
  gboolean has_row;

  if (select == NULL)
    return FALSE;

  mq_statement_bind_text (select, 1, match);
  mq_statement_bind_int64 (select, 2, MOST_ROWS);
  while (mq_statement_step (select, &has_row, error))
    {
      double score;
      gint64 entry;

      if (!has_row)
        return TRUE;

      score = mq_statement_get_double (select, 0);
      entry = mq_statement_get_int64 (select, 3);
      hit_part (self, mq_statement_get_int64 (select, 1), entry,
                (int)mq_statement_get_int64 (select, 2))
          ->score
          += score;
      if (g_hash_table_add (counted, g_memdup2 (&entry, sizeof entry)))
        hit_entry (self, entry, (int)mq_statement_get_int64 (select, 4))->score += weight * score;
    }

  return FALSE;
}

/* One row of the names: what it counts for its entry and, if it is one, its part. */
static void
count_name (Finder *self, MqStatement *row, const char *name, double weight)
{
  gint64 entry = mq_statement_get_int64 (row, 0);
  gint64 part = mq_statement_get_int64 (row, 1);
  int kind = (int)mq_statement_get_int64 (row, 2);
  /* A name that many things have says less about each. */
  double rarity = 1 / (1 + log2 ((double)mq_statement_get_int64 (row, 6)));
  MqKnowledgeHit *hit = hit_entry (self, entry, kind);
  gboolean whole = g_ascii_strcasecmp (mq_statement_get_text (row, part == 0 ? 4 : 5), name) == 0;
  MqKnowledgeHit *inside;

  if (part == 0)
    {
      hit->named = TRUE;
      hit->score += weight
                    * (kind == MQ_KNOWLEDGE_PITFALL ? NAMED_PITFALL
                       : whole                      ? NAMED_WHOLE
                                                    : NAMED_LAST * rarity);
      return;
    }

  inside = hit_part (self, part, entry, (int)mq_statement_get_int64 (row, 3));
  inside->named_fully |= whole || strchr (name, '.') != NULL;
  inside->named |= inside->named_fully || rarity > LEAST_RARITY;
  inside->score += weight * (whole ? NAMED_WHOLE : NAMED_PART * rarity);
  hit->score += weight * (whole ? NAMED_PART : NAMED_PART * rarity);
}

/* Names from @low on and before @high; the number of rows, or -1. */
static int
find_names_between (Finder *self, const char *low, const char *high, double weight, GError **error)
{
  gboolean has_row;
  int n = 0;

  mq_statement_bind_text (self->names, 1, low);
  mq_statement_bind_text (self->names, 2, high);
  while (mq_statement_step (self->names, &has_row, error))
    {
      if (!has_row)
        {
          mq_statement_reset (self->names);
          return n;
        }

      n++;
      count_name (self, self->names, low, weight);
    }

  return -1;
}

/* What is called exactly so; the number of them, or -1. */
static int
find_named (Finder *self, const char *name, double weight, GError **error)
{
  /* Nothing comes between a name and itself with the least character behind it. */
  g_autofree char *next = g_strconcat (name, "\x01", NULL);

  return find_names_between (self, name, next, weight, error);
}

/* What begins so: "Specular" is "Specular IOR Level" now, "select" is "select_set". */
static int
find_begun (Finder *self, const char *name, double weight, GError **error)
{
  static const char separators[] = " _";
  int n = 0;

  for (gsize i = 0; i < strlen (separators) && n == 0; i++)
    {
      g_autofree char *low = g_strdup_printf ("%s%c", name, separators[i]);
      g_autofree char *high = g_strdup_printf ("%s%c", name, separators[i] + 1);

      n = find_names_between (self, low, high, weight, error);
    }

  return n;
}

/* A name as it is, then without what may stand before it: "obj.modifiers.new" is found as "modifiers.new"; when there is
 * no such name, what begins with it. */
static gboolean
find_name (Finder *self, const char *name, GError **error)
{
  const char *last = strrchr (name, '.') != NULL ? strrchr (name, '.') + 1 : name;
  double weight = 1;
  int n_all = 0;

  for (const char *rest = name; rest != NULL;)
    {
      const char *dot = strchr (rest, '.');
      int n = *rest != '\0' ? find_named (self, rest, weight, error) : 0;

      if (n < 0)
        return FALSE;

      n_all += n;
      rest = dot != NULL ? dot + 1 : NULL;
      weight *= 0.6;
    }

  return n_all > 0 || strlen (last) < 3 || find_begun (self, last, WEIGHT_BEGUN, error) >= 0;
}

/* How much of a word two names share: 1 for the same, less the farther they are apart. */
static double
likeness (const char *wrong, const char *right)
{
  gsize longest = MAX (strlen (wrong), strlen (right));
  double far = 1 - (double)mq_text_distance (wrong, right) / (double)longest;
  /* "select" and "select_set" */
  gboolean begins = g_str_has_prefix (right, wrong) && right[strlen (wrong)] == '_';

  return begins ? MAX (far, 0.9) : far;
}

/* The type or operator that an error message is about. */
static gboolean
find_owner (Finder *self, const char *owner, GError **error)
{
  g_autoptr (MqStatement) select
      = mq_sqlite_prepare (self->db,
                           "SELECT e.id, e.kind, e.api FROM name n JOIN entry e ON e.id = n.entry"
                           " WHERE n.word = ? AND n.part = 0 AND e.kind != ? LIMIT 20",
                           error);
  gboolean has_row;

  if (select == NULL)
    return FALSE;

  mq_statement_bind_text (select, 1, owner);
  mq_statement_bind_int64 (select, 2, MQ_KNOWLEDGE_PITFALL);
  while (mq_statement_step (select, &has_row, error))
    {
      const char *dot;

      if (!has_row)
        return TRUE;

      /* Not what may only be reached by that name. */
      dot = strrchr (mq_statement_get_text (select, 2), '.');
      if (dot != NULL && g_ascii_strcasecmp (dot + 1, owner) == 0)
        hit_entry (self, mq_statement_get_int64 (select, 0),
                   (int)mq_statement_get_int64 (select, 1))
            ->score
            += NAMED_OWNER;
    }

  return FALSE;
}

/* What an error message says to be missing in a type: the members with the nearest names. */
static gboolean
find_nearest (Finder *self, const char *owner, const char *wrong, GError **error)
{
  g_autoptr (MqStatement) select = mq_sqlite_prepare (
      self->db,
      "SELECT p.id, p.entry, p.kind, p.api, e.kind FROM name n JOIN entry e ON e.id = n.entry"
      " JOIN part p ON p.entry = e.id WHERE n.word = ? AND n.part = 0 AND e.kind != ? LIMIT 400",
      error);
  gboolean has_row;

  if (select == NULL)
    return FALSE;

  mq_statement_bind_text (select, 1, owner);
  mq_statement_bind_int64 (select, 2, MQ_KNOWLEDGE_PITFALL);
  while (mq_statement_step (select, &has_row, error))
    {
      const char *dot;
      double alike;

      if (!has_row)
        return TRUE;

      dot = strrchr (mq_statement_get_text (select, 3), '.');
      alike = likeness (wrong, dot + 1);
      if (alike > LEAST_LIKENESS)
        {
          MqKnowledgeHit *part = hit_part (self, mq_statement_get_int64 (select, 0),
                                           mq_statement_get_int64 (select, 1),
                                           (int)mq_statement_get_int64 (select, 2));

          part->named = TRUE;
          part->score += NAMED_PART * alike;
        }
    }

  return FALSE;
}

/* Blender's words for those of the question: for each run of one to three of its words. */
static gboolean
find_synonyms (Finder *self, GPtrArray *words, GPtrArray *synonyms, GError **error)
{
  g_autoptr (MqStatement) select
      = mq_sqlite_prepare (self->db, "SELECT means FROM synonym WHERE word = ?", error);

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

static gboolean
find_by_words (Finder *self, GError **error)
{
  GPtrArray *words = self->question->words;
  g_autoptr (GPtrArray) synonyms = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) stems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) best = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GPtrArray) rare = NULL; /* of the words, those that few entries have */
  g_autoptr (GPtrArray) rare_parts = NULL;
  g_autoptr (GPtrArray) rare_synonyms = NULL;
  g_autoptr (GHashTable) best_synonym = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                               g_free);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (words->len == 0)
    return TRUE;

  if (!find_synonyms (self, words, synonyms, error)
      || !(rare = rare_words (self, words, "entry", error))
      || !(rare_parts = rare_words (self, words, "part", error))
      || !(rare_synonyms = rare_words (self, synonyms, "entry", error)))
    return FALSE;

  for (guint i = 0; i < words->len; i++)
    g_hash_table_add (stems, mq_knowledge_stem (g_ptr_array_index (words, i)));
  for (guint i = 0; i < synonyms->len; i++)
    g_hash_table_add (stems, mq_knowledge_stem (g_ptr_array_index (synonyms, i)));

  if (!find_phrases (self, words, stems, WEIGHT_PHRASE, best, error)
      || !find_entries (self, rare->len > 1 ? rare : words, WEIGHT_ENTRY, error)
      || (rare_parts->len > 0 && !find_parts (self, rare_parts, WEIGHT_PART, error)))
    return FALSE;

  if (synonyms->len > 0
      && (!find_phrases (self, synonyms, stems, WEIGHT_PHRASE * WEIGHT_SYNONYM, best_synonym, error)
          || (rare_synonyms->len > 0
              && !find_entries (self, rare_synonyms, WEIGHT_ENTRY * WEIGHT_SYNONYM, error))))
    return FALSE;

  g_hash_table_iter_init (&iter, best);
  while (g_hash_table_iter_next (&iter, &key, &value))
    hit_at (self->hits->entries, *(gint64 *)key)->score += *(double *)value;
  g_hash_table_iter_init (&iter, best_synonym);
  while (g_hash_table_iter_next (&iter, &key, &value))
    hit_at (self->hits->entries, *(gint64 *)key)->score += *(double *)value;

  return TRUE;
}

/**
 * mq_knowledge_hits_find:
 * @db: an index
 * @question: what is asked
 * @error: return location
 *
 * Returns: (transfer full) (nullable): everything that may be an answer, in no order
 */
MqKnowledgeHits *
mq_knowledge_hits_find (MqSqlite *db, const MqKnowledgeQuestion *question, GError **error)
{
  g_autoptr (MqKnowledgeHits) hits = g_new0 (MqKnowledgeHits, 1);
  g_autoptr (MqStatement) names = mq_sqlite_prepare (
      db,
      "SELECT n.entry, n.part, e.kind, p.kind, e.api, p.api, count (*) OVER () FROM name n"
      " JOIN entry e ON e.id = n.entry LEFT JOIN part p ON p.id = n.part"
      " WHERE n.word >= ? AND n.word < ? LIMIT 200",
      error);
  Finder finder = { db, question, hits, names };

  hits->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  hits->parts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  if (names == NULL)
    return NULL;

  for (guint i = 0; i < question->names->len; i++)
    if (!find_name (&finder, g_ptr_array_index (question->names, i), error))
      return NULL;

  if (question->owner != NULL
      && (!find_owner (&finder, question->owner, error)
          || (question->wrong != NULL
              && !find_nearest (&finder, question->owner, question->wrong, error))))
    return NULL;

  if (question->key != NULL && find_begun (&finder, question->key, WEIGHT_KEY, error) < 0)
    return NULL;

  if (!find_by_words (&finder, error))
    return NULL;

  return g_steal_pointer (&hits);
}
