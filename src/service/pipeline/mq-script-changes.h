/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Describes a user's changes to the script of a version. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_script_changes_describe (const char *before, const char *after) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
