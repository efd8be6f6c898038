/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON writer, see mq-json.h. json-glib's generator is not used: it writes 0.46 as
 * 0.46000000000000002, and people read our reports and plans. */
#include "common/json/mq-json.h"

#include <math.h>
#include <string.h>

/* Lists of plain values up to this length are written on one line. */
#define MAX_LINE 80

static void write_node (GString *out, JsonNode *node, int indent);

static void
write_string (GString *out, const char *text)
{
  static const char escapes[] = {
    ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'
  };

  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      guchar c = *p;

      if (c < sizeof escapes && escapes[c] != 0)
        {
          g_string_append_c (out, '\\');
          g_string_append_c (out, escapes[c]);
        }
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, c);
    }
  g_string_append_c (out, '"');
}

/* @indent: columns, or -1 for everything on one line. */
static void
new_line (GString *out, int indent)
{
  if (indent < 0)
    return;

  g_string_append_c (out, '\n');
  for (int i = 0; i < indent; i++)
    g_string_append_c (out, ' ');
}

static int
deeper (int indent)
{
  return indent < 0 ? indent : indent + 2;
}

static void
write_array (GString *out, JsonArray *array, int indent)
{
  guint length = json_array_get_length (array);
  gboolean is_plain = indent >= 0;

  for (guint i = 0; i < length && is_plain; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      is_plain = JSON_NODE_HOLDS_VALUE (element) || JSON_NODE_HOLDS_NULL (element);
    }

  if (is_plain)
    {
      g_autoptr (GString) line = g_string_new ("[");

      for (guint i = 0; i < length && line->len <= MAX_LINE; i++)
        {
          g_string_append (line, i > 0 ? ", " : "");
          write_node (line, json_array_get_element (array, i), -1);
        }
      g_string_append_c (line, ']');

      if (line->len <= MAX_LINE)
        {
          g_string_append_len (out, line->str, line->len);
          return;
        }
    }

  g_string_append_c (out, '[');
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      new_line (out, deeper (indent));
      write_node (out, json_array_get_element (array, i), deeper (indent));
    }
  if (length > 0)
    new_line (out, indent);
  g_string_append_c (out, ']');
}

static void
write_object (GString *out, JsonObject *object, int indent)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      new_line (out, deeper (indent));
      write_string (out, name);
      g_string_append (out, indent < 0 ? ":" : ": ");
      write_node (out, node, deeper (indent));
    }
  if (!first)
    new_line (out, indent);
  g_string_append_c (out, '}');
}

static void
write_node (GString *out, JsonNode *node, int indent)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (out, json_node_get_object (node), indent);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array (out, json_node_get_array (node), indent);
  else if (JSON_NODE_HOLDS_VALUE (node))
    {
      GType type = json_node_get_value_type (node);

      if (type == G_TYPE_STRING)
        write_string (out, json_node_get_string (node) != NULL ? json_node_get_string (node) : "");
      else if (type == G_TYPE_BOOLEAN)
        g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      else if (type == G_TYPE_DOUBLE)
        {
          double value = json_node_get_double (node);
          char text[G_ASCII_DTOSTR_BUF_SIZE];

          /* The shortest text that parses to the same number, and not as an integer. */
          if (!isfinite (value))
            g_string_append (out, "null");
          else
            {
              g_ascii_formatd (text, sizeof text, "%.15g", value);
              if (g_ascii_strtod (text, NULL) != value)
                g_ascii_formatd (text, sizeof text, "%.16g", value);
              if (g_ascii_strtod (text, NULL) != value)
                g_ascii_formatd (text, sizeof text, "%.17g", value);

              g_string_append (out, text);
              if (strpbrk (text, ".e") == NULL)
                g_string_append (out, ".0");
            }
        }
      else
        g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
    }
  else
    g_string_append (out, "null");
}

/**
 * mq_json_object_to_string:
 * @object: any object; its strings must be UTF-8
 * @pretty: indented and ended by a line break, for files that people read
 *
 * Numbers are written in the shortest form that keeps their value; numbers that are not finite as
 * null.
 *
 * Returns: (transfer full): JSON text
 */
char *
mq_json_object_to_string (JsonObject *object, gboolean pretty)
{
  GString *out = g_string_new (NULL);

  write_object (out, object, pretty ? 0 : -1);
  if (pretty)
    g_string_append_c (out, '\n');
  return g_string_free_and_steal (out);
}

/**
 * mq_json_array_to_string:
 * @array: any array; its strings must be UTF-8
 * @pretty: as with mq_json_object_to_string()
 *
 * Returns: (transfer full): JSON text
 */
char *
mq_json_array_to_string (JsonArray *array, gboolean pretty)
{
  GString *out = g_string_new (NULL);

  write_array (out, array, pretty ? 0 : -1);
  if (pretty)
    g_string_append_c (out, '\n');
  return g_string_free_and_steal (out);
}
