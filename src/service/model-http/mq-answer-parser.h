/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAnswerParser: the conversion of a received answer to an MqModelAnswer. It parses and checks
 * the tool calls and the schema's object, or builds the request that asks for a correction. */
#pragma once

#include "service/model-http/mq-answer-builder.h"

G_BEGIN_DECLS

/**
 * MqAnswerParser:
 * @request: the request, before mq_prompt_fallback_apply()
 * @builder: the received answer
 * @model: the model's name, for the answer
 * @tools_in_words: whether its calls are JSON in the text
 * @schema_in_words: whether the request stated its schema in the prompt
 * @usage: for the answer
 * @seconds: for the answer
 * @corrections_left: how many corrections may be requested
 */
typedef struct
{
  MqModelRequest *request;
  MqAnswerBuilder *builder;
  const char *model;
  gboolean tools_in_words;
  gboolean schema_in_words;
  MqModelUsage usage;
  double seconds;
  guint corrections_left;
} MqAnswerParser;

MqModelAnswer *mq_answer_parser_parse (const MqAnswerParser *self, MqModelRequest **correction,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
