/* What the conversation's files share: mq-conversation.c (what it is), mq-conversation-run.c (what
 * it does), mq-conversation-events.c (what it hears), mq-conversation-load.c (what it was),
 * mq-conversation-resume.c (how it goes on with what was cut off), mq-conversation-shared.c (what
 * another process does in it). */
#pragma once

#include "app/workspace/mq-workspace.h"
#include "client/run/mq-run.h"

G_BEGIN_DECLS

#define MQ_CONVERSATION_STACK (256 * 1024)

struct _MqConversation
{
  GObject parent_instance;

  /* Borrowed */
  MqWorkspace *workspace; /* NULL when it is gone */

  /* Owned */
  MqSession *session;
  GListModel *versions;
  MqTimeline *timeline;
  MqVersion *chosen; /* to go on from; NULL: the last one */
  MqConversationState state;
  char *title; /* while there is no session */
  char *status;
  char *thumbnail;
  char *preview;  /* the run's latest first look, gone with the run */
  gint64 updated; /* Unix s */
  gboolean unread;
  gboolean renamed;   /* by the user, before there is a session */
  gboolean restoring; /* it is being brought back into the list */
  DexFuture *loading;

  MqRun *run;
  DexFuture *going;            /* resolves when the run has ended, however */
  DexPromise *taken;           /* resolves when the run has what it was started with */
  DexPromise *script;          /* resolves to the version of the user's own script */
  MqVersion *latest;           /* what the run has kept last, or went on from */
  GPtrArray *queue;            /* what was said to the run and not taken up yet */
  guint n_queued;              /* of these, how many wait for their turn */
  GPtrArray *pending;          /* what was said before there was a run to say it to */
  GPtrArray *pending_pictures; /* GStrv of each, nullable */
  gboolean stopping;           /* also before there is a run */
  gboolean detaching;          /* the run is let go of */
  gboolean told;               /* how the run ended */
  gboolean replacing;          /* the run makes room for another one */

  guint fault_line;

  /* A run that waits for the user and that nobody follows: */
  char *parked;
  gint64 parked_event; /* its last one */
  guint park_source;

  /* Of the last run in what was read from the library: */
  char *last_run;
  char *last_asked;   /* it, when it asked a model: who can say its transcript; live, too */
  guint last_kept;    /* number of the version that it made last or went on from */
  gboolean under_way; /* it did not end */
  gboolean waited;    /* it waited for the user */
  guint n_unheard;    /* words that it had not taken up */
  gboolean unheard;   /* it is to be told them again when it waits */
  gboolean stale;     /* another process did something in it since it was read */
  gint64 last_read;   /* the last event that is shown; -1: what is shown is not all from there */
  gboolean unchanged; /* by us, since the library was asked */
  gboolean elsewhere; /* another process has the run */
  gboolean refused;   /* that was said */
};

MqConversation *mq_conversation_new (MqWorkspace *workspace, MqSession *session);

/* mq-conversation.c */
void mq_conversation_set_session (MqConversation *self, MqSession *session);
void mq_conversation_set_title (MqConversation *self, const char *title);
void mq_conversation_set_state (MqConversation *self, MqConversationState state);
void mq_conversation_set_n_queued (MqConversation *self, guint n_queued);
void mq_conversation_touch (MqConversation *self);
void mq_conversation_update (MqConversation *self);
void mq_conversation_announce (MqConversation *self, const char *sentence, gboolean assertive);
void mq_conversation_set_last_asked (MqConversation *self, const char *run);
void mq_conversation_report_ended (MqConversation *self);
void mq_conversation_restore_message (MqConversation *self, const char *text);

/* mq-conversation-events.c */
void mq_conversation_apply (MqConversation *self, MqRunEvent *event);
MqVersion *mq_conversation_find_version (MqConversation *self, guint number);
void mq_conversation_handle (MqConversation *self, MqRunEvent *event);

void mq_conversation_restore_queue (MqConversation *self);

void mq_conversation_record_asked (MqConversation *self, const char *run, MqRunEvent *event);

/* mq-conversation-shared.c */
gboolean mq_conversation_apply_stage (MqConversation *self);
gboolean mq_conversation_is_behind (MqConversation *self);
gboolean mq_conversation_check_not_locked (MqConversation *self, GError **error);
void mq_conversation_report_refused (MqConversation *self, const GError *error);
gboolean mq_conversation_has_event (MqConversation *self, MqRunEvent *event);
DexFuture *mq_conversation_load_new_events (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;

/* mq-conversation-run.c */
void mq_conversation_follow (MqConversation *self, MqRun *run);

/* mq-conversation-load.c */
/* @events: (element-type MqLibraryEvent) */
void mq_conversation_record_runs (MqConversation *self, GPtrArray *events);
void mq_conversation_apply_events (MqConversation *self, GPtrArray *events);
void mq_conversation_reload (MqConversation *self);

/* mq-conversation-resume.c */
DexFuture *mq_conversation_attach (MqConversation *self, const char *run,
                                   gint64 last_event) G_GNUC_WARN_UNUSED_RESULT;
void mq_conversation_watch_waiting (MqConversation *self);
void mq_conversation_suspend (MqConversation *self);
DexFuture *mq_conversation_end_open_runs (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_resume_suspended (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_conversation_end_suspended (MqConversation *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
