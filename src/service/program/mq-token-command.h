/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command with which an administrator makes and ends tokens for machines: `maquette-service
 * token`. It may run while the service does. */
#pragma once

int mq_token_command (int argc, char **argv);
