/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The first page of a PDF, an SVG or a DXF: drawn as a PNG, and its words, each by a program in a
 * sandbox of its own. Blocks. Used by the decoder of untrusted pictures. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int mq_picture_page_draw (int fd, const char *name, GError **error);
char *mq_picture_page_read_text (int fd, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
