/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDataset: a version as data to learn from: pictures from around it, with exact masks of parts
 * and objects, depth, normals, the cameras' numbers and captions. A Blender in the sandbox makes
 * the pictures. Used by the command line. docs/using/dataset.md describes the files. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqDatasetOptions:
 * @cameras: around the asset
 * @seed: of the places of the cameras, 0 to 2³¹ - 1
 * @width: px
 * @height: px
 * @maps: some of color, part, object, depth and normal
 * @format: exr or png: of depth and normals
 * @engine: of the pictures in color: auto, cycles, eevee or workbench
 */
typedef struct
{
  gint64 cameras;
  gint64 seed;
  gint64 width;
  gint64 height;
  GStrv maps;
  char *format;
  char *engine;
} MqDatasetOptions;

MqDatasetOptions *mq_dataset_options_new_from_json (JsonObject *object, GError **error);
void mq_dataset_options_free (MqDatasetOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqDatasetOptions, mq_dataset_options_free)

JsonObject *mq_dataset_caption_make (JsonObject *plan, const char *instruction, const char *summary,
                                     JsonObject *parts) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_dataset_check_folder (const char *folder, GError **error);

#define MQ_TYPE_DATASET (mq_dataset_get_type ())
G_DECLARE_FINAL_TYPE (MqDataset, mq_dataset, MQ, DATASET, GObject)

MqDataset *mq_dataset_new (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version,
                           MqDatasetOptions *options, const char *folder);
DexFuture *mq_dataset_perform (MqDataset *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signal: "progress" (guint done, guint of): cameras. */

G_END_DECLS
