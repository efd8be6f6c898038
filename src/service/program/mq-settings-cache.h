/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSettingsCache: makes teams and models of the settings that clients send, and keeps the latest
 * few, so that runs with the same settings share them. Kinds that changed on disk, and what was
 * found out about a model since, make them anew. */
#pragma once

#include "service/knowledge/mq-knowledge.h"
#include "service/program/mq-options.h"
#include "service/runs/mq-service-settings.h"

G_BEGIN_DECLS

/**
 * MqMakeTeams:
 * @options: the folders of kinds, and what else the command line says
 * @models: as the settings say; maybe none is configured
 * @knowledge: what Blenders know
 *
 * Returns: (transfer full) (nullable): the teams
 */
typedef MqTeams *(*MqMakeTeams) (const MqOptions *options, MqModels *models, MqKnowledge *knowledge,
                                 GError **error);

typedef struct _MqSettingsCache MqSettingsCache;

void mq_settings_cache_free (MqSettingsCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSettingsCache, mq_settings_cache_free)
MqSettingsCache *
mq_settings_cache_new (const MqOptions *options, MqKnowledge *knowledge, MqMakeTeams func);
/* The service's own, for requests that bring none. MQ_ERROR_BAD_INPUT: what is configured is wrong.
 */
MqServiceSettings *
mq_settings_cache_make_own (MqSettingsCache *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqServiceSettings *
mq_settings_cache_find (JsonObject *json, gpointer cache, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
