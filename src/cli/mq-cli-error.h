/* How an error ends the program: its exit status, and what is said about it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MQ_EXIT_INTERRUPTED 130

int mq_cli_get_exit_status (const GError *error);
void mq_cli_report_error (const GError *error, gboolean json);

G_END_DECLS
