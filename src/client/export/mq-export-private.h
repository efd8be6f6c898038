/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of MqExport: mq-export.c makes the files, draws, and compares what was
 * written with what was read back; mq-export-options.c knows the folders of Blender's Asset
 * Browser. */
#pragma once

#include "client/export/mq-export.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* mq-render-options.c */
JsonObject *mq_render_options_make_params (const MqRenderOptions *self, gboolean gpu,
                                           const char *folder) G_GNUC_WARN_UNUSED_RESULT;

/* mq-export.c */
#define MQ_EXPORT_SHEET_FILE "sheet.png"

/* mq-export-options.c */
char *mq_export_make_own_path (const char *path, const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mq_export_asset_find_catalog (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_export_asset_make_tags (const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_export_asset_save (const char *from, const char *file, const char *folder,
                                 const char *title) G_GNUC_WARN_UNUSED_RESULT;

/* mq-export.c */
JsonObject *mq_export_prove (const MqExportOptions *options, JsonObject *written, JsonObject *read,
                             const char *reader) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_export_is_proved (JsonObject *proof, GError **error);

G_END_DECLS
