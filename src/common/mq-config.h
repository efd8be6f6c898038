/* MqConfig: config.yaml. Each key may be left out; a wrong one is an error that names file, line
 * and key. The keys are in mq-config-key.h; mq-config-file.h changes one in the file. */
#pragma once

#include "common/mq-config-key.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_CONFIG (mq_config_get_type ())
G_DECLARE_FINAL_TYPE (MqConfig, mq_config, MQ, CONFIG, GObject)

MqConfig *mq_config_new (void);
MqConfig *mq_config_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqConfig *mq_config_parse (const char *name, const char *text, gsize length,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_config_get_boolean (MqConfig *self, MqConfigKey key);
int mq_config_get_int (MqConfig *self, MqConfigKey key);
double mq_config_get_double (MqConfig *self, MqConfigKey key);
const char *mq_config_get_string (MqConfig *self, MqConfigKey key);
/* Whether both say the same, not looking at one key (MQ_CONFIG_N_KEYS: looking at all). */
gboolean mq_config_equal_but (MqConfig *self, MqConfig *other, MqConfigKey key);
/* The same, not looking at one role. */
gboolean mq_config_equal_but_role (MqConfig *self, MqConfig *other, const char *role);
/* `model.roles.ROLE`, or NULL; `model.default` is asked for by its key. */
const char *mq_config_get_role_model (MqConfig *self, const char *role);
/* `model.prices.MODEL`: FALSE when it is not there. */
gboolean mq_config_get_price (MqConfig *self, const char *model, MqConfigPrice *price);
/* `model` and `limits`, as far as they differ from the defaults: what a run takes along to the service. */
JsonObject *mq_config_to_json (MqConfig *self) G_GNUC_WARN_UNUSED_RESULT;
/* The file it was read from, or NULL. */
const char *mq_config_get_path (MqConfig *self);

G_END_DECLS
