/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a run in an archive: the lines of the library's record, without what belongs to one
 * computer. Private to client/share. */
#pragma once

#include "client/library/mq-library-merge.h"

G_BEGIN_DECLS

/**
 * MqSharePictureFunc:
 * @name: a picture of a message: for writing its path, for reading its name in the archive
 * @user_data: the data given with the function
 *
 * Returns: (transfer full) (nullable): its other name; %NULL leaves it out
 */
typedef char *(*MqSharePictureFunc) (const char *name, gpointer user_data);

void mq_share_record_add (GString *lines, MqRunEvent *event, MqSharePictureFunc func,
                          gpointer user_data);
void mq_share_record_hide (GString *lines, const char *path, const char *instead);
gboolean mq_share_record_read (MqRunCopy *run, const char *text, MqSharePictureFunc func,
                               gpointer user_data, GError **error);

G_END_DECLS
