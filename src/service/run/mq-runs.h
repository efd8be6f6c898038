/* MqRuns: the runs of a service. Makes new ones, and plays those again that are only in the journal. */
#pragma once

#include "service/run/mq-service-run.h"
#include "service/team/mq-teams.h"

G_BEGIN_DECLS

/** MQ_RUNS_MAX_TRANSCRIPTS: of the newest runs; older ones are deleted. */
#define MQ_RUNS_MAX_TRANSCRIPTS 50
/** MQ_RUNS_MAX_LIVE: runs in memory; more are refused. */
#define MQ_RUNS_MAX_LIVE 64

#define MQ_TYPE_RUNS (mq_runs_get_type ())
G_DECLARE_FINAL_TYPE (MqRuns, mq_runs, MQ, RUNS, GObject)

MqRuns *mq_runs_new (MqJournal *journal, MqTeams *teams, const MqRunLimits *limits);
/* For teams that ask models: what Blenders know, and a folder for the exchanges of each run. Set before the first run. */
void mq_runs_set_knowledge (MqRuns *self, MqKnowledge *knowledge);
MqKnowledge *mq_runs_get_knowledge (MqRuns *self);
void mq_runs_set_transcripts (MqRuns *self, const char *folder);
/* Where the exchanges of a run are, or would be; NULL when none are kept. */
char *mq_runs_dup_transcript (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

MqJournal *mq_runs_get_journal (MqRuns *self);
MqTeams *mq_runs_get_teams (MqRuns *self);
/* @id: (nullable): NULL is the default. MQ_PROBLEM_NO_SUCH_TEAM. */
MqTeam *mq_runs_find_team (MqRuns *self, const char *id, GError **error);

/* Resolve to a MqServiceRun. */
DexFuture *mq_runs_create (MqRuns *self, JsonObject *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_open (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* One that is in memory already; NULL when it is not. */
MqServiceRun *mq_runs_find_live (MqRuns *self, const char *id);

/* Puts every run away; resolves when none is left. */
DexFuture *mq_runs_close (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
