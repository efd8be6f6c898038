/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilmFrames: the folder in the cache where the frames of a film are drawn. It outlives a crash
 * of the program: whoever asks for the same film gets the frames that are there. Used by MqFilm. */
#pragma once

#include <glib-object.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_FILM_FRAMES_FOLDER: the folder in it that Blender draws into. */
#define MQ_FILM_FRAMES_FOLDER "frames"

#define MQ_TYPE_FILM_FRAMES (mq_film_frames_get_type ())
G_DECLARE_FINAL_TYPE (MqFilmFrames, mq_film_frames, MQ, FILM_FRAMES, GObject)

struct _MqFilmFrames
{
  GObject parent_instance;

  char *path;
  int lock;      /* its owner lives */
  guint n_found; /* frames that were there */
};

DexFuture *mq_film_frames_open (const char *key) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_film_frames_remove (MqFilmFrames *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
