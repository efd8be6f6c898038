/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's background portal: says that the process goes on without a window. Used by
 * MqNotifier. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *
mq_background_request (GDBusConnection *bus, const char *status) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
