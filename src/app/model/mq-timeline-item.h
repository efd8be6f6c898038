/* MqTimelineItem: an item of a conversation: a message, a phase with its steps, a version, a
 * notice. Data objects with property notification; MqTimeline creates and changes them, widgets
 * bind to them. */
#pragma once

#include "client/library/mq-version.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MQ_TYPE_TIMELINE_ITEM (mq_timeline_item_get_type ())
G_DECLARE_DERIVABLE_TYPE (MqTimelineItem, mq_timeline_item, MQ, TIMELINE_ITEM, GObject)

struct _MqTimelineItemClass
{
  GObjectClass parent_class;
};

/* The time of its start, Unix time in microseconds (property "time"). */
gint64 mq_timeline_item_get_time (MqTimelineItem *self);

/* The state of a phase or a step. */
typedef enum
{
  MQ_STEP_RUNNING,
  MQ_STEP_DONE,
  MQ_STEP_FAILED,  /* failed; another attempt may follow */
  MQ_STEP_STOPPED, /* by the user, or because the run ended */
} MqStepState;

#define MQ_TYPE_STEP_STATE (mq_step_state_get_type ())
GType mq_step_state_get_type (void);

/* MqMessageItem: a message of the user or the team. Properties: "role" ("user" or "team"), "text"
 * (the team's is Markdown), "pictures" (GStrv of paths or NULL), "queued" (waits for the run). */
#define MQ_TYPE_MESSAGE_ITEM (mq_message_item_get_type ())
G_DECLARE_FINAL_TYPE (MqMessageItem, mq_message_item, MQ, MESSAGE_ITEM, MqTimelineItem)

const char *mq_message_item_get_role (MqMessageItem *self);
const char *mq_message_item_get_text (MqMessageItem *self);
const char *const *mq_message_item_get_pictures (MqMessageItem *self);
gboolean mq_message_item_get_queued (MqMessageItem *self);

/* MqPhaseItem: one of the three phases. Properties: "phase" ("create", "refine", "guided"), "title"
 * (for the user), "state" (MqStepState), "seconds" (once it ended, else -1), "summary" (one line,
 * shown while collapsed), "steps" (GListModel of MqStepItem). Each round of "guided" is an item. */
#define MQ_TYPE_PHASE_ITEM (mq_phase_item_get_type ())
G_DECLARE_FINAL_TYPE (MqPhaseItem, mq_phase_item, MQ, PHASE_ITEM, MqTimelineItem)

const char *mq_phase_item_get_phase (MqPhaseItem *self);
const char *mq_phase_item_get_title (MqPhaseItem *self);
MqStepState mq_phase_item_get_state (MqPhaseItem *self);
double mq_phase_item_get_seconds (MqPhaseItem *self);
const char *mq_phase_item_get_summary (MqPhaseItem *self);
GListModel *mq_phase_item_get_steps (MqPhaseItem *self);

/* MqStepItem: a step of one role of the team. Properties: "role" (as in docs/protocol.md), "title"
 * (the role's name for the user), "text" (one line; grows while it streams), "state", "seconds",
 * "retry" (another attempt after a failed one), "tokens" and "cost" (-1: not known), "model" (its
 * name, or NULL: no model was called), "stream" (the last lines that a model is writing, or NULL),
 * "detail" (the complete text as Markdown, or NULL), "code" (the script it wrote or ran, or NULL),
 * "findings" (GStrv of sentences or NULL), "traceback" (or NULL), "has-more" (the row can be
 * expanded). */

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

#define MQ_TYPE_STEP_ITEM (mq_step_item_get_type ())
G_DECLARE_FINAL_TYPE (MqStepItem, mq_step_item, MQ, STEP_ITEM, MqTimelineItem)

const char *mq_step_item_get_role (MqStepItem *self);
const char *mq_step_item_get_title (MqStepItem *self);
const char *mq_step_item_get_text (MqStepItem *self);
MqStepState mq_step_item_get_state (MqStepItem *self);
double mq_step_item_get_seconds (MqStepItem *self);
gboolean mq_step_item_get_retry (MqStepItem *self);
gint64 mq_step_item_get_tokens (MqStepItem *self);
double mq_step_item_get_cost (MqStepItem *self);
const MqStepUsage *mq_step_item_get_usage (MqStepItem *self);
const char *mq_step_item_get_model (MqStepItem *self);
char *mq_step_item_dup_stream (MqStepItem *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_step_item_get_stream_is_code (MqStepItem *self);
const char *mq_step_item_get_detail (MqStepItem *self);
const char *mq_step_item_get_code (MqStepItem *self);
const char *const *mq_step_item_get_findings (MqStepItem *self);
const char *mq_step_item_get_traceback (MqStepItem *self);
gboolean mq_step_item_has_more (MqStepItem *self);

/* MqVersionItem: a version with its renders, shown from its first preview. Properties: "version"
 * (MqVersion; NULL until it is saved), "pictures" (GStrv of paths: first the preview, then the
 * finished renders), "done" and "of" (numbers of finished and of all renders), "summary" (one line
 * that describes it or its change), "facts" ("25 objects · 29,768 triangles", NULL until measured),
 * "faults" (number of faults that measuring found, -1: not measured). */
#define MQ_TYPE_VERSION_ITEM (mq_version_item_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionItem, mq_version_item, MQ, VERSION_ITEM, MqTimelineItem)

MqVersion *mq_version_item_get_version (MqVersionItem *self);
const char *const *mq_version_item_get_pictures (MqVersionItem *self);
guint mq_version_item_get_done (MqVersionItem *self);
guint mq_version_item_get_of (MqVersionItem *self);
const char *mq_version_item_get_summary (MqVersionItem *self);
const char *mq_version_item_get_facts (MqVersionItem *self);
int mq_version_item_get_faults (MqVersionItem *self);

/* MqNoticeItem: a notice. Properties: "level" ("info", "warning", "error"), "code" (the protocol's,
 * e.g. "understood", "unknown-kind"), "text" (what happened), "next" (suggested next step, or
 * NULL), "items" (GStrv or NULL), "open" (the user has not responded to it yet). */
#define MQ_TYPE_NOTICE_ITEM (mq_notice_item_get_type ())
G_DECLARE_FINAL_TYPE (MqNoticeItem, mq_notice_item, MQ, NOTICE_ITEM, MqTimelineItem)

const char *mq_notice_item_get_level (MqNoticeItem *self);
const char *mq_notice_item_get_code (MqNoticeItem *self);
const char *mq_notice_item_get_text (MqNoticeItem *self);
const char *mq_notice_item_get_next (MqNoticeItem *self);
const char *const *mq_notice_item_get_items (MqNoticeItem *self);
gboolean mq_notice_item_is_open (MqNoticeItem *self);

G_END_DECLS
