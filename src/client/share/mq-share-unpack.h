/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacks an archive that a stranger may have made into an empty folder, and checks all of it.
 * Private to client/share. */
#pragma once

#include "client/library/mq-library-merge.h"

G_BEGIN_DECLS

gboolean
mq_share_unpack (int fd, MqSessionCopy *session, GCancellable *cancellable, GError **error);

G_END_DECLS
