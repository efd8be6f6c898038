/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a batch: the reader of its lines, and their checks; see mq-batch-item.h. */
#include "client/batch/mq-batch-item.h"

#include "common/base/mq-written-number.h"
#include "client/dataset/mq-dataset.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"

#include <string.h>

#define MAX_ID 100
/* Errors of the first lines that have one: all are to be mended before anything runs. */
#define MAX_TOLD 5

/* A batch as a table: RFC 4180 without line breaks in fields. Columns are members of an item;
 * `parameters.NAME` and `tags.NAME` are members of these, and lists are written with “|”. */

/**
 * Column:
 * @is_list: its values have “|” between them
 */
typedef struct
{
  const char *name;
  gboolean is_number;
  gboolean is_list;
} Column;

static const Column columns[] = {
  { "id", FALSE, FALSE },      { "text", FALSE, FALSE },       { "image", FALSE, FALSE },
  { "script", FALSE, FALSE },  { "kind", FALSE, FALSE },       { "team", FALSE, FALSE },
  { "model", FALSE, FALSE },   { "refine", FALSE, TRUE },      { "export", FALSE, TRUE },
  { "variants", TRUE, FALSE }, { "seed", TRUE, FALSE },        { "renders", TRUE, FALSE },
  { "count", TRUE, FALSE },    { "parameters.", TRUE, FALSE }, { "tags.", FALSE, FALSE },
  { "parts", FALSE, TRUE },    { "from", FALSE, FALSE },       { "unit", FALSE, FALSE },
  { "up", FALSE, FALSE },
};

typedef enum
{
  INPUT_UNKNOWN,
  INPUT_JSON,
  INPUT_CSV,
  INPUT_LINES,
} InputKind;

/* A file while it is read. */
typedef struct
{
  InputKind kind;
  GStrv header; /* (nullable): of a table */
  GPtrArray *lines;
  GHashTable *ids; /* in lower case, to the numbers of their lines */
} Input;

static void
input_clear (Input *self)
{
  g_strfreev (self->header);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Input, input_clear)

static const Column *
find_column (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_str_has_suffix (columns[i].name, ".")
            ? g_str_has_prefix (name, columns[i].name) && strlen (name) > strlen (columns[i].name)
            : g_str_equal (name, columns[i].name))
      return &columns[i];

  return NULL;
}

static gboolean
set_member (JsonObject *item, const Column *column, const char *name, const char *field,
            GError **error)
{
  const char *dot = strchr (column->name, '.');
  JsonObject *to = item;
  g_autoptr (GError) wrong = NULL;
  MqWrittenNumber number;

  if (dot != NULL)
    {
      g_autofree char *group = g_strndup (name, (gsize)(dot - column->name));

      if (!json_object_has_member (item, group))
        json_object_set_object_member (item, group, json_object_new ());
      to = mq_json_get_object (item, group);
      name += dot - column->name + 1;
    }

  if (column->is_list)
    {
      g_auto (GStrv) words = g_strsplit (field, "|", -1);

      for (gsize i = 0; words[i] != NULL; i++)
        g_strstrip (words[i]);
      json_object_set_array_member (to, name,
                                    mq_json_from_strings ((const char *const *)words, -1));
      return TRUE;
    }
  if (!column->is_number)
    {
      json_object_set_string_member (to, name, field);
      return TRUE;
    }

  if (!mq_written_number_take (field, NULL, TRUE, &number, &wrong))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s”: %s", name, wrong->message);
  if (dot == NULL && number.value == (double)(gint64)number.value)
    json_object_set_int_member (to, name, (gint64)number.value);
  else
    json_object_set_double_member (to, name, number.value);
  return TRUE;
}

/* Reads the input of a batch: JSON lines, a table (CSV) with a header, or a message a line. The
 * first line says which. */

static void
line_free (gpointer data)
{
  MqBatchLine *line = data;

  json_object_unref (line->json);
  g_free (line);
}

static JsonObject *
parse (Input *self, const char *line, guint number, GError **error)
{
  g_autoptr (JsonObject) json = NULL;
  g_autofree char *usual = NULL;
  JsonObject *with;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (self->kind == INPUT_JSON && mq_json_has_nul (line, strlen (line)))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "It has a NUL character (\\u0000), which no text can have");

  if (self->kind == INPUT_JSON && !(json = mq_json_parse_object (line, -1, error)))
    return NULL;
  if (self->kind == INPUT_LINES)
    json = mq_json_new ("text:s", line);
  if (self->kind == INPUT_CSV)
    {
      g_auto (GStrv) fields = mq_text_split_csv (line, ',');

      if (fields == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "A quote is not closed");
      if (g_strv_length (fields) != g_strv_length (self->header))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "It has %u fields, and the header %u",
                             g_strv_length (fields), g_strv_length (self->header));

      json = json_object_new ();
      for (gsize i = 0; fields[i] != NULL; i++)
        {
          const char *member = g_strstrip (self->header[i]);

          if (*g_strstrip (fields[i]) != '\0'
              && !set_member (json, find_column (member), member, fields[i], error))
            return NULL;
        }
    }

  /* The id comes first, where it is found without parsing. One that is no text stays, for the
   * check. */
  usual = g_strdup_printf ("item-%06u", number);
  with = mq_json_new ("id:s", mq_json_get_string (json, "id", usual));
  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!g_str_equal (name, "id") || !JSON_NODE_HOLDS_VALUE (node)
        || json_node_get_value_type (node) != G_TYPE_STRING)
      json_object_set_member (with, name, json_node_copy (node));

  return with;
}

static const char *const subjects[] = { "text", "image", "script", "kind", "from" };

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
batch_item_check (JsonObject *json, GError **error)
{
  /* A name that is one on each file system, and that no shell or option parser misunderstands. */
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  static const char *const devices[] = { "con", "prn", "aux", "nul", "com", "lpt" };
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), json);
  g_autofree char *problems = mq_json_schema_check (mq_json_schema_load ("batch-item"), node, TRUE);
  const char *id = mq_json_get_string (json, "id", "");
  g_autofree char *stem = g_ascii_strdown (id, (gssize)strcspn (id, "."));
  JsonArray *exports = mq_json_get_array (json, "export");
  JsonObject *data = mq_json_get_object (json, "data");
  g_autoptr (MqDatasetOptions) options = NULL;
  guint n = 0;

  if (problems != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", problems);

  if (strspn (id, allowed) != strlen (id) || strlen (id) > MAX_ID || !g_ascii_isalnum (id[0])
      || g_str_has_suffix (id, "."))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“id”: “%s” cannot be the name of a folder: it has at most %d letters (a to z, "
                    "A to Z), digits, “.”, “_” and “-”, and begins with such a letter or a digit",
                    id, MAX_ID);

  /* Windows opens a device by such a name, whatever comes after a dot: CON, aux.txt, com1. */
  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    if (g_str_has_prefix (stem, devices[i])
        && (i < 4 ? stem[3] == '\0' : g_ascii_isdigit (stem[3]) && stem[4] == '\0'))
      return mq_fail (error, MQ_ERROR_BAD_INPUT,
                      "“id”: “%s” cannot be the name of a folder: on Windows it is a device", id);

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    n += json_object_has_member (json, subjects[i]);
  if (n != 1)
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "It needs exactly one of “text”, “image”, “script”, “kind” and “from”; it has %s",
        n == 0 ? "none" : "several");
  if (!check_goes_with (json, "parameters", "kind", error)
      || !check_goes_with (json, "count", "parameters", error)
      || !check_goes_with (json, "redraw", "count", error)
      || !check_goes_with (json, "parts", "refine", error)
      || !check_goes_with (json, "unit", "from", error)
      || !check_goes_with (json, "up", "from", error)
      || !check_not_with (json, "from", "variants", error)
      || !check_not_with (json, "script", "variants", error)
      || !check_not_with (json, "script", "model", error)
      || !check_not_with (json, "script", "team", error)
      || !check_not_with (json, "refine", "variants", error)
      || !check_not_with (json, "kind", "model", error))
    return FALSE;

  for (guint i = 0; i < mq_json_length (exports); i++)
    {
      JsonNode *wanted = json_array_get_element (exports, i);
      g_autoptr (MqExportOptions) made = NULL;
      g_autofree char *wrong = NULL;

      if (JSON_NODE_HOLDS_OBJECT (wanted))
        wrong = mq_json_schema_check (mq_json_schema_load ("export"), wanted, TRUE);
      if (wrong != NULL)
        mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", wrong);
      else
        made = mq_batch_item_make_export (wanted, ".", error);
      if (made == NULL)
        {
          g_prefix_error (error, "“export[%u]”: ", i);
          return FALSE;
        }
    }

  options = data != NULL ? mq_dataset_options_new_from_json (data, error) : NULL;
  if (data == NULL || options != NULL)
    return TRUE;

  g_prefix_error (error, "“data”: ");
  return FALSE;
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
  made->path = made->engine != NULL
                   ? g_strdup_printf ("%s/%s/asset.%s", folder, made->engine, made->format->suffix)
                   : g_strdup_printf ("%s/asset.%s", folder, made->format->suffix);
  made->replace = TRUE;
  return mq_export_options_check (made, error) ? g_steal_pointer (&made) : NULL;
}

static gboolean
add_line (Input *self, const char *line, guint number, GError **error)
{
  g_autoptr (JsonObject) json = NULL;
  MqBatchLine *made;
  const char *id;
  g_autofree char *key = NULL;
  guint first;

  if (!g_utf8_validate (line, -1, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "It is not UTF-8 text");

  if (self->kind == INPUT_UNKNOWN && *line == '{')
    self->kind = INPUT_JSON;
  else if (self->kind == INPUT_UNKNOWN)
    {
      g_auto (GStrv) fields = mq_text_split_csv (line, ',');
      gboolean has_names = TRUE;
      gboolean says_what = FALSE;

      /* A message may have commas, too, but not only names of members between them. */
      for (gsize i = 0; has_names && fields != NULL && fields[i] != NULL; i++)
        {
          const Column *column = find_column (g_strstrip (fields[i]));

          has_names = column != NULL;
          if (has_names && strstr ("text image script kind from", column->name) != NULL)
            says_what = TRUE;
        }
      self->kind = has_names && says_what ? INPUT_CSV : INPUT_LINES;
      if (self->kind == INPUT_CSV)
        {
          self->header = g_steal_pointer (&fields);
          return TRUE;
        }
    }

  if (!(json = parse (self, line, number, error)) || !batch_item_check (json, error))
    return FALSE;

  id = mq_json_get_string (json, "id", "");
  key = g_ascii_strdown (id, -1);
  first = GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, key));
  if (first > 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“id”: line %u is called “%s”, too", first, id);

  g_hash_table_insert (self->ids, g_steal_pointer (&key), GUINT_TO_POINTER (number));

  made = g_new (MqBatchLine, 1);
  *made = (MqBatchLine){ number, g_steal_pointer (&json) };
  g_ptr_array_add (self->lines, made);
  return TRUE;
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
  const char *past = copy + length - skip;
  g_autoptr (GString) told = g_string_new (NULL);
  g_auto (Input) self = { .lines = lines, .ids = ids };
  guint n_told = 0;
  guint number = 0;
  char *end;

  memcpy (copy, text + skip, length - skip);
  for (char *line = copy; line < past; line = end + 1)
    {
      g_autoptr (GError) problem = NULL;
      g_autofree char *words = NULL;
      gsize bytes;

      number++;
      end = memchr (line, '\n', (gsize)(past - line));
      if (end == NULL)
        end = copy + length - skip;
      bytes = (gsize)(end - line);
      *end = '\0';

      if (bytes > MQ_BATCH_MAX_LINE)
        g_set_error (&problem, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                     "It has %zu bytes; at most %d are read", bytes, MQ_BATCH_MAX_LINE);
      else if (strlen (line) != bytes)
        g_set_error_literal (&problem, MQ_ERROR, MQ_ERROR_BAD_INPUT, "It has a NUL byte");
      else if (*g_strstrip (line) != '\0')
        add_line (&self, line, number, &problem);

      if (problem != NULL && n_told++ < MAX_TOLD)
        {
          words = mq_text_join_lines (problem->message, 500);
          g_string_append_printf (told, "%s%s, line %u: %s", told->len > 0 ? "\n" : "", name,
                                  number, words);
        }
      if (lines->len > MQ_BATCH_MAX_ITEMS)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s has more than %d items", name,
                             MQ_BATCH_MAX_ITEMS);
    }

  if (n_told > MAX_TOLD)
    g_string_append_printf (told, "\nand %u more lines", n_told - MAX_TOLD);
  if (n_told > 0)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "%s\nNothing was run; docs/using/batch.md describes a line", told->str);
  if (lines->len == 0)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "There is no item in %s", name);

  return g_steal_pointer (&lines);
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
