/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A kept version measured again, as when it could not be measured while it was made. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

DexFuture *mq_measure_again (MqLibrary *library, MqSession *session, MqVersion *version,
                             const MqWorkerSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
