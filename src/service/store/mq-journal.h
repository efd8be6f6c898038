/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqJournal: the log of each run of a service, in SQLite (WAL), or in PostgreSQL when several nodes
 * share it. One writer thread with group commit: entries appended during a commit share the next
 * one. Rows are only appended while a run lives, so that the service can replay it;
 * mq_journal_prune() removes the log of a run that a client has recorded. */
#pragma once

#include "common/database/mq-database.h"

G_BEGIN_DECLS

/**
 * MqRowKind:
 * @MQ_ROW_EVENT: an event as sent to clients; key is its id, type its type
 * @MQ_ROW_RESULT: the result of an instruction; key is the instruction
 * @MQ_ROW_ANSWER: an answer of the team; key counts them, type is the role
 * @MQ_ROW_REFINEMENT: an instruction of the user; body is `id`, `text` and `pictures`
 * @MQ_ROW_FINISH: no more refinements follow; type is the reason
 * @MQ_ROW_CANCEL: the user stopped the run
 * @MQ_ROW_BUDGET: the user raised the budget; body is the new budget
 * @MQ_ROW_CLIENT: an event that a client made, numbered with those of the run; key is its id
 * @MQ_ROW_REPLY: what the user says to a question of the run, which is the key
 */
typedef enum
{
  MQ_ROW_EVENT = 1,
  MQ_ROW_RESULT,
  MQ_ROW_ANSWER,
  MQ_ROW_REFINEMENT,
  MQ_ROW_FINISH,
  MQ_ROW_CANCEL,
  MQ_ROW_BUDGET,
  MQ_ROW_CLIENT,
  MQ_ROW_REPLY,
} MqRowKind;

/**
 * MqRow:
 * @seq: place in the run's log, from 1 without gaps
 * @kind: the kind of entry
 * @key: event id, instruction or number of the answer, else 0
 * @time: wall clock, microseconds since 1970
 * @type: event type, role or reason; else ""
 * @body: JSON text
 */
typedef struct
{
  gint64 seq;
  MqRowKind kind;
  gint64 key;
  gint64 time;
  char *type;
  char *body;
} MqRow;

#define MQ_TYPE_ROW (mq_row_get_type ())
GType mq_row_get_type (void);
MqRow *mq_row_copy (const MqRow *self);
void mq_row_free (MqRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRow, mq_row_free)

/**
 * MqRunRecord:
 * @id: 32 hexadecimal digits
 * @time: when it was created, microseconds since 1970
 * @team: id of the team
 * @mode: create, continue or script
 * @text: the user's message
 * @request: the request as it was accepted, JSON text
 * @owner: id of the account that it belongs to, "" at a service without accounts
 * @paid_day: the day (since 1970) whose quota it has used, 0 when none
 * @node: (nullable): the node of a shared service that has the run, "" when none
 * @lead: (nullable): the client that leads it, as that node noted, "" when none
 * @session: the session at the client that it belongs to, "" when none was named
 * @recorded: whether a client has the run's record, and the log is pruned
 * @rows: (nullable) (element-type MqRow): the first of its log, stored with it
 * @last_event: id of the last event, 0 when none
 * @last_type: type of the last event, "" when none
 * @last_time: when the last event happened, or @time
 * @versions: number of its versions
 */
typedef struct
{
  char *id;
  gint64 time;
  char *team;
  char *mode;
  char *text;
  char *request;
  char *owner;
  gint64 paid_day;
  char *node;
  char *lead;
  char *session;
  gboolean recorded;
  GPtrArray *rows;
  gint64 last_event;
  char *last_type;
  gint64 last_time;
  gint64 versions;
} MqRunRecord;

#define MQ_TYPE_RUN_RECORD (mq_run_record_get_type ())
GType mq_run_record_get_type (void);
MqRunRecord *mq_run_record_copy (const MqRunRecord *self);
void mq_run_record_free (MqRunRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRunRecord, mq_run_record_free)

#define MQ_TYPE_JOURNAL (mq_journal_get_type ())
G_DECLARE_FINAL_TYPE (MqJournal, mq_journal, MQ, JOURNAL, GObject)

/* The layout, one step after the other, for mq_sqlite_open() and mq_postgres_open(). */
extern const char *const mq_journal_layout[];

MqJournal *mq_journal_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_journal_check_uri (const char *uri, GError **error);
MqJournal *mq_journal_open_shared (const char *uri, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Resolve to TRUE once the row is on disk. Reject with MQ_ERROR_CONFLICT when another service
 * wrote that place of the log or has the run, or when the row before it is missing; or with an
 * error of mq-sqlite.h such as MQ_ERROR_NO_SPACE. */
DexFuture *mq_journal_add_run (MqJournal *self, const MqRunRecord *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_journal_append (MqJournal *self, const char *run, const MqRow *row) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_journal_find_run (MqJournal *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
/* Resolve to a GPtrArray (G_TYPE_PTR_ARRAY): MqRunRecord of runs that have a version, latest
 * first; MqRow after @seq or, events only, after @event up to @last. At most a page
 * (%MQ_JOURNAL_PAGE rows, %MQ_JOURNAL_PAGE_BYTES or one row); an empty page is the end. */
#define MQ_JOURNAL_PAGE 256
#define MQ_JOURNAL_PAGE_BYTES (256 * 1024)
DexFuture *mq_journal_list_sessions (MqJournal *self, const char *owner,
                                     guint limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_list_open (MqJournal *self, const char *owner) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv: the ids of all runs of the owner, oldest first. */
DexFuture *mq_journal_list_ids (MqJournal *self, const char *owner) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to TRUE when only the run's last event and the number of its versions are left. */
DexFuture *mq_journal_prune (MqJournal *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv: ids of runs that were over before @before, at most 100, which are deleted
 * now; none is the end. */
DexFuture *mq_journal_delete_old (MqJournal *self, gint64 before) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_check (MqJournal *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_journal_read_rows (MqJournal *self, const char *run, gint64 seq) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_read_events (MqJournal *self, const char *run, gint64 event,
                                   gint64 last) G_GNUC_WARN_UNUSED_RESULT;

/* For a transaction that does more: adds a run and its first rows, on the thread that writes. */
gboolean
mq_journal_insert_run (MqJournal *self, MqDatabase *db, const MqRunRecord *run, GError **error);
/* For the nodes that share a PostgreSQL. */
void mq_journal_set_node (MqJournal *self, const char *node);
GObject *mq_journal_listen (MqJournal *self, const char *channel, GCallback func,
                            gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For mq-journal-query.h. */
MqDatabase *mq_journal_get_writer (MqJournal *self);
MqDatabase *mq_journal_get_reader (MqJournal *self);

G_END_DECLS
