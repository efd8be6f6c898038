/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExportFormat: the formats that an asset can leave in, as one table. Used by MqExport, the
 * command line and the window. */
#pragma once

#include <glib.h>

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

G_END_DECLS
