/* What models used up, in few words: "8.2 s, 5.1k tokens, $0.032". */
#pragma once

#include "common/mq-run-event.h"

G_BEGIN_DECLS

/* Of an event `step`; empty when it asked no model. */
char *mq_usage_format_step (const MqStepEvent *step) G_GNUC_WARN_UNUSED_RESULT;
/* Of an event `budget`: "7 calls of 60, 41k tokens of 800k, $0.41, 2:10 of 1:00:00"; empty when nothing was used. */
char *mq_usage_format_budget (const MqBudgetEvent *event) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
