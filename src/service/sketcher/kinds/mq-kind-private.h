/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal functions of MqKind, shared by its files. */
#pragma once

#include "service/sketcher/kinds/mq-kind.h"

G_BEGIN_DECLS

MqKind *mq_kind_new (const char *id, JsonObject *json, MqPythonSource *source,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_kind_check (MqKind *self, GError **error);

G_END_DECLS
