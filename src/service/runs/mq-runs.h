/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRuns: the runs of a service. Starts new ones, and replays those that are only in the
 * journal. */
#pragma once

#include "service/nodes/mq-nodes.h"
#include "service/runs/mq-service-settings.h"

G_BEGIN_DECLS

/** MQ_RUNS_MAX_TRANSCRIPTS: transcripts of the newest runs are kept; older ones are deleted. */
#define MQ_RUNS_MAX_TRANSCRIPTS 50
/** MQ_RUNS_DEFAULT_MAX_LIVE: runs in memory where the settings do not say it; more are refused. */
#define MQ_RUNS_DEFAULT_MAX_LIVE 64
/** MQ_RUNS_MAX_LIVE_OWNED: of one account, so that there is room for others. */
#define MQ_RUNS_MAX_LIVE_OWNED 16

#define MQ_TYPE_RUNS (mq_runs_get_type ())
G_DECLARE_FINAL_TYPE (MqRuns, mq_runs, MQ, RUNS, GObject)

/**
 * MqRuns:
 * @journal: stores the runs
 * @own: settings for requests without settings
 * @knowledge: (nullable): indexes of Blenders, for teams that use models
 * @transcripts: (nullable): a private folder with the transcript of each run
 * @accounts: (nullable): the accounts of a shared service
 * @nodes: (nullable): the nodes of which this service is one
 * @max_live: runs in memory; more are refused
 * @loaded: id → future of a #MqServiceRun: loaded, being loaded or being started
 * @find_settings: (nullable): makes what the settings of a request are for; without it, requests
 *   have none
 * @find_settings_data: for @find_settings; outlives the runs
 *
 * Set @knowledge, @transcripts, @accounts, @max_live and @find_settings before the first run; the
 * other members are read-only.
 */
struct _MqRuns
{
  GObject parent_instance;

  MqJournal *journal;
  MqServiceSettings *own;
  MqKnowledge *knowledge;
  char *transcripts;
  MqAccounts *accounts;
  MqNodes *nodes;
  guint max_live;
  GHashTable *loaded;
  MqFindSettings find_settings;
  gpointer find_settings_data;

  /*< private >*/
  GPtrArray *starting; /* of unowned MqServiceRun that are not on disk yet */
  DexPromise *changed;
  DexPromise *forgotten;
  DexPromise *closed;  /* resolves when it takes no more runs */
  DexFuture *watching; /* NULL: nobody orders anything of accounts */
};

MqRuns *mq_runs_new (MqJournal *journal, MqServiceSettings *own);
void mq_runs_set_nodes (MqRuns *self, MqNodes *nodes);
MqServiceSettings *mq_runs_find_settings (MqRuns *self, JsonObject *settings,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_runs_dup_transcript (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
void mq_runs_delete_transcripts (MqRuns *self, const char *const *ids);

MqTeam *mq_runs_find_team (MqServiceSettings *settings, const char *id, GError **error);

guint mq_runs_get_room (MqRuns *self);
/* Resolve to a MqServiceRun. */
DexFuture *mq_runs_create (MqRuns *self, MqServiceSettings *settings, MqAccount *account,
                           JsonObject *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_open (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_runs_delete_old_daily (MqRuns *self, guint days) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_prune (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_wait_going_on (MqRuns *self, const char *owner,
                                  const char *client) G_GNUC_WARN_UNUSED_RESULT;
void mq_runs_release_leads (MqRuns *self, const char *owner, const char *client);
DexFuture *mq_runs_delete_account (MqRuns *self, const char *owner) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_runs_check_blocked (MqRuns *self, const char *owner, GError **error);
/* Awaits; for the fiber of the program. */
gboolean mq_runs_watch_accounts (MqRuns *self, GError **error);
DexFuture *mq_runs_wait_change (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;
MqServiceRun *mq_runs_find_loaded (MqRuns *self, const char *id);
GPtrArray *mq_runs_list_loaded (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_runs_wait_answers (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_suspend_lost (MqRuns *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_runs_close (MqRuns *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
