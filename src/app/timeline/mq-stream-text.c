/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqStreamText: the end of a streamed text, see mq-stream-text.h. */
#include "app/timeline/mq-stream-text.h"

#include "common/base/mq-text.h"

#include <string.h>

/* Bytes that are kept: more than a few lines of any width. Cut at twice that size. */
#define KEPT 1500
#define MAX_PIECE (64 * 1024)

/* Cuts at the start of a line if one is near, otherwise of a word. */
static void
trim (GString *tail)
{
  const char *from, *line;

  if (tail->len <= 2 * KEPT)
    return;

  from = g_utf8_find_next_char (tail->str + tail->len - KEPT - 1, NULL);
  line = strchr (from, '\n');
  if (line == NULL || line > from + KEPT / 2)
    line = strchr (from, ' ');
  g_string_erase (tail, 0, (line != NULL ? line + 1 : from) - tail->str);
}

/* Unescapes a script in a JSON string. The text may end in the middle of an escape. */
static char *
unescape (const char *text)
{
  static const struct
  {
    char letter;
    char means;
  } escapes[] = { { 'n', '\n' }, { 't', '\t' }, { '"', '"' }, { '\\', '\\' }, { '/', '/' } };
  g_autoptr (GString) plain = g_string_sized_new (KEPT);

  for (const char *p = text; *p != '\0'; p++)
    {
      gsize i = 0;

      if (*p == '\\' && p[1] == '\0')
        break;
      while (*p == '\\' && i < G_N_ELEMENTS (escapes) && escapes[i].letter != p[1])
        i++;
      if (*p != '\\' || i == G_N_ELEMENTS (escapes))
        {
          g_string_append_c (plain, *p);
          continue;
        }
      g_string_append_c (plain, escapes[i].means);
      p++;
    }

  return g_string_free_and_steal (g_steal_pointer (&plain));
}

/* Adds the members that people want to read of a plan or a judgement, one a line: names of parts,
 * words of requirements, evidence. One that is still coming waits for its end. */
static void
read_names (MqStreamText *self)
{
  static const char pattern[] = "\"(title|purpose|words|evidence|overall|summary)\"\\s*:\\s*"
                                "\"((?:[^\"\\\\]|\\\\.){1,300})\"";
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  const char *text = self->tail->str + self->tail->len - MIN (self->unread, self->tail->len);
  int end = 0;

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *value = g_match_info_fetch (match, 2);
      g_autofree char *name = unescape (value);

      if (self->names == NULL)
        self->names = g_string_new (NULL);
      g_string_append_printf (self->names, "%s\n", name);
      g_match_info_fetch_pos (match, 0, NULL, &end);
    }

  /* A member may still be coming. */
  self->unread = MIN (strlen (text + end), KEPT);
  if (self->names != NULL)
    {
      self->is_code = FALSE;
      trim (self->names);
    }
}

void
mq_stream_text_append (MqStreamText *self, const char *text)
{
  g_autofree char *clean = mq_text_clean (text, MAX_PIECE);

  if (self->tail == NULL)
    self->tail = g_string_new (NULL);
  if (!self->begun)
    {
      const char *first = clean + strspn (clean, " \t\r\n");

      /* The start of a text shows its format: JSON, or a fenced script. */
      if (*first != '\0')
        {
          self->begun = TRUE;
          self->is_json = *first == '{' || *first == '[' || g_str_has_prefix (first, "```json");
          self->is_code |= self->is_json;
        }
    }

  g_string_append (self->tail, clean);
  self->unread += strlen (clean);
  if (self->is_json)
    read_names (self);
  if (!self->is_code && self->names == NULL
      && (strstr (self->tail->str, "bpy.") != NULL || strstr (self->tail->str, "```") != NULL
          || strstr (self->tail->str, "\ndef ") != NULL))
    self->is_code = TRUE;
  trim (self->tail);
}

void
mq_stream_text_clear (MqStreamText *self)
{
  if (self->tail != NULL)
    g_string_free (self->tail, TRUE);
  if (self->names != NULL)
    g_string_free (self->names, TRUE);
  *self = (MqStreamText){ 0 };
}

/**
 * mq_stream_text_dup:
 * @self: the text so far
 *
 * Returns: (transfer full) (nullable): the end of it, without trailing blank lines; %NULL if it is
 *   empty, or JSON of which there is nothing to read yet
 */
char *
mq_stream_text_dup (const MqStreamText *self)
{
  g_autofree char *text = NULL;

  if (self->tail == NULL || !self->begun)
    return NULL;

  if (self->names != NULL)
    text = g_strdup (self->names->str);
  else if (!self->is_json)
    text = g_strdup (self->tail->str);
  else
    {
      const char *tail = self->tail->str;
      const char *script = strstr (tail, "\"script\"");

      /* JSON is nothing to read: of a form only the script in it, which is all that a long text's
       * end has. */
      if (script != NULL)
        script = strchr (script + strlen ("\"script\""), '"');
      if (script != NULL)
        text = unescape (script + 1);
      else
        text = unescape (strchr ("{[`", tail[strspn (tail, " \t\r\n")]) != NULL ? "" : tail);
    }
  g_strchomp (text);
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}
