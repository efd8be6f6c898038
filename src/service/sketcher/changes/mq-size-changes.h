/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSizeChanges: applies the sizes and the counts of a reading to a plan, one after the other, and
 * knows which sizes of the whole were set before, so that they can be kept. */
#pragma once

#include "service/sketcher/changes/mq-change-log.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

typedef struct _MqSizeChanges MqSizeChanges;

MqSizeChanges *mq_size_changes_new (MqSketchPlan *plan, gboolean instruction, gboolean is_pointed,
                                    MqChangeLog *log) G_GNUC_WARN_UNUSED_RESULT;
void mq_size_changes_free (MqSizeChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSizeChanges, mq_size_changes_free)

void
mq_size_changes_apply (MqSizeChanges *self, const MqRequest *request, const MqRequestDetail *said);
void
mq_size_changes_count (MqSizeChanges *self, const MqRequest *request, const MqRequestDetail *said);
void mq_size_changes_restore (MqSizeChanges *self, const MqRequestList *reading);
const MqKindParam *mq_size_changes_find_count (MqSketchPlan *plan, const MqKindPart *part);

G_END_DECLS
