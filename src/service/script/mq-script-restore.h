/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a part of a script back as it was in an earlier version of it. */
#pragma once

#include "service/script/mq-script.h"

G_BEGIN_DECLS

gboolean mq_script_restore (MqScript *script, const char *then, const char *const *parts,
                            gint64 version, GError **error);

G_END_DECLS
