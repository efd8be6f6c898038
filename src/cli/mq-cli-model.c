/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The flags that select the model, see mq-cli-model.h. */
#include "cli/mq-cli-model.h"

#include "client/service/mq-local-model.h"
#include "client/service/mq-run-settings.h"
#include "client/service/mq-service-connection.h"
#include "common/secrets/mq-secret-file.h"
#include "common/base/mq-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Only an embedded service has our environment. */
static gboolean
set_variable (const char *flag, const char *value, MqConfigKey key, const char *variable,
              GError **error)
{
  g_autofree char *why = NULL;
  double number;

  if (value == NULL)
    return TRUE;

  if (!g_utf8_validate (value, -1, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The text after %s is not UTF-8", flag);
  if (!mq_config_key_read (key, value, TRUE, &number, &why))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s: %s\nSee docs/using/models.md", flag, why);

  g_setenv (variable, value, TRUE);
  return TRUE;
}

/**
 * mq_cli_model_apply:
 * @options: options
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether the options are valid together
 */
gboolean
mq_cli_model_apply (MqCliOptions *options, GError **error)
{
  gboolean any = options->model != NULL || options->provider != NULL || options->base_url != NULL
                 || options->effort != NULL || options->key_file != NULL || options->replay != NULL;
  const char *transcript = options->save_transcript;
  g_autofree char *folder = transcript != NULL ? g_path_get_dirname (transcript) : NULL;
  GStatBuf info;

  if (options->no_input)
    g_setenv ("MAQUETTE_NO_INPUT", "1", TRUE);
  if (any && options->server != NULL)
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "--model, --provider, --base-url, --effort, --key-file and --replay are for "
        "a service of your own\nLeave out --server, or leave the choice to that service");

  if (options->replay != NULL && options->team != NULL && g_str_equal (options->team, "sketcher"))
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "--replay takes the place of models, and the sketcher uses none\nLeave out --team");

  if (!set_variable ("--model", options->model, MQ_CONFIG_MODEL_DEFAULT, "MAQUETTE_MODEL", error)
      || !set_variable ("--provider", options->provider, MQ_CONFIG_MODEL_PROVIDER,
                        "MAQUETTE_PROVIDER", error)
      || !set_variable ("--base-url", options->base_url, MQ_CONFIG_MODEL_BASE_URL,
                        "MAQUETTE_BASE_URL", error)
      || !set_variable ("--effort", options->effort, MQ_CONFIG_MODEL_EFFORT, "MAQUETTE_EFFORT",
                        error))
    return FALSE;

  if (options->key_file != NULL)
    {
      g_autofree char *key = mq_secret_file_read (options->key_file, error);

      if (key == NULL)
        return FALSE;

      /* In the memory of this process, as if it was set for it, but where no other process sees
       * it: the variables of a job are copied by batch systems. */
      g_setenv ("MAQUETTE_API_KEY", key, TRUE);
      explicit_bzero (key, strlen (key));
    }

  if (options->replay != NULL && (g_stat (options->replay, &info) != 0 || !S_ISREG (info.st_mode)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "There is no transcript “%s”\n--save-transcript writes one at the end of a run",
                    options->replay);

  /* Checked before the run costs anything. */
  if (transcript == NULL)
    return TRUE;
  if (g_lstat (transcript, &info) == 0 && !S_ISREG (info.st_mode))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” is not a file that can be created\nGive another name to "
                    "--save-transcript",
                    transcript);
  if (*transcript != '\0' && access (folder, W_OK | X_OK) == 0)
    return TRUE;

  return mq_fail (
      error, MQ_ERROR_BAD_INPUT,
      "The transcript cannot be written to “%s”\nGive --save-transcript a file in a folder "
      "that exists",
      transcript);
}

/**
 * mq_cli_model_is_named:
 * @config: the settings
 *
 * Returns: whether settings or environment name a model, or a service elsewhere
 */
gboolean
mq_cli_model_is_named (MqConfig *config)
{
  const char *model = g_getenv ("MAQUETTE_MODEL");

  return (model != NULL && *model != '\0')
         || mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT) != NULL
         || mq_config_get_string (config, MQ_CONFIG_SERVER_URL) != NULL;
}

/**
 * mq_cli_model_check_team:
 * @options: options
 * @config: the settings
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether a team that needs a model has one
 */
gboolean
mq_cli_model_check_team (MqCliOptions *options, MqConfig *config, GError **error)
{
  if (g_strcmp0 (options->team, "model") != 0 || options->server != NULL || options->replay != NULL
      || mq_cli_model_is_named (config))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "The team “model” needs an AI model, and none is configured\n"
                  "Name one: --model anthropic:MODEL, or ollama:MODEL for one on this computer "
                  "(docs/using/models.md); without --team the built-in sketcher works");
}

GError *
mq_cli_model_offer_local (MqConfig *config, GError *refusal)
{
  g_autoptr (MqServiceConnection) connection = mq_service_connection_new ();
  g_autoptr (JsonObject) settings = mq_run_settings_new (config, NULL);
  g_autoptr (JsonObject) models = NULL;
  g_autofree char *model = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (dex_await (mq_service_connection_open (connection), NULL))
    models = dex_await_boxed (mq_service_connection_ask (connection, "/v1/models", NULL, settings),
                              NULL);
  if (models == NULL || (model = mq_local_model_find (models, NULL)) == NULL)
    return refusal;

  /* In the sentence before the next step. */
  text = g_steal_pointer (&refusal->message);
  length = strcspn (text, "\n");
  refusal->message = g_strdup_printf ("%.*s A model on this computer can make it: add --model %s%s",
                                      (int)length, text, model, text + length);
  return refusal;
}
