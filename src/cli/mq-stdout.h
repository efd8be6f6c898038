/* Standard output that never blocks: when its reader stops reading, the run goes on and Ctrl+C is
 * heard. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void mq_stdout_open (void);
void mq_stdout_flush (void);
void mq_stdout_close (void);

G_END_DECLS
