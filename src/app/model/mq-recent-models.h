/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The models that were set up here, the last one first, to choose from beside Send. Each is
 * described by a text: "ollama:qwen3:32b http://192.168.1.5:11434/v1". Used by Preferences and
 * MqComposer. */
#pragma once

#include "common/settings/mq-config.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* @base_url: (nullable): an address of its own */
char *
mq_recent_models_describe (const char *reference, const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
/* The parts of a description; all are NULL for "", which is the built-in sketcher. */
void
mq_recent_models_parse (const char *described, char **provider, char **reference, char **base_url);
/* "qwen3:32b", as it is called beside Send. */
char *mq_recent_models_dup_name (const char *described) G_GNUC_WARN_UNUSED_RESULT;

void mq_recent_models_add (GSettings *settings, const char *described);
GStrv mq_recent_models_list (GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* Whether config.yaml names the model, so that no other one can be chosen. */
gboolean mq_recent_models_are_fixed (MqConfig *config);

G_END_DECLS
