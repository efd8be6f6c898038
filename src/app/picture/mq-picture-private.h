/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* State of the picture cache for tests and benchmarks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize mq_picture_cache_get_size (void); /* bytes of textures that are kept */
guint mq_picture_cache_get_n_waiting (void);

G_END_DECLS
