/* MqTimelineItem: one thing in a conversation: a message, a phase with its steps, a version, a
 * notice. Plain data that notifies; MqTimeline makes and changes them, widgets bind to them. */
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

/* When it began, Unix time in microseconds (property "time"). */
gint64 mq_timeline_item_get_time (MqTimelineItem *self);

/* What is under way, or how it ended. */
typedef enum
{
  MQ_STEP_RUNNING,
  MQ_STEP_DONE,
  MQ_STEP_FAILED,  /* did not work out; another try may follow */
  MQ_STEP_STOPPED, /* by the user, or because the run ended */
} MqStepState;

#define MQ_TYPE_STEP_STATE (mq_step_state_get_type ())
GType mq_step_state_get_type (void);

/* MqMessageItem: what the user or the team said. Properties: "role" ("user" or "team"), "text"
 * (the team's is Markdown), "pictures" (GStrv of paths or NULL), "queued" (waits for its turn). */
#define MQ_TYPE_MESSAGE_ITEM (mq_message_item_get_type ())
G_DECLARE_FINAL_TYPE (MqMessageItem, mq_message_item, MQ, MESSAGE_ITEM, MqTimelineItem)

const char *mq_message_item_get_role (MqMessageItem *self);
const char *mq_message_item_get_text (MqMessageItem *self);
const char *const *mq_message_item_get_pictures (MqMessageItem *self);
gboolean mq_message_item_get_queued (MqMessageItem *self);

/* MqPhaseItem: one of the three phases. Properties: "phase" ("create", "refine", "guided"), "title"
 * (for people), "state" (MqStepState), "seconds" (once it ended, else -1), "summary" (one line for when
 * it is folded), "steps" (GListModel of MqStepItem). Of "guided" each round is one. */
#define MQ_TYPE_PHASE_ITEM (mq_phase_item_get_type ())
G_DECLARE_FINAL_TYPE (MqPhaseItem, mq_phase_item, MQ, PHASE_ITEM, MqTimelineItem)

const char *mq_phase_item_get_phase (MqPhaseItem *self);
const char *mq_phase_item_get_title (MqPhaseItem *self);
MqStepState mq_phase_item_get_state (MqPhaseItem *self);
double mq_phase_item_get_seconds (MqPhaseItem *self);
const char *mq_phase_item_get_summary (MqPhaseItem *self);
GListModel *mq_phase_item_get_steps (MqPhaseItem *self);

/* MqStepItem: one thing that a role of the team did. Properties: "role" (as in docs/protocol.md),
 * "title" (the role for people), "text" (one line; grows while it streams), "state", "seconds",
 * "retry" (a further try after a failed one), "tokens" and "cost" (-1: not known), "model" (its name, or
 * NULL: none was asked), "stream" (the last of what a model is writing, NULL when it does not), "detail"
 * (Markdown, or NULL: all that it said), "code" (the script it wrote or ran, or NULL), "findings"
 * (GStrv of sentences or NULL), "traceback" (or NULL), "has-more" (there is something to open). */

/**
 * MqStepUsage:
 * @calls: how often a model was asked
 * @input: tokens read, cached ones included
 * @output: tokens written
 * @cached: of @input, read from the provider's cache
 * @cost: US dollars
 *
 * What a step used up; -1: not known.
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

/* MqVersionItem: a version with its renders, from its first preview on. Properties: "version"
 * (MqVersion; NULL until it is kept), "pictures" (GStrv of paths: the preview at first, then the
 * renders as they come), "done" and "of" (how many renders there are and will be), "summary" (one
 * line on what it is or what changed), "facts" ("25 objects · 29,768 triangles", NULL until
 * measured), "faults" (how many faults measuring found, -1: not measured). */
#define MQ_TYPE_VERSION_ITEM (mq_version_item_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionItem, mq_version_item, MQ, VERSION_ITEM, MqTimelineItem)

MqVersion *mq_version_item_get_version (MqVersionItem *self);
const char *const *mq_version_item_get_pictures (MqVersionItem *self);
guint mq_version_item_get_done (MqVersionItem *self);
guint mq_version_item_get_of (MqVersionItem *self);
const char *mq_version_item_get_summary (MqVersionItem *self);
const char *mq_version_item_get_facts (MqVersionItem *self);
int mq_version_item_get_faults (MqVersionItem *self);

/* MqNoticeItem: something to know. Properties: "level" ("info", "warning", "error"), "code" (the
 * protocol's, e.g. "understood", "unknown-kind"), "text" (what happened), "next" (what to do, or
 * NULL), "items" (GStrv or NULL), "open" (nothing was said or done about it yet). */
#define MQ_TYPE_NOTICE_ITEM (mq_notice_item_get_type ())
G_DECLARE_FINAL_TYPE (MqNoticeItem, mq_notice_item, MQ, NOTICE_ITEM, MqTimelineItem)

const char *mq_notice_item_get_level (MqNoticeItem *self);
const char *mq_notice_item_get_code (MqNoticeItem *self);
const char *mq_notice_item_get_text (MqNoticeItem *self);
const char *mq_notice_item_get_next (MqNoticeItem *self);
const char *const *mq_notice_item_get_items (MqNoticeItem *self);
gboolean mq_notice_item_is_open (MqNoticeItem *self);

G_END_DECLS
