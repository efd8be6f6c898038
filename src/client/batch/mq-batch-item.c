/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of an item, see mq-batch-item.h; mq-batch-input.c reads the lines. */
#include "client/batch/mq-batch-input-private.h"

#include "client/dataset/mq-dataset.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include <string.h>

#define MAX_ID 100

static const char *const subjects[] = { "text", "image", "script", "kind" };

/* Windows opens a device by such a name, whatever comes after a dot: CON, aux.txt. */
static gboolean
is_device (const char *id)
{
  static const char *const devices[] = { "con", "prn", "aux", "nul", "com", "lpt" };
  g_autofree char *stem = g_ascii_strdown (id, (gssize)strcspn (id, "."));

  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    if (g_str_has_prefix (stem, devices[i]))
      return i < 4 ? stem[3] == '\0' : g_ascii_isdigit (stem[3]) && stem[4] == '\0';
  return FALSE;
}

/* A name that is one on each file system, and that no shell or option parser misunderstands. */
static gboolean
check_id (const char *id, GError **error)
{
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

  if (strspn (id, allowed) == strlen (id) && strlen (id) <= MAX_ID && g_ascii_isalnum (id[0])
      && !g_str_has_suffix (id, "."))
    return !is_device (id)
           || mq_fail (error, MQ_ERROR_BAD_INPUT,
                       "“id”: “%s” cannot be the name of a folder: on Windows it is a device", id);

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "“id”: “%s” cannot be the name of a folder: it has at most %d letters, digits, "
                  "“.”, “_” and “-”, and begins with a letter or a digit",
                  id, MAX_ID);
}

static gboolean
check_one_of (JsonObject *json, GError **error)
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    n += json_object_has_member (json, subjects[i]);
  if (n == 1)
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "It needs exactly one of “text”, “image”, “script” and “kind”; it has %s",
                  n == 0 ? "none" : "several");
}

static gboolean
check_goes_with (JsonObject *json, const char *member, const char *what, GError **error)
{
  return !json_object_has_member (json, member) || json_object_has_member (json, what)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” needs “%s”", member, what);
}

static gboolean
check_not_with (JsonObject *json, const char *member, const char *what, GError **error)
{
  return !json_object_has_member (json, member) || !json_object_has_member (json, what)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” does not go with “%s”", member, what);
}

static gboolean
check_exports (JsonObject *json, GError **error)
{
  JsonArray *exports = mq_json_get_array (json, "export");

  for (guint i = 0; i < mq_json_length (exports); i++)
    {
      JsonNode *wanted = json_array_get_element (exports, i);
      g_autofree char *problems = JSON_NODE_HOLDS_OBJECT (wanted)
                                      ? mq_json_schema_check (mq_json_schema_load ("export"),
                                                              wanted, TRUE)
                                      : NULL;
      g_autoptr (MqExportOptions) options = NULL;

      if (problems != NULL)
        mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", problems);
      else
        options = mq_batch_item_make_export (wanted, ".", error);
      if (options == NULL)
        {
          g_prefix_error (error, "“export[%u]”: ", i);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_data (JsonObject *json, GError **error)
{
  JsonObject *data = mq_json_get_object (json, "data");
  g_autoptr (MqDatasetOptions) options = data != NULL
                                             ? mq_dataset_options_new_from_json (data, error)
                                             : NULL;

  if (data == NULL || options != NULL)
    return TRUE;

  g_prefix_error (error, "“data”: ");
  return FALSE;
}

gboolean
mq_batch_item_check (JsonObject *json, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), json);
  g_autofree char *problems = mq_json_schema_check (mq_json_schema_load ("batch-item"), node, TRUE);

  if (problems != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", problems);

  return check_id (mq_json_get_string (json, "id", ""), error) && check_one_of (json, error)
         && check_goes_with (json, "parameters", "kind", error)
         && check_goes_with (json, "count", "parameters", error)
         && check_goes_with (json, "redraw", "count", error)
         && check_not_with (json, "script", "variants", error)
         && check_not_with (json, "script", "model", error)
         && check_not_with (json, "script", "team", error)
         && check_not_with (json, "refine", "variants", error)
         && check_not_with (json, "kind", "model", error) && check_exports (json, error)
         && check_data (json, error);
}

/* @wanted: a format, or an object with one, of `export`; @folder: where the file is written, as
 * `asset.SUFFIX`; @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable): the options
 * of the export */
MqExportOptions *
mq_batch_item_make_export (JsonNode *wanted, const char *folder, GError **error)
{
  g_autoptr (JsonObject) given = JSON_NODE_HOLDS_OBJECT (wanted)
                                     ? json_node_dup_object (wanted)
                                     : mq_json_new ("format:s", json_node_get_string (wanted));
  g_autoptr (MqExportOptions) made = mq_export_options_new_from_json (given, folder, FALSE, error);

  if (made == NULL)
    return NULL;

  g_free (made->path);
  made->path = g_strdup_printf ("%s/asset.%s", folder, made->format->suffix);
  made->replace = TRUE;
  return mq_export_options_check (made, error) ? g_steal_pointer (&made) : NULL;
}

/**
 * mq_batch_item_new:
 * @line: of the input, from 1
 * @json: with an `id`
 *
 * Returns: (transfer full): the item
 */
MqBatchItem *
mq_batch_item_new (guint line, JsonObject *json)
{
  MqBatchItem *self = g_new (MqBatchItem, 1);

  self->line = line;
  self->id = g_strdup (mq_json_get_string (json, "id", ""));
  self->text = mq_json_object_to_string (json, FALSE);
  return self;
}

/**
 * mq_batch_item_free:
 * @self: (transfer full): an item
 */
void
mq_batch_item_free (MqBatchItem *self)
{
  g_free (self->id);
  g_free (self->text);
  g_free (self);
}

/**
 * mq_batch_item_load:
 * @self: an item
 * @error: %MQ_ERROR_BAD_INPUT: the file was changed
 *
 * Returns: (transfer full) (nullable): its members
 */
JsonObject *
mq_batch_item_load (const MqBatchItem *self, GError **error)
{
  return mq_json_parse_object (self->text, -1, error);
}

/* @items: (element-type MqBatchItem): items. Returns: (transfer full): a line each */
char *
mq_batch_items_to_text (GPtrArray *items)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const MqBatchItem *item = items->pdata[i];

      g_string_append_printf (text, "%s\n", item->text);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Parsing each line would take most of the time in which a large batch finds all of it done. */
static MqBatchItem *
item_from_line (const char *line, gsize length, guint number)
{
  static const char begin[] = "{\"id\":\"";
  const char *id = line + strlen (begin);
  const char *end;
  MqBatchItem *item;

  if (length < strlen (begin) || !g_str_has_prefix (line, begin)
      || (end = memchr (id, '"', length - strlen (begin))) == NULL)
    return NULL;

  item = g_new (MqBatchItem, 1);
  item->line = number;
  item->id = g_strndup (id, (gsize)(end - id));
  item->text = g_strndup (line, length);
  return item;
}

/* @text: of mq_batch_items_to_text(); @error: %MQ_ERROR_BAD_INPUT. Returns: (transfer full)
 * (nullable) (element-type MqBatchItem): the items */
GPtrArray *
mq_batch_items_from_text (const char *text, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_batch_item_free);
  const char *end;

  for (const char *line = text; *line != '\0'; line = *end != '\0' ? end + 1 : end)
    {
      MqBatchItem *item;

      end = strchrnul (line, '\n');
      item = item_from_line (line, (gsize)(end - line), items->len + 1);
      if (item == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "Line %u of input.jsonl was changed",
                             items->len + 1);
      g_ptr_array_add (items, item);
    }

  return g_steal_pointer (&items);
}
