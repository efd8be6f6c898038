/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks that say which programs are connected now: the kernel drops one with the process that has
 * it. Taken by the server of a program, looked at by all that list programs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int mq_program_lock_take (const char *name) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_program_lock_is_taken (const char *name);

G_END_DECLS
