/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVariantsCard: the variants of a message: a cell each with what is done, then its picture and
 * what is different. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_VARIANTS_CARD (mq_variants_card_get_type ())
G_DECLARE_FINAL_TYPE (MqVariantsCard, mq_variants_card, MQ, VARIANTS_CARD, AdwBin)

GtkWidget *mq_variants_card_new (MqVariantsItem *item);

G_END_DECLS
