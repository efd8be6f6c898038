/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Test of a model, the settings' “Try It”: one or two small real requests that find out whether
 * it answers, accepts pictures, calls tools and follows a schema. */
#pragma once

#include "service/models/mq-model-memory.h"
#include "service/model/mq-model.h"

G_BEGIN_DECLS

/* Resolves to a JsonObject (JSON_TYPE_OBJECT) as of `POST /v1/models/try` in
 * docs/inside/protocol.md; never rejects. */
DexFuture *mq_model_probe (MqModel *model, gboolean writes_script) G_GNUC_WARN_UNUSED_RESULT;

/* Describes an error as such a result does. */
JsonObject *mq_model_probe_describe_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
