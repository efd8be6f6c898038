/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFileJobs: the exports and films of a conversation that are being made while the user goes on.
 * It knows the rows of the timeline that show them, not the conversation, to which it reports by
 * signals. */
#pragma once

#include "app/timeline/mq-timeline.h"

#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_FILE_JOBS (mq_file_jobs_get_type ())
G_DECLARE_FINAL_TYPE (MqFileJobs, mq_file_jobs, MQ, FILE_JOBS, GObject)

DexFuture *
mq_file_jobs_make (MqFileJobs *self, MqFileItem *item, GObject *job) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_file_jobs_has_any (MqFileJobs *self);

/* Signals: "changed": a file began, or nothing of one is left; "ended" (const char *sentence): a
 * file is there, or could not be made. */

G_END_DECLS
