/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAgents: the prompts of the model team's roles, loaded from data/agents: one text and
 * optionally one schema per role, the rules that all roles share, and the toolkit of functions
 * that scripts may call. */
#pragma once

#include "common/script/mq-python-library.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqAgents:
 * @shared: the rules that all roles share, with a mark for the version of Blender
 * @toolkit: the description of the functions that scripts may call
 * @sections: further functions, for mq_agents_dup_special_toolkit()
 * @finishes: the toolkit's finishes, separated by commas
 * @texts: role → its text
 * @schemas: "planner", "critic", "verifier" → the schema of its answer
 */
typedef struct
{
  char *shared;
  char *toolkit;
  GPtrArray *sections;
  char *finishes;
  GHashTable *texts;
  GHashTable *schemas;
} MqAgents;

void mq_agents_free (MqAgents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAgents, mq_agents_free)

MqAgents *
mq_agents_new (const char *dir, MqPythonLibrary *library, GError **error) G_GNUC_WARN_UNUSED_RESULT;

char *mq_agents_dup_shared (MqAgents *self, const char *blender_version) G_GNUC_WARN_UNUSED_RESULT;
char *mq_agents_dup_special_toolkit (MqAgents *self, const char *about) G_GNUC_WARN_UNUSED_RESULT;
char *mq_agents_dup_role (MqAgents *self, const char *role,
                          const char *const *replacements) G_GNUC_WARN_UNUSED_RESULT;

void mq_agents_append_signature (GString *text, const MqPythonFunction *function, const char *said);

G_END_DECLS
