/* MqRunLog: one run's part of the journal, made for playing it again. What the run does is held
 * against what is in the log: an event that is there already is not written again, an answer or a
 * result that is there is taken from there. Past the log's end it appends. Main thread only. */
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
  gboolean is_foreign; /* made by a client: the run never comes to it */
} MqLogEvent;

typedef struct
{
  const char *kind; /* interned */
  gboolean wants_pictures;
} MqLogInstruction;

/**
 * MqRunLog:
 * @run: the id of the run
 * @budget: (nullable): the budget as it was raised last, JSON text
 * @kept: how many of its versions a client says that it has
 * @cancelled: the user stopped the run
 * @finishing: no further refinement is taken: a finish is on its way to the disk or there
 *
 * Only the files of #MqRunLog change it.
 */
struct _MqRunLog
{
  GObject parent_instance;

  MqJournal *journal;
  char *run;
  DexPromise *changed;

  /* What is on disk. */
  GArray *events;       /* of MqLogEvent */
  GArray *instructions; /* of MqLogInstruction */
  GPtrArray *answers;   /* of owned bodies; NULL once taken */
  GHashTable *results;  /* instruction → body; the key stays when it is taken */
  GHashTable *pictures; /* set of "instruction/number" */
  char *budget;
  GHashTable *ids;    /* of what clients posted: nothing is taken twice */
  GHashTable *posted; /* client → number of the last event of its own that is in the log */
  GQueue turns;       /* of MqRow */
  GQueue recent;      /* of MqRow: the last events, so that whoever follows costs no query */
  GQueue appends;     /* of MqLogAppend, in the order of their rows */
  gint64 versions;
  gint64 kept;
  gint64 end_time;   /* of the last row that was loaded */
  gint64 start_time; /* wall clock when live going on began */
  gboolean cancelled;

  /* How far the run has come. */
  gint64 next_seq;
  guint n_loaded; /* of the events: those from before, which the run comes to again */
  guint at_event;
  guint writing; /* events on their way to the disk */
  guint at_answer;
  gboolean finishing;
};

MqRunLog *mq_run_log_new (MqJournal *journal, const char *run);

DexFuture *mq_run_log_load (MqRunLog *self) G_GNUC_WARN_UNUSED_RESULT;

/* What the log says, replayed or not. */
gint64 mq_run_log_get_last_event (MqRunLog *self);
const MqRow *mq_run_log_find_recent (MqRunLog *self, gint64 event);
const char *mq_run_log_get_last_type (MqRunLog *self);
gboolean mq_run_log_is_over (MqRunLog *self);
void mq_run_log_describe (MqRunLog *self, JsonObject *json);
const char *mq_run_log_get_instruction (MqRunLog *self, gint64 instruction);
gboolean mq_run_log_has_result (MqRunLog *self, gint64 instruction);
gboolean mq_run_log_wants_pictures (MqRunLog *self, gint64 instruction);
gboolean mq_run_log_has_picture (MqRunLog *self, gint64 instruction, gint64 number);
gboolean mq_run_log_has_pictures (MqRunLog *self);

DexFuture *mq_run_log_append (MqRunLog *self, MqRowKind kind, gint64 key, const char *type,
                              const char *body) G_GNUC_WARN_UNUSED_RESULT;

/* The run's own side. Futures resolve to TRUE once it is on disk. */
DexFuture *
mq_run_log_emit (MqRunLog *self, const char *type, JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_run_log_peek_event (MqRunLog *self);
void mq_run_log_skip_to_end (MqRunLog *self);
gint64 mq_run_log_next_answer (MqRunLog *self, char **body);
char *mq_run_log_take_result (MqRunLog *self, gint64 instruction) G_GNUC_WARN_UNUSED_RESULT;
MqRow *mq_run_log_take_turn (MqRunLog *self) G_GNUC_WARN_UNUSED_RESULT;
gint64 mq_run_log_get_time (MqRunLog *self);

/* The client's side. */
DexFuture *
mq_run_log_add_picture (MqRunLog *self, const MqRunPicture *picture) G_GNUC_WARN_UNUSED_RESULT;
guint mq_run_log_count_refinements (MqRunLog *self);
gboolean mq_run_log_has_id (MqRunLog *self, const char *id);
DexFuture *mq_run_log_add_message (MqRunLog *self, JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
gint64 mq_run_log_count_client_events (MqRunLog *self, const char *client);
DexFuture *mq_run_log_add_client_event (MqRunLog *self, const char *client, const char *type,
                                        JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_run_log_add_finish (MqRunLog *self, const char *reason) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_run_log_wait (MqRunLog *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_log_wake (MqRunLog *self);

G_END_DECLS
