/* What the files of MqRun share: mq-run.c (its life), mq-run-start.c (how it begins),
 * mq-run-requests.c (what the user wants of it), mq-run-pictures.c (the user's pictures),
 * mq-run-events.c (what it deals with), mq-run-upload.c (what is sent beside results), mq-run-record.c (what is kept of it),
 * mq-run-resume.c (how it is taken up again), mq-run-live.c (its versions in the open Blender). */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/run/mq-executor.h"
#include "client/run/mq-service-connection.h"
#include "client/run/mq-run.h"

G_BEGIN_DECLS

typedef struct _MqRunReference MqRunReference;

#define MQ_RUN_STACK (256 * 1024)

struct _MqRun
{
  GObject parent_instance;

  MqLibrary *library;
  MqConfig *config;
  MqBlender *blender;
  MqRunOptions *order;

  MqSession *session;
  MqServiceConnection *connection;
  MqWorker *worker;
  MqExecutor *executor;
  char *work_dir;

  char *team;            /* who thinks, as the service said */
  char *id;              /* the run's, at the service */
  gint64 last_event;     /* dealt with */
  guint parent;          /* of the next version: the number of the one it goes on from */
  DexPromise *asked;     /* resolves when the service has the run, rejects when it ends without */
  DexPromise *cancelled; /* rejects when the user wants it to stop */
  gboolean guided;
  gboolean waiting; /* for the user */
  gboolean looking; /* what is rendered just now is for the team's eyes */
  gboolean ours;    /* nobody else follows it */
  gboolean done;
  gboolean told;     /* why it failed, by the service */
  gboolean lost;     /* the service does not know it any more */
  gboolean detached; /* it is let go of, not ended */
  GError *output_error;

  DexFuture *showing; /* (nullable): a version in the open Blender */
  gboolean said_no_live;

  GPtrArray *references;   /* MqRunReference: the user's pictures, the first has number 1 */
  GArray *prompt_pictures; /* (nullable): numbers of those that the run begins with */
  GPtrArray *said;         /* words that came with a picture, before the run was taken up again … */
  GArray *said_numbers;    /* … and the number of that */
  gboolean sight_known;
  gboolean sees; /* the team looks at pictures */

  GPtrArray *record; /* what happened and is not written down yet */
  guint record_source;
  DexFuture *keeping; /* it is being written down */
  gboolean record_closed;
  char *recorded_script;

  /* Of one that is taken up again: */
  gboolean resumed;
  gint64 shown;        /* the last event that is in the library */
  gint64 history;      /* the last event that the service had when we came back */
  guint first_version; /* its versions have higher numbers */
  guint n_versions;    /* of its events `version` so far */
  guint n_shown_kept;  /* of its versions, those that were said to be kept */
  gint64 event;        /* that is being dealt with */
};

/* mq-run.c, mq-run-start.c */
void mq_run_emit (MqRun *self, MqRunEvent *event);
void mq_run_emit_own (MqRun *self, MqRunEvent *event);
void mq_run_emit_notice (MqRun *self, MqNoticeLevel level, const char *code, const char *text,
                         const char *next);
DexFuture *mq_run_unless_cancelled (MqRun *self, DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_run_post (MqRun *self, const char *path, JsonObject *body, GError **error);
char *mq_run_make_path (MqRun *self, const char *what) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_run_open_connection (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_make_worker (MqRun *self);

/* mq-run-transcript.c */
void mq_run_save_transcript (MqRun *self);

/* mq-run-start.c */
gboolean mq_run_start (MqRun *self, GError **error);

/* mq-run-pictures.c */
void mq_run_reference_free (MqRunReference *reference);
GArray *mq_run_emit_message (MqRun *self, const char *text, const char *const *pictures,
                             gboolean refinement) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_take_pictures (MqRun *self, const MqMessageEvent *message);
GArray *mq_run_find_pictures (MqRun *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_run_query_vision (MqRun *self, GError **error);
gboolean mq_run_check_pictures (MqRun *self, GError **error);
void mq_run_announce_pictures (MqRun *self, JsonObject *body, GArray *numbers);
gboolean mq_run_send_pictures (MqRun *self, GError **error);

/* mq-run-record.c */
void mq_run_record (MqRun *self, MqRunEvent *event);
DexFuture *mq_run_keep_record (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_close_record (MqRun *self);
MqRunEvent *mq_run_make_result (const MqInstructionEvent *instruction,
                                JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;

/* mq-run-resume.c */
void mq_run_report_begun (MqRun *self);
gboolean mq_run_attach (MqRun *self, GError **error);
gboolean mq_run_is_known (MqRun *self);
gboolean mq_run_is_past (MqRun *self);
MqVersion *mq_run_find_kept (MqRun *self);

/* mq-run-upload.c */
gboolean mq_run_upload (MqRun *self, const MqInstructionEvent *instruction, JsonObject *body,
                        GError **error);

/* mq-run-live.c */
void mq_run_show_live (MqRun *self, MqVersion *version);
void mq_run_await_live (MqRun *self);

/* mq-run-events.c */
gboolean mq_run_add_message (MqRun *self, const char *role, const char *text, GError **error);
gboolean mq_run_record_stage (MqRun *self, MqRunStage stage, GError **error);
gboolean mq_run_record_end (MqRun *self, const GError *why, GError **error);
gboolean mq_run_follow (MqRun *self, GError **error);

G_END_DECLS
