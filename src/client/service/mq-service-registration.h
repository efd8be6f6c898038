/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_service_registration_follow(): the stream of a client's registration at the service. Its end
 * is the end of the service. Used by MqServiceConnection. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqServiceRegistrationFunc:
 * @owner: the object that was passed with the function
 * @runs: (nullable): the open runs of the service; %NULL: the service has ended
 */
typedef void (*MqServiceRegistrationFunc) (gpointer owner, JsonArray *runs);

DexFuture *
mq_service_registration_follow (GInputStream *stream, GObject *owner,
                                MqServiceRegistrationFunc func) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
