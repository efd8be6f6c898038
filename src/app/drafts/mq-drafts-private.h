/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of MqDrafts. All functions of mq-drafts-files.c block: they run on worker threads. */
#pragma once

#include "app/drafts/mq-drafts.h"

G_BEGIN_DECLS

gboolean mq_drafts_is_name (const char *name);

/* @drafts: name → JsonObject; %NULL: removes the draft */
DexFuture *mq_drafts_files_write (const char *folder, GHashTable *drafts);
/* Resolves to the JsonObject of the named draft. */
DexFuture *mq_drafts_files_read (const char *folder, const char *name);
/* Removes all drafts of a session. */
DexFuture *mq_drafts_files_forget (const char *folder, const char *session);
/* Removes unused pictures; resolves to their folder. */
DexFuture *mq_drafts_files_open_pictures (const char *folder, const char *unused);

G_END_DECLS
