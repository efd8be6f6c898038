/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBlenderJob: a task for one Blender in the sandbox, with a folder of its own. A fiber makes it,
 * calls its Blender, and lets it go, which ends Blender and removes the folder. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

/**
 * MqBlenderJob:
 * @library: where the folder is
 * @worker: starts a Blender with the first call
 * @folder: where Blender writes
 * @dropped: rejects when nobody needs the result any more
 */
typedef struct
{
  MqLibrary *library;
  MqWorker *worker;
  char *folder;
  DexFuture *dropped;
} MqBlenderJob;

/* All of these await, also mq_blender_job_free(). */
MqBlenderJob *mq_blender_job_new (MqLibrary *library, const MqWorkerSettings *settings,
                                  DexFuture *dropped, GError **error);
gboolean mq_blender_job_open (MqBlenderJob *self, MqVersion *version, GError **error);
JsonObject *mq_blender_job_call (MqBlenderJob *self, const char *method, JsonObject *params,
                                 guint seconds, GError **error);
void mq_blender_job_free (MqBlenderJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqBlenderJob, mq_blender_job_free)

G_END_DECLS
