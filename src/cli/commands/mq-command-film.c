/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* film: the command that makes a film of a version on a turntable. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/film/mq-film.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <stdio.h>
#include <unistd.h>

/* The options. */
static struct
{
  char *format;
  double seconds;
  int width;
  int fps;
  char *engine;
  char *easing;
  gboolean transparent;
  gboolean making_of;
} args = { .seconds = 6, .width = 1280, .fps = 24 };

static MqFilmOptions *
make_film_options (MqCliOptions *options, GError **error)
{
  g_autoptr (MqFilmOptions) made = NULL;
  const char *id = mq_cli_options_get_format (options, args.format, "chair.webm", error);
  const MqFilmFormat *format = id != NULL ? mq_film_format_find (id) : NULL;

  if (id == NULL)
    return NULL;
  if (format == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no film format “%s”\nThe formats are webm, mp4, webp and gif",
                         id);

  made = mq_film_options_new (format, options->output);
  made->seconds = args.seconds;
  made->fps = MAX (args.fps, 0);
  made->width = MAX (args.width, 0);
  made->captions = args.making_of;
  made->transparent = args.transparent;
  made->replace = options->replace;
  if (args.easing != NULL)
    g_set_str (&made->easing, args.easing);
  if (args.engine != NULL)
    g_set_str (&made->engine, args.engine);

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

/* All versions of the session, or the one that was named. */
static GListModel *
list_versions (MqCliContext *context)
{
  GListStore *one;

  if (args.making_of)
    return g_object_ref (mq_session_get_versions (context->session));

  one = g_list_store_new (MQ_TYPE_VERSION);
  g_list_store_append (one, context->version);
  return G_LIST_MODEL (one);
}

static gboolean
make_film (MqCliContext *self, GError **error)
{
  g_autoptr (MqFilmOptions) options = make_film_options (self->options, error);
  g_autoptr (GListModel) versions = NULL;
  g_autoptr (JsonObject) report = NULL;
  MqWorkerSettings settings;
  MqFilm *film;

  if (options == NULL || !mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  settings = mq_worker_settings_read (self->blender, self->config);
  versions = list_versions (self);
  film = mq_film_new (self->library, &settings, versions, g_steal_pointer (&options));
  if (!self->options->json && isatty (STDERR_FILENO))
    g_signal_connect (film, "progress", G_CALLBACK (on_progress), NULL);
  if (!(report = mq_cli_context_await (self, film, mq_film_perform (film), error)))
    return FALSE;

  if (self->options->json)
    mq_stdout_print_json ("film", report);
  else
    print_film (report);
  return TRUE;
}

static const GOptionEntry film_options[] = {
  MQ_OPTION_OUTPUT ("The file to write", "FILE"),
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &args.format,
    "webm, mp4, webp or gif (default: the file’s suffix)", "FORMAT" },
  MQ_OPTION_REPLACE,
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &args.seconds, "Length of a whole turn (default: 6)",
    "SECONDS" },
  { "width", 0, 0, G_OPTION_ARG_INT, &args.width, "Width; the height is 9/16 of it (default: 1280)",
    "PIXELS" },
  { "fps", 0, 0, G_OPTION_ARG_INT, &args.fps, "Frames per second (default: 24)", "NUMBER" },
  { "engine", 0, 0, G_OPTION_ARG_FILENAME, &args.engine,
    "workbench, eevee, cycles or auto (default: workbench, which is fast)", "ENGINE" },
  { "easing", 0, 0, G_OPTION_ARG_FILENAME, &args.easing,
    "linear, or smooth: slow at the beginning and at the end (default: linear)", "EASING" },
  { "transparent", 0, 0, G_OPTION_ARG_NONE, &args.transparent, "Transparent background (WebP only)",
    NULL },
  { "making-of", 0, 0, G_OPTION_ARG_NONE, &args.making_of,
    "All versions of the session in order, with their instructions", NULL },
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_film[] = {
  { "film", MQ_WORDS_VERSION, 1, 1,
    "Make a film of a version on a turntable: WebM, MP4, WebP or GIF", make_film, film_options },
  { NULL },
};
