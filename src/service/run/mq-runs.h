/* MqRuns: the runs of a service. Makes new ones, and plays those again that are only in the journal. */
#pragma once

#include "service/run/mq-service-run.h"

G_BEGIN_DECLS

/** MQ_RUNS_MAX_LIVE: runs in memory; more are refused. */
#define MQ_RUNS_MAX_LIVE 64

#define MQ_TYPE_RUNS (mq_runs_get_type ())
G_DECLARE_FINAL_TYPE (MqRuns, mq_runs, MQ, RUNS, GObject)

MqRuns *mq_runs_new (MqJournal *journal, MqTeam *team, const MqRunLimits *limits);
MqJournal *mq_runs_get_journal (MqRuns *self);

/* Resolve to a MqServiceRun. */
DexFuture *mq_runs_create (MqRuns *self, JsonObject *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_open (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* Puts every run away; resolves when none is left. */
DexFuture *mq_runs_close (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
