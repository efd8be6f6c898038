/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilm, see mq-film.h: lets a Blender draw, hands what it has drawn to the encoder, and puts the
 * whole file in place. */
#include "client/film/mq-film.h"

#include "client/blender/mq-files-measure.h"
#include "client/export/mq-export-files.h"
#include "client/film/mq-film-encoder.h"
#include "common/asset/mq-joint.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/file.h>

/* MqFilmFrames: the folder in the cache where the frames of a film are drawn. It outlives a crash
 * of the program: whoever asks for the same film gets the frames that are there. */

#define MQ_TYPE_FILM_FRAMES (mq_film_frames_get_type ())
G_DECLARE_FINAL_TYPE (MqFilmFrames, mq_film_frames, MQ, FILM_FRAMES, GObject)

struct _MqFilmFrames
{
  GObject parent_instance;

  char *path;
  int lock;      /* its owner lives */
  guint n_found; /* frames that were there */
};

#define MIN_WIDTH 160
#define MAX_WIDTH 3840
/* Frames have numbers of four digits. */
#define MAX_FRAMES 9999
#define FOLDER "films"
/* Frames that a crash left are kept for MAX_AGE seconds, and MAX_BYTES of all together. */
#define MAX_AGE (G_GINT64_CONSTANT (3) * 24 * 3600)
#define MAX_BYTES ((guint64)2 << 30)
/* One frame with Cycles in full size on a slow machine, s. */
#define FRAME_SECONDS 900
#define SCENE "scene.blend"
#define FILM "film.part"
/* Where the turn begins, degrees: a little from the right. */
#define BEGINNING 38

struct _MqFilm
{
  GObject parent_instance;

  MqLibrary *library;
  GPtrArray *versions; /* each has its part of the film, and of the turn */
  MqFilmOptions *options;
  MqWorkerSettings settings;
  MqWorker *worker;
  MqFilmEncoder *encoder;
  MqFilmFrames *frames; /* Blender works there */
  char *film_dir;       /* the encoder's: Blender cannot write there */

  char *key;           /* of what its frames depend on */
  DexPromise *ended;   /* resolves when nothing of it is left */
  DexFuture *dropped;  /* unowned: rejects when the caller drops the future */
  DexPromise *changed; /* resolves when there are more frames, or the last one */
  guint part;          /* the version that is drawn */
  guint n_drawn;
  JsonObject *drawing; /* what Blender says when all frames of a part are drawn */
  GError *failure;     /* or why they are not */

  guint n_encoded;
  guint n_before; /* frames that were there when the clock was started */
  gint64 clock;   /* when the first frame of this film's own was encoded, µs; 0: not yet */
};

enum
{
  PROGRESS,
  N_SIGNALS
};

/**
 * mq_film_options_new:
 * @format: the format
 * @path: the file to write
 *
 * Returns: (transfer full): options of six seconds, 1280 px wide
 */
MqFilmOptions *
mq_film_options_new (const MqFilmFormat *format, const char *path)
{
  MqFilmOptions *options = g_new0 (MqFilmOptions, 1);

  options->format = format;
  options->path = g_canonicalize_filename (path, NULL);
  options->engine = g_strdup ("workbench");
  options->easing = g_strdup ("linear");
  options->seconds = 6;
  options->fps = 24;
  options->width = 1280;
  return options;
}

/**
 * mq_film_options_new_from_json:
 * @given: as data/schemas/film.schema.json has it
 * @path: the file to write
 * @error: %MQ_ERROR_BAD_INPUT, in English
 *
 * Returns: (transfer full) (nullable): options, not yet checked
 */
MqFilmOptions *
mq_film_options_new_from_json (JsonObject *given, const char *path, GError **error)
{
  const char *id = mq_json_get_string (given, "format", "webm");
  const MqFilmFormat *format = mq_film_format_find (id);
  MqFilmOptions *made;

  if (format == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no film format “%s”\nThe formats are webm, mp4, webp and gif",
                         id);

  made = mq_film_options_new (format, path);
  mq_json_read (given, "seconds:d making_of:b transparent:b motion:b pose:o easing:S engine:S",
                &made->seconds, &made->captions, &made->transparent, &made->motion, &made->pose,
                &made->easing, &made->engine);
  made->fps = (guint)MAX (mq_json_get_int (given, "fps", made->fps), 0);
  made->width = (guint)MAX (mq_json_get_int (given, "width", made->width), 0);
  return made;
}

void
mq_film_options_free (MqFilmOptions *options)
{
  g_free (options->path);
  g_free (options->engine);
  g_free (options->easing);
  g_clear_pointer (&options->pose, json_object_unref);
  g_free (options);
}

/* @options: options. Returns: px; even, because encoders halve the colours' resolution */
static guint
get_height (const MqFilmOptions *options)
{
  return options->width * 9 / 32 * 2;
}

/* @options: options. Returns: the number of frames */
static guint
get_n_frames (const MqFilmOptions *options)
{
  return lround (options->seconds * options->fps);
}

/**
 * mq_film_options_check:
 * @options: options
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether they are valid, and the file can be written
 */
gboolean
mq_film_options_check (const MqFilmOptions *options, GError **error)
{
  static const char *const engines[] = { "workbench", "eevee", "cycles", "auto", NULL };

  if (!g_strv_contains (engines, options->engine))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("There is no engine “%s”: use workbench, eevee, cycles or auto"),
                    options->engine);
  if (!g_str_equal (options->easing, "linear") && !g_str_equal (options->easing, "smooth"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("There is no easing “%s”: use linear or smooth"),
                    options->easing);
  if (options->transparent && !options->format->has_alpha)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("A %s film cannot be transparent: use WebP or GIF"), options->format->title);
  if (options->transparent && options->captions)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A film with captions cannot be transparent"));
  if ((options->motion || options->pose != NULL) && options->captions)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("A film of all versions shows each as it was built: leave the pose and the "
                       "motion out"));
  if (options->width < MIN_WIDTH || options->width > MAX_WIDTH || options->width % 2 != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A film is %d to %d pixels wide, an even number"),
                    MIN_WIDTH, MAX_WIDTH);
  if (options->fps < 1 || options->fps > options->format->max_fps)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A %s film has 1 to %u frames per second"),
                    options->format->title, options->format->max_fps);
  if (!(options->seconds > 0 && options->seconds * options->fps <= MAX_FRAMES)
      || get_n_frames (options) < 2)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("A film has 2 to %d frames"), MAX_FRAMES);

  return mq_export_check_path (options->path, options->replace, error);
}

/* The folder in the cache where the frames of a film are drawn. */

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

static DexFuture *
open_fiber (const char *key)
{
  g_autofree char *folder = mq_paths_get_cache (FOLDER);
  g_autoptr (MqFilmFrames) self = g_object_new (MQ_TYPE_FILM_FRAMES, NULL);
  g_autoptr (GArray) found = mq_files_list_by_use (folder);
  gint64 oldest = (g_get_real_time () - MAX_AGE * G_TIME_SPAN_SECOND) * 1000;
  guint64 total = 0;
  g_autoptr (GDir) all = NULL;
  g_autofree char *frames = NULL;
  g_autoptr (GDir) drawn = NULL;
  const char *name;
  GError *error = NULL;

  self->path = g_build_filename (folder, key, NULL);

  /* Removes what nobody came back for: what is too old, and the oldest of what is too much. */
  MQ_EACH_VALUE (found, i, const MqFileUse, old)
    {
      g_autofd int lock = -1;

      if (g_str_equal (old->path, self->path))
        continue;

      total += old->bytes;
      if ((total > MAX_BYTES || old->used < oldest) && (lock = lock_folder (old->path)) >= 0)
        mq_files_remove_tree (AT_FDCWD, old->path);
    }

  if (mq_paths_make_private (folder, &error) && mq_paths_make_private (self->path, &error))
    {
      self->lock = lock_folder (self->path);
      if (self->lock < 0)
        mq_fail (&error, MQ_ERROR_BAD_INPUT, _ ("This film is already being made"));
    }
  if (self->lock < 0)
    return dex_future_new_for_error (error);

  /* Everything but the frames: another Blender works in it now. */
  all = g_dir_open (self->path, 0, NULL);
  frames = g_build_filename (self->path, MQ_FILM_FRAMES_FOLDER, NULL);
  while (all != NULL && (name = g_dir_read_name (all)) != NULL)
    if (!g_str_equal (name, MQ_FILM_FRAMES_FOLDER))
      mq_files_remove_tree (self->lock, name);

  drawn = g_dir_open (frames, 0, NULL);
  while (drawn != NULL && (name = g_dir_read_name (drawn)) != NULL)
    self->n_found += g_str_has_prefix (name, "frame_") && g_str_has_suffix (name, ".png");

  futimens (self->lock, NULL);
  return dex_future_new_take_object (g_steal_pointer (&self));
}

static DexFuture *
remove_fiber (const char *path)
{
  mq_files_remove_tree (AT_FDCWD, path);
  return dex_future_new_true ();
}

static guint signals[N_SIGNALS];

/* Films that are being made, or clean up; unowned. */
static GPtrArray *films;

G_DEFINE_FINAL_TYPE (MqFilm, mq_film, G_TYPE_OBJECT)

static void
mq_film_finalize (GObject *object)
{
  MqFilm *self = MQ_FILM (object);

  g_clear_object (&self->library);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_clear_object (&self->settings.blender);
  g_clear_object (&self->worker);
  g_clear_object (&self->encoder);
  g_clear_pointer (&self->options, mq_film_options_free);
  g_clear_pointer (&self->drawing, json_object_unref);
  g_clear_error (&self->failure);
  dex_clear (&self->changed);
  dex_clear (&self->ended);
  g_free (self->key);
  g_clear_object (&self->frames);
  g_free (self->film_dir);

  G_OBJECT_CLASS (mq_film_parent_class)->finalize (object);
}

static void
mq_film_class_init (MqFilmClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_film_finalize;

  /**
   * MqFilm::progress:
   * @done: frames that are in the film
   * @of: their number
   */
  signals[PROGRESS] = g_signal_new ("progress", MQ_TYPE_FILM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
mq_film_init (MqFilm *self)
{
  self->ended = dex_promise_new ();
}

/**
 * mq_film_new:
 * @library: the library of the version
 * @settings: the Blender to use
 * @versions: those of the session: with captions, the film shows them one after the other, as
 *   they are now
 * @version: without captions, the one that it shows
 * @options: (transfer full): checked with mq_film_options_check()
 *
 * Returns: (transfer full): a film
 */
MqFilm *
mq_film_new (MqLibrary *library, const MqWorkerSettings *settings, GListModel *versions,
             MqVersion *version, MqFilmOptions *options)
{
  MqFilm *self;

  g_return_val_if_fail (MQ_IS_LIBRARY (library) && G_IS_LIST_MODEL (versions), NULL);
  g_return_val_if_fail (options != NULL && options->format != NULL, NULL);

  self = g_object_new (MQ_TYPE_FILM, NULL);
  self->library = g_object_ref (library);
  self->versions = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; options->captions && i < g_list_model_get_n_items (versions); i++)
    g_ptr_array_add (self->versions, g_list_model_get_item (versions, i));
  if (!options->captions)
    g_ptr_array_add (self->versions, g_object_ref (version));
  self->options = options;
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  return self;
}

/* The first frame of a part, from 0; of the part after the last: their number. */
static guint
get_first (MqFilm *self, guint part)
{
  return get_n_frames (self->options) * part / self->versions->len;
}

static void
wake_up (MqFilm *self)
{
  if (self->changed != NULL && dex_future_is_pending (DEX_FUTURE (self->changed)))
    dex_promise_resolve_boolean (self->changed, TRUE);
}

/* After a crash, the next Blender counts the frames that are there again. */
static void
on_progress (MqFilm *self, JsonObject *params)
{
  self->n_drawn = CLAMP (get_first (self, self->part) + mq_json_get_int (params, "done", 0),
                         self->n_drawn, get_first (self, self->part + 1));
  wake_up (self);
}

static DexFuture *
on_drawn (DexFuture *future, gpointer user_data)
{
  MqFilm *self = user_data;
  const GValue *value = dex_future_get_value (future, &self->failure);

  if (value != NULL)
    self->drawing = g_value_dup_boxed (value);
  wake_up (self);
  return NULL;
}

/* Awaits @n_frames frames; with @all, until Blender says that the part has no more. */
static gboolean
await_drawn (MqFilm *self, guint n_frames, gboolean all, GError **error)
{
  while (self->drawing == NULL && (all || self->n_drawn < n_frames))
    {
      if (self->failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&self->failure));
          return FALSE;
        }

      dex_clear (&self->changed);
      self->changed = dex_promise_new ();
      if (!dex_await (mq_fiber_unless (self->dropped, dex_ref (DEX_FUTURE (self->changed))), error))
        return FALSE;
    }

  return self->n_drawn >= n_frames
         || mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender has not drawn all frames"));
}

/* Awaits. */
static gboolean
film_part (MqFilm *self, GError **error)
{
  g_autofree char *scene = g_build_filename (mq_version_get_dir (self->versions->pdata[self->part]),
                                             SCENE, NULL);
  const MqFilmOptions *options = self->options;
  guint height = get_height (options);
  guint n_all = get_n_frames (options);
  guint first = get_first (self, self->part);
  guint end = get_first (self, self->part + 1);
  double share = 360.0 / n_all;
  double from = BEGINNING + share * first;
  g_autoptr (JsonObject) params = NULL;

  if (!dex_await (mq_fiber_unless (self->dropped, mq_worker_open (self->worker, scene)), error))
    return FALSE;

  g_clear_pointer (&self->drawing, json_object_unref);

  params = mq_json_new (
      "folder:s first:i frames:i from_deg:d degrees:d width:i height:i engine:s gpu:b easing:s "
      "transparent:b motion:b pose:o?",
      MQ_FILM_FRAMES_FOLDER, first + 1, end - first, from > 360 ? from - 360 : from,
      options->motion ? 0 : share * (end - first), options->width,
      options->captions ? height - mq_film_caption_get_height (height) : height, options->engine,
      self->settings.gpu, options->easing, options->transparent, options->motion,
      options->pose != NULL ? json_object_ref (options->pose) : NULL);
  /* It ends with the worker. */
  dex_future_disown (
      dex_future_finally (mq_worker_call (self->worker, "turntable", params, FRAME_SECONDS),
                          on_drawn, g_object_ref (self), g_object_unref));

  for (guint i = first; i < end; i++)
    {
      g_autofree char *name = g_strdup_printf ("frame_%04u.png", i + 1);
      g_autofree char *path = g_build_filename (self->frames->path, MQ_FILM_FRAMES_FOLDER, name,
                                                NULL);

      if (!await_drawn (self, i + 1, FALSE, error)
          || !dex_await (mq_fiber_unless (self->dropped, mq_film_encoder_add (self->encoder, path)),
                         error))
        return FALSE;

      self->n_encoded++;
      if (self->clock == 0 && self->n_encoded > self->frames->n_found)
        {
          self->clock = g_get_monotonic_time ();
          self->n_before = self->n_encoded;
        }
      g_signal_emit (self, signals[PROGRESS], 0, self->n_encoded, n_all);
    }

  return await_drawn (self, end, TRUE, error);
}

/* Awaits. */
static JsonObject *
perform (MqFilm *self, GError **error)
{
  const char *const files[] = { FILM, NULL };
  const MqFilmOptions *options = self->options;
  guint height = get_height (options);
  guint n_frames = get_n_frames (options);
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) captions = NULL;
  JsonObject *report;

  if (self->versions->len == 0 || self->versions->len > n_frames)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The film is too short for %u versions"),
                         self->versions->len);

  if (!dex_await (mq_film_format_load (options->format), error)
      || !(self->frames = dex_await_object (
               mq_fiber_spawn_on_thread (open_fiber, (G_TYPE_STRING, self->key)), error))
      || !(self->film_dir = dex_await_string (mq_library_make_work_dir (self->library), error)))
    return NULL;

  self->worker = mq_worker_new (&self->settings, self->frames->path, FALSE);
  g_signal_connect_object (self->worker, "progress", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);

  /* One caption for each frame. A script of one's own has no instruction. */
  if (options->captions)
    captions = g_ptr_array_new_with_free_func ((GDestroyNotify)cairo_surface_destroy);
  for (guint part = 0; captions != NULL && part < self->versions->len; part++)
    {
      MqVersion *version = self->versions->pdata[part];
      const char *words = mq_version_get_instruction (version);
      cairo_surface_t *caption = mq_film_caption_make (
          *words != '\0' ? words : mq_version_get_summary (version), options->width, height);

      for (guint i = get_first (self, part); i < get_first (self, part + 1); i++)
        g_ptr_array_add (captions, cairo_surface_reference (caption));
      cairo_surface_destroy (caption);
    }

  path = g_build_filename (self->film_dir, FILM, NULL);
  self->encoder = mq_film_encoder_new (options->format, path, options->width, height, options->fps,
                                       captions, error);
  if (self->encoder == NULL)
    return NULL;

  for (self->part = 0; self->part < self->versions->len; self->part++)
    if (!film_part (self, error))
      return NULL;
  /* Only what is closed is whole on the disk. */
  if (!dex_await (mq_fiber_unless (self->dropped, mq_film_encoder_finish (self->encoder)), error)
      || !dex_await (mq_film_encoder_stop (self->encoder), error)
      || !dex_await (mq_export_save_files (self->film_dir, (GStrv)files, options->path, NULL,
                                           options->replace),
                     error))
    return NULL;

  report = mq_json_new (
      "file:s format:s version:i width:i height:i fps:i frames:i found:i seconds:d engine:s",
      options->path, options->format->id,
      mq_version_get_number (self->versions->pdata[self->versions->len - 1]), options->width,
      height, options->fps, n_frames, self->frames->n_found, (double)n_frames / options->fps,
      mq_json_get_string (self->drawing, "engine", ""));
  mq_joints_note_pose (report, self->drawing);
  return report;
}

static DexFuture *
perform_fiber (MqFilm *self, DexFuture *dropped)
{
  const MqFilmOptions *options = self->options;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *pose = options->pose != NULL ? mq_json_object_to_string (options->pose, FALSE)
                                                : NULL;
  GError *error = NULL;
  JsonObject *report;

  self->dropped = dropped;
  if (films == NULL)
    films = g_ptr_array_new ();

  /* Hashes everything that the frames depend on. A version does not change, but a restored library
   * may have other ones under the same names. */
  for (guint i = 0; i < self->versions->len; i++)
    {
      const char *dir = mq_version_get_dir (self->versions->pdata[i]);
      g_autofree char *scene = g_build_filename (dir, SCENE, NULL);
      GStatBuf facts = { 0 };

      g_stat (scene, &facts);
      g_string_append_printf (text, "%s %lld %lld\n", dir, (long long)facts.st_mtime,
                              (long long)facts.st_size);
    }
  g_string_append_printf (
      text, "%s %s %s %s %u %u %d %d %d %d %s", mq_blender_get_path (self->settings.blender),
      mq_blender_get_version (self->settings.blender), options->engine, options->easing,
      get_n_frames (options), options->width, options->captions, options->transparent,
      self->settings.gpu, options->motion, pose != NULL ? pose : "");
  self->key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize)text->len);

  /* A film of the same frames that was dropped has their folder until it has cleaned up. */
  for (guint i = 0; i < films->len;)
    {
      MqFilm *other = films->pdata[i++];

      if (g_str_equal (other->key, self->key) && !dex_future_is_pending (other->dropped))
        {
          dex_await (dex_ref (DEX_FUTURE (other->ended)), NULL);
          i = 0; /* there may be others meanwhile */
        }
    }
  g_ptr_array_add (films, self);

  report = perform (self, &error);

  if (self->encoder != NULL)
    dex_await (mq_film_encoder_stop (self->encoder), NULL);
  if (self->worker != NULL)
    dex_await (mq_worker_stop (self->worker), NULL);
  if (self->frames != NULL)
    dex_await (mq_fiber_spawn_on_thread (remove_fiber, (G_TYPE_STRING, self->frames->path)), NULL);
  g_clear_object (&self->frames);
  if (self->film_dir != NULL)
    dex_await (mq_library_remove_work_dir (self->library, self->film_dir), NULL);

  g_ptr_array_remove (films, self);
  dex_promise_resolve_boolean (self->ended, TRUE);
  return report != NULL ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, report)
                        : dex_future_new_for_error (error);
}

/**
 * mq_film_perform:
 * @self: a film, once
 *
 * Dropping the future stops it; nothing of it stays.
 *
 * Returns: (transfer full): resolves to a report (JSON_TYPE_OBJECT); rejects with
 *   %MQ_ERROR_BAD_INPUT if this computer lacks an encoder, before anything is drawn
 */
DexFuture *
mq_film_perform (MqFilm *self)
{
  dex_return_error_if_fail (MQ_IS_FILM (self));

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, perform_fiber, (MQ_TYPE_FILM, self));
}

/**
 * mq_film_wait_ended:
 * @self: a film that was begun
 *
 * Returns: (transfer full): resolves to %TRUE when nothing of it is left but the file that the user
 *   wanted
 */
DexFuture *
mq_film_wait_ended (MqFilm *self)
{
  dex_return_error_if_fail (MQ_IS_FILM (self));

  return dex_ref (DEX_FUTURE (self->ended));
}

/**
 * mq_film_get_seconds_left:
 * @self: a film that is made
 *
 * Frames that a crash left are there at once, so they do not count.
 *
 * Returns: seconds, if each frame takes as long as those so far; -1 if that is not known yet
 */
double
mq_film_get_seconds_left (MqFilm *self)
{
  g_return_val_if_fail (MQ_IS_FILM (self), -1);

  if (self->clock == 0 || self->n_encoded == self->n_before)
    return -1;

  return (double)(g_get_monotonic_time () - self->clock) / G_USEC_PER_SEC
         / (self->n_encoded - self->n_before) * (get_n_frames (self->options) - self->n_encoded);
}
