/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDropArea: a container that accepts dropped pictures anywhere on its content and shows an
 * overlay during the drag. Used by MqWindow. */
#pragma once

#include "app/conversation-view/mq-conversation-view.h"

G_BEGIN_DECLS

/* Properties, write-only: "content" (the GtkWidget inside), "target" (MqConversationView that
 * receives the pictures). */
#define MQ_TYPE_DROP_AREA (mq_drop_area_get_type ())
G_DECLARE_FINAL_TYPE (MqDropArea, mq_drop_area, MQ, DROP_AREA, AdwBin)

G_END_DECLS
