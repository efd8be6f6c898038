/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of binary glTF files (glTF 2.0, Khronos), for what the bridge and Blender's exporter
 * write, without pictures. A file is hostile: a script may have made the asset. Used by MqMeshCache
 * and MqMeshPreview. */
#pragma once

#include "client/mesh/mq-mesh.h"

G_BEGIN_DECLS

/** MQ_GLB_MAX_BYTES: bytes of a file; two million triangles with three vertices each need fewer. */
#define MQ_GLB_MAX_BYTES (256 * 1024 * 1024)
/** MQ_GLB_MAX_TRIANGLES: triangles of all parts together. */
#define MQ_GLB_MAX_TRIANGLES 2000000
/** MQ_GLB_MAX_NODES: objects of the scene. */
#define MQ_GLB_MAX_NODES 20000
/** MQ_GLB_MAX_NODE_DEPTH: objects inside objects. */
#define MQ_GLB_MAX_NODE_DEPTH 64

MqMesh *mq_glb_load (const char *folder, const char *name, GBytes **bytes,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqMesh *mq_glb_read (const void *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
