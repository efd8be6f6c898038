/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping sessions at a shared service after what changed them. Used by the commands. */
#pragma once

#include "client/library/mq-library.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

const char *mq_cli_upload_get_server (const char *option, MqConfig *config);
/* Awaits. */
void mq_cli_upload (MqLibrary *library, MqConfig *config, const char *server, MqSession *session);

G_END_DECLS
