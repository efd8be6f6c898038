/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMeshPreview: meshes of a script whose values change quickly, made by one Blender in the sandbox
 * that runs one script after another. The latest script wins; those in between are left out. Used
 * by the window while the user drags a slider. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "client/mesh/mq-mesh.h"

G_BEGIN_DECLS

/* Signals: "mesh" (MqMesh *): of the latest script that was run; "failed" (const char *message):
 * that script has no mesh; @message says why; "measured" (JsonObject *report): of the script of the
 * last "mesh", see set_joins(). */
#define MQ_TYPE_MESH_PREVIEW (mq_mesh_preview_get_type ())
G_DECLARE_FINAL_TYPE (MqMeshPreview, mq_mesh_preview, MQ, MESH_PREVIEW, GObject)

MqMeshPreview *mq_mesh_preview_new (MqLibrary *library, const MqWorkerSettings *settings);

void mq_mesh_preview_set_joins (MqMeshPreview *self, JsonArray *joins);
void mq_mesh_preview_show (MqMeshPreview *self, const char *script);
GPid mq_mesh_preview_get_pid (MqMeshPreview *self);

DexFuture *mq_mesh_preview_stop (MqMeshPreview *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
