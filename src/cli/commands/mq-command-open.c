/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* open: the command that opens a copy of a version in Blender. */
#include "cli/commands/mq-commands.h"

#include "client/live/mq-open-copy.h"

#include <stdio.h>

static gboolean
open_copy (MqCliContext *self, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *name = NULL;

  if (!mq_cli_context_prepare (self, MQ_CLI_VERSION | MQ_CLI_BLENDER, error))
    return FALSE;

  from = g_build_filename (mq_version_get_dir (self->version), "scene.blend", NULL);
  name = g_strdup_printf ("%s-%u.blend", mq_session_get_id (self->session),
                          mq_version_get_number (self->version));
  if (!dex_await (mq_open_copy (self->blender, from, name), error))
    return FALSE;

  printf ("Opening a copy of version %u in Blender\n", mq_version_get_number (self->version));
  return TRUE;
}

static const GOptionEntry config_options[] = {
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_open[] = {
  { "open", MQ_WORDS_VERSION, 1, 1, "Open a copy of a version in Blender", open_copy,
    config_options },
  { NULL },
};
