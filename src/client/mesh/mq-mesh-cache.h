/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The meshes of versions: made by a Blender in the sandbox when they are first needed, then kept in
 * the cache as binary glTF files. Used by the window. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "client/mesh/mq-mesh.h"

G_BEGIN_DECLS

/** MQ_MESH_CACHE_FOLDER: in the user's cache folder. */
#define MQ_MESH_CACHE_FOLDER "meshes"

DexFuture *mq_mesh_cache_load (MqLibrary *library, const MqWorkerSettings *settings,
                               MqVersion *version) G_GNUC_WARN_UNUSED_RESULT;
char *mq_mesh_cache_make_name (MqVersion *version) G_GNUC_WARN_UNUSED_RESULT;
void mq_mesh_cache_shrink (const char *folder, guint64 limit);

G_END_DECLS
