/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* `--check-config --online`: asks the database and the sign-in server that the settings name,
 * changes nothing, and says in a line what each of them answers. */
#pragma once

#include "common/settings/mq-config.h"

G_BEGIN_DECLS

int mq_online_check (MqConfig *config, const char *data);

G_END_DECLS
