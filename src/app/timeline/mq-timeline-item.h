/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimelineItem: an item of a conversation: a message, a phase with its steps, a version, a
 * notice. Data objects: MqTimeline creates and changes them, everyone else reads their members.
 * Signal: "changed". */
#pragma once

#include "app/timeline/mq-stream-text.h"
#include "client/session/mq-version.h"
#include "client/variants/mq-variant-facts.h"
#include "common/events/mq-message.h"
#include "common/asset/mq-verdict.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MQ_TYPE_TIMELINE_ITEM (mq_timeline_item_get_type ())
G_DECLARE_DERIVABLE_TYPE (MqTimelineItem, mq_timeline_item, MQ, TIMELINE_ITEM, GObject)

struct _MqTimelineItemClass
{
  GObjectClass parent_class;
};

/* The time of its start, Unix time in microseconds. */
gint64 mq_timeline_item_get_time (MqTimelineItem *self);

/* The state of a phase or a step. */
typedef enum
{
  MQ_STEP_RUNNING,
  MQ_STEP_DONE,
  MQ_STEP_FAILED,  /* failed; another attempt may follow */
  MQ_STEP_STOPPED, /* by the user, or because the run ended */
} MqStepState;

/* A message of the user or the team. */
#define MQ_TYPE_MESSAGE_ITEM (mq_message_item_get_type ())
G_DECLARE_FINAL_TYPE (MqMessageItem, mq_message_item, MQ, MESSAGE_ITEM, MqTimelineItem)

struct _MqMessageItem
{
  MqTimelineItem parent_instance;

  MqMessage *message; /* plain text from the user, Markdown from the team */
  char *role;         /* "user" or "team" */
  gboolean queued;    /* waits for the run */
};

/* One of the three phases. Each round of "guided" is an item. */
#define MQ_TYPE_PHASE_ITEM (mq_phase_item_get_type ())
G_DECLARE_FINAL_TYPE (MqPhaseItem, mq_phase_item, MQ, PHASE_ITEM, MqTimelineItem)

struct _MqPhaseItem
{
  MqTimelineItem parent_instance;

  char *phase; /* "create", "refine" or "guided" */
  char *title; /* its name for the user, translated */
  MqStepState state;
  double seconds;    /* its duration; -1: it is running, or not known */
  double worked;     /* while it is running: the duration of the steps that have ended… */
  gint64 since;      /* … and g_get_monotonic_time() when the last of them was heard of */
  char *summary;     /* one line on its result, "9 parts · 112 lines · 1 repair", or NULL */
  GListStore *steps; /* of MqStepItem, in the order of their start */
};

/**
 * MqStepUsage:
 * @calls: number of calls of a model
 * @input: tokens read, cached ones included
 * @output: tokens written
 * @cached: of @input, read from the provider's cache
 * @cost: US dollars
 *
 * The usage of a step; -1: unknown.
 */
typedef struct
{
  gint64 calls;
  gint64 input;
  gint64 output;
  gint64 cached;
  double cost;
} MqStepUsage;

/* A step of one role of the team. */
#define MQ_TYPE_STEP_ITEM (mq_step_item_get_type ())
G_DECLARE_FINAL_TYPE (MqStepItem, mq_step_item, MQ, STEP_ITEM, MqTimelineItem)

struct _MqStepItem
{
  MqTimelineItem parent_instance;

  char *role;  /* as in docs/inside/protocol.md */
  char *title; /* the role's name for the user, translated */
  char *text;  /* its result or current activity: one line of plain text */
  MqStepState state;
  double seconds; /* its duration; -1: it is running, or not known */
  gboolean retry; /* another attempt after a failed one */
  MqStepUsage usage;
  char *model;         /* its name, or NULL: no model was called */
  MqStreamText stream; /* what a model is writing */
  GString *thoughts;   /* the end of what its model thought, or NULL; no record has it */
  gint64 thinks_since; /* monotonic time, µs; 0: it does not think just now */
  char *waiting;       /* why nothing comes from the model just now, or NULL */
  char *detail;        /* the complete text as Markdown, if it is more than one line, or NULL */
  GRefString *code;    /* the script that it wrote or ran, or NULL */
  GStrv findings;      /* of the checker, a sentence each, or NULL */
  char *traceback;     /* of the script, plain text of several lines, or NULL */
};

gint64 mq_step_item_get_tokens (MqStepItem *self); /* read and written; -1: unknown */
char *mq_step_item_describe (MqStepItem *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_step_item_has_more (MqStepItem *self); /* there is more than its row shows */

/* A version with its renders, shown from its first preview. */
#define MQ_TYPE_VERSION_ITEM (mq_version_item_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionItem, mq_version_item, MQ, VERSION_ITEM, MqTimelineItem)

struct _MqVersionItem
{
  MqTimelineItem parent_instance;

  MqVersion *version; /* NULL until it is saved */
  GStrv pictures;     /* paths: the preview, then drafts, each replaced by its render; or NULL */
  guint done;         /* number of finished renders */
  guint of;           /* number of all renders; 0 while there is only a preview */
  guint drafted;      /* number of their drafts; 0: they have none */
  guint counted;      /* renders that were there at `since`, Unix time in µs; 0: not known */
  gint64 since;
  guint left;        /* s until all renders are there; 0: not known */
  char *summary;     /* one line that describes it or its change, or NULL */
  char *notes;       /* what its change did, by measuring, a line each; or NULL */
  GStrv suggestions; /* changes that the user may want next, or NULL */
  char *facts;       /* "25 objects · 29,768 triangles", NULL until measured */
  gboolean moves;    /* whether it has joints */
  MqVerdict verdict; /* its badge */
  char *missed;      /* lines that explain the badge, or NULL */
};

char *mq_version_item_describe_progress (MqVersionItem *self) G_GNUC_WARN_UNUSED_RESULT;

/* Variants of what one message asked for. */
#define MQ_TYPE_VARIANTS_ITEM (mq_variants_item_get_type ())
G_DECLARE_FINAL_TYPE (MqVariantsItem, mq_variants_item, MQ, VARIANTS_ITEM, MqTimelineItem)

struct _MqVariantsItem
{
  MqTimelineItem parent_instance;

  char *set;        /* what their runs have in common */
  GPtrArray *facts; /* of MqVariantFacts: each of them, in their order */
  gboolean stopped; /* those that have not begun never will */
};

gboolean mq_variants_item_is_over (MqVariantsItem *self); /* none is being made any more */
const MqVariantFacts *mq_variants_item_find_version (MqVariantsItem *self, guint number);

/* A notice. */
#define MQ_TYPE_NOTICE_ITEM (mq_notice_item_get_type ())
G_DECLARE_FINAL_TYPE (MqNoticeItem, mq_notice_item, MQ, NOTICE_ITEM, MqTimelineItem)

struct _MqNoticeItem
{
  MqTimelineItem parent_instance;

  char *level;       /* "info", "warning" or "error" */
  char *code;        /* the protocol's, for example "understood" */
  char *text;        /* what happened; plain text */
  char *next;        /* suggested next step, or NULL; plain text */
  GStrv items;       /* the listed items, or NULL; plain text */
  GRefString *draft; /* the script that no version has, for the user to mend; or NULL */
  gboolean no_model; /* a team without a model refused: a model may do it */
  guint version;     /* to which its button goes back; 0: none */
  guint line;        /* of @draft, where the run failed; 0: unknown */
  guint attempts;    /* as many failed before with the same words, and are left out; 0: none */
  gboolean open;     /* the problem still exists: the user has not responded to it yet */
  gint64 question;   /* of the run; 0: none */
  JsonArray *asked;  /* the list that it asks about: what is wanted has no `doubt`; or NULL */
  GStrv sheets;      /* paths of the drawings that the list was read from; or NULL */
};

typedef enum
{
  MQ_FILE_KIND_EXPORT,
  MQ_FILE_KIND_FILM,
  MQ_FILE_KIND_RENDERS, /* rendered again, for the version */
} MqFileKind;

/* A file that is made of a version while the user goes on. The session's record does not have it.
 */
#define MQ_TYPE_FILE_ITEM (mq_file_item_get_type ())
G_DECLARE_FINAL_TYPE (MqFileItem, mq_file_item, MQ, FILE_ITEM, MqTimelineItem)

struct _MqFileItem
{
  MqTimelineItem parent_instance;

  char *path; /* of the file; of an asset, its folder until it is saved; of renders, theirs */
  MqVersion *version;
  MqFileKind kind;
  MqStepState state;
  char *text;          /* its step; in the end, what is in it or why there is none; plain text */
  double share;        /* of it that is done, 0 to 1; -1: unknown */
  double seconds_left; /* -1: unknown */
  GCancellable *cancellable;
};

void
mq_file_item_set_progress (MqFileItem *self, const char *text, double share, double seconds_left);
void mq_file_item_end (MqFileItem *self, MqStepState state, const char *path, const char *text);

G_END_DECLS
