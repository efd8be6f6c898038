/* The instance structure and internal functions of MqWorkspace. mq-workspace.c: properties and
 * problems; -open: settings, library and Blenders; -list: the list of conversations; -runs: the
 * open runs of the service; -service: other requests to the service; -team: the team. */
#pragma once

#include "app/workspace/mq-workspace.h"
#include "client/run/mq-service-connection.h"

G_BEGIN_DECLS

#define MQ_WORKSPACE_STACK (256 * 1024)

/* Who thinks. */
typedef struct
{
  char *name;  /* NULL: not asked yet */
  char *title; /* for people */
  GStrv kinds; /* what it can make; none: it tries anything */
  gboolean sees;
} MqWorkspaceTeam;

struct _MqWorkspace
{
  GObject parent_instance;

  char *config_file;
  MqConfig *config;
  MqLibrary *library;
  MqDrafts *drafts;
  MqBlender *blender; /* (nullable): the one that runs use */
  GListStore *problems;
  GListStore *conversations; /* the last worked on first */
  GListStore *removed;       /* taken out, and not purged yet */
  GHashTable *by_session;    /* a session's id → its one conversation, also of the removed */
  DexFuture *opening;
  DexFuture *reloading; /* the last one that was asked for */
  DexFuture *refreshing;
  gboolean is_opening; /* it is not known yet whether a run could begin */
  gboolean closing;
  gboolean read_only;
  gboolean ready;
  JsonArray *unsent; /* (nullable): what a process before this one did not get to send */
  DexFuture *connecting;
  DexFuture *handling; /* the last news of runs that is being dealt with */
  guint reconnect_source;
  DexPromise *runs_known; /* resolves when the service has said which there are, or is not there */
  guint n_working;

  MqWorkspaceTeam team;
  gboolean follows_team; /* it is asked again when the settings change */

  MqServiceConnection *connection; /* to ask beside the runs; NULL until it is wanted */
  DexFuture *connection_opening;
  DexFuture *keys_sending; /* (nullable): what is asked after a key has changed waits for it */
};

/* mq-workspace.c */
void mq_workspace_set_problem (MqWorkspace *self, MqProblemKind kind, const char *title,
                               const char *text);
void mq_workspace_clear_problem (MqWorkspace *self, MqProblemKind kind);
void mq_workspace_update (MqWorkspace *self);
void mq_workspace_apply_config (MqWorkspace *self, MqConfig *config);
void mq_workspace_set_library (MqWorkspace *self, MqLibrary *library);
void mq_workspace_set_blender (MqWorkspace *self, MqBlender *blender);

void mq_workspace_apply_team (MqWorkspace *self, MqWorkspaceTeam *team);
void mq_workspace_set_opening (MqWorkspace *self, gboolean opening);

/* mq-workspace-runs.c */
void mq_workspace_handle_runs (MqWorkspace *self, JsonArray *runs);
void mq_workspace_note_runs_known (MqWorkspace *self);
DexFuture *mq_workspace_wait_runs (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_workspace_knows_runs (MqWorkspace *self);

/* mq-workspace-list.c */
void mq_workspace_fill_list (MqWorkspace *self);

/* mq-workspace-service.c */
void mq_workspace_connect (MqWorkspace *self);
DexFuture *mq_workspace_check_server (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_workspace_request (MqWorkspace *self, char *path, JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_workspace_load_transcript (MqWorkspace *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_workspace_close_connection (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/* For conversations. */
DexFuture *mq_workspace_wait_open (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_workspace_get_server (MqWorkspace *self);
void mq_workspace_list_conversation (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_unlist_conversation (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_place_conversation (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_register_session (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_unregister_session (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_handle_state (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_handle_ended (MqWorkspace *self, MqConversation *conversation);
void mq_workspace_handle_worker (MqWorkspace *self);
void mq_workspace_handle_begun (MqWorkspace *self);
void mq_workspace_handle_error (MqWorkspace *self, const GError *error);

G_END_DECLS
