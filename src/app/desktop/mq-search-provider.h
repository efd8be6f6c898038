/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSearchProvider: finds sessions for the search of GNOME's overview, over D-Bus
 * (org.gnome.Shell.SearchProvider2). MqApplication exports it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MQ_TYPE_SEARCH_PROVIDER (mq_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (MqSearchProvider, mq_search_provider, MQ, SEARCH_PROVIDER, GObject)

MqSearchProvider *mq_search_provider_new (GApplication *application, GDBusConnection *bus,
                                          const char *path, GError **error);

G_END_DECLS
