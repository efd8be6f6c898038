/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The exit status and the message of an error that ends the program. Used by main() and the
 * run command. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

G_END_DECLS
