/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that leave the library: where they go is checked before they are made; they are saved all
 * together or not at all, each complete. A script takes what checks it along. An asset goes into a
 * folder of Blender's Asset Browser. Used by MqExport and MqFilm. */
#pragma once

#include "client/library/mq-library.h"

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

gboolean mq_export_check_path (const char *path, gboolean replace, GError **error);
DexFuture *mq_export_save_files (const char *from, GStrv files, const char *path,
                                 JsonObject *report, gboolean replace) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_export_save_script (MqVersion *version, const char *path, JsonObject *report,
                                gboolean replace, GError **error);

/* A folder of Blender's Asset Browser. */
char *mq_export_asset_folder_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_export_asset_check_folder (const char *folder, GError **error);
char *mq_export_asset_find_catalog (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_export_asset_make_tags (const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_export_asset_save (const char *from, const char *file, const char *folder,
                                 const char *title) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
