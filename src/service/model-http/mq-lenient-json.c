/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lenient JSON, see mq-lenient-json.h: a recursive reader with a limit of depth. What it cannot
 * make sense of is no object; it never guesses a value. */
#include "service/model-http/mq-lenient-json.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX_DEPTH 32

/* @is_cut: the text ended inside of a value; what was complete before it counts. */
typedef struct
{
  const char *at;
  guint depth;
  gboolean is_cut;
} Reader;

static JsonNode *read_value (Reader *self);

static void
skip_space (Reader *self)
{
  for (;;)
    {
      const char *end;

      self->at += strspn (self->at, " \t\r\n\f");
      if (g_str_has_prefix (self->at, "//") || g_str_has_prefix (self->at, "# "))
        self->at += strcspn (self->at, "\n");
      else if (g_str_has_prefix (self->at, "/*"))
        self->at = (end = strstr (self->at, "*/")) != NULL ? end + 2 : self->at + strlen (self->at);
      else
        return;
    }
}

/* Four hexadecimal digits, or -1. */
static gint32
read_hex (const char *at)
{
  gint32 value = 0;

  for (gsize i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return -1;
      value = value * 16 + g_ascii_xdigit_value (at[i]);
    }

  return value;
}

static char *
read_string (Reader *self)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  g_autoptr (GString) text = g_string_new (NULL);
  char quote = *self->at++;

  while (*self->at != '\0' && *self->at != quote)
    {
      const char *escape;

      if (*self->at != '\\' || self->at[1] == '\0')
        {
          g_string_append_c (text, *self->at++);
          continue;
        }

      self->at += 2;
      if (self->at[-1] == 'u')
        {
          gint32 value = read_hex (self->at);
          gint32 low;

          /* After `\u`; a pair of surrogates is one character. */
          if (value < 0)
            g_string_append (text, "\\u");
          else
            {
              self->at += 4;
              if (value >= 0xd800 && value < 0xdc00 && self->at[0] == '\\' && self->at[1] == 'u'
                  && (low = read_hex (self->at + 2)) >= 0xdc00 && low < 0xe000)
                {
                  value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
                  self->at += 6;
                }
              g_string_append_unichar (text, value > 0 && g_unichar_validate ((gunichar)value)
                                                 ? (gunichar)value
                                                 : 0xfffd);
            }
        }
      else if ((escape = strchr (escapes, self->at[-1])) != NULL)
        g_string_append_c (text, meanings[escape - escapes]);
      else
        g_string_append_c (text, self->at[-1]);
    }

  if (*self->at == '\0')
    self->is_cut = TRUE;
  else
    self->at++;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A run of characters without quotes: a key, a number, a word. */
static char *
read_word (Reader *self)
{
  const char *start = self->at;

  while (g_ascii_isalnum (*self->at) || (*self->at != '\0' && strchr ("_.+-%", *self->at) != NULL))
    self->at++;
  return g_strndup (start, self->at - start);
}

/* Skips what stands between two elements; FALSE at the bracket that ends them, or at the end of the
 * text. */
static gboolean
has_next (Reader *self, char bracket)
{
  for (skip_space (self); *self->at == ','; skip_space (self))
    self->at++;

  if (*self->at == bracket)
    self->at++;
  else if (*self->at == '\0')
    self->is_cut = TRUE;
  else
    return TRUE;

  return FALSE;
}

static JsonObject *
read_object (Reader *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  self->at++;
  while (has_next (self, '}'))
    {
      gboolean is_quoted = *self->at == '"' || *self->at == '\'';
      g_autofree char *key = is_quoted ? read_string (self) : read_word (self);
      JsonNode *value;

      skip_space (self);
      if (*self->at == '\0')
        {
          self->is_cut = TRUE;
          break;
        }

      if (*key == '\0' || *self->at != ':')
        return NULL;

      self->at++;
      if ((value = read_value (self)) == NULL)
        {
          if (!self->is_cut)
            return NULL;
          break;
        }

      /* Half a sentence can be read, half a number is wrong. */
      if (self->is_cut && JSON_NODE_HOLDS_VALUE (value)
          && json_node_get_value_type (value) != G_TYPE_STRING)
        json_node_unref (value);
      else
        json_object_set_member (object, key, value);
    }

  return g_steal_pointer (&object);
}

/* NULL with is_cut: the text ended before the value. */
static JsonNode *
read_value (Reader *self)
{
  static const char *const words[] = { "true", "false", "null", "none", "nan", "undefined" };
  JsonNode *node = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonArray) array = NULL;
  gsize word = 0;
  gboolean is_integer;
  gint64 integer;
  double number;
  char *end;

  skip_space (self);
  if (*self->at == '\0' || self->depth >= MAX_DEPTH)
    {
      self->is_cut = *self->at == '\0';
      return NULL;
    }

  self->depth++;
  switch (*self->at)
    {
    case '{':
      if ((object = read_object (self)) != NULL)
        node = json_node_init_object (json_node_alloc (), object);
      break;

    case '[':
      array = json_array_new ();
      self->at++;
      while (array != NULL && has_next (self, ']'))
        {
          JsonNode *element = read_value (self);

          if (element == NULL)
            g_clear_pointer (&array, json_array_unref);
          else if (!self->is_cut)
            json_array_add_element (array, element);
          else
            json_node_unref (element);
        }
      if (array != NULL)
        node = json_node_init_array (json_node_alloc (), array);
      break;

    case '"':
    case '\'':
      text = read_string (self);
      node = json_node_init_string (json_node_alloc (), text);
      break;

    default:
      text = read_word (self);
      if (*text == '\0')
        break;

      /* A number may go on behind the end of the text. */
      self->is_cut |= *self->at == '\0';
      node = json_node_alloc ();
      while (word < G_N_ELEMENTS (words) && g_ascii_strcasecmp (text, words[word]) != 0)
        word++;
      errno = 0;
      integer = g_ascii_strtoll (text, &end, 10);
      is_integer = *end == '\0' && errno == 0;
      number = g_ascii_strtod (text, &end);
      if (word < 2)
        json_node_init_boolean (node, word == 0);
      else if (word < G_N_ELEMENTS (words))
        json_node_init_null (node);
      else if (is_integer)
        json_node_init_int (node, integer);
      else if (*end == '\0' && isfinite (number))
        json_node_init_double (node, number);
      else
        json_node_init_string (node, text);
    }

  self->depth--;
  return node;
}

/* @text: UTF-8 that begins with a brace; @length: (out): bytes that were read; @is_cut: (out):
 * the text ended inside of the object, which has the members that are complete, and of the last
 * the part that is there. Returns: (transfer full) (nullable): the object */
JsonObject *
mq_lenient_json_read (const char *text, gsize *length, gboolean *is_cut)
{
  Reader reader = { .at = text, .depth = 1 };
  JsonObject *object;

  g_return_val_if_fail (*text == '{', NULL);

  object = read_object (&reader);
  *length = (gsize)(reader.at - text);
  *is_cut = reader.is_cut;
  return object;
}
