/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of the sessions at the service, see mq-remote-sessions-dialog.h. One request at a
 * time; when it is closed, what it asked for is dropped. */
#include "app/window/mq-remote-sessions-dialog.h"

#include "app/picture/mq-alert.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-accessible-names.h"
#include "app/sessions/mq-rename.h"
#include "client/remote/mq-remote-sessions.h"
#include "client/share/mq-share.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"

#include <glib/gi18n.h>

#define FIBER_STACK (256 * 1024)

/* A row of the list. Its buttons activate actions of the dialog. */
#define MQ_TYPE_REMOTE_SESSION_ROW (mq_remote_session_row_get_type ())
G_DECLARE_FINAL_TYPE (MqRemoteSessionRow, mq_remote_session_row, MQ, REMOTE_SESSION_ROW, AdwBin)

struct _MqRemoteSessionRow
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *title;
  GtkLabel *facts;
  GtkButton *open;
  GtkMenuButton *menu;
};

struct _MqRemoteSessionsDialog
{
  AdwDialog parent_instance;

  /* Template */
  GtkWidget *spinner;
  GtkStack *stack;
  GtkListView *list;
  AdwStatusPage *failure;
  GtkWidget *account;
  GtkWidget *header;

  /* Owned */
  MqConversationList *conversations;
  MqWorkspace *workspace; /* of the conversations */
  char *service;
  GListStore *sessions; /* of MqRemoteSession */
  char *wanted;         /* (nullable): the id of the session that the request is about */
  char *title;          /* (nullable): its new one */
  DexFuture *work;

  /* Borrowed */
  AdwApplicationWindow *window; /* weak */
};

enum
{
  OPENED, /* a conversation; a sentence about what came with it */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqRemoteSessionRow, mq_remote_session_row, ADW_TYPE_BIN)
G_DEFINE_FINAL_TYPE (MqRemoteSessionsDialog, mq_remote_sessions_dialog, ADW_TYPE_DIALOG)

/* A row. */

static void
mq_remote_session_row_class_init (MqRemoteSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/maquette/Maquette/ui/mq-remote-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionRow, title);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionRow, facts);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionRow, open);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionRow, menu);
}

static void
mq_remote_session_row_init (MqRemoteSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Its title, or what stands for it. */
static const char *
get_name (MqRemoteSession *session)
{
  const char *title = session->title;

  return *title != '\0' ? title : session->id;
}

/* The dialog. */

/* The list keeps the focus meanwhile. */
static void
set_busy (MqRemoteSessionsDialog *self, gboolean is_busy)
{
  static const char *const actions[] = { "kept.open", "kept.rename", "kept.delete" };

  gtk_widget_set_visible (self->spinner, is_busy);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], !is_busy);
}

/* Moves the focus: its widget is hidden with the old page, and without a focus no key reaches the
 * dialog. */
static void
show_page (MqRemoteSessionsDialog *self, const char *name)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;

  gtk_stack_set_visible_child_name (self->stack, name);
  if (!gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (self->header, GTK_DIR_TAB_FORWARD);
}

static void
start (MqRemoteSessionsDialog *self, MqFiberFunc func)
{
  dex_clear (&self->work);
  set_busy (self, TRUE);
  self->work = mq_fiber_spawn_droppable (FIBER_STACK, func, g_object_ref (self), g_object_unref);
}

/* Awaits. */
static void
load (MqRemoteSessionsDialog *self, DexFuture *dropped)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list = dex_await_object (
      mq_fiber_unless (dropped, mq_remote_sessions_list (self->service)), &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GtkSelectionModel *selection;
  guint at;
  gboolean needs_focus;

  if (!dex_future_is_pending (dropped))
    return;

  set_busy (self, FALSE);
  if (list == NULL)
    {
      gboolean needs_account = g_error_matches (error, MQ_ERROR, MQ_ERROR_SIGN_IN);
      const char *reason = needs_account ? _ ("Sign in to see your sessions at the service.")
                                         : error->message;
      g_autofree char *text = g_markup_escape_text (reason, -1);

      adw_status_page_set_title (self->failure,
                                 needs_account ? _ ("Sign-In Needed") : _ ("No Sessions to Show"));
      adw_status_page_set_description (self->failure, text);
      gtk_widget_set_visible (self->account, needs_account);
      show_page (self, "failed");
      mq_announce (GTK_ACCESSIBLE (self), reason, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);

      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));

  /* The row at the same place gets the focus, if one had it; at first, the first one. */
  selection = gtk_list_view_get_model (self->list);
  at = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (selection));
  needs_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL
                || g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") != 0;
  g_list_store_splice (self->sessions, 0, g_list_model_get_n_items (G_LIST_MODEL (self->sessions)),
                       items->pdata, items->len);
  show_page (self, items->len > 0 ? "list" : "empty");
  if (needs_focus && items->len > 0)
    gtk_list_view_scroll_to (self->list,
                             at == GTK_INVALID_LIST_POSITION ? 0 : MIN (at, items->len - 1),
                             GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT, NULL);
}

static DexFuture *
load_fiber (gpointer data, DexFuture *dropped)
{
  load (data, dropped);
  return dex_future_new_true ();
}

static MqRemoteSession *
find_session (MqRemoteSessionsDialog *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sessions)); i++)
    {
      g_autoptr (MqRemoteSession) session = g_list_model_get_item (G_LIST_MODEL (self->sessions),
                                                                   i);

      if (g_str_equal (session->id, id))
        return session; /* the list holds it */
    }

  return NULL;
}

static gboolean
is_here (MqRemoteSessionsDialog *self, MqRemoteSession *session)
{
  return mq_conversation_list_find (self->conversations, session->id) != NULL;
}

/* Awaits. What was asked for has failed, and the list is as it was. */
static DexFuture *
report (MqRemoteSessionsDialog *self, DexFuture *dropped, const char *heading, GError *failure)
{
  g_autoptr (GError) error = failure;

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  set_busy (self, FALSE);
  mq_alert_show (GTK_WIDGET (self), heading, error->message);
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    load (self, dropped);
  return dex_future_new_true ();
}

/* A library that could not be opened is a problem of the workspace; @heading says what is not done.
 */
static gboolean
has_library (MqRemoteSessionsDialog *self, const char *heading)
{
  if (mq_workspace_get_library (self->workspace) != NULL)
    return TRUE;

  mq_alert_show (GTK_WIDGET (self), heading, _ ("The library is not open"));
  return FALSE;
}

static DexFuture *
open_fiber (gpointer data, DexFuture *dropped)
{
  MqRemoteSessionsDialog *self = data;
  MqLibrary *library = mq_workspace_get_library (self->workspace);
  g_autoptr (MqMergeResult) result = NULL;
  g_autoptr (MqConversation) conversation = NULL;
  g_autofree char *text = NULL;
  MqWorkerSettings settings;
  gboolean has_blender = mq_workspace_read_worker_settings (self->workspace, &settings, NULL);
  GError *error = NULL;
  AdwDialog *below;

  if (!(result = dex_await_boxed (
            mq_fiber_unless (dropped,
                             mq_remote_sessions_fetch (library, self->service, self->wanted,
                                                       has_blender ? &settings : NULL)),
            &error))
      || !(conversation = dex_await_object (
               mq_conversation_list_show_merged (self->conversations, result), &error)))
    return report (self, dropped, _ ("Session Not Opened"), error);

  if (!dex_future_is_pending (dropped) || self->window == NULL)
    return dex_future_new_true ();

  text = mq_share_describe (library, result);

  /* The dialog, and Preferences below it. */
  adw_dialog_close (ADW_DIALOG (self));
  if ((below = adw_application_window_get_visible_dialog (self->window)) != NULL)
    adw_dialog_close (below);

  g_signal_emit (self, signals[OPENED], 0, conversation, text);
  return dex_future_new_true ();
}

static void
activate_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqRemoteSessionsDialog *self = MQ_REMOTE_SESSIONS_DIALOG (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  if (!has_library (self, _ ("Session Not Opened")))
    return;

  g_set_str (&self->wanted, id);
  start (self, open_fiber);
}

static DexFuture *
rename_fiber (gpointer data, DexFuture *dropped)
{
  MqRemoteSessionsDialog *self = data;
  GError *error = NULL;

  if (!dex_await (mq_fiber_unless (dropped, mq_remote_sessions_rename (
                                                mq_workspace_get_library (self->workspace),
                                                self->service, self->wanted, self->title)),
                  &error))
    return report (self, dropped, _ ("Session Not Renamed"), error);

  load (self, dropped);
  return dex_future_new_true ();
}

static DexFuture *
titled_cb (DexFuture *asked, gpointer data)
{
  MqRemoteSessionsDialog *self = data;
  const char *title = g_value_get_string (dex_future_get_value (asked, NULL));

  if (title != NULL && has_library (self, _ ("Session Not Renamed")))
    {
      g_set_str (&self->title, title);
      start (self, rename_fiber);
    }
  return dex_future_new_true ();
}

static void
activate_rename (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqRemoteSessionsDialog *self = MQ_REMOTE_SESSIONS_DIALOG (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  MqRemoteSession *session = find_session (self, id);

  if (session == NULL)
    return;

  g_set_str (&self->wanted, id);
  dex_future_disown (dex_future_then (mq_rename_ask_title (session->title, widget), titled_cb,
                                      g_object_ref (self), g_object_unref));
}

static DexFuture *
delete_fiber (gpointer data, DexFuture *dropped)
{
  MqRemoteSessionsDialog *self = data;
  GError *error = NULL;

  if (!dex_await (mq_fiber_unless (dropped, mq_remote_sessions_delete (
                                                mq_workspace_get_library (self->workspace),
                                                self->service, self->wanted)),
                  &error))
    return report (self, dropped, _ ("Session Not Deleted"), error);

  load (self, dropped);
  return dex_future_new_true ();
}

static void
delete_cb (MqRemoteSessionsDialog *self)
{
  if (has_library (self, _ ("Session Not Deleted")))
    start (self, delete_fiber);
}

static void
activate_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqRemoteSessionsDialog *self = MQ_REMOTE_SESSIONS_DIALOG (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  MqRemoteSession *session = find_session (self, id);
  g_autofree char *body = NULL;
  AdwAlertDialog *alert;

  if (session == NULL)
    return;

  /* Translators: %s is the title of a session. */
  body = g_strdup_printf (
      is_here (self, session)
          ? _ ("“%s” will be deleted at the service for good. It stays on this computer.")
          : _ ("“%s” will be deleted at the service for good. It is not on this computer."),
      get_name (session));
  g_set_str (&self->wanted, id);
  alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Delete at the Service?"), body));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "cancel");
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_object (alert, "response::delete", G_CALLBACK (delete_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (alert), GTK_WIDGET (self));
}

static void
again_cb (MqRemoteSessionsDialog *self)
{
  show_page (self, "loading");
  start (self, load_fiber);
}

/* The list. */

static void
setup_row_cb (MqRemoteSessionsDialog *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (MQ_TYPE_REMOTE_SESSION_ROW, NULL));
}

static void
bind_row_cb (MqRemoteSessionsDialog *self, GtkListItem *item)
{
  MqRemoteSessionRow *row = MQ_REMOTE_SESSION_ROW (gtk_list_item_get_child (item));
  MqRemoteSession *session = gtk_list_item_get_item (item);
  const char *name = get_name (session);
  const char *id = session->id;
  /* Translators: %s is the title of a session. */
  g_autofree char *open = g_strdup_printf (_ ("Open “%s” here"), name);
  g_autofree char *more = g_strdup_printf (_ ("More Actions for “%s”"), name);
  static const char *const actions[][2] = { { N_ ("_Rename…"), "kept.rename" },
                                            { N_ ("_Delete…"), "kept.delete" } };
  g_autoptr (GMenu) menu = g_menu_new ();
  guint n = session->n_versions;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local_usec (session->updated);
  /* Translators: a date and a time, see strftime() */
  g_autofree char *date = g_date_time_format (time, _ ("%-e %b %Y, %H:%M"));
  g_autofree char *size = g_format_size (session->size);
  g_autoptr (GString) facts = g_string_new (NULL);

  /* "3 versions · 23 Nov 2026, 14:05 · 1.2 MB · also on this computer" */
  g_string_append_printf (facts, ngettext ("%u version", "%u versions", n), n);
  g_string_append_printf (facts, " · %s · %s", date, size);
  if (is_here (self, session))
    g_string_append_printf (facts, " · %s", _ ("also on this computer"));

  gtk_label_set_text (row->title, name);
  gtk_label_set_text (row->facts, facts->str);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row->open), "s", id);
  mq_accessible_names_set (row->open, open);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->menu), more);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GMenuItem) action = g_menu_item_new (_ (actions[i][0]), NULL);

      g_menu_item_set_action_and_target (action, actions[i][1], "s", id);
      g_menu_append_item (menu, action);
    }
  gtk_menu_button_set_menu_model (row->menu, G_MENU_MODEL (menu));
  mq_accessible_names_follow (gtk_menu_button_get_popover (row->menu));
  gtk_list_item_set_accessible_label (item, name);
  gtk_list_item_set_accessible_description (item, facts->str);
}

static void
activated_cb (MqRemoteSessionsDialog *self, guint position)
{
  g_autoptr (MqRemoteSession) session = g_list_model_get_item (G_LIST_MODEL (self->sessions),
                                                               position);

  gtk_widget_activate_action (GTK_WIDGET (self), "kept.open", "s", session->id);
}

/* F2 and Delete, on the selected row. @args: the function's name */
static gboolean
on_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  MqRemoteSessionsDialog *self = MQ_REMOTE_SESSIONS_DIALOG (widget);
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (self->list));
  MqRemoteSession *session = gtk_single_selection_get_selected_item (selection);

  if (session == NULL || gtk_widget_get_focus_child (GTK_WIDGET (self->list)) == NULL)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (widget, g_variant_get_string (args, NULL), "s", session->id);
  return GDK_EVENT_STOP;
}

/* A pending request keeps the dialog alive. */
static void
mq_remote_sessions_dialog_closed (AdwDialog *dialog)
{
  dex_clear (&MQ_REMOTE_SESSIONS_DIALOG (dialog)->work);
}

static void
mq_remote_sessions_dialog_dispose (GObject *object)
{
  MqRemoteSessionsDialog *self = MQ_REMOTE_SESSIONS_DIALOG (object);

  dex_clear (&self->work);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_REMOTE_SESSIONS_DIALOG);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->workspace);
  g_clear_object (&self->conversations);
  g_clear_object (&self->sessions);
  g_clear_pointer (&self->service, g_free);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (mq_remote_sessions_dialog_parent_class)->dispose (object);
}

static void
mq_remote_sessions_dialog_class_init (MqRemoteSessionsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_remote_sessions_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = mq_remote_sessions_dialog_closed;
  signals[OPENED] = mq_signal_new (G_TYPE_FROM_CLASS (klass), "opened", 2, MQ_TYPE_CONVERSATION,
                                   G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/maquette/Maquette/ui/mq-remote-sessions-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionsDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionsDialog, failure);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionsDialog, account);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionsDialog, header);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);

  gtk_widget_class_install_action (widget_class, "kept.open", "s", activate_open);
  gtk_widget_class_install_action (widget_class, "kept.rename", "s", activate_rename);
  gtk_widget_class_install_action (widget_class, "kept.delete", "s", activate_delete);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, on_key, "s", "kept.rename");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_key, "s", "kept.delete");
}

static void
mq_remote_sessions_dialog_init (MqRemoteSessionsDialog *self)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->sessions = g_list_store_new (MQ_TYPE_REMOTE_SESSION);
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->sessions)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

/* @window: whose dialogs are closed when a session opens; @conversations: its list; the workspace
 * names the service. Returns: (transfer floating): the dialog */
AdwDialog *
mq_remote_sessions_dialog_new (AdwApplicationWindow *window, MqConversationList *conversations)
{
  MqRemoteSessionsDialog *self = g_object_new (MQ_TYPE_REMOTE_SESSIONS_DIALOG, NULL);

  g_set_weak_pointer (&self->window, window);
  self->conversations = g_object_ref (conversations);
  self->workspace = g_object_ref (mq_conversation_list_get_workspace (conversations));
  self->service = g_strdup (
      mq_config_get_string (mq_workspace_get_config (self->workspace), MQ_CONFIG_SERVER_URL));
  start (self, load_fiber);
  return ADW_DIALOG (self);
}
