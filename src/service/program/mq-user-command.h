/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command with which an administrator looks after the accounts of a shared service:
 * `maquette-service user`. It may run while the service does. */
#pragma once

int mq_user_command (int argc, char **argv);
