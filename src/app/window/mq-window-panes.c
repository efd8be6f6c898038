/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's panes: which of them are shown, by the user's choice and the room.
 *
 * The list of sessions is beside the conversation, unless the user hides it; in a narrow window it
 * is a page of its own. The review is beside the conversation as soon as there is a version, or
 * what can be turned of the first one; without room for it, it covers the conversation when the
 * user asks for it. */
#include "app/window/mq-window-private.h"

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
void
mq_window_place_sidebar (MqWindow *self)
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
  mq_window_place_sidebar (self);
}

/* Shows or hides the review, by the user's choice, the versions and the room. */
void
mq_window_place_review (MqWindow *self)
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

  gtk_widget_set_visible (self->review_button, possible);
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
  mq_window_place_review (self);
}

/* After a change of size, the review does not cover the conversation until the user asks again. */
static void
on_room_changed (MqWindow *self)
{
  self->review_opened = FALSE;
  mq_window_place_review (self);
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
  mq_window_place_review (self);
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

/* Gives the panes the user's widths. */
void
mq_window_restore_panes (MqWindow *self)
{
  gtk_widget_set_cursor_from_name (self->review_border, "col-resize");
  self->review_wanted = g_settings_get_boolean (self->settings, "show-review");
  set_share (self, g_settings_get_double (self->settings, "review-share"));
}

void
mq_window_bind_panes (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_show_review_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_room_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_border_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_border_dragged);
  gtk_widget_class_bind_template_callback (widget_class, on_border_drag_end);
}
