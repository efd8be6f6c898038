/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConfig: what stands in the settings, see mq-config.h. */
#include "common/settings/mq-config-private.h"

#define KEY(key) mq_config_key_get_info (key)

/**
 * mq_config_get_boolean:
 * @self: a config
 * @key: a key of that type
 *
 * Returns: the value
 */
gboolean
mq_config_get_boolean (MqConfig *self, MqConfigKey key)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self) && KEY (key)->type == MQ_CONFIG_TYPE_BOOLEAN, FALSE);

  return self->values[key].number != 0;
}

/**
 * mq_config_get_int:
 * @self: a config
 * @key: a key of that type
 *
 * Returns: the value, within its range
 */
int
mq_config_get_int (MqConfig *self, MqConfigKey key)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self) && KEY (key)->type == MQ_CONFIG_TYPE_INT, 0);

  return (int)self->values[key].number;
}

/**
 * mq_config_get_double:
 * @self: a config
 * @key: a key of that type
 *
 * Returns: the value, within its range
 */
double
mq_config_get_double (MqConfig *self, MqConfigKey key)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self) && KEY (key)->type == MQ_CONFIG_TYPE_DOUBLE, 0);

  return self->values[key].number;
}

/**
 * mq_config_get_string:
 * @self: a config
 * @key: a key that holds text
 *
 * Returns: (nullable): the value; NULL when it is left out and has no default
 */
const char *
mq_config_get_string (MqConfig *self, MqConfigKey key)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self) && KEY (key)->type >= MQ_CONFIG_TYPE_STRING, NULL);

  return self->values[key].text;
}

/**
 * mq_config_get_role_model:
 * @self: a config
 * @role: a role's name
 *
 * Returns: (nullable): `model.roles.ROLE`; %NULL when it is left out
 */
const char *
mq_config_get_role_model (MqConfig *self, const char *role)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self), NULL);

  return g_hash_table_lookup (self->maps[MQ_CONFIG_MAP_ROLES], role);
}

/**
 * mq_config_get_price:
 * @self: a config
 * @model: as it is named there
 * @price: (out caller-allocates): what a million tokens cost
 *
 * Returns: whether `model.prices.MODEL` is there
 */
gboolean
mq_config_get_price (MqConfig *self, const char *model, MqConfigPrice *price)
{
  const char *text;

  g_return_val_if_fail (MQ_IS_CONFIG (self), FALSE);

  text = g_hash_table_lookup (self->maps[MQ_CONFIG_MAP_PRICES], model);
  return text != NULL && mq_config_key_read_price (text, price);
}

static gboolean
has_all_of (GHashTable *one, GHashTable *two)
{
  GHashTableIter iter;
  gpointer name, text;

  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &name, &text))
    if (g_strcmp0 (text, g_hash_table_lookup (two, name)) != 0)
      return FALSE;

  return TRUE;
}

/**
 * mq_config_equal:
 * @self: a config
 * @other: another
 *
 * Returns: whether every key has the same value in both
 */
gboolean
mq_config_equal (MqConfig *self, MqConfig *other)
{
  for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
    {
      const MqConfigValue *one = &self->values[i];
      const MqConfigValue *two = &other->values[i];
      gboolean is_number = KEY (i)->type < MQ_CONFIG_TYPE_STRING;

      if (is_number ? one->number != two->number : g_strcmp0 (one->text, two->text) != 0)
        return FALSE;
    }

  for (gsize i = 0; i < MQ_CONFIG_N_MAPS; i++)
    if (!has_all_of (self->maps[i], other->maps[i]) || !has_all_of (other->maps[i], self->maps[i]))
      return FALSE;

  return TRUE;
}

/**
 * mq_config_get_path:
 * @self: a config
 *
 * Returns: (nullable): the config.yaml it was read from
 */
const char *
mq_config_get_path (MqConfig *self)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self), NULL);

  return self->path;
}

/**
 * mq_config_is_fixed:
 * @self: a config
 * @path: "render.num_images", "model.roles.critic"
 *
 * Returns: whether config.yaml has a value for @path, so that Preferences cannot change it
 */
gboolean
mq_config_is_fixed (MqConfig *self, const char *path)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self), FALSE);

  return g_hash_table_contains (self->fixed, path);
}

/**
 * mq_config_get_problem:
 * @self: a config
 *
 * Returns: (nullable): why preferences.json was left out, for people; %NULL: it was not
 */
const char *
mq_config_get_problem (MqConfig *self)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self), NULL);

  return self->problem;
}

static GHashTable *
find_group (MqConfig *self, const char *group)
{
  for (gsize i = 0; i < MQ_CONFIG_N_MAPS; i++)
    if (g_str_equal (mq_config_maps[i], group))
      return self->maps[i];

  g_return_val_if_reached (self->maps[0]);
}

/**
 * mq_config_list_names:
 * @self: a config
 * @group: "model.roles" or "model.prices"
 *
 * Returns: (transfer full): what is named there
 */
char **
mq_config_list_names (MqConfig *self, const char *group)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_return_val_if_fail (MQ_IS_CONFIG (self), NULL);

  g_hash_table_iter_init (&iter, find_group (self, group));
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort_values (names, (GCompareFunc)g_strcmp0);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}

/**
 * mq_config_get_named:
 * @self: a config
 * @group: "model.roles" or "model.prices"
 * @name: what is named there
 *
 * Returns: (nullable): its text
 */
const char *
mq_config_get_named (MqConfig *self, const char *group, const char *name)
{
  g_return_val_if_fail (MQ_IS_CONFIG (self), NULL);

  return g_hash_table_lookup (find_group (self, group), name);
}
