/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search of an index: the searches by name and by words add to the scores of its entries and parts,
 * which are combined, ranked and formatted as passages. Used by MqKnowledge. */
#pragma once

#include <glib.h>
#include "service/knowledge/mq-knowledge-index.h"
#include "service/knowledge/mq-knowledge.h"

G_BEGIN_DECLS

/** MQ_KNOWLEDGE_MAX_QUESTION: maximum bytes of a question that are read. */
#define MQ_KNOWLEDGE_MAX_QUESTION 2000

/**
 * MqKnowledgeQuestion:
 * @names: (element-type utf8): exact names in lower case, the most specific first
 * @owner: (nullable): the type or operator that an error message is about, in lower case
 * @wrong: (nullable): the name that the message reports as missing in @owner, in lower case
 * @key: (nullable): the key that the message reports as missing in a collection, often a socket's
 *   old name, in lower case
 * @words: (element-type utf8): the significant words in lower case
 * @is_error: whether it quotes an error of Python or Blender
 * @about_change: whether it is about a version or a change between versions
 */
typedef struct
{
  GPtrArray *names;
  char *owner;
  char *wrong;
  char *key;
  GPtrArray *words;
  gboolean is_error;
  gboolean about_change;
} MqKnowledgeQuestion;

JsonArray *
mq_knowledge_search_index (MqDatabase *db, const char *blender, const MqKnowledgeQuery *query,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MqKnowledgeHit:
 * @entry: row id of an entry
 * @part: row id of one of its parts, 0 for the whole
 * @kind: a #MqKnowledgeKind
 * @score: the higher the better
 * @named: whether the question contains its exact name
 * @named_fully: whether the question contains its name together with its entry's
 * @task: share of the best phrase of its uses that matches
 * @share: the greatest share of the words of one of its phrases that the question contains
 */
typedef struct
{
  gint64 entry;
  gint64 part;
  int kind;
  double score;
  gboolean named;
  gboolean named_fully;
  double task;
  double share;
} MqKnowledgeHit;

/**
 * MqKnowledgeHits:
 * @db: (unowned): the index
 * @entries: row of an entry → #MqKnowledgeHit
 * @parts: row of a part → #MqKnowledgeHit
 */
typedef struct
{
  MqDatabase *db;
  GHashTable *entries;
  GHashTable *parts;
} MqKnowledgeHits;

MqKnowledgeHit *mq_knowledge_hits_entry (MqKnowledgeHits *self, gint64 entry, int kind);
MqKnowledgeHit *mq_knowledge_hits_part (MqKnowledgeHits *self, gint64 part, gint64 entry, int kind);

/* Search by words: in the tasks of entries, in descriptions, in parts, and by Blender's
 * synonyms. */
gboolean mq_knowledge_find_by_words (MqKnowledgeHits *hits, const MqKnowledgeQuestion *question,
                                     gboolean parts_alone, GError **error);

/* Which hits answer the whole question, by their uses. */
gboolean mq_knowledge_compare_uses (MqDatabase *db, const MqKnowledgeQuestion *question,
                                    GPtrArray *list, GError **error);

/* The share of the question's words that a hit contains. */
gboolean mq_knowledge_count_words (MqDatabase *db, const MqKnowledgeQuestion *question,
                                   const MqKnowledgeHit *hit, double *share, GError **error);

/* How to make a thing: finds the examples that say of it “Makes: rowing boat”, for the retriever,
 * which asks for what a plan names. */
char *mq_knowledge_making_name (const char *thing) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_knowledge_find_making (MqKnowledgeHits *hits, const char *things,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
