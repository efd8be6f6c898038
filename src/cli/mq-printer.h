/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPrinter: prints a run's events, as rows for people or as JSON lines for programs. Used by the
 * run command and MqInteractiveLoop. */
#pragma once

#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

typedef struct _MqPrinter MqPrinter;

MqPrinter *mq_printer_new (gboolean json) G_GNUC_WARN_UNUSED_RESULT;
void mq_printer_free (MqPrinter *self);
void mq_printer_event (MqPrinter *self, MqRunEvent *event);
void mq_printer_print_line (MqPrinter *self, const char *text);
void mq_printer_prompt (MqPrinter *self, const char *question);

void mq_printer_write_json (MqRunEvent *event, guint variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqPrinter, mq_printer_free)

G_END_DECLS
