/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSettingsCache: teams and models by settings, see mq-settings-cache.h. */
#include "service/program/mq-settings-cache.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/** Settings that are kept ready: people change them one after the other, and clients differ in few.
 */
#define MAX_ENTRIES 8
#define MAX_REPLAY_PATH 4096
/** Folders below a folder of kinds that are looked at for changes. */
#define MAX_DEPTH 3

struct _MqSettingsCache
{
  const MqOptions *options;
  MqKnowledge *knowledge;
  MqMakeTeams make_teams;
  GQueue names;        /* of the entries, the latest first */
  GHashTable *entries; /* name → MqServiceSettings */
};

void
mq_settings_cache_free (MqSettingsCache *self)
{
  g_object_unref (self->knowledge);
  g_queue_clear (&self->names);
  g_hash_table_unref (self->entries);
  g_free (self);
}

/* @options: (unowned): of the program; outlive the cache; @knowledge: what Blenders know; @func:
 * makes the teams. Returns: (transfer full): an empty cache */
MqSettingsCache *
mq_settings_cache_new (const MqOptions *options, MqKnowledge *knowledge, MqMakeTeams func)
{
  MqSettingsCache *self = g_new0 (MqSettingsCache, 1);

  self->options = options;
  self->knowledge = g_object_ref (knowledge);
  self->make_teams = func;
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

static MqServiceSettings *
make (MqSettingsCache *self, MqConfig *config, JsonObject *variables, const char *replay,
      const MqRunLimits *limits, GError **error)
{
  g_autoptr (MqModels) models = mq_models_new (config, variables, replay, error);
  g_autoptr (MqTeams) teams = NULL;

  if (models == NULL || !(teams = self->make_teams (self->options, models, self->knowledge, error)))
    return NULL;

  return mq_service_settings_new (models, teams, limits);
}

/* A service that reads its own settings refuses a model that they name wrongly: its operator is
 * there to mend it. @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable): what the
 * options of the program make */
MqServiceSettings *
mq_settings_cache_make_own (MqSettingsCache *self, GError **error)
{
  const MqOptions *options = self->options;

  g_autoptr (MqServiceSettings) own = make (self, options->config, NULL, options->replay,
                                            &options->limits, error);

  if (own != NULL && own->models->problem != NULL && !options->until_unused)
    {
      g_propagate_error (error, g_error_copy (own->models->problem));
      return NULL;
    }

  return g_steal_pointer (&own);
}

static void
stamp_file (const GStatBuf *info, guint64 *newest, guint *count)
{
  ++*count;
  *newest = MAX (*newest, (guint64)info->st_mtim.tv_sec * G_USEC_PER_SEC
                              + (guint64)info->st_mtim.tv_nsec / 1000);
}

/* When something in a folder changed last, and how much there is. */
static void
stamp_folder (const char *path, int depth, guint64 *newest, guint *count)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      GStatBuf info;

      if (g_lstat (child, &info) != 0)
        continue;

      stamp_file (&info, newest, count);
      if (S_ISDIR (info.st_mode) && depth < MAX_DEPTH)
        stamp_folder (child, depth + 1, newest, count);
    }
}

static char *
name_settings (MqSettingsCache *self, JsonObject *json)
{
  g_autofree char *text = mq_json_object_to_string (json, FALSE);
  guint64 newest = 0;
  guint count = 0;
  GStatBuf info;

  if (g_stat (self->options->model_memory, &info) == 0)
    stamp_file (&info, &newest, &count);
  for (gsize i = 0; self->options->kinds != NULL && self->options->kinds[i] != NULL; i++)
    stamp_folder (self->options->kinds[i], 1, &newest, &count);

  return g_strdup_printf ("%" G_GUINT64_FORMAT " %u %s", newest, count, text);
}

static MqServiceSettings *
make_from_json (MqSettingsCache *self, JsonObject *json, GError **error)
{
  JsonObject *groups = mq_json_get_object (json, "config");
  JsonObject *variables = mq_json_get_object (json, "variables");
  const char *replay = mq_json_get_string (json, "replay", NULL);
  g_autoptr (JsonObject) none = json_object_new ();
  g_autofree char *text = mq_json_object_to_string (groups != NULL ? groups : none, FALSE);
  g_autoptr (MqConfig) config = mq_config_parse ("settings", text, strlen (text), error);
  MqRunLimits limits;

  if (config == NULL)
    return NULL;

  if (replay != NULL && (!g_path_is_absolute (replay) || strlen (replay) > MAX_REPLAY_PATH))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“settings.replay” is the absolute path of a transcript");

  limits = mq_options_read_limits (config);
  limits.unattended_seconds = self->options->limits.unattended_seconds;
  return make (self, config, variables != NULL ? variables : none, replay, &limits, error);
}

/* A #MqFindSettings. @json: the member `settings` of a request; @cache: a #MqSettingsCache;
 * @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable): what they make */
MqServiceSettings *
mq_settings_cache_find (JsonObject *json, gpointer cache, GError **error)
{
  MqSettingsCache *self = cache;
  g_autofree char *name = name_settings (self, json);
  MqServiceSettings *settings = g_hash_table_lookup (self->entries, name);

  if (settings != NULL)
    return g_object_ref (settings);

  if (!(settings = make_from_json (self, json, error)))
    return NULL;

  /* A transcript gives each of its answers once: every run has its own. */
  if (json_object_has_member (json, "replay"))
    return settings;

  if (self->names.length == MAX_ENTRIES)
    g_hash_table_remove (self->entries, g_queue_pop_tail (&self->names));
  g_queue_push_head (&self->names, name);
  g_hash_table_insert (self->entries, g_steal_pointer (&name), g_object_ref (settings));
  return settings;
}
