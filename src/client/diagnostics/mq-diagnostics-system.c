/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a report that say what computer this is, see mq-diagnostics-private.h. Graphics
 * cards are those that the kernel knows: asking Blender would take seconds, and it may be what is
 * broken. */
#include "client/diagnostics/mq-diagnostics-private.h"

#include "client/blender/mq-worker.h"
#include "client/sandbox/mq-sandbox.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"

#include <archive.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <libsoup/soup.h>
#include <linux/landlock.h>
#include <locale.h>
#include <seccomp.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define MAX_LINE 400 /* bytes of a file of the system */
#define TRIAL_PREFIX "maquette-trial"
#define TRIAL_SECONDS 10
#define FORK_SECONDS 120
#define TRIAL_LINES 4

/* A shell's built-in commands: the sandbox allows no further process. */
#define TRIAL "if [ -r /etc/passwd ]; then echo open; else echo closed; fi"

/* Adds a line to a part of a report. @name: what is said, for people; @format: as for printf(). */
void
mq_diagnostics_set (JsonObject *part, const char *name, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  json_object_set_string_member (part, name, text);
}

/* Returns: (transfer full) (nullable): the first line of a file of the kernel's, whose size is 0 */
static char *
read_line (const char *path)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  text[strcspn (text, "\n")] = '\0';
  return mq_text_clean (text, MAX_LINE);
}

static void
set_from_file (JsonObject *part, const char *name, const char *path)
{
  g_autofree char *line = read_line (path);

  mq_diagnostics_set (part, name, "%s", line != NULL ? line : "not there");
}

static void
set_variable (JsonObject *part, const char *name, const char *variable)
{
  const char *value = g_getenv (variable);

  mq_diagnostics_set (part, name, "%s", value != NULL && *value != '\0' ? value : "not set");
}

static const char *
describe_installation (void)
{
  if (mq_paths_is_flatpak ())
    return "Flatpak";
  if (mq_paths_get_build_root () != NULL)
    return "from its build folder";
  if (g_file_test ("/run/.containerenv", G_FILE_TEST_EXISTS)
      || g_file_test ("/.dockerenv", G_FILE_TEST_EXISTS))
    return "in a container, " MQ_DATA_DIR;

  return MQ_DATA_DIR;
}

JsonObject *
mq_diagnostics_get_program (void)
{
  JsonObject *part = json_object_new ();
  guint major, minor, micro, nano;

  mq_diagnostics_set (part, "Version", "%s", MQ_VERSION);
  mq_diagnostics_set (part, "Installed", "%s", describe_installation ());
  mq_diagnostics_set (part, "GLib", "%u.%u.%u", glib_major_version, glib_minor_version,
                      glib_micro_version);
  mq_diagnostics_set (part, "libsoup", "%u.%u.%u", soup_get_major_version (),
                      soup_get_minor_version (), soup_get_micro_version ());
  mq_diagnostics_set (part, "SQLite", "%s", sqlite3_libversion ());
  mq_diagnostics_set (part, "Archives", "%s", archive_version_string ());
  gst_version (&major, &minor, &micro, &nano);
  mq_diagnostics_set (part, "GStreamer", "%u.%u.%u", major, minor, micro);
  mq_diagnostics_set (part, "libseccomp", "%u.%u.%u", seccomp_version ()->major,
                      seccomp_version ()->minor, seccomp_version ()->micro);
  return part;
}

JsonObject *
mq_diagnostics_get_system (void)
{
  JsonObject *part = json_object_new ();
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  gint64 pages = sysconf (_SC_PHYS_PAGES);
  struct utsname kernel;

  mq_diagnostics_set (part, "Distribution", "%s", os != NULL ? os : "unknown");
  if (uname (&kernel) == 0)
    mq_diagnostics_set (part, "Kernel", "%s %s, %s", kernel.sysname, kernel.release,
                        kernel.machine);
  set_variable (part, "Desktop", "XDG_CURRENT_DESKTOP");
  set_variable (part, "Session", "XDG_SESSION_TYPE");
  mq_diagnostics_set (part, "Locale", "%s", setlocale (LC_CTYPE, NULL));
  set_variable (part, "Language", "LANG");
  mq_diagnostics_set (part, "Processors", "%u", g_get_num_processors ());
  mq_diagnostics_set (part, "Memory", "%.1f GiB",
                      (double)pages * (double)sysconf (_SC_PAGESIZE) / (1024.0 * 1024 * 1024));
  return part;
}

/* Cards are `card0`; `card0-HDMI-A-1` is a connection of one. */
JsonObject *
mq_diagnostics_get_graphics (void)
{
  JsonObject *part = json_object_new ();
  g_autoptr (GDir) cards = g_dir_open ("/sys/class/drm", 0, NULL);
  const char *name;

  while (cards != NULL && (name = g_dir_read_name (cards)) != NULL)
    {
      g_autofree char *device = g_build_filename ("/sys/class/drm", name, "device", NULL);
      g_autofree char *driver = g_build_filename (device, "driver", NULL);
      g_autofree char *vendor = g_build_filename (device, "vendor", NULL);
      g_autofree char *model = g_build_filename (device, "device", NULL);
      g_autofree char *link = g_file_read_link (driver, NULL);
      g_autofree char *used = link != NULL ? g_path_get_basename (link) : g_strdup ("no driver");
      g_autofree char *vendor_id = read_line (vendor);
      g_autofree char *model_id = read_line (model);

      if (g_str_has_prefix (name, "card") && strchr (name, '-') == NULL)
        mq_diagnostics_set (part, name, "%s, %s:%s", used, vendor_id != NULL ? vendor_id : "?",
                            model_id != NULL ? model_id : "?");
    }

  if (g_file_test ("/proc/driver/nvidia/version", G_FILE_TEST_EXISTS))
    set_from_file (part, "NVIDIA", "/proc/driver/nvidia/version");
  if (json_object_get_size (part) == 0)
    mq_diagnostics_set (part, "Cards", "none that can be seen");
  return part;
}

/* Starts a shell where a Blender would be. Awaits.
 * Returns: (transfer full): what came of it */
static char *
try_to_start (const MqSandboxSpec *spec)
{
  static const char *const command[] = { "/bin/sh", "-c", TRIAL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (MqProcess) process = mq_sandbox_spawn (mq_sandbox_choose (TRUE), spec, command, NULL,
                                                    open ("/dev/null", O_RDWR | O_CLOEXEC), &error);
  g_autofree char *said = NULL;

  if (process == NULL)
    return g_strdup (error->message);

  dex_await (dex_future_first (mq_process_wait_exit (process),
                               dex_timeout_new_seconds (TRIAL_SECONDS), NULL),
             NULL);
  mq_process_kill (process);
  said = mq_process_dup_log (process, TRIAL_LINES);
  if (g_str_equal (said, "closed"))
    return g_strdup ("it starts, and denies what it should");

  return g_strdup_printf ("it does not do what it should: %s", *said != '\0' ? said : "no answer");
}

/* Starts Blender as a run does. Awaits. Returns: (transfer full): whether it was forked */
static char *
try_to_fork (MqBlender *blender, const char *folder)
{
  g_autofree char *run_dir = g_build_filename (folder, "run", NULL);
  const MqWorkerSettings settings
      = { .blender = blender, .sandboxed = TRUE, .limits = mq_sandbox_default_limits };
  g_autoptr (MqWorker) worker = NULL;
  g_autoptr (GError) error = NULL;

  if (g_mkdir (run_dir, 0700) != 0)
    return g_strdup (g_strerror (errno));

  worker = mq_worker_new (&settings, run_dir, FALSE);
  if (!dex_await (
          dex_future_first (mq_worker_start (worker), dex_timeout_new_seconds (FORK_SECONDS), NULL),
          &error))
    return g_strdup (error->message);

  dex_await (mq_worker_stop (worker), NULL);
  return mq_worker_get_fork_refusal () == NULL
             ? g_strdup ("yes")
             : g_strdup_printf ("no, each is started: %s", mq_worker_get_fork_refusal ());
}

JsonObject *
mq_diagnostics_try_sandbox (MqBlender *blender)
{
  JsonObject *part = json_object_new ();
  long landlock = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  g_autofree char *bubblewrap = g_find_program_in_path ("bwrap");
  g_autofree char *bridge = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int lock = mq_files_make_temp (g_get_tmp_dir (), TRIAL_PREFIX, &folder, &error);

  mq_diagnostics_set (part, "Kind", "%s",
                      mq_paths_is_flatpak () ? "Flatpak’s portal" : "bubblewrap");
  mq_diagnostics_set (part, "bubblewrap", "%s", bubblewrap != NULL ? bubblewrap : "not installed");
  if (landlock > 0)
    mq_diagnostics_set (part, "Landlock", "version %ld", landlock);
  else
    mq_diagnostics_set (part, "Landlock", "%s", "not there");
  set_from_file (part, "seccomp", "/proc/sys/kernel/seccomp/actions_avail");
  set_from_file (part, "max_user_namespaces", "/proc/sys/user/max_user_namespaces");
  set_from_file (part, "unprivileged_userns_clone", "/proc/sys/kernel/unprivileged_userns_clone");
  set_from_file (part, "apparmor_restrict_unprivileged_userns",
                 "/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
  set_from_file (part, "Control groups", "/sys/fs/cgroup/cgroup.controllers");

  if (lock >= 0 && (bridge = mq_sandbox_dup_bridge_dir (&error)) != NULL)
    {
      const MqSandboxSpec spec = {
        .blender = blender != NULL ? mq_blender_get_path (blender) : "/usr/bin/env",
        .bridge_dir = bridge,
        .run_dir = folder,
        .limits = &mq_sandbox_default_limits,
      };

      result = try_to_start (&spec);
    }
  mq_diagnostics_set (part, "Tried out", "%s", result != NULL ? result : error->message);
  if (blender != NULL && folder != NULL && !mq_paths_is_flatpak ())
    {
      g_autofree char *forked = try_to_fork (blender, folder);

      mq_diagnostics_set (part, "Blender is forked", "%s", forked);
    }
  if (folder != NULL)
    mq_files_remove_tree (AT_FDCWD, folder);
  return part;
}
