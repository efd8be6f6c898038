/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoder of untrusted pictures: a process without access to files or network, and with limited
 * memory. Blocks; call it on worker threads. */
#pragma once

#include <glycin.h>

G_BEGIN_DECLS

/**
 * MqPictureSizeFunc:
 * @width: px
 * @height: px
 * @user_data: the data given with the function
 * @error: return location
 *
 * Returns: whether a picture of that size is to be decoded
 */
typedef gboolean (*MqPictureSizeFunc) (guint64 width, guint64 height, gpointer user_data,
                                       GError **error);

GlyFrame *mq_picture_load_sandboxed (int fd, const char *name, MqPictureSizeFunc check_size,
                                     gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_picture_can_load_sandboxed (void);

G_END_DECLS
