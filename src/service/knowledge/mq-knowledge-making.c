/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How to make a thing, see mq-knowledge-search.h. */
#include "service/knowledge/mq-knowledge-search.h"

#include "service/knowledge/mq-knowledge-words.h"

#include <string.h>

/* Words of a thing's name: "spiral staircase", "flight of stairs". */
#define MAX_WORDS 3

typedef struct
{
  MqKnowledgeHits *hits;
  MqStatement *select;
  GPtrArray *whole; /* the words of the first thing's name */
} ThingFinder;

/* "makes:row boat", stems of words @first up to @last */
static char *
name_of_words (GPtrArray *words, guint first, guint last)
{
  GString *name = g_string_new ("makes:");

  for (guint i = first; i < last; i++)
    {
      const char *word = g_ptr_array_index (words, i);
      /* "arches" is several of "arch", "arched" is not. */
      gboolean verbal = g_str_has_suffix (word, "ed") || g_str_has_suffix (word, "ing");
      g_autofree char *stem = verbal ? g_strdup (word) : mq_knowledge_stem (word);

      g_string_append_printf (name, "%s%s", i > first ? " " : "", stem);
    }

  return g_string_free_and_steal (name);
}

/* @thing: such as "Rowing boats". Returns: (transfer full): the name under which the index has
 * the examples that make it */
char *
mq_knowledge_making_name (const char *thing)
{
  g_autoptr (GPtrArray) words = mq_knowledge_split_words (thing);

  return name_of_words (words, 0, words->len);
}

/* A thing remains what it is with these before its name: age, size, colour, material, place,
 * number, style. */
static const char attributes[]
    = " old new ancient antique vintage modern classic traditional rustic weathered worn broken "
      "cracked rusty dusty dirty clean polished shiny matt plain simple ornate decorative carved "
      "engraved painted gilded big large small little tiny huge giant tall short long wide narrow "
      "thick thin deep low high heavy light slim mini red green blue yellow orange purple violet "
      "pink white black grey gray brown beige cream golden dark bright pale colourful turquoise "
      "wooden wood oak pine walnut birch mahogany teak ebony metal iron steel brass bronze copper "
      "tin aluminium aluminum silver gold chrome stone marble granite clay ceramic porcelain "
      "terracotta glass crystal plastic rubber leather paper cardboard cotton linen silk woollen "
      "velvet felt wicker left right front back rear upper lower top bottom middle centre center "
      "side main inner outer first second third single double pair two three four five six seven "
      "eight nine ten twelve toy cartoon stylized realistic poly medieval victorian japanese "
      "chinese "
      "roman greek gothic ";

/* Adds the examples that make a thing. The thing itself stands last: an "oak table lamp" is a table
 * lamp, and no table. The longest name counts. The wheel of a bicycle is a bicycle wheel. */
static gboolean
find_thing (ThingFinder *self, GPtrArray *line, guint first, guint last, double score,
            GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_ptr_array_extend (words, self->whole, NULL, NULL);
  for (guint i = first; i < last; i++)
    g_ptr_array_add (words, g_ptr_array_index (line, i));

  for (guint from = MAX (words->len, MAX_WORDS) - MAX_WORDS; from < words->len; from++)
    {
      g_autofree char *name = name_of_words (words, from, words->len);
      g_autoptr (GPtrArray) before = g_ptr_array_new ();
      MqKnowledgeQuestion question = { .words = before };
      gboolean has_row;
      guint n = 0;

      for (guint i = self->whole->len; i < from; i++)
        {
          const char *word = g_ptr_array_index (words, i);
          g_autofree char *spaced = g_strdup_printf (" %s ", word);

          if (word[1] != '\0' && !g_ascii_isdigit (*word) && strstr (attributes, spaced) == NULL)
            g_ptr_array_add (before, (gpointer)word);
        }

      /* The words before the thing's name may make it another thing: an old leather book is a
       * book, but an ear cup is no cup and a square arch no round one. A word that the example has,
       * too, does not. */
      mq_statement_bind_text (self->select, 1, name);
      for (;; n++)
        {
          MqKnowledgeHit found = { 0 };
          MqKnowledgeHit *hit;
          double share = 1;

          if (!mq_statement_step (self->select, &has_row, error))
            return FALSE;
          if (!has_row)
            break;

          found.entry = mq_statement_get_int64 (self->select, 0);
          if (before->len > 0
              && !mq_knowledge_count_words (self->hits->db, &question, &found, &share, error))
            return FALSE;
          if (share != 1)
            continue;

          hit = mq_knowledge_hits_entry (self->hits, found.entry,
                                         (int)mq_statement_get_int64 (self->select, 1));
          hit->named = TRUE;
          hit->score = MAX (hit->score, score);
        }
      mq_statement_reset (self->select);
      if (n > 0)
        break;
    }

  return TRUE;
}

/* @hits: receives the hits; @things: what is to be made, one a line, the most important first:
 * "Lighthouse on a rock". Returns: %FALSE when the index cannot be read */
gboolean
mq_knowledge_find_making (MqKnowledgeHits *hits, const char *things, GError **error)
{
  g_autoptr (MqStatement) select = mq_database_prepare (
      hits->db,
      "SELECT n.entry, e.kind FROM name n JOIN entry e ON e.id = n.entry WHERE n.word = ?"
      " AND n.part = 0",
      error);
  g_auto (GStrv) lines = g_strsplit_set (things, "\n,;:()", -1);
  g_autoptr (GPtrArray) whole = g_ptr_array_new_with_free_func (g_free);
  ThingFinder finder = { hits, select, whole };

  if (select == NULL)
    return FALSE;

  for (guint line = 0; lines[line] != NULL; line++)
    {
      g_autoptr (GPtrArray) words = mq_knowledge_split_words (lines[line]);
      guint first = 0;

      for (guint i = 0; i <= words->len; i++)
        {
          gboolean is_whole;

          if (i < words->len && !mq_knowledge_is_stop_word (g_ptr_array_index (words, i)))
            continue;
          is_whole = whole->len == 0;
          if (i > first && !find_thing (&finder, words, first, i, 1.0 / (1 + line), error))
            return FALSE;
          for (guint k = first; is_whole && k < i; k++)
            g_ptr_array_add (whole, g_strdup (g_ptr_array_index (words, k)));
          first = i + 1;
        }
    }

  return TRUE;
}
