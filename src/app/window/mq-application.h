/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqApplication: the GApplication: owns the workspace, the conversations and the notifier, creates
 * the windows, opens picture files. Used by main(). */
#pragma once

#include "app/conversation/mq-conversation-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_APPLICATION (mq_application_get_type ())
G_DECLARE_FINAL_TYPE (MqApplication, mq_application, MQ, APPLICATION, AdwApplication)

typedef struct _MqWindow MqWindow; /* mq-window.h */

/* Runs the application; call it last in main(). May restart the process by execv() when a start
 * meets the exit of another instance. Returns: the exit status */
int mq_application_run (int argc, char *argv[]);

MqWorkspace *mq_application_get_workspace (MqApplication *self);
MqConversationList *mq_application_get_conversations (MqApplication *self);
GSettings *mq_application_get_settings (MqApplication *self);
MqWindow *mq_application_find_window (MqApplication *self, MqConversation *conversation);
void mq_application_save_windows (MqApplication *self);
/* Opens the workspace, or retries after a problem. Called after a window's first frame. */
void mq_application_open_workspace (MqApplication *self);

G_END_DECLS
