/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of an item's folder: copied from a version, and their checksums. */
#pragma once

#include "client/session/mq-session.h"

#include <libdex.h>

G_BEGIN_DECLS

void mq_batch_files_choose_name (char **path);
DexFuture *mq_batch_files_copy (MqVersion *version, const char *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_batch_files_sum (const char *folder) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
