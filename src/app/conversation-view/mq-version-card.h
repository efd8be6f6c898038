/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionCard: a version with its renders, shown from the first preview on; a click opens it in
 * the review. Used by MqConversationView. */
#pragma once

#include "app/timeline/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Property: "reviewed-version" (MqVersion; write-only): a card of this version is marked with a
 * ring. A click activates win.review-version. */
#define MQ_TYPE_VERSION_CARD (mq_version_card_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionCard, mq_version_card, MQ, VERSION_CARD, AdwBin)

GtkWidget *mq_version_card_new (MqVersionItem *item);

G_END_DECLS
