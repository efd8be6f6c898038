/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqStepRow: a step of a run in one line: role, result, duration. A click opens MqStepDialog. Used
 * by MqPhaseCard. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MQ_TYPE_STEP_ROW (mq_step_row_get_type ())
G_DECLARE_FINAL_TYPE (MqStepRow, mq_step_row, MQ, STEP_ROW, GtkListBoxRow)

GtkWidget *mq_step_row_new (MqStepItem *item);
MqStepItem *mq_step_row_get_item (MqStepRow *self);

G_END_DECLS
