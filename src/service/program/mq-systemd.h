/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The protocols between systemd and a service: sockets it passes (sd_listen_fds(3)) and states it
 * is told (sd_notify(3)). They are a few lines, so that its library is not needed. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean mq_systemd_take_socket (GSocket **socket, GError **error);
void mq_systemd_notify (const char *state);

G_END_DECLS
