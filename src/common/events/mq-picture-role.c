/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPictureRole, see mq-picture-role.h. */
#include "common/events/mq-picture-role.h"

#include <string.h>

/* The name on the wire and on disk; what the picture is, for a model; last words of file names. */
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
  [MQ_PICTURE_ROLE_DRAWING]
  = { "drawing", "a drawing with dimensions", { "drawing", "blueprint", NULL } },
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
 * Only the last word counts: `chair-front.png` shows the front, `side-table.png` shows no side. A
 * PDF and a DXF are drawings.
 *
 * Returns: the role that the name tells
 */
MqPictureRole
mq_picture_role_guess (const char *file)
{
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *stem = g_ascii_strdown (base, -1);
  char *dot = strrchr (stem, '.');
  char *word;

  if (dot != NULL && (g_str_equal (dot, ".pdf") || g_str_equal (dot, ".dxf")))
    return MQ_PICTURE_ROLE_DRAWING;
  if (dot != NULL)
    *dot = '\0';
  for (char *end = stem + strlen (stem); end > stem && !g_ascii_isalpha (end[-1]);)
    *--end = '\0';
  word = stem + strlen (stem);
  while (word > stem && (g_ascii_isalpha (word[-1]) || (word[-1] & 0x80) != 0))
    word--;

  for (guint role = 1; role < MQ_N_PICTURE_ROLES; role++)
    if (g_strv_contains (roles[role].words, word))
      return (MqPictureRole)role;

  return MQ_PICTURE_ROLE_NONE;
}

/**
 * mq_picture_role_parse:
 * @argument: `FILE` or `ROLE=FILE`; a file that is there with the whole name is meant
 * @file: (out) (transfer none): the file
 *
 * Returns: the role that is named, or else guessed
 */
MqPictureRole
mq_picture_role_parse (const char *argument, const char **file)
{
  const char *equals = strchr (argument, '=');
  g_autofree char *name = equals != NULL ? g_strndup (argument, equals - argument) : NULL;
  MqPictureRole role = mq_picture_role_find (name);

  *file = argument;
  if (role == MQ_N_PICTURE_ROLES || role == MQ_PICTURE_ROLE_NONE
      || g_file_test (argument, G_FILE_TEST_EXISTS))
    return mq_picture_role_guess (argument);

  *file = equals + 1;
  return role;
}
