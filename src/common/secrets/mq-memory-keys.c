/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of model providers in memory, see mq-memory-keys.h. */
#include "common/secrets/mq-memory-keys.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-secret.h"

#include <string.h>

/** Limit per client: there are nine providers, and few people use more than one address of each. */
#define MAX_KEYS 64

/* The holder of the keys that the user gave to this process. */
#define OWN_KEYS ""

/* Every environment variable that can hold a key. */
static const char *const key_variables[] = {
  "MAQUETTE_API_KEY",
  "ANTHROPIC_API_KEY",
  "OPENAI_API_KEY",
  "OPENROUTER_API_KEY",
  "GEMINI_API_KEY",
  "VLLM_API_KEY",
  NULL,
};

GStrv
mq_memory_keys_dup_environ (void)
{
  g_auto (GStrv) names = g_listenv ();
  GStrv variables = g_environ_unsetenv (g_get_environ (), "MAQUETTE_ACCESS_TOKEN");

  /* Other programs' keys, too: no child of ours needs one. */
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], "_API_KEY"))
      variables = g_environ_unsetenv (variables, names[i]);
  return variables;
}

typedef struct
{
  GHashTable *places;
  GHashTable *variables;
} Holder;

static void
wipe_free (gpointer data)
{
  explicit_bzero (data, strlen (data));
  g_free (data);
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe_free);
}

static void
holder_free (gpointer data)
{
  Holder *holder = data;

  g_hash_table_unref (holder->places);
  g_hash_table_unref (holder->variables);
  g_free (holder);
}

static GHashTable *
get_holders (void)
{
  static GHashTable *holders;

  if (holders == NULL)
    holders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, holder_free);
  return holders;
}

static Holder *
renew_holder (const char *name)
{
  Holder *holder = g_new0 (Holder, 1);

  holder->places = new_table ();
  holder->variables = new_table ();
  g_hash_table_replace (get_holders (), g_strdup (name), holder);
  return holder;
}

/* Keeps a key in memory until this process ends. @place: a provider's id, a blank, and the
 * origin that the key may be sent to; @key: (nullable): the key; %NULL removes it. */
void
mq_memory_keys_set (const char *place, const char *key)
{
  Holder *own = g_hash_table_lookup (get_holders (), OWN_KEYS);

  if (own == NULL)
    own = renew_holder (OWN_KEYS);

  if (key != NULL)
    g_hash_table_replace (own->places, g_strdup (place), g_strdup (key));
  else
    g_hash_table_remove (own->places, place);
}

static JsonObject *
table_to_json (GHashTable *table)
{
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer name, key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, &key))
    json_object_set_string_member (object, name, key);

  return object;
}

/**
 * mq_memory_keys_collect:
 *
 * Returns: (transfer full): the keys that the user gave to this process, and those in its
 *   environment
 */
JsonObject *
mq_memory_keys_collect (void)
{
  Holder *own = g_hash_table_lookup (get_holders (), OWN_KEYS);
  JsonObject *keys = json_object_new ();
  JsonObject *variables = json_object_new ();

  for (gsize i = 0; key_variables[i] != NULL; i++)
    {
      const char *value = g_getenv (key_variables[i]);

      if (value != NULL && g_utf8_validate (value, -1, NULL))
        json_object_set_string_member (variables, key_variables[i], value);
    }

  json_object_set_object_member (keys, "places",
                                 own != NULL ? table_to_json (own->places) : json_object_new ());
  json_object_set_object_member (keys, "variables", variables);
  return keys;
}

/* A variable's value is validated when it is used, so that the user then sees the error. */
static gboolean
read_table (GHashTable *table, JsonObject *from, gboolean check, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (from == NULL)
    return TRUE;

  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *key = mq_json_get_string (from, name, NULL);

      if (key == NULL || g_hash_table_size (table) == MAX_KEYS)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "“keys” holds at most 64 texts by name");
      if (check && !mq_secret_check_key (key, error))
        return FALSE;

      g_hash_table_replace (table, g_strdup (name), g_strdup (key));
    }

  return TRUE;
}

/**
 * mq_memory_keys_hold:
 * @holder: a client's id
 * @keys: the result of mq_memory_keys_collect() in that client
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether they are stored; they replace the client's earlier keys
 */
gboolean
mq_memory_keys_hold (const char *holder, JsonObject *keys, GError **error)
{
  Holder *held = renew_holder (holder);

  if (read_table (held->places, mq_json_get_object (keys, "places"), TRUE, error)
      && read_table (held->variables, mq_json_get_object (keys, "variables"), FALSE, error))
    return TRUE;

  mq_memory_keys_drop (holder);
  return FALSE;
}

/**
 * mq_memory_keys_drop:
 * @holder: id of a client that has disconnected
 */
void
mq_memory_keys_drop (const char *holder)
{
  g_hash_table_remove (get_holders (), holder);
}

static const char *
find (gboolean in_places, const char *name)
{
  GHashTableIter iter;
  gpointer holder;

  g_hash_table_iter_init (&iter, get_holders ());
  while (g_hash_table_iter_next (&iter, NULL, &holder))
    {
      Holder *held = holder;
      const char *key = g_hash_table_lookup (in_places ? held->places : held->variables, name);

      if (key != NULL && key[strspn (key, " \t\r\n")] != '\0')
        return key;
    }

  return NULL;
}

/* @place: a provider's id, a blank, and an origin. Returns: (transfer none) (nullable): a key
 * that may be sent there */
const char *
mq_memory_keys_find_place (const char *place)
{
  return find (TRUE, place);
}

/**
 * mq_memory_keys_find_variable:
 * @name: an environment variable's name
 *
 * Returns: (transfer none) (nullable): its value, in a client's environment or in this process's
 */
const char *
mq_memory_keys_find_variable (const char *name)
{
  const char *value = find (FALSE, name);

  return value != NULL ? value : g_getenv (name);
}
