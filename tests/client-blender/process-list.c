/* A look at the process list: who is still there. */
#define _GNU_SOURCE
#include "process-list.h"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static gboolean
has_text (const char *pid, const char *text)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "cmdline", NULL);
  g_autofree char *line = NULL;
  gsize length;

  return g_file_get_contents (path, &line, &length, NULL)
         && memmem (line, length, text, strlen (text)) != NULL;
}

guint
process_list_count (const char *text)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (proc)) != NULL)
    if (g_ascii_isdigit (*name) && atoi (name) != getpid () && has_text (name, text))
      count++;

  return count;
}

static GPid
get_parent (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  const char *after;
  int parent = 0;

  /* pid (name) state parent …; the name may hold anything, even brackets. */
  if (g_file_get_contents (path, &text, NULL, NULL) && (after = strrchr (text, ')')) != NULL)
    sscanf (after + 1, " %*c %d", &parent);

  return parent;
}

GPid
process_list_find_innermost (GPid pid)
{
  GPid found = 0;

  for (;;)
    {
      g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
      const char *name;
      GPid child = 0;

      while (child == 0 && (name = g_dir_read_name (proc)) != NULL)
        if (g_ascii_isdigit (*name) && get_parent (name) == pid)
          child = atoi (name);

      if (child == 0)
        return found;
      found = pid = child;
    }
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
process_list_wait_gone (const char *text, guint seconds)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint tick = g_timeout_add (20, tick_cb, NULL);
  guint left;

  while ((left = process_list_count (text)) > 0 && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (tick);
  return left == 0;
}
