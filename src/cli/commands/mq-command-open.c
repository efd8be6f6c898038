/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* open: the command that opens a copy of a version in Blender. */
#include "cli/mq-cli-version.h"
#include "cli/commands/mq-commands.h"

#include "client/live/mq-open-copy.h"

#include <stdio.h>

static DexFuture *
open_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  GError *error = NULL;
  g_autoptr (MqConfig) config = mq_cli_load_config (options->config, &error);
  g_autoptr (MqLibrary) library = NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (GListModel) blenders = NULL;
  g_autoptr (MqBlender) blender = NULL;
  g_autofree char *from = NULL;
  g_autofree char *name = NULL;
  MqSession *session;

  if (config == NULL || !(library = dex_await_object (mq_library_open (NULL, TRUE), &error))
      || !(version = mq_cli_find_version (library, options->words[0], &session, &error))
      || !(blenders = dex_await_object (
               mq_blender_find (mq_config_get_string (config, MQ_CONFIG_BLENDER_EXECUTABLE)),
               &error)))
    return dex_future_new_for_error (error);

  blender = g_list_model_get_item (blenders, 0);
  from = g_build_filename (mq_version_get_dir (version), "scene.blend", NULL);
  name = g_strdup_printf ("%s-%u.blend", mq_session_get_id (session),
                          mq_version_get_number (version));
  if (!dex_await (mq_open_copy (blender, from, name), &error))
    return dex_future_new_for_error (error);

  printf ("Opening a copy of version %u in Blender\n", mq_version_get_number (version));
  return dex_future_new_for_int (0);
}

static const GOptionEntry config_options[] = {
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_open[] = {
  { "open", MQ_WORDS_VERSION, 1, 1, "Open a copy of a version in Blender", open_fiber,
    config_options },
  { NULL },
};
