/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExportPreset: what other programs expect of a file, as one table; see mq-export.h. The reasons
 * are in docs/export.md. */
#include "client/export/mq-export.h"

#include <glib/gi18n-lib.h>

static const MqExportPreset presets[] = {
  { "unity", "Unity", "fbx", .up = "y", .on_ground = TRUE },
  { "unreal", "Unreal Engine", "glb", .on_ground = TRUE },
  { "godot", "Godot", "glb", .on_ground = TRUE },
  { "print", N_ ("3D Printing"), "stl", .up = "z", .unit = "mm", .on_ground = TRUE },
  { NULL },
};

/**
 * mq_export_presets_list:
 *
 * Returns: (transfer none): all presets; the last one has no id
 */
const MqExportPreset *
mq_export_presets_list (void)
{
  return presets;
}

/**
 * mq_export_preset_find:
 * @id: such as "unity"
 *
 * Returns: (transfer none) (nullable): the preset
 */
const MqExportPreset *
mq_export_preset_find (const char *id)
{
  for (gsize i = 0; presets[i].id != NULL; i++)
    if (g_ascii_strcasecmp (presets[i].id, id) == 0)
      return &presets[i];

  return NULL;
}

/**
 * mq_export_presets_describe:
 *
 * Returns: (transfer full): "unity, unreal, godot or print"
 */
char *
mq_export_presets_describe (void)
{
  GString *text = g_string_new (NULL);

  for (const MqExportPreset *each = presets; each->id != NULL; each++)
    g_string_append_printf (text, "%s%s",
                            each == presets      ? ""
                            : each[1].id == NULL ? " or "
                                                 : ", ",
                            each->id);
  return g_string_free (text, FALSE);
}
