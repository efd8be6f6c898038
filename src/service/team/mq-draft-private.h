/* What the two files of MqDraft share: mq-draft.c has what every team reads, mq-draft-context.c what teams
 * that ask models do. */
#pragma once

#include "service/team/mq-draft.h"

G_BEGIN_DECLS

struct _MqDraft
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

void mq_draft_init_context (MqDraft *self);
void mq_draft_clear_context (MqDraft *self);

G_END_DECLS
