/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTargetChips: what the unsent message is about, as chips that can be removed: "Armrests ×". One
 * that the version to be changed does not have says so. Used by MqComposer. */
#pragma once

#include "app/composer/mq-unsent-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_TARGET_CHIPS (mq_target_chips_get_type ())
G_DECLARE_FINAL_TYPE (MqTargetChips, mq_target_chips, MQ, TARGET_CHIPS, AdwBin)

void mq_target_chips_set_message (MqTargetChips *self, MqUnsentMessage *message);
void mq_target_chips_set_version (MqTargetChips *self, MqVersion *version);

G_END_DECLS
