/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the frames of a film are drawn, see mq-film-private.h. */
#include "client/film/mq-film-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "client/blender/mq-files-measure.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define FIBER_STACK (256 * 1024)
#define FOLDER "films"
/* Frames that a crash left are kept for MAX_AGE seconds, and MAX_BYTES of all together. */
#define MAX_AGE (G_GINT64_CONSTANT (3) * 24 * 3600)
#define MAX_BYTES ((guint64)2 << 30)

G_DEFINE_FINAL_TYPE (MqFilmFrames, mq_film_frames, G_TYPE_OBJECT)

static void
mq_film_frames_finalize (GObject *object)
{
  MqFilmFrames *self = MQ_FILM_FRAMES (object);

  g_clear_fd (&self->lock, NULL);
  g_free (self->path);

  G_OBJECT_CLASS (mq_film_frames_parent_class)->finalize (object);
}

static void
mq_film_frames_class_init (MqFilmFramesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_film_frames_finalize;
}

static void
mq_film_frames_init (MqFilmFrames *self)
{
  self->lock = -1;
}

/* Locked, or -1 if another program has it. */
static int
lock_folder (const char *path)
{
  g_autofd int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  return fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 ? g_steal_fd (&fd) : -1;
}

/* Removes what nobody came back for: what is too old, and the oldest of what is too much. */
static void
sweep (const char *folder, const char *except)
{
  g_autoptr (GArray) found = mq_files_list_by_use (folder);
  gint64 oldest = (g_get_real_time () - MAX_AGE * G_TIME_SPAN_SECOND) * 1000;
  guint64 total = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const MqFileUse *old = &g_array_index (found, MqFileUse, i);
      g_autofd int lock = -1;

      if (g_str_equal (old->path, except))
        continue;

      total += old->bytes;
      if ((total > MAX_BYTES || old->used < oldest) && (lock = lock_folder (old->path)) >= 0)
        mq_files_remove_tree (AT_FDCWD, old->path);
    }
}

/* Everything but the frames: another Blender works in it now. */
static guint
keep_frames (int dir, const char *path)
{
  g_autoptr (GDir) all = g_dir_open (path, 0, NULL);
  g_autofree char *frames = g_build_filename (path, MQ_FILM_FRAMES_FOLDER, NULL);
  g_autoptr (GDir) drawn = NULL;
  const char *name;
  guint n = 0;

  while (all != NULL && (name = g_dir_read_name (all)) != NULL)
    if (!g_str_equal (name, MQ_FILM_FRAMES_FOLDER))
      mq_files_remove_tree (dir, name);

  drawn = g_dir_open (frames, 0, NULL);
  while (drawn != NULL && (name = g_dir_read_name (drawn)) != NULL)
    n += g_str_has_prefix (name, "frame_") && g_str_has_suffix (name, ".png");
  return n;
}

static DexFuture *
open_fiber (const char *key)
{
  g_autofree char *folder = mq_paths_get_cache (FOLDER);
  g_autoptr (MqFilmFrames) self = g_object_new (MQ_TYPE_FILM_FRAMES, NULL);
  GError *error = NULL;

  self->path = g_build_filename (folder, key, NULL);
  sweep (folder, self->path);
  if (mq_paths_make_private (folder, &error) && mq_paths_make_private (self->path, &error))
    {
      self->lock = lock_folder (self->path);
      if (self->lock < 0)
        mq_fail (&error, MQ_ERROR_BAD_INPUT, _ ("This film is being made already"));
    }
  if (self->lock < 0)
    return dex_future_new_for_error (error);

  self->n_found = keep_frames (self->lock, self->path);
  futimens (self->lock, NULL);
  return dex_future_new_take_object (g_steal_pointer (&self));
}

/* @key: a file name that names what is drawn, and how. Returns: (transfer full): resolves to a
 * #MqFilmFrames; rejects with %MQ_ERROR_BAD_INPUT if another program draws the same */
DexFuture *
mq_film_frames_open (const char *key)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, open_fiber,
                              (G_TYPE_STRING, key));
}

static DexFuture *
remove_fiber (const char *path)
{
  mq_files_remove_tree (AT_FDCWD, path);
  return dex_future_new_true ();
}

/* Returns: (transfer full): resolves to %TRUE */
DexFuture *
mq_film_frames_remove (MqFilmFrames *self)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, remove_fiber,
                              (G_TYPE_STRING, self->path));
}
