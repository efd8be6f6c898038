/* film: the command that makes a film of a version on a turntable. */
#include "cli/mq-cli-workplace.h"
#include "cli/mq-commands.h"

#include "client/film/mq-film.h"
#include "client/run/mq-worker-settings.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STACK (256 * 1024)

static const MqFilmFormat *
find_format (MqCommandOptions *options, GError **error)
{
  const char *dot = strrchr (options->output, '.');
  const char *id = options->format != NULL ? options->format : dot != NULL ? dot + 1 : "";
  const MqFilmFormat *format = mq_film_format_find (id);

  if (format == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no film format “%s”\nThe formats are webm and mp4", id);

  return format;
}

static MqFilmOptions *
make_film_options (MqCommandOptions *options, GError **error)
{
  g_autoptr (MqFilmOptions) made = NULL;
  const MqFilmFormat *format;

  if (options->output == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "Where to? Give the file with --output, such as --output chair.webm");
  if (!(format = find_format (options, error)))
    return NULL;

  made = mq_film_options_new (format, options->output);
  made->seconds = options->seconds;
  made->fps = MAX (options->fps, 0);
  made->width = MAX (options->width, 0);
  made->replace = options->replace;
  if (options->engine != NULL)
    {
      g_free (made->engine);
      made->engine = g_strdup (options->engine);
    }

  return mq_film_options_check (made, error) ? g_steal_pointer (&made) : NULL;
}

static void
on_progress (MqFilm *film, guint done, guint of)
{
  g_printerr ("\rFrame %u of %u%s", done, of, done == of ? "\n" : "");
}

static void
print_film (JsonObject *report)
{
  printf ("%s\n  %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " pixels, %" G_GINT64_FORMAT
          " frames, %.1f s\n",
          mq_json_get_string (report, "file", "?"), mq_json_get_int (report, "width", 0),
          mq_json_get_int (report, "height", 0), mq_json_get_int (report, "frames", 0),
          mq_json_get_double (report, "seconds", 0));
}

static gboolean
on_interrupt (gpointer interrupted)
{
  if (dex_future_is_pending (DEX_FUTURE (interrupted)))
    dex_promise_reject (interrupted,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Interrupted"));
  return G_SOURCE_CONTINUE;
}

static void
on_gone (gpointer gone, GObject *film)
{
  dex_promise_resolve_boolean (gone, TRUE);
}

/* @film: (transfer full). Awaits. With Ctrl+C nothing of the film stays: its last reference goes
 * when all is taken away. */
static JsonObject *
perform (MqFilm *film, GError **error)
{
  g_autoptr (DexPromise) interrupted = dex_promise_new ();
  g_autoptr (DexPromise) gone = dex_promise_new ();
  guint sources[] = { g_unix_signal_add (SIGINT, on_interrupt, interrupted),
                      g_unix_signal_add (SIGTERM, on_interrupt, interrupted) };
  JsonObject *report
      = dex_await_boxed (mq_fiber_unless (DEX_FUTURE (interrupted), mq_film_perform (film)), error);

  g_object_weak_ref (G_OBJECT (film), on_gone, gone);
  g_object_unref (film);
  dex_await (dex_ref (DEX_FUTURE (gone)), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  return report;
}

static DexFuture *
film_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  g_auto (MqCliWorkplace) workplace = { 0 };
  GError *error = NULL;
  g_autoptr (MqFilmOptions) film_options = make_film_options (options, &error);
  g_autoptr (MqFilm) film = NULL;
  g_autoptr (JsonObject) report = NULL;
  MqWorkerSettings settings;

  if (film_options == NULL || !mq_cli_workplace_prepare (&workplace, options, &error))
    return dex_future_new_for_error (error);

  settings = mq_worker_settings_read (workplace.blender, workplace.config);
  film = mq_film_new (workplace.library, &settings, workplace.version,
                      g_steal_pointer (&film_options));
  if (!options->json && isatty (STDERR_FILENO))
    g_signal_connect (film, "progress", G_CALLBACK (on_progress), NULL);
  if (!(report = perform (g_steal_pointer (&film), &error)))
    return dex_future_new_for_error (error);

  if (options->json)
    {
      g_autofree char *text = mq_json_object_to_string (report, FALSE);

      printf ("%s\n", text);
    }
  else
    print_film (report);

  return dex_future_new_for_int (0);
}

DexFuture *
mq_command_film (MqCommandOptions *options)
{
  return mq_fiber_spawn (NULL, STACK, film_fiber, options, NULL);
}
