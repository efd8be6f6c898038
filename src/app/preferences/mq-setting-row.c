/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows bound to a configuration key, see mq-setting-row.h. */
#include "app/preferences/mq-setting-row.h"

#include <glib/gi18n.h>

#define NOTE "mq-setting-note"
#define PATH "mq-setting-path"
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

  mq_setting_row_show_fixed (row,
                             mq_config_is_fixed (config, g_object_get_data (G_OBJECT (row), PATH)));
}

/* Binds each spin, switch and combo row in @widget that is named as a key: "limits.rounds"; with a
 * factor from the value to what it shows: "render.resolution_scale * 100". A boolean
 * with the factor -1 is shown as its opposite. A spin row has the limits of its key. */
void
mq_setting_rows_bind (MqSettings *settings, GtkWidget *widget)
{
  g_auto (GStrv) name = g_strsplit (gtk_widget_get_name (widget), " * ", 2);
  MqConfigKey key;

  if (name[0] != NULL && mq_config_key_find (name[0], &key))
    {
      double factor = name[1] != NULL ? g_ascii_strtod (name[1], NULL) : 1;
      const MqConfigKeyInfo *info = mq_config_key_get_info (key);

      if (ADW_IS_SPIN_ROW (widget))
        {
          GtkAdjustment *adjustment = adw_spin_row_get_adjustment (ADW_SPIN_ROW (widget));

          gtk_adjustment_set_lower (adjustment, info->min * factor);
          gtk_adjustment_set_upper (adjustment, info->max * factor);
        }

      g_object_set_data (G_OBJECT (widget), PATH, (gpointer)info->path);
      mq_settings_bind (settings, key, widget,
                        ADW_IS_SPIN_ROW (widget)     ? "value"
                        : ADW_IS_SWITCH_ROW (widget) ? "active"
                                                     : "selected",
                        factor);
      g_signal_connect_object (settings, "changed", G_CALLBACK (changed_cb), widget, 0);
      changed_cb (settings, widget);
    }
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      mq_setting_rows_bind (settings, child);
}
