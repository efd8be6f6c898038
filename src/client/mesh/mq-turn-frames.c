/* The frames of a version on a turntable, see mq-turn-frames.h. Each is a file of the mesh cache. A
 * load that was stopped keeps the frames that are whole; the next one goes on after them. */
#include "client/mesh/mq-turn-frames.h"

#include "client/blender/mq-render-file.h"
#include "client/mesh/mq-mesh-cache.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define FIBER_STACK (256 * 1024)
/* One frame, s. */
#define FRAME_SECONDS 60
#define DEGREES (360.0 / MQ_TURN_N_FRAMES)
/* Bytes of a frame and some. */
#define MAX_FRAME (4 * 1024 * 1024)
#define SCENE "scene.blend"
#define FOLDER_IN_WORK_DIR "turn"

struct _MqTurnFrames
{
  GObject parent_instance;

  MqLibrary *library;
  MqVersion *version;
  MqWorkerSettings settings;
  char *folder; /* of the cache */
  char *work_dir;
  MqWorker *worker;

  DexFuture *dropped;  /* unowned: rejects when the caller drops the future */
  DexFuture *drawing;  /* Blender's call */
  DexPromise *changed; /* resolves when there are more frames */
  guint first;         /* frame that Blender draws */
  guint n_drawn;       /* counted from frame 0, as is */
  guint n_kept;        /* in the cache */
};

enum
{
  FRAME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqTurnFrames, mq_turn_frames, G_TYPE_OBJECT)

static void
mq_turn_frames_finalize (GObject *object)
{
  MqTurnFrames *self = MQ_TURN_FRAMES (object);

  g_object_unref (self->library);
  g_object_unref (self->version);
  g_object_unref (self->settings.blender);
  g_clear_object (&self->worker);
  dex_clear (&self->drawing);
  dex_clear (&self->changed);
  g_free (self->folder);
  g_free (self->work_dir);

  G_OBJECT_CLASS (mq_turn_frames_parent_class)->finalize (object);
}

static void
mq_turn_frames_class_init (MqTurnFramesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_turn_frames_finalize;

  /**
   * MqTurnFrames::frame:
   * @index: from 0
   * @path: the file
   */
  signals[FRAME] = g_signal_new ("frame", MQ_TYPE_TURN_FRAMES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
mq_turn_frames_init (MqTurnFrames *self)
{
}

/**
 * mq_turn_frames_new:
 * @library: the library of the version
 * @settings: the Blender that draws
 * @version: a version
 *
 * Returns: (transfer full): its frames, not loaded
 */
MqTurnFrames *
mq_turn_frames_new (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version)
{
  MqTurnFrames *self;

  g_return_val_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_KEPT_VERSION (version), NULL);
  g_return_val_if_fail (settings != NULL && settings->blender != NULL, NULL);

  self = g_object_new (MQ_TYPE_TURN_FRAMES, NULL);
  self->library = g_object_ref (library);
  self->version = g_object_ref (version);
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->folder = mq_paths_get_cache (MQ_MESH_CACHE_FOLDER);
  return self;
}

static char *
make_name (MqTurnFrames *self, guint index)
{
  g_autofree char *ending = g_strdup_printf ("-turn-%02u.png", index + 1);

  return mq_mesh_cache_make_name (self->version, ending);
}

/* A file of the cache is as hostile as what Blender wrote. Blocks. */
static GBytes *
read_frame (int dir, const char *name, GError **error)
{
  return mq_render_file_read (dir, name, MAX_FRAME, MQ_TURN_WIDTH, MQ_TURN_HEIGHT, error);
}

/* On a worker thread: counts the frames that are in the cache, up to the first that is not. */
static DexFuture *
find_cached_fiber (gpointer data)
{
  MqTurnFrames *self = data;
  g_autofd int dir = open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  guint n;

  for (n = 0; dir >= 0 && n < MQ_TURN_N_FRAMES; n++)
    {
      g_autofree char *name = make_name (self, n);
      g_autoptr (GBytes) bytes = read_frame (dir, name, NULL);

      if (bytes == NULL)
        break;
      utimensat (dir, name, NULL, AT_SYMLINK_NOFOLLOW); /* used now, see mq_mesh_cache_shrink() */
    }

  return dex_future_new_for_uint (n);
}

/* On a worker thread: the next frame that Blender drew. */
static DexFuture *
keep_fiber (gpointer data)
{
  MqTurnFrames *self = data;
  g_autofree char *drawn = g_strdup_printf (FOLDER_IN_WORK_DIR "/frame_%04u.png", self->n_kept + 1);
  g_autofree char *name = make_name (self, self->n_kept);
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (self->work_dir, &error);
  g_autoptr (GBytes) bytes = dir >= 0 ? read_frame (dir, drawn, &error) : NULL;

  if (bytes == NULL || !mq_mesh_cache_keep (self->folder, name, bytes, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/* There is one more. */
static void
add_frame (MqTurnFrames *self)
{
  g_autofree char *name = make_name (self, self->n_kept);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_signal_emit (self, signals[FRAME], 0, self->n_kept++, path);
}

/* After a crash, the next Blender counts the frames that are there again. */
static void
on_progress (MqTurnFrames *self, JsonObject *params)
{
  self->n_drawn = CLAMP (self->first + mq_json_get_int (params, "done", 0), self->n_drawn,
                         MQ_TURN_N_FRAMES);
  if (self->changed != NULL && dex_future_is_pending (DEX_FUTURE (self->changed)))
    dex_promise_resolve_boolean (self->changed, TRUE);
}

/* Of the frames that are not in the cache. It ends with the worker. */
static void
start_drawing (MqTurnFrames *self)
{
  guint n_frames = MQ_TURN_N_FRAMES - self->n_kept;
  g_autoptr (JsonObject) params
      = mq_json_new ("folder:s first:i frames:i from_deg:d degrees:d width:i height:i gpu:b",
                     FOLDER_IN_WORK_DIR, self->n_kept + 1, n_frames, -DEGREES * self->n_kept,
                     -DEGREES * n_frames, MQ_TURN_WIDTH, MQ_TURN_HEIGHT, self->settings.gpu);

  self->first = self->n_drawn = self->n_kept;
  self->drawing = mq_worker_call (self->worker, "turntable", params, FRAME_SECONDS);
  dex_future_disown (dex_ref (self->drawing)); /* it is awaited again and again */
}

/* Awaits. */
static gboolean
await_next (MqTurnFrames *self, GError **error)
{
  while (self->n_drawn <= self->n_kept)
    {
      if (!dex_future_is_pending (self->drawing))
        return dex_await (dex_ref (self->drawing), error)
               && mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender has not drawn all frames"));

      dex_clear (&self->changed);
      self->changed = dex_promise_new ();
      if (!dex_await (
              mq_fiber_unless (self->dropped, dex_future_first (dex_ref (self->drawing),
                                                                dex_ref (self->changed), NULL)),
              error))
        return FALSE;
    }

  return TRUE;
}

/* Awaits. */
static gboolean
draw (MqTurnFrames *self, GError **error)
{
  g_autofree char *scene = g_build_filename (mq_version_get_dir (self->version), SCENE, NULL);

  if (!dex_await (mq_fiber_unless (self->dropped, mq_worker_open (self->worker, scene)), error))
    return FALSE;

  start_drawing (self);
  while (self->n_kept < MQ_TURN_N_FRAMES)
    {
      if (!await_next (self, error)
          || !dex_await (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), FIBER_STACK,
                                         keep_fiber, g_object_ref (self), g_object_unref),
                         error))
        return FALSE;
      if (!dex_future_is_pending (self->dropped))
        return mq_fail (error, MQ_ERROR_CANCELLED, "Nobody waits for the frames");
      add_frame (self);
    }

  return TRUE;
}

static DexFuture *
load_fiber (gpointer data, DexFuture *dropped)
{
  MqTurnFrames *self = data;
  GError *error = NULL;
  guint n_cached = dex_await_uint (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (),
                                                   FIBER_STACK, find_cached_fiber,
                                                   g_object_ref (self), g_object_unref),
                                   NULL);
  gboolean is_drawn;

  self->dropped = dropped;
  if (!dex_future_is_pending (dropped))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CANCELLED, "Nobody waits for the frames");
  while (self->n_kept < n_cached)
    add_frame (self);
  if (n_cached == MQ_TURN_N_FRAMES)
    return dex_future_new_true ();
  if (!(self->work_dir = dex_await_string (mq_library_make_work_dir (self->library), &error)))
    return dex_future_new_for_error (error);

  self->worker = mq_worker_new (&self->settings, self->work_dir, FALSE);
  g_signal_connect_object (self->worker, "progress", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);
  is_drawn = draw (self, &error);
  dex_await (mq_worker_stop (self->worker), NULL);
  dex_await (mq_library_remove_work_dir (self->library, self->work_dir), NULL);
  return is_drawn ? dex_future_new_true () : dex_future_new_for_error (error);
}

/**
 * mq_turn_frames_load:
 * @self: frames, once
 *
 * Emits #MqTurnFrames::frame for each, in order: at once for those that are in the cache, and as
 * they are drawn for the others. Dropping the future ends Blender.
 *
 * Returns: (transfer full): resolves to %TRUE when all are there; rejects if the version cannot be
 *   opened, or what Blender drew cannot be kept
 */
DexFuture *
mq_turn_frames_load (MqTurnFrames *self)
{
  dex_return_error_if_fail (MQ_IS_TURN_FRAMES (self));

  return mq_fiber_spawn_droppable (FIBER_STACK, load_fiber, g_object_ref (self), g_object_unref);
}
