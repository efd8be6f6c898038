/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The format and size of a picture from its first bytes. The only parser of picture headers; the
 * library, the window and the service use it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean
mq_picture_sniff (const guint8 *data, gsize length, const char **mime, guint *width, guint *height);

G_END_DECLS
