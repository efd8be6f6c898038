/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqShaderCache: what Mesa has compiled for Blender's previews, kept from one Blender to the next.
 * Without a GPU a first preview spends most of its time on this. No script ever writes to it: what
 * is kept was compiled before a script ran, and the sandbox contains it read-only. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_SHADER_CACHE_NAME: of the databases that Mesa only reads, without suffix. */
#define MQ_SHADER_CACHE_NAME "maquette"

char *mq_shader_cache_get_folder (void) G_GNUC_WARN_UNUSED_RESULT;
char **mq_shader_cache_list (void) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_shader_cache_keep (const char *run_dir, JsonArray *files) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
