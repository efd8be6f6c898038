/* What the desk's files share, and what it does for its conversations. mq-desk.c is what it is,
 * mq-desk-open.c how it gets ready, mq-desk-list.c its conversations, mq-desk-refresh.c what others
 * do, mq-desk-service.c how it asks the service beside the runs, mq-desk-team.c who thinks. */
#pragma once

#include "app/desk/mq-desk.h"
#include "client/run/mq-service-connection.h"

G_BEGIN_DECLS

#define MQ_DESK_STACK (256 * 1024)

/* Who thinks. */
typedef struct
{
  char *name;  /* NULL: not asked yet */
  char *title; /* for people */
  GStrv kinds; /* what it can make; none: it tries anything */
  gboolean sees;
} MqDeskTeam;

struct _MqDesk
{
  GObject parent_instance;

  char *config_file;
  MqConfig *config;
  MqLibrary *library;
  MqDrafts *drafts;
  GListStore *blenders;
  GListStore *problems;
  GListStore *conversations; /* the last worked on first */
  GListStore *removed;       /* taken out, and not purged yet */
  GHashTable *by_session;    /* a session's id → its one conversation, also of the removed */
  DexFuture *opening;
  DexFuture *reloading; /* the last one that was asked for */
  DexFuture *refreshing;
  guint follow_source;
  gboolean is_opening; /* it is not known yet whether a run could begin */
  gboolean closing;
  gboolean read_only;
  gboolean ready;
  guint n_working;

  MqDeskTeam team;
  gboolean follows_team; /* it is asked again when the settings change */

  MqServiceConnection *connection; /* to ask beside the runs; NULL until it is wanted */
  DexFuture *connection_opening;
  DexFuture *keys_sending; /* (nullable): what is asked after a key has changed waits for it */
};

/* mq-desk.c */
void mq_desk_set_problem (MqDesk *self, MqProblemKind kind, const char *title, const char *text);
void mq_desk_clear_problem (MqDesk *self, MqProblemKind kind);
void mq_desk_update (MqDesk *self);
void mq_desk_apply_config (MqDesk *self, MqConfig *config);
void mq_desk_set_library (MqDesk *self, MqLibrary *library);
void mq_desk_set_blenders (MqDesk *self, GListModel *blenders);

void mq_desk_apply_team (MqDesk *self, MqDeskTeam *team);
void mq_desk_set_opening (MqDesk *self, gboolean opening);

/* mq-desk-open.c */
void mq_desk_resume_runs (MqDesk *self);

/* mq-desk-refresh.c */
void mq_desk_watch_library (MqDesk *self);

/* mq-desk-list.c */
void mq_desk_fill_list (MqDesk *self);

/* mq-desk-service.c */
DexFuture *mq_desk_check_server (MqDesk *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_desk_request (MqDesk *self, char *path, JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_desk_load_transcript (MqDesk *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_desk_close_connection (MqDesk *self) G_GNUC_WARN_UNUSED_RESULT;

/* For conversations. */
DexFuture *mq_desk_wait_open (MqDesk *self) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_desk_get_server (MqDesk *self);
void mq_desk_list_conversation (MqDesk *self, MqConversation *conversation);
void mq_desk_unlist_conversation (MqDesk *self, MqConversation *conversation);
void mq_desk_place_conversation (MqDesk *self, MqConversation *conversation);
void mq_desk_register_session (MqDesk *self, MqConversation *conversation);
void mq_desk_unregister_session (MqDesk *self, MqConversation *conversation);
void mq_desk_handle_state (MqDesk *self, MqConversation *conversation);
void mq_desk_handle_ended (MqDesk *self, MqConversation *conversation);
void mq_desk_handle_worker (MqDesk *self);
void mq_desk_handle_begun (MqDesk *self);
void mq_desk_handle_error (MqDesk *self, const GError *error);

G_END_DECLS
