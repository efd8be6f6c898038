/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The help: a window of its own with the pages of data/help, so that one can read while one works.
 * Used by MqApplication. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_help_present (GtkWindow *parent);

G_END_DECLS
