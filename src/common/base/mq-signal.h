/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals as nearly all of ours are: they return nothing, and the class has no handler. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* @...: the number of parameters, and their types. Returns: the id of the signal */
#define mq_signal_new(type, name, ...)                                                             \
  g_signal_new (name, type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, __VA_ARGS__)

G_END_DECLS
