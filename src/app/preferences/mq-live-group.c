/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of the running Blender, see mq-live-group.h. */
#include "app/preferences/mq-live-group.h"

#include "app/preferences/mq-preferences.h"
#include "app/preferences/mq-setting-row.h"
#include "app/picture/mq-file-dialog.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n.h>

#define EXTENSION "maquette_bridge.zip"

struct _MqLiveGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template */
  AdwSwitchRow *show;
};

G_DEFINE_FINAL_TYPE (MqLiveGroup, mq_live_group, ADW_TYPE_PREFERENCES_GROUP)

static void
show_failure (MqLiveGroup *self, const char *why)
{
  mq_preferences_show_error (self, _ ("Add-on could not be saved"), why);
}

static void
explain (MqLiveGroup *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *body = g_strdup_printf (
      /* Translators: %s is a file’s name. Edit, Preferences, Get Extensions, Install from Disk and
       * Connect are labels in Blender: use Blender's own translations. */
      _ ("In Blender, open Edit › Preferences › Get Extensions, choose Install from Disk in the "
         "menu "
         "at the top right, and pick “%s”.\n\nThen press N in the 3D viewport and Connect on the "
         "tab "
         "Maquette. Nothing listens before you do."),
      name);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Add-on Saved"), body);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static DexFuture *
save_fiber (MqLiveGroup *self)
{
  g_autofree char *path = mq_paths_find_extension ();
  g_autoptr (GFile) from = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) to = NULL;

  gtk_file_dialog_set_title (dialog, _ ("Save the Add-on for Blender"));
  gtk_file_dialog_set_initial_name (dialog, EXTENSION);
  to = mq_file_dialog_save (dialog, GTK_WIDGET (self), &error);
  if (to != NULL && from == NULL)
    show_failure (self, _ ("The add-on is missing. Reinstall Maquette."));
  else if (to != NULL
           && dex_await (dex_file_copy (from, to,
                                        G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                                        G_PRIORITY_DEFAULT),
                         &error))
    explain (self, to);
  else if (error != NULL)
    show_failure (self, error->message);

  return dex_future_new_true ();
}

static void
install_cb (MqLiveGroup *self)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, save_fiber, (MQ_TYPE_LIVE_GROUP, self)));
}

static void
mq_live_group_class_init (MqLiveGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-live-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MqLiveGroup, show);
  gtk_widget_class_bind_template_callback (widget_class, install_cb);
}

static void
mq_live_group_init (MqLiveGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_live_group_set_settings:
 * @self: the group
 * @settings: call this once
 *
 * Shows the setting. It is the inverse of `blender.headless_rendering`.
 */
void
mq_live_group_set_settings (MqLiveGroup *self, MqSettings *settings)
{
  mq_setting_row_bind (settings, MQ_CONFIG_BLENDER_HEADLESS_RENDERING, self->show, "active", -1);
}
