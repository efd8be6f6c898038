/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of users in scripts, see mq-script-clean.h. */
#include "service/sketcher/script/mq-script-clean.h"

/**
 * mq_script_clean:
 * @text: a user's text
 * @max_bytes: it is cut at a character after so many
 *
 * Returns: (transfer full): text for a docstring, a comment or a double-quoted string, on one line:
 *   without control, formatting (bidirectional and other invisible) and unassigned characters;
 *   quotes become ‘ and ”, backslashes ⧵
 */
char *
mq_script_clean (const char *text, gsize max_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);
  gboolean space = FALSE;

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      GUnicodeType type = g_unichar_type (character);

      if (g_unichar_isspace (character) || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        {
          space = clean->len > 0;
          continue;
        }
      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_UNASSIGNED
          || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_SURROGATE)
        continue;

      if (clean->len + 8 > max_bytes)
        {
          g_string_append (clean, " …");
          break;
        }
      if (space)
        g_string_append_c (clean, ' ');
      space = FALSE;
      if (character == '"')
        g_string_append (clean, "”");
      else if (character == '\'')
        g_string_append (clean, "’");
      else if (character == '\\')
        g_string_append (clean, "⧵");
      else
        g_string_append_unichar (clean, character);
    }

  return g_string_free_and_steal (clean);
}
