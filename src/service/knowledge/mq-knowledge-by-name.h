/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search by exact names: those in a question, and those that an error message is about. Used by
 * mq-knowledge-search.c. */
#pragma once

#include "service/knowledge/mq-knowledge-hits.h"
#include "service/knowledge/mq-knowledge-index.h"
#include "service/knowledge/mq-knowledge-question.h"

G_BEGIN_DECLS

gboolean mq_knowledge_find_by_name (MqDatabase *db, const MqKnowledgeQuestion *question,
                                    MqKnowledgeHits *hits, GError **error);

G_END_DECLS
