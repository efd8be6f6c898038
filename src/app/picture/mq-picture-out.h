/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_picture_offer(), _copy() and _save(): a picture as drag content, to the clipboard, or to a
 * file that the user chooses. Used by MqPictureView and MqGallery. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_picture_copy (GtkWidget *widget, const char *path);
void mq_picture_save (GtkWidget *widget, const char *path, const char *name);
GdkContentProvider *mq_picture_offer (const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
