/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instance structure and internal functions of MqRun. mq-run.c: public functions, the start of
 * a run and requests of the user; -record: events, their pictures and the record for the library;
 * -lead: carrying out instructions, keeping versions and sending our own events to the service;
 * -finals: the final pictures. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/executor/mq-executor.h"
#include "client/service/mq-service-connection.h"
#include "client/run/mq-run.h"

G_BEGIN_DECLS

typedef struct _MqRunReference MqRunReference;

/* The progress of the run at the service. */
typedef enum
{
  MQ_RUN_STAGE_LOCAL,  /* the service does not have the run, or we have not asked yet */
  MQ_RUN_STAGE_SENT,   /* the request was sent and not answered */
  MQ_RUN_STAGE_OPEN,   /* the service has the run */
  MQ_RUN_STAGE_DONE,   /* the run has finished */
  MQ_RUN_STAGE_FAILED, /* the run has failed, with the error of the event `failed` */
} MqRunStage;

/* How the caller ended the MqRun. */
typedef enum
{
  MQ_RUN_EXIT_NONE,
  MQ_RUN_EXIT_STOP,
  MQ_RUN_EXIT_DETACH, /* our work ends; the run may continue elsewhere */
} MqRunExit;

/* Our part in the run. */
typedef enum
{
  MQ_RUN_FOLLOWING,
  MQ_RUN_TAKING_LEAD, /* the request is under way */
  MQ_RUN_LEADING,
} MqRunPart;

struct _MqRun
{
  GObject parent_instance;

  MqLibrary *library;
  MqConfig *config;
  MqBlender *blender;
  MqRunOptions *options;

  MqSession *session;
  MqServiceConnection *connection;
  MqWorker *worker;
  MqExecutor *executor;
  char *work_dir;

  char *team;            /* the name of the team */
  char *title;           /* that the run gave to the session; any other one is the user's */
  char *id;              /* of the run, at the service */
  gint64 last_event;     /* the last one handled */
  gint64 history;        /* the last event when we attached */
  guint parent;          /* of the next version: the number of its base */
  JsonObject *plan;      /* (nullable): the last one */
  gint64 drafted;        /* the instruction whose preview can be turned; 0: none of this script */
  guint first_version;   /* the run's versions have higher numbers */
  DexFuture *request;    /* (nullable): resolves to the answer to the request for the run */
  DexPromise *asked;     /* resolves when the service has the run, rejects if it never will */
  DexPromise *cancelled; /* rejects when the run is stopped or cannot continue */
  gboolean attached;     /* another program started the run */
  gboolean guided;
  gboolean waiting;          /* for the user */
  guint n_quiet;             /* how often the stream was quiet, since the last event */
  gboolean looking;          /* a picture for the team is being rendered */
  MqVersion *pictured;       /* (nullable): the version whose final pictures are being rendered */
  guint n_finals;            /* those that are done */
  DexFuture *joining;        /* (nullable): the last of them joins the version */
  gboolean stopped_complete; /* stopped in that time: the version is complete but for them */
  GPtrArray *owed;           /* of MqVersion: their pictures are rendered later */
  guint n_changes;           /* that the user has said and the run has not begun */
  DexPromise *changed;       /* resolves at the next one */
  MqRunEvent *kept;          /* (nullable): the event `kept` that the caller does not have yet */
  MqRunStage stage;
  MqRunExit exit;
  DexFuture *next_event; /* (nullable): resolves to the next event */
  GPtrArray *record;     /* of MqRunEvent: the events to save, see mq-run-record.c */
  char *recorded_script; /* (nullable): the last script in @record */
  MqRunEvent *ended;     /* (nullable): the event `ended` of the leading client */
  GError *output_error;

  DexFuture *showing; /* (nullable): a version is being sent to the running Blender */
  gboolean said_no_live;

  /* The lead. */
  MqRunPart part;
  gint64 outstanding;           /* when the lead was taken: the instruction without a result, … */
  gint64 led_from;              /* … the last event, … */
  guint n_kept;                 /* … and the versions that were kept */
  guint n_versions;             /* its events `version` so far */
  MqRunEvent *last_instruction; /* (nullable) */
  MqRunEvent *last_version;     /* (nullable) */
  GQueue work;                  /* of MqRunEvent: instructions and versions to handle */
  DexFuture *working;           /* (nullable): the fiber that handles them */

  GPtrArray *references; /* of MqRunReference: the user's pictures; the first has number 1 */
  gboolean sight_known;
  gboolean sees; /* the team supports pictures */

  /* Our own events that were not sent to the service yet. */
  GPtrArray *unpublished;
  gint64 n_published;
  guint publish_source;
  DexFuture *sharing;
};

/* mq-run.c */
void mq_run_note_change (MqRun *self);
void mq_run_emit (MqRun *self, MqRunEvent *event);
void mq_run_emit_own (MqRun *self, MqRunEvent *event);
void mq_run_emit_notice (MqRun *self, MqNoticeLevel level, const char *code, const char *text,
                         const char *next);
void mq_run_fail (MqRun *self, GError *error);
DexFuture *mq_run_unless_cancelled (MqRun *self, DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
char *mq_run_make_path (MqRun *self, const char *what) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_run_open_connection (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_run_make_worker (MqRun *self, GError **error);

/* mq-run-record.c */
void mq_run_reference_free (MqRunReference *reference);
void mq_run_number_pictures (MqRun *self, MqMessage *message);
void mq_run_emit_message (MqRun *self, const MqMessage *message, gboolean refinement);
gboolean mq_run_query_vision (MqRun *self, const MqMessage *message, GError **error);
gboolean mq_run_check_pictures (MqRun *self, GError **error);
void
mq_run_write_message (MqRun *self, const MqMessage *message, JsonObject *body, MqMessageForm form);
gboolean mq_run_send_pictures (MqRun *self, GError **error);
gboolean mq_run_put_picture (MqRun *self, gint64 number, const char *name, GError **error);
MqRunEvent *mq_run_make_result (const MqInstructionEvent *instruction,
                                JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_run_follow (MqRun *self, GError **error);
void mq_run_end (MqRun *self, const GError *error);

/* mq-run-lead.c */
void mq_run_publish (MqRun *self, MqRunEvent *event);
JsonArray *mq_run_list_unpublished (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_note_published (MqRun *self, guint n);
DexFuture *mq_run_flush_published (MqRun *self) G_GNUC_WARN_UNUSED_RESULT;
char *mq_run_dup_picture (MqRun *self, JsonObject *image) G_GNUC_WARN_UNUSED_RESULT;
char *mq_run_make_relative (const char *path, gpointer run) G_GNUC_WARN_UNUSED_RESULT;
MqRunEvent *mq_run_localise (MqRun *self, MqRunEvent *event) G_GNUC_WARN_UNUSED_RESULT;

void mq_run_begin_lead (MqRun *self, JsonObject *answer);
void mq_run_handle_lead (MqRun *self, const MqLeadEvent *lead);
void mq_run_handle_work (MqRun *self, MqRunEvent *event);
void mq_run_show_kept (MqRun *self);

/* mq-run-finals.c */
JsonObject *
mq_run_render_finals (MqRun *self, MqRunEvent *event, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_take_picture (MqRun *self, MqRunEvent *event);
void mq_run_write_output (MqRun *self, MqVersion *version);
void mq_run_report_missing (MqRun *self, guint n_finals, const char *why);
void mq_run_render_owed (MqRun *self);
gboolean mq_run_is_working (MqRun *self);

G_END_DECLS
