/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPictureRole, see mq-picture-role.h. */
#include "common/events/mq-picture-role.h"

#include <string.h>

/* The name on the wire and on disk; what the picture is, for a model; words in names of files. */
static const struct
{
  const char *name;
  const char *meaning;
  const char *words[6];
} roles[MQ_N_PICTURE_ROLES] = {
  [MQ_PICTURE_ROLE_NONE] = { "", "", { NULL } },
  [MQ_PICTURE_ROLE_FRONT] = { "front", "the front", { "front", NULL } },
  [MQ_PICTURE_ROLE_SIDE] = { "side", "a side", { "side", "left", "right", NULL } },
  [MQ_PICTURE_ROLE_BACK] = { "back", "the back", { "back", "rear", "behind", NULL } },
  [MQ_PICTURE_ROLE_TOP] = { "top", "the top, from above", { "top", "above", NULL } },
  [MQ_PICTURE_ROLE_DETAIL] = { "detail", "a detail, near", { "detail", "closeup", NULL } },
  [MQ_PICTURE_ROLE_TEXTURE] = { "texture", "a texture or material", { "texture", NULL } },
  [MQ_PICTURE_ROLE_STYLE] = { "style", "the style only, not the object", { "style", NULL } },
  [MQ_PICTURE_ROLE_DRAWING] = { "drawing", "a drawing with dimensions", { NULL } },
  [MQ_PICTURE_ROLE_MARKS] = { "marks", "the last version, with the user's marks", { NULL } },
};

/**
 * mq_picture_role_get_name:
 *
 * Returns: its name in messages, "" for none; not translated
 */
const char *
mq_picture_role_get_name (MqPictureRole self)
{
  g_return_val_if_fail (self < MQ_N_PICTURE_ROLES, "");

  return roles[self].name;
}

/**
 * mq_picture_role_get_meaning:
 *
 * Returns: what such a picture shows, for a model; "" for none
 */
const char *
mq_picture_role_get_meaning (MqPictureRole self)
{
  g_return_val_if_fail (self < MQ_N_PICTURE_ROLES, "");

  return roles[self].meaning;
}

/**
 * mq_picture_role_find:
 * @name: (nullable): a name, as mq_picture_role_get_name()
 *
 * Returns: the role; %MQ_N_PICTURE_ROLES if there is no such role
 */
MqPictureRole
mq_picture_role_find (const char *name)
{
  guint role = 0;

  while (role < MQ_N_PICTURE_ROLES && g_strcmp0 (roles[role].name, name) != 0)
    role++;
  return (MqPictureRole)role;
}

/**
 * mq_picture_role_guess:
 * @file: the name of a picture's file
 *
 * The last word counts, and one before "view", "side" or "of": `chair-front.png` and `front view of
 * chair.jpg` show the front, `side-table.png` shows no side. No name makes a drawing, see
 * mq_reference_guess().
 *
 * Returns: the role that the name tells
 */
MqPictureRole
mq_picture_role_guess (const char *file)
{
  static const char *const followers[] = { "view", "side", "of", NULL };
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *stem = g_ascii_strdown (base, -1);
  char *dot = strrchr (stem, '.');
  MqPictureRole role = MQ_PICTURE_ROLE_NONE;
  MqPictureRole before = MQ_PICTURE_ROLE_NONE;
  g_auto (GStrv) words = NULL;

  if (dot != NULL)
    *dot = '\0';
  for (char *c = stem; *c != '\0'; c++)
    if (!g_ascii_isalpha (*c) && (*c & 0x80) == 0)
      *c = ' ';

  words = g_strsplit (g_strstrip (stem), " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (before != MQ_PICTURE_ROLE_NONE && g_strv_contains (followers, words[i]))
        role = before;
      before = MQ_PICTURE_ROLE_NONE;
      for (guint each = 1; each < MQ_N_PICTURE_ROLES; each++)
        if (g_strv_contains (roles[each].words, words[i]))
          before = (MqPictureRole)each;
    }

  return before != MQ_PICTURE_ROLE_NONE ? before : role;
}

/**
 * mq_picture_role_parse:
 * @argument: `FILE` or `ROLE=FILE`; a file that is there with the whole name is meant; the role
 *   `picture` is none
 * @file: (out) (transfer none): the file
 * @is_guess: (out): whether no role is named
 *
 * Returns: the role that is named, or else the one that the file's name tells
 */
MqPictureRole
mq_picture_role_parse (const char *argument, const char **file, gboolean *is_guess)
{
  const char *equals = strchr (argument, '=');
  g_autofree char *name = equals != NULL ? g_strndup (argument, equals - argument) : NULL;
  MqPictureRole role = g_strcmp0 (name, "picture") == 0 ? MQ_PICTURE_ROLE_NONE
                                                        : mq_picture_role_find (name);

  *is_guess = role == MQ_N_PICTURE_ROLES || *name == '\0'
              || g_file_test (argument, G_FILE_TEST_EXISTS);
  *file = *is_guess ? argument : equals + 1;
  return *is_guess ? mq_picture_role_guess (argument) : role;
}
