/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelTrialRow: says how it stands with the model that is being set up, and tries it: asks what
 * it can do, has it write the script of a small stool, and builds that. Used by MqModelGroup. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_MODEL_TRIAL_ROW (mq_model_trial_row_get_type ())
G_DECLARE_FINAL_TYPE (MqModelTrialRow, mq_model_trial_row, MQ, MODEL_TRIAL_ROW, AdwActionRow)

typedef enum
{
  MQ_MODEL_TRIAL_NOTE,
  MQ_MODEL_TRIAL_BUSY, /* with a spinner */
  MQ_MODEL_TRIAL_ERROR,
} MqModelTrialTone;

/* Which model to try. @model: (nullable): NULL or "": none is chosen yet. The trial of another
 * model ends. Returns whether this one was not tried yet. */
gboolean
mq_model_trial_row_set_model (MqModelTrialRow *self, MqWorkspace *workspace, const char *provider,
                              const char *base_url, const char *model);
/* Whether the button asks a server that did not answer once more (the signal `check-again`), rather
 * than tries the model. */
void mq_model_trial_row_offer_again (MqModelTrialRow *self, gboolean offered);
void mq_model_trial_row_show (MqModelTrialRow *self, MqModelTrialTone tone, const char *text);

G_END_DECLS
