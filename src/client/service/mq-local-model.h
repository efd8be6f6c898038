/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A model that answers on this computer, to offer where the sketcher does not know a kind. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @models: the answer to `GET /v1/models`; @base_url: (out) (optional): its server. Returns:
 * (transfer full) (nullable): the first model that can write, as in the settings:
 * "ollama:qwen3:32b" */
char *mq_local_model_find (JsonObject *models, const char **base_url) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
