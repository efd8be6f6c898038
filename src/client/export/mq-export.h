/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExport: a version as files that other programs read. One Blender in the sandbox writes them,
 * another one reads them back; what it found stands in a report beside them. Used by the command
 * line and the window. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

/**
 * MqExportKind:
 * @MQ_EXPORT_MODEL: the mesh, written by Blender's exporter and read back by another Blender
 * @MQ_EXPORT_BLEND: the version's own .blend
 * @MQ_EXPORT_PICTURE: a picture of the first view, with nothing around the asset
 * @MQ_EXPORT_SHEET: the version's renders on one picture
 * @MQ_EXPORT_ASSET: a .blend for Blender's Asset Browser, in a folder of it
 * @MQ_EXPORT_DRAWING: a technical drawing, with the sizes that were measured
 * @MQ_EXPORT_RENDERS: pictures, rendered again, for the version or in a folder
 * @MQ_EXPORT_PAGE: a page for a browser, with the model in it
 * @MQ_EXPORT_SCRIPT: the version's script, with its requirements and what checks them
 * @MQ_EXPORT_VIEW: what such a page shows, as the report itself; no file is written
 */
typedef enum
{
  MQ_EXPORT_MODEL,
  MQ_EXPORT_BLEND,
  MQ_EXPORT_PICTURE,
  MQ_EXPORT_SHEET,
  MQ_EXPORT_ASSET,
  MQ_EXPORT_DRAWING,
  MQ_EXPORT_RENDERS,
  MQ_EXPORT_PAGE,
  MQ_EXPORT_SCRIPT,
  MQ_EXPORT_VIEW,
} MqExportKind;

/**
 * MqExportFormat:
 * @id: as the user types it
 * @suffix: of the file, without a dot
 * @title: its name
 * @kind: how it is made
 * @media_type: what other programs call it
 * @has_materials: whether the file keeps materials and pictures
 * @has_unit: whether the file says what its unit is
 * @up: the axis that is usually up in files that need not say it; %NULL: the file says it
 * @triangle_bytes: about what a triangle takes in a file; 0: unknown
 * @unit: the usual unit of programs that read it
 * @is_as_built: whether it cannot show a pose
 * @hint: (nullable): what people are told beside its id, in English
 * @about: what it keeps, and what it has no place for; translated where it is shown
 */
typedef struct
{
  const char *id;
  const char *suffix;
  const char *title;
  MqExportKind kind;
  const char *media_type;
  gboolean has_materials;
  gboolean has_unit;
  const char *up;
  guint triangle_bytes;
  const char *unit;
  gboolean is_as_built;
  const char *hint;
  const char *about;
} MqExportFormat;

const MqExportFormat *mq_export_formats_list (void);
const MqExportFormat *mq_export_format_find (const char *id);
char *mq_export_formats_describe (gboolean has_assets) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MqRenderOptions:
 * @n_views: views round the asset
 * @view: the one that is rendered, from 1; 0: all
 * @width: px
 * @height: px
 * @samples: of each pixel; 0: as many as are usual
 * @engine: auto, cycles, eevee or workbench
 * @light: of mq_render_options_list_lights()
 * @background: (nullable): "#rrggbb"; %NULL: that of the light
 * @transparent: whether there is nothing behind the asset
 * @at_once: `render.at_once` of the settings
 * @pose: (nullable): {joint: degrees or metres}; %NULL: as built
 */
typedef struct
{
  guint n_views;
  guint view;
  int width;
  int height;
  guint samples;
  char *engine;
  char *light;
  char *background;
  gboolean transparent;
  guint at_once;
  JsonObject *pose;
} MqRenderOptions;

const char *const *mq_render_options_list_lights (void);
MqRenderOptions *mq_render_options_new (MqConfig *config);
gboolean mq_render_options_read (MqRenderOptions *self, JsonObject *given, GError **error);
JsonObject *mq_render_options_make_params (const MqRenderOptions *self, gboolean gpu,
                                           const char *folder) G_GNUC_WARN_UNUSED_RESULT;
void mq_render_options_free (MqRenderOptions *self);
gboolean mq_render_options_check (const MqRenderOptions *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRenderOptions, mq_render_options_free)

/**
 * MqExportOptions:
 * @format: the format
 * @path: the file to write; of an asset, the folder to write it in
 * @title: (nullable): what the asset is called, on a sheet and in the Asset Browser; %NULL: as the
 *   version is described
 * @unit: (nullable): m, cm, mm, in or ft; %NULL: the format's usual one
 * @up: (nullable): "z" or "y"; %NULL: what is usual
 * @paper: (nullable): of a drawing: a4, a3 or letter; %NULL: a4
 * @size: factor on all lengths
 * @on_ground: whether the origin goes to the middle of the asset's foot
 * @triangulate: whether all faces become triangles
 * @max_triangles: of the whole asset; 0: as many as there are
 * @levels: whether files of half and of a quarter of the triangles are written, too
 * @links: whether there is a file for each link instead: what stays, and what each joint moves
 * @join: whether objects of the same material become one
 * @texture_px: sides of the pictures that procedural materials are baked into; 0: none
 * @texture_per_object: whether each object gets pictures of its own
 * @draco: whether the triangles of a GLB are compressed
 * @colliders: whether a GLB has bodies that Godot makes colliders of
 * @engine: (nullable): the id of the preset for whose game engine @path is in a package: with
 *   colliders, levels of detail and a README in a folder of its own; %NULL: a file alone
 * @lay_out: whether the pieces lie beside each other for a printer, each on its best side
 * @bed: its build space along x, y and z, mm, in which they have to fit; 0: unknown
 * @pose: (nullable): {joint: degrees or metres}; %NULL: as built
 * @report: whether what is in each file, and what was found, is written beside it
 * @replace: whether files that exist may be replaced
 * @session: (nullable): the session that gets renders; %NULL: they go into the folder @path
 * @render: (nullable): how they are rendered
 * @expected_seconds: about how long it will take; 0: unknown
 */
typedef struct
{
  const MqExportFormat *format;
  char *path;
  char *title;
  char *unit;
  char *up;
  char *paper;
  double size;
  gboolean on_ground;
  gboolean triangulate;
  guint max_triangles;
  gboolean levels;
  gboolean links;
  gboolean join;
  guint texture_px;
  gboolean texture_per_object;
  gboolean draco;
  gboolean colliders;
  const char *engine;
  gboolean lay_out;
  double bed[3];
  JsonObject *pose;
  gboolean report;
  gboolean replace;
  MqSession *session;
  MqRenderOptions *render;
  double expected_seconds;
} MqExportOptions;

MqExportOptions *mq_export_options_new (const MqExportFormat *format, const char *path);
MqExportOptions *mq_export_options_new_from_json (JsonObject *given, const char *path,
                                                  gboolean has_assets, GError **error);
MqExportOptions *mq_export_options_new_view (void);
MqExportOptions *
mq_export_options_new_renders (MqRenderOptions *render, MqSession *session, const char *folder);
/* The levels of detail, each a file, in percent of the triangles. */
#define MQ_EXPORT_N_LEVELS 3
extern const int mq_export_levels[MQ_EXPORT_N_LEVELS];
char *mq_export_make_own_path (const char *path, const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mq_export_make_package_path (const char *folder,
                                   const MqExportFormat *format) G_GNUC_WARN_UNUSED_RESULT;
char *mq_export_make_level_path (const char *path, int percent) G_GNUC_WARN_UNUSED_RESULT;

void mq_export_options_free (MqExportOptions *options);
gboolean mq_export_options_check (const MqExportOptions *options, GError **error);
guint64 mq_export_options_estimate (const MqExportOptions *options, guint64 triangles);
double mq_export_options_estimate_seconds (const MqExportOptions *options, guint objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqExportOptions, mq_export_options_free)

/**
 * MqExportPreset:
 * @id: as the user types it
 * @title: the program or the purpose
 * @format: the id of a format
 * @other: (nullable): the id of another one that it also writes
 * @up: (nullable): as in #MqExportOptions
 * @unit: (nullable): as in #MqExportOptions
 * @on_ground: as in #MqExportOptions
 * @colliders: as in #MqExportOptions
 * @package: (nullable): the id of the format of its packages; %NULL: it has none
 *
 * What another program expects of a file. The size is 1 in all of them.
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *format;
  const char *other;
  const char *up;
  const char *unit;
  gboolean on_ground;
  gboolean colliders;
  const char *package;
} MqExportPreset;

const MqExportPreset *mq_export_presets_list (void);
const MqExportPreset *mq_export_preset_find (const char *id);

/* The steps of an export. With levels of detail, each file has them. */
typedef enum
{
  MQ_EXPORT_STEP_WAITING, /* until others have rendered */
  MQ_EXPORT_STEP_OPENING,
  MQ_EXPORT_STEP_BAKING,
  MQ_EXPORT_STEP_WRITING,
  MQ_EXPORT_STEP_RENDERING, /* a picture */
  MQ_EXPORT_STEP_READING,   /* what was written is read back */
  MQ_EXPORT_STEP_SAVING,
} MqExportStep;

/**
 * MqExportProgress:
 * @step: the current step
 * @done: pictures that are baked or rendered
 * @of: their number; 0 while it is not known
 * @file: the file that is made, from 1
 * @n_files: number of all files
 * @ahead: while it waits, the number of those before it
 * @before: (nullable): while it waits, the title of the one right before it
 */
typedef struct
{
  MqExportStep step;
  guint done;
  guint of;
  guint file;
  guint n_files;
  guint ahead;
  char *before;
} MqExportProgress;

#define MQ_TYPE_EXPORT (mq_export_get_type ())
G_DECLARE_FINAL_TYPE (MqExport, mq_export, MQ, EXPORT, GObject)

MqExport *mq_export_new (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version,
                         MqExportOptions *options);
DexFuture *mq_export_perform (MqExport *self) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to TRUE when nothing of it is left, also if it was dropped. */
DexFuture *mq_export_wait_ended (MqExport *self) G_GNUC_WARN_UNUSED_RESULT;
const MqExportProgress *mq_export_get_progress (MqExport *self);
double mq_export_get_seconds_left (MqExport *self);

/* The proof of an export: what one Blender wrote, and what another one read back. */
JsonObject *mq_export_prove (const MqExportOptions *options, JsonObject *written, JsonObject *read,
                             const char *reader) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_export_is_proved (JsonObject *proof, GError **error);

/** MQ_EXPORT_DRACO: stands among a Blender's suffixes if it can compress with Draco. */
#define MQ_EXPORT_DRACO "draco"

/* Resolves to the suffixes that a Blender can write models in, such as ".glb" (G_TYPE_STRV). */
DexFuture *mq_export_load_suffixes (MqLibrary *library,
                                    const MqWorkerSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* Signal: "progress": another step, or more of this one is done. */

G_END_DECLS
