/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a passage is of use to who writes an asset's script: not lights, cameras, rendering,
 * animation and rigs, and operators only where they are asked for by name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_knowledge_fits_asset (const char *id, const char *covers);

G_END_DECLS
