/* MqPhaseCard: one of the three phases with its steps: open while it runs, folded when it is done. */
#pragma once

#include "app/model/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PHASE_CARD (mq_phase_card_get_type ())
G_DECLARE_FINAL_TYPE (MqPhaseCard, mq_phase_card, MQ, PHASE_CARD, AdwBin)

GtkWidget *mq_phase_card_new (MqPhaseItem *item);

G_END_DECLS
