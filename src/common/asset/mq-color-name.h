/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of colors for the user, in place of "#8a5a33". */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *mq_color_name_find (const char *color);
int mq_color_name_compare (const char *a, const char *b);

G_END_DECLS
