/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKeptRow: a session that is kept at the service, as a row of MqKeptDialog. */
#pragma once

#include "client/keep/mq-kept-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_KEPT_ROW (mq_kept_row_get_type ())
G_DECLARE_FINAL_TYPE (MqKeptRow, mq_kept_row, MQ, KEPT_ROW, AdwBin)

MqKeptRow *mq_kept_row_new (void);
void mq_kept_row_show (MqKeptRow *self, MqKeptSession *session, gboolean is_here);
const char *mq_kept_row_get_facts (MqKeptRow *self);

/* Title, or what stands for it. */
const char *mq_kept_row_name (MqKeptSession *session);

G_END_DECLS
