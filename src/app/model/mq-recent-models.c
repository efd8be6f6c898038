/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The models that were set up here, see mq-recent-models.h. */
#include "app/model/mq-recent-models.h"

#include <string.h>

#define KEY "recent-models"
#define MAX_MODELS 8

char *
mq_recent_models_describe (const char *reference, const char *base_url)
{
  return g_strjoin (" ", reference, base_url, NULL);
}

void
mq_recent_models_parse (const char *described, char **provider, char **reference, char **base_url)
{
  const char *space = strrchr (described, ' ');
  const char *colon = strchr (described, ':');
  double number;

  *provider = *reference = *base_url = NULL;
  if (*described == '\0')
    return;

  *reference = space != NULL ? g_strndup (described, space - described) : g_strdup (described);
  *base_url = space != NULL ? g_strdup (space + 1) : NULL;
  *provider = colon != NULL ? g_strndup (described, colon - described) : NULL;
  /* "llama3:8b" names no provider. */
  if (*provider != NULL
      && !mq_config_key_read (MQ_CONFIG_MODEL_PROVIDER, *provider, TRUE, &number, NULL))
    g_clear_pointer (provider, g_free);
}

char *
mq_recent_models_dup_name (const char *described)
{
  g_autofree char *provider = NULL;
  g_autofree char *reference = NULL;
  g_autofree char *base_url = NULL;
  const char *name;
  const char *slash;

  mq_recent_models_parse (described, &provider, &reference, &base_url);
  if (reference == NULL)
    return g_strdup ("");

  name = provider != NULL ? reference + strlen (provider) + 1 : reference;
  slash = strrchr (name, '/'); /* "models/gemini-…", "anthropic/claude-…" */
  return g_strdup (slash != NULL && slash[1] != '\0' ? slash + 1 : name);
}

void
mq_recent_models_add (GSettings *settings, const char *described)
{
  g_auto (GStrv) before = g_settings_get_strv (settings, KEY);
  g_autoptr (GPtrArray) now = g_ptr_array_new ();

  g_ptr_array_add (now, (gpointer)described);
  for (guint i = 0; before[i] != NULL && now->len < MAX_MODELS; i++)
    if (!g_str_equal (before[i], described))
      g_ptr_array_add (now, before[i]);
  g_ptr_array_add (now, NULL);
  g_settings_set_strv (settings, KEY, (const char *const *)now->pdata);
}

GStrv
mq_recent_models_list (GSettings *settings)
{
  return g_settings_get_strv (settings, KEY);
}

gboolean
mq_recent_models_are_fixed (MqConfig *config)
{
  return mq_config_is_fixed (config, "model.default")
         || mq_config_is_fixed (config, "model.provider")
         || mq_config_is_fixed (config, "model.base_url");
}
