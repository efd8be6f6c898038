/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTakenModel: a model of another program as what a version is made of: a script, and the meshes
 * that it loads. It is made before the run that makes a version of it, see MqRunOptions. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

#define MQ_TYPE_TAKEN_MODEL (mq_taken_model_get_type ())
G_DECLARE_FINAL_TYPE (MqTakenModel, mq_taken_model, MQ, TAKEN_MODEL, GObject)

GStrv mq_taken_model_list_suffixes (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_taken_model_can_read (const char *path);
DexFuture *
mq_taken_model_read (MqLibrary *library, const MqWorkerSettings *settings, const char *path,
                     const char *unit, const char *up) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_taken_model_close (MqTakenModel *self) G_GNUC_WARN_UNUSED_RESULT;

const char *mq_taken_model_get_title (MqTakenModel *self);
const char *mq_taken_model_get_script (MqTakenModel *self);
const char *mq_taken_model_get_meshes (MqTakenModel *self);
JsonObject *mq_taken_model_get_facts (MqTakenModel *self);

G_END_DECLS
