/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions of Preferences and the composer to the service: how the team understands a message,
 * which models there are; and the choice of a model. */
#include "app/workspace/mq-workspace.h"

#include "app/model/mq-recent-models.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/settings/mq-preferences-file.h"

#include <glib/gi18n.h>

#define STACK (256 * 1024)

/* Asks how the team understands a message, without starting a run. Returns: (transfer full):
 * resolves to a JSON_TYPE_OBJECT `{"known", "text", "nearest"}`; rejects with %MQ_ERROR_NOT_FOUND
 * if the service is older, %MQ_ERROR_UNREACHABLE, … */
DexFuture *
mq_workspace_preview_message (MqWorkspace *self, const char *text)
{
  g_autofree char *team = NULL;

  /* A team that makes anything needs no preview. */
  if (mq_workspace_knows_team (self) && mq_workspace_get_kinds (self)[0] == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("This team cannot show in advance what it understands"));

  team = g_uri_escape_string (mq_workspace_get_team (self), NULL, FALSE);
  return mq_service_link_ask (mq_workspace_get_link (self),
                              g_strdup_printf ("/v1/teams/%s/understanding", team),
                              mq_json_new ("prompt:s", text));
}

/* Asks the service on this computer for its providers and models. Returns: (transfer full):
 * resolves to a JSON_TYPE_OBJECT, `GET /v1/models` of docs/inside/protocol.md */
DexFuture *
mq_workspace_list_models (MqWorkspace *self)
{
  return mq_service_link_ask (mq_workspace_get_link (self), g_strdup ("/v1/models"), NULL);
}

/* A question about one provider. @model: (nullable) */
static JsonObject *
make_question (const char *provider, const char *base_url, const char *model)
{
  return mq_json_new ("provider:s base_url:s? model:s?", provider,
                      base_url != NULL && *base_url != '\0' ? base_url : NULL, model);
}

/* Asks a provider for its models. Returns: (transfer full): resolves to a JSON_TYPE_OBJECT, `POST
 * /v1/models/list` of docs/inside/protocol.md */
DexFuture *
mq_workspace_list_models_of (MqWorkspace *self, const char *provider, const char *base_url)
{
  return mq_service_link_ask (mq_workspace_get_link (self), g_strdup ("/v1/models/list"),
                              make_question (provider, base_url, NULL));
}

/* Sends some small requests to the model; the last one is for the script of a small stool. Returns:
 * (transfer full): resolves to a JSON_TYPE_OBJECT, `POST /v1/models/try` of docs/inside/protocol.md
 */
DexFuture *
mq_workspace_test_model (MqWorkspace *self, const char *provider, const char *base_url,
                         const char *model)
{
  JsonObject *question;

  question = make_question (provider, base_url, model);
  json_object_set_boolean_member (question, "build", TRUE);
  return mq_service_link_ask (mq_workspace_get_link (self), g_strdup ("/v1/models/try"), question);
}

char *
mq_workspace_dup_model (MqWorkspace *self)
{
  MqConfig *config = mq_workspace_get_config (self);
  const char *reference = mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT);

  return reference != NULL ? mq_recent_models_describe (
                                 reference, mq_config_get_string (config, MQ_CONFIG_MODEL_BASE_URL))
                           : g_strdup ("");
}

static DexFuture *
use_model_fiber (MqWorkspace *self, const char *described)
{
  g_autofree char *provider = NULL;
  g_autofree char *reference = NULL;
  g_autofree char *base_url = NULL;
  GError *error = NULL;

  mq_recent_models_parse (described, &provider, &reference, &base_url);
  /* The sketcher is in use when no model is; provider and address stay for the form. */
  if ((reference != NULL
       && (!dex_await (mq_preferences_file_set_later ("model.provider", provider), &error)
           || !dex_await (mq_preferences_file_set_later ("model.base_url", base_url), &error)))
      || !dex_await (mq_preferences_file_set_later ("model.default", reference), &error)
      || !dex_await (mq_workspace_reload_settings (self), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/* Writes it to the settings, for all sessions. Returns: (transfer full): resolves to %TRUE when it
 * is in use; rejects with %MQ_ERROR_BAD_INPUT */
DexFuture *
mq_workspace_use_model (MqWorkspace *self, const char *described)
{
  return mq_fiber_spawn_with (NULL, STACK, use_model_fiber, (MQ_TYPE_WORKSPACE, self),
                              (G_TYPE_STRING, described));
}
