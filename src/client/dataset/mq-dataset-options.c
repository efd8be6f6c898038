/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDatasetOptions, see mq-dataset.h: what is usual, what is possible, and how they are read from
 * JSON. */
#include "client/dataset/mq-dataset.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/* As in maquette_bridge/dataset/dataset.py. */
#define MAX_CAMERAS 999
#define MIN_SIDE 16
#define MAX_SIDE 4096

static const char *const all_maps[] = { "color", "part", "object", "depth", "normal", NULL };
static const char *const formats[] = { "exr", "png", NULL };

/* Eight cameras, 512 × 512 px, all maps, depth and normals as EXR. */
static MqDatasetOptions *
new_usual (void)
{
  MqDatasetOptions *self = g_new0 (MqDatasetOptions, 1);

  self->cameras = 8;
  self->seed = 1;
  self->width = self->height = 512;
  self->maps = g_strdupv ((GStrv)all_maps);
  self->format = g_strdup (formats[0]);
  self->engine = g_strdup ("auto");
  return self;
}

void
mq_dataset_options_free (MqDatasetOptions *self)
{
  g_strfreev (self->maps);
  g_free (self->format);
  g_free (self->engine);
  g_free (self);
}

/* "512" or "640x480", px. */
static gboolean
set_size (MqDatasetOptions *self, const char *size, GError **error)
{
  int width = 0;
  int height = 0;
  int end = 0;

  if (sscanf (size, "%5dx%5d%n", &width, &height, &end) == 2 && size[end] == '\0')
    {
      self->width = width;
      self->height = height;
      return TRUE;
    }
  if (sscanf (size, "%5d%n", &width, &end) == 1 && size[end] == '\0')
    {
      self->width = self->height = width;
      return TRUE;
    }

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  _ ("“%s” is not a size: give one such as 512 or 640x480"), size);
}

static gboolean
check (const MqDatasetOptions *self, GError **error)
{
  if (self->cameras < 1 || self->cameras > MAX_CAMERAS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A dataset has 1 to %d cameras"), MAX_CAMERAS);
  if (self->seed < 0 || self->seed > G_MAXINT32)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A seed is a number from 0 to %d"), G_MAXINT32);
  if (self->width < MIN_SIDE || self->width > MAX_SIDE || self->height < MIN_SIDE
      || self->height > MAX_SIDE)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A picture has %d to %d pixels a side"), MIN_SIDE,
                    MAX_SIDE);
  if (!g_strv_contains (formats, self->format))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("There is no format “%s” for depth and normals: use exr or png"),
                    self->format);
  for (guint i = 0; self->maps[i] != NULL; i++)
    if (!g_strv_contains (all_maps, self->maps[i]))
      return mq_fail (error, MQ_ERROR_BAD_INPUT,
                      _ ("There is no map “%s”: use color, part, object, depth or normal"),
                      self->maps[i]);
    else if (g_strv_contains ((const char *const *)self->maps + i + 1, self->maps[i]))
      return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The map “%s” is named twice"), self->maps[i]);
  if (self->maps[0] == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("Name at least one map: color, part, object, depth or normal"));

  return TRUE;
}

/**
 * mq_dataset_options_new_from_json:
 * @object: as data/schemas/dataset.schema.json has it; what is missing is as usual
 * @error: %MQ_ERROR_BAD_INPUT, which names the member
 *
 * Returns: (transfer full) (nullable): options, checked
 */
MqDatasetOptions *
mq_dataset_options_new_from_json (JsonObject *object, GError **error)
{
  g_autoptr (MqDatasetOptions) self = new_usual ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *problems = mq_json_schema_check (mq_json_schema_load ("dataset"), node, TRUE);
  const char *size = mq_json_get_string (object, "size", NULL);
  JsonArray *maps = mq_json_get_array (object, "maps");

  if (problems != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s", problems);

  self->cameras = mq_json_get_int (object, "cameras", self->cameras);
  self->seed = mq_json_get_int (object, "seed", self->seed);
  self->width = self->height = mq_json_get_int (object, "size", self->width);
  g_set_str (&self->format, mq_json_get_string (object, "format", self->format));
  if (maps != NULL)
    {
      g_strfreev (self->maps);
      self->maps = mq_json_to_strings (maps);
    }

  return (size == NULL || set_size (self, size, error)) && check (self, error)
             ? g_steal_pointer (&self)
             : NULL;
}
