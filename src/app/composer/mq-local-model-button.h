/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLocalModelButton: “Use qwen3:32b on This Computer”, where the sketcher is in use and a model
 * server answers on this computer; hidden otherwise. Used by MqWelcome and MqUnknownKindRow. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_LOCAL_MODEL_BUTTON (mq_local_model_button_get_type ())
G_DECLARE_FINAL_TYPE (MqLocalModelButton, mq_local_model_button, MQ, LOCAL_MODEL_BUTTON, AdwBin)

void mq_local_model_button_set_workspace (MqLocalModelButton *self, MqWorkspace *workspace);

G_END_DECLS
