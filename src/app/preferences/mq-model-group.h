/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelGroup: provider, address, model and API key of the language model, and a button that tests
 * it. Keys go to the keyring at once and are never shown. Used by MqModelsPage. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_MODEL_GROUP (mq_model_group_get_type ())
G_DECLARE_FINAL_TYPE (MqModelGroup, mq_model_group, MQ, MODEL_GROUP, AdwPreferencesGroup)

void mq_model_group_set_settings (MqModelGroup *self, MqSettings *settings);
/* @providers: (nullable): the array of `GET /v1/models`. */
void mq_model_group_set_providers (MqModelGroup *self, JsonArray *providers);
/* Sets and writes the rows: a local server that the user chose, or the previous model. */
void mq_model_group_use (MqModelGroup *self, const char *provider, const char *base_url,
                         const char *model);
/* Writes the rows' values. Returns FALSE and focuses the missing value if they are incomplete. */
gboolean mq_model_group_apply (MqModelGroup *self);

/* Signal: "renewed" (): keys changed
 * and were sent to the service. */

G_END_DECLS
