/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A package for a game engine: a folder with the model, its colliders and levels of detail in one
 * file, and a README that says what to click and what was measured. MqExport writes the model;
 * docs/using/export.md describes the package. */
#pragma once

#include "client/export/mq-export.h"

G_BEGIN_DECLS

void mq_game_package_prove (JsonObject *written, JsonObject *read, GStrvBuilder *wrong);
void mq_game_package_describe (JsonObject *written, JsonObject *read);
gboolean mq_game_package_make_folder (const MqExportOptions *options, GError **error);
gboolean mq_game_package_save_readme (const MqExportOptions *options, const char *title,
                                      JsonObject *report, GError **error);

G_END_DECLS
