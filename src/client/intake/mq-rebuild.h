/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rebuilds a version of a model that was taken in as code: the script of its next version. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

DexFuture *mq_rebuild_version (MqLibrary *library, const MqWorkerSettings *settings,
                               MqVersion *version) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_rebuild_save_report (MqVersion *made, JsonArray *parts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
