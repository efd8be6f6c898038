/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCardRow: a row of MqCardList with a card in it. The row of a text can have the focus, has the
 * text for screen readers, and copies it; in any other row, the card's widgets have the focus. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Actions: card.copy: what is selected in the row's text, or else all of it; card.copy-picture and
 * card.save-picture, of a file. */
#define MQ_TYPE_CARD_ROW (mq_card_row_get_type ())
G_DECLARE_FINAL_TYPE (MqCardRow, mq_card_row, MQ, CARD_ROW, AdwBin)

/* Returns: (transfer full) (nullable): the menu of @pressed, a widget in the row; %NULL: it has
 * none */
typedef GMenuModel *(*MqCardRowMakeMenu) (MqCardRow *row, GtkWidget *pressed, gpointer data);

GtkWidget *
mq_card_row_new (GtkWidget *card, gpointer item, MqCardRowMakeMenu make_menu, gpointer data);
void mq_card_row_set_text (MqCardRow *self, const char *text);
gpointer mq_card_row_get_item (MqCardRow *self);

G_END_DECLS
