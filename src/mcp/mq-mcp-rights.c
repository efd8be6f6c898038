/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rights of a program, see mq-mcp-rights.h. */
#include "mcp/mq-mcp-rights.h"

#include "client/programs/mq-program-lock.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gstdio.h>

/* Rights hold without the file; only the list of programs lacks something. */
static DexFuture *
noted_cb (DexFuture *noted, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (noted, &error) == NULL)
    g_message ("The list of programs cannot be written: %s", error->message);
  return dex_future_new_true ();
}

static DexFuture *
note (DexFuture *change)
{
  return dex_future_finally (change, noted_cb, NULL, NULL);
}

/* The program is connected from now on. @server: a server whose program has said who it is, or
 * calls without having said it. */
void
mq_mcp_rights_introduce (MqMcpServer *server)
{
  MqMcpContext *context = mq_mcp_server_get_data (server);

  /* One that called without a name may have one now. */
  g_free (context->program);
  g_clear_fd (&context->connected, NULL);
  dex_clear (&context->noting);
  context->program = mq_program_entry_clean_name (mq_mcp_server_get_client (server));
  context->connected = mq_program_lock_take (context->program);
  context->noting = note (mq_programs_note (context->program));
}

/**
 * mq_mcp_rights_leave:
 * @context: of a program whose server has stopped
 *
 * The program is not connected any more. Awaits.
 */
void
mq_mcp_rights_leave (MqMcpContext *context)
{
  if (context->program == NULL)
    return;

  g_clear_fd (&context->connected, NULL);
  dex_await (dex_ref (context->noting), NULL);
  dex_await (note (mq_programs_note (context->program)), NULL);
}

/* Returns: (transfer full) (nullable): the program that calls, as the user has its rights now */
MqProgramEntry *
mq_mcp_rights_load (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);

  if (context->program == NULL)
    mq_mcp_rights_introduce (call->server);
  return dex_await_object (mq_programs_load_one (context->program), error);
}

/* @right: %MQ_PROGRAM_MODELS or %MQ_PROGRAM_LIVE; @error: %MQ_ERROR_READ_ONLY, with what the
 * user can do. Returns: whether the program has it */
gboolean
mq_mcp_rights_require (MqMcpCall *call, MqProgramFlags right, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  g_autoptr (MqProgramEntry) program = mq_mcp_rights_load (call, error);
  g_autofree char *quoted = NULL;

  if (program == NULL)
    return FALSE;
  if (mq_program_entry_has (program, right))
    return TRUE;

  /* Else the command that it is told may not know it yet. */
  dex_await (dex_ref (context->noting), NULL);
  quoted = g_shell_quote (mq_program_entry_get_name (program));
  return mq_fail (error, MQ_ERROR_READ_ONLY,
                  "The user has not allowed this program to %s. Tell the user that they can, in "
                  "Maquette's Preferences, Programs, or with: maquette-cli allow %s --%s",
                  right == MQ_PROGRAM_LIVE ? "reach the running Blender"
                                           : "use models that may cost money",
                  quoted, mq_program_entry_get_member (right));
}

/* The user sees which sessions a program has worked in. @session: the id of a session that it
 * has worked in. */
void
mq_mcp_rights_note_session (MqMcpCall *call, const char *session)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);

  if (context->program != NULL)
    dex_await (note (mq_programs_note_session (context->program, session)), NULL);
}
