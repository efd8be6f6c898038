/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPhaseCard: one of the three phases of a run with its steps, expanded while it runs and
 * collapsed when it is done. Used by MqConversationView. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PHASE_CARD (mq_phase_card_get_type ())
G_DECLARE_FINAL_TYPE (MqPhaseCard, mq_phase_card, MQ, PHASE_CARD, AdwBin)

GtkWidget *mq_phase_card_new (MqPhaseItem *item);

G_END_DECLS
