/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConfig: the settings, see mq-config.h. Both files are read through libyaml's events (JSON is
 * YAML) with a strict table: no anchors, tags or lists, two levels of keys (three where names are
 * the user's), at most 64 KiB. */
#include "common/settings/mq-config.h"

#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

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

static const char *const map_names[MQ_CONFIG_N_MAPS] = {
  [MQ_CONFIG_MAP_ROLES] = "model.roles",
  [MQ_CONFIG_MAP_PRICES] = "model.prices",
};

struct _MqConfig
{
  GObject parent_instance;

  char *path;
  char *problem; /* of preferences.json */
  MqConfigValue values[MQ_CONFIG_N_KEYS];
  GHashTable *maps[MQ_CONFIG_N_MAPS]; /* name → text */
  GHashTable *fixed;                  /* dotted paths that config.yaml has a value for */
};

#define KEY(key) mq_config_key_get_info (key)
#define MAX_SIZE (64 * 1024)
#define MAX_DEPTH 3

/* The state of reading one file. */
typedef struct
{
  MqConfig *config;
  const char *name;
  gboolean is_preferences; /* preferences.json, whose values are all strings */
  GPtrArray *path;         /* names of the enclosing mappings */
  GHashTable *seen;        /* dotted paths */
} ConfigReader;

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
    if (g_str_equal (map_names[i], group))
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

G_DEFINE_FINAL_TYPE (MqConfig, mq_config, G_TYPE_OBJECT)

static void
mq_config_finalize (GObject *object)
{
  MqConfig *self = MQ_CONFIG (object);

  for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
    g_free (self->values[i].text);
  for (gsize i = 0; i < MQ_CONFIG_N_MAPS; i++)
    g_hash_table_unref (self->maps[i]);
  g_hash_table_unref (self->fixed);
  g_free (self->path);
  g_free (self->problem);

  G_OBJECT_CLASS (mq_config_parent_class)->finalize (object);
}

static void
mq_config_class_init (MqConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_config_finalize;
}

static void
mq_config_init (MqConfig *self)
{
  for (gsize i = 0; i < MQ_CONFIG_N_MAPS; i++)
    self->maps[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->fixed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
    self->values[i] = (MqConfigValue){ KEY (i)->number, g_strdup (KEY (i)->text) };
}

/* Also of a set, whose values are its names. */
static void
copy_names (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (value == name)
      g_hash_table_add (to, g_strdup (name));
    else
      g_hash_table_insert (to, g_strdup (name), g_strdup (value));
}

/**
 * mq_config_dup_with:
 * @self: a config
 * @key: a key
 * @number: its value, if it is a number
 * @text: (nullable): its value, if it is a text
 *
 * Returns: (transfer full): a copy with another value of @key, for one task
 */
MqConfig *
mq_config_dup_with (MqConfig *self, MqConfigKey key, double number, const char *text)
{
  MqConfig *copy = mq_config_new ();

  for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
    {
      copy->values[i].number = self->values[i].number;
      g_set_str (&copy->values[i].text, self->values[i].text);
    }
  for (gsize i = 0; i < MQ_CONFIG_N_MAPS; i++)
    copy_names (self->maps[i], copy->maps[i]);
  copy_names (self->fixed, copy->fixed);
  g_set_str (&copy->path, self->path);
  g_set_str (&copy->problem, self->problem);

  copy->values[key].number = number;
  g_set_str (&copy->values[key].text, text);
  return copy;
}

static gboolean G_GNUC_PRINTF (4, 5)
    wrong (ConfigReader *reader, const yaml_mark_t *mark, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  _ ("%s, line %zu: %s\nCorrect that line, or leave it out"), reader->name,
                  mark->line + 1, what);
}

static const char *
last_name (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL ? dot + 1 : path;
}

/* Lists the names that follow @prefix in the keys: sections ("") or the keys of one ("model.").
 * Returns: (transfer full) (nullable) */
static GStrv
list_names (const char *prefix)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  for (gsize i = 0; i < MQ_CONFIG_N_KEYS + MQ_CONFIG_N_MAPS; i++)
    {
      const char *path = i < MQ_CONFIG_N_KEYS ? KEY (i)->path : map_names[i - MQ_CONFIG_N_KEYS];
      const char *rest = path + strlen (prefix);
      g_autofree char *name = NULL;

      if (!g_str_has_prefix (path, prefix))
        continue;
      name = g_strndup (rest, strcspn (rest, "."));
      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }
  return (GStrv)g_ptr_array_steal (names, NULL);
}

static gboolean
unknown_key (ConfigReader *reader, const yaml_mark_t *mark, const char *path, GError **error)
{
  static const char *const secrets[] = { "key", "token", "secret", "password", "passwd" };
  const char *candidates[MQ_CONFIG_N_KEYS + 1] = { NULL };
  g_autofree char *name = g_ascii_strdown (last_name (path), -1);
  g_autofree char *prefix = g_strndup (path, last_name (path) - path);
  g_auto (GStrv) sections = list_names (""), known = list_names (prefix);
  g_autofree char *listed = g_strjoinv (", ", known != NULL ? known : sections);
  const char *nearest = NULL;

  /* A secret such as `api_key: sk-…` is an error whose message says where keys belong. */
  for (gsize i = 0; i < G_N_ELEMENTS (secrets) && !g_str_has_prefix (path, "limits."); i++)
    if (strstr (name, secrets[i]) != NULL)
      return wrong (reader, mark, error,
                    _ ("“%s” does not belong in this file: a model’s key is kept in the keyring "
                       "(Preferences, Models) or in a variable such as MAQUETTE_API_KEY"),
                    path);

  if (strchr (path, '.') == NULL)
    nearest = mq_text_nearest (path, (const char *const *)sections);

  /* Full paths first ("render.num_image"), then a valid key in the wrong group ("num_images"). */
  for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
    candidates[i] = KEY (i)->path;
  if (nearest == NULL)
    nearest = mq_text_nearest (path, candidates);
  if (nearest == NULL)
    {
      const char *found;

      for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
        candidates[i] = last_name (KEY (i)->path);
      found = mq_text_nearest (last_name (path), candidates);
      for (gsize i = 0; i < MQ_CONFIG_N_KEYS && nearest == NULL; i++)
        if (found == candidates[i])
          nearest = KEY (i)->path;
    }

  if (nearest != NULL)
    return wrong (reader, mark, error, _ ("“%s” is not a key; did you mean “%s”?"), path, nearest);

  if (known != NULL && *prefix != '\0')
    return wrong (reader, mark, error,
                  /* Translators: model.colour; the keys of “model.” are default, provider */
                  _ ("“%s” is not a key; the keys of “%s” are %s"), path, prefix, listed);

  return wrong (reader, mark, error, _ ("“%s” is not a key; the keys are %s"), path, listed);
}

static gboolean
is_section (const char *path)
{
  g_autofree char *prefix = g_strconcat (path, ".", NULL);

  if (g_strv_contains ((const char *const[]){ map_names[MQ_CONFIG_MAP_ROLES],
                                              map_names[MQ_CONFIG_MAP_PRICES], NULL },
                       path))
    return TRUE;

  for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
    if (g_str_has_prefix (KEY (i)->path, prefix))
      return TRUE;

  return FALSE;
}

static void
note_fixed (ConfigReader *reader, const char *path)
{
  if (!reader->is_preferences)
    g_hash_table_add (reader->config->fixed, g_strdup (path));
}

/* The group that @path names something in, or MQ_CONFIG_N_MAPS; @name: what. */
static gsize
find_map (const char *path, const char **name)
{
  for (gsize i = 0; i < MQ_CONFIG_N_MAPS; i++)
    if (g_str_has_prefix (path, map_names[i]) && path[strlen (map_names[i])] == '.')
      {
        *name = path + strlen (map_names[i]) + 1;
        return i;
      }

  return MQ_CONFIG_N_MAPS;
}

static gboolean
is_null (const yaml_event_t *event)
{
  const char *text = (const char *)event->data.scalar.value;

  return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE
         && (*text == '\0' || g_str_equal (text, "~") || g_str_equal (text, "null"));
}

static gboolean
read_scalar (ConfigReader *reader, const yaml_event_t *event, const char *path, GError **error)
{
  MqConfigKey key;
  gboolean found = mq_config_key_find (path, &key);
  const char *text = (const char *)event->data.scalar.value;
  gboolean quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  const char *name = NULL;
  gsize map = find_map (path, &name);

  /* An empty value (`executable:`, as in a template) counts as absent. */
  if (is_null (event))
    return found || is_section (path) || map < MQ_CONFIG_N_MAPS
           || unknown_key (reader, &event->start_mark, path, error);

  if (found)
    {
      MqConfigValue *value = &reader->config->values[key];
      g_autofree char *wrong_because = NULL;
      double number = 0;

      quoted &= !reader->is_preferences || KEY (key)->type >= MQ_CONFIG_TYPE_STRING;
      if (!mq_config_key_read (key, text, quoted, &number, &wrong_because))
        return wrong (reader, &event->start_mark, error, "%s", wrong_because);

      value->number = number;
      g_set_str (&value->text, mq_config_key_get_canonical (key, text));
      note_fixed (reader, KEY (key)->path);
      return TRUE;
    }

  if (map < MQ_CONFIG_N_MAPS)
    {
      MqConfigPrice price;

      if (map == MQ_CONFIG_MAP_PRICES && !mq_config_key_read_price (text, &price))
        return wrong (reader, &event->start_mark, error,
                      _ ("“%s” must be US dollars for a million tokens read and written, such as "
                         "“3.00 15.00”; a third number is for those read from a cache"),
                      path);
      if (!mq_config_key_is_text (text, quoted))
        return wrong (reader, &event->start_mark, error, _ ("“%s” must be text"), path);

      g_hash_table_insert (reader->config->maps[map], g_strdup (name), g_strdup (text));
      note_fixed (reader, path);
      return TRUE;
    }

  if (is_section (path))
    return wrong (reader, &event->start_mark, error, _ ("“%s” must be a group of keys"), path);

  return unknown_key (reader, &event->start_mark, path, error);
}

static gboolean
next_event (ConfigReader *reader, yaml_parser_t *parser, yaml_event_t *event, GError **error)
{
  if (!yaml_parser_parse (parser, event))
    {
      const yaml_mark_t *mark = parser->problem_mark.line != 0 || parser->context == NULL
                                    ? &parser->problem_mark
                                    : &parser->context_mark;

      memset (event, 0, sizeof *event);
      return wrong (reader, mark, error, _ ("this is not YAML: %s"),
                    parser->problem != NULL ? parser->problem : _ ("it cannot be read"));
    }

  if (event->type == YAML_ALIAS_EVENT
      || (event->type == YAML_SCALAR_EVENT && event->data.scalar.anchor != NULL)
      || (event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.anchor != NULL))
    return wrong (reader, &event->start_mark, error, _ ("anchors and aliases cannot be used here"));

  if ((event->type == YAML_SCALAR_EVENT && event->data.scalar.tag != NULL)
      || (event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.tag != NULL))
    return wrong (reader, &event->start_mark, error, _ ("tags cannot be used here"));

  if (event->type == YAML_SCALAR_EVENT
      && strlen ((const char *)event->data.scalar.value) != event->data.scalar.length)
    return wrong (reader, &event->start_mark, error, _ ("there is a NUL character in this text"));

  return TRUE;
}

static gboolean read_mapping (ConfigReader *reader, yaml_parser_t *parser, GError **error);

static gboolean
read_member (ConfigReader *reader, yaml_parser_t *parser, const yaml_event_t *name_event,
             GError **error)
{
  g_autofree char *name = g_strdup ((const char *)name_event->data.scalar.value);
  g_autoptr (GString) raw_path = g_string_new (NULL);
  g_autofree char *path = NULL;
  yaml_event_t event = { 0 };
  gboolean good;
  const char *own_name = NULL;
  gboolean in_map;

  for (guint i = 0; i < reader->path->len; i++)
    g_string_append_printf (raw_path, "%s.", (char *)reader->path->pdata[i]);
  g_string_append (raw_path, name);
  path = mq_text_clean (raw_path->str, 200);
  in_map = find_map (path, &own_name) < MQ_CONFIG_N_MAPS;

  /* A dot in a name would make the path of another key; model names may contain dots. */
  if (*name == '\0' || (strchr (name, '.') != NULL && !in_map)
      || !g_str_equal (path, raw_path->str))
    return unknown_key (reader, &name_event->start_mark, path, error);

  if (!g_hash_table_add (reader->seen, g_strdup (path)))
    return wrong (reader, &name_event->start_mark, error, _ ("“%s” appears twice"), path);

  good = next_event (reader, parser, &event, error);
  if (good && event.type == YAML_SCALAR_EVENT)
    good = read_scalar (reader, &event, path, error);
  else if (good)
    {
      MqConfigKey key;
      gboolean found = mq_config_key_find (path, &key);
      g_autofree char *wanted = found ? mq_config_key_describe (key) : NULL;

      if (found)
        good = wrong (reader, &event.start_mark, error, _ ("“%s” must be %s"), path, wanted);
      else if (in_map)
        good = wrong (reader, &event.start_mark, error, _ ("“%s” must be text"), path);
      else if (!is_section (path))
        good = unknown_key (reader, &name_event->start_mark, path, error);
      else if (event.type != YAML_MAPPING_START_EVENT || reader->path->len + 1 >= MAX_DEPTH)
        good = wrong (reader, &event.start_mark, error, _ ("“%s” must be a group of keys"), path);
      else
        {
          g_ptr_array_add (reader->path, g_strdup (name));
          good = read_mapping (reader, parser, error);
          g_ptr_array_set_size (reader->path, reader->path->len - 1);
        }
    }

  yaml_event_delete (&event);
  return good;
}

/* Recursion is bounded: it enters a section only if the table has it. */
static gboolean
read_mapping (ConfigReader *reader, yaml_parser_t *parser, GError **error)
{
  gboolean good = TRUE;
  gboolean more = TRUE;

  while (good && more)
    {
      yaml_event_t event = { 0 };

      good = next_event (reader, parser, &event, error);
      if (good && event.type == YAML_MAPPING_END_EVENT)
        more = FALSE;
      else if (good && event.type != YAML_SCALAR_EVENT)
        good = wrong (reader, &event.start_mark, error, _ ("a key must be a word"));
      else if (good)
        good = read_member (reader, parser, &event, error);

      yaml_event_delete (&event);
    }

  return good;
}

/**
 * mq_config_new:
 *
 * Returns: (transfer full): the defaults
 */
MqConfig *
mq_config_new (void)
{
  return g_object_new (MQ_TYPE_CONFIG, NULL);
}

static gboolean
too_large (const char *name, GError **error)
{
  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("%s is larger than %d KiB"), name, MAX_SIZE / 1024);
}

/* Applies the settings in @text on top of those in @config. */
static gboolean
read_over (MqConfig *config, gboolean is_preferences, const char *name, const char *text,
           gsize length, GError **error)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ConfigReader reader = { config, name, is_preferences, path, seen };
  yaml_parser_t parser;
  guint documents = 0;
  gboolean good = TRUE;
  gboolean more = TRUE;

  if (length > MAX_SIZE)
    return too_large (name, error);

  if (!yaml_parser_initialize (&parser))
    g_error ("Out of memory");

  yaml_parser_set_input_string (&parser, (const unsigned char *)text, length);
  while (good && more)
    {
      yaml_event_t event = { 0 };

      good = next_event (&reader, &parser, &event, error);
      if (good && event.type == YAML_STREAM_END_EVENT)
        more = FALSE;
      else if (good && event.type == YAML_DOCUMENT_START_EVENT && documents++ > 0)
        good = wrong (&reader, &event.start_mark, error, _ ("only one document is read"));
      else if (good && event.type == YAML_MAPPING_START_EVENT)
        good = read_mapping (&reader, &parser, error);
      else if (good
               && (event.type == YAML_SEQUENCE_START_EVENT
                   || (event.type == YAML_SCALAR_EVENT && !is_null (&event))))
        good = wrong (&reader, &event.start_mark, error,
                      _ ("keys were expected, such as “render:” with “num_images: 5” below it"));

      yaml_event_delete (&event);
    }

  yaml_parser_delete (&parser);
  return good;
}

/**
 * mq_config_parse:
 * @name: the file's name in error messages
 * @text: YAML
 * @length: bytes
 * @error: %MQ_ERROR_BAD_INPUT naming file, line and key
 *
 * Returns: (transfer full) (nullable): the defaults, changed by @text
 */
MqConfig *
mq_config_parse (const char *name, const char *text, gsize length, GError **error)
{
  g_autoptr (MqConfig) config = mq_config_new ();

  return read_over (config, FALSE, name, text, length, error) ? g_steal_pointer (&config) : NULL;
}

/* @name: the file's name in error messages; @text: the whole text of preferences.json; @length:
 * bytes; @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable): the defaults, changed
 * by @text */
MqConfig *
mq_config_parse_preferences (const char *name, const char *text, gsize length, GError **error)
{
  g_autoptr (MqConfig) config = mq_config_new ();
  g_autoptr (GError) json_error = NULL;
  g_autoptr (JsonObject) object = mq_json_parse_object (text, (gssize)length, &json_error);

  if (object == NULL)
    g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s: %s", name, json_error->message);
  else if (read_over (config, TRUE, name, text, length, error))
    return g_steal_pointer (&config);

  return NULL;
}

/* Returns FALSE without an error if @name does not exist. */
static gboolean
read_text (const char *name, char **text, gsize *length, GError **error)
{
  g_autoptr (GError) read_error = NULL;
  GStatBuf info = { 0 };

  if (g_stat (name, &info) == 0 && !S_ISREG (info.st_mode))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("%s is not a file"), name);

  if (info.st_size > MAX_SIZE)
    return too_large (name, error);

  if (g_file_get_contents (name, text, length, &read_error))
    return TRUE;

  if (!g_error_matches (read_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The settings cannot be read: %s"),
                    read_error->message);

  return FALSE;
}

/**
 * mq_config_load:
 * @path: (nullable): the only file to read, which must exist; %NULL reads preferences.json and then
 *   `$XDG_CONFIG_HOME/maquette/config.yaml`, which overrides it; both may be missing
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * If @path is the default config.yaml, it is read as with %NULL.
 *
 * Returns: (transfer full) (nullable): the settings, with defaults for missing keys
 */
MqConfig *
mq_config_load (const char *path, GError **error)
{
  g_autofree char *usual = mq_paths_get_config_file ();
  g_autofree char *name = g_strdup (path != NULL ? path : usual);
  g_autofree char *text = NULL;
  g_autoptr (GError) read_error = NULL;
  g_autoptr (MqConfig) config = NULL;
  gsize length = 0;

  /* A preferences.json that cannot be read is a reported problem, not an error. */
  if (g_str_equal (name, usual))
    {
      g_autofree char *preferences = mq_paths_get_preferences_file ();
      g_autofree char *values = NULL;
      g_autoptr (GError) problem = NULL;

      if (read_text (preferences, &values, &length, &problem))
        config = mq_config_parse_preferences (preferences, values, length, &problem);
      if (config == NULL)
        config = mq_config_new ();
      if (problem != NULL)
        {
          problem->message[strcspn (problem->message, "\n")] = '\0';
          config->problem = g_strdup_printf (
              /* Translators: the first %s is the problem, with the name of the file */
              _ ("%s\nAll settings from Preferences are ignored. The next change in Preferences "
                 "replaces "
                 "the file."),
              problem->message);
        }
    }
  else
    config = mq_config_new ();

  if (!read_text (name, &text, &length, &read_error))
    {
      if (path == NULL && read_error == NULL)
        return g_steal_pointer (&config);

      if (read_error == NULL)
        g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, _ ("The settings cannot be read: %s"),
                     name);
      else
        g_propagate_error (error, g_steal_pointer (&read_error));
      return NULL;
    }

  if (!read_over (config, FALSE, name, text, length, error))
    return NULL;

  config->path = g_steal_pointer (&name);
  return g_steal_pointer (&config);
}
