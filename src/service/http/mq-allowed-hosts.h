/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAllowedHosts: the names by which a service may be called (the header Host), and the web pages
 * that may call it (Origin). Another Host means that a name of a stranger leads here (DNS
 * rebinding). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MqAllowedHosts MqAllowedHosts;

MqAllowedHosts *mq_allowed_hosts_new (const char *hosts, const char *origins,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_allowed_hosts_free (MqAllowedHosts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAllowedHosts, mq_allowed_hosts_free)

void mq_allowed_hosts_add (MqAllowedHosts *self, const char *host);
void mq_allowed_hosts_add_url (MqAllowedHosts *self, const char *url);
gboolean mq_allowed_hosts_is_empty (MqAllowedHosts *self);

gboolean mq_allowed_hosts_check_host (MqAllowedHosts *self, const char *host);
gboolean mq_allowed_hosts_check_origin (MqAllowedHosts *self, const char *origin);
gboolean mq_allowed_hosts_is_loopback (const char *host);

G_END_DECLS
