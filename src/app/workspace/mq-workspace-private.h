/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instance structure and internal functions of MqWorkspace. mq-workspace.c: properties and
 * problems; -open: settings, library and Blenders; -list: the list of conversations; -runs: the
 * open runs of the service; -service: other requests to the service; -team: the team; -account: the
 * account at the service. */
#pragma once

#include "app/workspace/mq-workspace.h"
#include "client/executor/mq-ready-worker.h"
#include "client/service/mq-service-connection.h"

G_BEGIN_DECLS

#define MQ_WORKSPACE_STACK (256 * 1024)

/* The team that runs use by default. */
typedef struct
{
  char *name;  /* NULL: not asked yet */
  char *title; /* for the user, translated */
  GStrv kinds; /* that it can make; empty: anything */
  gboolean sees;
} MqWorkspaceTeam;

struct _MqWorkspace
{
  GObject parent_instance;

  char *config_file;
  GFileMonitor *monitors[3]; /* (nullable): of config.yaml, of preferences.json, of @watched */
  char *watched;             /* (nullable): the file that config.yaml is, without links */
  guint settings_source;
  MqConfig *config;
  MqLibrary *library;
  MqDrafts *drafts;
  MqBlender *blender;          /* (nullable): used by runs */
  MqReadyWorker *ready_worker; /* (nullable): until the library is open */
  GPtrArray *endings;          /* DexFuture: what close waits for */
  GListStore *problems;
  GListStore *conversations; /* last changed first */
  GListStore *removed;       /* removed, but not purged yet */
  GHashTable *by_session;    /* session id → MqConversation, with the removed ones */
  DexFuture *opening;
  DexFuture *reloading; /* the last reload */
  DexFuture *refreshing;
  gboolean is_opening; /* not known yet whether a run can start */
  gboolean closing;
  gboolean read_only;
  gboolean ready;
  JsonArray *unsent; /* (nullable): requests that an earlier process could not send */
  DexFuture *connecting;
  DexFuture *handling; /* the last list of runs that is being handled */
  guint reconnect_source;
  DexPromise *runs_known; /* resolves when the service has listed its runs, or cannot be reached */
  guint n_working;

  MqWorkspaceTeam team;
  gboolean follows_team; /* load the team again when the settings change */
  gboolean lacks_team;   /* the service did not say who its team is */

  MqServiceAccount *account;
  MqServiceConnection *connection; /* for requests outside of runs; NULL until the first one */
  DexFuture *connection_opening;
  DexFuture *keeping;      /* (nullable): what is being kept at the service */
  DexFuture *keys_sending; /* (nullable): later requests wait until the changed key is sent */
};

/* mq-workspace.c */
void mq_workspace_set_problem (MqWorkspace *self, MqProblemKind kind, const char *title,
                               const char *text);
void mq_workspace_clear_problem (MqWorkspace *self, MqProblemKind kind);
void mq_workspace_update (MqWorkspace *self);
void mq_workspace_apply_config (MqWorkspace *self, MqConfig *config);
void mq_workspace_notify_account (MqWorkspace *self);
void mq_workspace_set_blender (MqWorkspace *self, MqBlender *blender);

void mq_workspace_apply_team (MqWorkspace *self, MqWorkspaceTeam *team);
void mq_workspace_set_opening (MqWorkspace *self, gboolean opening);

/* mq-problem.c */
MqProblem *mq_problems_find (GListStore *problems, MqProblemKind kind);
void
mq_problems_set (GListStore *problems, MqProblemKind kind, const char *title, const char *text);
void mq_problems_clear (GListStore *problems, MqProblemKind kind);

/* mq-workspace-account.c */
gboolean mq_workspace_is_shut (MqWorkspace *self);
void mq_workspace_handle_account (MqWorkspace *self, gboolean let_in);

/* mq-workspace-runs.c */
void mq_workspace_handle_runs (MqWorkspace *self, JsonArray *runs);
void mq_workspace_note_runs_known (MqWorkspace *self);
DexFuture *mq_workspace_wait_runs (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_workspace_knows_runs (MqWorkspace *self);

/* mq-workspace-list.c */
void mq_workspace_fill_list (MqWorkspace *self);

/* mq-workspace-service.c */
void mq_workspace_connect (MqWorkspace *self);
void mq_workspace_connect_later (MqWorkspace *self, guint delay);
DexFuture *mq_workspace_check_server (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_workspace_request (MqWorkspace *self, char *path, JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_workspace_load_transcript (MqWorkspace *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_workspace_close_connection (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_workspace_upload (MqWorkspace *self, MqSession *session);
DexFuture *mq_workspace_finish_uploads (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/* For conversations. */
DexFuture *mq_workspace_wait_open (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_workspace_get_server (MqWorkspace *self);
void mq_workspace_list_conversation (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_unlist_conversation (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_relist_conversation (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_place_conversation (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_register_session (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_unregister_session (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_handle_state (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_handle_ended (MqWorkspace *self, MqConversation *conversation);
void
mq_workspace_handle_file (MqWorkspace *self, MqConversation *conversation, const char *sentence);
void mq_workspace_show_message (MqWorkspace *self, const char *sentence);
void mq_workspace_handle_event (MqWorkspace *self, MqRunEventKind kind);
void mq_workspace_handle_error (MqWorkspace *self, const GError *error);

G_END_DECLS
