/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPictureStrip: three to five renders in a row, as the width allows, each whole on a grey
 * background. Used by MqVersionCard. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MQ_TYPE_PICTURE_STRIP (mq_picture_strip_get_type ())
G_DECLARE_FINAL_TYPE (MqPictureStrip, mq_picture_strip, MQ, PICTURE_STRIP, GtkWidget)

void mq_picture_strip_set_pictures (MqPictureStrip *self, GStrv paths, guint n_cells);

G_END_DECLS
