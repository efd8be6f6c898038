/* What the two files of MqAssetState share: mq-asset-state.c has what every team reads, mq-asset-state-context.c what teams
 * that ask models do. */
#pragma once

#include "service/team/mq-asset-state.h"

G_BEGIN_DECLS

struct _MqAssetState
{
  GObject parent_instance;

  char *prompt;
  char *instruction;
  char *script;
  JsonObject *plan;
  JsonObject *failure;
  JsonObject *report;
  JsonObject *base_report;
  JsonArray *findings;
  JsonArray *defects;

  GPtrArray *references;
  GPtrArray *views;
  char *blender_version;
  char *blender;
  JsonArray *passages;
  JsonArray *tries;
  JsonObject *kept_report;
  JsonArray *touches;
  MqTranscript *transcript;

  MqBudget budget;
  MqBudget spent;
  JsonObject *usage;     /* of the step under way, or NULL */
  gboolean cost_unknown; /* a call of that step had no price */
};

void mq_asset_state_init_context (MqAssetState *self);
void mq_asset_state_clear_context (MqAssetState *self);

G_END_DECLS
