/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledgeCorpus: the texts of data/knowledge for one version of Blender: examples, pitfalls,
 * tasks of API entries and synonyms (format: its README.md). Used when an index is made. */
#pragma once

#include "service/knowledge/mq-knowledge-entry.h"

G_BEGIN_DECLS

/**
 * MqKnowledgeCorpus:
 * @entries: (element-type MqKnowledgeEntry): examples and pitfalls
 * @tasks: id → comma-separated phrases
 * @words: synonyms: a user's words → Blender's words, both in lower case
 */
typedef struct
{
  GPtrArray *entries;
  GHashTable *tasks;
  GHashTable *words;
} MqKnowledgeCorpus;

MqKnowledgeCorpus *mq_knowledge_corpus_load (const char *data_dir, const char *blender,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_knowledge_corpus_free (MqKnowledgeCorpus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKnowledgeCorpus, mq_knowledge_corpus_free)

char *mq_knowledge_corpus_digest (const char *data_dir, const char *salt) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
