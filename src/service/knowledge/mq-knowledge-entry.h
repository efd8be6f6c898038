/* MqKnowledgeEntry: one passage and the words that it is found by; with parts (properties, functions, sockets) that can
 * be answered by themselves. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_KNOWLEDGE_MAX_TEXT: longest passage in bytes. */
#define MQ_KNOWLEDGE_MAX_TEXT 4000

/**
 * MqKnowledgePart:
 * @id: such as bpy.types.BevelModifier.segments
 * @kind: property or function
 * @title: what people read: "Segments"
 * @text: one line that says all of it
 * @doc: words that it is found by, besides @id and @title
 * @names: (element-type utf8): what it is exactly called, in lower case
 */
typedef struct
{
  char *id;
  int kind;
  char *title;
  char *text;
  char *doc;
  GPtrArray *names;
} MqKnowledgePart;

/**
 * MqKnowledgeEntry:
 * @id: the API id, `example:…` or `pitfall:…`
 * @kind: a #MqKnowledgeKind
 * @title: what people read
 * @text: the passage
 * @doc: words of its description
 * @members: words of what is in it
 * @phrases: (element-type utf8): what it is for, a phrase each, in a user's words
 * @names: (element-type utf8): what it is exactly called, in lower case
 * @parts: (element-type MqKnowledgePart): what is in it
 * @covers: (nullable): a JSON array of at most six ids
 */
typedef struct
{
  char *id;
  int kind;
  char *title;
  GString *text;
  GString *doc;
  GString *members;
  GPtrArray *phrases;
  GPtrArray *names;
  GPtrArray *parts;
  char *covers;
} MqKnowledgeEntry;

MqKnowledgeEntry *
mq_knowledge_entry_new (const char *id, int kind, const char *title) G_GNUC_WARN_UNUSED_RESULT;
MqKnowledgeEntry *mq_knowledge_entry_from_json (JsonObject *json) G_GNUC_WARN_UNUSED_RESULT;
void mq_knowledge_entry_add_name (MqKnowledgeEntry *self, const char *name);
void mq_knowledge_entry_add_phrases (MqKnowledgeEntry *self, const char *phrases);
void mq_knowledge_entry_free (MqKnowledgeEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKnowledgeEntry, mq_knowledge_entry_free)

G_END_DECLS
