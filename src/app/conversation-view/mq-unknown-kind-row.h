/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqUnknownKindRow: the answer to a first message that names no object which the sketcher knows,
 * with kinds to make instead. Used by MqConversationView. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_UNKNOWN_KIND_ROW (mq_unknown_kind_row_get_type ())
G_DECLARE_FINAL_TYPE (MqUnknownKindRow, mq_unknown_kind_row, MQ, UNKNOWN_KIND_ROW, AdwBin)

/* @item: its items are the suggested kinds. A click on one activates
 * conversation.send. */
GtkWidget *mq_unknown_kind_row_new (MqNoticeItem *item);

G_END_DECLS
