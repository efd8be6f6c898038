/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers among the items of a text: the time of a clock, moves, and numbers that nothing took.
 * Used by MqRequestParser. */
#pragma once

#include "service/sketcher/requests/mq-request-list.h"

G_BEGIN_DECLS

guint mq_items_read_time (MqKind *kind, GPtrArray *items, guint at, double *minutes);
guint mq_items_read_move (GPtrArray *items, guint at, gboolean is_move, const char **direction,
                          double *metres);
const MqKindParam *mq_items_find_angle (MqKind *kind, GPtrArray *items, const MqRequest *about);
const MqKindParam *mq_items_find_travel (GPtrArray *items, guint number_at);
const MqWord *mq_items_find_side (GPtrArray *items, guint at, guint *ahead);
gboolean mq_item_names_height (const MqItem *item);
gboolean mq_items_are_chosen_number (GPtrArray *items, guint at);
void
mq_request_list_add_lost_numbers (MqRequestList *reading, GPtrArray *items, gboolean is_of_chosen);

G_END_DECLS
