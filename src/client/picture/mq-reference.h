/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A user's picture as it is sent to the team: decoded in a sandboxed process, shrunk, without
 * metadata; and whether it is a drawing. Used by the client's run and the composer. */
#pragma once

#include "client/picture/mq-drawing-guess.h"

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_reference_make (const char *path, guint max_side) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mq_reference_make_blocking (const char *path, guint max_side,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_reference_make_drawing (const char *path) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_reference_guess (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the metadata of a PNG or JPEG without decoding its pixels: location, names, texts (but
 * for mq-png-text.h), previews, profiles, and all that follows the picture. mq_reference_make() has
 * the result decoded before it is sent. */
GBytes *mq_reference_strip (const guint8 *data, gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
