/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProgramRow: a program that has connected: whether it is there, what it may do, and the sessions
 * that it has worked in. Used by MqProgramsPage. */
#pragma once

#include "client/programs/mq-programs.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PROGRAM_ROW (mq_program_row_get_type ())
G_DECLARE_FINAL_TYPE (MqProgramRow, mq_program_row, MQ, PROGRAM_ROW, AdwExpanderRow)

void mq_program_row_show (MqProgramRow *self, MqProgramEntry *program, GListModel *conversations);

/* Signal: "failed": a change was not written, and has been shown; what is shown may be wrong. */

G_END_DECLS
