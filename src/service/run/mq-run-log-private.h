/* What the files of MqRunLog share: mq-run-log.c reads and writes it, mq-run-log-state.c says what is in it. */
#pragma once

#include "service/run/mq-run-log.h"

G_BEGIN_DECLS

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
  char *budget;         /* NULL: never raised */
  GHashTable *ids;      /* of what clients posted: nothing is taken twice */
  GHashTable *posted;   /* client → number of the last event of its own that is in the log */
  GQueue turns;         /* of MqRow */
  GQueue appends;       /* of MqLogAppend, in the order of their rows */
  gint64 versions;
  gint64 kept;       /* how many of them a client says that it has */
  gint64 end_time;   /* of the last row that was loaded */
  gint64 start_time; /* wall clock when live going on began */
  gboolean cancelled;

  /* How far the run has come. */
  gint64 next_seq;
  guint n_loaded; /* of the events: those from before, which the run comes to again */
  guint at_event;
  guint writing; /* events on their way to the disk */
  guint at_answer;
  gboolean finishing; /* a finish is on its way to the disk or there */
};

/* A row on its way to the disk. */
typedef struct
{
  MqRunLog *log;
  MqRow row;
  DexPromise *promise;
  GError *error;
  gboolean done;
} MqLogAppend;

G_END_DECLS
