/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModels: the models of this service, by role, as configured (`model.*`, environment). Created
 * once, read by the team. A key is looked up when its model is first asked. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/models/mq-model-memory.h"
#include "service/model/mq-model.h"

G_BEGIN_DECLS

#define MQ_TYPE_MODELS (mq_models_get_type ())
G_DECLARE_FINAL_TYPE (MqModels, mq_models, MQ, MODELS, GObject)

/**
 * MqModels:
 * @choice: (nullable): for all roles that name no model; %NULL: none is configured
 * @problem: (nullable): why the model that the settings name cannot be asked; @choice is then %NULL
 * @models: name → #MqModel: roles with the same model share one
 * @memory: what tests of models found
 * @replay: (nullable): answers for all models, from a transcript
 */
struct _MqModels
{
  GObject parent_instance;

  MqConfig *config;
  MqModelSettings *settings;
  MqModelChoice *choice;
  GError *problem;
  GHashTable *models;
  MqModelMemory *memory;
  MqModel *replay;
};

MqModels *mq_models_new (MqConfig *config, JsonObject *variables, const char *replay,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_models_is_configured (MqModels *self);
MqModel *mq_models_get (MqModels *self, const char *role, GError **error); /* transfer none */
char *mq_models_dup_label (MqModels *self);

typedef enum
{
  MQ_EFFORT_QUICK,       /* one check, and rounds only for measured defects */
  MQ_EFFORT_NORMAL,      /* limits.rounds, severe defects */
  MQ_EFFORT_THOROUGH,    /* one round more, minor defects as well */
  MQ_EFFORT_SMALL_STEPS, /* as normal, for weak models: one function a call, nothing looked up */
} MqEffort;

MqEffort mq_models_get_effort (MqModels *self);

/* Whether MAQUETTE_API_KEY applies: the address of the model that the settings choose. */
gboolean mq_models_is_default (MqModels *self, const MqModelChoice *choice);
MqModel *mq_models_make (MqModels *self, const MqModelChoice *choice,
                         const MqModelFindings *known) G_GNUC_WARN_UNUSED_RESULT;

/* mq-models-offer.c: the models to choose from, for the settings. Each resolves to a JsonObject
 * (JSON_TYPE_OBJECT), the responses of `GET /v1/models`, `POST /v1/models/list` and
 * `POST /v1/models/try` in docs/inside/protocol.md. */
DexFuture *mq_models_describe (MqModels *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_models_list (MqModels *self, const char *provider,
                           const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_models_test (MqModels *self, const char *provider, const char *base_url,
                           const char *model, gboolean writes_script) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
