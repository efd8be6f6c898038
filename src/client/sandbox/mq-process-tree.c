/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a process and of all that it has started, see mq-process-tree.h. */
#include "client/sandbox/mq-process-tree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char *
read_file (GPid pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, name);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

/* proc_pid_stat(5): utime and stime are the 14th and 15th field. */
static double
get_cpu (GPid pid)
{
  g_autofree char *text = read_file (pid, "stat");
  const char *rest = text != NULL ? strrchr (text, ')') : NULL;
  unsigned long user, system;

  if (rest == NULL
      || sscanf (rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system)
             != 2)
    return 0;

  return (double)(user + system) / (double)sysconf (_SC_CLK_TCK);
}

/* proc_pid_stat(5): the third field. */
static gboolean
is_in_state (GPid pid, const char *states)
{
  g_autofree char *text = read_file (pid, "stat");
  const char *rest = text != NULL ? strrchr (text, ')') : NULL;

  return rest != NULL && rest[1] == ' ' && strchr (states, rest[2]) != NULL;
}

static double
get_held (GPid pid)
{
  return is_in_state (pid, "RDTt");
}

/* proc_pid_io(5) */
static double
get_written (GPid pid)
{
  g_autofree char *text = read_file (pid, "io");
  const char *line = text != NULL ? strstr (text, "\nwrite_bytes: ") : NULL;

  return line != NULL ? g_ascii_strtod (strchr (line, ' '), NULL) : INFINITY;
}

static double
add_up (GPid pid, double (*figure) (GPid))
{
  g_autofree char *name = g_strdup_printf ("task/%d/children", pid);
  g_autofree char *children = read_file (pid, name);
  double sum = figure (pid);

  for (char *next = children, *end; next != NULL && *next != '\0'; next = end)
    {
      guint64 child = g_ascii_strtoull (next, &end, 10);

      if (end == next)
        break;
      sum += add_up ((GPid)child, figure);
    }

  return sum;
}

/**
 * mq_process_tree_get_cpu:
 * @pid: a process, or 0
 *
 * Returns: the processor time of @pid and all that it has started, s; 0 where it cannot be seen, as
 *   in a Flatpak
 */
double
mq_process_tree_get_cpu (GPid pid)
{
  return add_up (pid, get_cpu);
}

/**
 * mq_process_tree_is_held_up:
 * @pid: a process, or 0
 *
 * Returns: whether @pid or what it has started is stopped, or has work and no processor; %FALSE if
 *   all wait by themselves, or where it cannot be seen
 */
gboolean
mq_process_tree_is_held_up (GPid pid)
{
  return add_up (pid, get_held) > 0;
}

/**
 * mq_process_tree_is_starved:
 * @pid: a process
 *
 * Returns: whether @pid itself has work, and waits for a processor or a disk
 */
gboolean
mq_process_tree_is_starved (GPid pid)
{
  return is_in_state (pid, "RD");
}

/**
 * mq_process_tree_get_written:
 * @pid: a process, or 0
 *
 * Returns: what @pid and all that it has started have had written to disks, bytes; infinity where
 *   it cannot be seen, as in a Flatpak
 */
double
mq_process_tree_get_written (GPid pid)
{
  return add_up (pid, get_written);
}
