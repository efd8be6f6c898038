/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before something is deleted for good. Used by the commands. */
#pragma once

#include "cli/mq-cli-options.h"

G_BEGIN_DECLS

gboolean
mq_cli_confirm_delete (MqCliOptions *options, const char *title, guint n_versions, GError **error);
gboolean mq_cli_confirm_account (MqCliOptions *options, const char *server, GError **error);

G_END_DECLS
