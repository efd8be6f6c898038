/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLogTail: the last lines of a text that grows. Its height is limited to these lines, so that
 * fast output does not move the rows around it. Used by MqStepRow. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MQ_TYPE_LOG_TAIL (mq_log_tail_get_type ())
G_DECLARE_FINAL_TYPE (MqLogTail, mq_log_tail, MQ, LOG_TAIL, GtkWidget)

void mq_log_tail_set_text (MqLogTail *self, const char *text, gboolean is_code);

G_END_DECLS
