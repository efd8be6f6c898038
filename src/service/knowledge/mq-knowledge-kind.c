/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledgeKind, see mq-knowledge-kind.h. */
#include "service/knowledge/mq-knowledge-kind.h"

static const char *const names[MQ_KNOWLEDGE_N_KINDS] = {
  "type", "property", "function",   "operator", "bmesh",   "mathutils",
  "node", "modifier", "constraint", "example",  "pitfall",
};

/**
 * mq_knowledge_kind_from_name:
 * @name: such as "operator"
 *
 * Returns: a #MqKnowledgeKind, or -1
 */
int
mq_knowledge_kind_from_name (const char *name)
{
  for (int i = 0; i < MQ_KNOWLEDGE_N_KINDS; i++)
    if (g_str_equal (names[i], name))
      return i;

  return -1;
}

/**
 * mq_knowledge_kind_get_name:
 * @kind: a #MqKnowledgeKind
 *
 * Returns: its name
 */
const char *
mq_knowledge_kind_get_name (int kind)
{
  g_return_val_if_fail (kind >= 0 && kind < MQ_KNOWLEDGE_N_KINDS, "");

  return names[kind];
}
