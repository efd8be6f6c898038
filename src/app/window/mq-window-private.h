/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instance structure of MqWindow, shared by mq-window.c and mq-window-actions.c. */
#pragma once

#include "app/window/mq-window.h"

#include "app/conversation-view/mq-conversation-view.h"
#include "app/review/mq-review.h"
#include "app/sessions/mq-removals.h"
#include "app/sessions/mq-sidebar.h"
#include "app/window/mq-welcome.h"

G_BEGIN_DECLS

struct _MqWindow
{
  AdwApplicationWindow parent_instance;

  /* Template */
  AdwToastOverlay *toasts;
  AdwNavigationSplitView *split;
  AdwNavigationPage *conversation_page;
  AdwOverlaySplitView *review_split;
  MqSidebar *sidebar;
  GtkMenuButton *session_menu_button;
  AdwWindowTitle *session_title;
  AdwBanner *banner;
  MqConversationView *conversation_view;
  MqWelcome *welcome;
  AdwBin *review_bin;
  GtkWidget *review_border;

  /* Owned */
  MqWorkspace *workspace;
  MqConversationList *conversations;
  GSettings *settings;
  MqConversation *conversation;
  MqReview *review; /* NULL until there is a version to show */
  MqRemovals *removals;
  GSignalGroup *conversation_signals;
  GBindingGroup *conversation_bindings;
  GBindingGroup *timeline_bindings;
  GSignalGroup *version_signals;

  MqAccountState account_state; /* that was last shown */
  gboolean in_memory;           /* the account is, and that was told */
  gboolean narrow;
  gboolean show_sidebar;
  gboolean review_wanted; /* shown beside the conversation, where there is room */
  gboolean review_opened; /* shown over the conversation, where there is none */
  gboolean placing_review;
  gboolean restored;
};

/* mq-window-actions.c */
void mq_window_install_actions (MqWindow *self);
void mq_window_update_actions (MqWindow *self);
void mq_window_bind_keys (GtkWidgetClass *widget_class);

/* mq-window.c */
void mq_window_set_show_sidebar (MqWindow *self, gboolean show);
void mq_window_ensure_review (MqWindow *self);
void mq_window_open_review (MqWindow *self);
void mq_window_widen_review (MqWindow *self, double by);

G_END_DECLS
