/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The background portal, see mq-background.h. */
#include "app/desktop/mq-background.h"

#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

#define MAX_STATUS 96 /* characters, by the portal's documentation */

static DexFuture *
call_portal (GDBusConnection *bus, const char *method, GVariant *parameters)
{
  return dex_dbus_connection_call (
      bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
      "org.freedesktop.portal.Background", method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1);
}

static DexFuture *
request_fiber (GDBusConnection *bus, const char *status)
{
  g_autofree char *short_status = g_utf8_truncate_middle (status, MAX_STATUS);
  GVariantDict options = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&options, "reason", "s", _ ("Work on your assets continues"));
  /* The portal's answer comes later, and changes nothing: without leave, the run goes on as long as
   * the desktop lets it, and the next start resumes it. */
  if (!dex_await (call_portal (bus, "RequestBackground",
                               g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options))),
                  NULL))
    return dex_future_new_true ();

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "message", "s", short_status);
  dex_await (
      call_portal (bus, "SetStatus", g_variant_new ("(@a{sv})", g_variant_dict_end (&options))),
      NULL);
  return dex_future_new_true ();
}

/* Asks that the process may go on without a window, and says what it does. Where there is no
 * portal, nothing happens. @status: a sentence that the desktop shows beside the application's
 * name. Returns: (transfer full): resolves to %TRUE when the desktop knows */
DexFuture *
mq_background_request (GDBusConnection *bus, const char *status)
{
  return mq_fiber_spawn_with (NULL, 0, request_fiber, (G_TYPE_DBUS_CONNECTION, bus),
                              (G_TYPE_STRING, status));
}
