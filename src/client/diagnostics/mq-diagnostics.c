/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a problem, see mq-diagnostics.h. It has to come about when all else is broken: what
 * cannot be read becomes a line that says why. */
#include "client/diagnostics/mq-diagnostics.h"

#include "client/blender/mq-blender.h"
#include "client/blender/mq-disk-use.h"
#include "client/blender/mq-worker.h"
#include "client/diagnostics/mq-redactor.h"
#include "client/sandbox/mq-sandbox.h"
#include "client/service/mq-embedded-service.h"
#include "common/base/mq-addresses.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/settings/mq-config.h"

#include <archive.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <linux/landlock.h>
#include <locale.h>
#include <seccomp.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The parts of a report that say what computer this is. Graphics cards are those that the kernel
 * knows: asking Blender would take seconds, and it may be what is broken. */

#define MAX_LINE 400 /* bytes of a file of the system */
#define TRIAL_PREFIX "maquette-trial"
#define TRIAL_SECONDS 10
#define FORK_SECONDS 120
#define TRIAL_LINES 4

/* A shell's built-in commands: the sandbox allows no further process. */
#define TRIAL "if [ -r /etc/passwd ]; then echo open; else echo closed; fi"
#define STACK (512 * 1024)
#define MAX_EVENTS (512 * 1024) /* bytes of a session's events; older ones are left out */
#define MAX_TEXT (4 * 1024 * 1024)
#define MAX_LOG 2000
#define FAILURE "Failure" /* a line that says why the others are not there */

/* The parts of a report are made from it. */
typedef struct
{
  MqRedactor *redactor;
  JsonObject *more;   /* (nullable): lines of the window */
  MqLibrary *library; /* (nullable) */
  GError *no_library; /* why there is none */
  MqSession *session; /* (nullable) */
  MqConfig *config;   /* (nullable): the settings, once their part is made */
  MqBlender *blender; /* (nullable): the first one, once their part is made */
} Collection;

/* Adds a line to a part of a report. @name: what is said, for people; @format: as for printf(). */
static void
diagnostics_set (JsonObject *part, const char *name, const char *format, ...)
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

  diagnostics_set (part, name, "%s", line != NULL ? line : "not there");
}

static void
set_variable (JsonObject *part, const char *name, const char *variable)
{
  const char *value = g_getenv (variable);

  diagnostics_set (part, name, "%s", value != NULL && *value != '\0' ? value : "not set");
}

static JsonObject *
make_program (Collection *self)
{
  JsonObject *part = json_object_new ();
  const char *installed = MQ_DATA_DIR;
  guint major, minor, micro, nano;

  if (mq_paths_is_flatpak ())
    installed = "Flatpak";
  else if (mq_paths_get_build_root () != NULL)
    installed = "from its build folder";
  else if (g_file_test ("/run/.containerenv", G_FILE_TEST_EXISTS)
           || g_file_test ("/.dockerenv", G_FILE_TEST_EXISTS))
    installed = "in a container, " MQ_DATA_DIR;

  diagnostics_set (part, "Version", "%s", MQ_VERSION);
  diagnostics_set (part, "Installed", "%s", installed);
  diagnostics_set (part, "GLib", "%u.%u.%u", glib_major_version, glib_minor_version,
                   glib_micro_version);
  diagnostics_set (part, "libsoup", "%u.%u.%u", soup_get_major_version (),
                   soup_get_minor_version (), soup_get_micro_version ());
  diagnostics_set (part, "SQLite", "%s", sqlite3_libversion ());
  diagnostics_set (part, "Archives", "%s", archive_version_string ());
  gst_version (&major, &minor, &micro, &nano);
  diagnostics_set (part, "GStreamer", "%u.%u.%u", major, minor, micro);
  diagnostics_set (part, "libseccomp", "%u.%u.%u", seccomp_version ()->major,
                   seccomp_version ()->minor, seccomp_version ()->micro);
  return part;
}

static JsonObject *
make_window (Collection *self)
{
  return self->more != NULL ? json_object_ref (self->more) : NULL;
}

static JsonObject *
make_system (Collection *self)
{
  JsonObject *part = json_object_new ();
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  gint64 pages = sysconf (_SC_PHYS_PAGES);
  struct utsname kernel;

  diagnostics_set (part, "Distribution", "%s", os != NULL ? os : "unknown");
  if (uname (&kernel) == 0)
    diagnostics_set (part, "Kernel", "%s %s, %s", kernel.sysname, kernel.release, kernel.machine);
  set_variable (part, "Desktop", "XDG_CURRENT_DESKTOP");
  set_variable (part, "Session", "XDG_SESSION_TYPE");
  diagnostics_set (part, "Locale", "%s", setlocale (LC_CTYPE, NULL));
  set_variable (part, "Language", "LANG");
  diagnostics_set (part, "Processors", "%u", g_get_num_processors ());
  diagnostics_set (part, "Memory", "%.1f GiB",
                   (double)pages * (double)sysconf (_SC_PAGESIZE) / (1024.0 * 1024 * 1024));
  return part;
}

/* Cards are `card0`; `card0-HDMI-A-1` is a connection of one. */
static JsonObject *
make_graphics (Collection *self)
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
        diagnostics_set (part, name, "%s, %s:%s", used, vendor_id != NULL ? vendor_id : "?",
                         model_id != NULL ? model_id : "?");
    }

  if (g_file_test ("/proc/driver/nvidia/version", G_FILE_TEST_EXISTS))
    set_from_file (part, "NVIDIA", "/proc/driver/nvidia/version");
  if (json_object_get_size (part) == 0)
    diagnostics_set (part, "Cards", "none that can be seen");
  return part;
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

/* Starts a shell where a Blender would be, and a Blender. Awaits. */
static JsonObject *
make_sandbox (Collection *self)
{
  static const char *const command[] = { "/bin/sh", "-c", TRIAL, NULL };
  JsonObject *part = json_object_new ();
  MqBlender *blender = self->blender;
  long landlock = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  g_autofree char *bubblewrap = g_find_program_in_path ("bwrap");
  g_autofree char *bridge = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *said = NULL;
  g_autoptr (MqProcess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int lock = mq_files_make_temp (g_get_tmp_dir (), TRIAL_PREFIX, &folder, &error);

  diagnostics_set (part, "Kind", "%s", mq_paths_is_flatpak () ? "Flatpak’s portal" : "bubblewrap");
  diagnostics_set (part, "bubblewrap", "%s", bubblewrap != NULL ? bubblewrap : "not installed");
  if (landlock > 0)
    diagnostics_set (part, "Landlock", "version %ld", landlock);
  else
    diagnostics_set (part, "Landlock", "%s", "not there");
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

      process = mq_sandbox_spawn (mq_sandbox_choose (TRUE), &spec, command, NULL,
                                  open ("/dev/null", O_RDWR | O_CLOEXEC), &error);
    }

  if (process != NULL)
    {
      dex_await (dex_future_first (mq_process_wait_exit (process),
                                   dex_timeout_new_seconds (TRIAL_SECONDS), NULL),
                 NULL);
      mq_process_kill (process);
      said = mq_process_dup_log (process, TRIAL_LINES);
    }
  if (process == NULL)
    diagnostics_set (part, "Tried out", "%s", error->message);
  else if (g_str_equal (said, "closed"))
    diagnostics_set (part, "Tried out", "%s", "it starts, and denies what it should");
  else
    diagnostics_set (part, "Tried out", "it does not do what it should: %s",
                     *said != '\0' ? said : "no answer");

  if (blender != NULL && folder != NULL && !mq_paths_is_flatpak ())
    {
      g_autofree char *forked = try_to_fork (blender, folder);

      diagnostics_set (part, "Blender is forked", "%s", forked);
    }

  if (folder != NULL)
    mq_files_remove_tree (AT_FDCWD, folder);
  return part;
}

/* @error: (transfer full) */
static void
set_failure (JsonObject *part, GError *error)
{
  g_autoptr (GError) owned = error;

  diagnostics_set (part, FAILURE, "%s", error->message);
}

/* Awaits. */
static JsonObject *
make_blender (Collection *self)
{
  JsonObject *part = json_object_new ();
  const char *chosen = self->config != NULL
                           ? mq_config_get_string (self->config, MQ_CONFIG_BLENDER_EXECUTABLE)
                           : NULL;
  GError *error = NULL;
  g_autoptr (GListModel) blenders = dex_await_object (mq_blender_find (chosen), &error);

  if (blenders == NULL)
    set_failure (part, error);

  for (guint i = 0; blenders != NULL && i < g_list_model_get_n_items (blenders); i++)
    {
      g_autoptr (MqBlender) each = g_list_model_get_item (blenders, i);
      g_autofree char *name = g_strdup_printf (i == 0 ? "Used" : "Also there (%u)", i);

      diagnostics_set (part, name, "%s, %s", mq_blender_get_version (each),
                       mq_blender_get_path (each));
      if (i == 0)
        self->blender = g_object_ref (each);
    }

  return part;
}

/* Returns: (transfer full) (nullable): the value as a report may have it */
static char *
describe_setting (MqConfig *config, MqConfigKey key)
{
  const char *text;
  g_autofree char *scheme = NULL;

  switch (mq_config_key_get_info (key)->type)
    {
    case MQ_CONFIG_TYPE_BOOLEAN:
      return g_strdup (mq_config_get_boolean (config, key) ? "yes" : "no");
    case MQ_CONFIG_TYPE_INT:
      return g_strdup_printf ("%d", mq_config_get_int (config, key));
    case MQ_CONFIG_TYPE_DOUBLE:
      return g_strdup_printf ("%g", mq_config_get_double (config, key));
    case MQ_CONFIG_TYPE_CHOICE:
      return g_strdup (mq_config_get_string (config, key));
    case MQ_CONFIG_TYPE_STRING:
    case MQ_CONFIG_TYPE_URL:
    default:
      text = mq_config_get_string (config, key);
      if (text == NULL || key == MQ_CONFIG_MODEL_DEFAULT)
        return g_strdup (text);
      scheme = g_uri_parse_scheme (text);
      return scheme != NULL ? g_strconcat (scheme, ", set", NULL) : g_strdup ("set");
    }
}

/* The settings that differ from the defaults, of an address only its scheme. The redactor hides the
 * hosts of these addresses. */
static JsonObject *
make_settings (Collection *self)
{
  static const MqConfigKey addresses[] = { MQ_CONFIG_SERVER_URL, MQ_CONFIG_MODEL_BASE_URL };
  JsonObject *part = json_object_new ();
  GError *error = NULL;
  MqConfig *config = self->config = mq_config_load (NULL, &error);
  g_autoptr (MqConfig) defaults = mq_config_new ();
  g_auto (GStrv) roles = config != NULL ? mq_config_list_names (config, "model.roles") : NULL;
  g_auto (GStrv) names = g_listenv ();
  g_autoptr (GString) list = g_string_new (NULL);

  /* Names of variables that change how Maquette works, such as `MAQUETTE_MODEL`; no values. */
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "MAQUETTE_") || g_str_has_prefix (names[i], "MQ_")
        || g_str_has_suffix (names[i], "_API_KEY"))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", names[i]);
  diagnostics_set (part, "Variables that are set", "%s", list->len > 0 ? list->str : "none");

  if (config == NULL)
    {
      set_failure (part, error);
      return part;
    }

  for (guint key = 0; key < MQ_CONFIG_N_KEYS; key++)
    {
      g_autofree char *value = describe_setting (config, key);
      g_autofree char *usual = describe_setting (defaults, key);

      if (value != NULL && g_strcmp0 (value, usual) != 0)
        diagnostics_set (part, mq_config_key_get_info (key)->path, "%s", value);
    }
  for (gsize i = 0; roles != NULL && roles[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat ("model.roles.", roles[i], NULL);

      diagnostics_set (part, name, "%s", mq_config_get_role_model (config, roles[i]));
    }
  if (mq_config_get_problem (config) != NULL)
    diagnostics_set (part, FAILURE, "%s", mq_config_get_problem (config));

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      const char *text = mq_config_get_string (config, addresses[i]);
      g_autoptr (GUri) uri = text != NULL ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;

      if (uri != NULL)
        mq_redactor_add_name (self->redactor, g_uri_get_host (uri), "SERVER");
    }

  return part;
}

static JsonObject *
make_library (Collection *self)
{
  JsonObject *part = json_object_new ();
  g_autofree char *folder = mq_paths_get_data_home ();
  guint64 space = mq_disk_use_get_free (folder);
  g_autofree char *size = g_format_size_full (space, G_FORMAT_SIZE_IEC_UNITS);
  GListModel *sessions;
  guint n_versions = 0;

  diagnostics_set (part, "Folder", "%s", folder);
  diagnostics_set (part, "Free space", "%s", space < G_MAXUINT64 ? size : "unknown");
  if (self->library == NULL)
    {
      set_failure (part, self->no_library);
      return part;
    }

  sessions = mq_library_get_sessions (self->library);
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) each = g_list_model_get_item (sessions, i);

      n_versions += g_list_model_get_n_items (mq_session_get_versions (each));
    }
  diagnostics_set (part, "Sessions", "%u", g_list_model_get_n_items (sessions));
  diagnostics_set (part, "Versions", "%u", n_versions);
  return part;
}

/* It is not started for this. */
static JsonObject *
make_service (Collection *self)
{
  JsonObject *part = json_object_new ();
  GError *error = NULL;
  g_autofree char *program = mq_paths_find_service (&error);
  g_autofree char *log = mq_embedded_service_dup_log ();

  if (program == NULL)
    set_failure (part, error);
  else
    diagnostics_set (part, "Program", "%s", program);
  if (log != NULL && *log != '\0')
    diagnostics_set (part, "Its last messages", "%s",
                     log + (strlen (log) > MAX_LOG ? strlen (log) - MAX_LOG : 0));
  return part;
}

/* Awaits. */
static JsonObject *
make_session (Collection *self)
{
  MqSession *session = self->session;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (JsonObject) draft = NULL;
  g_autoptr (JsonObject) content = NULL;
  GError *error = NULL;
  const char *script;
  MqVersion *last;
  JsonObject *part;

  if (session == NULL)
    return NULL;

  part = json_object_new ();
  last = mq_session_get_last_version (session);
  events = dex_await_boxed (mq_library_load_events (self->library, session), &error);
  draft = events != NULL ? mq_library_find_draft (events) : NULL;
  script = mq_json_get_string (draft, "script", NULL);
  diagnostics_set (part, "Id", "%s", mq_session_get_id (session));
  diagnostics_set (part, "Versions", "%u",
                   g_list_model_get_n_items (mq_session_get_versions (session)));
  if (script != NULL)
    diagnostics_set (part, "Script is", "%s", "that of the last run, which no version has");
  else if (last != NULL && (content = dex_await_boxed (mq_version_load (last), NULL)) != NULL)
    {
      script = mq_json_get_string (content, "script", NULL);
      diagnostics_set (part, "Script is", "that of version %u", mq_version_get_number (last));
    }

  if (events != NULL)
    {
      g_autoptr (GPtrArray) kept
          = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);
      JsonArray *list = json_array_new ();
      gsize size = 0;

      /* Adds the newest ones that fit, oldest first. */
      for (guint i = events->len; i > 0 && size < MAX_EVENTS; i--)
        {
          const MqLibraryEvent *entry = events->pdata[i - 1];
          g_autoptr (JsonObject) data = mq_run_event_encode (entry->event);
          g_autoptr (GDateTime) time
              = g_date_time_new_from_unix_utc (entry->event->time / G_USEC_PER_SEC);
          g_autofree char *when = time != NULL ? g_date_time_format_iso8601 (time) : NULL;
          JsonObject *event = mq_json_new ("time:s event:s data:o", when,
                                           mq_run_event_get_name (entry->event),
                                           g_steal_pointer (&data));
          g_autofree char *line = mq_json_object_to_string (event, FALSE);

          size += strlen (line);
          g_ptr_array_add (kept, event);
        }

      for (guint i = kept->len; i > 0; i--)
        json_array_add_object_element (list, json_object_ref (kept->pdata[i - 1]));
      diagnostics_set (part, "Events left out", "%u", events->len - kept->len);
      json_object_set_array_member (part, "Events", list);
    }
  else
    set_failure (part, error);
  if (script != NULL)
    diagnostics_set (part, "Script", "%s", script);
  return part;
}

/* In the order of the report; of NULL there is no part. The settings name the Blender, which is
 * tried in the sandbox. */
static const struct
{
  const char *title;
  JsonObject *(*make) (Collection *self);
} parts[] = {
  { "Maquette", make_program },  { "Window", make_window },     { "System", make_system },
  { "Graphics", make_graphics }, { "Settings", make_settings }, { "Blender", make_blender },
  { "Sandbox", make_sandbox },   { "Service", make_service },   { "Library", make_library },
  { "Session", make_session },
};

static DexFuture *
collect_fiber (MqLibrary *given, const char *id, JsonObject *more)
{
  g_autoptr (MqRedactor) redactor = mq_redactor_new ();
  g_autoptr (JsonObject) report = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) clean = NULL;
  GError *error = NULL;
  g_autoptr (MqLibrary) library = given != NULL
                                      ? g_object_ref (given)
                                      : dex_await_object (mq_library_open (NULL, TRUE), &error);
  Collection self = { redactor, more, library, error, NULL, NULL, NULL };

  if (library != NULL && id != NULL && !(self.session = mq_library_find_session (library, id)))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "There is no session “%s”", id);

  mq_redactor_add_user (redactor);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      JsonObject *part = parts[i].make (&self);

      if (part != NULL)
        json_object_set_object_member (report, parts[i].title, part);
    }
  g_clear_object (&self.config);
  g_clear_object (&self.blender);

  node = json_node_init_object (json_node_alloc (), report);
  clean = mq_redactor_apply_to_json (redactor, node);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, json_node_dup_object (clean));
}

/**
 * mq_diagnostics_collect:
 * @library: (nullable): the library; %NULL: it is opened, and why it cannot be is in the report
 * @session: (nullable): the id of a session whose events and script are to be in the report
 * @more: (nullable): lines of the window: names and texts
 *
 * Collects the report of a problem. Starts neither Blender nor the service, and sends nothing.
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT: parts with names for people, each an
 *   object of names and texts, but for the `Events` of the part `Session`, a list; rejects with
 *   %MQ_ERROR_NOT_FOUND
 */
DexFuture *
mq_diagnostics_collect (MqLibrary *library, const char *session, JsonObject *more)
{
  return mq_fiber_spawn_with (NULL, STACK, collect_fiber, (MQ_TYPE_LIBRARY, library),
                              (G_TYPE_STRING, session), (JSON_TYPE_OBJECT, more));
}

/* A block of code whose fence is not in @text. */
static void
append_block (GString *out, const char *title, const char *language, const char *text)
{
  g_autoptr (GString) fence = g_string_new ("```");

  while (strstr (text, fence->str) != NULL)
    g_string_append_c (fence, '`');
  g_string_append_printf (out, "\n### %s\n\n%s%s\n%s%s%s\n", title, fence->str, language, text,
                          g_str_has_suffix (text, "\n") ? "" : "\n", fence->str);
}

/**
 * mq_diagnostics_to_text:
 * @report: as from mq_diagnostics_collect()
 *
 * Returns: (transfer full): the report as one text (Markdown), safe for a terminal, that says first
 *   what it is and where it may go
 */
char *
mq_diagnostics_to_text (JsonObject *report)
{
  g_autoptr (GString) out = g_string_new (
      "# A problem with Maquette\n\n"
      "What happened, and what should have happened instead: (please write it here)\n\n"
      "Maquette made this report, and sent it to nobody. Keys, e-mail addresses and your name are "
      "replaced in it as far as a program can know them: please read it before you give it "
      "away. ");
  JsonObjectIter all, iter;
  const char *title, *name;
  JsonNode *part, *value;

  if (*MQ_ADDRESS_BUG_TRACKER != '\0')
    g_string_append (out, "Then report it at " MQ_ADDRESS_BUG_TRACKER "\n");
  else
    g_string_append (out, "Then send it to whoever gave you Maquette.\n");

  json_object_iter_init_ordered (&all, report);
  while (json_object_iter_next_ordered (&all, &title, &part))
    {
      g_string_append_printf (out, "\n## %s\n\n", title);
      json_object_iter_init_ordered (&iter, json_node_get_object (part));
      while (json_object_iter_next_ordered (&iter, &name, &value))
        if (JSON_NODE_HOLDS_ARRAY (value))
          {
            JsonArray *events = json_node_get_array (value);
            g_autoptr (GString) lines = g_string_new (NULL);

            for (guint i = 0; i < json_array_get_length (events); i++)
              {
                g_autofree char *line
                    = mq_json_object_to_string (json_array_get_object_element (events, i), FALSE);

                g_string_append_printf (lines, "%s\n", line);
              }
            append_block (out, "Events", "json", lines->str);
          }
        else if (strchr (json_node_get_string (value), '\n') != NULL)
          append_block (out, name, g_str_equal (name, "Script") ? "python" : "",
                        json_node_get_string (value));
        else
          g_string_append_printf (out, "* %s: %s\n", name, json_node_get_string (value));
    }

  return mq_text_clean (out->str, MAX_TEXT);
}
