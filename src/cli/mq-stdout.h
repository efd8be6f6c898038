/* Non-blocking standard output: if its reader stops reading, the run continues and Ctrl+C works.
 * Used by main() and the commands. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void mq_stdout_open (void);
void mq_stdout_flush (void);
void mq_stdout_close (void);

G_END_DECLS
