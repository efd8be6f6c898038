/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences dialog, see mq-preferences.h. */
#include "app/preferences/mq-preferences.h"

#include "app/picture/mq-alert.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-file-dialog.h"
#include "app/preferences/mq-blender-group.h"
#include "app/preferences/mq-models-page.h"
#include "app/preferences/mq-programs-page.h"
#include "app/preferences/mq-service-group.h"
#include "app/preferences/mq-setting-row.h"
#include "app/preferences/mq-settings.h"
#include "client/executor/mq-executor.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n.h>

#define EXTENSION "maquette_bridge.zip"

struct _MqPreferences
{
  AdwPreferencesDialog parent_instance;

  /* Template */
  AdwSwitchRow *enter_sends;
  AdwSwitchRow *notify_done;
  MqBlenderGroup *blender;
  AdwPreferencesGroup *running;
  AdwButtonRow *save_add_on; /* after the rows of the group */
  AdwPreferencesGroup *work;
  MqServiceGroup *service;
  MqModelsPage *models;
  MqProgramsPage *programs;
  AdwBanner *keyring_banner;

  /* Owned */
  MqSettings *settings;
};

G_DEFINE_FINAL_TYPE (MqPreferences, mq_preferences, ADW_TYPE_PREFERENCES_DIALOG)

static GParamSpec *settings_property;

static void
mq_preferences_dispose (GObject *object)
{
  MqPreferences *self = MQ_PREFERENCES (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_PREFERENCES);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mq_preferences_parent_class)->dispose (object);
}

static void
mq_preferences_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, MQ_PREFERENCES (object)->settings);
}

static void
details_cb (MqPreferences *self, AdwToast *toast)
{
  mq_alert_show (GTK_WIDGET (self), adw_toast_get_title (toast),
                 g_object_get_data (G_OBJECT (toast), "why"));
}

/* Shows a toast, which has a single line, with a Details button for the reason. */
static void
show_error (MqPreferences *self, const char *title, const char *why)
{
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Details"));
  g_object_set_data_full (G_OBJECT (toast), "why", g_strdup (why), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (details_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
}

/* A group in the dialog activates it; a closed dialog has no such action. */
static void
show_error_action (GtkWidget *widget, const char *name, GVariant *texts)
{
  const char *title;
  const char *why;

  g_variant_get (texts, "(&s&s)", &title, &why);
  show_error (MQ_PREFERENCES (widget), title, why);
}

static void
write_failed_cb (MqPreferences *self, const char *why)
{
  show_error (self, _ ("Setting could not be saved"), why);
}

/* Shows the banner once in each start of the program, as the state does not change. */
static void
show_keyring_banner_action (GtkWidget *widget, const char *name, GVariant *why)
{
  static const char said[] = "mq-no-keyring";
  MqPreferences *self = MQ_PREFERENCES (widget);
  GObject *workspace = G_OBJECT (mq_settings_get_workspace (self->settings));

  g_info ("%s", g_variant_get_string (why, NULL));
  if (g_object_get_data (workspace, said) != NULL)
    return;

  g_object_set_data (workspace, said, GINT_TO_POINTER (TRUE));
  adw_preferences_page_set_banner (ADW_PREFERENCES_PAGE (self->models), self->keyring_banner);
  mq_announce (GTK_ACCESSIBLE (self), adw_banner_get_title (self->keyring_banner),
               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* Shows the state only: the sandbox is turned off in config.yaml, as docs/inside/sandbox.md
 * explains. */
static void
show_sandbox (MqPreferences *self)
{
  gboolean is_on = mq_config_get_boolean (mq_settings_get_config (self->settings),
                                          MQ_CONFIG_BLENDER_SANDBOX);

  adw_preferences_group_set_description (
      self->work,
      is_on ? _ ("Scripts run in a sandbox, without a network and without your files.")
            : _ ("The sandbox is off in config.yaml: scripts can do everything that you can."));
}

static void
launched_cb (GObject *launcher, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqPreferences) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (launcher), result, &error)
      && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    show_error (self, _ ("The file could not be opened"), error->message);
}

static void
open_file_cb (MqPreferences *self)
{
  g_autofree char *path = mq_settings_get_path (self->settings);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  gtk_file_launcher_set_writable (launcher, TRUE);
  gtk_file_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                            launched_cb, g_object_ref (self));
}

/* Saving the add-on for the running Blender. */

static DexFuture *
save_extension_fiber (MqPreferences *self)
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
    g_set_error_literal (&error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                         _ ("The add-on is missing. Reinstall Maquette."));
  else if (to != NULL
           && dex_await (dex_file_copy (from, to,
                                        G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                                        G_PRIORITY_DEFAULT),
                         &error))
    {
      g_autofree char *name = g_file_get_basename (to);
      g_autofree char *body = g_strdup_printf (
          /* Translators: %s is a file’s name. Edit, Preferences, Get Extensions, Install from Disk
           * and Connect are labels in Blender: use Blender's own translations. */
          _ ("In Blender, open Edit › Preferences › Get Extensions, choose Install from Disk in "
             "the "
             "menu at the top right, and pick “%s”.\n\nThen press N in the 3D viewport, and choose "
             "Connect on the Maquette tab. Until then, the add-on accepts no connection."),
          name);

      mq_alert_show (GTK_WIDGET (self), _ ("Add-on Saved"), body);
    }

  if (error != NULL)
    show_error (self, _ ("Add-on could not be saved"), error->message);
  return dex_future_new_true ();
}

static void
install_cb (MqPreferences *self)
{
  dex_future_disown (
      mq_fiber_spawn_with (NULL, 0, save_extension_fiber, (MQ_TYPE_PREFERENCES, self)));
}

/* Returns: (nullable): what is called @name in @widget */
static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  GtkWidget *found = g_str_equal (gtk_widget_get_name (widget), name) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_named (child, name);

  return found;
}

static gboolean
describe_size (GBinding *binding, const GValue *percent, GValue *text, gpointer data)
{
  double scale = g_value_get_double (percent) / 100;

  /* Translators: the width and height of a picture */
  g_value_take_string (
      text, g_strdup_printf (_ ("%d × %d pixels"),
                             mq_executor_scale_render (MQ_EXECUTOR_RENDER_WIDTH, scale),
                             mq_executor_scale_render (MQ_EXECUTOR_RENDER_HEIGHT, scale)));
  return TRUE;
}

static void
mq_preferences_class_init (MqPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mq_preferences_dispose;
  object_class->get_property = mq_preferences_get_property;

  settings_property = g_param_spec_object ("settings", NULL, NULL, MQ_TYPE_SETTINGS,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, 1, settings_property);

  gtk_widget_class_install_action (widget_class, "preferences.show-error", "(ss)",
                                   show_error_action);
  gtk_widget_class_install_action (widget_class, "preferences.show-keyring-banner", "s",
                                   show_keyring_banner_action);
  g_type_ensure (MQ_TYPE_BLENDER_GROUP);
  g_type_ensure (MQ_TYPE_MODELS_PAGE);
  g_type_ensure (MQ_TYPE_PROGRAMS_PAGE);
  g_type_ensure (MQ_TYPE_SERVICE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, enter_sends);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, notify_done);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, blender);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, running);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, save_add_on);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, work);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, service);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, models);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, programs);
  gtk_widget_class_bind_template_child (widget_class, MqPreferences, keyring_banner);
  gtk_widget_class_bind_template_callback (widget_class, install_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_file_cb);
}

static void
mq_preferences_init (MqPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mq_preferences_set_up_model (MqPreferences *self)
{
  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (self), "models");
  mq_models_page_set_up (self->models);
}

/**
 * mq_preferences_new:
 * @conversations: the conversations, whose workspace uses the settings
 * @settings: the GSettings of the window
 *
 * Returns: (transfer floating): a new dialog
 */
MqPreferences *
mq_preferences_new (MqConversationList *conversations, GSettings *settings)
{
  MqPreferences *self = g_object_new (MQ_TYPE_PREFERENCES, NULL);
  /* The dialog itself has no child before it is presented. */
  GtkWidget *pages = adw_dialog_get_child (ADW_DIALOG (self));
  GtkWidget *size;

  g_settings_bind (settings, "enter-sends", self->enter_sends, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify", self->notify_done, "active", G_SETTINGS_BIND_DEFAULT);

  self->settings = mq_settings_new (mq_conversation_list_get_workspace (conversations));
  g_object_notify_by_pspec (G_OBJECT (self), settings_property);
  mq_setting_rows_bind (self->settings, pages);
  size = find_named (pages, "render.resolution_scale");
  g_object_bind_property_full (size, "value", size, "subtitle", G_BINDING_SYNC_CREATE,
                               describe_size, NULL, NULL, NULL);
  adw_preferences_group_add (self->running, GTK_WIDGET (self->save_add_on));
  mq_blender_group_set_settings (self->blender, self->settings);
  mq_service_group_set_settings (self->service, self->settings);
  mq_models_page_set_settings (self->models, self->settings);
  mq_programs_page_set_conversations (self->programs, conversations);
  show_sandbox (self);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (show_sandbox), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "failed", G_CALLBACK (write_failed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
