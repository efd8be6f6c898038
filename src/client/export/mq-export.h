/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExport: a version as files that other programs read. One Blender in the sandbox writes them,
 * another one reads them back; what it found stands in a report beside them. Used by the command
 * line and the window. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

/**
 * MqExportKind:
 * @MQ_EXPORT_MODEL: the mesh, written by Blender's exporter and read back by another Blender
 * @MQ_EXPORT_BLEND: the version's own .blend
 * @MQ_EXPORT_PICTURE: a picture of the first view, with nothing around the asset
 * @MQ_EXPORT_SHEET: the version's renders on one picture
 * @MQ_EXPORT_ASSET: a .blend for Blender's Asset Browser, in a folder of it
 */
typedef enum
{
  MQ_EXPORT_MODEL,
  MQ_EXPORT_BLEND,
  MQ_EXPORT_PICTURE,
  MQ_EXPORT_SHEET,
  MQ_EXPORT_ASSET,
} MqExportKind;

/**
 * MqExportFormat:
 * @id: as the user types it
 * @suffix: of the file, without a dot
 * @title: its name
 * @kind: how it is made
 * @has_materials: whether the file keeps materials and pictures
 * @has_unit: whether the file says what its unit is
 * @has_up: whether the file says which axis is up
 * @triangle_bytes: about what a triangle takes in a file; 0: unknown
 * @unit: the usual unit of programs that read it
 */
typedef struct
{
  const char *id;
  const char *suffix;
  const char *title;
  MqExportKind kind;
  gboolean has_materials;
  gboolean has_unit;
  gboolean has_up;
  guint triangle_bytes;
  const char *unit;
} MqExportFormat;

const MqExportFormat *mq_export_formats_list (void);
const MqExportFormat *mq_export_format_find (const char *id);

/**
 * MqExportOptions:
 * @format: the format
 * @path: the file to write; of an asset, the folder to write it in
 * @title: (nullable): what the asset is called, on a sheet and in the Asset Browser; %NULL: as the
 *   version is described
 * @unit: (nullable): m, cm, mm, in or ft; %NULL: the format's usual one
 * @up: (nullable): "z" or "y"; %NULL: what is usual
 * @size: factor on all lengths
 * @on_ground: whether the origin goes to the middle of the asset's foot
 * @triangulate: whether all faces become triangles
 * @max_triangles: of the whole asset; 0: as many as there are
 * @levels: whether files of half and of a quarter of the triangles are written, too
 * @join: whether objects of the same material become one
 * @texture_px: sides of the pictures that procedural materials are baked into; 0: none
 * @texture_per_object: whether each object gets pictures of its own
 * @draco: whether the triangles of a GLB are compressed
 * @replace: whether files that exist may be replaced
 */
typedef struct
{
  const MqExportFormat *format;
  char *path;
  char *title;
  char *unit;
  char *up;
  double size;
  gboolean on_ground;
  gboolean triangulate;
  guint max_triangles;
  gboolean levels;
  gboolean join;
  guint texture_px;
  gboolean texture_per_object;
  gboolean draco;
  gboolean replace;
} MqExportOptions;

MqExportOptions *mq_export_options_new (const MqExportFormat *format, const char *path);
char *mq_export_asset_folder_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_export_options_free (MqExportOptions *options);
gboolean mq_export_options_check (const MqExportOptions *options, GError **error);
guint64 mq_export_options_estimate (const MqExportOptions *options, guint64 triangles);
double mq_export_options_estimate_seconds (const MqExportOptions *options, guint objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqExportOptions, mq_export_options_free)

#define MQ_TYPE_EXPORT (mq_export_get_type ())
G_DECLARE_FINAL_TYPE (MqExport, mq_export, MQ, EXPORT, GObject)

MqExport *mq_export_new (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version,
                         MqExportOptions *options);
DexFuture *mq_export_perform (MqExport *self) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to the suffixes that a Blender can write models in, such as ".glb" (G_TYPE_STRV). */
DexFuture *mq_export_load_suffixes (MqLibrary *library,
                                    const MqWorkerSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* Signal: "progress" (guint done, guint of): steps of baking. */

G_END_DECLS
