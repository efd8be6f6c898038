/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMessageRow: a message of the user as a bubble at the end side, with its pictures; a click on
 * one shows it large. Used by MqConversationView. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_MESSAGE_ROW (mq_message_row_get_type ())
G_DECLARE_FINAL_TYPE (MqMessageRow, mq_message_row, MQ, MESSAGE_ROW, AdwBin)

GtkWidget *mq_message_row_new (MqMessageItem *item);

/* Returns: (nullable): the file of the picture that @widget is a part of */
const char *mq_message_row_get_picture_at (GtkWidget *widget);

G_END_DECLS
