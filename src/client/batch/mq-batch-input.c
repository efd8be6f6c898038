/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the input of a batch: JSON lines, a table (CSV) with a header, or a prompt a line. The
 * first line says which. */
#include "client/batch/mq-batch-input-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

typedef enum
{
  INPUT_UNKNOWN,
  INPUT_JSON,
  INPUT_CSV,
  INPUT_PROMPTS,
} InputKind;

/* A file while it is read. */
typedef struct
{
  const char *name;
  InputKind kind;
  GStrv header; /* (nullable): of a table */
  GPtrArray *lines;
  GHashTable *ids; /* in lower case, to the numbers of their lines */
} Input;

static void
line_free (gpointer data)
{
  MqBatchLine *line = data;

  json_object_unref (line->json);
  g_free (line);
}

static InputKind
find_kind (const char *line)
{
  if (*line == '{')
    return INPUT_JSON;
  return mq_batch_csv_is_header (line) ? INPUT_CSV : INPUT_PROMPTS;
}

/* The id comes first, where it is found without parsing. One that is no text stays, for the check.
 */
static JsonObject *
with_id (JsonObject *json, guint number)
{
  g_autofree char *usual = g_strdup_printf ("item-%06u", number);
  JsonObject *with = mq_json_new ("id:s", mq_json_get_string (json, "id", usual));
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!g_str_equal (name, "id") || !JSON_NODE_HOLDS_VALUE (node)
        || json_node_get_value_type (node) != G_TYPE_STRING)
      json_object_set_member (with, name, json_node_copy (node));

  return with;
}

static JsonObject *
parse (Input *self, const char *line, guint number, GError **error)
{
  g_autoptr (JsonObject) json = NULL;

  if (self->kind == INPUT_JSON && mq_json_has_nul (line, strlen (line)))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "It has a NUL character (\\u0000), which no text can have");

  if (self->kind == INPUT_JSON)
    json = mq_json_parse_object (line, -1, error);
  else if (self->kind == INPUT_CSV)
    json = mq_batch_csv_read (self->header, line, error);
  else
    json = mq_json_new ("text:s", line);

  return json != NULL ? with_id (json, number) : NULL;
}

static gboolean
add_id (Input *self, const char *id, guint number, GError **error)
{
  g_autofree char *key = g_ascii_strdown (id, -1);
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, key));

  if (first > 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“id”: line %u is called “%s”, too", first, id);

  g_hash_table_insert (self->ids, g_steal_pointer (&key), GUINT_TO_POINTER (number));
  return TRUE;
}

static gboolean
add_line (Input *self, const char *line, guint number, GError **error)
{
  g_autoptr (JsonObject) json = NULL;
  MqBatchLine *made;

  if (!g_utf8_validate (line, -1, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "It is not UTF-8 text");

  if (self->kind == INPUT_UNKNOWN && (self->kind = find_kind (line)) == INPUT_CSV)
    {
      self->header = mq_text_split_csv (line, ',');
      return TRUE;
    }

  if (!(json = parse (self, line, number, error)) || !mq_batch_item_check (json, error)
      || !add_id (self, mq_json_get_string (json, "id", ""), number, error))
    return FALSE;

  made = g_new (MqBatchLine, 1);
  *made = (MqBatchLine){ number, g_steal_pointer (&json) };
  g_ptr_array_add (self->lines, made);
  return TRUE;
}

/* Errors of the first lines that have one: all are to be mended before anything runs. */
#define MAX_TOLD 5

static void
tell (GString *told, guint *n_told, const char *name, guint number, const GError *error)
{
  g_autofree char *clean = mq_text_clean (error->message, 500);

  if ((*n_told)++ < MAX_TOLD)
    g_string_append_printf (told, "%s%s, line %u: %s", told->len > 0 ? "\n" : "", name, number,
                            g_strdelimit (clean, "\n", ' '));
}

/* @text is cut into lines. */
static gboolean
read_lines (Input *self, char *text, gsize length, GError **error)
{
  g_autoptr (GString) told = g_string_new (NULL);
  guint n_told = 0;
  guint number = 0;
  char *end;

  for (char *line = text; line < text + length; line = end + 1)
    {
      g_autoptr (GError) problem = NULL;
      gsize bytes;

      number++;
      end = memchr (line, '\n', (gsize)(text + length - line));
      if (end == NULL)
        end = text + length;
      bytes = (gsize)(end - line);
      *end = '\0';

      if (bytes > MQ_BATCH_MAX_LINE)
        g_set_error (&problem, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                     "It has %zu bytes; at most %d are read", bytes, MQ_BATCH_MAX_LINE);
      else if (strlen (line) != bytes)
        g_set_error_literal (&problem, MQ_ERROR, MQ_ERROR_BAD_INPUT, "It has a NUL byte");
      else if (*g_strstrip (line) != '\0')
        add_line (self, line, number, &problem);

      if (problem != NULL)
        tell (told, &n_told, self->name, number, problem);
      if (self->lines->len > MQ_BATCH_MAX_ITEMS)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s has more than %d items", self->name,
                        MQ_BATCH_MAX_ITEMS);
    }

  if (n_told > MAX_TOLD)
    g_string_append_printf (told, "\nand %u more lines", n_told - MAX_TOLD);
  if (n_told > 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "%s\nNothing was run; docs/batch.md describes a line", told->str);

  return self->lines->len > 0
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "There is no item in %s", self->name);
}

/**
 * mq_batch_lines_read:
 * @name: of the input, for errors
 * @text: its content
 * @length: of @text, in bytes
 * @error: %MQ_ERROR_BAD_INPUT, which names lines and members
 *
 * Returns: (transfer full) (nullable) (element-type MqBatchLine): its items, checked
 */
GPtrArray *
mq_batch_lines_read (const char *name, const char *text, gsize length, GError **error)
{
  static const char mark[] = "\xef\xbb\xbf"; /* of editors that begin UTF-8 with one */
  gsize skip = length >= 3 && memcmp (text, mark, 3) == 0 ? 3 : 0;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *copy = g_malloc (length - skip + 1);
  Input self = { .name = name, .lines = lines, .ids = ids };
  gboolean good;

  memcpy (copy, text + skip, length - skip);
  good = read_lines (&self, copy, length - skip, error);
  g_strfreev (self.header);
  return good ? g_steal_pointer (&lines) : NULL;
}
