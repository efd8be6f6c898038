/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRequirementsDialog: the user's own requirements of an unsent message, as a table to type, to
 * paste or to load from a file. Each row says how it is understood, or why it is wrong. Used by
 * MqComposer. */
#pragma once

#include "app/composer/mq-unsent-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_REQUIREMENTS_DIALOG (mq_requirements_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqRequirementsDialog, mq_requirements_dialog, MQ, REQUIREMENTS_DIALOG,
                      AdwDialog)

MqRequirementsDialog *mq_requirements_dialog_new (MqUnsentMessage *message);
gboolean mq_requirements_dialog_can_load (GFile *file);
void mq_requirements_dialog_load (MqRequirementsDialog *self, GFile *file);

G_END_DECLS
