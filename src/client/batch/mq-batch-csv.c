/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch as a table: RFC 4180 without line breaks in fields. Columns are members of an item;
 * `parameters.NAME` and `tags.NAME` are members of these, and lists are written with “|”. */
#include "client/batch/mq-batch-input-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

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
};

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

/* A prompt may have commas, too, but not only names of members between them. */
gboolean
mq_batch_csv_is_header (const char *line)
{
  g_auto (GStrv) fields = mq_text_split_csv (line, ',');
  gboolean says_what = FALSE;

  for (gsize i = 0; fields != NULL && fields[i] != NULL; i++)
    {
      const Column *column = find_column (g_strstrip (fields[i]));

      if (column == NULL)
        return FALSE;
      says_what = says_what || strstr ("text image script kind", column->name) != NULL;
    }

  return says_what;
}

static gboolean
set_member (JsonObject *item, const Column *column, const char *name, const char *field,
            GError **error)
{
  const char *dot = strchr (column->name, '.');
  JsonObject *to = item;
  double number = 0;
  char *end = NULL;

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

  number = g_ascii_strtod (field, &end);
  if (*end != '\0')
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is “%s”, which is not a number", name, field);
  if (dot == NULL && number == (double)(gint64)number)
    json_object_set_int_member (to, name, (gint64)number);
  else
    json_object_set_double_member (to, name, number);
  return TRUE;
}

JsonObject *
mq_batch_csv_read (GStrv header, const char *line, GError **error)
{
  g_auto (GStrv) fields = mq_text_split_csv (line, ',');
  g_autoptr (JsonObject) item = json_object_new ();

  if (fields == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "A quote is not closed");
  if (g_strv_length (fields) != g_strv_length (header))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "It has %u fields, and the header %u",
                         g_strv_length (fields), g_strv_length (header));

  for (gsize i = 0; fields[i] != NULL; i++)
    {
      const char *name = g_strstrip (header[i]);

      if (*g_strstrip (fields[i]) != '\0'
          && !set_member (item, find_column (name), name, fields[i], error))
        return NULL;
    }

  return g_steal_pointer (&item);
}
