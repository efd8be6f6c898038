/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWorkerSettings of the configuration: which Blender runs scripts, within which limits, and
 * whether one is started before it is needed. */
#pragma once

#include "client/blender/mq-worker.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

MqWorkerSettings mq_worker_settings_read (MqBlender *blender, MqConfig *config);
guint64 mq_worker_settings_get_free_memory (void);
gboolean mq_worker_settings_want_spare (MqConfig *config);

G_END_DECLS
