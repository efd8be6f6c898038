/* What a service manager gives a service and wants to hear from it, by the protocols of systemd
 * (sd_listen_fds(3), sd_notify(3)). They are a few lines, so that its library is not needed. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean mq_systemd_take_socket (GSocket **socket, GError **error);
void mq_systemd_notify (const char *state);

G_END_DECLS
