/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRateLimit: at most so many requests a minute for each account, with the generic cell rate
 * algorithm (ITU-T I.371): one time for each account, no timer, and bursts of a minute's worth. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MqRateLimit MqRateLimit;

MqRateLimit *mq_rate_limit_new (guint per_minute);
void mq_rate_limit_free (MqRateLimit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRateLimit, mq_rate_limit_free)

guint mq_rate_limit_take (MqRateLimit *self, const char *key, gint64 now);
guint mq_rate_limit_get_size (MqRateLimit *self);

G_END_DECLS
