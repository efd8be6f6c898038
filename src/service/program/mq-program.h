/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The service as a program: its options, and how its parts are put together around a team. */
#pragma once

#include "service/program/mq-settings-cache.h"

G_BEGIN_DECLS

int mq_program_run (int argc, char **argv, MqMakeTeams func);

G_END_DECLS
