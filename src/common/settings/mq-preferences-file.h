/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* preferences.json: the settings that were changed in the window. Preferences writes it; MqConfig
 * reads it before config.yaml, which overrides it (mq-config.h). */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *
mq_preferences_file_set_later (const char *path, const char *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
