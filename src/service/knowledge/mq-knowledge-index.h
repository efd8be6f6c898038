/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Index of one Blender, a SQLite file: written to a temporary file, renamed, then opened
 * read-only. Used by MqKnowledge. */
#pragma once

#include "service/knowledge/mq-knowledge-entry.h"
#include "common/database/mq-sqlite.h"

G_BEGIN_DECLS

char *mq_knowledge_corpus_digest (const char *data_dir, const char *salt) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_knowledge_index_make (const char *path, const char *blender, const char *data_dir,
                                  GBytes *introspection, GError **error);
MqDatabase *mq_knowledge_index_open (const char *path, const char *blender,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_knowledge_index_get_schema (void);

G_END_DECLS
