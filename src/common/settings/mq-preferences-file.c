/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer of preferences.json, see mq-preferences-file.h. Each group is an object, as in
 * config.yaml, and every value a string: `{"render": {"num_images": "4"}}`. The file is always
 * written as a whole. */
#include "common/settings/mq-preferences-file.h"

#include "common/settings/mq-config.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-thread.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_NAMES 3
#define ROLES "model.roles."

static DexFuture *
set_fiber (const char *path, const char *value)
{
  g_autofree char *name = mq_paths_get_preferences_file ();
  g_autofree char *folder = g_path_get_dirname (name);
  g_auto (GStrv) names = g_strsplit (path, ".", MAX_NAMES);
  g_autoptr (MqConfig) config = NULL;
  g_autoptr (MqConfig) readable = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) why = NULL;
  GError *error = NULL;
  g_autofd int lock = -1;
  JsonObject *group;
  int fd;
  gsize length;
  guint last = g_strv_length (names) - 1;

  if (!mq_paths_make_private (folder, &error))
    return dex_future_new_for_error (error);

  /* One writer at a time across processes. The lock is a file of its own, as this one is replaced.
   * Without a folder for it, there is none. */
  fd = dex_await_int (mq_thread_lock_runtime ("preferences.lock"), &why);
  lock = why == NULL ? fd : -1;
  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_TIMEOUT))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_READ_ONLY,
                                  _ ("The settings cannot be written: %s"), why->message);
  g_clear_error (&why);

  /* The current settings; an empty object if the file cannot be read, as the reader ignores it
   * then, too. */
  if (g_file_get_contents (name, &before, &length, NULL))
    config = mq_config_parse_preferences (name, before, length, NULL);
  object = config != NULL ? mq_json_parse_object (before, (gssize)length, NULL)
                          : json_object_new ();

  group = object;
  for (guint i = 0; i < last; i++)
    {
      if (mq_json_get_object (group, names[i]) == NULL)
        json_object_set_object_member (group, names[i], json_object_new ());
      group = mq_json_get_object (group, names[i]);
    }
  if (value != NULL)
    json_object_set_string_member (group, names[last], value);
  else if (json_object_has_member (group, names[last]))
    json_object_remove_member (group, names[last]);

  after = mq_json_object_to_string (object, TRUE);
  if (g_strcmp0 (before, after) == 0)
    return dex_future_new_true ();

  /* One character that the reader rejects would make the whole file malformed. */
  readable = mq_config_parse_preferences (name, after, strlen (after), &error);
  if (readable == NULL)
    return dex_future_new_for_error (error);

  if (g_file_set_contents_full (name, after, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &why))
    return dex_future_new_true ();

  return dex_future_new_reject (MQ_ERROR,
                                g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOSPC)
                                    ? MQ_ERROR_NO_SPACE
                                    : MQ_ERROR_READ_ONLY,
                                _ ("The settings cannot be written: %s"), why->message);
}

/**
 * mq_preferences_file_set_later:
 * @path: a key of the settings ("render.num_images"), or `model.roles.ROLE`
 * @value: (nullable): its value as text ("5", "true", "/opt/blender/blender"); %NULL for the
 * default
 *
 * Changes one setting, on a thread of the pool. The file is created if missing, replaced
 * atomically, and accessible by this user only (0600); on an error it is unchanged. A file that
 * cannot be read is replaced.
 *
 * Returns: (transfer full): resolves to %TRUE when it is written; rejects with %MQ_ERROR_BAD_INPUT
 *   if @value is invalid, %MQ_ERROR_READ_ONLY, %MQ_ERROR_NO_SPACE
 */
DexFuture *
mq_preferences_file_set_later (const char *path, const char *value)
{
  g_autofree char *why_not = NULL;
  MqConfigKey key;
  gboolean is_key = mq_config_key_find (path, &key);
  double number;

  dex_return_error_if_fail (is_key || g_str_has_prefix (path, ROLES));

  /* The reader would find the same problems, but its messages name the file. */
  if (value != NULL && !g_utf8_validate (value, -1, NULL))
    why_not = g_strdup_printf (_ ("“%s” must be text in UTF-8"), path);
  else if (value != NULL && is_key)
    mq_config_key_read (key, value, mq_config_key_get_info (key)->type >= MQ_CONFIG_TYPE_STRING,
                        &number, &why_not);
  else if (value != NULL && !mq_config_key_is_text (value, TRUE))
    why_not = g_strdup_printf (_ ("“%s” must be text"), path);
  if (why_not != NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s", why_not);

  return mq_fiber_spawn_on_thread (set_fiber, (G_TYPE_STRING, path), (G_TYPE_STRING, value));
}
