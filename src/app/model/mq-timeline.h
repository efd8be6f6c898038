/* MqTimeline: a conversation as one looks at it: a list of MqTimelineItem, folded from the events of
 * its runs (mq-run-event.h). No display, no I/O: the same events give the same list,
 * live or read back from the library. */
#pragma once

#include "app/model/mq-timeline-item.h"
#include "common/mq-run-event.h"

G_BEGIN_DECLS

#define MQ_TYPE_TIMELINE (mq_timeline_get_type ())
G_DECLARE_FINAL_TYPE (MqTimeline, mq_timeline, MQ, TIMELINE, GObject) /* GListModel */

MqTimeline *mq_timeline_new (void);
void mq_timeline_clear (MqTimeline *self);

/* @time: Unix time in µs. A queued message is shown as such until an event `refinement` or
 * mq_timeline_take_queued() takes it up. */
void mq_timeline_add_message (MqTimeline *self, const char *role, const char *text,
                              const char *const *pictures, gboolean queued, gint64 time);
void mq_timeline_take_queued (MqTimeline *self, const char *text);
void mq_timeline_remove_queued (MqTimeline *self);

/* An event of a run, the service's or the client's own. @versions: (nullable): where an event `kept`
 * finds its MqVersion. Unknown kinds are ignored. */
void mq_timeline_add_event (MqTimeline *self, MqRunEvent *event, GListModel *versions);
void mq_timeline_add_notice (MqTimeline *self, const char *level, const char *code,
                             const char *text, const char *next, gint64 time);

/* The run has ended: what was still under way is stopped (or failed). */
void mq_timeline_end_run (MqTimeline *self, gboolean failed, gint64 time);

/* For a header or a screen reader: what happens just now, "Initial creation · Writer", or NULL. */
const char *mq_timeline_get_activity (MqTimeline *self); /* property "activity" */

/* What the last run has used up of its budget, "12 of 60 calls · 34,000 tokens · $0.21"; NULL when it asks
 * no model. Property "spending". */
const char *mq_timeline_get_spending (MqTimeline *self);
/* By how much a budget is multiplied when it is raised. */
#define MQ_TIMELINE_RAISE 2.0

/* What the user said last: "Try Again" says it once more. NULL when nothing was said. */
MqMessageItem *mq_timeline_get_last_message (MqTimeline *self);

G_END_DECLS
