/* MqKnowledgeQuestion: what somebody asks, read: what is named exactly, what an error message says, and the words that are
 * left. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_KNOWLEDGE_MAX_QUESTION: most bytes of a question that are read. */
#define MQ_KNOWLEDGE_MAX_QUESTION 2000

/**
 * MqKnowledgeQuestion:
 * @names: (element-type utf8): what is named exactly, in lower case, the most telling first
 * @owner: (nullable): the type or operator that an error message is about, in lower case
 * @wrong: (nullable): what @owner is said not to have, in lower case
 * @key: (nullable): what a collection is said not to have: often a socket's old name, in lower case
 * @words: (element-type utf8): the words that tell something, in lower case
 * @is_error: whether it is a message of Python's or Blender's
 * @about_change: whether it asks what holds in a version, or what became of something
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
