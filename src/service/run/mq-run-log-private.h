/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal functions of MqRunLog, for it and its test. */
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
