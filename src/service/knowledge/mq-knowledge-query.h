/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A question to MqKnowledge. */
#pragma once

#include <glib.h>

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

G_END_DECLS
