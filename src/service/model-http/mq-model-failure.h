/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelFailure: the interpretation of a provider's error response: the error for the caller,
 * whether and when to retry, and which unsupported feature to leave out. One table serves all
 * providers. */
#pragma once

#include "service/model/mq-model-error.h"
#include "service/model-http/mq-model-provider.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Features that some servers do not support. */
typedef enum
{
  MQ_MODEL_UNSUPPORTED_NONE = 0,
  MQ_MODEL_UNSUPPORTED_PICTURES = 1 << 0,
  MQ_MODEL_UNSUPPORTED_TOOLS = 1 << 1,
  MQ_MODEL_UNSUPPORTED_SCHEMA = 1 << 2,
  MQ_MODEL_UNSUPPORTED_MAX_TOKENS = 1 << 3,   /* the name of the limit, or its value */
  MQ_MODEL_UNSUPPORTED_STREAM_USAGE = 1 << 4, /* stream_options */
  MQ_MODEL_UNSUPPORTED_STREAM = 1 << 5,       /* OpenAI: verified accounts only */
  MQ_MODEL_UNSUPPORTED_SYSTEM = 1 << 6,       /* the model's template has no system role */
  MQ_MODEL_UNSUPPORTED_NO_THOUGHTS = 1 << 7,  /* DeepSeek: an answer without what was thought */
} MqModelUnsupported;

typedef enum
{
  MQ_MODEL_RETRY_NO,
  MQ_MODEL_RETRY_ONCE,      /* a cut connection, possibly by chance */
  MQ_MODEL_RETRY_LATER,     /* busy */
  MQ_MODEL_RETRY_CORRECTED, /* unreadable output: the model is asked to correct it */
} MqModelRetryPolicy;

/**
 * MqModelFailure:
 * @error: the error for the caller; its message is for the user
 * @again: whether and how to retry
 * @wait_ms: milliseconds the provider asks to wait, -1 when it does not say
 * @status: the HTTP status, or the one that corresponds to an error in the stream; 0: none
 * @words: (nullable): the provider's message in lower case, for matching
 * @most_tokens: the most tokens of an answer that the message names, 0: none
 */
typedef struct
{
  GError *error;
  MqModelRetryPolicy again;
  gint64 wait_ms;
  guint status;
  char *words;
  guint most_tokens;
} MqModelFailure;

/** MQ_MODEL_FAILURE_MAX_WAIT: milliseconds; a longer wait counts as failed. */
#define MQ_MODEL_FAILURE_MAX_WAIT (5 * 60 * 1000)

#define MQ_MODEL_FAILURE_INIT                                                                      \
  {                                                                                                \
    .wait_ms = -1,                                                                                 \
  }

void mq_model_failure_clear (MqModelFailure *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqModelFailure, mq_model_failure_clear)

/* Each fills an empty failure from one kind of error, and returns FALSE, for its caller to return.
 */
gboolean
mq_model_failure_set_status (MqModelFailure *self, const MqModelProvider *provider, guint status,
                             SoupMessageHeaders *headers, const char *body, const char *secret);
gboolean
mq_model_failure_set_message (MqModelFailure *self, const MqModelProvider *provider, guint status,
                              const char *type, const char *words, const char *secret);
gboolean mq_model_failure_set_connection (MqModelFailure *self, const MqModelProvider *provider,
                                          const GError *error);
gboolean
mq_model_failure_set_cut (MqModelFailure *self, const MqModelProvider *provider, const char *how);
gboolean mq_model_failure_set_request (MqModelFailure *self, const MqModelProvider *provider,
                                       GUri *uri, const GError *error);
gboolean mq_model_failure_set_not_model (MqModelFailure *self, GUri *uri, const char *what);
gboolean mq_model_failure_check_content (MqModelFailure *self, SoupMessage *message,
                                         const char *data, gsize size);
gboolean mq_model_failure_set_dialect (MqModelFailure *self, const MqModelProvider *provider,
                                       const char *what);
gboolean mq_model_failure_set_refused (MqModelFailure *self, const char *words);

MqModelUnsupported mq_model_failure_get_unsupported (const MqModelFailure *self, guint used);

char *mq_model_failure_dup_words (JsonObject *json) G_GNUC_WARN_UNUSED_RESULT;
gint64
mq_model_failure_read_wait (const char *retry_after, const char *retry_after_ms, const char *reset);

G_END_DECLS
