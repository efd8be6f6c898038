/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledgeEntry: one passage of the index with its search words, and its parts (properties,
 * functions, sockets), which can be results of their own. Made from an introspection or the
 * corpus. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The kinds of passages: numbers in the index, names in the protocol. */
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

/** MQ_KNOWLEDGE_MAX_TEXT: maximum bytes of a passage. */
#define MQ_KNOWLEDGE_MAX_TEXT 4000

/**
 * MqKnowledgePart:
 * @id: such as bpy.types.BevelModifier.segments
 * @kind: property or function
 * @title: the title for the user: "Segments"
 * @text: its complete description in one line
 * @doc: search words, besides @id and @title
 * @names: (element-type utf8): its exact names in lower case
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
 * @title: the title for the user
 * @text: the passage
 * @doc: words of its description
 * @members: words of its members
 * @phrases: (element-type utf8): its uses, one phrase each, in a user's words
 * @names: (element-type utf8): its exact names in lower case
 * @parts: (element-type MqKnowledgePart): its parts
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
void mq_knowledge_entry_free (MqKnowledgeEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKnowledgeEntry, mq_knowledge_entry_free)

G_END_DECLS
