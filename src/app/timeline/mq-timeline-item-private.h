/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Constructors and setters of the timeline's items, for MqTimeline only. Setters emit "changed"
 * only on a change, so that rows are not laid out again without need. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

G_BEGIN_DECLS

/* Emits "changed". */
void mq_timeline_item_changed (gpointer item);

/* Returns: (transfer full): an item of the type @type that starts at @time */
gpointer mq_timeline_item_new (GType type, gint64 time);

/* For setters: copies @value if it differs; returns TRUE if it changed. */
gboolean mq_timeline_item_replace_strv (GStrv *field, const char *const *value);

/* @id: (nullable): of the message, made by its sender */
MqMessageItem *mq_message_item_new (const char *id, const char *role, const char *text,
                                    const char *const *pictures, gboolean queued, gint64 time);
void mq_message_item_set_queued (MqMessageItem *self, gboolean queued);

MqPhaseItem *mq_phase_item_new (const char *phase, const char *title, gint64 time);
void mq_phase_item_add_step (MqPhaseItem *self, MqStepItem *step);
void mq_phase_item_set_state (MqPhaseItem *self, MqStepState state);
void mq_phase_item_set_seconds (MqPhaseItem *self, double seconds);
void mq_phase_item_set_summary (MqPhaseItem *self, const char *summary);

MqStepItem *mq_step_item_new (const char *role, gboolean retry, gint64 time);
void mq_step_item_set_text (MqStepItem *self, const char *text);
void mq_step_item_set_state (MqStepItem *self, MqStepState state);
void mq_step_item_set_seconds (MqStepItem *self, double seconds);
void mq_step_item_append_stream (MqStepItem *self, const char *text);
void mq_step_item_set_wait (MqStepItem *self, const char *why);
void mq_step_item_set_model (MqStepItem *self, const char *model);
void mq_step_item_set_usage (MqStepItem *self, const MqStepUsage *usage);
void mq_step_item_set_detail (MqStepItem *self, const char *detail);
void mq_step_item_set_code (MqStepItem *self, GRefString *code);
void mq_step_item_set_findings (MqStepItem *self, const char *const *findings);
void mq_step_item_set_traceback (MqStepItem *self, const char *traceback);

MqVersionItem *mq_version_item_new (gint64 time);
void mq_version_item_set_version (MqVersionItem *self, MqVersion *version);
void mq_version_item_set_pictures (MqVersionItem *self, const char *const *pictures);
void mq_version_item_set_progress (MqVersionItem *self, guint done, guint of);
void mq_version_item_set_summary (MqVersionItem *self, const char *summary);
void mq_version_item_set_suggestions (MqVersionItem *self, const char *const *suggestions);
void mq_version_item_set_measured (MqVersionItem *self, const char *facts, int faults);

MqVariantsItem *mq_variants_item_new (const char *set, guint n, gint64 time);
void mq_variants_item_stop (MqVariantsItem *self);
void mq_variants_item_add_event (MqVariantsItem *self, guint variant, MqRunEvent *event);

MqNoticeItem *mq_notice_item_new (const char *level, const char *code, const char *text,
                                  const char *next, const char *const *items, gint64 time);
void mq_notice_item_close (MqNoticeItem *self);

G_END_DECLS
