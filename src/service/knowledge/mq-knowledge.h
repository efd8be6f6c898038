/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledge: BlenderRAG, the searchable knowledge about Blender's API. One SQLite FTS5 index
 * per Blender (version and build), made from the bridge's `introspect`, our tested examples and
 * the pitfalls of that version. Used by the retriever and the models' search tool. */
#pragma once

#include "service/knowledge/mq-knowledge-query.h"

#include <glib-object.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_KNOWLEDGE (mq_knowledge_get_type ())
G_DECLARE_FINAL_TYPE (MqKnowledge, mq_knowledge, MQ, KNOWLEDGE, GObject)

MqKnowledge *mq_knowledge_new (const char *cache_dir, const char *data_dir);

/* @blender: "4.3.2-32f5fdce0a0a": version and build hash, [0-9a-z.-] only. Whether its index
 * exists and is current (a changed data_dir or schema requires a new one). Synchronous. */
gboolean mq_knowledge_has (MqKnowledge *self, const char *blender);
GStrv mq_knowledge_list (MqKnowledge *self) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_knowledge_add (MqKnowledge *self, const char *blender,
                             GBytes *introspection) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to a JsonArray (JSON_TYPE_ARRAY), the best first, of {"id", "kind", "title", "text",
 * "score", "blender"} and, for an example or a pitfall, "covers": at most six ids. Rejects with
 * MQ_ERROR_NOT_FOUND when there is no index. */
DexFuture *mq_knowledge_search (MqKnowledge *self, const char *blender,
                                const MqKnowledgeQuery *query) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
