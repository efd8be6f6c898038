/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the service which teams there are, and how one of them understands a prompt. */
#include "app/workspace/mq-workspace-private.h"

#include "app/model/mq-recent-models.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/settings/mq-preferences-file.h"

#include <glib/gi18n.h>

#define MAX_KINDS 1000
#define MAX_TITLE 200

static void
add_kinds (GStrvBuilder *builder, JsonArray *kinds)
{
  guint n = MIN (mq_json_length (kinds), MAX_KINDS);

  for (guint i = 0; i < n; i++)
    {
      const char *kind = mq_json_element_string (kinds, i);

      if (kind == NULL)
        kind = mq_json_get_string (mq_json_element_object (kinds, i), "title", NULL);
      if (kind != NULL)
        g_strv_builder_add (builder, kind);
    }
}

/* The team of runs that name none. An older service has only one team and does not send
 * `default`. */
static JsonObject *
find_default (JsonObject *answer)
{
  JsonArray *teams = mq_json_get_array (answer, "teams");
  const char *name = mq_json_get_string (answer, "default", NULL);

  return name != NULL                 ? mq_json_find (teams, "name", name)
         : mq_json_length (teams) > 0 ? mq_json_element_object (teams, 0)
                                      : NULL;
}

static DexFuture *
on_refused (DexFuture *future, gpointer user_data)
{
  MqWorkspace *self = user_data;

  self->lacks_team = TRUE;
  g_object_notify (G_OBJECT (self), "team");
  return dex_ref (future);
}

static DexFuture *
learned (DexFuture *future, gpointer user_data)
{
  MqWorkspace *self = user_data;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObject *team = find_default (g_value_get_boxed (dex_future_get_value (future, NULL)));
  const char *name = mq_json_get_string (team, "name", NULL);

  if (name == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("The service does not say who its team is"));

  add_kinds (builder, mq_json_get_array (team, "kinds"));
  mq_workspace_apply_team (
      self, &(MqWorkspaceTeam){
                .name = g_strdup (name),
                .title = mq_text_clean (mq_json_get_string (team, "title", name), MAX_TITLE),
                .kinds = g_strv_builder_end (builder),
                .sees = mq_json_get_boolean (team, "sees", FALSE),
            });
  return dex_future_new_true ();
}

/**
 * mq_workspace_load_team:
 * @self: a workspace
 *
 * Loads the service's default team into the property "team". From then on it follows the
 * settings.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND when the service is
 *   older, %MQ_ERROR_UNREACHABLE, …
 */
DexFuture *
mq_workspace_load_team (MqWorkspace *self)
{
  DexFuture *team;

  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  self->follows_team = TRUE;
  team = dex_future_then (mq_workspace_request (self, g_strdup ("/v1/teams"), NULL), learned,
                          g_object_ref (self), g_object_unref);
  return dex_future_catch (team, on_refused, g_object_ref (self), g_object_unref);
}

/**
 * mq_workspace_has_model:
 * @self: a workspace
 *
 * Returns: whether the team uses a language model; %FALSE until the team is loaded
 */
gboolean
mq_workspace_has_model (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), FALSE);

  return self->team.name != NULL && !g_str_equal (self->team.name, "sketcher");
}

gboolean
mq_workspace_knows_team (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), FALSE);

  return self->team.name != NULL;
}

/**
 * mq_workspace_awaits_team:
 * @self: a workspace
 *
 * Returns: whether the service has not yet said which team it has; then the property "team" will
 *   be notified
 */
gboolean
mq_workspace_awaits_team (MqWorkspace *self)
{
  g_return_val_if_fail (MQ_IS_WORKSPACE (self), FALSE);

  return self->team.name == NULL && !self->lacks_team;
}

/**
 * mq_workspace_preview_prompt:
 * @self: a workspace
 * @text: the text of the composer
 *
 * Asks how the team understands a prompt, without starting a run.
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT `{"known", "text", "nearest"}`; rejects
 *   with %MQ_ERROR_NOT_FOUND if the service is older, %MQ_ERROR_UNREACHABLE, …
 */
DexFuture *
mq_workspace_preview_prompt (MqWorkspace *self, const char *text)
{
  g_autofree char *team = NULL;

  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));
  dex_return_error_if_fail (text != NULL);

  /* A team that makes anything needs no preview. */
  if (self->team.name != NULL && self->team.kinds[0] == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "%s",
                                  _ ("This team does not say beforehand what it understands"));

  team = g_uri_escape_string (self->team.name != NULL ? self->team.name : "sketcher", NULL, FALSE);
  return mq_workspace_request (self, g_strdup_printf ("/v1/teams/%s/understanding", team),
                               mq_json_new ("prompt:s", text));
}

/**
 * mq_workspace_list_models:
 * @self: a workspace
 *
 * Asks the service on this computer for its providers and models.
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT, `GET /v1/models` of docs/protocol.md
 */
DexFuture *
mq_workspace_list_models (MqWorkspace *self)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  return mq_workspace_request (self, g_strdup ("/v1/models"), NULL);
}

/* A question about one provider. @model: (nullable) */
static JsonObject *
make_question (const char *provider, const char *base_url, const char *model)
{
  return mq_json_new ("provider:s base_url:s? model:s?", provider,
                      base_url != NULL && *base_url != '\0' ? base_url : NULL, model);
}

/**
 * mq_workspace_list_models_of:
 * @self: a workspace
 * @provider: the id of the provider
 * @base_url: (nullable): its address, if it is not the provider's own
 *
 * Asks a provider for its models.
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT, `POST /v1/models/list` of
 * docs/protocol.md
 */
DexFuture *
mq_workspace_list_models_of (MqWorkspace *self, const char *provider, const char *base_url)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  return mq_workspace_request (self, g_strdup ("/v1/models/list"),
                               make_question (provider, base_url, NULL));
}

/**
 * mq_workspace_test_model:
 * @self: a workspace
 * @provider: the id of the provider
 * @base_url: (nullable): its address, if it is not the provider's own
 * @model: the model's name
 *
 * Sends some small requests to the model; the last one is for the script of a small stool.
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT, `POST /v1/models/try` of
 * docs/protocol.md
 */
DexFuture *
mq_workspace_test_model (MqWorkspace *self, const char *provider, const char *base_url,
                         const char *model)
{
  JsonObject *question;

  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  question = make_question (provider, base_url, model);
  json_object_set_boolean_member (question, "build", TRUE);
  return mq_workspace_request (self, g_strdup ("/v1/models/try"), question);
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

/**
 * mq_workspace_use_model:
 * @self: a workspace
 * @described: one of mq_recent_models_list(), or "": the built-in sketcher
 *
 * Writes it to the settings, for all sessions.
 *
 * Returns: (transfer full): resolves to %TRUE when it is in use; rejects with %MQ_ERROR_BAD_INPUT
 */
DexFuture *
mq_workspace_use_model (MqWorkspace *self, const char *described)
{
  dex_return_error_if_fail (MQ_IS_WORKSPACE (self));

  return mq_fiber_spawn_with (NULL, MQ_WORKSPACE_STACK, use_model_fiber, (MQ_TYPE_WORKSPACE, self),
                              (G_TYPE_STRING, described));
}
