/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* open_model: the tool that takes in a model of another program. It reads no file but those in the
 * folder that the user has allowed. */
#include "client/executor/mq-worker-settings.h"
#include "client/intake/mq-taken-model.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-rights.h"
#include "mcp/mq-mcp-run.h"

#include <glib/gstdio.h>
#include <string.h>

/* Awaits. Returns: (transfer full) (nullable): the path of the file in the program's folder */
static char *
find_file (MqMcpCall *call, const char *name, GError **error)
{
  g_autoptr (MqProgramEntry) program = mq_mcp_rights_load (call, error);
  const char *folder;
  g_autofd int dir = -1;

  if (program == NULL)
    return NULL;

  folder = mq_program_entry_get_folder (program);
  dir = mq_files_open_dir (folder, NULL);
  if (strchr (name, '/') != NULL || dir < 0 || !mq_files_is_regular (dir, name))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no file “%s” in %s, the only folder that you may read from. "
                         "Copy the model and the files that it names there, or ask the user to",
                         name, folder);
  return g_build_filename (folder, name, NULL);
}

/* Awaits. */
static MqMcpResult *
open_model (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  const char *name = mq_json_get_string (arguments, "file", "");
  g_autofree char *path = find_file (call, name, error);
  g_autoptr (MqConfig) config = NULL;
  g_autoptr (MqTakenModel) model = NULL;
  MqWorkerSettings settings;
  MqRunOptions *options;
  MqMcpResult *result;

  if (path == NULL || !mq_mcp_context_begin_job (context, error))
    return NULL;

  settings = mq_worker_settings_read (context->blender, context->config);
  model = dex_await_object (
      mq_fiber_unless (call->dropped,
                       mq_taken_model_read (context->library, &settings, path,
                                            mq_json_get_string (arguments, "unit", NULL),
                                            mq_json_get_string (arguments, "up", NULL))),
      error);
  if (model == NULL)
    {
      mq_mcp_context_end_job (context);
      return NULL;
    }

  options = mq_run_options_new ("script", name, NULL);
  options->title = g_strdup (mq_json_get_string (arguments, "title", NULL));
  if (options->title == NULL)
    options->title = g_strdup (mq_taken_model_get_title (model));
  options->script = g_strdup (mq_taken_model_get_script (model));
  options->meshes = g_strdup (mq_taken_model_get_meshes (model));
  config = mq_mcp_run_make_config (context, arguments);
  result = mq_mcp_run_perform (call, context, config, options, error);
  if (result != NULL && mq_mcp_result_get_values (result) != NULL)
    mq_json_add (mq_mcp_result_get_values (result), "model:o",
                 mq_json_new ("notes:A? guessed:A?",
                              mq_json_get_array (mq_taken_model_get_facts (model), "notes"),
                              mq_json_get_array (mq_taken_model_get_facts (model), "guessed")));
  dex_await (mq_taken_model_close (model), NULL);
  mq_mcp_context_end_job (context);
  return result;
}

const MqMcpTool mq_mcp_tools_intake[] = {
  { "open_model", open_model },
  { NULL },
};
