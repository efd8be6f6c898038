/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts on a run's use of models and its budget, one line each. Used by the timeline and the
 * settings. */
#pragma once

#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

/* @budget, @spent: as in the event `budget` of docs/protocol.md. */
char *mq_spending_describe (const MqEventAmounts *budget,
                            const MqEventAmounts *spent) G_GNUC_WARN_UNUSED_RESULT;
/* The budget multiplied by @factor, as a text: "120 calls, $2.00"; NULL if there is no limit. */
char *
mq_spending_describe_limit (const MqEventAmounts *budget, double factor) G_GNUC_WARN_UNUSED_RESULT;

char *mq_spending_number (gint64 number) G_GNUC_WARN_UNUSED_RESULT;
char *mq_spending_tokens (gint64 tokens) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
