/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_shortcuts_*(): all keyboard shortcuts in one table, set as accelerators and listed in a
 * dialog. Used by MqApplication. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void mq_shortcuts_install (GtkApplication *application);
AdwDialog *mq_shortcuts_new_dialog (void);

G_END_DECLS
