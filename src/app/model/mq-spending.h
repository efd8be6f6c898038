/* What a run of a team that asks models has used up, and how much it may: as one line for people. */
#pragma once

#include "common/mq-run-event.h"

G_BEGIN_DECLS

/* @budget, @spent: as in the event `budget` of docs/protocol.md. */
char *mq_spending_describe (const MqEventAmounts *budget,
                            const MqEventAmounts *spent) G_GNUC_WARN_UNUSED_RESULT;
/* What there may be used up at most, when it is multiplied by @factor: "120 calls, $2.00"; NULL when there
 * is no limit. */
char *
mq_spending_describe_limit (const MqEventAmounts *budget, double factor) G_GNUC_WARN_UNUSED_RESULT;

char *mq_spending_number (gint64 number) G_GNUC_WARN_UNUSED_RESULT;
char *mq_spending_money (double dollars) G_GNUC_WARN_UNUSED_RESULT;
char *mq_spending_tokens (gint64 tokens) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
