/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words at the command line that need no run: undo, redo and going back to a version; and those
 * that set a pose, of which a picture is rendered. Used by `change` and by the loop that asks what
 * to change. */
#pragma once

#include "cli/mq-cli-context.h"
#include "cli/mq-printer.h"

G_BEGIN_DECLS

gboolean mq_cli_take_pose (MqCliContext *context, MqPrinter *printer, const char *words,
                           gboolean *is_taken, GError **error);
gboolean mq_cli_take_words (MqCliContext *context, MqPrinter *printer, const char *words,
                            gboolean *is_taken, GError **error);

G_END_DECLS
