/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions as files, in the window: the dialogs that save one and open one, and what came of it.
 * Used by MqWindow's actions and MqApplication. */
#pragma once

#include "app/window/mq-window.h"

G_BEGIN_DECLS

/* Asks for a name and writes the session there; shows a toast, or a dialog when it fails. */
void mq_share_file_save (MqWindow *window, MqConversation *conversation);
/* Asks for files and imports them. */
void mq_share_file_open (MqWindow *window);
/* Asks for the folder of a batch, imports it as a set, and shows that. */
void mq_share_file_open_set (MqWindow *window);
/* Imports files (of #GFile), one after the other, and shows the session of the last one. */
void mq_share_file_import (MqWindow *window, GListModel *files);

/* Saves the conversation between the last run of a session and its language models: loads the
 * transcript, opens a file dialog, and writes a file that only its owner can read; shows a toast
 * with the result. */
void mq_save_transcript (MqWindow *window, MqConversation *conversation);
/* Asks whether the report of a problem may have the session in it, then saves it in the same way.
 */
void mq_save_report (MqWindow *window, MqConversation *conversation);

G_END_DECLS
