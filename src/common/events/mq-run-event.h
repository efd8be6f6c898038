/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunEvent: one typed event of a run, sent by the service (docs/inside/protocol.md) or made by a
 * client (docs/using/cli.md, and the kinds below). It is decoded once, on receipt, and encoded in
 * one place; mq-run-event-table.h lists the members of each kind. */
#pragma once

#include "common/events/mq-message.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_EVENT_UNKNOWN, /* of a newer program: passed on, never interpreted */

  /* Sent by the service. */
  MQ_EVENT_PHASE,
  MQ_EVENT_STEP,
  MQ_EVENT_STREAM_TEXT, /* `stream`; MQ_EVENT_STREAM() is a cast */
  MQ_EVENT_LEAD,        /* another client leads the run, or none does */
  MQ_EVENT_NOTICE,      /* the client also makes notices, without a number */
  MQ_EVENT_PLAN,
  MQ_EVENT_SCRIPT,
  MQ_EVENT_INSTRUCTION,
  MQ_EVENT_VERSION,
  MQ_EVENT_BUDGET,
  MQ_EVENT_WAITING,
  MQ_EVENT_ASKED,    /* the user is asked about a list of requirements */
  MQ_EVENT_ANSWERED, /* the list as the run goes on with it */
  MQ_EVENT_REFINEMENT,
  MQ_EVENT_REFUSED,
  MQ_EVENT_DONE,
  MQ_EVENT_FAILED,

  /* Made by the client, for programs and people: docs/using/cli.md. */
  MQ_EVENT_SESSION,
  MQ_EVENT_SERVICE,
  MQ_EVENT_WORKER,
  MQ_EVENT_SERVICE_RESTARTED,
  MQ_EVENT_WORKER_REPLACED,
  MQ_EVENT_PREVIEW,
  MQ_EVENT_PICTURE,
  MQ_EVENT_KEPT,
  MQ_EVENT_CURRENT,
  MQ_EVENT_MEASURING,
  MQ_EVENT_MEASURED,
  MQ_EVENT_PLACED,
  MQ_EVENT_TAKEN_BACK,
  MQ_EVENT_OUTPUT,
  MQ_EVENT_OUTPUT_FAILED,
  MQ_EVENT_TEAM,
  MQ_EVENT_TRANSCRIPT,
  MQ_EVENT_TRANSCRIPT_FAILED,
  MQ_EVENT_ERROR,

  /* Made by the client, for its own conversations only. */
  MQ_EVENT_BEGAN,   /* the service has accepted the run */
  MQ_EVENT_MESSAGE, /* the run's first message, or a later one */
  MQ_EVENT_RESULT,  /* the shortened result of an instruction */
  MQ_EVENT_ENDED,   /* the run is over */

  MQ_N_EVENTS
} MqRunEventKind;

/* Values that the protocol lists. 0: absent, or of a newer program. */

typedef enum
{
  MQ_RUN_PHASE_UNKNOWN,
  MQ_RUN_PHASE_CREATE,
  MQ_RUN_PHASE_REFINE,
  MQ_RUN_PHASE_GUIDED,
} MqRunPhase;

typedef enum
{
  MQ_EVENT_STATE_UNKNOWN,
  MQ_EVENT_STATE_STARTED,
  MQ_EVENT_STATE_ENDED,
  MQ_EVENT_STATE_FAILED, /* of steps only */
} MqEventState;

typedef enum
{
  MQ_TEAM_ROLE_UNKNOWN,
  MQ_TEAM_ROLE_PLANNER,
  MQ_TEAM_ROLE_RETRIEVER,
  MQ_TEAM_ROLE_WRITER,
  MQ_TEAM_ROLE_CHECKER,
  MQ_TEAM_ROLE_DEBUGGER,
  MQ_TEAM_ROLE_CRITIC,
  MQ_TEAM_ROLE_VERIFIER,
  MQ_TEAM_ROLE_REFINER,
  MQ_TEAM_ROLE_BLENDER,
  MQ_TEAM_ROLE_READER,
} MqTeamRole;

typedef enum
{
  MQ_NOTICE_LEVEL_UNKNOWN,
  MQ_NOTICE_LEVEL_INFO,
  MQ_NOTICE_LEVEL_WARNING,
} MqNoticeLevel;

typedef enum
{
  MQ_SCRIPT_REASON_UNKNOWN,
  MQ_SCRIPT_REASON_FIRST_DRAFT,
  MQ_SCRIPT_REASON_REPAIR,
  MQ_SCRIPT_REASON_REFINEMENT,
} MqScriptReason;

typedef enum
{
  MQ_INSTRUCTION_UNKNOWN,
  MQ_INSTRUCTION_INTROSPECT,
  MQ_INSTRUCTION_CHECK,
  MQ_INSTRUCTION_EXECUTE,
  MQ_INSTRUCTION_MEASURE,
  MQ_INSTRUCTION_RENDER,
  MQ_INSTRUCTION_LIKENESS,
  MQ_N_INSTRUCTIONS
} MqInstructionKind;

typedef enum
{
  MQ_SCRIPT_ORIGIN_UNKNOWN,
  MQ_SCRIPT_ORIGIN_TEAM,
  MQ_SCRIPT_ORIGIN_PERSON,
} MqScriptOrigin;

typedef enum
{
  MQ_RENDER_MODE_UNKNOWN,
  MQ_RENDER_MODE_PREVIEW,
  MQ_RENDER_MODE_FINAL,
  MQ_RENDER_MODE_LOOK,
} MqRenderMode;

typedef enum
{
  MQ_REFUSAL_UNKNOWN,
  MQ_REFUSAL_REFUSED,
  MQ_REFUSAL_ALREADY_SO, /* nothing had to be done */
} MqRefusal;

typedef enum
{
  MQ_DONE_REASON_UNKNOWN,
  MQ_DONE_REASON_FINISHED,
  MQ_DONE_REASON_IDLE,
  MQ_DONE_REASON_NO_INPUT,
} MqDoneReason;

typedef enum
{
  MQ_RUN_OUTCOME_UNKNOWN,
  MQ_RUN_OUTCOME_DONE,
  MQ_RUN_OUTCOME_STOPPED,
  MQ_RUN_OUTCOME_FAILED,
  MQ_RUN_OUTCOME_LOST, /* the service no longer knows the run */
} MqRunOutcome;

typedef enum
{
  MQ_SPEAKER_UNKNOWN,
  MQ_SPEAKER_USER,
  MQ_SPEAKER_TEAM,
} MqSpeaker;

/* Payloads: one struct per kind, owned by the event. Absent members are NULL (strings, lists,
 * JSON), -1 (numbers and flags, which are 1, 0 or -1) or 0 (enums). No number in an event is
 * negative. */

/** MQ_EVENT_ABSENT: a number or a flag that is absent. */
#define MQ_EVENT_ABSENT (-1)

typedef struct
{
  MqRunPhase phase;
  char *other_phase; /* (nullable): its name if @phase is unknown */
  MqEventState state;
  double seconds;
} MqPhaseEvent;

typedef struct
{
  gint64 input;
  gint64 output;
  gint64 cached;
} MqEventTokens;

typedef struct
{
  gint64 step; /* its number within the run */
  MqTeamRole role;
  char *other_role; /* (nullable): its name if @role is unknown */
  MqEventState state;
  char *text;
  char *model; /* (nullable): for steps that called a model, like the members below */
  gint64 calls;
  MqEventTokens tokens;
  double cost; /* US dollars */
  char *detail;
  gint64 faults; /* the number of faults that measuring found */
  double seconds;
} MqStepEvent;

typedef struct
{
  gint64 step;
  char *text;
  char *thoughts; /* (nullable): what the model thinks, before it answers */
  struct
  {
    char *code; /* (nullable): why the model is called again; @text is then its message */
    gint64 attempt;
    double seconds; /* seconds until the next call */
  } retry;
} MqStreamEvent;

typedef struct
{
  char *client; /* (nullable): the connection of the client that leads */
  int stop;     /* flag: another client wants it to stop the run */
} MqLeadEvent;

typedef struct
{
  MqNoticeLevel level;
  char *code;
  char *text;
  GStrv items;
  JsonArray *defects; /* (nullable): for `defects-left`, the facts of each item */
  char *next;         /* (nullable): suggested next step */
} MqNoticeEvent;

typedef struct
{
  JsonObject *plan;
} MqPlanEvent;

typedef struct
{
  char *script; /* (nullable): in a record, the path of a script that exists already */
  MqScriptReason why;
} MqScriptEvent;

typedef struct
{
  gint64 instruction; /* its number within the run */
  MqInstructionKind kind;
  GStrv have;              /* introspect: Blender versions that the service knows */
  char *script;            /* check, execute */
  MqScriptOrigin origin;   /* check */
  gint64 timeout_s;        /* execute: seconds */
  int by_hand;             /* execute, flag: instead of the script's scene, what the client took */
  JsonArray *joins;        /* measure: pairs of parts, like the member below */
  JsonArray *requirements; /* of the plan */
  JsonArray *disputed;     /* (nullable): faults to measure a second time, another way */
  MqRenderMode mode;       /* render, like the members below */
  JsonArray *cuts;         /* pairs of objects */
  char *inside;            /* (nullable): "section" or "apart": one picture of what is hidden */
  JsonArray *closeups;     /* {"label", "objects", "camera"} */
  int views;               /* flag: the six views; absent: yes */
  int sheet;               /* flag: all views in one picture */
  int materials;           /* flag: in real materials and light */
  int far_poses;           /* flag: one picture of each joint at its far end */
  int upload;              /* flag: the client uploads each picture; likeness, too */
  gint64 picture;          /* likeness: the number of the user's picture */
  JsonArray *landmarks;    /* {"name", "part", "seen", "at_m"} */
} MqInstructionEvent;

typedef struct
{
  char *summary;
  char *instruction; /* the user's words */
  char *script;
  JsonObject *plan; /* (nullable) */
  gint64 execution; /* numbers of instructions */
  gint64 measurement;
  gint64 rendering;        /* absent: no pictures were rendered */
  gint64 likeness;         /* absent: it was not compared with a picture of the user */
  GStrv suggestions;       /* (nullable): changes that the user may want next */
  JsonArray *requirements; /* (nullable): rows, docs/extending/requirements.md */
  JsonArray *faults;       /* (nullable): facts of the faults that should be repaired */
  JsonArray *minor;        /* (nullable): facts of small ones */
  GStrv detached;          /* (nullable): parts that are not attached, which are no @faults */
  int unmeasured;          /* flag: it could not be measured, and has no report */
  gint64 number;           /* `measured`, with the requirements, faults and parts: of a version */
} MqVersionEvent;

typedef struct
{
  gint64 calls;
  gint64 tokens;
  double cost; /* US dollars */
  gint64 seconds;
} MqEventAmounts;

typedef struct
{
  MqEventAmounts budget; /* 0: no limit */
  MqEventAmounts spent;
} MqBudgetEvent;

typedef struct
{
  gint64 idle_seconds; /* absent: no limit */
} MqWaitingEvent;

/* Data of `asked` and `answered`. */
typedef struct
{
  gint64 question;         /* its number within the run, from 1 */
  JsonArray *requirements; /* as a message has them; one in doubt has `doubt`, why */
} MqAskedEvent;

typedef struct
{
  char *id; /* (nullable): id that the sender gave the instruction */
  char *text;
} MqRefinementEvent;

typedef struct
{
  char *text;
  GStrv items;
  MqRefusal outcome;
} MqRefusedEvent;

typedef struct
{
  MqDoneReason reason;
} MqDoneEvent;

/* A problem of docs/inside/protocol.md. */
typedef struct
{
  char *type;
  char *title;
  gint64 status;
  char *detail;
  char *next;
} MqFailedEvent;

typedef struct
{
  char *session; /* id; the members below are present in a list of sessions only */
  char *title;
  char *first_message;
  gint64 created; /* Unix seconds */
  gint64 versions;
  char *folder;
  gboolean favorite;
} MqSessionEvent;

/* Data of `service`, `worker`, `service-restarted` and `worker-replaced`. */
typedef struct
{
  gint64 pid;
  char *blender; /* its version */
  char *why;
} MqProcessEvent;

/* Data of `preview` and `picture`. */
typedef struct
{
  char *picture; /* path, there until the run ends, or a picture of @version */
  gint64 done;
  gint64 of;
  int provisional; /* flag: a small draft, which the render of the same number replaces */
  gint64 version;  /* that it joins */
} MqPictureEvent;

/* Data of `kept`, `placed` and `taken-back`. */
typedef struct
{
  char *session;
  gint64 version;
  char *folder;
  GStrv pictures; /* paths */
  int stopped;    /* flag: the user stopped the run, which ends with this version */
} MqKeptEvent;

typedef struct
{
  gint64 version;
  gint64 from; /* the one that was current before */
} MqCurrentEvent;

/* Data of `output`, `output-failed`, `transcript` and `transcript-failed`. */
typedef struct
{
  char *folder;
  char *file;
  char *text;
} MqFileEvent;

typedef struct
{
  char *name;
  char *title;
} MqTeamEvent;

typedef struct
{
  gint64 exit;
  char *text;
  char *next;
} MqErrorEvent;

typedef struct
{
  char *mode;
  gint64 base;     /* number of the version it is based on, 0: none */
  gint64 versions; /* the highest version number */
} MqBeganEvent;

typedef struct
{
  MqMessage *value; /* its members are those of the event, whose pictures are paths */
  MqSpeaker role;
  int queued; /* flag: whether it waits for its turn; absent: it began the run */
} MqMessageEvent;

typedef struct
{
  gint64 instruction;
  MqInstructionKind kind;
  JsonObject *result; /* (nullable): as in docs/inside/protocol.md, shortened */
  struct
  {
    char *code;
    char *message;
  } error; /* present instead of a result */
} MqResultEvent;

typedef struct
{
  MqRunOutcome how;
  char *code; /* (nullable): code of the failure */
  char *text; /* (nullable): why it failed, unless the service sent `failed` */
  char *next;
} MqEndedEvent;

/**
 * MqRunEvent:
 * @kind: selects the payload
 * @id: its number within the run, from 1; 0: transient, or made by the client
 * @time: Unix time in µs; the time of its creation, or the time in the record
 * @by: (nullable): the connection of the client that made it
 *
 * Reference-counted, from any thread. Its creator fills the payload before sharing it; afterwards
 * it never changes.
 */
typedef struct
{
  MqRunEventKind kind;
  gint64 id;
  gint64 time;
  char *by;

  union
  {
    char *unknown; /* the name of an unknown event */
    MqPhaseEvent phase;
    MqStepEvent step;
    MqStreamEvent stream;
    MqLeadEvent lead;
    MqNoticeEvent notice;
    MqPlanEvent plan;
    MqScriptEvent script;
    MqInstructionEvent instruction;
    MqVersionEvent version;
    MqBudgetEvent budget;
    MqWaitingEvent waiting;
    MqAskedEvent asked;
    MqRefinementEvent refinement;
    MqRefusedEvent refused;
    MqDoneEvent done;
    MqFailedEvent failed;
    MqSessionEvent session;
    MqProcessEvent process;
    MqPictureEvent picture;
    MqKeptEvent kept;
    MqCurrentEvent current;
    MqFileEvent file;
    MqTeamEvent team;
    MqErrorEvent error;
    MqBeganEvent began;
    MqMessageEvent message;
    MqResultEvent result;
    MqEndedEvent ended;
  };

  /*< private >*/
  JsonObject *source;
} MqRunEvent;

#define MQ_TYPE_RUN_EVENT (mq_run_event_get_type ())
GType mq_run_event_get_type (void);

MqRunEvent *mq_run_event_new (MqRunEventKind kind) G_GNUC_WARN_UNUSED_RESULT;
MqRunEvent *mq_run_event_new_message (MqMessage *message, MqSpeaker role) G_GNUC_WARN_UNUSED_RESULT;
MqRunEvent *mq_run_event_copy_message (MqRunEvent *self, MqMessageMapFunc func,
                                       gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
MqRunEvent *mq_run_event_ref (MqRunEvent *self);
void mq_run_event_unref (MqRunEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRunEvent, mq_run_event_unref)

/* Strict decoder, for events from the wire. An unknown name gives %MQ_EVENT_UNKNOWN; unknown
 * members are ignored. @data is kept and must not change afterwards. */
MqRunEvent *mq_run_event_decode (const char *name, JsonObject *data, gint64 id,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqRunEvent *
mq_run_event_read (const char *name, JsonObject *data, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_run_event_encode (MqRunEvent *self) G_GNUC_WARN_UNUSED_RESULT;

const char *mq_run_event_get_name (MqRunEvent *self);
const char *mq_run_event_get_phase (MqRunEvent *self);
const char *mq_run_event_get_role (MqRunEvent *self);

G_END_DECLS
