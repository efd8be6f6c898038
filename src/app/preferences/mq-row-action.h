/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that assistive technologies can activate. Used by MqApplication. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void mq_row_action_install (void);

G_END_DECLS
