/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search by name, see mq-knowledge-search.h. */
#include "service/knowledge/mq-knowledge-search.h"

#include "common/base/mq-text.h"
#include "service/knowledge/mq-knowledge-entry.h"

#include <math.h>
#include <string.h>

/* Scores of exact names. */
#define NAMED_WHOLE 60.0
#define NAMED_LAST 25.0
#define NAMED_PART 20.0
#define NAMED_PITFALL 45.0
#define NAMED_OWNER 22.0
#define WEIGHT_BEGUN 0.6
#define WEIGHT_KEY 1.5
/* A part is listed beside its entry when at most eight have its name. */
#define LEAST_RARITY 0.24
/* Minimum similarity at which a member counts as the meaning of a wrong name. */
#define LEAST_LIKENESS 0.6

typedef struct
{
  MqDatabase *db;
  MqKnowledgeHits *hits;
  MqStatement *names; /* prepared once, run many times in a search */
} NameFinder;

/* Adds one row of the name table to the scores of its entry and, if any, its part. */
static void
count_name (NameFinder *self, MqStatement *row, const char *name, double weight)
{
  gint64 entry = mq_statement_get_int64 (row, 0);
  gint64 part = mq_statement_get_int64 (row, 1);
  int kind = (int)mq_statement_get_int64 (row, 2);
  /* A name that many entries share says less about each. */
  double rarity = 1 / (1 + log2 ((double)mq_statement_get_int64 (row, 6)));
  MqKnowledgeHit *hit = mq_knowledge_hits_entry (self->hits, entry, kind);
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

  inside = mq_knowledge_hits_part (self->hits, part, entry, (int)mq_statement_get_int64 (row, 3));
  inside->named_fully |= whole || strchr (name, '.') != NULL;
  inside->named |= inside->named_fully || rarity > LEAST_RARITY;
  inside->score += weight * (whole ? NAMED_WHOLE : NAMED_PART * rarity);
  hit->score += weight * (whole ? NAMED_PART : NAMED_PART * rarity);
}

/* Finds names from @low up to, but excluding, @high; returns the number of rows, or -1. */
static int
find_names_between (NameFinder *self, const char *low, const char *high, double weight,
                    GError **error)
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

/* Finds exactly this name; returns the number of rows, or -1. */
static int
find_named (NameFinder *self, const char *name, double weight, GError **error)
{
  /* No string sorts between a name and the name followed by \x01. */
  g_autofree char *next = g_strconcat (name, "\x01", NULL);

  return find_names_between (self, name, next, weight, error);
}

/* Finds names with this prefix: "Specular" is "Specular IOR Level" now, "select" is
 * "select_set". */
static int
find_begun (NameFinder *self, const char *name, double weight, GError **error)
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

/* Finds a name, first complete, then without leading components: "obj.modifiers.new" matches
 * "modifiers.new". Without any match, finds names that begin with it. */
static gboolean
find_name (NameFinder *self, const char *name, GError **error)
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

/* Similarity of two names: 1 for equal ones, less with growing edit distance. */
static double
likeness (const char *wrong, const char *right)
{
  gsize longest = MAX (strlen (wrong), strlen (right));
  double far = 1 - (double)mq_text_distance (wrong, right) / (double)longest;
  /* "select" and "select_set" */
  gboolean begins = g_str_has_prefix (right, wrong) && right[strlen (wrong)] == '_';

  return begins ? MAX (far, 0.9) : far;
}

/* Finds the type or operator that an error message names. */
static gboolean
find_owner (NameFinder *self, const char *owner, GError **error)
{
  g_autoptr (MqStatement) select
      = mq_database_query (self->db,
                           "SELECT e.id, e.kind, e.api FROM name n JOIN entry e ON e.id = n.entry"
                           " WHERE n.word = ? AND n.part = 0 AND e.kind != ? LIMIT 20",
                           error, "sl", owner, (gint64)MQ_KNOWLEDGE_PITFALL);
  gboolean good = select != NULL;
  gboolean has_row;

  while (good && (good = mq_statement_step (select, &has_row, error)) && has_row)
    {
      const char *dot = strrchr (mq_statement_get_text (select, 2), '.');
      MqKnowledgeHit *hit;

      /* Skips entries that have the owner only as a further name. */
      if (dot == NULL || g_ascii_strcasecmp (dot + 1, owner) != 0)
        continue;

      hit = mq_knowledge_hits_entry (self->hits, mq_statement_get_int64 (select, 0),
                                     (int)mq_statement_get_int64 (select, 1));
      hit->named = TRUE;
      hit->score += NAMED_OWNER;
    }

  return good;
}

/* Finds the members with the names most similar to the one that an error message reports as
 * missing. */
static gboolean
find_nearest (NameFinder *self, const char *owner, const char *wrong, GError **error)
{
  g_autoptr (MqStatement) select = mq_database_query (
      self->db,
      "SELECT p.id, p.entry, p.kind, p.api FROM name n JOIN entry e ON e.id = n.entry"
      " JOIN part p ON p.entry = e.id WHERE n.word = ? AND n.part = 0 AND e.kind != ? LIMIT 400",
      error, "sl", owner, (gint64)MQ_KNOWLEDGE_PITFALL);
  gboolean good = select != NULL;
  gboolean has_row;

  while (good && (good = mq_statement_step (select, &has_row, error)) && has_row)
    {
      double alike = likeness (wrong, strrchr (mq_statement_get_text (select, 3), '.') + 1);
      MqKnowledgeHit *part;

      if (alike <= LEAST_LIKENESS)
        continue;

      part = mq_knowledge_hits_part (self->hits, mq_statement_get_int64 (select, 0),
                                     mq_statement_get_int64 (select, 1),
                                     (int)mq_statement_get_int64 (select, 2));
      part->named = TRUE;
      part->score += NAMED_PART * alike;
    }

  return good;
}

/* @hits: receives the hits. Returns: %FALSE when the index cannot be read */
gboolean
mq_knowledge_find_by_name (MqDatabase *db, const MqKnowledgeQuestion *question,
                           MqKnowledgeHits *hits, GError **error)
{
  g_autoptr (MqStatement) names = mq_database_prepare (
      db,
      "SELECT n.entry, n.part, e.kind, p.kind, e.api, p.api, count (*) OVER () FROM name n"
      " JOIN entry e ON e.id = n.entry LEFT JOIN part p ON p.id = n.part"
      " WHERE n.word >= ? AND n.word < ? LIMIT 200",
      error);
  NameFinder finder = { db, hits, names };

  if (names == NULL)
    return FALSE;

  for (guint i = 0; i < question->names->len; i++)
    if (!find_name (&finder, g_ptr_array_index (question->names, i), error))
      return FALSE;

  if (question->owner != NULL
      && (!find_owner (&finder, question->owner, error)
          || (question->wrong != NULL
              && !find_nearest (&finder, question->owner, question->wrong, error))))
    return FALSE;

  return question->key == NULL || find_begun (&finder, question->key, WEIGHT_KEY, error) >= 0;
}
