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
/* Asks the service for models on this computer, after a prompt was refused. Awaits. Returns:
 * (transfer full): @refusal, or one that names a model which could make the object */
GError *mq_cli_model_offer_local (MqConfig *config, GError *refusal) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
