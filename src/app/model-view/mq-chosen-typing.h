/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing while something is chosen: the words begin a message about it. Used by the views that show
 * what is chosen. */
#pragma once

#include "app/model/mq-selection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_chosen_typing_add (GtkWidget *widget, MqSelection *selection);

G_END_DECLS
