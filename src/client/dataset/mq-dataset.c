/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDataset, see mq-dataset.h: a Blender writes the files into its own folder; those that were
 * asked for are copied to the user's, all or none. */
#include "client/dataset/mq-dataset.h"

#include "client/executor/mq-blender-job.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* As in maquette_bridge/dataset/dataset.py. */
#define MAX_CAMERAS 999
#define MIN_SIDE 16
#define MAX_SIDE 4096
/* The pictures of one camera on a slow machine, s. */
#define CAMERA_SECONDS 900
/* The limit of one file, bytes. */
#define MAX_FILE ((guint64)1 << 30)
/* Below the folder of the job. */
#define FOLDER "dataset"
#define CAPTIONS "captions.json"

static const char *const all_maps[] = { "color", "part", "object", "depth", "normal", NULL };
static const char *const formats[] = { "exr", "png", NULL };

struct _MqDataset
{
  GObject parent_instance;

  MqLibrary *library;
  MqWorkerSettings settings;
  MqVersion *version;
  MqDatasetOptions *options;
  char *folder;
};

enum
{
  PROGRESS,
  N_SIGNALS
};

void
mq_dataset_options_free (MqDatasetOptions *self)
{
  g_strfreev (self->maps);
  g_free (self->format);
  g_free (self->engine);
  g_free (self);
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
  g_autoptr (MqDatasetOptions) self = g_new0 (MqDatasetOptions, 1);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *problems = mq_json_schema_check (mq_json_schema_load ("dataset"), node, TRUE);
  const char *size = mq_json_get_string (object, "size", NULL);
  JsonArray *maps = mq_json_get_array (object, "maps");
  int width = 0;
  int height = 0;
  int end = 0;

  if (problems != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s", problems);

  self->cameras = 8;
  self->seed = 1;
  self->width = self->height = mq_json_get_int (object, "size", 512);
  self->format = g_strdup (formats[0]);
  self->engine = g_strdup ("auto");
  mq_json_read (object, "cameras:l seed:l format:S", &self->cameras, &self->seed, &self->format);
  self->maps = maps != NULL ? mq_json_to_strings (maps) : g_strdupv ((GStrv)all_maps);

  /* "512" or "640x480", px. */
  if (size != NULL && sscanf (size, "%5dx%5d%n", &width, &height, &end) == 2 && size[end] == '\0')
    {
      self->width = width;
      self->height = height;
    }
  else if (size != NULL && sscanf (size, "%5d%n", &width, &end) == 1 && size[end] == '\0')
    self->width = self->height = width;
  else if (size != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         _ ("“%s” is not a size: give one such as 512 or 640x480"), size);

  if (self->cameras < 1 || self->cameras > MAX_CAMERAS)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("A dataset has 1 to %d cameras"),
                         MAX_CAMERAS);
  if (self->seed < 0 || self->seed > G_MAXINT32)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("A seed is a number from 0 to %d"),
                         G_MAXINT32);
  if (self->width < MIN_SIDE || self->width > MAX_SIDE || self->height < MIN_SIDE
      || self->height > MAX_SIDE)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("A picture has %d to %d pixels a side"),
                         MIN_SIDE, MAX_SIDE);
  if (!g_strv_contains (formats, self->format))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         _ ("There is no format “%s” for depth and normals: use exr or png"),
                         self->format);
  for (guint i = 0; self->maps[i] != NULL; i++)
    if (!g_strv_contains (all_maps, self->maps[i]))
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                           _ ("There is no map “%s”: use color, part, object, depth or normal"),
                           self->maps[i]);
    else if (g_strv_contains ((const char *const *)self->maps + i + 1, self->maps[i]))
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The map “%s” is named twice"),
                           self->maps[i]);
  if (self->maps[0] == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         _ ("Name at least one map: color, part, object, depth or normal"));

  return g_steal_pointer (&self);
}

/* The captions of a dataset: composed of the user's words, the plan and the parts that are there,
 * without a model. They are English, apart from the user's words, and never translated: the same
 * version has the same captions everywhere. */

static void
append_sentence (GString *text, const char *sentence)
{
  if (sentence == NULL || *sentence == '\0')
    return;

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_unichar (text, g_unichar_toupper (g_utf8_get_char (sentence)));
  g_string_append (text, g_utf8_next_char (sentence));
  if (strchr (".!?", text->str[text->len - 1]) == NULL)
    g_string_append_c (text, '.');
}

/* Each name once, in alphabetical order. */
static char *
list_materials (JsonArray *parts)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonArray *materials = mq_json_get_array (mq_json_element_object (parts, i), "materials");

      MQ_JSON_EACH_STRING (materials, j, name)
        {
          if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, (gpointer)name);
        }
    }

  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (GStrv)names->pdata);
}

/* @plan: (nullable): of the version; @instruction: the user's words for the version; empty for a
 * script of one's own; @summary: of the version; @parts: the content of parts.json. Returns:
 * (transfer full): the content of captions.json */
JsonObject *
mq_dataset_caption_make (JsonObject *plan, const char *instruction, const char *summary,
                         JsonObject *parts)
{
  JsonArray *rows = mq_json_get_array (parts, "parts");
  g_autofree char *materials = list_materials (rows);
  g_autofree char *made = *materials != '\0' ? g_strdup_printf ("Materials: %s", materials) : NULL;
  g_autoptr (GString) counted = g_string_new ("Parts: ");
  g_autoptr (GString) full = g_string_new (NULL);
  g_autofree char *extent = NULL;
  char number[3][G_ASCII_DTOSTR_BUF_SIZE];
  double low[3] = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE };
  double high[3] = { -G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };
  const char *text = mq_json_get_string (plan, "prompt", instruction);
  JsonArray *changes = mq_json_get_array (plan, "instructions");
  g_autoptr (GString) brief = g_string_new (*text != '\0' ? text : summary);

  /* The first words, and the changes after them. */
  for (guint i = 0; i < mq_json_length (changes); i++)
    if (mq_json_element_string (changes, i) != NULL)
      g_string_append_printf (brief, "; %s", mq_json_element_string (changes, i));

  /* "legs (4 objects), seat", and the whole asset's size in m along x, y and z. */
  MQ_JSON_EACH (rows, i, part)
    {
      guint n_objects = mq_json_length (mq_json_get_array (part, "objects"));
      double min[3];
      double max[3];

      g_string_append_printf (counted, "%s%s", i > 0 ? ", " : "",
                              mq_json_get_string (part, "name", "?"));
      if (n_objects > 1)
        g_string_append_printf (counted, " (%u objects)", n_objects);

      if (!mq_json_get_box (part, min, max))
        continue;
      for (guint axis = 0; axis < 3; axis++)
        {
          low[axis] = MIN (low[axis], min[axis]);
          high[axis] = MAX (high[axis], max[axis]);
        }
    }

  g_strdelimit (counted->str, "_", ' ');

  for (guint axis = 0; axis < 3; axis++)
    g_ascii_formatd (number[axis], sizeof number[axis], "%.3g", MAX (0, high[axis] - low[axis]));
  extent = g_strdup_printf ("Size: %s m wide, %s m deep, %s m high", number[0], number[1],
                            number[2]);

  append_sentence (full, brief->str);
  append_sentence (full, mq_json_get_string (plan, "about", ""));
  append_sentence (full, counted->str);
  append_sentence (full, made);
  append_sentence (full, extent);
  return mq_json_new ("schema:i short:s long:s", 1, brief->str, full->str);
}

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqDataset, mq_dataset, G_TYPE_OBJECT)

static void
mq_dataset_finalize (GObject *object)
{
  MqDataset *self = MQ_DATASET (object);

  g_clear_object (&self->library);
  g_clear_object (&self->settings.blender);
  g_clear_object (&self->version);
  g_clear_pointer (&self->options, mq_dataset_options_free);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (mq_dataset_parent_class)->finalize (object);
}

static void
mq_dataset_class_init (MqDatasetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_dataset_finalize;

  /**
   * MqDataset::progress:
   * @done: cameras whose pictures are made
   * @of: their number
   */
  signals[PROGRESS] = g_signal_new ("progress", MQ_TYPE_DATASET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
mq_dataset_init (MqDataset *self)
{
}

/**
 * mq_dataset_new:
 * @library: the library of the version
 * @settings: the Blender to use
 * @version: a version
 * @options: (transfer full): of mq_dataset_options_new_from_json()
 * @folder: an empty folder, or one that is made
 *
 * Returns: (transfer full): a dataset
 */
MqDataset *
mq_dataset_new (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version,
                MqDatasetOptions *options, const char *folder)
{
  MqDataset *self;

  g_return_val_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_KEPT_VERSION (version), NULL);
  g_return_val_if_fail (options != NULL && folder != NULL, NULL);

  self = g_object_new (MQ_TYPE_DATASET, NULL);
  self->library = g_object_ref (library);
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->version = g_object_ref (version);
  self->options = options;
  self->folder = g_canonicalize_filename (folder, NULL);
  return self;
}

/**
 * mq_dataset_check_folder:
 * @folder: where the user wants a dataset
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it is an empty folder, or there is nothing of that name
 */
gboolean
mq_dataset_check_folder (const char *folder, GError **error)
{
  g_autoptr (GDir) dir = NULL;

  if (!g_file_test (folder, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not a folder"), folder);

  dir = g_dir_open (folder, 0, NULL);
  return (dir != NULL && g_dir_read_name (dir) == NULL)
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     _ ("The folder “%s” is not empty: a dataset needs an empty folder"), folder);
}

static DexFuture *
save_fiber (const char *source, const char *folder, GStrv files, const char *captions)
{
  GError *error = NULL;
  g_autofd int from = -1;
  g_autofd int to = -1;

  if (g_mkdir_with_parents (folder, 0755) != 0)
    mq_files_fail (&error, errno, N_ ("Could not make the folder “%s”"), folder);
  /* Looked at again: pictures take their time. */
  else if (mq_dataset_check_folder (folder, &error)
           && (from = mq_files_open_dir (source, &error)) >= 0
           && (to = mq_files_open_dir (folder, &error)) >= 0)
    {
      for (guint i = 0; files[i] != NULL && error == NULL; i++)
        mq_files_put_copy (from, files[i], to, files[i], MAX_FILE, FALSE, &error);
      if (error == NULL && mq_files_put (to, CAPTIONS, captions, strlen (captions), FALSE, &error)
          && mq_files_sync_dir (to, folder, &error))
        return dex_future_new_true ();

      for (guint i = 0; files[i] != NULL; i++)
        unlinkat (to, files[i], 0);
    }

  return dex_future_new_for_error (error);
}

static void
on_progress (MqDataset *self, JsonObject *params)
{
  g_signal_emit (self, signals[PROGRESS], 0, (guint)mq_json_get_int (params, "done", 0),
                 (guint)mq_json_get_int (params, "of", 0));
}

static DexFuture *
perform_fiber (MqDataset *self, DexFuture *dropped)
{
  static const char *const texts[] = { "cameras.json", "parts.json", "cameras.txt", "images.txt",
                                       "points3D.txt" };
  const MqDatasetOptions *options = self->options;
  g_autoptr (MqBlenderJob) job = NULL;
  g_autofree char *source = NULL;
  GError *error = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) files = NULL;
  g_autoptr (JsonObject) made = NULL;
  g_autoptr (JsonObject) content = NULL;
  g_autoptr (JsonObject) captions = NULL;
  g_autofree char *text = NULL;
  JsonObject *parts;

  if (!mq_dataset_check_folder (self->folder, &error)
      || !(job = mq_blender_job_new (self->library, &self->settings, dropped, &error)))
    return dex_future_new_for_error (error);

  g_signal_connect_object (job->worker, "progress", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);
  if (!mq_blender_job_open (job, self->version, &error))
    return dex_future_new_for_error (error);

  made = mq_blender_job_call (
      job, "dataset",
      mq_json_new ("cameras:l seed:l width:l height:l maps:a format:s engine:s gpu:b folder:s",
                   options->cameras, options->seed, options->width, options->height,
                   mq_json_from_strings ((const char *const *)options->maps, -1), options->format,
                   options->engine, self->settings.gpu, FOLDER),
      CAMERA_SECONDS, &error);
  if (made == NULL || !(content = dex_await_boxed (mq_version_load (self->version), &error)))
    return dex_future_new_for_error (error);

  parts = mq_json_get_object (made, "parts");
  captions = mq_dataset_caption_make (mq_json_get_object (content, "plan"),
                                      mq_version_get_instruction (self->version),
                                      mq_version_get_summary (self->version), parts);
  text = mq_json_object_to_string (captions, TRUE);

  /* The names follow from the options. Blender opened what a script made, so it does not choose
   * them. */
  for (gint64 i = 0; i < options->cameras; i++)
    for (guint j = 0; options->maps[j] != NULL; j++)
      {
        const char *map = options->maps[j];
        gboolean has_format = g_str_equal (map, "depth") || g_str_equal (map, "normal");

        g_strv_builder_take (builder, g_strdup_printf ("%s_%03d.%s", map, (int)i,
                                                       has_format ? options->format : "png"));
      }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_strv_builder_add (builder, texts[i]);
  files = g_strv_builder_end (builder);

  source = g_build_filename (job->folder, FOLDER, NULL);
  if (!dex_await (mq_fiber_spawn_on_thread (save_fiber, (G_TYPE_STRING, source),
                                            (G_TYPE_STRING, self->folder), (G_TYPE_STRV, files),
                                            (G_TYPE_STRING, text)),
                  &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (
      JSON_TYPE_OBJECT,
      mq_json_new ("folder:s version:i cameras:l files:i parts:i objects:i engine:s seconds:d",
                   self->folder, mq_version_get_number (self->version), options->cameras,
                   g_strv_length (files) + 1, mq_json_length (mq_json_get_array (parts, "parts")),
                   mq_json_length (mq_json_get_array (parts, "objects")),
                   mq_json_get_string (made, "engine", NULL),
                   mq_json_get_double (made, "seconds", 0)));
}

/**
 * mq_dataset_perform:
 * @self: a dataset, once
 *
 * Dropping the future stops it; nothing of it stays.
 *
 * Returns: (transfer full): resolves to a report (JSON_TYPE_OBJECT): `folder version cameras files
 *   parts objects engine seconds`; rejects with %MQ_ERROR_BAD_INPUT for a folder with something in
 *   it, and as mq_worker_call()
 */
DexFuture *
mq_dataset_perform (MqDataset *self)
{
  dex_return_error_if_fail (MQ_IS_DATASET (self));

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, perform_fiber, (MQ_TYPE_DATASET, self));
}
