/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets on which the service listens, see mq-listener.h. Only the user can open the folder of a
 * Unix socket. A TCP address must be a loopback one, and every request there needs an access token
 * (mq-access-token.h), or one of an account. */
#include "service/http/mq-listener.h"

#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/** Connections that the system queues until they are accepted. */
#define BACKLOG 128

static gboolean
prepare_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return mq_paths_require_private (folder, error);
}

static gboolean
somebody_listens (GSocketAddress *address)
{
  g_autoptr (GSocket) probe = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                                            G_SOCKET_PROTOCOL_DEFAULT, NULL);

  return probe != NULL && g_socket_connect (probe, address, NULL, NULL);
}

static gboolean
fail_taken (const char *path, GError **error)
{
  return mq_fail (error, MQ_ERROR_CONFLICT,
                  "Another service listens at “%s”; stop it, or choose another place", path);
}

static gboolean
remove_stale (const char *path, GSocketAddress *address, GError **error)
{
  GStatBuf info;

  if (g_lstat (path, &info) != 0)
    return TRUE;

  if (!S_ISSOCK (info.st_mode))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” is there and is no socket; choose another place", path);

  if (somebody_listens (address))
    return fail_taken (path, error);

  return g_unlink (path) == 0 || errno == ENOENT;
}

static GSocket *
listen_at (GSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (address),
                                             G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                             error);

  if (socket == NULL)
    return NULL;

  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

/* @path: path of the socket; its folder is created (0700); @error: %MQ_ERROR_BAD_INPUT,
 * %MQ_ERROR_CONFLICT if a service already listens there. Returns: (transfer full) (nullable): a
 * socket (0600) that listens */
GSocket *
mq_listener_open_unix (const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  GError *why = NULL;
  mode_t mask;

  if (strlen (path) >= sizeof ((struct sockaddr_un){ 0 }.sun_path))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "The path of the socket is too long for the system: “%s”", path);

  address = g_unix_socket_address_new (path);
  if (!prepare_folder (path, error) || !remove_stale (path, address, error))
    return NULL;

  /* Sets the mode when the socket is created, because a chmod() would come too late. */
  mask = umask (0177);
  socket = listen_at (address, &why);
  umask (mask);
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      g_clear_error (&why);
      fail_taken (path, error);
    }
  else if (why != NULL)
    g_propagate_error (error, why);
  return g_steal_pointer (&socket);
}

/* @address: where a service would listen; @error: %MQ_ERROR_BAD_INPUT. Returns: whether only
 * programs of this computer reach the address: nothing is encrypted there */
gboolean
mq_listener_check_address (GInetAddress *address, GError **error)
{
  return g_inet_address_get_is_loopback (address)
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     "This is not a loopback address. The service listens at 127.0.0.1 or [::1] "
                     "only; others reach it through a proxy with TLS (docs/accounts.md)");
}

/* @address: an address literal and a port: `127.0.0.1:8787`, `[::1]:0`; @error:
 * %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable): a socket that listens */
GSocket *
mq_listener_open_tcp (const char *address, GError **error)
{
  const char *colon = strrchr (address, ':');
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) literal = NULL;
  g_autoptr (GSocketAddress) bound = NULL;
  guint64 port;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“%s” is not ADDRESS:PORT, such as 127.0.0.1:8787", address);

  host = g_strndup (address, (gsize)(colon - address));
  if (host[0] == '[' && g_str_has_suffix (host, "]"))
    {
      host[strlen (host) - 1] = '\0';
      literal = g_inet_address_new_from_string (host + 1);
    }
  else
    literal = g_inet_address_new_from_string (host);

  if (literal == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“%s” is no address; a service listens at one such as 127.0.0.1 or [::1]",
                         host);

  if (!mq_listener_check_address (literal, error))
    {
      g_prefix_error (error, "“%s”: ", host);
      return NULL;
    }

  bound = g_inet_socket_address_new (literal, (guint16)port);
  return listen_at (bound, error);
}

/* @peer: the socket of a client, Unix; @error: (nullable): why not. Returns: whether the client
 * runs as the same user as the service */
gboolean
mq_listener_is_own_peer (GSocket *peer, GError **error)
{
  g_autoptr (GCredentials) credentials = g_socket_get_credentials (peer, error);
  uid_t uid;

  if (credentials == NULL)
    return FALSE;

  uid = g_credentials_get_unix_user (credentials, error);
  if (uid == (uid_t)-1)
    return FALSE;

  if (uid == geteuid ())
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "User %u is not user %u",
               (guint)uid, (guint)geteuid ());
  return FALSE;
}
