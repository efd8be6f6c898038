/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The system call filter of the sandbox: denies calls that scripts do not need and attacks often
 * use. Used by the sandbox probe and MqInstance. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int mq_seccomp_open_filter (GError **error);

G_END_DECLS
