/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search by words: in the tasks of entries, in descriptions, in parts, and by Blender's
 * synonyms. Used by mq-knowledge-search.c. */
#pragma once

#include "service/knowledge/mq-knowledge-hits.h"
#include "service/knowledge/mq-knowledge-index.h"
#include "service/knowledge/mq-knowledge-question.h"

G_BEGIN_DECLS

gboolean mq_knowledge_find_by_words (MqDatabase *db, const MqKnowledgeQuestion *question,
                                     MqKnowledgeHits *hits, gboolean parts_alone, GError **error);

G_END_DECLS
