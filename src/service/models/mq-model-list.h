/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of models that a server offers: `GET …/models`, the same in all dialects. Used by the
 * settings and by the search for servers on this computer. */
#pragma once

#include "service/model-http/mq-model-provider.h"

#include <libdex.h>

G_BEGIN_DECLS

/* Resolves to the models' names, sorted (G_TYPE_STRV); none if the server has no list. Rejects with
 * MQ_MODEL_ERROR. */
DexFuture *mq_model_list_request (const MqModelProvider *provider, const char *base_url,
                                  const char *key, const char *ca_file) G_GNUC_WARN_UNUSED_RESULT;

GStrv mq_model_list_read (const char *text, gsize length);

G_END_DECLS
