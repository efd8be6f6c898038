/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a session, as roles that change or judge the asset read them. The client sends
 * those that it has; the pipeline adds those of the run. An entry is `{"version", "parent",
 * "instruction", "summary", "script", "plan", "report"}`. */
#pragma once

#include "common/script/mq-python-library.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *mq_asset_history_read (JsonObject *request) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_asset_history_find (JsonArray *history, gint64 version);
void mq_asset_history_add (JsonArray *history, JsonObject *entry);
char *mq_asset_history_describe (JsonArray *history, gint64 current, MqPythonLibrary *library,
                                 gboolean with_code) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
