/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPictureRole: what a user's picture is for. The command line, the composer and the messages
 * have it; the roles of a team get each picture named by it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_PICTURE_ROLE_NONE,
  MQ_PICTURE_ROLE_FRONT,
  MQ_PICTURE_ROLE_SIDE,
  MQ_PICTURE_ROLE_BACK,
  MQ_PICTURE_ROLE_TOP,
  MQ_PICTURE_ROLE_DETAIL,
  MQ_PICTURE_ROLE_TEXTURE,
  MQ_PICTURE_ROLE_STYLE,
  MQ_PICTURE_ROLE_DRAWING,
  MQ_PICTURE_ROLE_MARKS,
  MQ_N_PICTURE_ROLES,
} MqPictureRole;

const char *mq_picture_role_get_name (MqPictureRole self);
const char *mq_picture_role_get_meaning (MqPictureRole self);
MqPictureRole mq_picture_role_find (const char *name);
MqPictureRole mq_picture_role_guess (const char *file);
MqPictureRole mq_picture_role_parse (const char *argument, const char **file, gboolean *is_guess);

G_END_DECLS
