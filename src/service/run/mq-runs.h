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

MqRuns *mq_runs_new (MqJournal *journal, MqServiceSettings *own);
void mq_runs_set_find_settings (MqRuns *self, MqFindSettings func, gpointer user_data);
MqServiceSettings *mq_runs_find_settings (MqRuns *self, JsonObject *settings,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_runs_dup_transcript (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

MqTeam *mq_runs_find_team (MqServiceSettings *settings, const char *id, GError **error);

/* Resolve to a MqServiceRun. */
DexFuture *mq_runs_create (MqRuns *self, MqServiceSettings *settings,
                           JsonObject *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_open (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_runs_prune (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
void mq_runs_release_leads (MqRuns *self, const char *client);
DexFuture *mq_runs_wait_change (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;
MqServiceRun *mq_runs_find_live (MqRuns *self, const char *id);

DexFuture *mq_runs_wait_answers (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_close (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
