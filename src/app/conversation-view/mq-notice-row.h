/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqNoticeRow: a notice of the timeline: a note, a warning or an error, its details, and buttons
 * that help. Used by MqConversationView. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_NOTICE_ROW (mq_notice_row_get_type ())
G_DECLARE_FINAL_TYPE (MqNoticeRow, mq_notice_row, MQ, NOTICE_ROW, AdwBin)

GtkWidget *mq_notice_row_new (MqNoticeItem *item);

G_END_DECLS
