/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Internals of MqTimeline: the list (mq-timeline.c), events that change it (mq-timeline-apply.c),
 * constructors and setters of the items. */
#pragma once

#include "app/timeline/mq-timeline.h"

G_BEGIN_DECLS

/* Items. MqTimeline sets their members, too, and then calls mq_timeline_item_changed(). */

/* Emits "changed". */
void mq_timeline_item_changed (gpointer item);

/* Returns: (transfer full): an item of the type @type that starts at @time */
gpointer mq_timeline_item_new (GType type, gint64 time);

/* For setters: copies @value if it differs; returns TRUE if it changed. */
gboolean mq_timeline_item_replace_strv (GStrv *field, const char *const *value);

MqMessageItem *
mq_message_item_new (MqMessage *message, const char *role, gboolean queued, gint64 time);

MqPhaseItem *mq_phase_item_new (const char *phase, const char *title, gint64 time);

/* Setters of steps emit "changed" only on a change, so that rows are not laid out again without
 * need. */
MqStepItem *mq_step_item_new (const char *role, gboolean retry, gint64 time);
void mq_step_item_set_text (MqStepItem *self, const char *text);
void mq_step_item_append_stream (MqStepItem *self, const char *text);
void mq_step_item_append_thoughts (MqStepItem *self, const char *text);
void mq_step_item_set_waiting (MqStepItem *self, const char *text);
void mq_step_item_set_code (MqStepItem *self, GRefString *code);
void mq_step_item_end (MqStepItem *self, MqStepState state, double seconds);

MqVariantsItem *mq_variants_item_new (const char *set, guint n, gint64 time);
MqNoticeItem *mq_notice_item_new (const char *level, const char *code, const char *text,
                                  const char *next, const char *const *items, gint64 time);

/* The state of the current run. */
typedef struct
{
  MqPhaseItem *phase;      /* the current phase, or NULL */
  MqStepItem *step;        /* its latest step, ended or not */
  MqVersionItem *pending;  /* the version in progress */
  MqVersionItem *pictured; /* the kept version whose pictures are being rendered, or NULL */
  GHashTable *steps;       /* number → MqStepItem, running steps */
  gboolean guided;         /* the user-guided phase has begun */
  gboolean instructed;     /* and one of the user's messages is being worked on */
  gboolean previewing;     /* the current render is a preview */
  GRefString *script;      /* the latest script */
  GRefString *draft;       /* the same, while no version has it */
  guint fault_line;        /* in it, by the last check or execution; 0: none */
  char *failed_role;       /* role of the last failed step, until it is repeated */
  char *outcome;           /* the phase's result, in the words of the role that judged it */
  char *facts;             /* of the last measurement */
  gboolean moves;          /* whether it found joints */
  char *notes;             /* of the version in progress */
  guint n_parts;
  guint n_lines;
  guint n_repairs;
  double seconds; /* sum of the phase's steps */
} MqTimelineRun;

struct _MqTimeline
{
  GObject parent_instance;

  GPtrArray *items; /* …, the version in progress if there is one, queued messages */
  guint n_queued;
  char *activity;
  char *spending;       /* of the last run, one line; NULL if it used no model */
  char *raised;         /* the raised budget as a text; NULL without limits */
  GHashTable *variants; /* id of a run → which variant it makes, see mq-timeline.c */
  MqTimelineRun run;
};

/* The list. */
void mq_timeline_insert (MqTimeline *self, gpointer item);
void mq_timeline_insert_before (MqTimeline *self, gpointer item, gpointer sibling);
void mq_timeline_remove (MqTimeline *self, gpointer item);
gboolean mq_timeline_take (MqTimeline *self, const char *id);
gboolean mq_timeline_has_notice (MqTimeline *self, const char *code, const char *text);
/* @code: (nullable): closes only notices with this code */
void mq_timeline_close_notices (MqTimeline *self, const char *code);
void mq_timeline_set_spending (MqTimeline *self, const char *spending);

/* The end of a phase. */
void mq_timeline_end_phase (MqTimeline *self, MqStepState state, double seconds);
void mq_timeline_drop_pending (MqTimeline *self);
void mq_timeline_update_activity (MqTimeline *self);

/* Untrusted strings are cut to this size before they are stored. */
#define MQ_TIMELINE_MAX_TEXT (64 * 1024)
#define MQ_TIMELINE_MAX_ITEMS 200

/* Returns: (transfer full): the message, fit to show */
MqMessage *mq_timeline_dup_message (const MqMessage *message);

G_END_DECLS
