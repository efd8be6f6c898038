/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A main window, see mq-window.h. Its actions are in mq-window-actions.c. */
#include "app/window/mq-window-private.h"

#include "app/composer/mq-unsent-message.h"
#include "app/conversation-view/mq-drop-area.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-accessible-names.h"
#include "app/preferences/mq-account-actions.h"
#include "app/window/mq-remedy.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-signal.h"

#include <glib/gi18n.h>
#include <string.h>

enum
{
  CHANGED, /* what the next start restores */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqWindow, mq_window, ADW_TYPE_APPLICATION_WINDOW)

/* The panes: which of them are shown, by the user's choice and the room.
 *
 * The list of sessions is beside the conversation, unless the user hides it; in a narrow window it
 * is a page of its own. The review is beside the conversation as soon as there is a version, or
 * what can be turned of the first one; without room for it, it covers the conversation when the
 * user asks for it. */

/* A toast with several lines. */
#define LINES_SECONDS 20
/* Limits of the review's width, as shares of the width of conversation and review. */
#define SMALLEST 0.3
#define LARGEST 0.75

/* Whether there is something to review. */
static gboolean
can_review (MqWindow *self)
{
  return self->conversation != NULL
         && (g_list_model_get_n_items (mq_conversation_get_versions (self->conversation)) > 0
             || mq_conversation_get_draft_version (self->conversation) != NULL);
}

/* Creates the review on first use: it is expensive, and a start often has no version to show. */
void
mq_window_ensure_review (MqWindow *self)
{
  if (self->review != NULL)
    return;

  self->review = g_object_ref_sink (mq_review_new (self->workspace));
  mq_review_set_conversation (self->review, self->conversation);
  g_object_bind_property (self->review, "version", self->conversation_view, "reviewed-version",
                          G_BINDING_SYNC_CREATE);
  mq_conversation_view_set_version_menu (self->conversation_view,
                                         mq_review_get_menu (self->review));
  gtk_widget_insert_action_group (GTK_WIDGET (self->conversation_view), "review",
                                  mq_review_get_actions (self->review));
  /* Beside the conversation, the window's header bar has the button; over it, that is covered. */
  g_object_bind_property (self->review_split, "collapsed", self->review, "show-close",
                          G_BINDING_SYNC_CREATE);
  adw_bin_set_child (self->review_bin, GTK_WIDGET (self->review));
}

/* Shows the sessions beside the conversation, or as a page of their own. */
static void
place_sidebar (MqWindow *self)
{
  gboolean collapsed = self->narrow || !self->show_sidebar;

  /* When the split view collapses, show the conversation rather than the list. */
  if (collapsed && !adw_navigation_split_view_get_collapsed (self->split))
    adw_navigation_split_view_set_show_content (self->split, TRUE);
  adw_navigation_split_view_set_collapsed (self->split, collapsed);
}

void
mq_window_set_show_sidebar (MqWindow *self, gboolean show)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "sidebar");

  if (self->show_sidebar == show)
    return;

  self->show_sidebar = show;
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (show));
  place_sidebar (self);
}

/* Shows or hides the review, by the user's choice, the versions and the room. */
static void
place_review (MqWindow *self)
{
  gboolean possible = can_review (self);
  gboolean floats = adw_overlay_split_view_get_collapsed (self->review_split);
  gboolean show = possible && (floats ? self->review_opened : self->review_wanted);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "review");

  if (show)
    mq_window_ensure_review (self);

  self->placing_review = TRUE;
  adw_overlay_split_view_set_show_sidebar (self->review_split, show);
  adw_overlay_split_view_set_enable_show_gesture (self->review_split, possible);
  self->placing_review = FALSE;

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), possible);
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (show));
}

/* The user showed or hid the review by a swipe, Escape or its close button. */
static void
on_show_review_changed (MqWindow *self)
{
  gboolean shown = adw_overlay_split_view_get_show_sidebar (self->review_split);

  if (self->placing_review)
    return;

  if (adw_overlay_split_view_get_collapsed (self->review_split))
    self->review_opened = shown;
  else
    self->review_wanted = shown;
  place_review (self);
}

/* After a change of size, the review does not cover the conversation until the user asks again. */
static void
on_room_changed (MqWindow *self)
{
  self->review_opened = FALSE;
  place_review (self);
}

/* Shows the review, beside the conversation or over it. */
void
mq_window_open_review (MqWindow *self)
{
  if (!can_review (self))
    return;

  if (adw_overlay_split_view_get_collapsed (self->review_split))
    self->review_opened = TRUE;
  else
    self->review_wanted = TRUE;
  place_review (self);
}

/* The border between conversation and review. */

static void
set_share (MqWindow *self, double share)
{
  /* Without room beside the conversation, the review fills the window. */
  if (!adw_overlay_split_view_get_collapsed (self->review_split))
    adw_overlay_split_view_set_sidebar_width_fraction (self->review_split,
                                                       CLAMP (share, SMALLEST, LARGEST));
}

static void
save_share (MqWindow *self)
{
  g_settings_set_double (self->settings, "review-share",
                         adw_overlay_split_view_get_sidebar_width_fraction (self->review_split));
}

/* @by: a share of the width of conversation and review */
void
mq_window_widen_review (MqWindow *self, double by)
{
  set_share (self, adw_overlay_split_view_get_sidebar_width_fraction (self->review_split) + by);
  if (!adw_overlay_split_view_get_collapsed (self->review_split))
    save_share (self);
}

static void
on_border_pressed (MqWindow *self, int n_press)
{
  if (n_press != 2)
    return;

  g_settings_reset (self->settings, "review-share");
  set_share (self, g_settings_get_double (self->settings, "review-share"));
}

/* The handle moves with the border, so that offsets are from where it is by now. */
static void
on_border_dragged (MqWindow *self, double x)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->review_split));
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (width > 0)
    set_share (self, adw_overlay_split_view_get_sidebar_width_fraction (self->review_split)
                         + (mirrored ? x : -x) / width);
}

static void
on_border_drag_end (MqWindow *self)
{
  save_share (self);
}

/* Problems: shown on the page of an empty conversation if the problem fills one, otherwise in the
 * banner. */

/* Whether nothing was said yet. A message that the sketcher could not use makes no session. */
static gboolean
is_empty (MqConversation *conversation)
{
  GListModel *timeline = G_LIST_MODEL (mq_conversation_get_timeline (conversation));

  return mq_conversation_get_state (conversation) == MQ_CONVERSATION_NEW
         && g_list_model_get_n_items (timeline) == 0;
}

static void
update_banner (MqWindow *self)
{
  GListModel *problems = mq_workspace_get_problems (self->workspace);
  guint n = g_list_model_get_n_items (problems);
  GListModel *timeline = self->conversation != NULL
                             ? G_LIST_MODEL (mq_conversation_get_timeline (self->conversation))
                             : NULL;
  guint n_items = timeline != NULL ? g_list_model_get_n_items (timeline) : 0;
  g_autoptr (GObject) last = n_items > 0 ? g_list_model_get_item (timeline, n_items - 1) : NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqProblem) problem = g_list_model_get_item (problems, i);

      if (problem != mq_welcome_get_problem (self->welcome) || self->conversation == NULL
          || !is_empty (self->conversation))
        {
          const MqRemedy *remedy = mq_remedy_get (problem->kind);
          g_autofree char *text = g_strndup (problem->text, strcspn (problem->text, "\n"));
          g_autofree char *title = NULL;

          /* It ended the last run of the conversation, whose last card says so. */
          if (MQ_IS_NOTICE_ITEM (last)
              && g_str_has_prefix (problem->text, MQ_NOTICE_ITEM (last)->text))
            g_set_str (&text, problem->title);
          /* The folder of the configuration file is long; the tooltip has the full path. */
          else if (problem->kind == MQ_PROBLEM_CONFIG && *text == '/')
            {
              g_autofree char *folder = mq_paths_get_config_file ();

              *(strrchr (folder, '/') + 1) = '\0';
              if (g_str_has_prefix (text, folder))
                g_set_str (&text, text + strlen (folder));
            }
          title = g_markup_escape_text (text, -1);

          adw_banner_set_title (self->banner, title);
          adw_banner_set_button_label (self->banner, _ (remedy->label));
          gtk_actionable_set_action_name (GTK_ACTIONABLE (self->banner), remedy->action);
          gtk_widget_set_tooltip_text (GTK_WIDGET (self->banner),
                                       g_str_equal (text, problem->text) ? NULL : problem->text);
          adw_banner_set_revealed (self->banner, TRUE);

          return;
        }
    }

  adw_banner_set_revealed (self->banner, FALSE);
}

/* The conversation that is shown. */

static void
update_session_menu (MqWindow *self)
{
  MqSession *session = self->conversation ? mq_conversation_get_session (self->conversation) : NULL;
  g_autoptr (GMenuModel) menu = session != NULL ? mq_session_menu_new (self->conversation) : NULL;

  /* Includes New Session in a narrow window, whose header bar has no room for that button. */
  if (menu != NULL && self->narrow)
    {
      g_autoptr (GMenu) start = g_menu_new ();

      g_menu_append (start, _ ("_New Session"), "win.new-session");
      g_menu_prepend_section (G_MENU (menu), NULL, G_MENU_MODEL (start));
    }

  gtk_menu_button_set_menu_model (self->session_menu_button, menu);
  mq_accessible_names_follow (gtk_menu_button_get_popover (self->session_menu_button));
}

/* @conversation: (nullable): what the window shows; %NULL: anything. Returns: (transfer none)
 * (nullable): of such windows the one that was used last */
MqWindow *
mq_window_find (GtkApplication *application, MqConversation *conversation)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (MQ_IS_WINDOW (l->data)
        && (conversation == NULL || MQ_WINDOW (l->data)->conversation == conversation))
      return l->data;

  return NULL;
}

/* Whether this is the window that was used last, of all or of those that show @conversation. */
static gboolean
is_last_used (MqWindow *self, MqConversation *conversation)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return application != NULL && mq_window_find (application, conversation) == self;
}

/* The next start restores the session of the window that was used last. */
static void
save_last_session (MqWindow *self)
{
  MqSession *session = self->conversation ? mq_conversation_get_session (self->conversation) : NULL;

  /* GtkApplication learns of a window that became active after the window itself. */
  if (session != NULL && (gtk_window_is_active (GTK_WINDOW (self)) || is_last_used (self, NULL)))
    g_settings_set_string (self->settings, "last-session", mq_session_get_id (session));
  if (gtk_window_get_application (GTK_WINDOW (self)) != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_session (MqWindow *self)
{
  update_session_menu (self);
  save_last_session (self);
}

/* One of the windows that show the conversation announces. */
static void
on_announce (MqWindow *self, const char *sentence, gboolean assertive)
{
  if (!is_last_used (self, self->conversation))
    return;

  mq_announce (GTK_ACCESSIBLE (self), sentence,
               assertive ? GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH
                         : GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* The user has been away in the browser: one window tells what came of it. */
static void
on_account_changed (MqWindow *self, gboolean let_in, MqServiceAccount *account)
{
  MqAccountState before = self->account_state;
  const char *problem = mq_service_account_get_problem (account);
  gboolean was_in_memory;

  self->account_state = mq_service_account_get_state (account);

  was_in_memory = self->in_memory;
  self->in_memory = mq_service_account_is_in_memory (account);
  if (self->in_memory && !was_in_memory && is_last_used (self, NULL))
    mq_window_show_toast (
        self,
        _ ("The system’s keyring cannot be used: you stay signed in until you quit Maquette."));

  if (before != MQ_ACCOUNT_SIGNING_IN || !is_last_used (self, NULL))
    return;

  if (self->account_state == MQ_ACCOUNT_SIGNED_IN)
    {
      /* Translators: %s is the name of an account */
      g_autofree char *sentence = g_strdup_printf (_ ("Signed in as %s"),
                                                   mq_service_account_get_name (account));

      /* Whoever sees it sees the page go, and what is left of today. */
      mq_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
      if (mq_service_account_wants_terms (account))
        mq_account_show_terms (account, GTK_WIDGET (self));
    }
  else if (problem != NULL)
    mq_announce (GTK_ACCESSIBLE (self), problem, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

/* Marks the conversation as read while the window is active. */
static void
mark_read (MqWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)) && self->conversation != NULL
      && mq_conversation_get_unread (self->conversation))
    mq_conversation_set_unread (self->conversation, FALSE);
}

static void
bind_title (MqWindow *self, gpointer object)
{
  g_binding_group_bind (self->conversation_bindings, "title", object, "title",
                        G_BINDING_SYNC_CREATE);
}

/* Returns: the conversations that its sidebar lists */
MqConversationList *
mq_window_get_conversations (MqWindow *self)
{
  g_return_val_if_fail (MQ_IS_WINDOW (self), NULL);

  return self->conversations;
}

void
mq_window_show_conversation (MqWindow *self, MqConversation *conversation)
{
  g_return_if_fail (MQ_IS_WINDOW (self));
  g_return_if_fail (MQ_IS_CONVERSATION (conversation));

  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->version_signals, mq_conversation_get_versions (conversation));
  g_binding_group_set_source (self->conversation_bindings, conversation);
  g_binding_group_set_source (self->timeline_bindings, mq_conversation_get_timeline (conversation));
  mq_sidebar_set_selected (self->sidebar, conversation);
  mq_conversation_view_set_conversation (self->conversation_view, conversation);
  if (self->review != NULL)
    mq_review_set_conversation (self->review, conversation);

  self->review_opened = FALSE;
  on_session (self);
  update_banner (self);
  place_review (self);
  mark_read (self);
  dex_future_disown (mq_conversation_load (conversation));
}

/* Shows an empty conversation: the current one if it is empty, otherwise a new one. */
void
mq_window_start_conversation (MqWindow *self)
{
  if (self->conversation == NULL || !is_empty (self->conversation))
    {
      g_autoptr (MqConversation) conversation = mq_conversation_list_start (self->conversations);

      mq_window_show_conversation (self, conversation);
    }
}

/* Shows the last session, once the workspace is open, unless the user has begun something else. */
void
mq_window_restore (MqWindow *self)
{
  g_autofree char *last = NULL;
  g_autofree char *written = NULL;
  MqConversation *conversation;

  if (self->restored)
    return;

  self->restored = TRUE;
  written = mq_unsent_message_dup_text (mq_unsent_message_get (self->conversation));
  if (mq_conversation_get_state (self->conversation) != MQ_CONVERSATION_NEW || *written != '\0')
    return;

  last = g_settings_get_string (self->settings, "last-session");
  conversation = *last ? mq_conversation_list_find (self->conversations, last) : NULL;
  if (conversation != NULL)
    mq_window_show_conversation (self, conversation);
}

/* Starts a session with @files attached to its first message. @files: of #GFile. */
void
mq_window_open_pictures (MqWindow *self, GListModel *files)
{
  self->restored = TRUE; /* do not replace it by the last session */
  mq_window_start_conversation (self);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  mq_composer_attach_files (mq_conversation_view_get_composer (self->conversation_view), files);
  gtk_widget_grab_focus (GTK_WIDGET (mq_conversation_view_get_composer (self->conversation_view)));
}

/* Shows @sentence as a toast; several lines stay longer. */
void
mq_window_show_toast (MqWindow *self, const char *sentence)
{
  AdwToast *toast = adw_toast_new (sentence);

  if (strchr (sentence, '\n') != NULL)
    {
      GtkWidget *label = gtk_label_new (sentence);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      adw_toast_set_custom_title (toast, label);
      adw_toast_set_timeout (toast, LINES_SECONDS);
      /* AdwToastOverlay announces titles only. */
      mq_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  mq_window_add_toast (self, toast);
}

/* Shows @toast. @toast: (transfer full): a toast with a plain text message. */
void
mq_window_add_toast (MqWindow *self, AdwToast *toast)
{
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* Children. */

/* The header bar of the sessions has the button where it is visible. */
static gboolean
needs_new_button (MqWindow *self, gboolean collapsed, gboolean narrow)
{
  return collapsed && !narrow;
}

static void
on_sidebar_selected (MqWindow *self)
{
  MqConversation *selected = mq_sidebar_get_selected (self->sidebar);

  if (selected == NULL || selected == self->conversation)
    return;

  self->restored = TRUE; /* do not replace it by the last session */
  mq_window_show_conversation (self, selected);
}

/* Window state. MQ_WINDOW_SIZE sets the size for screenshots. */

/* @width: px; @height: px; @maximized: whether it opens maximised */
void
mq_window_set_size (MqWindow *self, int width, int height, gboolean maximized)
{
  gtk_window_set_default_size (GTK_WINDOW (self), CLAMP (width, 360, 32767),
                               CLAMP (height, 294, 32767));
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  else
    gtk_window_unmaximize (GTK_WINDOW (self));
}

/* Returns: (transfer floating): what opens it again: its session, "" without one, and its size */
GVariant *
mq_window_describe (MqWindow *self)
{
  MqSession *session = self->conversation ? mq_conversation_get_session (self->conversation) : NULL;
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  return g_variant_new ("(siib)", session != NULL ? mq_session_get_id (session) : "", width, height,
                        gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
mq_window_unmap (GtkWidget *widget)
{
  MqWindow *self = MQ_WINDOW (widget);

  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_boolean (self->settings, "show-review", self->review_wanted);

  GTK_WIDGET_CLASS (mq_window_parent_class)->unmap (widget);
}

static void
on_is_active (MqWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    return;

  mq_sidebar_check_day (self->sidebar);
  mark_read (self);
  save_last_session (self);
  if (mq_workspace_get_library (self->workspace) != NULL)
    dex_future_disown (mq_conversation_list_refresh (self->conversations));
}

static void
mq_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, MQ_WINDOW (object)->narrow);
}

static void
mq_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MqWindow *self = MQ_WINDOW (object);

  if (self->narrow == g_value_get_boolean (value))
    return;

  self->narrow = g_value_get_boolean (value);
  place_sidebar (self);
  update_session_menu (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
mq_window_dispose (GObject *object)
{
  MqWindow *self = MQ_WINDOW (object);

  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->version_signals);
  g_clear_object (&self->conversation_bindings);
  g_clear_object (&self->timeline_bindings);
  g_clear_object (&self->removals);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_WINDOW);
  g_clear_object (&self->review);
  g_clear_object (&self->conversation);
  g_clear_object (&self->settings);
  g_clear_object (&self->workspace);
  g_clear_object (&self->conversations);

  G_OBJECT_CLASS (mq_window_parent_class)->dispose (object);
}

static void
mq_window_class_init (MqWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mq_window_dispose;
  object_class->get_property = mq_window_get_property;
  object_class->set_property = mq_window_set_property;
  widget_class->unmap = mq_window_unmap;

  g_object_class_install_property (
      object_class, 1,
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  signals[CHANGED] = mq_signal_new (G_TYPE_FROM_CLASS (klass), "changed", 0);

  g_type_ensure (MQ_TYPE_DROP_AREA);
  g_type_ensure (MQ_TYPE_SIDEBAR);
  g_type_ensure (MQ_TYPE_CONVERSATION_VIEW);
  g_type_ensure (MQ_TYPE_WELCOME);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MqWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, split);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, conversation_page);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, review_split);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, session_menu_button);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, session_title);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, conversation_view);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, review_bin);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, review_border);
  gtk_widget_class_bind_template_callback (widget_class, needs_new_button);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_object);
  gtk_widget_class_bind_template_callback (widget_class, on_sidebar_selected);

  gtk_widget_class_bind_template_callback (widget_class, on_show_review_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_room_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_border_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_border_dragged);
  gtk_widget_class_bind_template_callback (widget_class, on_border_drag_end);
  mq_window_bind_keys (widget_class);
}

static void
mq_window_init (MqWindow *self)
{
  self->show_sidebar = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  if (MQ_IS_DEVELOPMENT)
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
  mq_window_install_actions (self);

  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "announce", G_CALLBACK (on_announce),
                                  self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::session",
                                  G_CALLBACK (on_session), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::has-transcript",
                                  G_CALLBACK (update_session_menu), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::state",
                                  G_CALLBACK (update_banner), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::draft-version",
                                  G_CALLBACK (place_review), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::unread",
                                  G_CALLBACK (mark_read), self);

  self->version_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->version_signals, "items-changed", G_CALLBACK (place_review),
                                  self);

  self->conversation_bindings = g_binding_group_new ();
  bind_title (self, self->session_title);
  bind_title (self, self->conversation_page);
  bind_title (self, self);

  self->timeline_bindings = g_binding_group_new ();
  g_binding_group_bind (self->timeline_bindings, "activity", self->session_title, "subtitle",
                        G_BINDING_SYNC_CREATE);

  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_is_active), NULL);
}

/* One window is enough to say it. */
static void
on_message (MqWindow *self, const char *sentence)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application != NULL && gtk_application_get_active_window (application) == GTK_WINDOW (self))
    mq_window_show_toast (self, sentence);
}

/* Returns: a window with an empty conversation, owned by GTK */
MqWindow *
mq_window_new (GtkApplication *application, MqConversationList *conversations, GSettings *settings)
{
  MqWindow *self = g_object_new (MQ_TYPE_WINDOW, "application", application, NULL);
  const char *forced = g_getenv ("MQ_WINDOW_SIZE");
  int width;
  int height;

  self->settings = g_object_ref (settings);

  /* Gives the panes the user's widths. */
  gtk_widget_set_cursor_from_name (self->review_border, "col-resize");
  self->review_wanted = g_settings_get_boolean (self->settings, "show-review");
  set_share (self, g_settings_get_double (self->settings, "review-share"));

  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  if (forced != NULL && sscanf (forced, "%dx%d", &width, &height) != 2)
    g_debug ("MQ_WINDOW_SIZE is not WIDTHxHEIGHT: %s", forced);
  mq_window_set_size (self, width, height,
                      forced == NULL && g_settings_get_boolean (self->settings, "maximized"));

  self->conversations = g_object_ref (conversations);
  self->workspace = g_object_ref (mq_conversation_list_get_workspace (conversations));
  mq_sidebar_set_conversations (self->sidebar, self->conversations);
  mq_conversation_view_set_workspace (self->conversation_view, self->workspace);
  mq_welcome_set_workspace (self->welcome, self->workspace);
  self->removals = mq_removals_new (self->conversations, self->toasts);
  g_signal_connect_object (self->workspace, "message", G_CALLBACK (on_message), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::config", G_CALLBACK (mq_window_update_actions),
                           self, G_CONNECT_SWAPPED);
  mq_window_update_actions (self);
  g_signal_connect_object (self->removals, "restored", G_CALLBACK (mq_window_show_conversation),
                           self, G_CONNECT_SWAPPED);
  /* After the welcome page, which takes the problem that fills it. */
  g_signal_connect_object (mq_workspace_get_problems (self->workspace), "items-changed",
                           G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (mq_workspace_get_account (self->workspace), "changed",
                           G_CALLBACK (on_account_changed), self, G_CONNECT_SWAPPED);
  mq_window_start_conversation (self);
  gtk_widget_grab_focus (GTK_WIDGET (mq_conversation_view_get_composer (self->conversation_view)));

  return self;
}
