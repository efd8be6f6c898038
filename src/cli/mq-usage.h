/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Short texts on models' usage: "8.2 s, 5.1k tokens, $0.032". Used by the printers. */
#pragma once

#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

/* For a `step` event; empty if it called no model. */
char *mq_usage_format_step (const MqStepEvent *step) G_GNUC_WARN_UNUSED_RESULT;
/* For a `budget` event: "7 calls of 60, 41k tokens of 800k, $0.41, 2:10 of 1:00:00"; empty if
 * nothing was used. */
char *mq_usage_format_budget (const MqBudgetEvent *event) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
