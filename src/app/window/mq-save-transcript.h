/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_save_transcript(): saves the conversation between the last run of a session and its language
 * models. Used by MqWindow's actions. */
#pragma once

#include "app/window/mq-window.h"

G_BEGIN_DECLS

/* Loads the transcript, opens a file dialog, and writes a file that only its owner can read; shows
 * a toast with the result. */
void mq_save_transcript (MqConversation *conversation, MqWindow *window);

G_END_DECLS
