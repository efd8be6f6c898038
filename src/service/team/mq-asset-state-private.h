/* Struct of MqAssetState, shared by its two files: mq-asset-state.c holds the fields that every
 * team reads, mq-asset-state-context.c those for teams that ask models. */
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
  JsonObject *usage;     /* of the current step, or NULL */
  gboolean cost_unknown; /* the price of a call in that step is unknown */
};

void mq_asset_state_init_context (MqAssetState *self);
void mq_asset_state_clear_context (MqAssetState *self);

G_END_DECLS
