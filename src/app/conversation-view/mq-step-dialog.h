/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqStepDialog: the details of a step of a run: the model's reply, findings, code, errors and
 * usage. Used by MqStepRow. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_STEP_DIALOG (mq_step_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqStepDialog, mq_step_dialog, MQ, STEP_DIALOG, AdwDialog)

AdwDialog *mq_step_dialog_new (MqStepItem *item);

G_END_DECLS
