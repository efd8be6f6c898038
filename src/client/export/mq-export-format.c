/* The formats of exports, see mq-export-format.h. */
#include "client/export/mq-export-format.h"

#include <string.h>

static const MqExportFormat formats[] = {
  { "glb", "glTF", MQ_EXPORT_MODEL, TRUE, TRUE, TRUE, "m" },
  { "usd", "USD", MQ_EXPORT_MODEL, TRUE, TRUE, TRUE, "m" },
  { "fbx", "FBX", MQ_EXPORT_MODEL, TRUE, TRUE, FALSE, "m" },
  { "obj", "Wavefront OBJ", MQ_EXPORT_MODEL, TRUE, FALSE, FALSE, "m" },
  /* Slicers take the numbers for millimetres. */
  { "stl", "STL", MQ_EXPORT_MODEL, FALSE, FALSE, FALSE, "mm" },
  { "ply", "PLY", MQ_EXPORT_MODEL, FALSE, FALSE, FALSE, "m" },
  { "3mf", "3MF", MQ_EXPORT_MODEL, FALSE, TRUE, TRUE, "m" },
  { "blend", "Blender", MQ_EXPORT_BLEND, TRUE, TRUE, TRUE, "m" },
  { "png", "PNG", MQ_EXPORT_PICTURE, FALSE, TRUE, TRUE, "m" },
  { NULL },
};

static const struct
{
  const char *name;
  double metres;
} units[] = { { "m", 1 }, { "cm", 0.01 }, { "mm", 0.001 }, { "in", 0.0254 }, { "ft", 0.3048 } };

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

/**
 * mq_export_unit_get_metres:
 * @unit: m, cm, mm, in or ft
 *
 * Returns: its length in m; 0 for another text
 */
double
mq_export_unit_get_metres (const char *unit)
{
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, unit) == 0)
      return units[i].metres;

  return 0;
}
