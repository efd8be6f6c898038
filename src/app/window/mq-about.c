/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* About Maquette, see mq-about.h. */
#include "app/window/mq-about.h"

#include "common/base/mq-paths.h"

#include <glib/gi18n.h>

/* Text for a bug report: versions and paths, nothing of the user's work. */
static char *
describe_system (MqWorkspace *workspace)
{
  MqBlender *blender = mq_workspace_get_blender (workspace);
  MqLibrary *library = mq_workspace_get_library (workspace);
  g_autofree char *config = mq_paths_get_config_file ();
  g_autofree char *data = mq_paths_get_data_home ();
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Maquette %s\n", MQ_VERSION);
  g_string_append_printf (text, "System: %s\n", os ? os : "unknown");
  g_string_append_printf (text, "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n",
                          gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "Display: %s\n", G_OBJECT_TYPE_NAME (gdk_display_get_default ()));
  if (blender != NULL)
    g_string_append_printf (text, "Blender %s: %s\n", mq_blender_get_version (blender),
                            mq_blender_get_path (blender));
  else
    g_string_append (text, "Blender: none found\n");
  g_string_append_printf (text, "Team: %s\n", mq_workspace_get_team_name (workspace));
  g_string_append_printf (text, "Library: %s\n", library ? mq_library_get_path (library) : data);
  g_string_append_printf (text, "Settings: %s\n", config);

  return g_string_free (text, FALSE);
}

/**
 * mq_about_dialog_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mq_about_dialog_new (MqWorkspace *workspace)
{
  g_autofree char *system = describe_system (workspace);
  const char *credits;

  /* Translators: your names, one on each line. */
  credits = _ ("translator-credits");

  return g_object_new (ADW_TYPE_ABOUT_DIALOG, "application-name", "Maquette", "application-icon",
                       "org.maquette.Maquette", "version", MQ_VERSION, "developer-name",
                       _ ("The Maquette developers"), "comments",
                       _ ("Turn words into editable 3D assets"), "license-type",
                       GTK_LICENSE_GPL_3_0, "debug-info", system, "debug-info-filename",
                       "maquette-debug-info.txt", "translator-credits",
                       g_str_equal (credits, "translator-credits") ? "" : credits, NULL);
}
