/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the open run of a session at a service, for `--attach`. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_open_runs_find (const char *server, const char *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
