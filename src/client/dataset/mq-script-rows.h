/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts to learn from: each that a session's runs tried, with what was asked, whether it ran, and
 * what was measured (docs/using/dataset.md). Of one prompt, some failed and some ran. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

JsonArray *mq_script_rows_make (MqSession *session, GPtrArray *events) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_script_rows_load (MqLibrary *library, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
