/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How to make a thing: finds the examples that say of it “Makes: rowing boat”. Used by the
 * retriever, which asks for what a plan names. */
#pragma once

#include "service/knowledge/mq-knowledge-hits.h"

G_BEGIN_DECLS

char *mq_knowledge_making_name (const char *thing) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_knowledge_find_making (MqDatabase *db, const char *things, MqKnowledgeHits *hits,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
