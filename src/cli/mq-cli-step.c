/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps between versions, see mq-cli-step.h. */
#include "cli/mq-cli-step.h"

#include "client/session/mq-version-step.h"
#include "common/base/mq-error.h"

/* Awaits. */
static guint
find_number (MqCliContext *context, const MqVersionStep *step, guint from, GError **error)
{
  g_autoptr (MqVersionHistory) history = mq_version_history_new ();
  GListModel *versions = mq_session_get_versions (context->session);
  g_autoptr (GPtrArray) events
      = dex_await_boxed (mq_library_load_events (context->library, context->session), error);

  if (events == NULL)
    return 0;

  for (guint i = 0; i < events->len; i++)
    mq_version_history_apply (history, ((MqLibraryEvent *)events->pdata[i])->event, versions);
  return mq_version_history_find (history, step, from, versions, error);
}

/* As an instruction that a run cannot carry out. */
static void
report_refused (MqPrinter *printer, const GError *error)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_REFUSED);

  event->refused.text = g_strdup (error->message);
  event->refused.outcome = MQ_REFUSAL_REFUSED;
  mq_printer_event (printer, event);
}

/**
 * mq_cli_take_step:
 * @context: a context with a library and a session, which has versions
 * @printer: prints what happened
 * @words: the user's words, which mq_version_step_read() recognises
 * @error: of the library
 *
 * Makes the version that the words ask for the current one of the session, and the context's.
 * Prints it if there is no such version, which is no error. Awaits.
 *
 * Returns: whether the library could be read and written
 */
gboolean
mq_cli_take_step (MqCliContext *context, MqPrinter *printer, const char *words, GError **error)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_CURRENT);
  MqSession *session = context->session;
  g_autoptr (GError) failure = NULL;
  MqVersionStep step;
  guint from, number;

  if (!mq_version_step_read (words, &step)
      || !dex_await (mq_library_refresh (context->library), error))
    return FALSE;

  from = mq_version_get_number (mq_session_get_current_version (session));
  g_set_object (&context->version, mq_session_get_current_version (session));
  if ((number = find_number (context, &step, from, &failure)) == 0)
    {
      if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_NOT_FOUND))
        {
          report_refused (printer, failure);
          return TRUE;
        }
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

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
