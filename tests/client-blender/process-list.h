/* A look at the process list: who is still there. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many processes have @text in their command line, this one excepted; zombies count too. */
guint process_list_count (const char *text);
/* The process inside a sandbox: the last descendant of @pid, 0 when there is none. */
GPid process_list_find_innermost (GPid pid);
/* Iterates the main context until none has @text, at most @seconds; whether that came to be. */
gboolean process_list_wait_gone (const char *text, guint seconds);

G_END_DECLS
