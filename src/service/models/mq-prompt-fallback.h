/* Prompt text for abilities that a model lacks: describes the tools, to be called by a fenced
 * JSON block, and the schema; parses the calls from the answer. Used by MqHttpModel. */
#pragma once

#include "service/models/mq-model-request.h"

G_BEGIN_DECLS

/* @request with tools and schema stated in the prompt as requested; a reference to itself when
 * there is nothing to change. */
MqModelRequest *mq_prompt_fallback_apply (MqModelRequest *request, gboolean tools,
                                          gboolean schema) G_GNUC_WARN_UNUSED_RESULT;
/* @request with the received answer and its problem, asking for a correction. */
MqModelRequest *mq_prompt_fallback_add_correction (MqModelRequest *request, const char *answer,
                                                   const char *problem) G_GNUC_WARN_UNUSED_RESULT;
/* Calls of @request's tools that @text holds as JSON; @before: bytes of text before the first. */
GPtrArray *mq_prompt_fallback_parse_calls (MqModelRequest *request, const char *text,
                                           gsize *before) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes of all texts in @request, and the number of its pictures. */
gsize mq_prompt_fallback_measure (MqModelRequest *request, guint *pictures);
/* Estimated tokens of @request: four bytes each, and MQ_PROMPT_FALLBACK_PICTURE a picture. */
gint64 mq_prompt_fallback_estimate (MqModelRequest *request);

/** MQ_PROMPT_FALLBACK_PICTURE: tokens of a picture of 1,092 × 1,092 px as Anthropic counts
 * (width × height / 750). */
#define MQ_PROMPT_FALLBACK_PICTURE 1590

G_END_DECLS
