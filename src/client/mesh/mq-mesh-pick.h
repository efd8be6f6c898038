/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of a mesh a line of sight meets first. Used by MqOrbitView. */
#pragma once

#include "client/mesh/mq-mesh.h"

G_BEGIN_DECLS

const MqMeshPart *mq_mesh_pick (MqMesh *mesh, const double eye[3], const double direction[3]);

G_END_DECLS
