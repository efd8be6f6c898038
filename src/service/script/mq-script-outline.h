/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Outline of a script for a model's prompt: parameters unchanged, functions as their heads
 * except for the relevant ones. Used by the roles of the model team. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_script_outline (const char *script, const char *const *whole) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
