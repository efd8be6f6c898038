/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_open_copy(): opens a copy of a .blend in the user's own Blender. Used by the window and the
 * command line. */
#pragma once

#include "client/blender/mq-blender.h"

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *
mq_open_copy (MqBlender *blender, const char *path, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
