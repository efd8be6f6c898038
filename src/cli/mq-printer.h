/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPrinter: prints a run's events, as rows for people or as JSON lines for programs. Used by the
 * run command and MqInteractiveLoop. */
#pragma once

#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

typedef struct _MqPrinter MqPrinter;

MqPrinter *mq_printer_new_human (void);
MqPrinter *mq_printer_new_json (void);
void mq_printer_free (MqPrinter *self);
/* An event of MqRun. */
void mq_printer_event (MqPrinter *self, MqRunEvent *event);
/* A line of the program's own, for people only. */
void mq_printer_print_line (MqPrinter *self, const char *text);
/* Asks the user: hides the live line and prints the prompt. */
void mq_printer_prompt (MqPrinter *self, const char *question);

/* One line on standard output: `event`, `variant` unless it is 0, then the members. */
void mq_printer_write_json (MqRunEvent *event, guint variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqPrinter, mq_printer_free)

/* The virtual functions of the two printers. */
typedef struct
{
  void (*event) (MqPrinter *self, MqRunEvent *event);
  void (*print_line) (MqPrinter *self, const char *text);
  void (*ask) (MqPrinter *self, const char *question);
  void (*free) (MqPrinter *self);
} MqPrinterKind;

struct _MqPrinter
{
  const MqPrinterKind *kind;
};

G_END_DECLS
