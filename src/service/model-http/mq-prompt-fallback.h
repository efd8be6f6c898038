/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Prompt text for abilities that a model lacks: describes the tools, to be called by a fenced
 * JSON block, and the schema; parses the calls from the answer. Used by MqHttpModel. */
#pragma once

#include "service/model/mq-model-request.h"

G_BEGIN_DECLS

MqModelRequest *mq_prompt_fallback_apply (MqModelRequest *request, gboolean tools, gboolean schema,
                                          gboolean system) G_GNUC_WARN_UNUSED_RESULT;
MqModelRequest *mq_prompt_fallback_add_correction (MqModelRequest *request, const char *answer,
                                                   const char *thoughts,
                                                   const char *problem) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mq_prompt_fallback_parse_calls (MqModelRequest *request, const char *text,
                                           gsize *before) G_GNUC_WARN_UNUSED_RESULT;
gsize mq_prompt_fallback_measure (MqModelRequest *request, guint *pictures);

/** MQ_PROMPT_FALLBACK_PICTURE: tokens of a picture of 1,092 × 1,092 px as Anthropic counts
 * (width × height / 750). */
#define MQ_PROMPT_FALLBACK_PICTURE 1590

G_END_DECLS
