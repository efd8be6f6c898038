/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModels, see mq-models.h. */
#include "service/models/mq-models.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/secrets/mq-secret.h"
#include "service/model-http/mq-http-model.h"
#include "service/model/mq-model-error.h"
#include "service/model/mq-replay-model.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* the key of the provider that the settings choose */
#define MQ_MODEL_KEY_VARIABLE "MAQUETTE_API_KEY"

#define MAX_SIZE (256 * 1024)
/* More models than anybody tests; the file is cleared when it exceeds this. */
#define MAX_MODELS 500
#define MAX_REFERENCE 300

struct _MqModelMemory
{
  char *path;
  JsonObject *models; /* name and address → {"pictures", "tools", "schema"} */
};

/* Arguments of find_key: the address, and whether MAQUETTE_API_KEY applies to it. */
typedef struct
{
  const MqModelProvider *provider;
  char *base_url;
  gboolean is_default;
  gboolean may_unlock;
} KeyPlace;

void
mq_model_memory_free (MqModelMemory *self)
{
  g_free (self->path);
  json_object_unref (self->models);
  g_free (self);
}

/* @path: a file, which need not exist. Returns: (transfer full): the abilities stored in it */
MqModelMemory *
mq_model_memory_new (const char *path)
{
  MqModelMemory *self = g_new0 (MqModelMemory, 1);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) read = NULL;
  gsize length = 0;

  self->path = g_strdup (path);
  if ((text = mq_files_load (path, MAX_SIZE, &length, NULL)) != NULL)
    read = mq_json_parse_object (text, (gssize)length, NULL);
  self->models = read != NULL ? mq_json_copy_object (read) : json_object_new ();
  return self;
}

/* Returns: (transfer full): its reference in the settings: "ollama:qwen3:32b" */
static char *
model_choice_dup_name (const MqModelChoice *self)
{
  return g_strconcat (self->provider->id, ":", self->model, NULL);
}

static char *
name_choice (const MqModelChoice *choice)
{
  g_autofree char *name = model_choice_dup_name (choice);

  return g_strconcat (name, " ", choice->base_url, NULL);
}

static MqModelAbility
read_ability (JsonObject *found, const char *key)
{
  if (found == NULL || !json_object_has_member (found, key))
    return MQ_MODEL_ABILITY_AUTO;

  return mq_json_get_boolean (found, key, FALSE) ? MQ_MODEL_ABILITY_YES : MQ_MODEL_ABILITY_NO;
}

/* @found: (nullable): `{"pictures", "tools", "schema"}`, of a test or from the file. Returns:
 * the abilities; those that it does not have are unknown */
MqModelFindings
mq_model_findings_read (JsonObject *found)
{
  return (MqModelFindings){ read_ability (found, "pictures"), read_ability (found, "tools"),
                            read_ability (found, "schema") };
}

/* Returns: its known abilities */
MqModelFindings
mq_model_memory_get (MqModelMemory *self, const MqModelChoice *choice)
{
  g_autofree char *name = name_choice (choice);

  return mq_model_findings_read (mq_json_get_object (self->models, name));
}

static DexFuture *
replaced_cb (DexFuture *replaced, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (replaced, &error) == NULL)
    g_warning ("What was found out about a model is not kept: %s", error->message);
  return dex_future_new_true ();
}

/* Returns: (transfer full): resolves to %TRUE */
DexFuture *
mq_model_memory_put (MqModelMemory *self, const MqModelChoice *choice, const MqModelFindings *known)
{
  const struct
  {
    const char *key;
    MqModelAbility ability;
  } abilities[] = {
    { "pictures", known->pictures },
    { "tools", known->tools },
    { "schema", known->schema },
  };
  g_autofree char *name = name_choice (choice);
  JsonObject *found = json_object_new ();
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *folder = NULL;
  char *text;

  for (gsize i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (abilities[i].ability != MQ_MODEL_ABILITY_AUTO)
      json_object_set_boolean_member (found, abilities[i].key,
                                      abilities[i].ability == MQ_MODEL_ABILITY_YES);

  if (json_object_get_size (self->models) >= MAX_MODELS)
    {
      json_object_unref (self->models);
      self->models = json_object_new ();
    }
  json_object_set_object_member (self->models, name, found);

  folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  text = mq_json_object_to_string (self->models, TRUE);
  bytes = g_bytes_new_take (text, strlen (text));
  return dex_future_finally (
      dex_file_replace_contents_bytes (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION),
      replaced_cb, NULL, NULL);
}

/* @model: the provider's name of the model. Returns: (transfer full): a choice */
MqModelChoice *
mq_model_choice_new (const MqModelProvider *provider, const char *base_url, const char *model)
{
  MqModelChoice *self = g_new0 (MqModelChoice, 1);

  self->provider = provider;
  self->base_url = g_strdup (base_url);
  self->model = g_strdup (model);
  return self;
}

void
mq_model_choice_free (MqModelChoice *self)
{
  g_free (self->base_url);
  g_free (self->model);
  g_free (self);
}

/* Returns: whether its address is this computer's */
static gboolean
model_choice_is_here (const MqModelChoice *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->base_url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && mq_http_is_loopback (uri);
}

static void
model_settings_free (MqModelSettings *self)
{
  g_free (self->model);
  g_free (self->base_url);
  g_free (self->ca_file);
  g_free (self->effort);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelSettings, model_settings_free)

/* The provider before the colon. `llama3:8b` names none. */
static const MqModelProvider *
get_prefix (const char *reference, const char **model)
{
  const char *colon = reference != NULL ? strchr (reference, ':') : NULL;
  g_autofree char *prefix = colon != NULL ? g_strndup (reference, colon - reference) : NULL;
  const MqModelProvider *provider = mq_model_provider_find (prefix);

  if (model != NULL)
    *model = provider != NULL ? colon + 1 : reference;
  return provider;
}

/* An empty variable counts as unset. */
static gboolean
read_variable (JsonObject *variables, const char *variable, MqConfigKey key, const char **value,
               GError **error)
{
  const char *text = variables != NULL ? mq_json_get_string (variables, variable, NULL)
                                       : g_getenv (variable);
  g_autofree char *why_not = NULL;
  double number;

  *value = NULL;
  if (text == NULL || *text == '\0')
    return TRUE;

  if (!g_utf8_validate (text, -1, NULL))
    why_not = g_strdup (_ ("it is not text in UTF-8"));
  else if (mq_config_key_read (key, text, TRUE, &number, &why_not))
    {
      *value = text;
      return TRUE;
    }

  /* Translators: an environment variable, and its problem */
  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("%s: %s"), variable, why_not);
}

static const MqModelProvider *
find_provider (const char *named, const char *reference, const char *base_url)
{
  const MqModelProvider *provider = mq_model_provider_find (named);

  if (provider == NULL)
    provider = get_prefix (reference, NULL);
  if (provider == NULL && base_url != NULL)
    provider = mq_model_provider_find ("custom");

  return provider;
}

/* The environment overrides the file: MAQUETTE_MODEL, MAQUETTE_PROVIDER, MAQUETTE_BASE_URL,
 * MAQUETTE_EFFORT. MAQUETTE_NO_INPUT is of the command line's --no-input. The file's address is
 * never used for another provider than the file's.
 * @variables: (nullable): the client's environment variables; %NULL: use this process's; @error:
 * %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable): the settings */
static MqModelSettings *
mq_model_settings_new (MqConfig *config, JsonObject *variables, GError **error)
{
  g_autoptr (MqModelSettings) self = g_new0 (MqModelSettings, 1);
  const char *file_model = mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT);
  const char *file_url = mq_config_get_string (config, MQ_CONFIG_MODEL_BASE_URL);
  const MqModelProvider *file_provider = find_provider (
      mq_config_get_string (config, MQ_CONFIG_MODEL_PROVIDER), file_model, file_url);
  const char *model, *named, *url, *effort, *ca_file;

  if (!read_variable (variables, "MAQUETTE_MODEL", MQ_CONFIG_MODEL_DEFAULT, &model, error)
      || !read_variable (variables, "MAQUETTE_PROVIDER", MQ_CONFIG_MODEL_PROVIDER, &named, error)
      || !read_variable (variables, "MAQUETTE_BASE_URL", MQ_CONFIG_MODEL_BASE_URL, &url, error)
      || !read_variable (variables, "SSL_CERT_FILE", MQ_CONFIG_MODEL_CA_FILE, &ca_file, error)
      || !read_variable (variables, "MAQUETTE_EFFORT", MQ_CONFIG_MODEL_EFFORT, &effort, error))
    return NULL;

  self->may_unlock = variables != NULL ? !json_object_has_member (variables, "MAQUETTE_NO_INPUT")
                                       : g_getenv ("MAQUETTE_NO_INPUT") == NULL;
  self->one_for_all = model != NULL;
  self->model = g_strdup (model != NULL ? model : file_model);
  if (!(self->provider = find_provider (named, model, NULL)))
    self->provider = file_provider != NULL ? file_provider : find_provider (NULL, NULL, url);
  if (url != NULL || (file_url != NULL && self->provider == file_provider))
    self->base_url = g_strdup (url != NULL ? url : file_url);
  if (mq_config_get_string (config, MQ_CONFIG_MODEL_CA_FILE) != NULL)
    ca_file = mq_config_get_string (config, MQ_CONFIG_MODEL_CA_FILE);
  else if (ca_file != NULL && !g_file_test (ca_file, G_FILE_TEST_IS_REGULAR))
    ca_file = NULL; /* of another program's sandbox */
  self->ca_file = g_strdup (ca_file);
  self->effort = g_strdup (effort != NULL ? effort
                                          : mq_config_get_string (config, MQ_CONFIG_MODEL_EFFORT));

  return g_steal_pointer (&self);
}

/* @provider: any preset. Returns: (transfer none) (nullable): the provider's address; %NULL when
 * the user has to set one */
const char *
mq_model_settings_get_base_url (const MqModelSettings *self, const MqModelProvider *provider)
{
  return self->base_url != NULL && provider == self->provider ? self->base_url : provider->base_url;
}

/* @reference: "PRESET:MODEL" or "MODEL"; @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer full)
 * (nullable): the chosen model */
static MqModelChoice *
mq_model_settings_choose (const MqModelSettings *self, const char *reference, GError **error)
{
  const char *model = NULL;
  const MqModelProvider *provider = get_prefix (reference, &model);
  g_autofree char *clean = mq_text_clean (reference, 100);
  const char *base_url;

  if (strlen (reference) > MAX_REFERENCE || *model == '\0')
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not the name of a model"), clean);

  if (provider == NULL && (provider = self->provider) == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         _ ("The provider of the model “%s” is missing\nSet model.provider, or "
                            "write PROVIDER:MODEL, "
                            "for example “ollama:%s”"),
                         clean, clean);

  if ((base_url = mq_model_settings_get_base_url (self, provider)) == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         _ ("The model “%s” has no address\nSet model.base_url"), clean);

  return mq_model_choice_new (provider, base_url, model);
}

/* A vendor's variable is used only for the vendor's address or a server on this computer. */
static gboolean
is_for_variable (const MqModelProvider *provider, const char *base_url, gboolean is_default)
{
  const MqModelChoice place = { provider, (char *)base_url, NULL };
  g_autofree char *origin = mq_keyring_dup_origin (base_url);
  g_autofree char *own = mq_keyring_dup_origin (provider->base_url);

  return provider->key_variable != NULL && origin != NULL
         && (own != NULL ? g_str_equal (origin, own) || model_choice_is_here (&place) : is_default);
}

/* Returns TRUE when the variable is set; @found is then its value or an error. */
static gboolean
read_key_variable (const char *variable, DexFuture **found)
{
  const char *text = mq_memory_keys_find_variable (variable);
  g_autofree char *key = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  if (key == NULL || *key == '\0')
    return FALSE;

  *found = mq_secret_check_key (key, NULL)
               ? dex_future_new_for_string (key)
               : dex_future_new_reject (MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY,
                                        _ ("%s does not contain a valid key"), variable);
  return TRUE;
}

/* Without a keyring service there is no key. One that is locked or does not answer may have it. */
static DexFuture *
no_keyring (DexFuture *failed, gpointer provider)
{
  const char *variable = ((const MqModelProvider *)provider)->key_variable;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (failed, &error);
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_KEYRING))
    return dex_future_new_reject (MQ_ERROR, error->code,
                                  /* Translators: a sentence about the keyring; %s: a variable */
                                  _ ("%s\nUnlock it, or set %s"), error->message,
                                  variable != NULL ? variable : MQ_MODEL_KEY_VARIABLE);

  g_debug ("%s", error->message);
  return dex_future_new_for_string (NULL);
}

/* @base_url: the address the key would be sent to; @is_default: whether MAQUETTE_API_KEY applies
 * to it; @may_unlock: whether the user may be asked to unlock the keyring. Returns: (transfer
 * full): resolves to the key, %NULL when there is none */
DexFuture *
mq_model_key_find (const MqModelProvider *provider, const char *base_url, gboolean is_default,
                   gboolean may_unlock)
{
  DexFuture *found = NULL;

  if (is_default && read_key_variable (MQ_MODEL_KEY_VARIABLE, &found))
    return found;
  if (is_for_variable (provider, base_url, is_default)
      && read_key_variable (provider->key_variable, &found))
    return found;

  return dex_future_catch (mq_keyring_look_up (provider->id, base_url, may_unlock), no_keyring,
                           (gpointer)provider, NULL);
}

static DexFuture *
not_there (DexFuture *failed, gpointer user_data)
{
  return dex_future_new_for_boolean (FALSE);
}

static gboolean
is_set (const char *variable)
{
  const char *text = mq_memory_keys_find_variable (variable);

  return text != NULL && text[strspn (text, " \t\r\n")] != '\0';
}

/* @base_url: the address the key would be sent to; @is_default: whether MAQUETTE_API_KEY applies
 * to it. Returns: (transfer full): resolves to whether mq_model_key_find() would find one */
DexFuture *
mq_model_key_is_there (const MqModelProvider *provider, const char *base_url, gboolean is_default)
{
  if ((is_default && is_set (MQ_MODEL_KEY_VARIABLE))
      || (is_for_variable (provider, base_url, is_default) && is_set (provider->key_variable)))
    return dex_future_new_true ();

  return dex_future_catch (mq_keyring_has (provider->id, base_url), not_there, NULL, NULL);
}

G_DEFINE_FINAL_TYPE (MqModels, mq_models, G_TYPE_OBJECT)

static void
mq_models_finalize (GObject *object)
{
  MqModels *self = MQ_MODELS (object);

  g_clear_object (&self->config);
  g_clear_pointer (&self->settings, model_settings_free);
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

  return mq_model_key_find (place->provider, place->base_url, place->is_default, place->may_unlock);
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
  g_autofree char *name = model_choice_dup_name (choice);
  MqConfigPrice price = { -1, -1, -1 };
  KeyPlace *place = g_new0 (KeyPlace, 1);
  const char *quiet = g_getenv ("MQ_MODEL_QUIET_MS"); /* of tests, which do not wait */

  *place = (KeyPlace){ choice->provider, g_strdup (choice->base_url),
                       mq_models_is_default (self, choice), self->settings->may_unlock };
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
  g_autofree char *name = model_choice_dup_name (choice);
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
  if (model_choice_is_here (self->choice))
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
