/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks among the items of a text that are those of another part: "the same color as the legs",
 * "swap the colors of these two". Used by MqRequestParser. */
#pragma once

#include "service/sketcher/requests/mq-request-list.h"

G_BEGIN_DECLS

guint mq_items_read_like (GPtrArray *items, guint at, GPtrArray *chosen, gboolean is_after_in,
                          const MqKindPart **part, gboolean *only_color);
void mq_request_add_like (MqRequest *request, const MqKindPart *part, gboolean only_color);
guint
mq_request_list_read_swap (MqRequestList *reading, GPtrArray *items, guint at, GPtrArray *chosen);

G_END_DECLS
