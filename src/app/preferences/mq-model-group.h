/* MqModelGroup: which language model is asked, where, and with which key; and a button that asks it once.
 * What the service knows of providers is told to it; keys go to the keyring at once and are never shown. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_MODEL_GROUP (mq_model_group_get_type ())
G_DECLARE_FINAL_TYPE (MqModelGroup, mq_model_group, MQ, MODEL_GROUP, AdwPreferencesGroup)

void mq_model_group_set_settings (MqModelGroup *self, MqSettings *settings);
/* @providers: (nullable): the array of `GET /v1/models`. */
void mq_model_group_set_providers (MqModelGroup *self, JsonArray *providers);
/* Fills the rows in and writes them: a server that was found, or what was there before. */
void mq_model_group_use (MqModelGroup *self, const char *provider, const char *base_url,
                         const char *model);
/* Writes what is in the rows; FALSE, and the focus is where something is missing, when they are not whole. */
gboolean mq_model_group_apply (MqModelGroup *self);

/* Whether config.yaml has any of what is changed here together. */
gboolean mq_model_group_is_fixed (MqConfig *config);

/* Signals: "no-keyring" (const char *why): a key is kept by this process only; "renewed" (): keys have
 * changed, and the service with them. */

G_END_DECLS
