/* A film's life: dropped and made again at once, and with frames that a crash left. Blender is
 * played; it draws when the hold is gone. */
#include "client/film/mq-film.h"

#include "client/blender/mq-blender.h"
#include "client/blender/mq-worker-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define WIDTH 64
#define N_FRAMES 8

static gpointer
open_film (const char *path, guint width, guint height, guint fps)
{
  return g_strdup (path);
}

static gboolean
add_frame (gpointer film, const guint8 *rgba, gsize length, GError **error)
{
  return TRUE;
}

static gboolean
finish_film (gpointer film, GError **error)
{
  return g_file_set_contents (film, "film", -1, error);
}

static const MqFilmWriter writer = { open_film, add_frame, finish_film, g_free };
static const MqFilmFormat format = { "test", "Test",  "video/test", { "appsink" },
                                     NULL,   &writer, 60,           FALSE };

typedef struct
{
  char *path; /* of the library */
  MqLibrary *library;
  GListStore *versions;
  char *hold;
} Fixture;

static Fixture *
fixture_new (const char *name)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autofree char *dir = NULL;
  g_autofree char *scene = NULL;
  g_autoptr (MqVersion) version = NULL;

  self->path = mq_test_make_dir (name);
  self->library = dex_await_object (mq_library_open (self->path, FALSE), NULL);
  g_assert_nonnull (self->library);
  self->hold = g_build_filename (self->path, "hold", NULL);
  dir = g_build_filename (self->path, "versions", "1", NULL);
  scene = g_build_filename (dir, "scene.blend", NULL);
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (scene, self->hold, -1, NULL));
  self->versions = g_list_store_new (MQ_TYPE_VERSION);
  version = mq_version_new (dir, 1, 0, "", "", 0, 0);
  g_list_store_append (self->versions, version);
  return self;
}

static void
fixture_free (Fixture *self)
{
  g_object_unref (self->library);
  g_object_unref (self->versions);
  g_free (self->hold);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static void
set_hold (Fixture *self, gboolean is_held)
{
  if (is_held)
    g_assert_true (g_file_set_contents (self->hold, "", 0, NULL));
  else
    g_assert_cmpint (g_unlink (self->hold), ==, 0);
}

static MqBlender *
make_blender (void)
{
  return mq_blender_new_for_version_text (g_getenv ("MQ_TEST_FAKE_BLENDER"), "Blender 4.3.2");
}

static MqFilm *
film_new (Fixture *self)
{
  g_autoptr (MqBlender) blender = make_blender ();
  MqWorkerSettings settings = { .blender = blender, .limits = mq_sandbox_default_limits };
  g_autofree char *path = g_build_filename (self->path, "film.test", NULL);
  MqFilmOptions *options = mq_film_options_new (&format, path);
  g_autoptr (MqVersion) version = g_list_model_get_item (G_LIST_MODEL (self->versions), 0);

  options->seconds = 1;
  options->fps = N_FRAMES;
  options->width = WIDTH;
  options->replace = TRUE;
  return mq_film_new (self->library, &settings, G_LIST_MODEL (self->versions), version, options);
}

/* Returns: (transfer full) (nullable): the folder of the frames of the only film that is made */
static char *
find_frames (void)
{
  g_autofree char *films = mq_paths_get_cache ("films");
  g_autoptr (GDir) dir = g_dir_open (films, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;

  return name != NULL ? g_build_filename (films, name, NULL) : NULL;
}

/* Starts a film that draws nothing yet, and drops it. Returns: (transfer full): its frames' folder
 */
static char *
start_and_drop (Fixture *self)
{
  g_autoptr (MqFilm) film = film_new (self);
  DexFuture *performing;
  char *frames;

  set_hold (self, TRUE);
  performing = mq_film_perform (film);
  while ((frames = find_frames ()) == NULL)
    dex_await (dex_timeout_new_msec (5), NULL);
  dex_unref (performing);
  return frames;
}

/* The one that was dropped still has the frames' folder, and a Blender at work there. */
static void
test_again (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("again");
  g_autofree char *frames = start_and_drop (fixture);
  g_autoptr (MqFilm) film = film_new (fixture);
  DexFuture *performing = mq_film_perform (film);
  g_autoptr (GError) error = NULL;

  set_hold (fixture, FALSE);
  dex_await (performing, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (frames, G_FILE_TEST_EXISTS));
}

static void
progress_cb (MqFilm *film, guint done, guint of, GArray *left)
{
  double seconds = mq_film_get_seconds_left (film);

  g_assert_cmpuint (of, ==, N_FRAMES);
  g_array_append_val (left, seconds);
}

static void
make_frames (const char *path, guint n_frames)
{
  g_autofree char *folder = g_build_filename (path, MQ_FILM_FRAMES_FOLDER, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  for (guint i = 1; i <= n_frames; i++)
    {
      g_autofree char *name = g_strdup_printf ("frame_%04u.png", i);
      g_autofree char *file = g_build_filename (folder, name, NULL);

      g_assert_true (g_file_set_contents (file, "replaced", -1, NULL));
    }
}

/* Six frames are there at once. That says nothing of how long the last two take. */
static void
test_time_left (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("time-left");
  g_autofree char *frames = start_and_drop (fixture);
  g_autoptr (MqFilm) film = film_new (fixture);
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GError) error = NULL;

  while (g_file_test (frames, G_FILE_TEST_EXISTS))
    dex_await (dex_timeout_new_msec (5), NULL);
  set_hold (fixture, FALSE);
  make_frames (frames, N_FRAMES - 2);

  g_signal_connect (film, "progress", G_CALLBACK (progress_cb), left);
  dex_await (mq_film_perform (film), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (left->len, ==, N_FRAMES);
  for (guint i = 0; i < N_FRAMES - 1; i++)
    g_assert_cmpfloat (g_array_index (left, double, i), ==, -1);
  g_assert_cmpfloat (g_array_index (left, double, N_FRAMES - 1), ==, 0);
}

static MqFilmOptions *
read_options (const char *text, GError **error)
{
  g_autoptr (JsonObject) given = mq_test_parse_json (text);
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "options.webp", NULL);

  return mq_film_options_new_from_json (given, path, error);
}

/* What a batch and a tool ask for; each is told where it goes too far. */
static void
test_options (void)
{
  static const struct
  {
    const char *text;
    const char *told; /* NULL: it is good */
  } cases[] = {
    { "{}", NULL },
    { "{\"format\": \"webp\", \"transparent\": true}", NULL },
    { "{\"format\": \"avi\"}", "no film format “avi”" },
    { "{\"transparent\": true}", "cannot be transparent" },
    { "{\"format\": \"webp\", \"transparent\": true, \"making_of\": true}", "with captions" },
    { "{\"making_of\": true, \"motion\": true}", "as it was built" },
    { "{\"making_of\": true, \"pose\": {}}", "as it was built" },
    { "{\"engine\": \"povray\"}", "engine “povray”" },
    { "{\"easing\": \"bouncy\"}", "easing “bouncy”" },
    { "{\"width\": 641}", "even number" },
    { "{\"width\": -2}", "even number" },
    { "{\"fps\": 0}", "frames per second" },
    { "{\"fps\": 61}", "frames per second" },
    { "{\"seconds\": 0}", "A film has 2 to" },
    { "{\"seconds\": 0.04, \"fps\": 24}", "A film has 2 to" },
    { "{\"seconds\": 0.0625, \"fps\": 24}", NULL },
  };
  g_autoptr (MqFilmOptions) usual = read_options ("{}", NULL);
  g_autoptr (MqFilmOptions) all = read_options (
      "{\"format\": \"gif\", \"seconds\": 2.5, \"fps\": 10, \"width\": 640, \"making_of\": true, "
      "\"motion\": true, \"easing\": \"smooth\", \"engine\": \"eevee\", \"pose\": {\"Door\": 9}}",
      NULL);

  g_assert_cmpstr (usual->format->id, ==, "webm");
  g_assert_cmpfloat (usual->seconds, ==, 6);
  g_assert_cmpuint (usual->fps, ==, 24);
  g_assert_cmpuint (usual->width, ==, 1280);
  g_assert_false (usual->captions || usual->transparent || usual->motion);
  g_assert_null (usual->pose);

  g_assert_cmpstr (all->format->id, ==, "gif");
  g_assert_cmpfloat (all->seconds, ==, 2.5);
  g_assert_cmpuint (all->fps, ==, 10);
  g_assert_cmpuint (all->width, ==, 640);
  g_assert_true (all->captions && all->motion);
  g_assert_cmpstr (all->easing, ==, "smooth");
  g_assert_cmpstr (all->engine, ==, "eevee");
  g_assert_cmpint (mq_json_get_int (all->pose, "Door", 0), ==, 9);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqFilmOptions) options = read_options (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      if (options != NULL)
        g_assert_cmpint (mq_film_options_check (options, &error), ==, cases[i].told == NULL);
      if (cases[i].told == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].told));
    }
}

static GMutex pool;

static DexFuture *
wait_for_pool (gpointer data)
{
  g_mutex_lock (&pool);
  g_mutex_unlock (&pool);
  return dex_future_new_true ();
}

/* A thread copies the scene when nobody waits for it any more. */
static void
test_dropped_while_scene_opens (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("opens");
  g_autoptr (MqBlender) blender = make_blender ();
  MqWorkerSettings settings = { .blender = blender, .limits = mq_sandbox_default_limits };
  g_autoptr (MqWorker) worker = mq_worker_new (&settings, fixture->path, FALSE);
  g_autofree char *scene = g_build_filename (fixture->path, "versions", "1", "scene.blend", NULL);
  g_autofree char *copy = g_build_filename (fixture->path, MQ_WORKER_SCENE_FILE, NULL);

  g_mutex_lock (&pool);
  dex_future_disown (
      dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, wait_for_pool, NULL, NULL));
  dex_unref (mq_worker_open (worker, scene));
  g_mutex_unlock (&pool);

  while (!g_file_test (copy, G_FILE_TEST_EXISTS))
    dex_await (dex_timeout_new_msec (5), NULL);
}

MQ_TEST_PROGRAM (film)
{
  g_autofree char *cache = NULL;

  mq_test_init (&argc, &argv);
  /* Other tests' films are not in it. */
  cache = mq_test_make_dir ("own-cache");
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);

  g_test_add_func ("/film/options", test_options);
  mq_test_add_fiber ("/film/again", test_again);
  mq_test_add_fiber ("/film/time-left", test_time_left);
  mq_test_add_fiber ("/film/dropped-while-scene-opens", test_dropped_while_scene_opens);
  return mq_test_run ();
}
