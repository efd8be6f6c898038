/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of requirements, see mq-requirement-file.h. Each row remembers its line, in errors and in
 * the report. */
#include "common/requirement/mq-requirement-file.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_BYTES (1024 * 1024)

/* The columns of a table, which are the members of a requirement. */
static const char *const columns[] = { "words", "value",     "unit", "what", "of",
                                       "axis",  "at",        "to",   "is",   "to_axis",
                                       "each",  "tolerance", "text", NULL };

/* Gives a row where it stands, and what its words name. */
static gboolean
complete (JsonObject *row, const char *name, guint line, GError **error)
{
  g_autofree char *source = g_strdup_printf ("%s, line %u", name, line);

  json_object_set_string_member (row, "source", source);
  if (*mq_json_get_string (row, "of", "") == '\0')
    json_object_set_string_member (row, "of", "whole");
  if (json_object_has_member (row, "what"))
    return TRUE;
  if (mq_own_requirements_take_kind (row))
    return TRUE;
  if (!json_object_has_member (row, "value"))
    {
      json_object_set_string_member (row, "what", "look");
      return TRUE;
    }

  return mq_fail (
      error, MQ_ERROR_BAD_INPUT,
      "%s: “%.100s” does not say what is measured\nName it in “what” (and “of”, “axis”): "
      "%s",
      source, mq_json_get_string (row, "words", ""),
      "docs/extending/requirements.md has the kinds");
}

static gboolean
set_field (JsonObject *row, const char *column, char *field, char separator, GError **error)
{
  gboolean is_number = g_str_equal (column, "value") || g_str_equal (column, "tolerance");
  char *end = NULL;
  double number;

  if (g_str_equal (column, "each"))
    {
      json_object_set_boolean_member (row, column,
                                      g_ascii_strcasecmp (field, "true") == 0
                                          || g_str_equal (field, "1")
                                          || g_ascii_strcasecmp (field, "yes") == 0);
      return TRUE;
    }
  if (!is_number)
    {
      json_object_set_string_member (row, column, field);
      return TRUE;
    }

  number = g_ascii_strtod (separator == ',' ? field : g_strdelimit (field, ",", '.'), &end);
  if (end == field || *end != '\0')
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is “%.40s”, which is not a number%s", column,
                    field,
                    g_str_equal (column, "value") ? "; its unit has a column of its own" : "");
  json_object_set_double_member (row, column, number);
  return TRUE;
}

static JsonObject *
read_row (GStrv header, const char *line, char separator, GError **error)
{
  g_auto (GStrv) fields = mq_text_split_csv (line, separator);
  g_autoptr (JsonObject) row = json_object_new ();

  if (fields == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "a quote is not closed");
  if (g_strv_length (fields) > g_strv_length (header))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "it has %u fields, and the header %u",
                         g_strv_length (fields), g_strv_length (header));
  for (gsize i = 0; fields[i] != NULL; i++)
    if (*g_strstrip (fields[i]) != '\0' && !set_field (row, header[i], fields[i], separator, error))
      return NULL;

  return g_steal_pointer (&row);
}

/* @header: (transfer full). Returns: whether each field is a column */
static gboolean
check_header (GStrv header, const char *name, GError **error)
{
  g_autofree char *known = g_strjoinv (", ", (GStrv)columns);

  for (gsize i = 0; header != NULL && header[i] != NULL; i++)
    {
      g_autofree char *lower = g_utf8_strdown (g_strstrip (header[i]), -1);

      g_set_str (&header[i], lower);
      if (!g_strv_contains (columns, header[i]))
        return mq_fail (
            error, MQ_ERROR_BAD_INPUT,
            "%s, line 1: there is no column “%.40s”\nThe first line names the columns: %s", name,
            header[i], known);
    }

  return (header != NULL && g_strv_contains ((const char *const *)header, "words"))
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     "%s, line 1: the column “words” is missing\nThe first line names the columns: "
                     "%s",
                     name, known);
}

/* @text: is cut. Spreadsheets put “;” or a tab between fields where the comma is the decimal one.
 */
static gboolean
read_table (JsonArray *rows, const char *name, char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  char separator = strchr (*lines, '\t') != NULL ? '\t' : strchr (*lines, ';') != NULL ? ';' : ',';
  g_auto (GStrv) header = mq_text_split_csv (g_strchomp (*lines), separator);

  if (!check_header (header, name, error))
    return FALSE;

  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_autoptr (GError) fault = NULL;
      g_autoptr (JsonObject) row = NULL;

      if (*g_strchomp (lines[i]) == '\0')
        continue;
      if ((row = read_row (header, lines[i], separator, &fault)) == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s, line %u: %s", name, i + 1, fault->message);
      if (!complete (row, name, i + 1, error))
        return FALSE;
      json_array_add_object_element (rows, g_steal_pointer (&row));
    }

  return TRUE;
}

static void
on_object_end (JsonParser *parser, JsonObject *object, GHashTable *ends)
{
  g_hash_table_insert (ends, object, GUINT_TO_POINTER (json_parser_get_current_line (parser)));
}

static gboolean
read_json (JsonArray *rows, const char *name, const char *text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) ends = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) fault = NULL;
  g_autoptr (JsonNode) checked = mq_json_parse (text, -1, &fault);
  JsonNode *root;
  JsonArray *list;

  if (checked == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s: %s", name, fault->message);

  g_signal_connect (parser, "object-end", G_CALLBACK (on_object_end), ends);
  if (!json_parser_load_from_data (parser, text, -1, error))
    return FALSE;

  root = json_parser_get_root (parser);
  list = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root)
         : JSON_NODE_HOLDS_OBJECT (root)
             ? mq_json_get_array (json_node_get_object (root), "requirements")
             : NULL;
  if (list == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "%s: there is no list of requirements in it\n"
                    "[{\"words\": \"overall width\", \"value\": 120, \"unit\": \"mm\"}, …]",
                    name);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *one = mq_json_element_object (list, i);
      g_autoptr (JsonObject) row = NULL;

      if (one == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s: requirement %u is not an object", name,
                        i + 1);
      row = mq_json_copy_object (one);
      /* Plans have these. */
      json_object_remove_member (row, "seen");
      json_object_remove_member (row, "was");
      if (!complete (row, name, GPOINTER_TO_UINT (g_hash_table_lookup (ends, one)), error))
        return FALSE;
      json_array_add_object_element (rows, g_steal_pointer (&row));
    }

  return TRUE;
}

/**
 * mq_requirement_file_read:
 * @path: a list of requirements as JSON, or a table whose first line names its columns
 * @error: %MQ_ERROR_BAD_INPUT, which names the file and the line
 *
 * Returns: (transfer full) (nullable): the requirements as they are written, each with its
 *   `source`
 */
JsonArray *
mq_requirement_file_read (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = NULL;
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GError) trouble = NULL;
  GStatBuf info;
  gsize length = 0;
  char *begin;

  if (g_stat (path, &info) == 0 && (!S_ISREG (info.st_mode) || info.st_size > MAX_BYTES))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” is not a file of requirements: it is %s",
                         name, S_ISREG (info.st_mode) ? "larger than 1 MiB" : "not a file");
  if (!g_file_get_contents (path, &text, &length, &trouble))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "The requirements cannot be read: %s",
                         trouble->message);
  if (strlen (text) != length || !g_utf8_validate (text, -1, NULL))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“%s” is not UTF-8 text\nSave it as CSV in UTF-8, or as JSON", name);

  begin = g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text;
  if (!(strchr ("[{", begin[strspn (begin, " \t\r\n")]) != NULL
            ? read_json (rows, name, begin, error)
            : read_table (rows, name, begin, error))
      || !mq_own_requirements_check (rows, error))
    return NULL;
  if (json_array_get_length (rows) == 0)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s: there is no requirement in it", name);

  return g_steal_pointer (&rows);
}
