/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of exports, see mq-export-format.h. */
#include "client/export/mq-export-format.h"

#include <glib/gi18n-lib.h>

static const MqExportFormat formats[] = {
  { "glb", "glb", "glTF", MQ_EXPORT_MODEL, TRUE, TRUE, TRUE, 20, "m" },
  { "usd", "usd", "USD", MQ_EXPORT_MODEL, TRUE, TRUE, TRUE, 25, "m" },
  { "fbx", "fbx", "FBX", MQ_EXPORT_MODEL, TRUE, TRUE, FALSE, 20, "m" },
  { "obj", "obj", "Wavefront OBJ", MQ_EXPORT_MODEL, TRUE, FALSE, FALSE, 52, "m" },
  /* Slicers take the numbers for millimetres. */
  { "stl", "stl", "STL", MQ_EXPORT_MODEL, FALSE, FALSE, FALSE, 50, "mm" },
  { "ply", "ply", "PLY", MQ_EXPORT_MODEL, FALSE, FALSE, FALSE, 21, "m" },
  { "3mf", "3mf", "3MF", MQ_EXPORT_MODEL, FALSE, TRUE, TRUE, 12, "m" },
  { "blend", "blend", "Blender", MQ_EXPORT_BLEND, TRUE, TRUE, TRUE, 0, "m" },
  { "png", "png", "PNG", MQ_EXPORT_PICTURE, FALSE, TRUE, TRUE, 0, "m" },
  /* Titles that are words are translated where they are shown. */
  { "sheet", "png", N_ ("Contact Sheet"), MQ_EXPORT_SHEET, FALSE, TRUE, TRUE, 0, "m" },
  { "asset", "blend", N_ ("Asset for Blender"), MQ_EXPORT_ASSET, TRUE, TRUE, TRUE, 0, "m" },
  { NULL },
};

/**
 * mq_export_formats_list:
 *
 * Returns: (transfer none): all formats; the last one has no id
 */
const MqExportFormat *
mq_export_formats_list (void)
{
  return formats;
}

/**
 * mq_export_format_find:
 * @id: such as "glb"
 *
 * Returns: (transfer none) (nullable): the format
 */
const MqExportFormat *
mq_export_format_find (const char *id)
{
  for (gsize i = 0; formats[i].id != NULL; i++)
    if (g_ascii_strcasecmp (formats[i].id, id) == 0)
      return &formats[i];

  return NULL;
}
