/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The structure and the internal functions of the pipeline, see mq-pipeline.h. */
#pragma once

#include "service/pipeline/mq-pipeline.h"
#include "service/pipeline/mq-remote-blender.h"

G_BEGIN_DECLS

/**
 * MqPipeline:
 * @run: (unowned): the run, for events, instructions and the team
 * @request: (unowned): the client's request
 * @limits: (unowned): limits of repairs, rounds and time
 * @blender: performs single steps
 * @asset: (unowned): plan, script and report so far
 * @prepared: the team has the version of the client's Blender
 * @versions: number of versions so far
 * @refusal: (nullable): the last one, for a run that ends without a version
 * @left: (nullable): the defects that were told to be left, since the last version
 * @is_already_so: an instruction asked for what is so already
 * @reason: why it ended
 */
typedef struct
{
  MqServiceRun *run;
  const MqRunRequest *request;
  const MqRunLimits *limits;
  MqRemoteBlender blender;
  MqAssetState *asset;
  gboolean prepared;
  guint versions;
  char *refusal;
  JsonArray *left;
  gboolean is_already_so;
  const char *reason;
} MqPipeline;

/* An earlier state of script, plan and report, for a rollback, with the instructions whose results
 * the client has of it. */
typedef struct
{
  char *script;
  JsonObject *plan;
  JsonObject *report;
  gint64 execution;
  gint64 measurement;
  gint64 rendering;
} MqSnapshot;

void mq_snapshot_take (MqSnapshot *self, MqPipeline *pipeline);
void mq_snapshot_restore (const MqSnapshot *self, MqPipeline *pipeline);
void mq_snapshot_clear (MqSnapshot *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqSnapshot, mq_snapshot_clear)

/* How a round of repairs ended. */
typedef enum
{
  MQ_ROUND_ENDS_IT, /* no defect is left, or no repair helps */
  MQ_ROUND_HELPED,
  MQ_ROUND_AGAIN,  /* rolled back; the next try knows what this one did */
  MQ_ROUND_FAILED, /* the run has to end */
} MqRound;

/* The treatment of minor defects. */
typedef enum
{
  MQ_MINOR_REPORT,
  MQ_MINOR_TOO,   /* repaired with the others */
  MQ_MINOR_AFTER, /* repaired when no other is left */
} MqMinor;

/**
 * MqDefects:
 * @all: all defects
 * @to_repair: those to repair
 * @to_report: those only to report
 * @minor: the treatment of minor ones
 * @careful: only minor ones are to be repaired, which must not cost anything else
 */
typedef struct
{
  JsonArray *all;
  JsonArray *to_repair;
  JsonArray *to_report;
  MqMinor minor;
  gboolean careful;
} MqDefects;

/* Each returns FALSE, or NULL, with an error if the run has to end. */

/* mq-pipeline-round.c */
gboolean
mq_pipeline_apply_answer (MqPipeline *self, JsonObject *answer, MqScriptReason why, GError **error);
gboolean mq_pipeline_make_valid (MqPipeline *self, GError **error);
void mq_defects_sort (MqDefects *self, JsonArray *defects, MqMinor minor);
void mq_defects_clear (MqDefects *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqDefects, mq_defects_clear)

JsonArray *mq_defects_filter_seen (JsonArray *defects) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_pipeline_report_defects (MqPipeline *self, JsonArray *defects, GError **error);
gboolean mq_pipeline_report_known (MqPipeline *self, JsonArray *before, GError **error);
MqRound mq_pipeline_repair_round (MqPipeline *self, const MqDefects *defects, GHashTable *scripts,
                                  JsonArray **next, GError **error);
const char *mq_pipeline_verify (MqPipeline *self, JsonObject **answer, GError **error);

/* mq-pipeline-drawing.c */
gboolean mq_pipeline_read_drawings (MqPipeline *self, GError **error);

/* mq-pipeline.c */
gboolean mq_pipeline_look (MqPipeline *self, GError **error);
gboolean mq_pipeline_look_closely (MqPipeline *self, GError **error);

/* Whether the team cannot be called any more: the budget is used up, or the model fails. */
gboolean mq_pipeline_is_exhausted (const GError *error);
/* Whether more failed than one answer of the team. */
gboolean mq_pipeline_ends_work (const GError *error);

G_END_DECLS
