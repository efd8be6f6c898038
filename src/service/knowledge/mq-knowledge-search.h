/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search of an index: combines the hits by name and by words, ranks them and formats the
 * passages. Used by MqKnowledge. */
#pragma once

#include "service/knowledge/mq-knowledge-index.h"
#include "service/knowledge/mq-knowledge.h"

G_BEGIN_DECLS

JsonArray *
mq_knowledge_search_index (MqDatabase *db, const char *blender, const MqKnowledgeQuery *query,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
