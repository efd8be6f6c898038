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

static void
on_progress (MqFilm *film, guint done, guint of)
{
  g_printerr ("\rFrame %u of %u%s", done, of, done == of ? "\n" : "");
}

static gboolean
make_film (MqCliContext *self, GError **error)
{
  JsonObject *given = mq_cli_command_get_job_options ();
  const char *id = mq_json_get_string (given, "format", NULL);
  g_autoptr (MqFilmOptions) options = NULL;
  g_autoptr (JsonObject) report = NULL;
  MqWorkerSettings settings;
  MqFilm *film;

  if (!(id = mq_cli_options_get_format (self->options, id, "chair.webm", error)))
    return FALSE;

  json_object_set_string_member (given, "format", id);
  if (!(options = mq_film_options_new_from_json (given, self->options->output, error)))
    return FALSE;

  options->replace = self->options->replace;
  if (!mq_film_options_check (options, error)
      || !mq_cli_context_prepare (self, MQ_CLI_FOR_BLENDER, error))
    return FALSE;

  settings = mq_worker_settings_read (self->blender, self->config);
  film = mq_film_new (self->library, &settings, mq_session_get_versions (self->session),
                      self->version, g_steal_pointer (&options));
  if (!(report = mq_cli_context_await (self, film, G_CALLBACK (on_progress), mq_film_perform (film),
                                       error)))
    return FALSE;

  if (self->options->json)
    mq_stdout_print_json ("film", report);
  else
    {
      const char *file = "?";
      int width = 0, height = 0, frames = 0;
      double seconds = 0;

      mq_json_read (report, "file:s width:i height:i frames:i seconds:d", &file, &width, &height,
                    &frames, &seconds);
      printf ("%s\n  %d × %d pixels, %d frames, %.1f s\n", file, width, height, frames, seconds);
    }
  return TRUE;
}

static const GOptionEntry film_options[] = {
  MQ_OPTION_OUTPUT ("The file to write", "FILE"),
  MQ_OPTION_REPLACE,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_film[] = {
  { "film", MQ_WORDS_VERSION, 1, 1,
    "Make a film of a version on a turntable: WebM, MP4, WebP or GIF", make_film, film_options,
    "film" },
  { NULL },
};
