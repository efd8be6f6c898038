/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings in requests to our own service, so that a changed setting needs no restart. */
#pragma once

#include "common/settings/mq-config.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* MAQUETTE_MODEL and its like, NULL-terminated: sent with each run instead of the service's
 * environment. */
extern const char *const mq_run_settings_variables[];

/* @replay: (nullable): a transcript to replay instead of asking models. */
JsonObject *mq_run_settings_new (MqConfig *config, const char *replay) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
