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
 */
typedef enum
{
  MQ_EXPORT_MODEL,
  MQ_EXPORT_BLEND,
  MQ_EXPORT_PICTURE,
} MqExportKind;

/**
 * MqExportFormat:
 * @id: as the user types it; with a dot before it, the file's suffix
 * @title: its name
 * @kind: how it is made
 * @has_materials: whether the file keeps materials and pictures
 * @has_unit: whether the file says what its unit is
 * @has_up: whether the file says which axis is up
 * @unit: the usual unit of programs that read it
 */
typedef struct
{
  const char *id;
  const char *title;
  MqExportKind kind;
  gboolean has_materials;
  gboolean has_unit;
  gboolean has_up;
  const char *unit;
} MqExportFormat;

const MqExportFormat *mq_export_formats_list (void);
const MqExportFormat *mq_export_format_find (const char *id);
double mq_export_unit_get_metres (const char *unit);

G_END_DECLS
