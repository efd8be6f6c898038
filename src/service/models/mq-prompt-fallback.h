/* What a model cannot do natively, put into words: tools that it calls by a fenced JSON block, a schema that it is told of; and
 * its answers read accordingly. */
#pragma once

#include "service/models/mq-model-request.h"

G_BEGIN_DECLS

/* @request with tools and schema put into words where asked for; itself when there is nothing to do. */
MqModelRequest *mq_prompt_fallback_apply (MqModelRequest *request, gboolean tools,
                                          gboolean schema) G_GNUC_WARN_UNUSED_RESULT;
/* @request with the answer that came and what is wrong with it. */
MqModelRequest *mq_prompt_fallback_add_correction (MqModelRequest *request, const char *answer,
                                                   const char *problem) G_GNUC_WARN_UNUSED_RESULT;
/* Calls of @request's tools that stand in @text as JSON; @before: bytes of text before the first. */
GPtrArray *mq_prompt_fallback_parse_calls (MqModelRequest *request, const char *text,
                                           gsize *before) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes of all texts in @request, and how many pictures. */
gsize mq_prompt_fallback_measure (MqModelRequest *request, guint *pictures);
/* Tokens that @request is about: four bytes each, and MQ_PROMPT_FALLBACK_PICTURE a picture. */
gint64 mq_prompt_fallback_estimate (MqModelRequest *request);

/** MQ_PROMPT_FALLBACK_PICTURE: tokens of a picture of 1,092 × 1,092 px as Anthropic counts (width × height / 750). */
#define MQ_PROMPT_FALLBACK_PICTURE 1590

G_END_DECLS
