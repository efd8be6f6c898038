/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows bound to a configuration key, see mq-setting-row.h. */
#include "app/preferences/mq-setting-row.h"

#include <glib/gi18n.h>
#include <string.h>

#define NOTE "mq-setting-note"
#define NOTE_CHARS 12 /* which wraps to two lines beside a control */

static GtkWidget *
make_note (void)
{
  GtkWidget *note = gtk_label_new (_ ("Set in config.yaml"));

  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (note), NOTE_CHARS);
  gtk_label_set_xalign (GTK_LABEL (note), 1);
  gtk_widget_add_css_class (note, "caption");
  gtk_widget_add_css_class (note, "dimmed");
  return note;
}

/* Makes @row sensitive, or insensitive with a note that says why. @is_fixed: whether its value
 * is set in config.yaml. */
void
mq_setting_row_show_fixed (GtkWidget *row, gboolean is_fixed)
{
  GtkWidget *note = g_object_get_data (G_OBJECT (row), NOTE);

  if (note == NULL && is_fixed)
    {
      note = make_note ();
      if (ADW_IS_ENTRY_ROW (row))
        adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), note);
      else
        adw_action_row_add_suffix (ADW_ACTION_ROW (row), note);
      g_object_set_data (G_OBJECT (row), NOTE, note);
    }

  if (note != NULL)
    gtk_widget_set_visible (note, is_fixed);
  gtk_widget_set_sensitive (row, !is_fixed);
}

/* Shows the note beside the group's title. The caller makes rows insensitive. @group: a group
 * whose rows are the choices of one setting; @is_fixed: whether the value is set in config.yaml. */
void
mq_setting_group_show_fixed (AdwPreferencesGroup *group, gboolean is_fixed)
{
  if (is_fixed != (adw_preferences_group_get_header_suffix (group) != NULL))
    adw_preferences_group_set_header_suffix (group, is_fixed ? make_note () : NULL);
}

/* @is_invalid: whether its text is no valid value */
void
mq_setting_row_show_invalid (AdwEntryRow *row, gboolean is_invalid)
{
  if (is_invalid)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
      is_invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
changed_cb (MqSettings *settings, GtkWidget *row)
{
  MqConfig *config = mq_settings_get_config (settings);

  mq_setting_row_show_fixed (row, mq_config_is_fixed (config, gtk_widget_get_name (row)));
}

static GtkWidget *
make_row (const MqConfigKeyInfo *info)
{
  const MqConfigRow *row = &info->row;
  const char *title = _ (row->title);
  const char *subtitle = row->subtitle != NULL ? _ (row->subtitle) : NULL;
  double factor = row->factor != 0 ? row->factor : 1;
  g_autoptr (GtkStringList) choices = NULL;

  switch (info->type)
    {
    case MQ_CONFIG_TYPE_BOOLEAN:
      return g_object_new (ADW_TYPE_SWITCH_ROW, "name", info->path, "title", title, "subtitle",
                           subtitle, NULL);
    case MQ_CONFIG_TYPE_INT:
    case MQ_CONFIG_TYPE_DOUBLE:
      /* With libadwaita 1.7's own role, screen readers skip it. */
      return g_object_new (ADW_TYPE_SPIN_ROW, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, "name",
                           info->path, "title", title, "subtitle", subtitle, "adjustment",
                           gtk_adjustment_new (0, info->min * factor, info->max * factor, row->step,
                                               row->page_step, 0),
                           "digits", row->digits, NULL);
    case MQ_CONFIG_TYPE_CHOICE:
      choices = gtk_string_list_new (NULL);
      for (gsize i = 0; row->choices[i] != NULL; i++)
        gtk_string_list_append (
            choices, g_dpgettext2 (NULL, strrchr (info->path, '.') + 1, row->choices[i]));
      return g_object_new (ADW_TYPE_COMBO_ROW, "name", info->path, "title", title, "subtitle",
                           subtitle, "model", choices, NULL);
    case MQ_CONFIG_TYPE_STRING:
    case MQ_CONFIG_TYPE_URL:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* Adds the rows of the table of keys to each group in @widget that it names. Binds these, and each
 * other row in @widget that is named as a key. */
void
mq_setting_rows_bind (MqSettings *settings, GtkWidget *widget)
{
  const char *name = gtk_widget_get_name (widget);
  MqConfigKey key;

  if (mq_config_key_find (name, &key))
    {
      mq_settings_bind (settings, key, widget,
                        ADW_IS_SPIN_ROW (widget)     ? "value"
                        : ADW_IS_SWITCH_ROW (widget) ? "active"
                                                     : "selected");
      g_signal_connect_object (settings, "changed", G_CALLBACK (changed_cb), widget, 0);
      changed_cb (settings, widget);
      return;
    }

  for (key = 0; ADW_IS_PREFERENCES_GROUP (widget) && key < MQ_CONFIG_N_KEYS; key++)
    if (g_strcmp0 (mq_config_key_get_info (key)->row.group, name) == 0)
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (widget),
                                 make_row (mq_config_key_get_info (key)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    mq_setting_rows_bind (settings, child);
}
