/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the socket on which the service listens: a private Unix socket, or a TCP address. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocket *mq_listener_open_unix (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GSocket *mq_listener_open_tcp (const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_listener_check_address (GInetAddress *address, GError **error);
gboolean mq_listener_is_own_peer (GSocket *peer, GError **error);

G_END_DECLS
