/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts on the use of models by a run or a step, and on a run's budget, one line each. Used by the
 * timeline, its views and the settings. */
#pragma once

#include "app/timeline/mq-timeline-item.h"
#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

/* @budget, @spent: as in the event `budget` of docs/inside/protocol.md. */
char *mq_spending_describe (const MqEventAmounts *budget,
                            const MqEventAmounts *spent) G_GNUC_WARN_UNUSED_RESULT;
/* The budget multiplied by @factor, as a text: "120 calls, $2.00"; NULL if there is no limit. */
char *
mq_spending_describe_limit (const MqEventAmounts *budget, double factor) G_GNUC_WARN_UNUSED_RESULT;

char *mq_spending_step (double seconds, gint64 tokens, double cost) G_GNUC_WARN_UNUSED_RESULT;
char *mq_spending_usage (const char *model, const MqStepUsage *usage) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
