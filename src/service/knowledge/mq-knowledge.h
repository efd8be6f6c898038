/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledge: BlenderRAG, the searchable knowledge about Blender's API. One SQLite FTS5 index
 * per Blender (version and build), made from the bridge's `introspect`, our tested examples and
 * the pitfalls of that version. Used by the retriever and the models' search tool. */
#pragma once

#include <gio/gio.h>
#include <glib-object.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqKnowledgePurpose:
 * @MQ_KNOWLEDGE_FOR_PERSON: everything
 * @MQ_KNOWLEDGE_FOR_SCRIPT: only what an asset's script may use, and nothing rather than something
 *   weak
 * @MQ_KNOWLEDGE_FOR_MAKING: the text names things, one a line; only examples of how to make them
 */
typedef enum
{
  MQ_KNOWLEDGE_FOR_PERSON,
  MQ_KNOWLEDGE_FOR_SCRIPT,
  MQ_KNOWLEDGE_FOR_MAKING,
} MqKnowledgePurpose;

/**
 * MqKnowledgeQuery:
 * @text: words, identifiers, an error message, a task; at most 2,000 bytes are read
 * @kinds: (nullable): only these kinds: "type", "property", "function", "operator", "bmesh",
 *   "mathutils", "node", "modifier", "constraint", "example", "pitfall"
 * @limit: maximum passages, at most 50
 * @max_tokens: maximum tokens of all passages together (4 bytes a token); 0: no limit
 * @purpose: what the passages are for
 */
typedef struct
{
  const char *text;
  const char *const *kinds;
  guint limit;
  guint max_tokens;
  MqKnowledgePurpose purpose;
} MqKnowledgeQuery;

#define MQ_TYPE_KNOWLEDGE (mq_knowledge_get_type ())
G_DECLARE_FINAL_TYPE (MqKnowledge, mq_knowledge, MQ, KNOWLEDGE, GObject)

MqKnowledge *mq_knowledge_new (const char *cache_dir, const char *data_dir);

/* @name: "4.3.2-32f5fdce0a0a": version and build hash, [0-9a-z.-] only; or as an account sees it,
 * of mq_knowledge_name(). Whether its index exists and is current (a changed data_dir or schema
 * requires a new one). Synchronous. */
char *mq_knowledge_name (const char *blender, const char *owner) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_knowledge_has (MqKnowledge *self, const char *name);
GStrv mq_knowledge_list (MqKnowledge *self, const char *owner) G_GNUC_WARN_UNUSED_RESULT;
void mq_knowledge_forget (MqKnowledge *self, const char *owner);

DexFuture *mq_knowledge_add (MqKnowledge *self, const char *name,
                             GBytes *introspection) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to a JsonArray (JSON_TYPE_ARRAY), the best first, of {"id", "kind", "title", "text",
 * "score", "blender"} and, for an example or a pitfall, "covers": at most six ids. Rejects with
 * MQ_ERROR_NOT_FOUND when there is no index. */
DexFuture *mq_knowledge_search (MqKnowledge *self, const char *name,
                                const MqKnowledgeQuery *query) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
