/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The flags that select the model: --model, --provider, --base-url, --effort, --replay,
 * --save-transcript. Used by the run command. */
#pragma once

#include "cli/mq-cli-options.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

/* Checks that they go together, and sets the environment for an embedded service. Call it before
 * anything starts. */
gboolean mq_cli_model_apply (MqCliOptions *options, GError **error);
/* Whether a model is named, or a service elsewhere that knows by itself whether it has one. */
gboolean mq_cli_model_is_named (MqConfig *config);
/* Checks that the requested team is available; if not, the error says what to do. */
gboolean mq_cli_model_check_team (MqCliOptions *options, MqConfig *config, GError **error);

G_END_DECLS
