/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunLog: one run's part of the journal, for its replay. A replayed run takes answers and results
 * from the log, and its events are compared with those in the log instead of written again. Behind
 * the end of the log it appends. Main thread only. */
#pragma once

#include "service/store/mq-journal-pictures.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_RUN_LOG (mq_run_log_get_type ())
G_DECLARE_FINAL_TYPE (MqRunLog, mq_run_log, MQ, RUN_LOG, GObject)

typedef struct
{
  const char *type; /* interned */
  gint64 time;
  gboolean is_foreign; /* of a client: the replay skips it */
} MqLogEvent;

typedef struct
{
  const char *kind; /* interned */
  gboolean wants_pictures;
} MqLogInstruction;

/* A row that is being written. */
typedef struct
{
  MqRunLog *log;
  MqRow row;
  DexPromise *promise;
  GError *error;
  gboolean done;
} MqLogAppend;

/**
 * MqRunLog:
 * @run: the id of the run
 * @budget: (nullable): the last raised budget, JSON text
 * @kept: (element-type gint64): the numbers that the client's library gave the saved versions
 * @cancelled: the user stopped the run
 * @finishing: a finish is on disk or being written, so no further refinement is accepted
 *
 * The members are read-only outside of #MqRunLog.
 */
struct _MqRunLog
{
  GObject parent_instance;

  MqJournal *journal;
  char *run;
  DexPromise *changed;

  /* Rows that are on disk. */
  GArray *events;       /* of MqLogEvent */
  GArray *instructions; /* of MqLogInstruction */
  GPtrArray *answers;   /* of owned bodies; NULL once taken */
  GHashTable *results;  /* instruction → body; a taken result leaves its key */
  GPtrArray *replies;   /* of owned bodies: to the questions that were answered */
  GHashTable *pictures; /* set of "instruction/number" */
  char *budget;
  GHashTable *ids;     /* ids of requests, so that a repeated one changes nothing */
  GHashTable *posted;  /* client → number of its last event in the log */
  GQueue turns;        /* of MqRow */
  GQueue recent;       /* of MqRow: the last events, so that streams need no query */
  GQueue appends;      /* of MqLogAppend, in the order of their rows */
  GQueue failed;       /* of MqLogAppend, until it is known what is on disk */
  GError *fault;       /* why a row was not written; NULL: nothing failed since the log was read */
  DexFuture *recovery; /* reads the log again; NULL: not under way */
  gint64 versions;
  GArray *kept;
  gint64 end_time;   /* of the last row that was loaded */
  gint64 start_time; /* wall clock at the end of the replay */
  gboolean cancelled;
  gboolean closed; /* takes no more rows */

  /* The progress of the run. */
  gint64 next_seq;
  guint n_loaded; /* number of events to replay */
  guint at_event;
  guint writing; /* events being written */
  guint at_answer;
  gboolean finishing;
};

MqRunLog *mq_run_log_new (MqJournal *journal, const char *run);

DexFuture *mq_run_log_load (MqRunLog *self) G_GNUC_WARN_UNUSED_RESULT;

/* Queries, during a replay or not. */
gint64 mq_run_log_get_last_event (MqRunLog *self);
const char *mq_run_log_get_last_type (MqRunLog *self);
gboolean mq_run_log_is_over (MqRunLog *self);
void mq_run_log_describe (MqRunLog *self, JsonObject *json);
const char *mq_run_log_get_instruction (MqRunLog *self, gint64 instruction);
gboolean mq_run_log_has_result (MqRunLog *self, gint64 instruction);

DexFuture *mq_run_log_append (MqRunLog *self, MqRowKind kind, gint64 key, const char *type,
                              const char *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_run_log_find_append (MqRunLog *self, MqRowKind kind, gint64 key) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_log_close (MqRunLog *self);
DexFuture *mq_run_log_wait_written (MqRunLog *self) G_GNUC_WARN_UNUSED_RESULT;

/* For the run itself. Futures resolve to TRUE once the row is on disk. */
DexFuture *
mq_run_log_emit (MqRunLog *self, const char *type, JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_run_log_peek_event (MqRunLog *self);
void mq_run_log_skip_to_end (MqRunLog *self);
gint64 mq_run_log_next_answer (MqRunLog *self, char **body);
char *mq_run_log_take_result (MqRunLog *self, gint64 instruction) G_GNUC_WARN_UNUSED_RESULT;
MqRow *mq_run_log_take_turn (MqRunLog *self) G_GNUC_WARN_UNUSED_RESULT;
gint64 mq_run_log_get_time (MqRunLog *self);

/* For requests of clients. */
DexFuture *
mq_run_log_add_picture (MqRunLog *self, const MqRunPicture *picture) G_GNUC_WARN_UNUSED_RESULT;
guint mq_run_log_count_refinements (MqRunLog *self);
gboolean mq_run_log_has_id (MqRunLog *self, const char *id);
DexFuture *mq_run_log_add_message (MqRunLog *self, JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
gint64 mq_run_log_count_client_events (MqRunLog *self, const char *client);
DexFuture *mq_run_log_add_client_event (MqRunLog *self, const char *client, const char *type,
                                        JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_log_add_finish (MqRunLog *self, const char *reason) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_run_log_await_database (GError **error, gint64 *since);
DexFuture *mq_run_log_wait (MqRunLog *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_log_wake (MqRunLog *self);

G_END_DECLS
