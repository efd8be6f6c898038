/* Internal functions of MqRunLog. mq-run-log.c reads and writes the log; mq-run-log-state.c has the
 * queries. */
#pragma once

#include "service/run/mq-run-log.h"

G_BEGIN_DECLS

/* A row that is being written. */
typedef struct
{
  MqRunLog *log;
  MqRow row;
  DexPromise *promise;
  GError *error;
  gboolean done;
} MqLogAppend;

G_END_DECLS
