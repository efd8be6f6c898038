/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPrinter: the common functions of both printers, and the JSON lines printer. */
#include "cli/mq-printer.h"

#include "cli/mq-stdout.h"

#include <stdio.h>

void
mq_printer_free (MqPrinter *self)
{
  self->kind->free (self);
}

void
mq_printer_event (MqPrinter *self, MqRunEvent *event)
{
  self->kind->event (self, event);
}

void
mq_printer_print_line (MqPrinter *self, const char *text)
{
  self->kind->print_line (self, text);
}

void
mq_printer_prompt (MqPrinter *self, const char *question)
{
  self->kind->ask (self, question);
}

/**
 * mq_printer_write_json:
 * @event: an event
 * @variant: the variant whose run it is of; 0: there are none
 *
 * Writes one line on standard output: `event`, `variant`, then the members.
 */
void
mq_printer_write_json (MqRunEvent *event, guint variant)
{
  g_autoptr (JsonObject) data = mq_run_event_encode (event);
  g_autoptr (JsonObject) line = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_set_string_member (line, "event", mq_run_event_get_name (event));
  if (variant > 0)
    json_object_set_int_member (line, "variant", variant);
  json_object_iter_init_ordered (&iter, data);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (line, name, json_node_copy (node));

  mq_stdout_print_json (line);
}

static void
json_event (MqPrinter *self, MqRunEvent *event)
{
  mq_printer_write_json (event, 0);
}

static void
json_print_line (MqPrinter *self, const char *text)
{
  fprintf (stderr, "%s\n", text);
}

static void
json_ask (MqPrinter *self, const char *question)
{
  fprintf (stderr, "%s", question);
}

static void
json_free (MqPrinter *self)
{
  g_free (self);
}

/**
 * mq_printer_new_json:
 *
 * Returns: (transfer full): a printer of JSON lines; text for people goes to standard error
 */
MqPrinter *
mq_printer_new_json (void)
{
  static const MqPrinterKind kind = { json_event, json_print_line, json_ask, json_free };
  MqPrinter *self = g_new0 (MqPrinter, 1);

  self->kind = &kind;
  return self;
}
