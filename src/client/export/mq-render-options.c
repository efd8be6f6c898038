/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRenderOptions: how a version is rendered again, see mq-export.h; what is usual, what is
 * possible, and the parameters for Blender. */
#include "client/export/mq-export.h"

#include "client/executor/mq-executor.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_VIEWS 10
#define MIN_SIDE 16
#define MAX_SIDE 8192
#define MAX_SAMPLES 4096

/* Each is one of LIGHTS in maquette_bridge/render/light.py. */
static const char *const lights[] = { "studio", "day", "evening", "dark", NULL };
static const char *const engines[] = { "auto", "cycles", "eevee", "workbench", NULL };

/**
 * mq_render_options_list_lights:
 *
 * Returns: (transfer none): their names, the usual one first
 */
const char *const *
mq_render_options_list_lights (void)
{
  return lights;
}

/**
 * mq_render_options_new:
 * @config: the settings
 *
 * Returns: (transfer full): options as for the renders of a new version
 */
MqRenderOptions *
mq_render_options_new (MqConfig *config)
{
  double scale = mq_config_get_double (config, MQ_CONFIG_RENDER_RESOLUTION_SCALE);
  MqRenderOptions *self = g_new0 (MqRenderOptions, 1);

  self->n_views = (guint)mq_config_get_int (config, MQ_CONFIG_RENDER_NUM_IMAGES);
  self->width = mq_executor_scale_render (MQ_EXECUTOR_RENDER_WIDTH, scale);
  self->height = mq_executor_scale_render (MQ_EXECUTOR_RENDER_HEIGHT, scale);
  self->engine = g_strdup (mq_config_get_string (config, MQ_CONFIG_RENDER_ENGINE));
  self->light = g_strdup (lights[0]);
  self->at_once = (guint)mq_config_get_int (config, MQ_CONFIG_RENDER_AT_ONCE);
  return self;
}

/**
 * mq_render_options_read:
 * @self: options
 * @given: options to change, as in data/schemas/render.schema.json
 * @error: %MQ_ERROR_BAD_INPUT, in English
 *
 * Returns: whether they could be read; not yet checked
 */
gboolean
mq_render_options_read (MqRenderOptions *self, JsonObject *given, GError **error)
{
  const char *size = mq_json_get_string (given, "size", NULL);
  const char *background = mq_json_get_string (given, "background", NULL);
  int end = 0;

  if (size != NULL
      && (sscanf (size, "%5dx%5d%n", &self->width, &self->height, &end) != 2 || size[end] != '\0'))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is not a size: give one such as 1920x1080",
                    size);

  /* A negative number becomes one that is too large. */
  self->n_views = (guint)mq_json_get_int (given, "views", self->n_views);
  self->view = (guint)mq_json_get_int (given, "view", self->view);
  self->samples = (guint)mq_json_get_int (given, "samples", self->samples);
  g_set_str (&self->engine, mq_json_get_string (given, "engine", self->engine));
  g_set_str (&self->light, mq_json_get_string (given, "light", self->light));
  self->transparent = g_strcmp0 (background, "transparent") == 0;
  g_set_str (&self->background, self->transparent ? NULL : background);
  if (mq_json_get_object (given, "pose") != NULL)
    self->pose = json_object_ref (mq_json_get_object (given, "pose"));
  return TRUE;
}

void
mq_render_options_free (MqRenderOptions *self)
{
  g_free (self->engine);
  g_free (self->light);
  g_free (self->background);
  g_clear_pointer (&self->pose, json_object_unref);
  g_free (self);
}

/* "#rrggbb" */
static gboolean
read_color (const char *text, guint channels[3])
{
  if (*text != '#' || strlen (text) != 7)
    return FALSE;

  for (guint i = 1; i < 7; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  for (guint i = 0; i < 3; i++)
    channels[i] = (guint)(16 * g_ascii_xdigit_value (text[1 + 2 * i])
                          + g_ascii_xdigit_value (text[2 + 2 * i]));
  return TRUE;
}

/* @error: %MQ_ERROR_BAD_INPUT. Returns: whether a Blender can render so */
gboolean
mq_render_options_check (const MqRenderOptions *self, GError **error)
{
  guint channels[3];

  if (self->n_views < 1 || self->n_views > MAX_VIEWS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("There are 1 to %d views"), MAX_VIEWS);
  if (self->view > self->n_views)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A view has a number from 1 to %u"),
                    self->n_views);
  if (self->width < MIN_SIDE || self->width > MAX_SIDE || self->height < MIN_SIDE
      || self->height > MAX_SIDE)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A picture has %d to %d pixels a side"), MIN_SIDE,
                    MAX_SIDE);
  if (self->samples > MAX_SAMPLES)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A pixel has at most %d samples"), MAX_SAMPLES);
  if (!g_strv_contains (engines, self->engine))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("There is no engine “%s”: use auto, cycles, eevee or workbench"),
                    self->engine);
  if (!g_strv_contains (lights, self->light))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("There is no light “%s”: use studio, day, evening or dark"), self->light);
  if (self->background != NULL && !read_color (self->background, channels))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("“%s” is not a color: use transparent, or one such as #e0e4ea"),
                    self->background);

  return TRUE;
}

/* @gpu: whether a GPU renders; @folder: where the pictures go, below Blender's folder. Returns:
 * (transfer full): the parameters of `render` in docs/inside/bridge.md */
JsonObject *
mq_render_options_make_params (const MqRenderOptions *self, gboolean gpu, const char *folder)
{
  JsonObject *params = mq_json_new (
      "mode:s num_images:i width:i height:i engine:s gpu:b samples:i light:s transparent:b "
      "folder:s pose:o?",
      "final", self->n_views, self->width, self->height, self->engine, gpu, self->samples,
      self->light, self->transparent, folder,
      self->pose != NULL ? json_object_ref (self->pose) : NULL);
  guint channels[3];

  if (self->view > 0)
    {
      JsonArray *numbers = json_array_new ();

      json_array_add_int_element (numbers, self->view);
      json_object_set_array_member (params, "numbers", numbers);
    }
  if (self->background != NULL && read_color (self->background, channels))
    {
      JsonArray *row = json_array_new ();
      JsonArray *rows = json_array_new ();

      for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
        {
          double value = channels[i] / 255.0;

          /* IEC 61966-2-1 */
          value = value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
          json_array_add_double_element (row, value);
        }
      json_array_add_array_element (rows, row);
      json_object_set_array_member (params, "background", rows);
    }

  return params;
}
