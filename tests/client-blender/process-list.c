/* A look at the process list: who is still there. */
#include "process-list.h"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static gboolean
has_text (const char *pid, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename ("/proc", pid, file, NULL);
  g_autofree char *line = NULL;
  gsize length;

  return g_file_get_contents (path, &line, &length, NULL)
         && memmem (line, length, text, strlen (text)) != NULL;
}

/* In the mounts a path begins at its file system. */
static gboolean
uses_folder (const char *pid, const char *folder)
{
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *above = g_path_get_dirname (folder);
  g_autofree char *end = g_strconcat (strrchr (above, '/'), "/", name, " ", NULL);

  return has_text (pid, "cmdline", folder) || has_text (pid, "mountinfo", end);
}

guint
process_list_count (const char *folder)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (proc)) != NULL)
    if (g_ascii_isdigit (*name) && atoi (name) != getpid () && uses_folder (name, folder))
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
process_list_get_parent (GPid pid)
{
  g_autofree char *name = g_strdup_printf ("%d", pid);

  return get_parent (name);
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
process_list_wait_gone (const char *folder, guint seconds)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint tick = g_timeout_add (20, tick_cb, NULL);
  guint left;

  while ((left = process_list_count (folder)) > 0 && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (tick);
  return left == 0;
}
