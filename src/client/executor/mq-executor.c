/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExecutor: carries out a run's instructions with a worker, see mq-executor.h. The bridge's
 * answers are untrusted, because a hostile script can forge them: they are only passed on and
 * saved, and all file names are our own. */
#include "client/executor/mq-executor.h"

#include "common/base/mq-files.h"
#include "client/executor/mq-introspect.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/events/mq-instruction-table.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define PREVIEW_WIDTH 960
#define PREVIEW_HEIGHT 540
#define LOOK_PX 640
#define FAR_POSES "far_poses.jpg"

/* Limits, in seconds of Blender's processor time, because a slow machine is not an error.
 * SAVE_SECONDS is added to the limit of a script. */
#define CHECK_SECONDS 60
#define SAVE_SECONDS 30
#define PREVIEW_SECONDS 120
/* Long, as the version needs what comes after it. */
#define MODEL_SECONDS 300
#define PICTURE_SECONDS 300
#define LOOK_SECONDS 300

#define MAX_PICTURES 10
/* Bytes of a result's JSON beside what Blender reported. */
#define RESULT_FRAME 1024

struct _MqExecutor
{
  GObject parent_instance;

  MqWorker *worker;
  char *work_dir;
  char *meshes; /* (nullable): the path of what the scripts load */
  MqConfig *config;
  GHashTable *results;   /* number of an instruction → its result */
  GPtrArray *rendered;   /* images of @rendering that are done */
  gint64 rendering;      /* number of the last instruction that rendered */
  JsonObject *final;     /* (nullable): how @rendering is rendered, if it is for final pictures */
  JsonArray *kept;       /* (nullable): images of @kept_of that another client rendered */
  gint64 kept_of;        /* number of an instruction for final pictures */
  guint n_kept;          /* the first ones of @rendered, which are from @kept */
  GPtrArray *remembered; /* all instructions of the run, in order */
  MqHandEdit *hand_edit; /* (nullable): the scene of an instruction with `by_hand` */
  gint64 executed;       /* number of the instruction whose script the worker ran last */
  gboolean is_posing;    /* a picture is drawn that no instruction asks for */
  gboolean by_hand;      /* the worker opened @hand_edit instead */
  JsonArray *cameras;    /* of the last version, or of the one that the run began with */
};

typedef struct
{
  MqExecutor *executor;
  gint64 number;
  gboolean is_final; /* final pictures */
} Task;

G_DEFINE_FINAL_TYPE (MqExecutor, mq_executor, G_TYPE_OBJECT)

static void
mq_executor_finalize (GObject *object)
{
  MqExecutor *self = MQ_EXECUTOR (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->config);
  g_clear_object (&self->hand_edit);
  g_clear_pointer (&self->cameras, json_array_unref);
  g_clear_pointer (&self->final, json_object_unref);
  g_clear_pointer (&self->kept, json_array_unref);
  g_hash_table_unref (self->results);
  g_ptr_array_unref (self->rendered);
  g_ptr_array_unref (self->remembered);
  g_free (self->work_dir);
  g_free (self->meshes);

  G_OBJECT_CLASS (mq_executor_parent_class)->finalize (object);
}

static void
mq_executor_class_init (MqExecutorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_executor_finalize;
}

static void
mq_executor_init (MqExecutor *self)
{
  self->rendered = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);
  self->remembered = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  self->results = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify)json_object_unref);
}

/**
 * mq_executor_new:
 *
 * Returns: (transfer full): an executor without a worker, which only remembers instructions
 */
MqExecutor *
mq_executor_new (void)
{
  return g_object_new (MQ_TYPE_EXECUTOR, NULL);
}

/* A picture that is done; a draft is none. After a crash, the next Blender begins again. */
static void
on_progress (MqExecutor *self, JsonObject *params)
{
  JsonObject *image = mq_json_get_object (params, "image");
  guint done = (guint)mq_json_get_int (params, "done", 0);

  if (image == NULL || done == 0 || self->is_posing
      || mq_json_get_boolean (params, "provisional", FALSE))
    return;

  g_ptr_array_set_size (self->rendered, (int)MIN (self->n_kept + done - 1, self->rendered->len));
  g_ptr_array_add (self->rendered, json_object_ref (image));
}

/**
 * mq_executor_set_worker:
 * @self: an executor without a worker
 * @worker: a worker
 * @work_dir: its folder
 * @config: the settings: number and size of the pictures, limits
 *
 * Enables the executor to carry out instructions.
 */
void
mq_executor_set_worker (MqExecutor *self, MqWorker *worker, const char *work_dir, MqConfig *config)
{
  g_return_if_fail (MQ_IS_EXECUTOR (self) && self->worker == NULL);

  self->worker = g_object_ref (worker);
  self->work_dir = g_strdup (work_dir);
  self->config = g_object_ref (config);
  g_signal_connect_object (worker, "progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
}

/**
 * mq_executor_set_meshes:
 * @self: an executor with a worker
 * @path: (nullable): the %MQ_VERSION_MESHES that the run's scripts load, which stays there
 *
 * Its scripts find a copy of it beside them, and its versions get one.
 */
void
mq_executor_set_meshes (MqExecutor *self, const char *path)
{
  g_return_if_fail (MQ_IS_EXECUTOR (self) && self->worker != NULL);

  g_set_str (&self->meshes, path);
  mq_worker_set_meshes (self->worker, path);
}

/**
 * mq_executor_set_hand_edit:
 * @self: an executor
 * @hand_edit: (nullable): what was taken from the user's Blender
 *
 * Enables the executor to carry out an instruction with `by_hand`.
 */
void
mq_executor_set_hand_edit (MqExecutor *self, MqHandEdit *hand_edit)
{
  g_return_if_fail (MQ_IS_EXECUTOR (self));

  g_set_object (&self->hand_edit, hand_edit);
}

/* Each instruction writes its own file, so that a later one does not overwrite a file of a
 * version. */
static char *
blend_name (gint64 number)
{
  return g_strdup_printf ("scene-%" G_GINT64_FORMAT ".blend", number);
}

static char *
renders_name (gint64 number)
{
  return g_strdup_printf ("renders-%" G_GINT64_FORMAT, number);
}

static DexFuture *
call (MqExecutor *self, const char *method, JsonObject *params, guint timeout_s)
{
  g_autoptr (JsonObject) owned = params;
  const char *shorter = g_getenv ("MQ_STEP_SECONDS"); /* of tests, which do not wait */

  if (shorter != NULL && !g_str_equal (method, "execute"))
    timeout_s = MIN (timeout_s, (guint)MAX (1, g_ascii_strtoull (shorter, NULL, 10)));
  return mq_worker_call (self->worker, method, owned, timeout_s);
}

static DexFuture *
introspect (MqExecutor *self, const MqInstructionEvent *instruction)
{
  g_autofree char *file = mq_introspect_make_name (instruction->instruction);

  return mq_introspect (self->worker, file, (const char *const *)instruction->have);
}

static DexFuture *
check (MqExecutor *self, const MqInstructionEvent *instruction)
{
  const char *origin = instruction->origin == MQ_SCRIPT_ORIGIN_PERSON ? "person" : "team";

  return call (self, "check", mq_json_new ("script:s origin:s", instruction->script, origin),
               CHECK_SECONDS);
}

static DexFuture *
execute (MqExecutor *self, const MqInstructionEvent *instruction)
{
  g_autofree char *blend = blend_name (instruction->instruction);
  gint64 limit = mq_config_get_int (self->config, MQ_CONFIG_LIMITS_SCRIPT_SECONDS);
  gint64 wanted = instruction->timeout_s != MQ_EVENT_ABSENT ? instruction->timeout_s : limit;

  wanted = CLAMP (wanted, 1, limit);
  self->executed = instruction->instruction;
  self->by_hand = instruction->by_hand == TRUE;
  /* The changes by hand are opened in place of what the script makes. */
  if (self->by_hand && self->hand_edit != NULL)
    return mq_hand_edit_open (self->hand_edit, self->worker, blend, SAVE_SECONDS);
  if (self->by_hand)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_FAILED,
        _ ("The changes taken from Blender are no longer here. Take them from Blender again."));

  return call (self, "execute",
               mq_json_new ("script:s save:s cpu_s:l", instruction->script, blend, wanted),
               wanted + SAVE_SECONDS);
}

static DexFuture *
measure (MqExecutor *self, const MqInstructionEvent *instruction)
{
  JsonObject *params = json_object_new ();

  if (instruction->joins != NULL)
    json_object_set_array_member (params, "joins", json_array_ref (instruction->joins));
  if (instruction->requirements != NULL)
    json_object_set_array_member (params, "requirements",
                                  json_array_ref (instruction->requirements));
  if (instruction->disputed != NULL)
    json_object_set_array_member (params, "disputed", json_array_ref (instruction->disputed));
  return call (self, "measure", params, MQ_EXECUTOR_MEASURE_SECONDS);
}

/**
 * mq_executor_scale_render:
 * @full: %MQ_EXECUTOR_RENDER_WIDTH or %MQ_EXECUTOR_RENDER_HEIGHT
 * @scale: of the settings; 1.0 is @full
 *
 * Returns: px of a render, an even number: what encoders and viewers like best
 */
int
mq_executor_scale_render (int full, double scale)
{
  return MAX (16, (int)round (full * scale / 2) * 2);
}

static DexFuture *
call_render (MqExecutor *self, gint64 number, JsonObject *params, guint timeout_s)
{
  g_autofree char *folder = renders_name (number);

  mq_json_add (params, "gpu:b folder:s",
               mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_GPU_RENDERING), folder);
  return call (self, "render", params, timeout_s);
}

static JsonObject *
make_render_params (MqExecutor *self, gboolean preview)
{
  double scale = mq_config_get_double (self->config, MQ_CONFIG_RENDER_RESOLUTION_SCALE);
  int num_images = preview ? 1 : mq_config_get_int (self->config, MQ_CONFIG_RENDER_NUM_IMAGES);
  int width = mq_executor_scale_render (MQ_EXECUTOR_RENDER_WIDTH, scale);
  int height = mq_executor_scale_render (MQ_EXECUTOR_RENDER_HEIGHT, scale);
  JsonObject *params = mq_json_new (
      "mode:s num_images:i width:i height:i engine:s", preview ? "preview" : "final", num_images,
      preview ? MIN (PREVIEW_WIDTH, width) : width, preview ? MIN (PREVIEW_HEIGHT, height) : height,
      mq_config_get_string (self->config, MQ_CONFIG_RENDER_ENGINE));
  if (self->cameras != NULL)
    json_object_set_array_member (params, "cameras", json_array_ref (self->cameras));
  return params;
}

/**
 * mq_executor_render_again:
 * @self: an executor whose worker has opened a version
 * @number: of that version
 *
 * Returns: (transfer full): resolves to Blender's result (JSON_TYPE_OBJECT): the final pictures,
 *   by no instruction
 */
DexFuture *
mq_executor_render_again (MqExecutor *self, guint number)
{
  dex_return_error_if_fail (MQ_IS_EXECUTOR (self));

  self->executed = 0;
  self->n_kept = 0;
  g_clear_pointer (&self->final, json_object_unref);
  return call_render (self, -(gint64)number, make_render_params (self, FALSE), PICTURE_SECONDS);
}

static DexFuture *
render (MqExecutor *self, const MqInstructionEvent *instruction)
{
  g_autoptr (JsonArray) numbers = NULL;
  JsonObject *params;
  guint wanted;

  g_ptr_array_set_size (self->rendered, 0);
  self->rendering = instruction->instruction;
  self->n_kept = 0;
  g_clear_pointer (&self->final, json_object_unref);
  if (instruction->mode == MQ_RENDER_MODE_LOOK)
    {
      params = mq_json_new ("mode:s width:i height:i views:b sheet:b materials:b far_poses:b "
                            "inside:s engine:s cuts:A? closeups:A?",
                            "look", LOOK_PX, LOOK_PX, instruction->views != FALSE,
                            instruction->sheet == TRUE, instruction->materials == TRUE,
                            instruction->far_poses == TRUE,
                            instruction->inside != NULL ? instruction->inside : "none",
                            mq_config_get_string (self->config, MQ_CONFIG_RENDER_ENGINE),
                            instruction->cuts, instruction->closeups);

      /* Pictures for the team have a fixed size, independent of the user's settings. */
      return call_render (self, instruction->instruction, params, LOOK_SECONDS);
    }

  if (instruction->mode == MQ_RENDER_MODE_PREVIEW)
    return call_render (self, instruction->instruction, make_render_params (self, TRUE),
                        PREVIEW_SECONDS);

  params = make_render_params (self, FALSE);
  wanted = (guint)mq_json_get_int (params, "num_images", 0);
  numbers = json_array_new ();
  self->final = mq_json_copy_object (params);
  /* Pictures that another client rendered are not rendered again. */
  if (self->kept_of == instruction->instruction)
    self->n_kept = mq_json_length (self->kept);
  for (guint i = 0; i < wanted; i++)
    if (i < self->n_kept)
      g_ptr_array_add (self->rendered, json_object_ref (mq_json_element_object (self->kept, i)));
    else
      json_array_add_int_element (numbers, i + 1);

  if (self->n_kept > 0)
    mq_json_add (params, "numbers:A", numbers);
  /* An older service asks for pictures that nobody wants. */
  if (json_array_get_length (numbers) == 0)
    {
      json_object_unref (params);
      return dex_future_new_take_boxed (JSON_TYPE_OBJECT,
                                        mq_json_new ("images:a", json_array_new ()));
    }

  return call_render (self, instruction->instruction, params, PICTURE_SECONDS);
}

/* The picture is in the worker's folder by now. */
static DexFuture *
compare (MqExecutor *self, const MqInstructionEvent *instruction)
{
  g_autofree char *folder = renders_name (instruction->instruction);

  return call (self, "likeness",
               mq_json_new ("picture:s landmarks:A folder:s", MQ_EXECUTOR_REFERENCE,
                            instruction->landmarks, folder),
               LOOK_SECONDS);
}

static DexFuture *(*const ask[MQ_N_INSTRUCTIONS]) (MqExecutor *self,
                                                   const MqInstructionEvent *instruction)
    = {
        [MQ_INSTRUCTION_INTROSPECT] = introspect, [MQ_INSTRUCTION_CHECK] = check,
        [MQ_INSTRUCTION_EXECUTE] = execute,       [MQ_INSTRUCTION_MEASURE] = measure,
        [MQ_INSTRUCTION_RENDER] = render,         [MQ_INSTRUCTION_LIKENESS] = compare,
      };

static const char *
error_code (const GError *error)
{
  static const struct
  {
    MqError error;
    const char *code;
  } codes[] = {
    { MQ_ERROR_WORKER_LOST, "worker-lost" }, { MQ_ERROR_TIMEOUT, "timeout" },
    { MQ_ERROR_NO_BLENDER, "no-blender" },   { MQ_ERROR_CANCELLED, "cancelled" },
    { MQ_ERROR_NO_SPACE, "disk-full" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MQ_ERROR, codes[i].error))
      return codes[i].code;

  return "failed";
}

static JsonObject *
refuse (gint64 number, const char *code, const char *message)
{
  return mq_json_new ("instruction:l ok:b error:o", number, FALSE,
                      mq_json_new ("code:s message:s", code, message));
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->executor);
  g_free (task);
}

/* Resolves to the body of `POST …/results`. */
static DexFuture *
carried_out (DexFuture *answer, gpointer user_data)
{
  Task *task = user_data;
  MqExecutor *self = task->executor;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (answer, &error);
  JsonObject *result = value != NULL ? g_value_get_boxed (value) : NULL;
  guint wanted = (guint)mq_config_get_int (self->config, MQ_CONFIG_RENDER_NUM_IMAGES);
  g_autoptr (JsonObject) partial = NULL;
  g_autofree char *text = NULL;

  if (result == NULL && task->is_final && self->rendered->len > 0 && self->rendered->len <= wanted
      && (g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT)
          || g_error_matches (error, MQ_ERROR, MQ_ERROR_WORKER_LOST)
          || g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED)))
    {
      JsonArray *images = json_array_new ();

      /* The pictures that were done when the error came. */
      for (guint i = 0; i < self->rendered->len; i++)
        json_array_add_object_element (images, json_object_ref (self->rendered->pdata[i]));
      result = partial = mq_json_new ("images:a missing:i why:s", images,
                                      wanted - self->rendered->len, error->message);
    }
  else if (result != NULL && task->is_final && task->number == self->rendering)
    {
      JsonArray *images = json_array_new ();

      /* The pictures that another client rendered are before those of the result. */
      for (guint i = 0; i < self->n_kept; i++)
        json_array_add_object_element (images, json_object_ref (self->rendered->pdata[i]));
      mq_json_append (images, mq_json_get_array (result, "images"));
      json_object_set_array_member (result, "images", images);
    }

  if (result == NULL)
    return dex_future_new_take_boxed (JSON_TYPE_OBJECT,
                                      refuse (task->number, error_code (error), error->message));

  if (self->by_hand && mq_json_get_object (result, "report") != NULL)
    mq_json_add (mq_json_get_object (result, "report"), "by_hand:A",
                 mq_hand_edit_get_changes (self->hand_edit));
  text = mq_json_object_to_string (result, FALSE);
  if (strlen (text) > MQ_RUN_RESULT_MAX_BYTES - RESULT_FRAME)
    return dex_future_new_take_boxed (
        JSON_TYPE_OBJECT,
        refuse (task->number, "failed", _ ("Blender reported more than Maquette accepts (8 MiB)")));

  g_hash_table_replace (self->results, g_memdup2 (&task->number, sizeof task->number),
                        json_object_ref (result));
  return dex_future_new_take_boxed (
      JSON_TYPE_OBJECT, mq_json_new ("instruction:l ok:b result:O", task->number, TRUE, result));
}

static gint64
get_number (MqRunEvent *event)
{
  return event->instruction.instruction;
}

/**
 * mq_executor_execute:
 * @self: an executor
 * @instruction: an event `instruction`
 *
 * Returns: (transfer full): resolves to the body of `POST …/results` (JSON_TYPE_OBJECT), also if
 *   the step failed. Dropping it kills the step
 */
DexFuture *
mq_executor_execute (MqExecutor *self, MqRunEvent *instruction)
{
  gint64 number = get_number (instruction);
  DexFuture *answer;
  Task *task;

  dex_return_error_if_fail (MQ_IS_EXECUTOR (self));

  if (instruction->instruction.kind == MQ_INSTRUCTION_UNKNOWN)
    return dex_future_new_take_boxed (
        JSON_TYPE_OBJECT, refuse (number, "failed", "This client does not know that instruction"));

  answer = ask[instruction->instruction.kind](self, &instruction->instruction);
  task = g_new0 (Task, 1);
  task->executor = g_object_ref (self);
  task->number = number;
  task->is_final = instruction->instruction.kind == MQ_INSTRUCTION_RENDER
                   && instruction->instruction.mode == MQ_RENDER_MODE_FINAL;
  return dex_future_finally (answer, carried_out, task, task_free);
}

static MqRunEvent *
find_remembered (MqExecutor *self, gint64 number)
{
  for (guint i = 0; i < self->remembered->len; i++)
    if (get_number (self->remembered->pdata[i]) == number)
      return self->remembered->pdata[i];

  return NULL;
}

static JsonObject *
find_result (MqExecutor *self, gint64 number)
{
  return g_hash_table_lookup (self->results, &number);
}

static GStrv
list_pictures (JsonObject *rendering)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *images = mq_json_get_array (rendering, "images");
  guint n = images != NULL ? MIN (json_array_get_length (images), MAX_PICTURES) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *image = mq_json_element_object (images, i);
      const char *file = mq_json_get_string (image, "file", NULL);

      if (file != NULL)
        g_strv_builder_add (builder, file);
    }

  return g_strv_builder_end (builder);
}

/**
 * mq_executor_make_finals_draft:
 * @self: an executor
 * @number: (out): of the instruction
 *
 * Returns: (transfer full) (nullable): the final picture that is done last, and in the report all
 *   that are done, for mq_executor_continue_finals(); %NULL if none are rendered
 */
MqVersionDraft *
mq_executor_make_finals_draft (MqExecutor *self, gint64 *number)
{
  guint n = self->rendered->len;
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();
  JsonArray *images;
  MqVersionDraft *draft;

  *number = self->rendering;
  if (self->final == NULL || n <= self->n_kept || n > MAX_PICTURES)
    return NULL;

  images = json_array_new ();
  for (guint i = 0; i < n; i++)
    {
      json_array_add_object_element (images, json_object_ref (self->rendered->pdata[i]));
      g_strv_builder_add (
          pictures, i + 1 < n ? "" : mq_json_get_string (self->rendered->pdata[i], "file", ""));
    }
  draft = mq_version_draft_new ();
  draft->from_dir = g_strdup (self->work_dir);
  draft->pictures = g_strv_builder_end (pictures);
  draft->report = mq_json_new ("params:O images:a", self->final, images);
  return draft;
}

/**
 * mq_executor_continue_finals:
 * @self: an executor
 * @number: of an instruction for final pictures
 * @kept: the report of mq_executor_make_finals_draft(), with pictures in the worker's folder
 *
 * From now on that instruction only renders the other pictures. What was rendered with other
 * settings is not used.
 *
 * Returns: (transfer none) (nullable): the images that are used
 */
JsonArray *
mq_executor_continue_finals (MqExecutor *self, gint64 number, JsonObject *kept)
{
  g_autoptr (JsonObject) params = make_render_params (self, FALSE);
  JsonObject *before = mq_json_get_object (kept, "params");
  JsonArray *cameras = mq_json_get_array (before, "cameras");
  JsonArray *images = mq_json_get_array (kept, "images");
  g_autofree char *then = before != NULL ? mq_json_object_to_string (before, FALSE) : NULL;
  g_autofree char *now = NULL;

  /* A client that did not keep the version before does not know its cameras. */
  json_object_remove_member (params, "cameras");
  if (cameras != NULL)
    json_object_set_array_member (params, "cameras", json_array_ref (cameras));
  now = mq_json_object_to_string (params, FALSE);
  if (g_strcmp0 (now, then) != 0
      || mq_json_length (images) > mq_json_get_int (params, "num_images", 0))
    return NULL;

  mq_executor_set_cameras (self, cameras);
  mq_json_replace_array (&self->kept, images);
  self->kept_of = number;
  return images;
}

/**
 * mq_executor_get_n_kept:
 * @self: an executor
 *
 * Returns: how many of the pictures that are rendered now another client has rendered
 */
guint
mq_executor_get_n_kept (MqExecutor *self)
{
  g_return_val_if_fail (MQ_IS_EXECUTOR (self), 0);

  return self->n_kept;
}

/* Where each picture was taken from: rows of azimuth and elevation, deg, and x, y, z, m. */
static JsonArray *
list_cameras (JsonObject *rendering)
{
  JsonArray *images = mq_json_get_array (rendering, "images");
  guint n = MIN (mq_json_length (images), MAX_PICTURES);
  JsonArray *cameras = json_array_new ();

  for (guint i = 0; i < n; i++)
    {
      JsonObject *image = mq_json_element_object (images, i);
      JsonArray *camera;
      double place[3];

      if (!mq_json_get_vector (image, "place_m", place))
        continue;

      camera = json_array_new ();
      json_array_add_double_element (camera, mq_json_get_double (image, "azimuth_deg", 0));
      json_array_add_double_element (camera, mq_json_get_double (image, "elevation_deg", 0));
      for (guint axis = 0; axis < G_N_ELEMENTS (place); axis++)
        json_array_add_double_element (camera, place[axis]);
      json_array_add_array_element (cameras, camera);
    }

  return cameras;
}

/**
 * mq_executor_set_cameras:
 * @self: an executor
 * @cameras: (nullable): `cameras` of a version's report
 *
 * From now on pictures are taken from there where the asset still fits, so that they can be
 * compared with those of that version.
 */
void
mq_executor_set_cameras (MqExecutor *self, JsonArray *cameras)
{
  g_return_if_fail (MQ_IS_EXECUTOR (self));

  g_clear_pointer (&self->cameras, json_array_unref);
  self->cameras = cameras != NULL ? json_array_ref (cameras) : NULL;
}

/**
 * mq_executor_take_cameras:
 * @self: an executor
 * @rendering: the result of final pictures
 *
 * From now on pictures are taken from where those were.
 *
 * Returns: (transfer full): `cameras` of their version's report
 */
JsonArray *
mq_executor_take_cameras (MqExecutor *self, JsonObject *rendering)
{
  JsonArray *cameras = list_cameras (rendering);

  mq_executor_set_cameras (self, cameras);
  return cameras;
}

/**
 * mq_executor_make_version_draft:
 * @self: an executor
 * @event: an event `version`
 * @error: %MQ_ERROR_PROTOCOL
 *
 * Combines the results of the instructions that the event names.
 *
 * Returns: (transfer full) (nullable): the version to save; the caller sets its parent
 */
MqVersionDraft *
mq_executor_make_version_draft (MqExecutor *self, MqRunEvent *event, GError **error)
{
  static const char *const passing[] = { "images", "fit_seconds", "seconds" };
  const MqVersionEvent *version = &event->version;
  JsonObject *execution = find_result (self, version->execution);
  JsonObject *measurement = find_result (self, version->measurement);
  JsonObject *rendering = find_result (self, version->rendering);
  JsonObject *comparison = find_result (self, version->likeness);
  MqRunEvent *render = find_remembered (self, version->rendering);
  gboolean is_final = render != NULL && render->instruction.mode == MQ_RENDER_MODE_FINAL;
  g_auto (GStrv) files = NULL;
  g_autoptr (JsonArray) cameras = NULL;
  MqVersionDraft *draft;

  if (execution == NULL || (measurement == NULL && version->unmeasured != TRUE))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         _ ("The service asked to save a version that this program did not build"));

  draft = mq_version_draft_new ();
  draft->script = g_strdup (version->script);
  draft->summary = g_strdup (version->summary != NULL ? version->summary : "");
  draft->instruction = g_strdup (version->instruction != NULL ? version->instruction : "");
  draft->plan = version->plan != NULL ? json_object_ref (version->plan) : NULL;
  if (mq_json_get_object (measurement, "report") != NULL)
    {
      draft->report = json_object_ref (mq_json_get_object (measurement, "report"));
      if (version->requirements != NULL)
        mq_json_add (draft->report, "requirements:A", version->requirements);
    }

  /* The preview is all that there is to see until the final pictures join the version. An older
   * service has these rendered first. */
  files = list_pictures (rendering);
  cameras = is_final ? mq_executor_take_cameras (self, rendering) : list_cameras (rendering);
  if (is_final)
    draft->pictures = g_steal_pointer (&files);
  else
    draft->preview = g_strdup (*files);
  if (draft->report != NULL)
    mq_json_add (draft->report, "cameras:A", cameras);

  /* The comparison with the user's picture, and its pictures. */
  if (comparison != NULL && draft->report != NULL)
    {
      JsonObject *likeness = mq_json_copy_object (comparison);

      if (mq_json_length (mq_json_get_array (likeness, "images")) > 0)
        draft->likeness = renders_name (version->likeness);
      for (gsize i = 0; i < G_N_ELEMENTS (passing); i++)
        json_object_remove_member (likeness, passing[i]);
      json_object_set_object_member (draft->report, "likeness", likeness);
    }

  draft->from_dir = g_strdup (self->work_dir);
  draft->blend = blend_name (version->execution);
  draft->meshes = g_strdup (self->meshes);
  return draft;
}

/* Returns: (nullable): the file of the picture of far poses, below the worker's folder */
static const char *
find_far_poses (JsonObject *rendering)
{
  JsonArray *images = mq_json_get_array (rendering, "images");

  for (guint i = 0; i < mq_json_length (images); i++)
    {
      const char *file = mq_json_get_string (mq_json_element_object (images, i), "file", "");

      if (g_str_has_suffix (file, "/" FAR_POSES))
        return file;
    }

  return NULL;
}

/**
 * mq_executor_draw_far_poses:
 * @self: an executor
 * @made: an event `version`, whose results are there
 *
 * Draws what moves with each joint at its far end, unless a look did so. Awaits.
 *
 * Returns: (transfer full) (nullable): the picture below the worker's folder; %NULL: nothing moves,
 *   or it cannot be drawn
 */
char *
mq_executor_draw_far_poses (MqExecutor *self, MqRunEvent *made)
{
  const MqVersionEvent *version = &made->version;
  JsonObject *report = mq_json_get_object (find_result (self, version->measurement), "report");
  g_autofree char *folder = g_strdup_printf ("far-poses-%" G_GINT64_FORMAT, version->execution);
  g_autoptr (JsonObject) rendering = NULL;

  if (mq_json_get_int (mq_json_get_object (report, "whole"), "moving", 0) == 0)
    return NULL;

  for (guint i = 0; i < self->remembered->len; i++)
    {
      const MqInstructionEvent *each = &((MqRunEvent *)self->remembered->pdata[i])->instruction;
      const char *file = each->far_poses == TRUE && each->instruction > version->execution
                             ? find_far_poses (find_result (self, each->instruction))
                             : NULL;

      if (each->kind == MQ_INSTRUCTION_EXECUTE && each->instruction > version->execution)
        break;
      if (file != NULL)
        return g_strdup (file);
    }
  if (self->executed != version->execution)
    return NULL;

  self->is_posing = TRUE;
  rendering = dex_await_boxed (
      call (self, "render",
            mq_json_new ("mode:s width:i height:i views:b far_poses:b engine:s folder:s", "look",
                         LOOK_PX, LOOK_PX, FALSE, TRUE, "workbench", folder),
            LOOK_SECONDS),
      NULL);
  self->is_posing = FALSE;
  return g_strdup (find_far_poses (rendering));
}

/**
 * mq_executor_write_model:
 * @self: an executor that has rendered a preview
 *
 * Writes what the last script made as a model that can be turned, as %MQ_VERSION_MODEL.
 *
 * Returns: (transfer full): resolves to Blender's answer (JSON_TYPE_OBJECT)
 */
DexFuture *
mq_executor_write_model (MqExecutor *self)
{
  dex_return_error_if_fail (MQ_IS_EXECUTOR (self));

  return call (self, "model", mq_json_new ("file:s", MQ_VERSION_MODEL), MODEL_SECONDS);
}

/**
 * mq_executor_make_draft:
 * @self: an executor
 * @rendering: the result of a preview
 *
 * Returns: (transfer full): what there is of the version that the preview shows
 */
MqVersionDraft *
mq_executor_make_draft (MqExecutor *self, JsonObject *rendering)
{
  MqRunEvent *execution = find_remembered (self, self->executed);
  MqVersionDraft *draft = mq_version_draft_new ();

  if (execution != NULL)
    draft->script = g_strdup (execution->instruction.script);
  draft->from_dir = g_strdup (self->work_dir);
  draft->pictures = list_pictures (rendering);
  return draft;
}

/**
 * mq_executor_record:
 * @self: an executor
 * @instruction: an event `instruction`, of any client
 *
 * Remembers the instruction, so that its result can be made again if another client carried it out.
 */
void
mq_executor_record (MqExecutor *self, MqRunEvent *instruction)
{
  g_return_if_fail (MQ_IS_EXECUTOR (self));

  g_ptr_array_add (self->remembered, mq_run_event_ref (instruction));
}

static gboolean
has_flag (MqRunEvent *event, MqInstructionFlags flag)
{
  return (mq_instruction_table_get (event->instruction.kind)->flags & flag) != 0;
}

static gboolean
carry_out_again (MqExecutor *self, MqRunEvent *instruction, DexFuture *dropped, GError **error)
{
  g_autoptr (JsonObject) body
      = dex_await_boxed (mq_fiber_unless (dropped, mq_executor_execute (self, instruction)), error);
  JsonObject *fault = mq_json_get_object (body, "error");

  if (body == NULL)
    return FALSE;
  if (fault == NULL)
    return TRUE;

  return mq_fail (error, MQ_ERROR_FAILED, _ ("The last result could not be rebuilt: %s"),
                  mq_json_get_string (fault, "message", _ ("the step failed")));
}

/* Brings the worker's scene to the state before instruction @number. */
static gboolean
catch_up (MqExecutor *self, gint64 number, DexFuture *dropped, GError **error)
{
  MqRunEvent *execution = NULL;
  gint64 wanted;

  /* The last one before it. */
  for (guint i = self->remembered->len; i > 0 && execution == NULL; i--)
    {
      MqRunEvent *instruction = self->remembered->pdata[i - 1];

      if (get_number (instruction) < number && has_flag (instruction, MQ_INSTRUCTION_MAKES_SCENE))
        execution = instruction;
    }
  if (execution == NULL)
    return TRUE;

  /* The scene is right if the worker ran that script, or a later one before this instruction. */
  wanted = get_number (execution);
  if (wanted == self->executed || (self->executed > wanted && self->executed < number))
    return TRUE;

  return carry_out_again (self, execution, dropped, error);
}

static DexFuture *
catch_up_fiber (MqExecutor *self, MqRunEvent *instruction, DexFuture *dropped)
{
  GError *error = NULL;

  /* Other instructions do not use the scene. */
  if (!has_flag (instruction, MQ_INSTRUCTION_USES_SCENE)
      || catch_up (self, get_number (instruction), dropped, &error))
    return dex_future_new_true ();

  return dex_future_new_for_error (error);
}

/**
 * mq_executor_replay:
 * @self: an executor
 * @instruction: the next instruction to carry out
 *
 * Runs the script again whose scene @instruction needs.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with the error. Dropping it kills the step
 */
DexFuture *
mq_executor_replay (MqExecutor *self, MqRunEvent *instruction)
{
  dex_return_error_if_fail (MQ_IS_EXECUTOR (self));

  return mq_fiber_spawn_droppable_with (256 * 1024, catch_up_fiber, (MQ_TYPE_EXECUTOR, self),
                                        (MQ_TYPE_RUN_EVENT, instruction));
}

static DexFuture *
make_again_fiber (MqExecutor *self, MqRunEvent *event, DexFuture *dropped)
{
  const MqVersionEvent *version = &event->version;
  const gint64 numbers[] = { version->execution, version->rendering,
                             version->unmeasured != TRUE ? version->measurement : 0 };
  GError *error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      MqRunEvent *instruction = find_remembered (self, numbers[i]);

      if (instruction == NULL || g_hash_table_contains (self->results, &numbers[i]))
        continue;

      if ((!has_flag (instruction, MQ_INSTRUCTION_MAKES_SCENE)
           && !catch_up (self, numbers[i], dropped, &error))
          || !carry_out_again (self, instruction, dropped, &error))
        return dex_future_new_for_error (error);
    }

  return dex_future_new_true ();
}

/**
 * mq_executor_rebuild:
 * @self: an executor
 * @version: an event `version`
 *
 * Carries out the instructions again whose results the version needs and this client lacks.
 *
 * Returns: (transfer full): as mq_executor_replay()
 */
DexFuture *
mq_executor_rebuild (MqExecutor *self, MqRunEvent *version)
{
  dex_return_error_if_fail (MQ_IS_EXECUTOR (self));

  return mq_fiber_spawn_droppable_with (256 * 1024, make_again_fiber, (MQ_TYPE_EXECUTOR, self),
                                        (MQ_TYPE_RUN_EVENT, version));
}

/* On a thread of the pool: unlinking a `.blend` of gigabytes takes seconds. */
static DexFuture *
remove_files (const char *work_dir, GArray *numbers)
{
  g_autofd int dir = mq_files_open_dir (work_dir, NULL);

  for (guint i = 0; dir >= 0 && i < numbers->len; i++)
    {
      gint64 number = g_array_index (numbers, gint64, i);
      g_autofree char *blend = blend_name (number);
      g_autofree char *renders = renders_name (number);
      g_autofree char *introspection = mq_introspect_make_name (number);

      mq_files_remove_tree (dir, introspection);
      mq_files_remove_tree (dir, blend);
      mq_files_remove_tree (dir, renders);
    }

  return dex_future_new_true ();
}

/**
 * mq_executor_discard_before:
 * @self: an executor
 * @version: an event `version` that is saved
 *
 * Removes the files of earlier instructions, in the background: no later version refers to them.
 */
void
mq_executor_discard_before (MqExecutor *self, MqRunEvent *version)
{
  gint64 first = version->version.execution;
  g_autoptr (GArray) numbers = NULL;
  GHashTableIter iter;
  gpointer key;

  while (self->remembered->len > 0 && get_number (self->remembered->pdata[0]) < first)
    g_ptr_array_remove_index (self->remembered, 0);
  if (self->worker == NULL)
    return;

  numbers = g_array_new (FALSE, FALSE, sizeof first);

  g_hash_table_iter_init (&iter, self->results);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gint64 number = *(gint64 *)key;

      if (number >= first)
        continue;

      g_array_append_val (numbers, number);
      g_hash_table_iter_remove (&iter);
    }

  dex_future_disown (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0, remove_files,
                                          (G_TYPE_STRING, self->work_dir),
                                          (G_TYPE_ARRAY, numbers)));
}
