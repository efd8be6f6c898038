/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The jobs that MqDrafts does on worker threads. */
#pragma once

#include "app/drafts/mq-drafts.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_DRAFTS_WRITE,   /* writes the drafts that were added, removes those that are NULL */
  MQ_DRAFTS_READ,    /* resolves to the JsonObject of the named draft */
  MQ_DRAFTS_FORGET,  /* removes all drafts of the named session */
  MQ_DRAFTS_SWEEP,   /* removes unused pictures; resolves to their folder */
  MQ_DRAFTS_NOTHING, /* completes after all earlier jobs */
} MqDraftsJobKind;

typedef struct _MqDraftsJob MqDraftsJob;

MqDraftsJob *mq_drafts_job_new (MqDraftsJobKind kind, const char *folder, const char *what);
void mq_drafts_job_free (MqDraftsJob *self);
void mq_drafts_job_add (MqDraftsJob *self, const char *name, JsonObject *draft);
DexFuture *mq_drafts_job_run (MqDraftsJob *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_drafts_is_name (const char *name);

G_END_DECLS
