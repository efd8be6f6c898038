/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps between versions, and poses; see mq-cli-step.h. */
#include "cli/mq-cli-step.h"

#include "cli/mq-stdout.h"
#include "client/executor/mq-worker-settings.h"
#include "client/export/mq-export.h"
#include "client/motion/mq-motion.h"
#include "client/session/mq-version-step.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

/**
 * mq_cli_take_pose:
 * @context: a context with a library, the settings, a session and a version
 * @printer: prints the pose
 * @words: the user's words
 * @is_taken: (out): whether they only set a pose of the version
 * @error: of the picture
 *
 * Says the pose, and adds a picture of it to the version, which is the same. Awaits.
 *
 * Returns: whether all went well
 */
gboolean
mq_cli_take_pose (MqCliContext *context, MqPrinter *printer, const char *words, gboolean *is_taken,
                  GError **error)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_NOTICE);
  g_autoptr (JsonObject) contents = NULL;
  g_autoptr (JsonObject) pose = NULL;
  g_autoptr (MqExportOptions) options = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *picture = NULL;
  g_autofree char *line = NULL;
  MqRenderOptions *render;
  MqWorkerSettings settings;
  MqExport *export;
  MqMotion *motion;

  *is_taken = FALSE;
  if (context->version == NULL || context->targets != NULL || !mq_motion_may_read (words))
    return TRUE;

  contents = dex_await_boxed (mq_version_load (context->version), NULL);
  motion = mq_motion_of_version (G_OBJECT (context->version),
                                 mq_json_get_object (contents, "report"));
  event->notice.text = motion != NULL ? mq_motion_read_words (motion, words) : NULL;
  if (event->notice.text == NULL)
    return TRUE;

  *is_taken = TRUE;
  event->time = g_get_real_time ();
  event->notice.level = MQ_NOTICE_LEVEL_INFO;
  event->notice.code = g_strdup ("posed");
  mq_printer_event (printer, event);
  if (!(pose = mq_motion_dup_pose (motion)))
    return TRUE;

  if (!mq_cli_context_prepare (context, MQ_CLI_INTERRUPT | MQ_CLI_WORK_DIRS | MQ_CLI_BLENDER,
                               error))
    return FALSE;

  render = mq_render_options_new (context->config);
  render->view = 1;
  render->pose = g_steal_pointer (&pose);
  options = mq_export_options_new_renders (render, context->session, NULL);
  if (!mq_export_options_check (options, error))
    return FALSE;

  settings = mq_worker_settings_read (context->blender, context->config);
  export = mq_export_new (context->library, &settings, context->version,
                          g_steal_pointer (&options));
  if (!(answer = mq_cli_context_await (context, export, NULL, mq_export_perform (export), error)))
    return FALSE;

  if (context->options->json)
    {
      mq_stdout_print_json ("render",
                            mq_json_element_object (mq_json_get_array (answer, "files"), 0));
      return TRUE;
    }

  picture = mq_version_get_picture (context->version,
                                    mq_version_get_n_pictures (context->version) - 1);
  line = g_strdup_printf ("      %s", picture);
  mq_printer_print_line (printer, line);
  return TRUE;
}

/**
 * mq_cli_take_words:
 * @context: as in mq_cli_take_pose()
 * @printer: prints what happened
 * @words: the user's words
 * @is_taken: (out): whether they need no run
 * @error: of the library or of a picture
 *
 * Takes a step between versions, or a pose. Awaits.
 *
 * Returns: whether all went well
 */
gboolean
mq_cli_take_words (MqCliContext *context, MqPrinter *printer, const char *words, gboolean *is_taken,
                   GError **error)
{
  g_autoptr (MqVersionHistory) history = mq_version_history_new ();
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_CURRENT);
  g_autoptr (MqRunEvent) refused = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) failure = NULL;
  MqSession *session = context->session;
  GListModel *versions;
  MqVersionStep step;
  guint from, number;

  if (!mq_version_step_read (words, &step))
    return mq_cli_take_pose (context, printer, words, is_taken, error);

  *is_taken = TRUE;
  if (!dex_await (mq_library_refresh (context->library), error))
    return FALSE;

  from = mq_version_get_number (mq_session_get_current_version (session));
  g_set_object (&context->version, mq_session_get_current_version (session));
  events = dex_await_boxed (mq_library_load_events (context->library, session), &failure);
  versions = mq_session_get_versions (session);
  for (guint i = 0; events != NULL && i < events->len; i++)
    mq_version_history_apply (history, ((MqLibraryEvent *)events->pdata[i])->event, versions);
  number = events != NULL ? mq_version_history_find (history, &step, from, versions, &failure) : 0;

  /* As an instruction that a run cannot carry out: there is no such version, which is no error. */
  if (number == 0 && g_error_matches (failure, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      refused = mq_run_event_new (MQ_EVENT_REFUSED);
      refused->refused.text = g_strdup (failure->message);
      refused->refused.outcome = MQ_REFUSAL_REFUSED;
      mq_printer_event (printer, refused);
      return TRUE;
    }
  if (number == 0)
    return mq_fail_with (error, &failure);

  event->time = g_get_real_time ();
  event->current.version = number;
  event->current.from = from;
  if (!dex_await (mq_library_set_current_version (context->library, session, number), error)
      || !dex_await (mq_library_save_step (context->library, session, words, event), error))
    return FALSE;

  g_set_object (&context->version, mq_session_get_current_version (session));
  mq_printer_event (printer, event);
  return TRUE;
}
