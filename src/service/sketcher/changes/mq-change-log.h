/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqChangeLog: what was applied of a reading, what was refused and why, and the parts that it is
 * about. Used by the changes, the planner and the targets. */
#pragma once

#include "service/sketcher/language/mq-phrases.h"
#include "service/sketcher/requests/mq-request-list.h"

G_BEGIN_DECLS

/**
 * MqChangeLog:
 * @done: the applied changes (`MqPhrase *`)
 * @not_done: the refused ones with their reasons, for the user
 * @named: set of ids of the parts that the requests are about
 * @blocked: a part that was to stretch alone cannot, as it ends at others
 * @request: (nullable): what is applied now, which gets the reason of what is refused
 * @current: (nullable): its detail that is applied now, which gets it instead
 */
typedef struct
{
  GPtrArray *done;
  GPtrArray *not_done;
  GHashTable *named;
  gboolean blocked;
  MqRequest *request;
  MqRequestDetail *current;
} MqChangeLog;

MqChangeLog *mq_change_log_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_change_log_free (MqChangeLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqChangeLog, mq_change_log_free)

MqPhrase *
mq_change_log_add (MqChangeLog *self, MqPhraseType type, const char *key, const char *name);
void mq_change_log_refuse (MqChangeLog *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
