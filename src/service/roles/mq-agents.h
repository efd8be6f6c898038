/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAgents: the prompts of the model team's roles, loaded from data/agents: one text and
 * optionally one schema per role, the rules that all roles share, and the toolkit of functions
 * that scripts may call. */
#pragma once

#include "common/script/mq-toolkit.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqAgents:
 * @shared: the rules that all roles share, with a mark for the version of Blender
 * @introduction: the form of a script, and the functions that it may call
 * @toolkit: the functions that scripts may call
 * @texts: role → its text
 * @schemas: "planner", "critic", "verifier", "locator", "reader" → the schema of its answer
 */
typedef struct
{
  char *shared;
  char *introduction;
  MqToolkit *toolkit;
  GHashTable *texts;
  GHashTable *schemas;
} MqAgents;

void mq_agents_free (MqAgents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAgents, mq_agents_free)

MqAgents *mq_agents_new (const char *dir, MqPythonLibrary *library, double gap,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

char *mq_agents_dup_shared (MqAgents *self, const char *blender_version) G_GNUC_WARN_UNUSED_RESULT;
char *mq_agents_dup_role (MqAgents *self, const char *role,
                          const char *const *replacements) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
