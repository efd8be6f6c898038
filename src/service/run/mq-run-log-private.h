/* What the files of MqRunLog share: mq-run-log.c reads and writes it, mq-run-log-state.c says what is in it. */
#pragma once

#include "service/run/mq-run-log.h"

G_BEGIN_DECLS

/* A row on its way to the disk. */
typedef struct
{
  MqRunLog *log;
  MqRow row;
  DexPromise *promise;
  GError *error;
  gboolean done;
} MqLogAppend;

G_END_DECLS
