/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOutput: `--output DIR`: copies the last version's files to a folder of the user. Each file is
 * written under another name and renamed, so that none is ever incomplete. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

gboolean mq_output_prepare (const char *dir, GError **error);
gboolean mq_output_copy_version (const char *version_dir, guint n_pictures, gboolean with_plan,
                                 int dir, GError **error);
DexFuture *mq_output_write (const char *dir, MqSession *session, MqVersion *version,
                            JsonObject *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
