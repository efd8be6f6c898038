/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration keys: names, types, ranges, defaults and rows in Preferences, in one table in
 * mq-config-key.c. MqConfig, Preferences and the documentation tests use it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_CONFIG_BLENDER_HEADLESS_RENDERING,   /* boolean */
  MQ_CONFIG_BLENDER_GPU_RENDERING,        /* boolean */
  MQ_CONFIG_BLENDER_GPU_CARD,             /* int; -1: all */
  MQ_CONFIG_BLENDER_EXECUTABLE,           /* text or NULL */
  MQ_CONFIG_BLENDER_SANDBOX,              /* boolean */
  MQ_CONFIG_BLENDER_SPARE,                /* auto, on, off */
  MQ_CONFIG_RENDER_NUM_IMAGES,            /* 1..10 */
  MQ_CONFIG_RENDER_RESOLUTION_SCALE,      /* 0.1..1.0 of 1920 x 1080 */
  MQ_CONFIG_RENDER_ENGINE,                /* auto, cycles, eevee, workbench */
  MQ_CONFIG_RENDER_AT_ONCE,               /* runs that render at the same time */
  MQ_CONFIG_PRINT_CLEARANCE_MM,           /* 0..1, 0: what a kind of object has */
  MQ_CONFIG_SERVER_URL,                   /* text or NULL */
  MQ_CONFIG_SERVER_REDIRECT_PORTS,        /* PORT,PORT… or NULL */
  MQ_CONFIG_SERVER_KEEP_SESSIONS,         /* boolean: at a shared service, too */
  MQ_CONFIG_MODEL_DEFAULT,                /* PRESET:MODEL, MODEL, or NULL */
  MQ_CONFIG_MODEL_PROVIDER,               /* a preset, or NULL */
  MQ_CONFIG_MODEL_BASE_URL,               /* text or NULL */
  MQ_CONFIG_MODEL_CA_FILE,                /* a path, or NULL */
  MQ_CONFIG_MODEL_EFFORT,                 /* quick, normal, thorough */
  MQ_CONFIG_MODEL_PICTURES,               /* auto, yes, no */
  MQ_CONFIG_MODEL_TOOLS,                  /* auto, yes, no */
  MQ_CONFIG_MODEL_SCHEMA,                 /* auto, yes, no */
  MQ_CONFIG_LIMITS_ROUNDS,                /* 0..10 */
  MQ_CONFIG_LIMITS_REPAIRS,               /* 0..10 */
  MQ_CONFIG_LIMITS_CALLS,                 /* of models in a run, 0: no limit */
  MQ_CONFIG_LIMITS_TOKENS,                /* read and written in a run, 0: no limit */
  MQ_CONFIG_LIMITS_COST,                  /* US dollars a run, 0: no limit */
  MQ_CONFIG_LIMITS_MINUTES,               /* of a run's work, 0: no limit */
  MQ_CONFIG_LIMITS_SCRIPT_SECONDS,        /* 1..3600 */
  MQ_CONFIG_LIMITS_MEMORY_GIB,            /* 1..1024 */
  MQ_CONFIG_LIMITS_IDLE_MINUTES,          /* 1..1440 */
  MQ_CONFIG_LIMITS_FOLDER_GIB,            /* 1..1024 */
  MQ_CONFIG_SERVICE_ISSUER,               /* text or NULL: the service has no accounts */
  MQ_CONFIG_SERVICE_AUDIENCE,             /* text or NULL */
  MQ_CONFIG_SERVICE_CLIENT_ID,            /* text */
  MQ_CONFIG_SERVICE_SCOPE,                /* text */
  MQ_CONFIG_SERVICE_INTROSPECTION_URL,    /* an address, or NULL */
  MQ_CONFIG_SERVICE_INTROSPECTION_CLIENT, /* text, or NULL */
  MQ_CONFIG_SERVICE_INTROSPECTION_SECRET, /* a file, or NULL */
  MQ_CONFIG_SERVICE_RESOURCE,             /* yes or no */
  MQ_CONFIG_SERVICE_CLIENTS,              /* with commas between, or NULL: any */
  MQ_CONFIG_SERVICE_TERMS,                /* a file, or NULL */
  MQ_CONFIG_SERVICE_RUNS_PER_DAY,         /* 0..100000 of an account */
  MQ_CONFIG_SERVICE_UNLIMITED_GROUPS,     /* "staff,lab", or NULL */
  MQ_CONFIG_SERVICE_REQUESTS_PER_MINUTE,  /* 0..100000 of an account, 0: no limit */
  MQ_CONFIG_SERVICE_SESSIONS_MB,          /* 0..10^9 of an account's kept sessions */
  MQ_CONFIG_SERVICE_DATABASE,             /* address of PostgreSQL, or NULL: a file */
  MQ_CONFIG_SERVICE_NODE_URL,       /* of this node for the others, or NULL: where it listens */
  MQ_CONFIG_SERVICE_HOSTS,          /* "maquette.example.org,…", or NULL */
  MQ_CONFIG_SERVICE_ORIGINS,        /* "https://…,…", or NULL */
  MQ_CONFIG_SERVICE_METRICS_TOKEN,  /* a file, or NULL */
  MQ_CONFIG_SERVICE_COST_PER_MONTH, /* US dollars of an account, 0: no limit */
  MQ_CONFIG_SERVICE_KEEP_DAYS,      /* 0..36500 of a run that is over, 0: for ever */
  MQ_CONFIG_SERVICE_RUNS,           /* 1..1000 in the memory of a node */
  MQ_CONFIG_N_KEYS,
} MqConfigKey;

typedef enum
{
  MQ_CONFIG_TYPE_BOOLEAN,
  MQ_CONFIG_TYPE_INT,
  MQ_CONFIG_TYPE_DOUBLE,
  MQ_CONFIG_TYPE_STRING, /* string types start here */
  MQ_CONFIG_TYPE_URL,
  MQ_CONFIG_TYPE_CHOICE,
} MqConfigType;

/**
 * MqConfigRow:
 * @group: (nullable): the name of the group of Preferences that has it; %NULL: the key has no row,
 *   or one that is made by hand
 * @title: its title, not yet translated
 * @subtitle: (nullable): its subtitle, not yet translated
 * @choices: (nullable) (array zero-terminated=1): of a choice, what the row shows, not yet
 *   translated; their context is the last word of the path
 * @factor: from the value to the number shown; -1: shows the opposite of a boolean; 0: as 1
 * @step: of a number as it is shown, for a click
 * @page_step: of a number as it is shown, for a page
 * @digits: of a number as it is shown, after the point
 *
 * The row of a key in Preferences: a switch, a number to enter, or a list, as the key's type is.
 */
typedef struct
{
  const char *group;
  const char *title;
  const char *subtitle;
  const char *const *choices;
  double factor;
  double step;
  double page_step;
  guint digits;
} MqConfigRow;

/**
 * MqConfigKeyInfo:
 * @path: "render.num_images"
 * @type: its type
 * @min: of numbers
 * @max: of numbers
 * @number: default of numbers and booleans
 * @text: (nullable): default of texts
 * @choices: (nullable): "a|b", of choices
 * @is_sent: whether the service needs it, so that each request of a run has it
 * @row: its row in Preferences; a group's rows are in the order of the keys
 */
typedef struct
{
  const char *path;
  MqConfigType type;
  double min, max;
  double number;
  const char *text;
  const char *choices;
  gboolean is_sent;
  MqConfigRow row;
} MqConfigKeyInfo;

/**
 * MqConfigPrice:
 * @input: US dollars for a million tokens read
 * @output: for a million tokens written
 * @cached: for a million tokens read from the provider's cache; as @input when it is not said
 *
 * What stands in `model.prices.MODEL`: "3.00 15.00 0.30".
 */
typedef struct
{
  double input;
  double output;
  double cached;
} MqConfigPrice;

gboolean mq_config_key_read_price (const char *text, MqConfigPrice *price);

const MqConfigKeyInfo *mq_config_key_get_info (MqConfigKey key);
gboolean mq_config_key_find (const char *path, MqConfigKey *key);
/* Maps a value to its choice: `true` is `yes`. */
const char *mq_config_key_get_canonical (MqConfigKey key, const char *text);
char *mq_config_key_describe (MqConfigKey key) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_config_key_is_text (const char *text, gboolean quoted);
gboolean mq_config_key_read (MqConfigKey key, const char *text, gboolean quoted, double *number,
                             char **why_not);

G_END_DECLS
