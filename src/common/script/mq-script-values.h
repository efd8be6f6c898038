/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Other values of a script's parameters, as people and programs write them: "SEAT_HEIGHT=45 cm".
 * Used by the command line and by tools. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_script_dup_with_values (const char *script, char **words,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
