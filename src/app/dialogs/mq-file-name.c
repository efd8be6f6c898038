/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* File names for what the user saves of a version, see mq-file-name.h. */
#include "app/dialogs/mq-file-name.h"

#define MAX_CHARS 60 /* of the title; file systems allow 255 bytes */

/**
 * mq_file_name_make:
 * @title: (nullable): title of the asset; UTF-8
 * @version: the version's number; 0: the file is about all of them
 * @picture: the number of the picture, from 1; 0: no picture
 * @extension: with its dot, e.g. ".png"
 *
 * Returns: (transfer full): a name that is valid on every file system: "bar-stool-v2-1.png"
 */
char *
mq_file_name_make (const char *title, guint version, guint picture, const char *extension)
{
  g_autofree char *small = g_utf8_strdown (title != NULL ? title : "", -1);
  g_autofree char *whole = g_utf8_normalize (small, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  g_autoptr (GString) stem = g_string_new (NULL);
  const char *name;
  guint n = 0;

  /* Letters and digits of any script, a dash for each run of other characters. */
  for (const char *at = whole; at != NULL && *at != '\0' && n < MAX_CHARS;
       at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        g_string_append_unichar (stem, c);
      else if (stem->len > 0 && stem->str[stem->len - 1] != '-')
        g_string_append_c (stem, '-');
      else
        continue;
      n++;
    }
  if (stem->len > 0 && stem->str[stem->len - 1] == '-')
    g_string_truncate (stem, stem->len - 1);

  name = stem->len > 0 ? stem->str : "maquette";
  if (version == 0)
    return g_strconcat (name, extension, NULL);

  return picture > 0 ? g_strdup_printf ("%s-v%u-%u%s", name, version, picture, extension)
                     : g_strdup_printf ("%s-v%u%s", name, version, extension);
}
