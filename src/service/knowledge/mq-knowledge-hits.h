/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledgeHits: the entries and parts that a search found, with scores that the searches by
 * name and by words add to. */
#pragma once

#include "common/database/mq-sqlite.h"
#include "service/knowledge/mq-knowledge-question.h"

G_BEGIN_DECLS

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
 * @entries: row of an entry → #MqKnowledgeHit
 * @parts: row of a part → #MqKnowledgeHit
 */
typedef struct
{
  GHashTable *entries;
  GHashTable *parts;
} MqKnowledgeHits;

MqKnowledgeHits *mq_knowledge_hits_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_knowledge_hits_free (MqKnowledgeHits *self);
MqKnowledgeHit *mq_knowledge_hits_entry (MqKnowledgeHits *self, gint64 entry, int kind);
MqKnowledgeHit *mq_knowledge_hits_part (MqKnowledgeHits *self, gint64 part, gint64 entry, int kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKnowledgeHits, mq_knowledge_hits_free)

/* Search by exact names: those in a question, and those that an error message is about. */
gboolean mq_knowledge_find_by_name (MqDatabase *db, const MqKnowledgeQuestion *question,
                                    MqKnowledgeHits *hits, GError **error);
/* Search by words: in the tasks of entries, in descriptions, in parts, and by Blender's
 * synonyms. */
gboolean mq_knowledge_find_by_words (MqDatabase *db, const MqKnowledgeQuestion *question,
                                     MqKnowledgeHits *hits, gboolean parts_alone, GError **error);

G_END_DECLS
