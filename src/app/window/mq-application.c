/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The application, see mq-application.h.
 *
 * All windows share one workspace. The process lives as long as there is a window or a run. Closing
 * the last window during a run asks nothing: the run continues, and the process exits when it ends.
 * Quitting detaches from the runs; the next start resumes them. A window that is requested while
 * the workspace closes opens with a new workspace. */
#include "app/window/mq-application.h"

#include "app/desktop/mq-notifier.h"
#include "app/desktop/mq-search-provider.h"
#include "app/help/mq-help.h"
#include "app/model/mq-recent-models.h"
#include "app/preferences/mq-preferences.h"
#include "app/window/mq-about.h"
#include "app/window/mq-share-file.h"
#include "app/window/mq-window.h"
#include "client/intake/mq-taken-model.h"
#include "client/share/mq-share.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-fiber.h"
#include "common/http/mq-http.h"

#include <adwaita.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define RESOURCES "/org/maquette/Maquette"
#define NEW_WINDOW "new-window" /* action, option and hint of the files to open */
#define MAX_ACCELS 2

struct _MqApplication
{
  AdwApplication parent_instance;

  /* Owned */
  MqConversationList *conversations;
  MqWorkspace *workspace; /* of the conversations */
  GSettings *settings;
  MqNotifier *notifier;
  MqSearchProvider *search_provider;
  GVariant *former_windows; /* those of the last process, until they are open again */
  DexFuture *opening;
  DexFuture *closing;
  GListStore *wanted;   /* files of the window to open after closing; NULL: none requested */
  GListStore *archives; /* sessions and models to open when the library is open */

  guint signal_sources[2];
  gboolean open;
  gboolean held;   /* from the first window until the workspace is closed */
  gboolean missed; /* the other instance exited without opening the window */
};

G_DEFINE_FINAL_TYPE (MqApplication, mq_application, ADW_TYPE_APPLICATION)

/* All keyboard shortcuts in one table, set as accelerators and listed in a dialog. */

typedef struct
{
  const char *title;
  const char *action;                 /* NULL: bound by a widget, only shown in the dialog */
  const char *accels[MAX_ACCELS + 1]; /* the last one is NULL */
} Shortcut;

typedef struct
{
  const char *title;
  const Shortcut *shortcuts;
  guint n_shortcuts;
} ShortcutGroup;

static const Shortcut general[] = {
  { N_ ("New Session"), "win.new-session", { "<Control>n" } },
  { N_ ("New Window"), "app.new-window", { "<Control><Shift>n" } },
  { N_ ("Search Sessions"), "win.search", { "<Control>k", "<Control><Shift>f" } },
  { N_ ("Gallery"), "win.gallery", { "<Control>g" } },
  { N_ ("Preferences"), "app.preferences", { "<Control>comma" } },
  { N_ ("Keyboard Shortcuts"), "app.shortcuts", { "<Control>question" } },
  { N_ ("Help"), "app.help", { "F1" } },
  { N_ ("Main Menu"), NULL, { "F10" } },
  { N_ ("Close Window"), "window.close", { "<Control>w" } },
  { N_ ("Quit"), "app.quit", { "<Control>q" } },
};

static const Shortcut panes[] = {
  { N_ ("Toggle Sessions"), "win.sidebar", { "F9" } },
  { N_ ("Toggle Review"), "win.review", { "<Control>r" } },
  { N_ ("Next Session"), "win.next-session", { "<Control>Page_Down", "<Control>Tab" } },
  { N_ ("Previous Session"),
    "win.previous-session",
    { "<Control>Page_Up", "<Control><Shift>Tab" } },
  { N_ ("Widen Review"), "win.widen-review(0.05)", { "<Control>bracketleft" } },
  { N_ ("Narrow Review"), "win.widen-review(-0.05)", { "<Control>bracketright" } },
};

static const Shortcut conversation_shortcuts[] = {
  { N_ ("Focus Message"), "win.focus-composer", { "<Control>l" } },
  { N_ ("Attach Pictures"), "win.attach", { "<Control>o" } },
  { N_ ("Stop"), "win.stop", { "<Control>period" } },
  { N_ ("Four Variants"), NULL, { "<Control><Shift>Return" } },
  { N_ ("Rename Session"), NULL, { "F2" } },
  { N_ ("Delete Selected Session"), NULL, { "Delete" } },
  { N_ ("Undo"), NULL, { "<Control>z" } },
  { N_ ("Redo"), NULL, { "<Control><Shift>z" } },
};

static const Shortcut review[] = {
  { N_ ("Find in the Code"), "win.find", { "<Control>f" } },
  { N_ ("Change the Chosen Parts"), "win.change-chosen::", { "<Control>m" } },
  { N_ ("Draw on the Model"), "win.draw", { "<Control>d" } },
  { N_ ("Export"), "win.export", { "<Control>e" } },
  { N_ ("Show Renders and Code"), "win.review-page::review", { "<Alt>1" } },
  { N_ ("Compare Versions"), "win.review-page::compare", { "<Alt>2" } },
  { N_ ("Show Parameters"), "win.review-page::parameters", { "<Alt>3" } },
  { N_ ("Next Version"), "win.step-version(1)", { "<Alt>Page_Down" } },
  { N_ ("Previous Version"), "win.step-version(-1)", { "<Alt>Page_Up" } },
};

/* But for full screen, while the focus is on it. */
static const Shortcut picture[] = {
  { N_ ("Full Screen"), "win.full-screen", { "F11" } },
  { N_ ("Zoom In"), NULL, { "plus" } },
  { N_ ("Zoom Out"), NULL, { "minus" } },
  { N_ ("Fit"), NULL, { "0" } },
  { N_ ("Move the Model"), NULL, { "<Shift>Left", "<Shift>Right" } },
  { N_ ("Model from the Front, from the Back"), NULL, { "1", "<Control>1" } },
  { N_ ("Model from the Right, from the Left"), NULL, { "3", "<Control>3" } },
  { N_ ("Model from the Top, from Below"), NULL, { "7", "<Control>7" } },
  { N_ ("Show the Chosen Part"), NULL, { "f" } },
  { N_ ("Show the Whole Model"), NULL, { "Home" } },
  { N_ ("Change the Look of the Model"), NULL, { "z" } },
};

static const ShortcutGroup groups[] = {
  { N_ ("General"), general, G_N_ELEMENTS (general) },
  { N_ ("Panes"), panes, G_N_ELEMENTS (panes) },
  { N_ ("Conversation"), conversation_shortcuts, G_N_ELEMENTS (conversation_shortcuts) },
  { N_ ("Review"), review, G_N_ELEMENTS (review) },
  { N_ ("Picture and Model"), picture, G_N_ELEMENTS (picture) },
};

#if ADW_CHECK_VERSION(1, 8, 0)

/* The oldest libadwaita that Maquette is built with has no such dialog. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

static AdwDialog *
make_shortcuts_dialog (void)
{
  AdwDialog *dialog = adw_shortcuts_dialog_new ();

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      AdwShortcutsSection *section = adw_shortcuts_section_new (_ (groups[i].title));

      for (guint j = 0; j < groups[i].n_shortcuts; j++)
        {
          const Shortcut *shortcut = &groups[i].shortcuts[j];
          g_autofree char *all = g_strjoinv (" ", (char **)shortcut->accels);

          adw_shortcuts_section_add (section, adw_shortcuts_item_new (_ (shortcut->title), all));
        }
      adw_shortcuts_dialog_add (ADW_SHORTCUTS_DIALOG (dialog), section);
    }

  return dialog;
}

G_GNUC_END_IGNORE_DEPRECATIONS

#else

/* Creates a row that screen readers read as “New Session, Ctrl+N”, with the keys drawn as key
 * caps. */
static GtkWidget *
make_row (const Shortcut *shortcut)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ (shortcut->title), "use-markup",
                                 FALSE, "focusable", TRUE, NULL);
  g_autoptr (GString) spoken = g_string_new (NULL);

  for (guint i = 0; shortcut->accels[i] != NULL; i++)
    {
      GdkModifierType modifiers = 0;
      guint key = 0;
      gboolean is_known = gtk_accelerator_parse (shortcut->accels[i], &key, &modifiers);
      g_autofree char *keys = is_known ? gtk_accelerator_get_label (key, modifiers) : g_strdup ("");
      GtkWidget *caps = g_object_new (GTK_TYPE_BOX, "css-name", "shortcut", "valign",
                                      GTK_ALIGN_CENTER, NULL);
      GtkWidget *cap = gtk_label_new (keys);

      gtk_widget_add_css_class (cap, "keycap");
      gtk_box_append (GTK_BOX (caps), cap);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), caps);
      g_string_append_printf (spoken, "%s%s", i > 0 ? ", " : "", keys);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  spoken->str, -1);

  return row;
}

static AdwDialog *
make_shortcuts_dialog (void)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *view = adw_toolbar_view_new ();

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", _ (groups[i].title),
                                       NULL);

      for (guint j = 0; j < groups[i].n_shortcuts; j++)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   make_row (&groups[i].shortcuts[j]));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
    }

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);

  return g_object_new (ADW_TYPE_DIALOG, "title", _ ("Keyboard Shortcuts"), "content-width", 560,
                       "content-height", 640, "child", view, NULL);
}

#endif

/* The workspace. */

static void leave_when_quiet (MqApplication *self);
static MqWindow *add_window (MqApplication *self);
static void show_window (MqApplication *self, GListStore *files, gboolean another);

/* Imports what the user has opened, once there is a library. */
static void
import_archives (MqApplication *self)
{
  MqWindow *window = mq_window_find (GTK_APPLICATION (self), NULL);
  g_autoptr (GListStore) archives = NULL;

  if (!self->open || window == NULL || mq_workspace_get_library (self->workspace) == NULL
      || g_list_model_get_n_items (G_LIST_MODEL (self->archives)) == 0)
    return;

  archives = g_steal_pointer (&self->archives);
  self->archives = g_list_store_new (G_TYPE_FILE);
  mq_share_file_import (window, G_LIST_MODEL (archives));
}

static DexFuture *
on_opened (DexFuture *future, gpointer data)
{
  MqApplication *self = data;
  GtkApplication *application = GTK_APPLICATION (self);
  g_autoptr (GVariant) windows = NULL;
  MqWindow *first;

  self->open = TRUE;
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (MQ_IS_WINDOW (l->data))
      mq_window_restore (l->data);

  /* Opens the windows of the last process, except the first, which the start has opened. */
  first = mq_window_find (application, NULL);
  if (mq_workspace_get_library (self->workspace) != NULL)
    windows = g_steal_pointer (&self->former_windows);
  for (gsize i = windows != NULL ? g_variant_n_children (windows) : 0; i > 1; i--)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (windows, i - 1);
      const char *session;
      gboolean maximized;
      int width, height;
      MqConversation *conversation;
      MqWindow *window;

      g_variant_get (item, "(&siib)", &session, &width, &height, &maximized);
      conversation = mq_conversation_list_find (self->conversations, session);
      if (conversation == NULL || mq_window_find (application, conversation) != NULL)
        continue;

      window = add_window (self);
      mq_window_set_size (window, width, height, maximized);
      mq_window_show_conversation (window, conversation);
      gtk_window_present (GTK_WINDOW (window));
    }
  if (first != NULL && first != mq_window_find (application, NULL))
    gtk_window_present (GTK_WINDOW (first));

  import_archives (self);

  return NULL;
}

static void
open_workspace (MqApplication *self)
{
  if (self->closing != NULL)
    return;

  dex_clear (&self->opening);
  self->opening = dex_future_finally (mq_workspace_open (self->workspace), on_opened,
                                      g_object_ref (self), g_object_unref);
}

/* Which model is in use, for the menus. */
static void
show_model (MqApplication *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "use-model");
  g_autofree char *model = mq_workspace_dup_model (self->workspace);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (model));
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (action),
      !mq_recent_models_are_fixed (mq_workspace_get_config (self->workspace)));
}

/* Says that a run goes on that was at work when the last process was quit. */
static void
on_working (MqApplication *self)
{
  MqWindow *window = mq_window_find (GTK_APPLICATION (self), NULL);

  if (window == NULL || mq_workspace_get_n_working (self->workspace) == 0
      || !g_settings_get_boolean (self->settings, "quit-at-work"))
    return;

  g_settings_set_boolean (self->settings, "quit-at-work", FALSE);
  mq_window_show_toast (window, _ ("Going on with the work from before you quit"));
}

static void
make_workspace (MqApplication *self)
{
  self->conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  self->workspace = g_object_ref (mq_conversation_list_get_workspace (self->conversations));
  self->notifier = mq_notifier_new (GTK_APPLICATION (self), self->conversations, self->settings);
  g_signal_connect_object (self->workspace, "notify::team", G_CALLBACK (show_model), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::n-working", G_CALLBACK (leave_when_quiet),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::n-working", G_CALLBACK (on_working), self,
                           G_CONNECT_SWAPPED);
}

static DexFuture *
on_closed (DexFuture *future, gpointer data)
{
  MqApplication *self = data;

  if (self->wanted != NULL)
    {
      g_autoptr (GListStore) files = g_steal_pointer (&self->wanted);

      dex_future_disown (g_steal_pointer (&self->closing));
      /* its callback is running */
      g_signal_handlers_disconnect_by_data (self->workspace, self);
      g_clear_object (&self->notifier);
      g_clear_object (&self->conversations);
      g_clear_object (&self->workspace);
      self->open = FALSE;
      make_workspace (self);
      show_window (self, files, FALSE);

      return NULL;
    }

  if (self->held)
    g_application_release (G_APPLICATION (self));
  self->held = FALSE;
  g_application_quit (G_APPLICATION (self));

  return NULL;
}

static DexFuture *
close_fiber (MqApplication *self)
{
  dex_await (mq_conversation_list_finish_waiting (self->conversations), NULL);
  dex_await (mq_workspace_close (self->workspace), NULL);
  return mq_notifier_flush (self->notifier);
}

static void
close_workspace (MqApplication *self)
{
  if (self->closing != NULL)
    return;

  dex_clear (&self->opening);
  self->closing
      = dex_future_finally (mq_fiber_spawn_with (NULL, 0, close_fiber, (MQ_TYPE_APPLICATION, self)),
                            on_closed, g_object_ref (self), g_object_unref);
}

static void
leave_when_quiet (MqApplication *self)
{
  if (!self->held || self->closing != NULL
      || gtk_application_get_windows (GTK_APPLICATION (self)) != NULL)
    return;

  if (mq_workspace_get_n_working (self->workspace) == 0)
    close_workspace (self);
  else
    mq_notifier_report_background (self->notifier);
}

/* The windows. */

static void
on_window_active (MqApplication *self, GParamSpec *pspec, GtkWindow *window)
{
  if (gtk_window_is_active (window))
    mq_notifier_withdraw (self->notifier);
}

/* Opens the workspace after the first frame, so that reading files does not delay the window. */
static void
on_first_frame (GdkFrameClock *clock, MqApplication *self)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_frame, self);
  open_workspace (self);
}

static void
on_window_mapped (GtkWidget *window, MqApplication *self)
{
  g_signal_handlers_disconnect_by_func (window, on_window_mapped, self);
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint",
                           G_CALLBACK (on_first_frame), self, G_CONNECT_DEFAULT);
}

/* Notes the windows with their sessions, the one that was used last first, for the next start. */
static void
save_windows (MqApplication *self)
{
  GVariantBuilder windows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(siib)"));

  if (!self->open || self->former_windows != NULL || self->closing != NULL)
    return;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (MQ_IS_WINDOW (l->data))
      g_variant_builder_add_value (&windows, mq_window_describe (l->data));
  g_settings_set_value (self->settings, "windows", g_variant_builder_end (&windows));
}

static MqWindow *
add_window (MqApplication *self)
{
  gboolean is_first = mq_window_find (GTK_APPLICATION (self), NULL) == NULL;
  MqWindow *window = mq_window_new (GTK_APPLICATION (self), self->conversations, self->settings);

  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_window_active), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "changed", G_CALLBACK (save_windows), self, G_CONNECT_SWAPPED);
  if (!is_first) /* it does not show the last session, which another window may show */
    g_action_group_activate_action (G_ACTION_GROUP (window), "new-session", NULL);
  if (self->open)
    mq_window_restore (window);
  else
    g_signal_connect_object (window, "map", G_CALLBACK (on_window_mapped), self, G_CONNECT_DEFAULT);
  if (!self->held)
    g_application_hold (G_APPLICATION (self));
  self->held = TRUE;

  return window;
}

static MqWindow *
get_window (MqApplication *self)
{
  MqWindow *window = mq_window_find (GTK_APPLICATION (self), NULL);

  return window != NULL ? window : add_window (self);
}

/* While the workspace closes, the window is only noted; on_closed() opens it. */
static void
show_window (MqApplication *self, GListStore *files, gboolean another)
{
  g_autoptr (GListStore) pictures = NULL;
  MqWindow *window;

  if (self->closing != NULL)
    {
      g_set_object (&self->wanted, files);
      return;
    }

  /* Sessions and models are noted for import_archives(). */
  pictures = g_list_store_new (G_TYPE_FILE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (files)); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (G_LIST_MODEL (files), i);

      g_list_store_append (mq_share_can_import (file)
                                   || mq_taken_model_can_read (g_file_peek_path (file))
                               ? self->archives
                               : pictures,
                           file);
    }

  window = another ? add_window (self) : get_window (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (pictures)) > 0)
    mq_window_open_pictures (window, G_LIST_MODEL (pictures));
  gtk_window_present (GTK_WINDOW (window));
  import_archives (self);
}

static void
mq_application_activate (GApplication *application)
{
  g_autoptr (GListStore) none = g_list_store_new (G_TYPE_FILE);

  show_window (MQ_APPLICATION (application), none, FALSE);
}

static void
mq_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);

  g_list_store_splice (list, 0, 0, (gpointer *)files, (guint)n_files);
  show_window (MQ_APPLICATION (application), list, g_str_equal (hint, NEW_WINDOW));
}

static void
mq_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (mq_application_parent_class)->window_removed (application, window);

  if (mq_window_find (application, NULL) != NULL)
    save_windows (MQ_APPLICATION (application));
  leave_when_quiet (MQ_APPLICATION (application));
}

/* Actions. */

static void
activate_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqApplication *self = data;
  GList *windows;

  save_windows (self);
  g_settings_set_boolean (self->settings, "quit-at-work",
                          self->workspace != NULL
                              && mq_workspace_get_n_working (self->workspace) > 0);
  close_workspace (self);
  /* Closes the last used window last; its size is saved. */
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (g_list_last (windows)->data);
}

static void
activate_open_workspace (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  open_workspace (data);
}

static void
activate_new_window (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GListStore) none = g_list_store_new (G_TYPE_FILE);

  show_window (data, none, TRUE);
}

static void
present_dialog (MqApplication *self, AdwDialog *dialog)
{
  adw_dialog_present (dialog,
                      GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (self))));
}

static void
activate_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqApplication *self = data;

  present_dialog (self, mq_about_dialog_new (self->workspace));
}

static void
activate_help (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqWindow *window = mq_window_find (data, NULL);

  if (window != NULL)
    mq_help_present (GTK_WINDOW (window));
}

static void
activate_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  present_dialog (data, make_shortcuts_dialog ());
}

/* @page: (nullable): the name of the page of Preferences to open */
static void
activate_preferences (GSimpleAction *action, GVariant *page, gpointer data)
{
  MqApplication *self = data;
  MqPreferences *dialog = mq_preferences_new (self->conversations, self->settings);

  if (page != NULL)
    adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (dialog),
                                                  g_variant_get_string (page, NULL));
  present_dialog (self, ADW_DIALOG (dialog));
}

static void
activate_set_up_model (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqApplication *self = data;
  MqPreferences *dialog = mq_preferences_new (self->conversations, self->settings);

  mq_preferences_set_up_model (dialog);
  present_dialog (self, ADW_DIALOG (dialog));
}

static DexFuture *
used_cb (DexFuture *future, gpointer data)
{
  MqApplication *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    mq_window_show_toast (get_window (self), error->message);
  show_model (self);
  return dex_future_new_true ();
}

/* @model: a model that was set up, or "" for the built-in sketcher; see mq-recent-models.h. Any
 * program of the session may activate this over D-Bus, so no other model is taken. */
static void
activate_use_model (GSimpleAction *action, GVariant *model, gpointer data)
{
  MqApplication *self = data;
  const char *described = g_variant_get_string (model, NULL);
  g_auto (GStrv) offered = mq_recent_models_list (self->settings);
  g_autofree char *used = mq_workspace_dup_model (self->workspace);

  if (*described != '\0' && !g_str_equal (described, used)
      && !g_strv_contains ((const char *const *)offered, described))
    {
      mq_window_show_toast (
          get_window (self),
          _ ("That model was not set up here. Set it up in Preferences → Models."));
      return;
    }

  dex_future_disown (dex_future_finally (mq_workspace_use_model (self->workspace, described),
                                         used_cb, g_object_ref (self), g_object_unref));
}

static void
activate_show_session (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqApplication *self = data;
  const char *session = g_variant_get_string (parameter, NULL);
  MqConversation *conversation = self->open && self->closing == NULL
                                     ? mq_conversation_list_find (self->conversations, session)
                                     : NULL;
  MqWindow *window;

  if (conversation != NULL)
    {
      window = mq_window_find (GTK_APPLICATION (self), conversation);
      if (window == NULL)
        window = get_window (self);
      mq_window_show_conversation (window, conversation);
      gtk_window_present (GTK_WINDOW (window));
      return;
    }

  if (!self->open || self->closing != NULL) /* a notification of an earlier process */
    g_settings_set_string (self->settings, "last-session", session);
  g_application_activate (G_APPLICATION (self));
}

static void
activate_search_sessions (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MqApplication *self = data;

  g_application_activate (G_APPLICATION (self));
  if (self->closing == NULL)
    mq_window_search (get_window (self), g_variant_get_string (parameter, NULL));
}

static gboolean
on_unix_signal (gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (data), "quit", NULL);

  return G_SOURCE_CONTINUE;
}

static void
activate_row (GtkWidget *row, const char *name, GVariant *parameter)
{
  gtk_widget_activate (row);
}

static void
mq_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { "quit", activate_quit },
    { NEW_WINDOW, activate_new_window },
    { "open-workspace", activate_open_workspace },
    { "about", activate_about },
    { "help", activate_help },
    { "shortcuts", activate_shortcuts },
    { "preferences", activate_preferences },
    { "preferences-page", activate_preferences, "s" },
    { "set-up-model", activate_set_up_model },
    { "use-model", activate_use_model, "s", "''" },
    { "show-session", activate_show_session, "s" },
    { "search-sessions", activate_search_sessions, "s" },
  };
  const GType rows[] = { ADW_TYPE_BUTTON_ROW, ADW_TYPE_ACTION_ROW };
  MqApplication *self = MQ_APPLICATION (application);

  /* GTK would end the program with a warning. */
  if (!gtk_init_check ())
    {
      g_printerr (_ ("There is no display for the window. At a terminal, use “%s”.\n"),
                  MQ_IS_DEVELOPMENT ? "./dev run --help" : "maquette-cli --help");
      exit (EXIT_FAILURE);
    }
  G_APPLICATION_CLASS (mq_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (MQ_APP_ID);
  /* Labels are focusable so that users can read them; GTK would also select all of their text. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  /* Gives the rows of libadwaita that can do something the action “row.activate”, for assistive
   * technologies: GTK 4.18 offers the actions of a widget's class, and neither a row nor a check
   * button has one. */
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_class_install_action (g_type_class_ref (rows[i]), "row.activate", NULL,
                                     activate_row);

  self->settings = g_settings_new (MQ_APP_ID);
  self->former_windows = g_settings_get_value (self->settings, "windows");
  make_workspace (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint j = 0; j < groups[i].n_shortcuts; j++)
      if (groups[i].shortcuts[j].action != NULL)
        gtk_application_set_accels_for_action (
            GTK_APPLICATION (self), groups[i].shortcuts[j].action, groups[i].shortcuts[j].accels);
  self->signal_sources[0] = g_unix_signal_add (SIGTERM, on_unix_signal, self);
  self->signal_sources[1] = g_unix_signal_add (SIGINT, on_unix_signal, self);
}

static void
mq_application_shutdown (GApplication *application)
{
  MqApplication *self = MQ_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  dex_clear (&self->opening);
  dex_clear (&self->closing);
  g_clear_object (&self->notifier);
  g_clear_object (&self->conversations);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->former_windows, g_variant_unref);

  G_APPLICATION_CLASS (mq_application_parent_class)->shutdown (application);
}

static gboolean
mq_application_dbus_register (GApplication *application, GDBusConnection *bus, const char *path,
                              GError **error)
{
  MqApplication *self = MQ_APPLICATION (application);

  if (!G_APPLICATION_CLASS (mq_application_parent_class)
           ->dbus_register (application, bus, path, error))
    return FALSE;

  self->search_provider = mq_search_provider_new (application, bus, MQ_APP_PATH "/SearchProvider",
                                                  error);
  return self->search_provider != NULL;
}

static void
mq_application_dbus_unregister (GApplication *application, GDBusConnection *bus, const char *path)
{
  g_clear_object (&MQ_APPLICATION (application)->search_provider);

  G_APPLICATION_CLASS (mq_application_parent_class)->dbus_unregister (application, bus, path);
}

/* Starting while another instance exits. */

/* Asks the running instance for a window, like GApplication, but waits for the reply: GLib's own
 * request is lost without an error when that instance is about to exit. */
static gboolean
ask_other (MqApplication *self, char **arguments, GError **error)
{
  GApplication *application = G_APPLICATION (self);
  g_autoptr (GStrvBuilder) uris = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  gboolean another = FALSE;
  const char *interface = "org.gtk.Application";
  const char *method;
  GVariant *parameters;
  GVariantBuilder platform;
  g_autoptr (GVariant) answer = NULL;

  g_variant_builder_init (&platform, G_VARIANT_TYPE_VARDICT);
  G_APPLICATION_GET_CLASS (application)->add_platform_data (application, &platform);
  for (guint i = 1; arguments[0] != NULL && arguments[i] != NULL; i++)
    {
      g_autoptr (GFile) file = NULL;

      if (g_str_equal (arguments[i], "--" NEW_WINDOW))
        {
          another = TRUE;
          continue;
        }
      file = g_file_new_for_commandline_arg (arguments[i]);
      g_strv_builder_take (uris, g_file_get_uri (file));
    }
  list = g_strv_builder_end (uris);

  if (*list != NULL)
    {
      method = "Open";
      parameters = g_variant_new ("(^assa{sv})", list, another ? NEW_WINDOW : "", &platform);
    }
  else if (another)
    {
      interface = "org.freedesktop.Application";
      method = "ActivateAction";
      parameters = g_variant_new ("(sava{sv})", NEW_WINDOW, NULL, &platform);
    }
  else
    {
      method = "Activate";
      parameters = g_variant_new ("(a{sv})", &platform);
    }
  answer = g_dbus_connection_call_sync (g_application_get_dbus_connection (application), MQ_APP_ID,
                                        MQ_APP_PATH, interface, method, parameters, NULL,
                                        G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, error);
  /* After a timeout the instance is busy, but has received the request. */
  return answer != NULL || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* Other options and D-Bus activation are left to GApplication. */
static gboolean
mq_application_local_command_line (GApplication *application, char ***arguments, int *status)
{
  MqApplication *self = MQ_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; (*arguments)[0] != NULL && (*arguments)[i] != NULL; i++)
    if ((*arguments)[i][0] == '-' && !g_str_equal ((*arguments)[i], "--" NEW_WINDOW))
      return G_APPLICATION_CLASS (mq_application_parent_class)
          ->local_command_line (application, arguments, status);

  if (!g_application_register (application, NULL, &error)
      || (g_application_get_is_remote (application) && !ask_other (self, *arguments, &error)))
    {
      static const int gone[] = { G_DBUS_ERROR_NO_REPLY, G_DBUS_ERROR_SERVICE_UNKNOWN,
                                  G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                                  /* It has taken its objects away, and still has its name. */
                                  G_DBUS_ERROR_UNKNOWN_METHOD, G_DBUS_ERROR_UNKNOWN_OBJECT };

      for (gsize i = 0; i < G_N_ELEMENTS (gone); i++)
        self->missed |= g_error_matches (error, G_DBUS_ERROR, gone[i]);
      if (!self->missed)
        g_printerr ("%s\n", error->message);
      *status = 1;
      return TRUE;
    }

  if (g_application_get_is_remote (application))
    {
      *status = 0;
      return TRUE;
    }

  return G_APPLICATION_CLASS (mq_application_parent_class)
      ->local_command_line (application, arguments, status);
}

static void
mq_application_finalize (GObject *object)
{
  g_clear_object (&MQ_APPLICATION (object)->wanted);
  g_clear_object (&MQ_APPLICATION (object)->archives);

  G_OBJECT_CLASS (mq_application_parent_class)->finalize (object);
}

static void
mq_application_class_init (MqApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mq_application_finalize;
  application_class->local_command_line = mq_application_local_command_line;
  application_class->startup = mq_application_startup;
  application_class->activate = mq_application_activate;
  application_class->open = mq_application_open;
  application_class->dbus_register = mq_application_dbus_register;
  application_class->dbus_unregister = mq_application_dbus_unregister;
  application_class->shutdown = mq_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_removed = mq_application_window_removed;
}

static void
mq_application_init (MqApplication *self)
{
  self->archives = g_list_store_new (G_TYPE_FILE);
}

int
mq_application_run (int argc, char *argv[])
{
  g_autoptr (MqApplication) self = g_object_new (
      MQ_TYPE_APPLICATION, "application-id", MQ_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN,
      "resource-base-path", RESOURCES, "version", MQ_VERSION, NULL);
  int status;

  /* For --help: mq_application_local_command_line() reads it. */
  g_application_add_main_option (G_APPLICATION (self), NEW_WINDOW, 0, G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_NONE, _ ("Open a new window"), NULL);
  /* ms without a window: the overview asks several times while one types. */
  g_application_set_inactivity_timeout (G_APPLICATION (self), 10000);
  mq_http_init ();
  status = g_application_run (G_APPLICATION (self), argc, argv);

  if (self->missed || self->wanted != NULL)
    {
      g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
      guint n = self->wanted != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->wanted)) : 0;

      /* Restarts the program, with the files of a request that came too late to be shown. */
      for (guint i = 0; self->missed && argv[i] != NULL; i++)
        g_ptr_array_add (arguments, g_strdup (argv[i]));
      if (!self->missed)
        g_ptr_array_add (arguments, g_strdup (argv[0]));
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (G_LIST_MODEL (self->wanted), i);

          g_ptr_array_add (arguments, g_file_get_uri (file));
        }
      g_ptr_array_add (arguments, NULL);

      execv ("/proc/self/exe", (char **)arguments->pdata);
    }
  return status;
}
