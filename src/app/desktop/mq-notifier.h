/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqNotifier: desktop notifications when a run ends or needs the user while the window is inactive,
 * an inhibitor of suspend during runs, and word to the desktop of runs without a window. Used by
 * MqApplication. */
#pragma once

#include "app/conversation/mq-conversation-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MQ_TYPE_NOTIFIER (mq_notifier_get_type ())
G_DECLARE_FINAL_TYPE (MqNotifier, mq_notifier, MQ, NOTIFIER, GObject)

MqNotifier *mq_notifier_new (GtkApplication *application, MqConversationList *conversations,
                             GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
void mq_notifier_report_background (MqNotifier *self);
void mq_notifier_withdraw (MqNotifier *self);
DexFuture *mq_notifier_flush (MqNotifier *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
