/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelMemory, see mq-model-memory.h. */
#include "service/models/mq-model-memory.h"

#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_SIZE (256 * 1024)
/* More models than anybody tests; the file is cleared when it exceeds this. */
#define MAX_MODELS 500

struct _MqModelMemory
{
  char *path;
  JsonObject *models; /* name and address → {"pictures", "tools", "schema"} */
};

void
mq_model_memory_free (MqModelMemory *self)
{
  g_free (self->path);
  json_object_unref (self->models);
  g_free (self);
}

/* @path: a file, which need not exist. Returns: (transfer full): the abilities stored in it */
MqModelMemory *
mq_model_memory_new (const char *path)
{
  MqModelMemory *self = g_new0 (MqModelMemory, 1);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) read = NULL;
  gsize length = 0;

  self->path = g_strdup (path);
  if ((text = mq_files_load (path, MAX_SIZE, &length, NULL)) != NULL)
    read = mq_json_parse_object (text, (gssize)length, NULL);
  self->models = read != NULL ? mq_json_copy_object (read) : json_object_new ();
  return self;
}

static char *
name_choice (const MqModelChoice *choice)
{
  g_autofree char *name = mq_model_choice_dup_name (choice);

  return g_strconcat (name, " ", choice->base_url, NULL);
}

static MqModelAbility
read_ability (JsonObject *found, const char *key)
{
  if (found == NULL || !json_object_has_member (found, key))
    return MQ_MODEL_ABILITY_AUTO;

  return mq_json_get_boolean (found, key, FALSE) ? MQ_MODEL_ABILITY_YES : MQ_MODEL_ABILITY_NO;
}

/* @found: (nullable): `{"pictures", "tools", "schema"}`, of a test or from the file. Returns:
 * the abilities; those that it does not have are unknown */
MqModelFindings
mq_model_findings_read (JsonObject *found)
{
  return (MqModelFindings){ read_ability (found, "pictures"), read_ability (found, "tools"),
                            read_ability (found, "schema") };
}

/* Returns: its known abilities */
MqModelFindings
mq_model_memory_get (MqModelMemory *self, const MqModelChoice *choice)
{
  g_autofree char *name = name_choice (choice);

  return mq_model_findings_read (mq_json_get_object (self->models, name));
}

static DexFuture *
replaced_cb (DexFuture *replaced, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (replaced, &error) == NULL)
    g_warning ("What was found out about a model is not kept: %s", error->message);
  return dex_future_new_true ();
}

/* Returns: (transfer full): resolves to %TRUE */
DexFuture *
mq_model_memory_put (MqModelMemory *self, const MqModelChoice *choice, const MqModelFindings *known)
{
  const struct
  {
    const char *key;
    MqModelAbility ability;
  } abilities[] = {
    { "pictures", known->pictures },
    { "tools", known->tools },
    { "schema", known->schema },
  };
  g_autofree char *name = name_choice (choice);
  JsonObject *found = json_object_new ();
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *folder = NULL;
  char *text;

  for (gsize i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (abilities[i].ability != MQ_MODEL_ABILITY_AUTO)
      json_object_set_boolean_member (found, abilities[i].key,
                                      abilities[i].ability == MQ_MODEL_ABILITY_YES);

  if (json_object_get_size (self->models) >= MAX_MODELS)
    {
      json_object_unref (self->models);
      self->models = json_object_new ();
    }
  json_object_set_object_member (self->models, name, found);

  folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  text = mq_json_object_to_string (self->models, TRUE);
  bytes = g_bytes_new_take (text, strlen (text));
  return dex_future_finally (
      dex_file_replace_contents_bytes (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION),
      replaced_cb, NULL, NULL);
}
