/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping sessions at a shared service in the background, after a run there, a new title, and at
 * the start; one after the other. */
#include "app/workspace/mq-workspace-private.h"

#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

/* So long the end of the program waits. */
#define FINISH_SECONDS 3

/* Reports only errors that the user can fix. */
static void
note_failure (MqWorkspace *self, const GError *error)
{
  g_autofree char *text = NULL;

  g_info ("Not kept at the service: %s", error->message);
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_SPACE)
      && !g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT))
    return;

  /* Translators: a session, after a run. %s is the reason, a sentence. */
  text = g_strdup_printf (_ ("Not kept at the service: %s"), error->message);
  mq_workspace_show_message (self, text);
}

static DexFuture *
keep_fiber (MqWorkspace *self, MqSession *session, DexFuture *before)
{
  g_autofree char *server = NULL;
  g_autoptr (GPtrArray) merged = NULL;
  g_autoptr (GError) error = NULL;

  if (before != NULL)
    dex_await (dex_ref (before), NULL);

  server = g_strdup (mq_workspace_get_server (self));
  if (server == NULL || self->library == NULL)
    return dex_future_new_true ();

  merged = dex_await_boxed (mq_remote_sessions_put (self->library, server, session), &error);
  if (merged == NULL)
    note_failure (self, error);
  for (guint i = 0; merged != NULL && i < merged->len; i++)
    dex_await (mq_workspace_show_merged (self, merged->pdata[i]), NULL);
  return dex_future_new_true ();
}

/**
 * mq_workspace_upload:
 * @self: a workspace
 * @session: (nullable): a session that had a run at the service
 *
 * Keeps at the service what has changed, unless the settings forbid it. It disturbs nobody: what
 * fails is tried again with the next change or the next start.
 */
void
mq_workspace_upload (MqWorkspace *self, MqSession *session)
{
  g_autoptr (DexFuture) before = NULL;

  if (mq_workspace_get_server (self) == NULL || self->library == NULL || self->read_only
      || !mq_config_get_boolean (self->config, MQ_CONFIG_SERVER_KEEP_SESSIONS))
    return;

  before = g_steal_pointer (&self->keeping);
  self->keeping = mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, keep_fiber,
                                       (MQ_TYPE_WORKSPACE, self), (MQ_TYPE_SESSION, session),
                                       (DEX_TYPE_FUTURE, before));
}

/**
 * mq_workspace_finish_uploads:
 * @self: a workspace that is being closed
 *
 * Returns: (transfer full): resolves to %TRUE when nothing is being kept any more, or after
 *   FINISH_SECONDS: the rest is kept at the next start
 */
DexFuture *
mq_workspace_finish_uploads (MqWorkspace *self)
{
  return self->keeping != NULL ? dex_future_first (dex_timeout_new_seconds (FINISH_SECONDS),
                                                   dex_ref (self->keeping), NULL)
                               : dex_future_new_true ();
}
