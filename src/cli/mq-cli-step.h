/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo, redo and going back to a version at the command line: without a run and without Blender.
 * Used by `change` and by the loop that asks what to change. */
#pragma once

#include "cli/mq-cli-context.h"
#include "cli/mq-printer.h"

G_BEGIN_DECLS

gboolean
mq_cli_take_step (MqCliContext *context, MqPrinter *printer, const char *words, GError **error);

G_END_DECLS
