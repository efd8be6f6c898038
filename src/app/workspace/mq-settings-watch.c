/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSettingsWatch, see mq-settings-watch.h. */
#include "app/workspace/mq-settings-watch.h"

#include "common/base/mq-paths.h"
#include "common/base/mq-signal.h"

/* Until a file that was changed is read. */
#define SETTLE_MS 100

struct _MqSettingsWatch
{
  GObject parent_instance;

  GFileMonitor *monitors[3]; /* (nullable): of config.yaml, of preferences.json, of @watched */
  char *watched;             /* (nullable): the file that config.yaml is, without links */
  guint source;
};

G_DEFINE_FINAL_TYPE (MqSettingsWatch, mq_settings_watch, G_TYPE_OBJECT)

static gboolean
on_settled (gpointer data)
{
  MqSettingsWatch *self = data;

  self->source = 0;
  g_signal_emit_by_name (self, "changed");
  return G_SOURCE_REMOVE;
}

/* An editor that renames a new file into place causes several events. */
static void
on_settings_file (MqSettingsWatch *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;

  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (SETTLE_MS, on_settled, self);
}

/* Watches no more. */
void
mq_settings_watch_stop (MqSettingsWatch *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  for (gsize i = 0; i < G_N_ELEMENTS (self->monitors); i++)
    {
      if (self->monitors[i] != NULL)
        g_file_monitor_cancel (self->monitors[i]);
      g_clear_object (&self->monitors[i]);
    }
}

/* Watches both files, and the one that a link in the place of config.yaml leads to; anew, if that
 * is another one now. @config_file: (nullable): another config.yaml */
void
mq_settings_watch_start (MqSettingsWatch *self, const char *config_file)
{
  g_autofree char *config = config_file != NULL ? g_strdup (config_file)
                                                : mq_paths_get_config_file ();
  g_autofree char *preferences = mq_paths_get_preferences_file ();
  g_autofree char *target = realpath (config, NULL);
  const char *paths[] = { config, preferences, target };

  if (self->monitors[0] != NULL && g_strcmp0 (target, self->watched) == 0)
    return;

  mq_settings_watch_stop (self);
  g_set_str (&self->watched, target);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GFile) file = paths[i] != NULL ? g_file_new_for_path (paths[i]) : NULL;

      if (file == NULL || (i == 2 && g_str_equal (target, config)))
        continue;

      /* If a folder cannot be watched, changes by other programs show up at the next reload. */
      self->monitors[i] = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
      if (self->monitors[i] != NULL)
        g_signal_connect_object (self->monitors[i], "changed", G_CALLBACK (on_settings_file), self,
                                 G_CONNECT_SWAPPED);
    }
}

static void
mq_settings_watch_finalize (GObject *object)
{
  MqSettingsWatch *self = MQ_SETTINGS_WATCH (object);

  mq_settings_watch_stop (self);
  g_free (self->watched);

  G_OBJECT_CLASS (mq_settings_watch_parent_class)->finalize (object);
}

static void
mq_settings_watch_class_init (MqSettingsWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_settings_watch_finalize;

  mq_signal_new (G_TYPE_FROM_CLASS (klass), "changed", 0);
}

static void
mq_settings_watch_init (MqSettingsWatch *self)
{
}
