/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMeshPreview: meshes and checks of a script that changes quickly, made by one Blender in the
 * sandbox that takes one script after another. The latest script wins; those in between are left
 * out. One that runs scripts checks none afterwards. Used by the window while the user drags a
 * slider or edits a script. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "client/mesh/mq-mesh.h"

G_BEGIN_DECLS

/* Signals: "mesh" (MqMesh *): of the latest script that was run; "failed" (const char *message):
 * that script has no mesh; @message says why; "measured" (JsonObject *report): of the script of the
 * last "mesh", see set_joins(); "checked" (JsonArray *findings): in the latest script that was
 * checked, see docs/inside/protocol.md. */
#define MQ_TYPE_MESH_PREVIEW (mq_mesh_preview_get_type ())
G_DECLARE_FINAL_TYPE (MqMeshPreview, mq_mesh_preview, MQ, MESH_PREVIEW, GObject)

MqMeshPreview *mq_mesh_preview_new (MqLibrary *library, const MqWorkerSettings *settings);

void mq_mesh_preview_set_version (MqMeshPreview *self, MqVersion *version);
void mq_mesh_preview_set_joins (MqMeshPreview *self, JsonArray *joins);
void mq_mesh_preview_show (MqMeshPreview *self, const char *script);
void mq_mesh_preview_check (MqMeshPreview *self, const char *script);
GPid mq_mesh_preview_get_pid (MqMeshPreview *self);

DexFuture *mq_mesh_preview_stop (MqMeshPreview *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
