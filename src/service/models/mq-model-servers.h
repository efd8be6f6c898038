/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search for model servers on this computer, on their usual ports. The settings offer them; they
 * are never used without the user's choice. */
#pragma once

#include "service/model-http/mq-model-provider.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqModelServer:
 * @provider: the preset with this port
 * @models: the names of its models, sorted
 *
 * A server that answered.
 */
typedef struct
{
  const MqModelProvider *provider;
  GStrv models;
} MqModelServer;

/* Resolves to the servers that answer within a second (G_TYPE_PTR_ARRAY of MqModelServer); never
 * rejects. */
DexFuture *mq_model_servers_find (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
