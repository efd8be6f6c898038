/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelProvider: presets of known providers: dialect, address and key variable. Any other
 * server with OpenAI's chat completions is the preset `custom` with a base URL. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqModelProvider:
 * @id: its name in the settings and before the colon of a reference: "anthropic"
 * @title: its name for the user
 * @dialect: "anthropic" or "openai"
 * @base_url: (nullable): up to and including the version; %NULL: the user has to set it
 * @key_variable: (nullable): the environment variable of its key
 * @key_url: (nullable): the page where one gets a key
 * @needs_key: whether it requires a key
 * @local: whether it runs on this machine, free of charge
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *dialect;
  const char *base_url;
  const char *key_variable;
  const char *key_url;
  gboolean needs_key;
  gboolean local;
} MqModelProvider;

const MqModelProvider *mq_model_providers_get (gsize *n_providers);
const MqModelProvider *mq_model_provider_find (const char *id);

char *mq_model_provider_join (const char *base_url, const char *path) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_model_provider_lacks_path (const char *base_url);

G_END_DECLS
