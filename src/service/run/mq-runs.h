/* MqRuns: the runs of a service. Makes new ones, and plays those again that are only in the journal. */
#pragma once

#include "service/run/mq-service-settings.h"

G_BEGIN_DECLS

/** MQ_RUNS_MAX_TRANSCRIPTS: of the newest runs; older ones are deleted. */
#define MQ_RUNS_MAX_TRANSCRIPTS 50
/** MQ_RUNS_MAX_LIVE: runs in memory; more are refused. */
#define MQ_RUNS_MAX_LIVE 64

#define MQ_TYPE_RUNS (mq_runs_get_type ())
G_DECLARE_FINAL_TYPE (MqRuns, mq_runs, MQ, RUNS, GObject)

/**
 * MqRuns:
 * @journal: where runs are kept
 * @own: for runs that bring no settings
 * @knowledge: (nullable): what Blenders know, for teams that ask models
 * @transcripts: (nullable): a private folder for the exchanges of each run with models
 * @live: id → future of a #MqServiceRun, complete or on its way
 *
 * Set @knowledge and @transcripts before the first run; the rest is for reading.
 */
struct _MqRuns
{
  GObject parent_instance;

  MqJournal *journal;
  MqServiceSettings *own;
  MqKnowledge *knowledge;
  char *transcripts;
  GHashTable *live;

  /*< private >*/
  MqFindSettings find_settings;
  gpointer find_settings_data;
  DexPromise *empty;
  DexPromise *changed;
  gboolean closing;
};

/* @own: for runs that bring no settings. */
MqRuns *mq_runs_new (MqJournal *journal, MqServiceSettings *own);
/* Makes what runs work with that bring settings of their own; without it they are refused. */
void mq_runs_set_find_settings (MqRuns *self, MqFindSettings func, gpointer user_data);
/* @settings: (nullable): of a request; NULL: the service's own. */
MqServiceSettings *mq_runs_find_settings (MqRuns *self, JsonObject *settings,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Where the exchanges of a run are, or would be; NULL when none are kept. */
char *mq_runs_dup_transcript (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* @id: (nullable): NULL is the default. MQ_HTTP_PROBLEM_NO_SUCH_TEAM. */
MqTeam *mq_runs_find_team (MqServiceSettings *settings, const char *id, GError **error);

/* Resolve to a MqServiceRun. */
DexFuture *mq_runs_create (MqRuns *self, MqServiceSettings *settings,
                           JsonObject *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_open (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to TRUE when the log of a run that is over is pruned. */
DexFuture *mq_runs_prune (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
/* A client has left: it leads no run any more. */
void mq_runs_release_leads (MqRuns *self, const char *client);
/* Resolves to TRUE when a run begins, ends, or has another lead or state. */
DexFuture *mq_runs_wait_change (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;
/* One that is in memory already; NULL when it is not. */
MqServiceRun *mq_runs_find_live (MqRuns *self, const char *id);

/* Resolves when no team is asked any more in a run that is in memory. */
DexFuture *mq_runs_wait_answers (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;
/* Puts every run away; resolves when none is left. */
DexFuture *mq_runs_close (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
