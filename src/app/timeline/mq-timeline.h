/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTimeline: a conversation as a list of MqTimelineItem, built from the events of its runs
 * (mq-run-event.h). No display, no I/O: the same events give the same list, live or loaded from the
 * library. Used by the workspace; the timeline view shows it. */
#pragma once

#include "app/timeline/mq-timeline-item.h"
#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

#define MQ_TYPE_TIMELINE (mq_timeline_get_type ())
G_DECLARE_FINAL_TYPE (MqTimeline, mq_timeline, MQ, TIMELINE, GObject) /* GListModel */

MqTimeline *mq_timeline_new (void);

/* Takes @message. @time: Unix time in µs. A message with @queued is marked “Queued” until the event
 * `refinement` with its id. */
void mq_timeline_add_message (MqTimeline *self, MqMessage *message, const char *role,
                              gboolean queued, gint64 time);
guint mq_timeline_get_n_queued (MqTimeline *self);
gboolean mq_timeline_remove_message (MqTimeline *self, const char *id);
void mq_timeline_remove_queued (MqTimeline *self);

/* Applies an event of a run, from the service or the client. @versions: (nullable): in which a
 * `kept` event finds its MqVersion. Unknown kinds are ignored. */
void mq_timeline_add_event (MqTimeline *self, MqRunEvent *event, GListModel *versions);
void mq_timeline_add_notice (MqTimeline *self, const char *level, const char *code,
                             const char *text, const char *next, gint64 time);

/* Removes the notice at the end that asks the user, and the message before it. */
void mq_timeline_remove_question (MqTimeline *self);
/* Offers a version as the way out of the last notice; 0: none. */
void mq_timeline_offer_version (MqTimeline *self, guint number);

/* Runs that make variants: all of one message are one item. Returns whether @run is such a one. */
gboolean mq_timeline_add_variant_event (MqTimeline *self, const char *run, MqRunEvent *event);
MqVariantsItem *mq_timeline_find_variants (MqTimeline *self, guint number);
/* Those that have not begun never will. */
void mq_timeline_stop_variants (MqTimeline *self);
MqVariantsItem *mq_timeline_get_last_variants (MqTimeline *self);

/* Adds a file that is going to be made. */
MqFileItem *mq_timeline_add_file (MqTimeline *self, const char *path, MqVersion *version,
                                  MqFileKind kind, gint64 time);
/* Cancels those that are being made. */
void mq_timeline_cancel_files (MqTimeline *self);

/* Ends the run: running items are stopped (or failed). */
void mq_timeline_end_run (MqTimeline *self, gboolean failed, gint64 time);
/* And says why, with the script that no version has. */
void mq_timeline_fail_run (MqTimeline *self, const char *code, const char *text, const char *next,
                           gint64 time);

/* The last run's use of its budget, "12 of 60 calls · 34,000 tokens · $0.21"; NULL if it uses no
 * model. Property "spending". */
const char *mq_timeline_get_spending (MqTimeline *self);
/* The factor by which a budget is raised. */
#define MQ_TIMELINE_RAISE 2.0

/* The user's last message, which "Try Again" repeats; NULL if there is none. */
MqMessageItem *mq_timeline_get_last_message (MqTimeline *self);

/* The notice of the failed run at the end whose script no version has; NULL if there is none. */
MqNoticeItem *mq_timeline_find_failure (MqTimeline *self);

G_END_DECLS
