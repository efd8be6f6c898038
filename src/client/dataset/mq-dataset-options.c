/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDatasetOptions, see mq-dataset.h: what is usual, what is possible, and how they are read from
 * JSON and from the command line. */
#include "client/dataset/mq-dataset.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/* As in maquette_bridge/dataset/dataset.py. */
#define MAX_CAMERAS 999
#define MIN_SIDE 16
#define MAX_SIDE 4096

static const char *const all_maps[] = { "color", "part", "object", "depth", "normal", NULL };
static const char *const formats[] = { "exr", "png", NULL };

/**
 * mq_dataset_options_new:
 *
 * Returns: (transfer full): eight cameras, 512 × 512 px, all maps, depth and normals as EXR
 */
MqDatasetOptions *
mq_dataset_options_new (void)
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

/**
 * mq_dataset_options_set_size:
 * @self: options
 * @size: "512" or "640x480", px
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether @size is one
 */
gboolean
mq_dataset_options_set_size (MqDatasetOptions *self, const char *size, GError **error)
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

  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is no size: give one such as 512 or 640x480"),
                  size);
}

/**
 * mq_dataset_options_set_maps:
 * @self: options
 * @maps: their names with commas between them
 */
void
mq_dataset_options_set_maps (MqDatasetOptions *self, const char *maps)
{
  g_strfreev (self->maps);
  self->maps = g_strsplit (maps, ",", -1);
  for (guint i = 0; self->maps[i] != NULL; i++)
    g_strstrip (self->maps[i]);
}

static gboolean
read_int (const char *name, JsonNode *node, gint64 *value, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” has to be a whole number"), name);

  *value = json_node_get_int (node);
  return TRUE;
}

static gboolean
read_text (const char *name, JsonNode *node, char **value, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” has to be a text"), name);

  g_set_str (value, json_node_get_string (node));
  return TRUE;
}

static gboolean
read_size (MqDatasetOptions *self, const char *name, JsonNode *node, GError **error)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    {
      self->width = self->height = json_node_get_int (node);
      return TRUE;
    }

  return read_text (name, node, &text, error) && mq_dataset_options_set_size (self, text, error);
}

static gboolean
read_maps (MqDatasetOptions *self, const char *name, JsonNode *node, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_auto (GStrv) maps = array != NULL ? mq_json_to_strings (array) : NULL;

  if (maps == NULL || g_strv_length (maps) != json_array_get_length (array))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” has to be a list of texts"), name);

  g_strfreev (self->maps);
  self->maps = g_steal_pointer (&maps);
  return TRUE;
}

static gboolean
read_member (MqDatasetOptions *self, const char *name, JsonNode *node, GError **error)
{
  if (g_str_equal (name, "cameras"))
    return read_int (name, node, &self->cameras, error);
  if (g_str_equal (name, "seed"))
    return read_int (name, node, &self->seed, error);
  if (g_str_equal (name, "size"))
    return read_size (self, name, node, error);
  if (g_str_equal (name, "maps"))
    return read_maps (self, name, node, error);
  if (g_str_equal (name, "format"))
    return read_text (name, node, &self->format, error);

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  _ ("A dataset has no option “%s”: use cameras, seed, size, maps or format"),
                  name);
}

/**
 * mq_dataset_options_new_from_json:
 * @object: `cameras`, `seed`, `size` (a number or a text such as "640x480"), `maps` (an array) and
 *   `format`, each as it is usual where it is missing
 * @error: %MQ_ERROR_BAD_INPUT, which names the member
 *
 * Returns: (transfer full) (nullable): options that mq_dataset_options_check() has checked
 */
MqDatasetOptions *
mq_dataset_options_new_from_json (JsonObject *object, GError **error)
{
  g_autoptr (MqDatasetOptions) self = mq_dataset_options_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!read_member (self, name, node, error))
      return NULL;

  return mq_dataset_options_check (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * mq_dataset_options_check:
 * @self: options
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether a dataset can be made with them
 */
gboolean
mq_dataset_options_check (const MqDatasetOptions *self, GError **error)
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
