/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that starts maquette-cli, see mq-program-command.h. */
#include "client/programs/mq-program-command.h"

#include "common/base/mq-application-id.h"
#include "common/base/mq-paths.h"

#define PROGRAM "maquette-cli"

/**
 * mq_program_command_make:
 *
 * Programs that a desktop starts have no shell's `PATH`, and are outside a Flatpak's sandbox and
 * the root of `./dev`: so the command has absolute paths that are there outside, too.
 *
 * Returns: (transfer full): the command and its first arguments
 */
GStrv
mq_program_command_make (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *source = mq_paths_get_source_root ();

  if (mq_paths_is_flatpak ())
    g_strv_builder_add_many (builder, "flatpak", "run", "--command=" PROGRAM, MQ_APP_ID, NULL);
  else if (source != NULL && g_getenv ("MAQUETTE_IN_ROOT") != NULL)
    {
      g_strv_builder_take (builder, g_build_filename (source, "dev", NULL));
      g_strv_builder_add (builder, "run");
    }
  else if (source != NULL)
    g_strv_builder_take (
        builder, g_build_filename (mq_paths_get_build_root (), "src", "cli", PROGRAM, NULL));
  else
    {
      /* Programs are installed together. */
      g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
      g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;

      g_strv_builder_take (builder, folder != NULL ? g_build_filename (folder, PROGRAM, NULL)
                                                   : g_strdup (PROGRAM));
    }

  return g_strv_builder_end (builder);
}
