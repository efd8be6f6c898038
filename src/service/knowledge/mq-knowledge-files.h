/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of indexes: those for everybody in the cache folder, and below it those that only one
 * account has sent, each of which counts for that account alone. Used by MqKnowledge. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_knowledge_files_dup_shared (const char *cache_dir, const char *blender,
                                     const char *digest) G_GNUC_WARN_UNUSED_RESULT;
char *mq_knowledge_files_find (const char *cache_dir, const char *blender, const char *owner,
                               const char *digest) G_GNUC_WARN_UNUSED_RESULT;
void mq_knowledge_files_list (const char *cache_dir, const char *owner, const char *digest,
                              GHashTable *blenders);
char *
mq_knowledge_files_dup_own (const char *cache_dir, const char *blender, const char *owner,
                            const char *digest, const char *checksum) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_knowledge_files_share (const char *cache_dir, const char *blender, const char *owner,
                                   const char *digest, const char *checksum);
void mq_knowledge_files_tidy (const char *cache_dir, const char *blender, const char *index);
void mq_knowledge_files_forget (const char *cache_dir, const char *owner);

G_END_DECLS
