/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCompare: the comparison of two versions: the same view with a divider or side by side, the diff
 * of the scripts, and the changes that the reports show. A page of MqReview. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_COMPARE (mq_compare_get_type ())
G_DECLARE_FINAL_TYPE (MqCompare, mq_compare, MQ, COMPARE, AdwBin)

void mq_compare_set_conversation (MqCompare *self, MqConversation *conversation);
void mq_compare_set_variants (MqCompare *self, GtkWidget *grid);
void mq_compare_show_variants (MqCompare *self);
void mq_compare_set_after (MqCompare *self, MqVersion *after);

G_END_DECLS
