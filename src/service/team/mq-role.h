/* What the roles of the model team share: how one is set going, how a model is asked (budget, stream, transcript, tools), and
 * how the shared code context is put into words, the same for every role. */
#pragma once

#include "service/knowledge/mq-knowledge.h"
#include "service/models/mq-models.h"
#include "service/team/mq-agents.h"
#include "service/team/mq-asset-state.h"
#include "service/team/mq-measured-defects.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqRoleContext:
 * @models: by role
 * @knowledge: what is known of Blender
 * @agents: what roles are told
 * @library: functions that scripts may call without having them
 *
 * What every role works with; owned by the team.
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
 * @context: (unowned): what it works with
 * @asset: the shared code context
 * @dropped: (unowned): rejects when nobody wants the answer any more
 */
typedef struct
{
  const MqRoleContext *context;
  MqAssetState *asset;
  DexFuture *dropped;
} MqRoleCall;

typedef JsonObject *(*MqRoleFunc) (MqRoleCall *task, GError **error);

/* Runs @func on a fiber. @owner: holds @context. */
DexFuture *mq_role_spawn (GObject *owner, const MqRoleContext *context, MqAssetState *asset,
                          MqRoleFunc func) G_GNUC_WARN_UNUSED_RESULT;

/* A request that begins as all of this run's do: the shared rules, then what is wanted, with the user's pictures, and the plan,
 * or its gist for those who judge. */
MqModelRequest *mq_role_new_request (MqRoleCall *task, const char *role,
                                     const char *what) G_GNUC_WARN_UNUSED_RESULT;
char *mq_role_dup_instruction (MqRoleCall *task) G_GNUC_WARN_UNUSED_RESULT;
/* The model of a role, and what it can do. */
MqModelAbilities mq_role_get_abilities (const MqRoleContext *context, const char *role);
gboolean mq_role_has_tools (const MqRoleContext *context, const char *role);
/* Lets the model look things up. */
void mq_role_offer_search (MqRoleCall *task, MqModelRequest *request);

/* Asks; waits. Calls of tools are carried out and the model asked again, at most three times. */
MqModelAnswer *
mq_role_ask (MqRoleCall *task, MqModelRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Asks several at once; answers in the order of @requests (MqModelRequest), or the first error. */
GPtrArray *
mq_role_ask_all (MqRoleCall *task, GPtrArray *requests, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Defects that measuring finds in the asset as it is now. */
JsonArray *mq_role_measure (MqRoleCall *task) G_GNUC_WARN_UNUSED_RESULT;

/* mq-role-context.c: what is known, in words for a model. */
void mq_role_context_add_plan (MqModelRequest *request, MqAssetState *asset);
void mq_role_context_add_gist (MqModelRequest *request, MqAssetState *asset, gboolean sees);
void mq_role_context_add_script (MqModelRequest *request, MqAssetState *asset,
                                 MqPythonLibrary *library, gboolean numbered);
void mq_role_context_add_outline (MqModelRequest *request, MqAssetState *asset,
                                  MqPythonLibrary *library, const char *const *whole);
void mq_role_context_add_passages (MqModelRequest *request, JsonArray *passages);
void mq_role_context_add_views (MqModelRequest *request, MqAssetState *asset);
void mq_role_context_add_attempts (MqModelRequest *request, MqAssetState *asset);
char *mq_role_context_describe_report (JsonObject *plan, JsonObject *report, gboolean judged,
                                       const char *const *parts) G_GNUC_WARN_UNUSED_RESULT;

/* mq-role-planner.c: a part as plans have it, from what a model wrote; NULL when it is none. */
JsonObject *mq_plan_normalize_part (JsonObject *part, JsonArray *parts) G_GNUC_WARN_UNUSED_RESULT;

/* mq-role-patch.c: Python of an answer worked into the draft's script, completed from the library; NULL and
 * MQ_ERROR_BAD_INPUT when there is none in it. @what: (out): what was replaced, added and removed, for people. */
char *mq_patch_apply (MqRoleCall *task, const char *answer, char **what,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A whole script of an answer, completed; as it is when it cannot be cut: the check says why. */
char *
mq_patch_whole (MqRoleCall *task, const char *answer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The roles. */
JsonObject *mq_role_plan (MqRoleCall *task, GError **error);
JsonObject *mq_role_retrieve (MqRoleCall *task, GError **error);
JsonObject *mq_role_write (MqRoleCall *task, GError **error);
JsonObject *mq_role_repair (MqRoleCall *task, GError **error);
JsonObject *mq_role_rewrite (MqRoleCall *task, GError **error);
JsonObject *mq_role_critique (MqRoleCall *task, GError **error);
JsonObject *mq_role_verify (MqRoleCall *task, GError **error);
JsonObject *mq_role_refine (MqRoleCall *task, GError **error);

G_END_DECLS
