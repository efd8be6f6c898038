/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProgramsPage, see mq-programs-page.h. It reads the list when it is shown and whenever another
 * program changes it, and keeps the rows, so that open ones stay open. */
#include "app/preferences/mq-programs-page.h"

#include "app/picture/mq-announce.h"
#include "app/preferences/mq-program-row.h"
#include "client/programs/mq-program-command.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n.h>

struct _MqProgramsPage
{
  AdwPreferencesPage parent_instance;

  /* Template */
  AdwPreferencesGroup *programs;
  AdwActionRow *command;

  /* Owned */
  GHashTable *rows; /* a program's name → its row (unowned) */
  MqWorkspace *workspace;
  GFileMonitor *monitor;
  DexFuture *loading;
};

G_DEFINE_FINAL_TYPE (MqProgramsPage, mq_programs_page, ADW_TYPE_PREFERENCES_PAGE)

static void refresh_cb (MqProgramsPage *self);

static void
mq_programs_page_dispose (GObject *object)
{
  MqProgramsPage *self = MQ_PROGRAMS_PAGE (object);

  dex_clear (&self->loading);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_PROGRAMS_PAGE);

  G_OBJECT_CLASS (mq_programs_page_parent_class)->dispose (object);
}

static MqProgramRow *
ensure_row (MqProgramsPage *self, const char *name)
{
  MqProgramRow *row = g_hash_table_lookup (self->rows, name);

  if (row != NULL)
    return row;

  row = g_object_new (MQ_TYPE_PROGRAM_ROW, NULL);
  g_signal_connect_object (row, "failed", G_CALLBACK (refresh_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->programs, GTK_WIDGET (row));
  g_hash_table_insert (self->rows, g_strdup (name), row);
  return row;
}

/* Removes the rows of programs that are not in @shown. */
static void
remove_others (MqProgramsPage *self, GHashTable *shown)
{
  GHashTableIter iter;
  gpointer name;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &name, &row))
    if (!g_hash_table_contains (shown, name))
      {
        adw_preferences_group_remove (self->programs, row);
        g_hash_table_iter_remove (&iter);
      }
}

static DexFuture *
loaded_cb (DexFuture *loading, gpointer data)
{
  MqProgramsPage *self = data;
  GListModel *conversations = mq_workspace_get_conversations (self->workspace);
  const GValue *value = dex_future_get_value (loading, NULL);
  GListModel *programs = value != NULL ? g_value_get_object (value) : NULL;
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; programs != NULL && i < g_list_model_get_n_items (programs); i++)
    {
      g_autoptr (MqProgramEntry) program = g_list_model_get_item (programs, i);
      const char *name = mq_program_entry_get_name (program);

      mq_program_row_show (ensure_row (self, name), program, conversations);
      g_hash_table_add (shown, g_strdup (name));
    }

  remove_others (self, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->programs), g_hash_table_size (self->rows) > 0);
  return dex_future_new_true ();
}

static void
refresh_cb (MqProgramsPage *self)
{
  dex_clear (&self->loading);
  if (self->workspace != NULL)
    self->loading = dex_future_finally (mq_programs_load (), loaded_cb, self, NULL);
}

static void
copy_cb (MqProgramsPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          adw_action_row_get_subtitle (self->command));
  mq_announce (GTK_ACCESSIBLE (self), _ ("Copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
mq_programs_page_class_init (MqProgramsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_programs_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-programs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MqProgramsPage, programs);
  gtk_widget_class_bind_template_child (widget_class, MqProgramsPage, command);
  gtk_widget_class_bind_template_callback (widget_class, refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static char *
make_command (void)
{
  g_auto (GStrv) words = mq_program_command_make ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (words[i]);

      g_string_append_printf (text, "%s ",
                              strpbrk (words[i], " '\"$&*();<>|`\\") ? quoted : words[i]);
    }
  return g_strconcat (text->str, "mcp --config claude", NULL);
}

/* A session is in the library before the list of programs names it. */
static void
changed_cb (MqProgramsPage *self)
{
  if (self->workspace != NULL)
    dex_future_disown (mq_workspace_refresh (self->workspace));
  refresh_cb (self);
}

/* @workspace: has the sessions */
void
mq_programs_page_set_workspace (MqProgramsPage *self, MqWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (mq_workspace_get_conversations (workspace), "items-changed",
                           G_CALLBACK (refresh_cb), self, G_CONNECT_SWAPPED);
}

static void
mq_programs_page_init (MqProgramsPage *self)
{
  g_autofree char *path = mq_paths_get_programs_file ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *command = make_command ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  adw_action_row_set_subtitle (self->command, command);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
}
