/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a drawing's file (PDF, SVG, DXF), which travel in the PNG that was drawn of it, in
 * one chunk of its own: from the client, which keeps and sends that PNG, to the service. They come
 * from a stranger's file, so both ends take them only if they are short, UTF-8 and without control
 * characters. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_PNG_TEXT_MAX: bytes of the words. */
#define MQ_PNG_TEXT_MAX (16 * 1024)
/** MQ_PNG_TEXT_HEAD: so many bytes of a PNG at most have them. */
#define MQ_PNG_TEXT_HEAD (MQ_PNG_TEXT_MAX + 128)

char *mq_png_text_read (const guint8 *data, gsize length) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mq_png_text_replace (GBytes *picture, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
