/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProgramRow, see mq-program-row.h. What is changed here is written at once; the page reads it
 * again, and shows it. */
#include "app/preferences/mq-program-row.h"

#include "app/picture/mq-file-dialog.h"
#include "app/preferences/mq-preferences.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

struct _MqProgramRow
{
  AdwExpanderRow parent_instance;

  /* Template */
  AdwActionRow *folder;
  AdwSwitchRow *models;
  AdwSwitchRow *live;
  AdwSwitchRow *blocked;

  /* Owned */
  MqProgramEntry *program;
  gboolean is_showing;
};

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqProgramRow, mq_program_row, ADW_TYPE_EXPANDER_ROW)

static void
mq_program_row_dispose (GObject *object)
{
  MqProgramRow *self = MQ_PROGRAM_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_PROGRAM_ROW);
  g_clear_object (&self->program);

  G_OBJECT_CLASS (mq_program_row_parent_class)->dispose (object);
}

static char *
describe_state (MqProgramEntry *program)
{
  guint n = g_strv_length ((GStrv)mq_program_entry_get_sessions (program));
  g_autoptr (GDateTime) last
      = g_date_time_new_from_unix_local (mq_program_entry_get_last (program));
  g_autofree char *date = NULL;

  if (mq_program_entry_has (program, MQ_PROGRAM_BLOCKED))
    return g_strdup (_ ("Blocked"));
  if (mq_program_entry_is_connected (program))
    return g_strdup_printf (
        ngettext ("Connected now · %u session", "Connected now · %u sessions", n), n);

  date = last != NULL ? g_date_time_format (last, _ ("%-e %b %Y, %H:%M")) : g_strdup ("?");
  /* Translators: a number of sessions, and a date with its time */
  return g_strdup_printf (
      ngettext ("Last connected %2$s · %1$u session", "Last connected %2$s · %1$u sessions", n), n,
      date);
}

/**
 * mq_program_row_show:
 * @self: a row
 * @program: the program as it is now
 */
void
mq_program_row_show (MqProgramRow *self, MqProgramEntry *program)
{
  g_autofree char *state = describe_state (program);
  g_autofree char *folder = g_filename_display_name (mq_program_entry_get_folder (program));

  self->is_showing = TRUE;
  g_set_object (&self->program, program);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), mq_program_entry_get_name (program));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), state);
  adw_action_row_set_subtitle (self->folder, folder);
  adw_switch_row_set_active (self->models, mq_program_entry_has (program, MQ_PROGRAM_MODELS));
  adw_switch_row_set_active (self->live, mq_program_entry_has (program, MQ_PROGRAM_LIVE));
  adw_switch_row_set_active (self->blocked, mq_program_entry_has (program, MQ_PROGRAM_BLOCKED));
  self->is_showing = FALSE;
}

static DexFuture *
written_cb (DexFuture *change, gpointer data)
{
  MqProgramRow *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (change, &error) != NULL)
    return dex_future_new_true ();

  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    mq_preferences_show_error (self, _ ("The program’s rights could not be changed"),
                               error->message);
  g_signal_emit (self, signals[FAILED], 0);
  return dex_future_new_true ();
}

static void
write_change (MqProgramRow *self, DexFuture *change)
{
  dex_future_disown (dex_future_finally (change, written_cb, g_object_ref (self), g_object_unref));
}

static void
switched_cb (MqProgramRow *self, GParamSpec *pspec, AdwSwitchRow *row)
{
  MqProgramFlags flag = row == self->models ? MQ_PROGRAM_MODELS
                        : row == self->live ? MQ_PROGRAM_LIVE
                                            : MQ_PROGRAM_BLOCKED;

  if (!self->is_showing)
    write_change (self, mq_programs_set (mq_program_entry_get_name (self->program), flag,
                                         adw_switch_row_get_active (row)));
}

static DexFuture *
choose_fiber (MqProgramRow *self)
{
  g_autofree char *name = g_strdup (mq_program_entry_get_name (self->program));
  g_autoptr (GFile) now = g_file_new_for_path (mq_program_entry_get_folder (self->program));
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = NULL;

  gtk_file_dialog_set_title (dialog, _ ("Choose Export Folder"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Choose"));
  if (g_file_query_exists (now, NULL))
    gtk_file_dialog_set_initial_folder (dialog, now);
  folder = mq_file_dialog_select_folder (dialog, GTK_WIDGET (self), &error);
  if (folder != NULL && g_file_peek_path (folder) != NULL)
    write_change (self, mq_programs_set_folder (name, g_file_peek_path (folder)));
  if (error != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    mq_preferences_show_error (self, _ ("The folder could not be chosen"), error->message);
  return dex_future_new_true ();
}

static void
choose_cb (MqProgramRow *self)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, choose_fiber, (MQ_TYPE_PROGRAM_ROW, self)));
}

static void
forget_cb (MqProgramRow *self)
{
  write_change (self, mq_programs_forget (mq_program_entry_get_name (self->program)));
}

static void
mq_program_row_class_init (MqProgramRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_program_row_dispose;

  /**
   * MqProgramRow::failed:
   *
   * A change was not written. The user has been told.
   */
  signals[FAILED] = g_signal_new ("failed", MQ_TYPE_PROGRAM_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-program-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, folder);
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, models);
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, live);
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, blocked);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}

static void
mq_program_row_init (MqProgramRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
