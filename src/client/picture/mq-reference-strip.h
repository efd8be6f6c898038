/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes the metadata of a user's PNG or JPEG without decoding its pixels: location, names, texts,
 * previews, profiles, and all that follows the picture. Used by mq_reference_make(), which has the
 * result decoded before it is sent. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *mq_reference_strip (const guint8 *data, gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
