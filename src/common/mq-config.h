/* MqConfig: config.yaml. Each key may be left out; a wrong one is an error that names file, line
 * and key. The keys, their types, ranges and defaults are one table in mq-config.c. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_CONFIG_BLENDER_HEADLESS_RENDERING, /* boolean */
  MQ_CONFIG_BLENDER_GPU_RENDERING,      /* boolean */
  MQ_CONFIG_BLENDER_EXECUTABLE,         /* text or NULL */
  MQ_CONFIG_BLENDER_SANDBOX,            /* boolean */
  MQ_CONFIG_RENDER_NUM_IMAGES,          /* 1..10 */
  MQ_CONFIG_RENDER_RESOLUTION_SCALE,    /* 0.1..1.0 of 1920 x 1080 */
  MQ_CONFIG_RENDER_ENGINE,              /* auto, cycles, eevee, workbench */
  MQ_CONFIG_SERVER_URL,                 /* text or NULL */
  MQ_CONFIG_MODEL_DEFAULT,              /* text or NULL */
  MQ_CONFIG_MODEL_PROVIDER,             /* text or NULL */
  MQ_CONFIG_MODEL_BASE_URL,             /* text or NULL */
  MQ_CONFIG_LIMITS_REPAIRS,             /* 0..10 */
  MQ_CONFIG_LIMITS_ROUNDS,              /* 0..10 */
  MQ_CONFIG_LIMITS_IDLE_MINUTES,        /* 1..1440 */
  MQ_CONFIG_LIMITS_SCRIPT_SECONDS,      /* 1..3600 */
  MQ_CONFIG_LIMITS_MEMORY_GIB,          /* 1..1024 */
  MQ_CONFIG_N_KEYS,
} MqConfigKey;

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
const char *mq_config_get_role_model (MqConfig *self, const char *role);
/* The file it was read from, or NULL. */
const char *mq_config_get_path (MqConfig *self);

G_END_DECLS
