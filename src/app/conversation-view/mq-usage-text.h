/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_usage_text_*(): durations, tokens and costs as text for the conversation. Used by MqPhaseCard,
 * MqStepRow and MqStepDialog. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

G_BEGIN_DECLS

char *mq_usage_text_seconds (double seconds) G_GNUC_WARN_UNUSED_RESULT;
char *mq_usage_text_step (double seconds, gint64 tokens, double cost) G_GNUC_WARN_UNUSED_RESULT;
char *mq_usage_text_usage (const char *model, const MqStepUsage *usage) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
