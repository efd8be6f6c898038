/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks an uploaded picture by its bytes alone, before anything decodes it: a format that is
 * accepted, of an accepted size, and nothing else in the same file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_uploaded_picture_check (GBytes *bytes, const char *type, GError **error);

G_END_DECLS
