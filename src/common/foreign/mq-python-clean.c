/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes plain Python of what was copied out of a chat or a word processor, see mq-python-clean.h.
 * Only characters that Python refuses are changed, and only where they are code: strings and
 * comments keep theirs. A line stays on its line, so that errors name the user's own. */
#include "common/foreign/mq-python-clean.h"

#include "common/base/mq-error.h"
#include "common/script/mq-script-statements.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GString *out;
  GString *said; /* what was cleaned, as a list */
} Cleaner;

static void
note (Cleaner *self, const char *what)
{
  if (strstr (self->said->str, what) == NULL)
    g_string_append_printf (self->said, "%s%s", self->said->len > 0 ? ", " : "", what);
}

/* Returns: '"' or '\'' for a quote of any script, 0 for anything else */
static char
quote_of (gunichar c)
{
  return g_utf8_strchr ("\"“”„‟″＂", -1, c) != NULL  ? '"'
         : g_utf8_strchr ("'‘’‚‛′＇", -1, c) != NULL ? '\''
                                                     : '\0';
}

/* Python's own three quotes are alike; of a word processor's, each may be another. */
static gboolean
is_triple (const char *at, gunichar opener)
{
  for (guint i = 0; i < 3; i++, at = g_utf8_next_char (at))
    if (opener < 0x80 ? (guchar)*at != opener
                      : quote_of (g_utf8_get_char (at)) != quote_of (opener))
      return FALSE;

  return TRUE;
}

/* Returns: where the string ends whose content begins at @at; %NULL: not on its line, or not in the
 * text where three quotes began it. In Python's own quotes, all others are characters. */
static const char *
find_end (const char *at, gunichar opener, gboolean triple)
{
  gboolean low = opener == 0x201e || opener == 0x201a; /* „so“ */
  const char *straight = NULL;

  for (; *at != '\0' && (triple || *at != '\n'); at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\\' && at[1] != '\0')
        at++;
      else if (triple ? is_triple (at, opener) : c == opener && c < 0x80)
        return at;
      else if (triple || opener < 0x80 || quote_of (c) != quote_of (opener))
        continue;
      else if (c < 0x80)
        straight = straight != NULL ? straight : at;
      else if (g_utf8_strchr (low ? "„‚" : "“‘„‚", -1, c) != NULL)
        break; /* the next string */
      /* The apostrophe of ‘don’t’ is no end. */
      else if (c != 0x2019 || !g_unichar_isalnum (g_utf8_get_char (g_utf8_next_char (at))))
        return at;
    }

  return straight;
}

/* Writes a string between Python's own quotes. Returns: what follows it */
static const char *
clean_string (Cleaner *self, const char *at)
{
  gunichar opener = g_utf8_get_char (at);
  gboolean own = opener < 0x80;
  gboolean triple = is_triple (at, opener);
  const char *quotes = quote_of (opener) == '"' ? "\"\"\"" : "'''";
  gssize n = triple ? 3 : 1;
  const char *start = g_utf8_offset_to_pointer (at, n);
  const char *end = find_end (start, opener, triple);

  /* "Crate”: a word processor may change one of two quotes. */
  if (end == NULL && own && !triple)
    end = find_end (start, *quotes == '"' ? 0x201d : 0x2019, FALSE);
  if (end == NULL)
    {
      g_string_append_len (self->out, at, start - at);
      return start;
    }

  g_string_append_len (self->out, quotes, n);
  for (const char *c = start; c < end; c++)
    {
      /* Within curly quotes, a straight one is a character of the text: “6" nail”. */
      if (*c == *quotes && !own && !triple && c[-1] != '\\')
        g_string_append_c (self->out, '\\');
      g_string_append_c (self->out, *c);
    }
  g_string_append_len (self->out, quotes, n);
  if (!own || (guchar)*end >= 0x80)
    note (self, _ ("curly quotes"));
  return g_utf8_offset_to_pointer (end, n);
}

/* Empties all lines but those of the fenced block that is most like a whole script, the last one of
 * several. A text that begins with Python has its fences in a string. */
static char *
unfence (Cleaner *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint from = 0, rating = 0; /* of the block that is read; 0: none */
  guint start = 0, end = 0, best = 0;
  gsize indent;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean fence = g_str_has_prefix (lines[i] + strspn (lines[i], " \t"), "```");

      if (rating == 0 && end == 0 && !fence
          && (g_str_has_prefix (lines[i], "\"\"\"") || g_str_has_prefix (lines[i], "'''")
              || mq_script_statements_begin_at (lines[i])))
        break;
      if (fence && rating == 0)
        from = i, rating = 1;
      else if (fence)
        rating = 0;
      else if (rating > 0)
        rating |= (strstr (lines[i], "bpy") != NULL ? 2 : 0)
                  | (strstr (lines[i], "def build") != NULL ? 4 : 0);
      if (rating > 0 && rating >= best)
        best = rating, start = from, end = i + 1;
    }
  if (end == 0)
    return g_strdup (text);

  /* A block in a list is indented as its fences are. */
  indent = strspn (lines[start], " \t");
  for (guint i = 0; lines[i] != NULL; i++)
    if (i <= start || i >= end)
      *lines[i] = '\0';
    else if (strspn (lines[i], " \t") >= indent)
      memmove (lines[i], lines[i] + indent, strlen (lines[i] + indent) + 1);
  note (self, _ ("Markdown fences and the words around them"));
  return g_strjoinv ("\n", lines);
}

/**
 * mq_python_clean:
 * @text: Python as somebody hands it over, UTF-8
 * @said: (out) (optional) (nullable): what was cleaned, a sentence without full stop for the user;
 *   %NULL: nothing
 *
 * Takes the script out of Markdown fences (the last one with build(), if there are several), and
 * replaces what Python refuses and what is clear: byte order marks, invisible characters, no-break
 * spaces, curly quotes, dashes. All lines keep their numbers: what was around the fences is blank.
 *
 * Returns: (transfer full): the script
 */
char *
mq_python_clean (const char *text, char **said)
{
  g_autoptr (GString) list = g_string_new (NULL);
  Cleaner self = { g_string_sized_new (strlen (text)), list };
  g_autofree char *whole = unfence (&self, text);

  for (const char *at = whole; *at != '\0';)
    {
      gunichar c = g_utf8_get_char (at);
      gsize plain = c == '#' ? strcspn (at, "\n") : c < 0x80 && c != '"' && c != '\'';

      if (plain > 0)
        {
          g_string_append_len (self.out, at, (gssize)plain);
          at += plain;
        }
      else if (quote_of (c) != '\0')
        at = clean_string (&self, at);
      else
        {
          GUnicodeType type = g_unichar_type (c);

          at = g_utf8_next_char (at);
          /* Translators: these are what was cleaned out of a script, in a list: "Cleaned in the
           * script: …"
           */
          if (c == 0xfeff && self.out->len == 0)
            note (&self, _ ("a byte order mark"));
          else if (type == G_UNICODE_FORMAT)
            note (&self, _ ("invisible characters"));
          else if (type == G_UNICODE_SPACE_SEPARATOR || c == 0x2028 || c == 0x2029 || c == 0x85)
            {
              note (&self, _ ("no-break spaces"));
              g_string_append_c (self.out, type == G_UNICODE_SPACE_SEPARATOR ? ' ' : '\n');
            }
          /* And full-width signs, as Chinese and Japanese keyboards write them; letters are names.
           */
          else if (type == G_UNICODE_DASH_PUNCTUATION || c == 0x2212 || c == 0x2026
                   || (c > 0xff00 && c < 0xff5f && c != 0xff3f && !g_unichar_isalnum (c)))
            {
              note (&self, _ ("dashes and other typographic signs"));
              if (c > 0xff00)
                g_string_append_c (self.out, (char)(c - 0xfee0));
              else
                g_string_append (self.out, c == 0x2026 ? "..." : "-");
            }
          else
            g_string_append_unichar (self.out, c);
        }
    }

  if (said != NULL)
    *said = list->len > 0 ? g_strdup_printf (_ ("Cleaned in the script: %s"), list->str) : NULL;
  return g_string_free_and_steal (self.out);
}

/**
 * mq_python_decode:
 * @data: the bytes of a file
 * @length: how many
 * @encoding: (out): "UTF-8", "UTF-16" or "Windows-1252", of which Latin-1 is a part
 * @error: %MQ_ERROR_BAD_INPUT: it is not text
 *
 * Returns: (transfer full) (nullable): its text as UTF-8
 */
char *
mq_python_decode (const char *data, gsize length, const char **encoding, GError **error)
{
  const char *from = g_utf8_validate_len (data, length, NULL) ? "UTF-8" : "WINDOWS-1252";
  g_autofree char *text = NULL;
  gboolean is_wide;
  gboolean is_text;
  gsize size = 0;

  /* A mark or every second byte tells. */
  if (length >= 4 && length % 2 == 0)
    {
      if (memcmp (data, "\xff\xfe", 2) == 0 || (data[0] != '\0' && data[1] == '\0'))
        from = "UTF-16LE";
      else if (memcmp (data, "\xfe\xff", 2) == 0 || (data[0] == '\0' && data[1] != '\0'))
        from = "UTF-16BE";
    }

  is_wide = g_str_has_prefix (from, "UTF-16");
  text = g_convert (data, (gssize)length, "UTF-8", from, NULL, &size, NULL);
  is_text = text != NULL;
  for (gsize i = 0; is_text && i < size && !g_str_equal (from, "UTF-8"); i++)
    is_text = (guchar)text[i] >= 0x20
              || (text[i] != '\0' && strchr ("\t\n\v\f\r", text[i]) != NULL);
  if (!is_text)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("it is not text"));

  *encoding = is_wide ? "UTF-16" : *from == 'U' ? "UTF-8" : "Windows-1252";
  return g_strdup (is_wide && g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text);
}
