/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the frames of a film are drawn, see mq-film-frames.h. */
#include "client/film/mq-film-frames.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "client/blender/mq-files-measure.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIBER_STACK (256 * 1024)
#define FOLDER "films"
/* Frames that a crash left are kept for MAX_AGE seconds, and MAX_BYTES of all together. */
#define MAX_AGE (3 * 24 * 3600)
#define MAX_BYTES ((guint64)2 << 30)

struct _MqFilmFrames
{
  GObject parent_instance;

  char *path;
  int lock;      /* its owner lives */
  guint n_found; /* frames that were there */
};

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

const char *
mq_film_frames_get_path (MqFilmFrames *self)
{
  return self->path;
}

guint
mq_film_frames_get_n_found (MqFilmFrames *self)
{
  return self->n_found;
}

/* Locked, or -1 if another program has it. */
static int
lock_folder (const char *path)
{
  g_autofd int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  return fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 ? g_steal_fd (&fd) : -1;
}

typedef struct
{
  char *path;
  gint64 used;
  guint64 bytes;
} OldFrames;

static void
clear_old_frames (gpointer data)
{
  g_free (((OldFrames *)data)->path);
}

static int
compare_use (gconstpointer a, gconstpointer b)
{
  const OldFrames *first = a, *second = b;

  return first->used > second->used ? -1 : first->used < second->used;
}

/* Removes what nobody came back for: what is too old, and the oldest of what is too much. */
static void
sweep (const char *folder, const char *except)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (OldFrames));
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;
  guint64 total = 0;

  g_array_set_clear_func (found, clear_old_frames);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      OldFrames old = { g_build_filename (folder, name, NULL), 0, 0 };
      GStatBuf facts;

      if (!g_str_equal (name, except) && g_lstat (old.path, &facts) == 0)
        {
          old.used = facts.st_mtime;
          old.bytes = mq_files_measure (old.path);
          g_array_append_val (found, old);
        }
      else
        g_free (old.path);
    }

  g_array_sort (found, compare_use);
  for (guint i = 0; i < found->len; i++)
    {
      const OldFrames *old = &g_array_index (found, OldFrames, i);
      g_autofd int lock = -1;

      total += old->bytes;
      if ((total > MAX_BYTES || now - old->used > MAX_AGE) && (lock = lock_folder (old->path)) >= 0)
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
  sweep (folder, key);
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

/**
 * mq_film_frames_open:
 * @key: a file name that names what is drawn, and how
 *
 * Returns: (transfer full): resolves to a #MqFilmFrames; rejects with %MQ_ERROR_BAD_INPUT if
 *   another program draws the same
 */
DexFuture *
mq_film_frames_open (const char *key)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, open_fiber,
                              (G_TYPE_STRING, key));
}

static DexFuture *
remove_fiber (gpointer data)
{
  mq_files_remove_tree (AT_FDCWD, data);
  return dex_future_new_true ();
}

/**
 * mq_film_frames_remove:
 * @self: the frames of a film that is done, or that nobody wants
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_film_frames_remove (MqFilmFrames *self)
{
  return mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), FIBER_STACK, remove_fiber,
                         g_strdup (self->path), g_free);
}
