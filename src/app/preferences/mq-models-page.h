/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelsPage: the page of Preferences about the team: the built-in sketcher or a language model,
 * which model, its effort and its budget. Used by MqPreferences. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_MODELS_PAGE (mq_models_page_get_type ())
G_DECLARE_FINAL_TYPE (MqModelsPage, mq_models_page, MQ, MODELS_PAGE, AdwPreferencesPage)

/* Shows what sets up a model, and gives it the focus. */
void mq_models_page_set_up (MqModelsPage *self);
void mq_models_page_set_settings (MqModelsPage *self, MqSettings *settings);

G_END_DECLS
