/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored form of an event: JSON text of a limited size. Private to client/library. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

char *mq_library_event_to_text (MqRunEvent *event) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
