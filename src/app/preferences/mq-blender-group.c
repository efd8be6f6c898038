/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of Blender installations, see mq-blender-group.h. */
#include "app/preferences/mq-blender-group.h"

#include "app/picture/mq-accessible-names.h"
#include "app/preferences/mq-setting-row.h"

#include <glib/gi18n.h>

struct _MqBlenderGroup
{
  AdwPreferencesGroup parent_instance;

  /* Borrowed: the button of a row */
  GtkCheckButton *first; /* the radio buttons' group */

  /* Owned */
  AdwButtonRow *choose; /* always moved to the end */
  MqSettings *settings;
  GListModel *found; /* of MqBlender, newest first; NULL while searching */
  char *none;        /* the reason why none was found */
  GPtrArray *rows;
  GCancellable *cancellable;
  DexFuture *search;
  DexFuture *check;
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (MqBlenderGroup, mq_blender_group, ADW_TYPE_PREFERENCES_GROUP)

static void
mq_blender_group_dispose (GObject *object)
{
  MqBlenderGroup *self = MQ_BLENDER_GROUP (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  dex_clear (&self->search);
  dex_clear (&self->check);
  g_clear_object (&self->settings);
  g_clear_object (&self->found);
  g_clear_object (&self->choose);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->none, g_free);

  G_OBJECT_CLASS (mq_blender_group_parent_class)->dispose (object);
}

static void
mq_blender_group_class_init (MqBlenderGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_blender_group_dispose;
}

static void
toggled_cb (GtkCheckButton *button, gpointer data)
{
  MqBlenderGroup *self = data;

  if (!self->is_showing && gtk_check_button_get_active (button))
    mq_settings_set (self->settings, MQ_CONFIG_BLENDER_EXECUTABLE,
                     g_object_get_data (G_OBJECT (button), "path"));
}

/* @path: (nullable): NULL for the newest Blender found. */
static void
add_choice (MqBlenderGroup *self, const char *title, const char *subtitle, const char *path)
{
  const char *chosen = mq_config_get_string (mq_settings_get_config (self->settings),
                                             MQ_CONFIG_BLENDER_EXECUTABLE);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  mq_accessible_names_set (button, title);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (path), g_free);

  if (self->first == NULL)
    self->first = GTK_CHECK_BUTTON (button);
  else
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->first);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), g_strcmp0 (path, chosen) == 0);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
  g_object_bind_property (self->choose, "sensitive", button, "sensitive", G_BINDING_SYNC_CREATE);

  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
show_fixed (MqBlenderGroup *self)
{
  gboolean is_fixed = mq_config_is_fixed (mq_settings_get_config (self->settings),
                                          "blender.executable");

  mq_setting_group_show_fixed (ADW_PREFERENCES_GROUP (self), is_fixed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose), !is_fixed);
}

static void
show (MqBlenderGroup *self)
{
  const char *chosen = mq_config_get_string (mq_settings_get_config (self->settings),
                                             MQ_CONFIG_BLENDER_EXECUTABLE);
  guint n = self->found != NULL ? g_list_model_get_n_items (self->found) : 0;
  g_autoptr (MqBlender) newest = n > 0 ? g_list_model_get_item (self->found, 0) : NULL;
  g_autofree char *about = NULL;
  gboolean is_found = chosen == NULL;

  if (newest != NULL)
    /* Translators: %s is a version such as 4.5.1 */
    about = g_strdup_printf (_ ("Currently Blender %s"), mq_blender_get_version (newest));
  else if (self->found == NULL && self->none == NULL)
    about = g_strdup (_ ("Looking for Blender…"));
  else
    about = g_strdup (_ ("No Blender found"));

  self->is_showing = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  self->first = NULL;
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->choose));

  add_choice (self, _ ("Newest Found"), about, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqBlender) blender = g_list_model_get_item (self->found, i);
      g_autofree char *title
          /* Translators: %s is a version such as 4.5.1 */
          = g_strdup_printf (_ ("Blender %s"), mq_blender_get_version (blender));

      add_choice (self, title, mq_blender_get_path (blender), mq_blender_get_path (blender));
      is_found = is_found || g_str_equal (mq_blender_get_path (blender), chosen);
    }
  if (!is_found)
    add_choice (self, _ ("Your Choice"), chosen, chosen);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->choose));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      self->none != NULL ? self->none : _ ("Maquette works with Blender 4.2 and newer."));
  show_fixed (self);
  self->is_showing = FALSE;
}

/* Keeps the rows if the chosen one exists, so that the focus stays. */
static void
show_choice (MqBlenderGroup *self)
{
  const char *chosen = mq_config_get_string (mq_settings_get_config (self->settings),
                                             MQ_CONFIG_BLENDER_EXECUTABLE);

  show_fixed (self);
  self->is_showing = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *button = adw_action_row_get_activatable_widget (self->rows->pdata[i]);

      if (g_strcmp0 (g_object_get_data (G_OBJECT (button), "path"), chosen) == 0)
        {
          gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
          self->is_showing = FALSE;
          return;
        }
    }

  show (self);
}

static DexFuture *
searched (DexFuture *search, gpointer data)
{
  MqBlenderGroup *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (search, &error);

  g_clear_object (&self->found);
  g_clear_pointer (&self->none, g_free);
  if (value != NULL)
    self->found = g_value_dup_object (value);
  else
    self->none = g_markup_escape_text (error->message, -1);
  show (self);
  return dex_future_new_true ();
}

static DexFuture *
checked (DexFuture *check, gpointer data)
{
  MqBlenderGroup *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (check, &error);
  g_autoptr (MqBlender) blender = NULL;

  if (value != NULL)
    blender = g_list_model_get_item (g_value_get_object (value), 0);

  if (blender != NULL)
    mq_settings_set (self->settings, MQ_CONFIG_BLENDER_EXECUTABLE, mq_blender_get_path (blender));
  else if (error != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "preferences.show-error", "(ss)",
                                _ ("This Blender cannot be used"), error->message);
  return dex_future_new_true ();
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqBlenderGroup) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  if (path == NULL || self->settings == NULL)
    return;

  dex_clear (&self->check);
  self->check = dex_future_finally (mq_blender_find (path), checked, self, NULL);
}

static void
choose_cb (MqBlenderGroup *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Choose Blender Program"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Choose"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        self->cancellable, chosen_cb, g_object_ref (self));
}

static void
mq_blender_group_init (MqBlenderGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  self->choose = ADW_BUTTON_ROW (g_object_ref_sink (adw_button_row_new ()));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choose), _ ("_Choose…"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->choose), TRUE);
  adw_button_row_set_start_icon_name (self->choose, "document-open-symbolic");
  g_signal_connect_swapped (self->choose, "activated", G_CALLBACK (choose_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->choose));
}

/* Searches for Blender and shows the chosen one. @settings: once. */
void
mq_blender_group_set_settings (MqBlenderGroup *self, MqSettings *settings)
{
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (show_choice), self, G_CONNECT_SWAPPED);
  show (self);
  self->search = dex_future_finally (mq_blender_find (NULL), searched, self, NULL);
}
