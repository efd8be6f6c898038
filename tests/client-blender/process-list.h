/* A look at the process list: who is still there. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many processes have @folder in their arguments or among their mounts, this one excepted. */
guint process_list_count (const char *folder);
/* 0 when @pid has ended. */
GPid process_list_get_parent (GPid pid);
/* The process inside a sandbox: the last descendant of @pid, 0 when there is none. */
GPid process_list_find_innermost (GPid pid);
/* Iterates the main context until none has @folder, at most @seconds; whether that came to be. */
gboolean process_list_wait_gone (const char *folder, guint seconds);

G_END_DECLS
