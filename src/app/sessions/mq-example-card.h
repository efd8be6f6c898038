/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A button with a picture of an asset and its words, which writes a message into the composer. Used
 * by the page of an empty conversation and by the dialog of all kinds. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *mq_example_card_new (GdkTexture *picture, const char *words, const char *message);

G_END_DECLS
