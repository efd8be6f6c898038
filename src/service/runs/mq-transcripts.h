/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of transcripts: one file for each of the newest runs. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

char *mq_transcripts_dup_path (const char *folder, const char *run) G_GNUC_WARN_UNUSED_RESULT;
void mq_transcripts_delete (const char *folder, const char *const *runs);
DexFuture *mq_transcripts_list (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_transcripts_prune (const char *folder, guint most) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
