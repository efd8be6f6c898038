/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Local Blender for the knowledge command: finds its id and introspects it without a bridge.
 * Runs do not use this; there the client asks its sandboxed worker. */
#pragma once

#include "service/knowledge/mq-knowledge.h"

G_BEGIN_DECLS

char *mq_knowledge_find_blender (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_knowledge_index_blender (MqKnowledge *knowledge, const char *cache_dir,
                                       const char *executable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
