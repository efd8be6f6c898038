/* MqKnowledgeHits: what was found in an index, with scores that add up over the ways of finding. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqKnowledgeHit:
 * @entry: row of an entry
 * @part: row of a part of it, 0 for the whole
 * @kind: a #MqKnowledgeKind
 * @score: the higher the better
 * @named: whether the question names it exactly
 * @named_fully: and together with what it belongs to
 * @task: how well a phrase of what it is for fits
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

G_END_DECLS
