/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_removal_question_ask(): deletes a session, after a question where it is kept at the service,
 * too. Used by MqWindow's actions. */
#pragma once

#include "app/window/mq-window.h"

G_BEGIN_DECLS

void mq_removal_question_ask (MqWindow *window, MqConversation *conversation);

G_END_DECLS
