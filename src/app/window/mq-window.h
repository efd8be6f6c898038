/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWindow: a main window: sessions at the start, the conversation in the middle, the review at the
 * end. There may be several, on one workspace. Used by MqApplication. */
#pragma once

#include "app/conversation/mq-conversation-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Property: "narrow" (one pane at a time). Actions "win.…": see mq-window-actions.c. */
#define MQ_TYPE_WINDOW (mq_window_get_type ())
G_DECLARE_FINAL_TYPE (MqWindow, mq_window, MQ, WINDOW, AdwApplicationWindow)

MqWindow *
mq_window_new (GtkApplication *application, MqConversationList *conversations, GSettings *settings);
MqWindow *mq_window_find (GtkApplication *application, MqConversation *conversation);

MqConversationList *mq_window_get_conversations (MqWindow *self);
void mq_window_show_conversation (MqWindow *self, MqConversation *conversation);
void mq_window_start_conversation (MqWindow *self);
void mq_window_restore (MqWindow *self);
GVariant *mq_window_describe (MqWindow *self); /* (siib): session, width, height, maximised */
void mq_window_set_size (MqWindow *self, int width, int height, gboolean maximized);
void mq_window_search (MqWindow *self, const char *words);
void mq_window_open_pictures (MqWindow *self, GListModel *files);
void mq_window_show_toast (MqWindow *self, const char *sentence);
void mq_window_add_toast (MqWindow *self, AdwToast *toast);

G_END_DECLS
