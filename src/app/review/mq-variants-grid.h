/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVariantsGrid: the variants of a message side by side, the best one first: their pictures, or
 * models that turn together; the user chooses the one to go on with. Used by MqReview. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_VARIANTS_GRID (mq_variants_grid_get_type ())
G_DECLARE_FINAL_TYPE (MqVariantsGrid, mq_variants_grid, MQ, VARIANTS_GRID, AdwBin)

void mq_variants_grid_show (MqVariantsGrid *self, MqWorkspace *workspace,
                            MqConversation *conversation, MqVariantsItem *item);

G_END_DECLS
