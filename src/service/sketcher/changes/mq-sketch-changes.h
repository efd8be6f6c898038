/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Application of a reading to a plan, with a log of the applied and the refused requests. Used
 * by the planner and the refiner. */
#pragma once

#include "service/sketcher/language/mq-phrases.h"
#include "service/sketcher/requests/mq-request-list.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

/**
 * MqChangeLog:
 * @done: the applied changes (`MqPhrase *`)
 * @not_done: the refused ones with their reasons, for the user
 * @named: set of ids of the parts that the requests are about
 * @blocked: a part that was to stretch alone cannot, as it ends at others
 */
typedef struct
{
  GPtrArray *done;
  GPtrArray *not_done;
  GHashTable *named;
  gboolean blocked;
} MqChangeLog;

MqChangeLog *mq_change_log_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_change_log_free (MqChangeLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqChangeLog, mq_change_log_free)

MqChangeLog *mq_sketch_changes_apply (MqSketchPlan *plan, MqRequestList *reading,
                                      gboolean instruction) G_GNUC_WARN_UNUSED_RESULT;
void mq_sketch_changes_apply_look (MqSketchPlan *plan, const MqKindLook *look);

G_END_DECLS
