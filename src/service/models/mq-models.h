/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModels: the models of this service, by role, as configured (`model.*`, environment). Created
 * once, read by the team. A key is looked up when its model is first asked. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/model-http/mq-http-model.h"
#include "service/model-http/mq-model-provider.h"
#include "service/model/mq-model.h"

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqModelChoice:
 * @provider: a preset
 * @base_url: the server's address, never empty
 * @model: the provider's name of the model
 *
 * A model with the address it is reached at.
 */
typedef struct
{
  const MqModelProvider *provider;
  char *base_url;
  char *model;
} MqModelChoice;

MqModelChoice *
mq_model_choice_new (const MqModelProvider *provider, const char *base_url, const char *model);
void mq_model_choice_free (MqModelChoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelChoice, mq_model_choice_free)

/**
 * MqModelSettings:
 * @model: (nullable): the reference of the default model; %NULL: none is configured
 * @one_for_all: whether the environment set @model, which overrides the file's models of single
 *   roles
 * @provider: (nullable): the provider of references that name none
 * @base_url: (nullable): replaces @provider's own address
 * @ca_file: (nullable): certificates that are trusted beside the system's, model.ca_file, or
 *   SSL_CERT_FILE as other programs read it
 * @effort: "quick", "normal", "thorough"
 * @may_unlock: whether the user may be asked to unlock the keyring
 *
 * The settings of file and environment combined.
 */
typedef struct
{
  char *model;
  gboolean one_for_all;
  const MqModelProvider *provider;
  char *base_url;
  char *ca_file;
  char *effort;
  gboolean may_unlock;
} MqModelSettings;

const char *
mq_model_settings_get_base_url (const MqModelSettings *self, const MqModelProvider *provider);

DexFuture *mq_model_key_find (const MqModelProvider *provider, const char *base_url,
                              gboolean is_default, gboolean may_unlock) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_model_key_is_there (const MqModelProvider *provider, const char *base_url,
                                  gboolean is_default) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MqModelFindings:
 * @pictures: whether the model accepts pictures
 * @tools: whether the model calls tools
 * @schema: whether the provider enforces a schema
 *
 * Each is %MQ_MODEL_ABILITY_AUTO when unknown.
 */
typedef struct
{
  MqModelAbility pictures;
  MqModelAbility tools;
  MqModelAbility schema;
} MqModelFindings;

MqModelFindings mq_model_findings_read (JsonObject *found);

typedef struct _MqModelMemory MqModelMemory;

/* Reads @path synchronously, for program start; an invalid file counts as empty. */
MqModelMemory *mq_model_memory_new (const char *path);
void mq_model_memory_free (MqModelMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelMemory, mq_model_memory_free)
MqModelFindings mq_model_memory_get (MqModelMemory *self, const MqModelChoice *choice);
DexFuture *mq_model_memory_put (MqModelMemory *self, const MqModelChoice *choice,
                                const MqModelFindings *known) G_GNUC_WARN_UNUSED_RESULT;

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

/* The names in a server's list of models, sorted */
GStrv mq_model_list_read (const char *text, gsize length);

/* Resolves to a JsonObject (JSON_TYPE_OBJECT) as of `POST /v1/models/try` in
 * docs/inside/protocol.md; never rejects. */
DexFuture *mq_model_probe (MqModel *model, gboolean writes_script) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
