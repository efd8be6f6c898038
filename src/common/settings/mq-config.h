/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConfig: the settings. config.yaml, which Maquette only reads, overrides preferences.json
 * (mq-preferences-file.h). Every key is optional; an invalid one is an error that names file, line
 * and key. The keys are in mq-config-key.h. */
#pragma once

#include "common/settings/mq-config-key.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define MQ_TYPE_CONFIG (mq_config_get_type ())
G_DECLARE_FINAL_TYPE (MqConfig, mq_config, MQ, CONFIG, GObject)

MqConfig *mq_config_new (void);
MqConfig *mq_config_dup_with (MqConfig *self, MqConfigKey key, double number,
                              const char *text) G_GNUC_WARN_UNUSED_RESULT;
MqConfig *mq_config_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqConfig *mq_config_parse (const char *name, const char *text, gsize length,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqConfig *mq_config_parse_preferences (const char *name, const char *text, gsize length,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_config_get_boolean (MqConfig *self, MqConfigKey key);
int mq_config_get_int (MqConfig *self, MqConfigKey key);
double mq_config_get_double (MqConfig *self, MqConfigKey key);
const char *mq_config_get_string (MqConfig *self, MqConfigKey key);
gboolean mq_config_equal (MqConfig *self, MqConfig *other);
/* `model.roles.ROLE`, or NULL. `model.default` has a key of its own. */
const char *mq_config_get_role_model (MqConfig *self, const char *role);
/* `model.prices.MODEL`; FALSE if it is not set. */
gboolean mq_config_get_price (MqConfig *self, const char *model, MqConfigPrice *price);
/* The names in "model.roles" or "model.prices", and the value of one. */
char **mq_config_list_names (MqConfig *self, const char *group) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_config_get_named (MqConfig *self, const char *group, const char *name);
const char *mq_config_get_path (MqConfig *self);
gboolean mq_config_is_fixed (MqConfig *self, const char *path);
const char *mq_config_get_problem (MqConfig *self);

G_END_DECLS
