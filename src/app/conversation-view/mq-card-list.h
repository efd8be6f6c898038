/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCardList: a column of cards, made of the items of a model. It is one Tab stop: Tab reaches what
 * is in the focused card and then leaves, the arrow, page, Home and End keys go from card to card.
 * Used by MqConversationView.
 *
 * Not a GtkListBox: that enters at its first row, where a conversation is read from its end, and
 * its cursor does not follow a focus that the pointer has set. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Returns: (transfer floating): the row of @item */
typedef GtkWidget *(*MqCardListMakeRow) (gpointer item, gpointer data);

#define MQ_TYPE_CARD_LIST (mq_card_list_get_type ())
G_DECLARE_FINAL_TYPE (MqCardList, mq_card_list, MQ, CARD_LIST, GtkBox)

void
mq_card_list_bind (MqCardList *self, GListModel *model, MqCardListMakeRow make_row, gpointer data);
GtkWidget *mq_card_list_get_row_at_y (MqCardList *self, double y);
gboolean mq_card_list_step (MqCardList *self, gboolean down);

G_END_DECLS
