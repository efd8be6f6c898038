/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of the launcher when something cannot be done: a line on standard error, where MqProcess
 * reads it, and no Blender. Used by every file of the launcher. */
#pragma once

#define MQ_STOP_STATUS 125
/* As a shell reports a signal, which mq_process_get_signal() reads. */
#define MQ_STOP_OF_SIGNAL 128

_Noreturn void mq_stop_for (int error, const char *what);
_Noreturn void mq_stop (const char *what);
