/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A script's parameter as JSON, with its value as what it is: a number, not "0.45". The command
 * line and the tools for other programs write it. */
#pragma once

#include "common/script/mq-script-parameter.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *mq_script_parameter_to_json (const MqScriptParameter *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
