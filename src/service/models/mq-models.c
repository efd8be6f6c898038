/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModels, see mq-models.h. */
#include "service/models/mq-models.h"

#include "common/secrets/mq-keyring.h"
#include "common/base/mq-paths.h"
#include "service/model-http/mq-http-model.h"
#include "service/model/mq-replay-model.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (MqModels, mq_models, G_TYPE_OBJECT)

static void
mq_models_finalize (GObject *object)
{
  MqModels *self = MQ_MODELS (object);

  g_clear_object (&self->config);
  g_clear_pointer (&self->settings, mq_model_settings_free);
  g_clear_pointer (&self->choice, mq_model_choice_free);
  g_clear_error (&self->problem);
  g_clear_pointer (&self->models, g_hash_table_unref);
  g_clear_object (&self->replay);
  g_clear_pointer (&self->memory, mq_model_memory_free);

  G_OBJECT_CLASS (mq_models_parent_class)->finalize (object);
}

static void
mq_models_class_init (MqModelsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_models_finalize;
}

static void
mq_models_init (MqModels *self)
{
  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * mq_models_new:
 * @config: the settings' file
 * @variables: (nullable): the client's environment variables, which override the file; %NULL: use
 *   this process's
 * @replay: (nullable): a transcript that replaces all models
 * @error: the transcript cannot be read
 *
 * A model that cannot be resolved stops only what needs one: the error is in @problem, and
 * mq_models_get() returns it.
 *
 * Returns: (transfer full) (nullable): the models; none has been asked yet
 */
MqModels *
mq_models_new (MqConfig *config, JsonObject *variables, const char *replay, GError **error)
{
  g_autoptr (MqModels) self = g_object_new (MQ_TYPE_MODELS, NULL);
  g_autofree char *state = mq_paths_get_state_home ();
  g_autofree char *path = g_build_filename (state, "models.json", NULL);

  self->memory = mq_model_memory_new (path);
  self->config = g_object_ref (config);
  if (!(self->settings = mq_model_settings_new (config, variables, &self->problem)))
    {
      g_autoptr (JsonObject) none = json_object_new ();

      self->settings = mq_model_settings_new (config, none, NULL);
    }

  if (replay != NULL)
    {
      MqReplayModel *model = mq_replay_model_new (replay, error);

      if (model == NULL)
        return NULL;
      self->replay = MQ_MODEL (model);
    }
  else if (self->settings->model != NULL && self->problem == NULL)
    self->choice = mq_model_settings_choose (self->settings, self->settings->model, &self->problem);

  return g_steal_pointer (&self);
}

/**
 * mq_models_is_configured:
 *
 * Returns: whether a model is configured; it may not be one that can be asked
 */
gboolean
mq_models_is_configured (MqModels *self)
{
  g_return_val_if_fail (MQ_IS_MODELS (self), FALSE);

  return self->replay != NULL || self->choice != NULL || self->problem != NULL;
}

/* Arguments of find_key: the address, and whether MAQUETTE_API_KEY applies to it. */
typedef struct
{
  const MqModelProvider *provider;
  char *base_url;
  gboolean is_default;
} KeyPlace;

static void
key_place_free (gpointer data)
{
  KeyPlace *self = data;

  g_free (self->base_url);
  g_free (self);
}

static DexFuture *
find_key (gpointer user_data)
{
  const KeyPlace *place = user_data;

  return mq_model_key_find (place->provider, place->base_url, place->is_default);
}

/* Without a setting, the result of the model's test decides. */
static MqModelAbility
choose_ability (MqModels *self, MqConfigKey key, MqModelAbility known)
{
  const char *word = mq_config_get_string (self->config, key);

  if (g_str_equal (word, "auto"))
    return known;

  return g_str_equal (word, "yes") ? MQ_MODEL_ABILITY_YES : MQ_MODEL_ABILITY_NO;
}

/* MAQUETTE_API_KEY is the key of the model that the settings choose, and of no other address. */
gboolean
mq_models_is_default (MqModels *self, const MqModelChoice *choice)
{
  return self->choice != NULL && choice->provider == self->choice->provider
         && g_str_equal (choice->base_url, self->choice->base_url);
}

/* Returns: (transfer full): the model, with the prices of the settings */
MqModel *
mq_models_make (MqModels *self, const MqModelChoice *choice, const MqModelFindings *known)
{
  g_autofree char *name = mq_model_choice_dup_name (choice);
  MqConfigPrice price = { -1, -1, -1 };
  KeyPlace *place = g_new0 (KeyPlace, 1);
  const char *quiet = g_getenv ("MQ_MODEL_QUIET_MS"); /* of tests, which do not wait */

  *place = (KeyPlace){ choice->provider, g_strdup (choice->base_url),
                       mq_models_is_default (self, choice) };
  if (!mq_config_get_price (self->config, name, &price))
    mq_config_get_price (self->config, choice->model, &price);

  return MQ_MODEL (mq_http_model_new (&(MqModelEndpoint){
      .provider = choice->provider,
      .base_url = choice->base_url,
      .model = choice->model,
      .ca_file = self->settings->ca_file,
      .quiet_ms = quiet != NULL ? (guint)g_ascii_strtoull (quiet, NULL, 10) : 0,
      .find_key = find_key,
      .key_data = place,
      .key_destroy = key_place_free,
      .price_input = price.input,
      .price_output = price.output,
      .price_cached = price.cached,
      .pictures = known->pictures,
      .tools = known->tools,
      .schema = known->schema,
  }));
}

static MqModel *
share (MqModels *self, const MqModelChoice *choice)
{
  g_autofree char *name = mq_model_choice_dup_name (choice);
  MqModel *model = g_hash_table_lookup (self->models, name);

  if (model == NULL)
    {
      MqModelFindings known = mq_model_memory_get (self->memory, choice);

      known.pictures = choose_ability (self, MQ_CONFIG_MODEL_PICTURES, known.pictures);
      known.tools = choose_ability (self, MQ_CONFIG_MODEL_TOOLS, known.tools);
      known.schema = choose_ability (self, MQ_CONFIG_MODEL_SCHEMA, known.schema);
      model = mq_models_make (self, choice, &known);
      g_hash_table_insert (self->models, g_steal_pointer (&name), model);
    }

  return model;
}

/**
 * mq_models_get:
 * @role: "planner", "writer", "debugger", "critic", "verifier", "refiner", "reader"
 * @error: %MQ_MODEL_ERROR_NO_MODEL
 *
 * Returns: (transfer none) (nullable): the model of that role
 */
MqModel *
mq_models_get (MqModels *self, const char *role, GError **error)
{
  const char *reference;
  g_autoptr (MqModelChoice) choice = NULL;
  g_autoptr (GError) why = NULL;

  g_return_val_if_fail (MQ_IS_MODELS (self), NULL);

  if (self->replay != NULL)
    return self->replay;

  if (self->choice == NULL)
    {
      g_set_error_literal (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_NO_MODEL,
                           self->problem != NULL
                               ? self->problem->message
                               : _ ("No AI model is set up\nSet one up in Preferences → Models."));
      return NULL;
    }

  /* Whoever plans sees the pictures, and reads those that are drawings. */
  if (g_str_equal (role, "reader"))
    role = "planner";
  reference = self->settings->one_for_all ? NULL : mq_config_get_role_model (self->config, role);
  if (reference == NULL)
    return share (self, self->choice);

  if (!(choice = mq_model_settings_choose (self->settings, reference, &why)))
    {
      g_set_error_literal (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_NO_MODEL, why->message);
      return NULL;
    }

  return share (self, choice);
}

/**
 * mq_models_dup_label:
 *
 * Returns: (transfer full) (nullable): the default model's name for the user; %NULL when none is
 *   configured
 */
char *
mq_models_dup_label (MqModels *self)
{
  g_autofree char *origin = NULL;

  g_return_val_if_fail (MQ_IS_MODELS (self), NULL);

  if (self->replay != NULL)
    return g_strdup (_ ("a recorded transcript"));

  if (self->choice == NULL)
    return g_strdup (self->settings->model);

  /* Translators: a model's name, as in “qwen3:32b on this computer” */
  if (mq_model_choice_is_here (self->choice))
    return g_strdup_printf (_ ("%s on this computer"), self->choice->model);

  /* Translators: a model's name and its provider's, as in “claude-opus by Anthropic” */
  if (self->choice->provider->base_url != NULL
      && g_str_equal (self->choice->base_url, self->choice->provider->base_url))
    return g_strdup_printf (_ ("%s by %s"), self->choice->model, self->choice->provider->title);

  /* Translators: a model's name and an address, as in “qwen3:32b at http://192.168.1.5:8000” */
  origin = mq_keyring_dup_origin (self->choice->base_url);
  return g_strdup_printf (_ ("%s at %s"), self->choice->model, origin);
}

/**
 * mq_models_get_effort:
 *
 * Returns: the effort set for the quality of the result
 */
MqEffort
mq_models_get_effort (MqModels *self)
{
  /* In the order of MqEffort. */
  static const char *const words[] = { "quick", "normal", "thorough", "small-steps" };

  g_return_val_if_fail (MQ_IS_MODELS (self), MQ_EFFORT_NORMAL);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], self->settings->effort))
      return (MqEffort)i;

  g_return_val_if_reached (MQ_EFFORT_NORMAL);
}
