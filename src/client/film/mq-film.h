/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilm: versions on a turntable, as a film. A Blender in the sandbox draws the frames, GStreamer
 * encodes them as they come. Used by the command line and the window. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/film/mq-film-format.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

/**
 * MqFilmOptions:
 * @format: the format
 * @path: the file to write
 * @engine: workbench, eevee, cycles or auto
 * @easing: linear or smooth, which is slow at the beginning and at the end
 * @seconds: length
 * @fps: pictures for each second
 * @width: px, even; the height is 9/16 of it
 * @captions: whether a version's instruction is shown with it
 * @transparent: whether there is nothing behind the asset
 * @motion: whether its joints move one after the other, before a camera that stands still
 * @pose: (nullable): {joint: degrees or metres}; %NULL: as built
 * @replace: whether a file that exists may be replaced
 */
typedef struct
{
  const MqFilmFormat *format;
  char *path;
  char *engine;
  char *easing;
  double seconds;
  guint fps;
  guint width;
  gboolean captions;
  gboolean transparent;
  gboolean motion;
  JsonObject *pose;
  gboolean replace;
} MqFilmOptions;

MqFilmOptions *mq_film_options_new (const MqFilmFormat *format, const char *path);
MqFilmOptions *mq_film_options_new_from_json (JsonObject *given, const char *path, GError **error);
void mq_film_options_free (MqFilmOptions *options);
gboolean mq_film_options_check (const MqFilmOptions *options, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqFilmOptions, mq_film_options_free)

/** MQ_FILM_FRAMES_FOLDER: in the folder of a film in the cache: the one that Blender draws into. */
#define MQ_FILM_FRAMES_FOLDER "frames"

#define MQ_TYPE_FILM (mq_film_get_type ())
G_DECLARE_FINAL_TYPE (MqFilm, mq_film, MQ, FILM, GObject)

MqFilm *mq_film_new (MqLibrary *library, const MqWorkerSettings *settings, GListModel *versions,
                     MqVersion *version, MqFilmOptions *options);
DexFuture *mq_film_perform (MqFilm *self) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to TRUE when nothing of it is left, also if it was dropped. */
DexFuture *mq_film_wait_ended (MqFilm *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signal: "progress" (guint done, guint of): frames. */
double mq_film_get_seconds_left (MqFilm *self);

G_END_DECLS
