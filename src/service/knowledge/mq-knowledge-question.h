/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledgeQuestion: a parsed question: the exact names, the contents of an error message, and
 * the remaining words. Input of the searches by name and by words. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_KNOWLEDGE_MAX_QUESTION: maximum bytes of a question that are read. */
#define MQ_KNOWLEDGE_MAX_QUESTION 2000

/**
 * MqKnowledgeQuestion:
 * @names: (element-type utf8): exact names in lower case, the most specific first
 * @owner: (nullable): the type or operator that an error message is about, in lower case
 * @wrong: (nullable): the name that the message reports as missing in @owner, in lower case
 * @key: (nullable): the key that the message reports as missing in a collection, often a socket's
 *   old name, in lower case
 * @words: (element-type utf8): the significant words in lower case
 * @is_error: whether it quotes an error of Python or Blender
 * @about_change: whether it is about a version or a change between versions
 */
typedef struct
{
  GPtrArray *names;
  char *owner;
  char *wrong;
  char *key;
  GPtrArray *words;
  gboolean is_error;
  gboolean about_change;
} MqKnowledgeQuestion;

MqKnowledgeQuestion *mq_knowledge_question_new (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void mq_knowledge_question_free (MqKnowledgeQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKnowledgeQuestion, mq_knowledge_question_free)

G_END_DECLS
