/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Launches one Blender with its end of the bridge: token, arguments, socket pair, process. Never
 * waits. */
#include "client/blender/mq-launch.h"

#include "common/base/mq-error.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define TOKEN_BYTES 32
#define TOKEN_FILE "token"

/* Writes a new secret to a file that only the user can read. It removes, and does not follow,
 * whatever a script left under that name. */
static char *
write_token (const char *run_dir, GError **error)
{
  g_autofree char *path = g_build_filename (run_dir, TOKEN_FILE, NULL);
  guint8 random[TOKEN_BYTES];
  g_autoptr (GString) token = g_string_new (NULL);
  gssize written = -1;
  int fd;

  if (getrandom (random, sizeof random, 0) != sizeof random)
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("The kernel gave no random numbers"));
  for (gsize i = 0; i < sizeof random; i++)
    g_string_append_printf (token, "%02x", random[i]);

  g_unlink (path);
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd >= 0)
    {
      written = write (fd, token->str, token->len);
      if (close (fd) != 0)
        written = -1;
    }

  if (written != (gssize)token->len)
    {
      int failure = errno;

      return mq_fail_null (error, failure == ENOSPC ? MQ_ERROR_NO_SPACE : MQ_ERROR_FAILED,
                           _ ("%s could not be written: %s"), path, g_strerror (failure));
    }

  return g_string_free (g_steal_pointer (&token), FALSE);
}

static char **
dup_command (const MqSandboxSpec *spec, MqSandboxKind kind, MqProbe *probe)
{
  const char *run_dir = mq_sandbox_get_run_dir (kind, spec);
  g_autofree char *first = probe != NULL ? mq_probe_dup_program (probe) : NULL;
  g_autofree char *program = g_build_filename (mq_sandbox_get_bridge_dir (kind, spec), "worker.py",
                                               NULL);
  g_autofree char *token = g_build_filename (run_dir, TOKEN_FILE, NULL);
  g_autoptr (GStrvBuilder) command = g_strv_builder_new ();

  g_strv_builder_add_many (command, spec->blender, MQ_SANDBOX_BLENDER_FLAGS, NULL);
  if (first != NULL)
    g_strv_builder_add_many (command, "--python-expr", first, NULL);
  g_strv_builder_add_many (command, "--python", program, "--", "--fd",
                           G_STRINGIFY (MQ_PROCESS_BRIDGE_FD), "--run-dir", run_dir, "--token-file",
                           token, NULL);
  return g_strv_builder_end (command);
}

/* Returns our end of a new socket pair; the other end is *@ret_theirs. */
static GSocketConnection *
connect_pair (int *ret_theirs, GError **error)
{
  g_autoptr (GSocket) ours = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "socketpair: %s",
                   g_strerror (errno));
      return NULL;
    }

  if (!(ours = g_socket_new_from_fd (ends[0], error)))
    {
      close (ends[0]);
      close (ends[1]);
      return NULL;
    }

  *ret_theirs = ends[1];
  return g_socket_connection_factory_create_connection (ours);
}

/**
 * mq_launch:
 * @spec: what the sandbox contains
 * @sandboxed: whether to run it in a sandbox
 * @probe: (nullable): what Blender is to run before the bridge
 * @ret_bridge: (out) (transfer full): the connection, before `hello`
 * @ret_token: (out) (transfer full): the token for `hello`; mq_launch_forget() removes the file
 *   that also holds it
 * @error: %MQ_ERROR_NO_BLENDER, %MQ_ERROR_NO_SPACE …
 *
 * Returns: (transfer full) (nullable): the started process
 */
MqProcess *
mq_launch (const MqSandboxSpec *spec, gboolean sandboxed, MqProbe *probe, MqBridge **ret_bridge,
           char **ret_token, GError **error)
{
  MqSandboxKind kind = mq_sandbox_choose (sandboxed);
  g_auto (GStrv) command = dup_command (spec, kind, probe);
  g_autofree char *canary = probe != NULL ? mq_probe_dup_variable (probe) : NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *token = NULL;
  MqProcess *process;
  int theirs;

  if (!(token = write_token (spec->run_dir, error))
      || !(connection = connect_pair (&theirs, error)))
    return NULL;

  process = mq_sandbox_spawn (kind, spec, (const char *const *)command, canary, theirs, error);
  if (process == NULL)
    return NULL;

  *ret_bridge = mq_bridge_new (connection);
  *ret_token = g_steal_pointer (&token);
  return process;
}

/**
 * mq_launch_forget:
 * @run_dir: the run folder
 *
 * Removes the token's file: only the first message needs it.
 */
void
mq_launch_forget (const char *run_dir)
{
  g_autofree char *path = g_build_filename (run_dir, TOKEN_FILE, NULL);

  g_unlink (path);
}
