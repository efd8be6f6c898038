/* Reading a transcript back: the exchanges of a run with models, in order. A transcript comes from anywhere (a bug report), so
 * it is read strictly and within limits. */
#pragma once

#include "service/models/mq-model-answer.h"

G_BEGIN_DECLS

/** MQ_TRANSCRIPT_MAX_SIZE: bytes of a transcript; a longer one is neither written nor read. */
#define MQ_TRANSCRIPT_MAX_SIZE (64 * 1024 * 1024)

/**
 * MqExchangeRecord:
 * @role: who asked
 * @task: for what
 * @with_pictures: whether pictures were sent
 * @with_tools: whether tools were offered
 * @answer: (nullable): what came; or
 * @error: (nullable): what went wrong, of %MQ_MODEL_ERROR
 *
 * One exchange.
 */
typedef struct
{
  char *role;
  char *task;
  gboolean with_pictures;
  gboolean with_tools;
  MqModelAnswer *answer;
  GError *error;
} MqExchangeRecord;

void mq_exchange_record_free (MqExchangeRecord *self);

/* Each: array of MqExchangeRecord, or NULL and MQ_ERROR_BAD_INPUT naming file and line. */
GPtrArray *mq_transcript_parse (const char *name, const char *text, gsize length,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mq_transcript_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
