/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledgeHits, see mq-knowledge-hits.h. */
#include "service/knowledge/mq-knowledge-hits.h"

/**
 * mq_knowledge_hits_new:
 *
 * Returns: (transfer full): an empty set of hits
 */
MqKnowledgeHits *
mq_knowledge_hits_new (void)
{
  MqKnowledgeHits *self = g_new0 (MqKnowledgeHits, 1);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->parts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

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

/**
 * mq_knowledge_hits_entry:
 * @self: hits
 * @entry: row id of an entry
 * @kind: its #MqKnowledgeKind
 *
 * Returns: (transfer none): its hit, added when new
 */
MqKnowledgeHit *
mq_knowledge_hits_entry (MqKnowledgeHits *self, gint64 entry, int kind)
{
  MqKnowledgeHit *hit = hit_at (self->entries, entry);

  hit->entry = entry;
  hit->kind = kind;
  return hit;
}

/**
 * mq_knowledge_hits_part:
 * @self: hits
 * @part: row id of a part
 * @entry: row id of its entry
 * @kind: the part's #MqKnowledgeKind
 *
 * Returns: (transfer none): its hit, added when new
 */
MqKnowledgeHit *
mq_knowledge_hits_part (MqKnowledgeHits *self, gint64 part, gint64 entry, int kind)
{
  MqKnowledgeHit *hit = hit_at (self->parts, part);

  hit->part = part;
  hit->entry = entry;
  hit->kind = kind;
  return hit;
}
