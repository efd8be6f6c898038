/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the administrator of a shared service, `maquette-service user` and `token`: words
 * and options, the service's database, the exit status. A verb of a command is a function. They may
 * run while the service does. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int mq_user_command (int argc, char **argv);
int mq_token_command (int argc, char **argv);

G_END_DECLS
