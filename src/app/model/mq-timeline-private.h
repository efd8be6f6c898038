/* MqTimeline inside: the list (mq-timeline.c) and the folding of events (mq-timeline-apply.c, and
 * what comes of instructions in mq-timeline-result.c). */
#pragma once

#include "app/model/mq-timeline-item-private.h"
#include "app/model/mq-timeline.h"

G_BEGIN_DECLS

/* What the run that is under way is at. */
typedef struct
{
  MqPhaseItem *phase;     /* under way, or NULL */
  MqStepItem *step;       /* the latest of it, ended or not */
  MqVersionItem *pending; /* the version that is being made */
  GHashTable *steps;      /* number → MqStepItem, of those under way */
  gboolean guided;        /* the user's turns have begun */
  gboolean instructed;    /* and one of them is being followed */
  gboolean previewing;    /* the render under way is a preview */
  GRefString *script;     /* the latest */
  char *failed_role;      /* whose step failed last, until it is done again */
  char *outcome;          /* of the phase, in the words of who judged it */
  char *facts;            /* as measured last */
  int faults;
  guint n_parts;
  guint n_lines;
  guint n_repairs;
  double seconds; /* of the phase's steps together */
} MqTimelineRun;

struct _MqTimeline
{
  GObject parent_instance;

  GPtrArray *items; /* …, the pending version if there is one, what is queued */
  guint n_queued;
  char *activity;
  char *spending; /* of the last run, in a line; NULL when it asked no model */
  char *raised;   /* the budget, were it raised; NULL when it has no limits */
  MqTimelineRun run;
};

/* The list. */
void mq_timeline_insert (MqTimeline *self, gpointer item);
void mq_timeline_insert_before (MqTimeline *self, gpointer item, gpointer sibling);
void mq_timeline_remove (MqTimeline *self, gpointer item);
gboolean mq_timeline_take (MqTimeline *self, const char *text);
/* Whether the user has said this since the last version; what is under way does not count. */
gboolean mq_timeline_has_message (MqTimeline *self, const char *text);
gboolean mq_timeline_has_notice (MqTimeline *self, const char *code, const char *text);
/* @code: (nullable): only those of it */
void mq_timeline_close_notices (MqTimeline *self, const char *code);
void mq_timeline_set_spending (MqTimeline *self, const char *spending);
void mq_timeline_set_activity (MqTimeline *self, const char *activity);

/* The folding. */
void mq_timeline_run_clear (MqTimelineRun *run);
void mq_timeline_apply (MqTimeline *self, MqRunEvent *event, GListModel *versions);
void mq_timeline_end_phase (MqTimeline *self, MqStepState state, double seconds);
void mq_timeline_drop_pending (MqTimeline *self);
void mq_timeline_update_activity (MqTimeline *self);

/* Pictures and versions. */
void mq_timeline_apply_preview (MqTimeline *self, MqRunEvent *event);
void mq_timeline_apply_picture (MqTimeline *self, MqRunEvent *event);
void mq_timeline_apply_version (MqTimeline *self, MqRunEvent *event);
void mq_timeline_apply_kept (MqTimeline *self, MqRunEvent *event, GListModel *versions);

/* Instructions and what came of them. */
void mq_timeline_apply_instruction (MqTimeline *self, const MqInstructionEvent *instruction);
void mq_timeline_apply_result (MqTimeline *self, const MqResultEvent *result);
void mq_timeline_apply_script (MqTimeline *self, const char *script);
/* Whether the notice was about a script that is being checked, and now stands with that step. */
gboolean mq_timeline_apply_finding (MqTimeline *self, const char *text);

/* Strings of outside are cut to this before they are kept. */
#define MQ_TIMELINE_MAX_TEXT (64 * 1024)
#define MQ_TIMELINE_MAX_ITEMS 200

char *mq_timeline_dup_text (const char *text);
GStrv mq_timeline_dup_list (GStrv list);

G_END_DECLS
