/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProgramsPage, see mq-programs-page.h. It reads the list when it is shown and whenever another
 * program changes it, and keeps the rows, so that open ones stay open. */
#include "app/preferences/mq-programs-page.h"

#include "app/conversation/mq-conversation.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-file-dialog.h"
#include "app/preferences/mq-preferences.h"
#include "client/programs/mq-program-command.h"
#include "client/programs/mq-programs.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-signal.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MQ_TYPE_PROGRAM_ROW (mq_program_row_get_type ())
G_DECLARE_FINAL_TYPE (MqProgramRow, mq_program_row, MQ, PROGRAM_ROW, AdwExpanderRow)

/* MqProgramRow: a program that has connected: whether it is there, what it may do, and the sessions
 * that it has worked in. What is changed here is written at once; the page reads it again, and
 * shows it. */

/* More would make the page long; the sidebar has all of them. */
#define MAX_SESSIONS 10

struct _MqProgramRow
{
  AdwExpanderRow parent_instance;

  /* Template */
  AdwActionRow *folder;
  AdwSwitchRow *models;
  AdwSwitchRow *live;
  AdwSwitchRow *blocked;
  AdwExpanderRow *sessions;

  /* Owned */
  MqProgramEntry *program;
  GPtrArray *session_rows; /* unowned rows of sessions */
  char *session_text;      /* what they show */
  gboolean is_showing;
};

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqProgramRow, mq_program_row, ADW_TYPE_EXPANDER_ROW)

struct _MqProgramsPage
{
  AdwPreferencesPage parent_instance;

  /* Template */
  AdwPreferencesGroup *programs;
  AdwActionRow *command;

  /* Owned */
  GHashTable *rows; /* a program's name → its row (unowned) */
  MqConversationList *conversations;
  GFileMonitor *monitor;
  guint n_loads;
};

G_DEFINE_FINAL_TYPE (MqProgramsPage, mq_programs_page, ADW_TYPE_PREFERENCES_PAGE)

static void
mq_program_row_dispose (GObject *object)
{
  MqProgramRow *self = MQ_PROGRAM_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_PROGRAM_ROW);
  g_clear_object (&self->program);
  g_clear_pointer (&self->session_rows, g_ptr_array_unref);
  g_clear_pointer (&self->session_text, g_free);

  G_OBJECT_CLASS (mq_program_row_parent_class)->dispose (object);
}

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  return time != NULL ? g_date_time_format (time, _ ("%-e %b %Y, %H:%M")) : g_strdup ("?");
}

static void
open_session_cb (MqProgramRow *self, AdwActionRow *row)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_DIALOG);

  gtk_widget_activate_action (GTK_WIDGET (self), "app.show-session", "s",
                              g_object_get_data (G_OBJECT (row), "session"));
  if (dialog != NULL)
    adw_dialog_close (ADW_DIALOG (dialog));
}

static AdwActionRow *
add_session_row (MqProgramRow *self, const char *title)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (row, 2);
  adw_expander_row_add_row (self->sessions, GTK_WIDGET (row));
  g_ptr_array_add (self->session_rows, row);
  return row;
}

/* Rows that show the same stay, and keep the focus. */
static void
show_sessions (MqProgramRow *self, GListModel *conversations)
{
  const char *const *ids = mq_program_entry_get_sessions (self->program);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (conversations); i++)
    {
      g_autoptr (MqConversation) conversation = g_list_model_get_item (conversations, i);
      MqSession *session = mq_conversation_get_session (conversation);

      if (session == NULL || !g_strv_contains (ids, mq_session_get_id (session)))
        continue;

      g_ptr_array_add (sessions, g_object_ref (session));
      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %s\n", mq_session_get_id (session),
                              mq_session_get_updated (session), mq_session_get_title (session));
    }
  if (!g_set_str (&self->session_text, text->str))
    return;

  for (guint i = 0; i < self->session_rows->len; i++)
    adw_expander_row_remove (self->sessions, self->session_rows->pdata[i]);
  g_ptr_array_set_size (self->session_rows, 0);

  for (guint i = 0; i < MIN (sessions->len, MAX_SESSIONS); i++)
    {
      g_autofree char *date = format_time (mq_session_get_updated (sessions->pdata[i]));
      AdwActionRow *row = add_session_row (self, mq_session_get_title (sessions->pdata[i]));

      adw_action_row_set_subtitle (row, date);
      adw_action_row_add_suffix (row, gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_object_set_data_full (G_OBJECT (row), "session",
                              g_strdup (mq_session_get_id (sessions->pdata[i])), g_free);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_object (row, "activated", G_CALLBACK (open_session_cb), self,
                               G_CONNECT_SWAPPED);
    }
  if (sessions->len > MAX_SESSIONS)
    {
      guint n = sessions->len - MAX_SESSIONS;
      g_autofree char *more = g_strdup_printf (
          ngettext ("%u more in the list of sessions", "%u more in the list of sessions", n), n);

      add_session_row (self, more);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->sessions), sessions->len > 0);
}

/* @conversations: all conversations, the newest first */
static void
show_program (MqProgramRow *self, MqProgramEntry *program, GListModel *conversations)
{
  guint n = g_strv_length ((GStrv)mq_program_entry_get_sessions (program));
  g_autofree char *folder = g_filename_display_name (mq_program_entry_get_folder (program));
  g_autofree char *date = format_time (mq_program_entry_get_last (program));
  g_autofree char *state = NULL;

  if (mq_program_entry_has (program, MQ_PROGRAM_BLOCKED))
    state = g_strdup (_ ("Blocked"));
  else if (mq_program_entry_is_connected (program))
    state = g_strdup_printf (
        ngettext ("Connected now · %u session", "Connected now · %u sessions", n), n);
  else
    /* Translators: a number of sessions, and a date with its time */
    state = g_strdup_printf (
        ngettext ("Last connected %2$s · %1$u session", "Last connected %2$s · %1$u sessions", n),
        n, date);

  self->is_showing = TRUE;
  g_set_object (&self->program, program);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), mq_program_entry_get_name (program));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), state);
  adw_action_row_set_subtitle (self->folder, folder);
  adw_switch_row_set_active (self->models, mq_program_entry_has (program, MQ_PROGRAM_MODELS));
  adw_switch_row_set_active (self->live, mq_program_entry_has (program, MQ_PROGRAM_LIVE));
  adw_switch_row_set_active (self->blocked, mq_program_entry_has (program, MQ_PROGRAM_BLOCKED));
  show_sessions (self, conversations);
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
    gtk_widget_activate_action (GTK_WIDGET (self), "preferences.show-error", "(ss)",
                                _ ("The program’s rights could not be changed"), error->message);
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
    gtk_widget_activate_action (GTK_WIDGET (self), "preferences.show-error", "(ss)",
                                _ ("The folder could not be chosen"), error->message);
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
  signals[FAILED] = mq_signal_new (MQ_TYPE_PROGRAM_ROW, "failed", 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-program-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, folder);
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, models);
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, live);
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, blocked);
  gtk_widget_class_bind_template_child (widget_class, MqProgramRow, sessions);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}

static void
mq_program_row_init (MqProgramRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->session_rows = g_ptr_array_new ();
}

static void refresh_cb (MqProgramsPage *self);

static void
mq_programs_page_dispose (GObject *object)
{
  MqProgramsPage *self = MQ_PROGRAMS_PAGE (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  g_clear_object (&self->conversations);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_PROGRAMS_PAGE);

  G_OBJECT_CLASS (mq_programs_page_parent_class)->dispose (object);
}

/* A fiber, because a callback of a future of another thread may come after that future was dropped:
 * this one keeps the page. */
static DexFuture *
refresh_fiber (MqProgramsPage *self)
{
  guint number = ++self->n_loads;
  g_autoptr (GListModel) programs = dex_await_object (mq_programs_load (), NULL);
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *conversations;
  GHashTableIter iter;
  gpointer name, row;

  if (number != self->n_loads || self->conversations == NULL)
    return dex_future_new_true ();

  conversations = mq_conversation_list_get_model (self->conversations);
  for (guint i = 0; programs != NULL && i < g_list_model_get_n_items (programs); i++)
    {
      g_autoptr (MqProgramEntry) program = g_list_model_get_item (programs, i);

      name = g_strdup (mq_program_entry_get_name (program));
      g_hash_table_add (shown, name);
      row = g_hash_table_lookup (self->rows, name);
      if (row == NULL)
        {
          row = g_object_new (MQ_TYPE_PROGRAM_ROW, NULL);
          g_signal_connect_object (row, "failed", G_CALLBACK (refresh_cb), self, G_CONNECT_SWAPPED);
          adw_preferences_group_add (self->programs, row);
          g_hash_table_insert (self->rows, g_strdup (name), row);
        }
      show_program (row, program, conversations);
    }

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &name, &row))
    if (!g_hash_table_contains (shown, name))
      {
        adw_preferences_group_remove (self->programs, row);
        g_hash_table_iter_remove (&iter);
      }
  gtk_widget_set_visible (GTK_WIDGET (self->programs), g_hash_table_size (self->rows) > 0);
  return dex_future_new_true ();
}

static void
refresh_cb (MqProgramsPage *self)
{
  if (self->conversations != NULL)
    dex_future_disown (
        mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, refresh_fiber, (MQ_TYPE_PROGRAMS_PAGE, self)));
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

/* A session is in the library before the list of programs names it. */
static void
changed_cb (MqProgramsPage *self)
{
  if (self->conversations != NULL)
    dex_future_disown (mq_conversation_list_refresh (self->conversations));
  refresh_cb (self);
}

void
mq_programs_page_set_conversations (MqProgramsPage *self, MqConversationList *conversations)
{
  g_set_object (&self->conversations, conversations);
  g_signal_connect_object (mq_conversation_list_get_model (conversations), "items-changed",
                           G_CALLBACK (refresh_cb), self, G_CONNECT_SWAPPED);
}

static void
mq_programs_page_init (MqProgramsPage *self)
{
  g_autofree char *path = mq_paths_get_programs_file ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *command = NULL;
  g_auto (GStrv) words = mq_program_command_make ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (words[i]);

      g_string_append_printf (text, "%s ",
                              strpbrk (words[i], " '\"$&*();<>|`\\") ? quoted : words[i]);
    }
  command = g_strconcat (text->str, "mcp --config claude", NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  adw_action_row_set_subtitle (self->command, command);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
}
