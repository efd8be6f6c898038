/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that leave the library: where they go is checked before they are made; they are saved all
 * together or not at all, each complete. Used by MqExport and MqFilm. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

gboolean mq_export_check_path (const char *path, gboolean replace, GError **error);
DexFuture *mq_export_save_files (const char *from, GStrv files, const char *path,
                                 JsonObject *report, gboolean replace) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
