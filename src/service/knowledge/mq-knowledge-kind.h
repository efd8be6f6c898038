/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledgeKind: the kinds of passages, as numbers in the index and names in the protocol. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_KNOWLEDGE_STRUCT,
  MQ_KNOWLEDGE_PROPERTY,
  MQ_KNOWLEDGE_FUNCTION,
  MQ_KNOWLEDGE_OPERATOR,
  MQ_KNOWLEDGE_BMESH,
  MQ_KNOWLEDGE_MATHUTILS,
  MQ_KNOWLEDGE_NODE,
  MQ_KNOWLEDGE_MODIFIER,
  MQ_KNOWLEDGE_CONSTRAINT,
  MQ_KNOWLEDGE_EXAMPLE,
  MQ_KNOWLEDGE_PITFALL,
  MQ_KNOWLEDGE_N_KINDS,
} MqKnowledgeKind;

int mq_knowledge_kind_from_name (const char *name);
const char *mq_knowledge_kind_get_name (int kind);

G_END_DECLS
