/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The width of a small dialog, which grows with the size of text. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void mq_dialog_width_follow_text (AdwDialog *dialog);

G_END_DECLS
