/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared functions of the model team's roles: asking a model (budget, stream,
 * transcript, tools), and the asset's state as prompt text. */
#pragma once

#include "service/knowledge/mq-knowledge.h"
#include "service/models/mq-models.h"
#include "common/script/mq-script.h"
#include "service/roles/mq-agents.h"
#include "service/team/mq-asset-state.h"
#include "common/asset/mq-measured-defects.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqRoleContext:
 * @models: the models by role
 * @knowledge: the knowledge index
 * @agents: the prompts of the roles
 * @library: toolkit functions, which are added to scripts that call them
 *
 * Resources of every role; owned by the team.
 */
typedef struct
{
  MqModels *models;
  MqKnowledge *knowledge;
  MqAgents *agents;
  MqPythonLibrary *library;
} MqRoleContext;

/**
 * MqRoleCall:
 * @context: (unowned): the team's resources
 * @asset: the asset's state
 * @dropped: (unowned): rejects when the answer is no longer needed
 */
typedef struct
{
  const MqRoleContext *context;
  MqAssetState *asset;
  DexFuture *dropped;
} MqRoleCall;

typedef JsonObject *(*MqRoleFunc) (MqRoleCall *task, GError **error);
/* Reads the text of an answer. @is_last: the model is not asked again */
typedef JsonObject *(*MqRoleReadFunc) (MqRoleCall *task, const char *text, gboolean is_last,
                                       GError **error);

MqModelRequest *mq_role_new_request (MqRoleCall *task, const char *role,
                                     const char *what) G_GNUC_WARN_UNUSED_RESULT;
void mq_role_add_prompt (MqModelRequest *request, MqRoleCall *task, const char *name,
                         const char *const *replacements, const char *answer);
void mq_role_add_correction (MqModelRequest *request, const MqModelAnswer *answer, char *fault);
char *mq_role_dup_instruction (MqRoleCall *task) G_GNUC_WARN_UNUSED_RESULT;
MqModelAbilities mq_role_get_abilities (const MqRoleContext *context, const char *role);
gboolean mq_role_has_tools (const MqRoleContext *context, const char *role);
void mq_role_offer_search (MqRoleCall *task, MqModelRequest *request);

MqModelAnswer *
mq_role_ask (MqRoleCall *task, MqModelRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_role_ask_twice (MqRoleCall *task, MqModelRequest *request, MqRoleReadFunc read, const char *hint,
                   const char *failure, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *
mq_role_ask_all (MqRoleCall *task, GPtrArray *requests, GError **error) G_GNUC_WARN_UNUSED_RESULT;

JsonArray *mq_role_measure (MqRoleCall *task) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_role_make_notices (const char *code, const char *text,
                                 JsonArray *items) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_role_add_answer (JsonArray *notices, JsonObject *said) G_GNUC_WARN_UNUSED_RESULT;

/* mq-role.c: MqAssetState as prompt text. */
char *mq_role_context_list_parts (JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;
void mq_role_context_add_script (MqModelRequest *request, MqAssetState *asset,
                                 MqPythonLibrary *library, gboolean numbered);
void mq_role_context_add_outline (MqModelRequest *request, MqAssetState *asset,
                                  MqPythonLibrary *library, const char *const *whole);
void mq_role_context_add_passages (MqModelRequest *request, JsonArray *passages);
void mq_role_context_add_variant (MqModelRequest *request, MqRoleCall *task);
void mq_role_context_add_picture (MqModelRequest *request, const MqAssetStatePicture *picture,
                                  char *label);
void mq_role_context_add_views (MqModelRequest *request, MqAssetState *asset);
char *mq_role_context_describe_report (JsonObject *plan, JsonObject *report, gboolean judged,
                                       const char *const *parts) G_GNUC_WARN_UNUSED_RESULT;

char *mq_role_context_describe_before (const char *heading, JsonObject *before, JsonObject *report,
                                       guint most) G_GNUC_WARN_UNUSED_RESULT;

/* mq-role-planner.c */
JsonObject *mq_plan_normalize_part (JsonObject *part, JsonArray *parts,
                                    gboolean rests) G_GNUC_WARN_UNUSED_RESULT;

/* mq-role-writer.c */
char *mq_patch_apply (MqRoleCall *task, const char *text, const char *answer, char **what,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_patch_read_python (const char *answer) G_GNUC_WARN_UNUSED_RESULT;

/* The roles, one file each. */
JsonObject *mq_role_read (MqRoleCall *task, GError **error);
JsonObject *mq_role_plan (MqRoleCall *task, GError **error);
JsonObject *mq_role_retrieve (MqRoleCall *task, GError **error);
JsonObject *mq_role_write (MqRoleCall *task, GError **error);
JsonObject *mq_role_repair (MqRoleCall *task, GError **error);
JsonObject *mq_role_rewrite (MqRoleCall *task, GError **error);
JsonObject *mq_role_critique (MqRoleCall *task, GError **error);
JsonObject *mq_role_locate (MqRoleCall *task, GError **error);
JsonObject *mq_role_verify (MqRoleCall *task, GError **error);
JsonObject *mq_role_refine (MqRoleCall *task, GError **error);

G_END_DECLS
