/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* About Maquette, see mq-about.h. */
#include "app/window/mq-about.h"

#include "client/diagnostics/mq-diagnostics.h"
#include "common/base/mq-addresses.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

/* Returns: (transfer full): lines on the window for mq_diagnostics_collect() */
JsonObject *
mq_about_describe_window (MqWorkspace *workspace)
{
  g_autofree char *gtk = g_strdup_printf ("%u.%u.%u", gtk_get_major_version (),
                                          gtk_get_minor_version (), gtk_get_micro_version ());
  g_autofree char *adw = g_strdup_printf ("%u.%u.%u", adw_get_major_version (),
                                          adw_get_minor_version (), adw_get_micro_version ());

  return mq_json_new ("GTK:s libadwaita:s Display:s Team:s", gtk, adw,
                      G_OBJECT_TYPE_NAME (gdk_display_get_default ()),
                      mq_workspace_get_team_name (workspace));
}

/* The page of Troubleshooting appears when there is something to show. */
static DexFuture *
describe_fiber (AdwAboutDialog *dialog, MqWorkspace *workspace)
{
  g_autoptr (JsonObject) window = mq_about_describe_window (workspace);
  g_autoptr (JsonObject) report = dex_await_boxed (
      mq_diagnostics_collect (mq_workspace_get_library (workspace), NULL, window), NULL);
  g_autofree char *text = report != NULL ? mq_diagnostics_to_text (report) : NULL;

  /* It may have been closed meanwhile. */
  if (text != NULL && gtk_widget_get_root (GTK_WIDGET (dialog)) != NULL)
    adw_about_dialog_set_debug_info (dialog, text);
  return dex_future_new_true ();
}

/* Returns: (transfer floating): the dialog */
AdwDialog *
mq_about_dialog_new (MqWorkspace *workspace)
{
  AdwAboutDialog *dialog;
  const char *credits;

  /* Translators: your names, one on each line. */
  credits = _ ("translator-credits");

  dialog = g_object_new (
      ADW_TYPE_ABOUT_DIALOG, "application-name", MQ_APP_NAME, "application-icon", MQ_APP_ID,
      "version", MQ_VERSION, "developer-name", _ ("The Maquette developers"), "comments",
      _ ("Turn words into editable 3D assets"), "license-type", GTK_LICENSE_GPL_3_0, "website",
      MQ_ADDRESS_HOMEPAGE, "issue-url", MQ_ADDRESS_BUG_TRACKER, "support-url", MQ_ADDRESS_HELP,
      "debug-info-filename", MQ_DIAGNOSTICS_FILE, "translator-credits",
      g_str_equal (credits, "translator-credits") ? "" : credits, NULL);
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, describe_fiber, (ADW_TYPE_ABOUT_DIALOG, dialog),
                                          (MQ_TYPE_WORKSPACE, workspace)));
  return ADW_DIALOG (dialog);
}
