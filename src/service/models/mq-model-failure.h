/* MqModelFailure: what a provider's refusal means: the error for the caller, whether asking again may help and when, and
 * whether it is something that the request could do without. One map for all providers. */
#pragma once

#include "service/models/mq-model-error.h"
#include "service/models/mq-model-provider.h"

G_BEGIN_DECLS

/* What a server may not take, though others do. */
typedef enum
{
  MQ_MODEL_UNSUPPORTED_NONE = 0,
  MQ_MODEL_UNSUPPORTED_PICTURES = 1 << 0,
  MQ_MODEL_UNSUPPORTED_TOOLS = 1 << 1,
  MQ_MODEL_UNSUPPORTED_SCHEMA = 1 << 2,
  MQ_MODEL_UNSUPPORTED_MAX_TOKENS = 1 << 3,   /* the name of the limit, or the limit */
  MQ_MODEL_UNSUPPORTED_STREAM_USAGE = 1 << 4, /* stream_options */
  MQ_MODEL_UNSUPPORTED_STREAM = 1 << 5,       /* OpenAI wants some accounts verified first */
} MqModelUnsupported;

typedef enum
{
  MQ_MODEL_RETRY_NO,
  MQ_MODEL_RETRY_ONCE,      /* a cut: it may have been chance */
  MQ_MODEL_RETRY_LATER,     /* busy */
  MQ_MODEL_RETRY_CORRECTED, /* the server could not read what its model wrote: the model is told */
} MqModelRetryPolicy;

/**
 * MqModelFailure:
 * @error: for the caller, its message for people
 * @again: whether asking again may help
 * @wait_ms: how long the provider asks to wait, -1 when it does not say
 * @status: HTTP, or as if the provider's own error had come as such; 0: none
 * @words: (nullable): what the provider said, in small letters, to look things up in
 */
typedef struct
{
  GError *error;
  MqModelRetryPolicy again;
  gint64 wait_ms;
  guint status;
  char *words;
} MqModelFailure;

#define MQ_MODEL_FAILURE_INIT                                                                      \
  {                                                                                                \
    .wait_ms = -1,                                                                                 \
  }

void mq_model_failure_clear (MqModelFailure *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqModelFailure, mq_model_failure_clear)

/* What one reads about an answer that is no answer. */
void mq_model_failure_set_status (MqModelFailure *self, const MqModelProvider *provider,
                                  guint status, const char *body, const char *secret);
void
mq_model_failure_set_message (MqModelFailure *self, const MqModelProvider *provider, guint status,
                              const char *type, const char *words, const char *secret);
void mq_model_failure_set_connection (MqModelFailure *self, const MqModelProvider *provider,
                                      const GError *error);
void
mq_model_failure_set_cut (MqModelFailure *self, const MqModelProvider *provider, const char *how);
void mq_model_failure_set_dialect (MqModelFailure *self, const MqModelProvider *provider,
                                   const char *what);
void mq_model_failure_set_refused (MqModelFailure *self, const MqModelProvider *provider,
                                   const char *words);
void mq_model_failure_set_truncated (MqModelFailure *self, const MqModelProvider *provider,
                                     gint64 read, gint64 sent);

MqModelUnsupported mq_model_failure_get_unsupported (const MqModelFailure *self, guint used);
guint mq_model_failure_get_max_tokens (const MqModelFailure *self);

/* Retry-After: seconds or a date; -1 when it says nothing that one can read. */
gint64 mq_model_failure_read_wait (const char *retry_after, const char *retry_after_ms);

G_END_DECLS
