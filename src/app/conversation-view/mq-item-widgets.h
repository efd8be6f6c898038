/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets for the items of a timeline: rows, cards and the dialog of a step. Each shows its
 * item as long as that changes. Used by MqConversationView. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "app/timeline/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *mq_item_widget_new (gpointer item);

/* @item: a message of the user */
GtkWidget *mq_message_row_new (gpointer item);
/* @title: what it is for; "": nothing; @width, @height: the most, px. Returns: (transfer floating):
 * a button with a picture of the user, which shows it large */
GtkWidget *mq_message_row_make_picture (const char *path, const char *title, int width, int height);
/* Returns: (nullable): the file of the picture that @widget is a part of */
const char *mq_message_row_get_picture_at (GtkWidget *widget);

GtkWidget *mq_phase_card_new (gpointer item);
GtkWidget *mq_version_card_new (gpointer item);
GtkWidget *mq_variants_card_new (gpointer item);
GtkWidget *mq_notice_row_new (gpointer item);
/* @item: a notice with a list that the user is asked about */
GtkWidget *mq_question_card_new (gpointer item);
/* @item: a notice; its items are the suggested kinds. A click on one activates
 * conversation.send. */
GtkWidget *mq_unknown_kind_row_new (gpointer item);
void mq_unknown_kind_row_set_workspace (GtkWidget *row, MqWorkspace *workspace);
char *mq_unknown_kind_row_make_message (const char *kind) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MqItemWidgetShow:
 * @widget: the widget to update
 * @item: the #MqTimelineItem that it shows
 *
 * Updates a widget from its item.
 */
typedef void (*MqItemWidgetShow) (gpointer widget, gpointer item);

void mq_item_widget_connect (GtkWidget *widget, gpointer item, MqItemWidgetShow show);
gpointer mq_item_widget_get_item (gpointer widget);

G_END_DECLS
