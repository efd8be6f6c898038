/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A menu at the pointer: one popover for each widget that has them, made when it is opened first.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_context_menu_pop_up (GtkPopover **menu, GtkWidget *parent, GMenuModel *model,
                             const GdkRectangle *at);

G_END_DECLS
