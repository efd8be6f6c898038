/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Socket activation and readiness, see mq-systemd.h. */
#include "service/program/mq-systemd.h"

#include "common/base/mq-error.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

#define FIRST_FD 3

/* @socket: (out) (nullable): a socket that listens; %NULL if none was given to this process;
 * @error: %MQ_ERROR_BAD_INPUT if there are several, or it is no socket. Returns: whether there
 * was no error */
gboolean
mq_systemd_take_socket (GSocket **socket, GError **error)
{
  const char *process = g_getenv ("LISTEN_PID");
  const char *count = g_getenv ("LISTEN_FDS");
  guint64 pid, n;

  *socket = NULL;
  if (process == NULL || count == NULL
      || !g_ascii_string_to_unsigned (process, 10, 1, G_MAXINT, &pid, NULL)
      || pid != (guint64)getpid ())
    return TRUE;

  if (!g_ascii_string_to_unsigned (count, 10, 0, G_MAXINT, &n, NULL) || n > 1)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "LISTEN_FDS=%s: the service listens at one socket",
                    count);
  if (n == 0)
    return TRUE;

  /* Child processes must not inherit it. */
  fcntl (FIRST_FD, F_SETFD, FD_CLOEXEC);
  *socket = g_socket_new_from_fd (FIRST_FD, error);
  return *socket != NULL;
}

/* Tells the service manager, if there is one that wants to know. @state: “READY=1”,
 * “STOPPING=1”. */
void
mq_systemd_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || (path[0] != '/' && path[0] != '@'))
    return;

  address = path[0] == '@'
                ? g_unix_socket_address_new_with_type (path + 1, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT)
                : g_unix_socket_address_new (path);
  if (!(socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM,
                               G_SOCKET_PROTOCOL_DEFAULT, &error))
      || g_socket_send_to (socket, address, state, strlen (state), NULL, &error) < 0)
    g_message ("The service manager did not take “%s”: %s", state, error->message);
}
