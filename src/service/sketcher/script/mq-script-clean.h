/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a user's text fit for a docstring, a comment or a string of the script. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_script_clean (const char *text, gsize max_bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
