/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How to make a thing, see mq-knowledge-search.h. */
#include "service/knowledge/mq-knowledge-search.h"

#include "service/knowledge/mq-knowledge-words.h"

/* Words of a thing's name: "spiral staircase", "flight of stairs". */
#define MAX_WORDS 3

/* "makes:row boat", stems of words @first up to @last */
static char *
name_of_words (GPtrArray *words, guint first, guint last)
{
  GString *name = g_string_new ("makes:");

  for (guint i = first; i < last; i++)
    {
      g_autofree char *stem = mq_knowledge_stem (g_ptr_array_index (words, i));

      g_string_append_printf (name, "%s%s", i > first ? " " : "", stem);
    }

  return g_string_free (name, FALSE);
}

/* @thing: such as "Rowing boats". Returns: (transfer full): the name under which the index has
 * the examples that make it */
char *
mq_knowledge_making_name (const char *thing)
{
  g_autoptr (GPtrArray) words = mq_knowledge_split_words (thing);

  return name_of_words (words, 0, words->len);
}

/* Adds the examples of this name; returns their number, or -1. */
static int
find_name (MqStatement *select, const char *name, double score, MqKnowledgeHits *hits,
           GError **error)
{
  gboolean has_row;
  int n = 0;

  mq_statement_bind_text (select, 1, name);
  while (mq_statement_step (select, &has_row, error))
    {
      MqKnowledgeHit *hit;

      if (!has_row)
        {
          mq_statement_reset (select);
          return n;
        }

      n++;
      hit = mq_knowledge_hits_entry (hits, mq_statement_get_int64 (select, 0),
                                     (int)mq_statement_get_int64 (select, 1));
      hit->named = TRUE;
      hit->score = MAX (hit->score, score);
    }

  return -1;
}

/* The thing itself stands last: an "oak table lamp" is a table lamp, and no table. The longest
 * name counts. */
static gboolean
find_thing (MqStatement *select, GPtrArray *words, guint first, guint last, double score,
            MqKnowledgeHits *hits, GError **error)
{
  for (guint from = last > first + MAX_WORDS ? last - MAX_WORDS : first; from < last; from++)
    {
      g_autofree char *name = name_of_words (words, from, last);
      int n = find_name (select, name, score, hits, error);

      if (n != 0)
        return n > 0;
    }

  return TRUE;
}

/* @things: what is to be made, one a line, the most important first: "Lighthouse on a rock";
 * @hits: receives the hits. Returns: %FALSE when the index cannot be read */
gboolean
mq_knowledge_find_making (MqDatabase *db, const char *things, MqKnowledgeHits *hits, GError **error)
{
  g_autoptr (MqStatement) select = mq_database_prepare (
      db,
      "SELECT n.entry, e.kind FROM name n JOIN entry e ON e.id = n.entry WHERE n.word = ?"
      " AND n.part = 0",
      error);
  g_auto (GStrv) lines = g_strsplit (things, "\n", -1);

  if (select == NULL)
    return FALSE;

  for (guint line = 0; lines[line] != NULL; line++)
    {
      g_autoptr (GPtrArray) words = mq_knowledge_split_words (lines[line]);
      guint first = 0;

      for (guint i = 0; i <= words->len; i++)
        {
          if (i < words->len && !mq_knowledge_is_stop_word (g_ptr_array_index (words, i)))
            continue;
          if (i > first && !find_thing (select, words, first, i, 1.0 / (1 + line), hits, error))
            return FALSE;
          first = i + 1;
        }
    }

  return TRUE;
}
