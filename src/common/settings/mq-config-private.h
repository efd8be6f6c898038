/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of MqConfig: mq-config.c reads the settings, mq-config-values.c gives them
 * out. */
#pragma once

#include "common/settings/mq-config.h"

G_BEGIN_DECLS

typedef struct
{
  double number;
  char *text;
} MqConfigValue;

/* Groups whose names are the user's own: roles, models. */
enum
{
  MQ_CONFIG_MAP_ROLES,
  MQ_CONFIG_MAP_PRICES,
  MQ_CONFIG_N_MAPS
};

extern const char *const mq_config_maps[MQ_CONFIG_N_MAPS];

struct _MqConfig
{
  GObject parent_instance;

  char *path;
  char *problem; /* of preferences.json */
  MqConfigValue values[MQ_CONFIG_N_KEYS];
  GHashTable *maps[MQ_CONFIG_N_MAPS]; /* name → text */
  GHashTable *fixed;                  /* dotted paths that config.yaml has a value for */
};

G_END_DECLS
