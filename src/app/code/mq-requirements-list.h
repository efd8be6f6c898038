/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_requirements_list_show(): the requirements of a version as a button with the rows of a list.
 * Used by MqCodeView. */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void mq_requirements_list_show (GtkListBox *list, GtkImage *image, GtkLabel *label,
                                GtkWidget *button, JsonArray *rows);

G_END_DECLS
