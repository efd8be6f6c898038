/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetches the run's requests to models and their answers from the service, for --save-transcript
 * and for the window. */
#include "client/run/mq-run-private.h"

#include "common/base/mq-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

static void
replaced_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, error);
}

static DexFuture *
write_private (const char *path, GBytes *bytes)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  DexPromise *promise = dex_promise_new ();

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, replaced_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/**
 * mq_run_load_transcript:
 * @self: a run that the service has
 *
 * Returns: (transfer full): resolves to a #GBytes, one line of JSON for each exchange, empty if no
 *   model was called; rejects with %MQ_ERROR_CONFLICT before the service has the run
 */
DexFuture *
mq_run_load_transcript (MqRun *self)
{
  g_autofree char *address = NULL;

  dex_return_error_if_fail (MQ_IS_RUN (self));

  if (!dex_future_is_resolved (DEX_FUTURE (self->asked)))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_CONFLICT, "%s", _ ("The run has not begun"));

  address = mq_run_make_path (self, "transcript");
  return mq_service_connection_download (self->connection, address, MQ_RUN_MAX_TRANSCRIPT);
}

/* Writes the file of the option `transcript`, readable by its owner only, and emits the result
 * as an event. Awaits. */
void
mq_run_save_transcript (MqRun *self)
{
  const char *path = self->options->transcript;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  MqRunEvent *event;

  if (path == NULL || !dex_future_is_resolved (DEX_FUTURE (self->asked)))
    return;

  bytes = dex_await_boxed (mq_run_load_transcript (self), &error);
  if (bytes != NULL && g_bytes_get_size (bytes) == 0)
    g_set_error_literal (&error, MQ_ERROR, MQ_ERROR_NOT_FOUND, _ ("No model was asked"));

  if (error == NULL && dex_await (write_private (path, bytes), &error))
    {
      event = mq_run_event_new (MQ_EVENT_TRANSCRIPT);
      event->file.file = g_strdup (path);
    }
  else
    {
      event = mq_run_event_new (MQ_EVENT_TRANSCRIPT_FAILED);
      event->file.text = g_strdup (error->message);
    }

  mq_run_emit_own (self, event);
}
