/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The models to choose from, for the settings: the providers, the servers on this computer, and
 * the test of a model before it is chosen. */
#pragma once

#include "service/models/mq-models.h"

G_BEGIN_DECLS

/* Each resolves to a JsonObject (JSON_TYPE_OBJECT), the responses of `GET /v1/models` and
 * `POST /v1/models/try` in docs/protocol.md. */
DexFuture *mq_models_describe (MqModels *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_models_test (MqModels *self, const char *provider, const char *base_url,
                           const char *model) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
