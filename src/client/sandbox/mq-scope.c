/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A scope of systemd, see mq-scope.h. Bubblewrap has made the sandbox and waits (`--block-fd`)
 * while systemd moves its two processes into the scope; what they start then begins there. Without
 * an answer bubblewrap goes on without a scope: the limits of the launcher hold all the same.
 * https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html */
#include "client/sandbox/mq-scope.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <unistd.h>

#define SYSTEMD "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER SYSTEMD ".Manager"
#define ANSWER_SECONDS 5
#define MAX_INFO 4096
/* Bubblewrap's own processes. */
#define OTHER_TASKS 16
/* Each program of the user has 100: the desktop goes first. */
#define CPU_WEIGHT 50

struct _MqScope
{
  guint64 memory_bytes;
  guint64 tasks;
  int info[2];       /* bubblewrap tells which process it has started */
  int block[2];      /* bubblewrap waits until this hangs up */
  GPid bubblewrap;   /* 0 around another process */
  GPid child;        /* what it has started, or that other process; 0 until it is known */
  char *unit;        /* (nullable): the name of the scope, from the start on */
  DexPromise *moved; /* resolves when systemd is done with it */
};

/* The user's systemd is asked only where there is one: a bus alone would try to start it. */
static gboolean
has_systemd (void)
{
  g_autofree char *systemd = g_build_filename (g_get_user_runtime_dir (), "systemd", NULL);
  g_autofree char *bus = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_file_test (systemd, G_FILE_TEST_IS_DIR)
         && (g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL
             || g_file_test (bus, G_FILE_TEST_EXISTS));
}

/* Lets bubblewrap go on, if it waits. */
void
mq_scope_free (MqScope *self)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_fd (&self->info[i], NULL);
      g_clear_fd (&self->block[i], NULL);
    }
  dex_clear (&self->moved);
  g_free (self->unit);
  g_free (self);
}

/* @limits: what the processes may take together. Returns: (transfer full) (nullable): a scope;
 * %NULL where the user has no systemd */
MqScope *
mq_scope_new (const MqSandboxLimits *limits)
{
  g_autoptr (MqScope) self = NULL;

  if (!has_systemd ())
    return NULL;

  self = g_new0 (MqScope, 1);
  self->info[0] = self->info[1] = self->block[0] = self->block[1] = -1;
  self->memory_bytes = limits->memory_bytes;
  self->tasks = limits->processes + OTHER_TASKS;
  self->moved = dex_promise_new ();
  if (!g_unix_open_pipe (self->info, O_CLOEXEC, NULL)
      || !g_unix_open_pipe (self->block, O_CLOEXEC, NULL))
    return NULL;

  return g_steal_pointer (&self);
}

/* Takes the descriptors that bubblewrap inherits. @ret_info_fd: (out): for bubblewrap's
 * `--info-fd`; @ret_block_fd: (out): for bubblewrap's `--block-fd`. */
void
mq_scope_take_fds (MqScope *self, int *ret_info_fd, int *ret_block_fd)
{
  *ret_info_fd = g_steal_fd (&self->info[1]);
  *ret_block_fd = g_steal_fd (&self->block[0]);
}

static void
job_removed_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                const char *signal, GVariant *parameters, gpointer data)
{
  MqScope *self = data;
  const char *unit = NULL;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uoss)")))
    g_variant_get (parameters, "(u&o&s&s)", NULL, NULL, &unit, NULL);
  if (g_strcmp0 (unit, self->unit) == 0 && dex_future_is_pending (DEX_FUTURE (self->moved)))
    dex_promise_resolve_boolean (self->moved, TRUE);
}

static void
add_number (GVariantBuilder *properties, const char *name, guint64 number)
{
  g_variant_builder_add (properties, "(sv)", name, g_variant_new_uint64 (number));
}

static GVariant *
build_arguments (MqScope *self, GPid child)
{
  const guint32 processes[] = { (guint32)child, (guint32)self->bubblewrap };
  g_auto (GVariantBuilder) properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sv)"));

  g_variant_builder_add (&properties, "(sv)", "Description",
                         g_variant_new_string ("Blender in Maquette’s sandbox"));
  g_variant_builder_add (&properties, "(sv)", "PIDs",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, processes,
                                                    self->bubblewrap != 0 ? 2 : 1,
                                                    sizeof *processes));
  g_variant_builder_add (&properties, "(sv)", "CollectMode",
                         g_variant_new_string ("inactive-or-failed"));
  /* The kernel ends all of them at once. Else systemd sends SIGTERM to those that are left, and
   * bubblewrap's end would not tell of the memory. */
  g_variant_builder_add (&properties, "(sv)", "OOMPolicy", g_variant_new_string ("kill"));
  add_number (&properties, "MemoryMax", self->memory_bytes);
  add_number (&properties, "MemorySwapMax", 0);
  add_number (&properties, "TasksMax", self->tasks);
  add_number (&properties, "CPUWeight", CPU_WEIGHT);

  return g_variant_new ("(ss@a(sv)a(sa(sv)))", self->unit, "fail",
                        g_variant_builder_end (&properties), NULL);
}

/* Awaits. Returns: the process that bubblewrap has started, 0 if it has ended instead */
static GPid
read_child (MqScope *self)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (g_steal_fd (&self->info[0]), TRUE);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (JsonObject) info = NULL;

  while (text->len < MAX_INFO)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          dex_input_stream_read_bytes (stream, MAX_INFO, G_PRIORITY_DEFAULT), NULL);

      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        break;
      g_byte_array_append (text, g_bytes_get_data (bytes, NULL), (guint)g_bytes_get_size (bytes));
    }

  info = mq_json_parse_object ((const char *)text->data, text->len, NULL);
  return info != NULL ? (GPid)mq_json_get_int (info, "child-pid", 0) : 0;
}

/* Awaits. In a container with processes of its own, the numbers that we know are those of other
 * processes for systemd. */
static gboolean
check_numbers (GDBusConnection *bus, GError **error)
{
  g_autoptr (GVariant) reply = dex_await_variant (
      dex_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                g_variant_new ("(s)", g_dbus_connection_get_unique_name (bus)),
                                G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE,
                                ANSWER_SECONDS * 1000),
      error);
  guint32 number = 0;

  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "(u)", &number);
  return (GPid)number == getpid ()
         || mq_fail (error, MQ_ERROR_FAILED, "systemd sees other process numbers");
}

/* Awaits. */
static gboolean
move (MqScope *self, GDBusConnection *bus, GPid child, GError **error)
{
  g_autoptr (GVariant) reply = dex_await_variant (
      dex_dbus_connection_call (bus, SYSTEMD, MANAGER_PATH, MANAGER, "StartTransientUnit",
                                build_arguments (self, child), G_VARIANT_TYPE ("(o)"),
                                G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_SECONDS * 1000),
      error);

  return reply != NULL
         && dex_await (dex_future_first (dex_ref (DEX_FUTURE (self->moved)),
                                         dex_timeout_new_seconds (ANSWER_SECONDS), NULL),
                       error);
}

static DexFuture *
enclose_fiber (gpointer data)
{
  MqScope *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = dex_await_object (dex_bus_get (G_BUS_TYPE_SESSION), &error);
  GPid child = self->child != 0 ? self->child : read_child (self);
  guint jobs;

  if (bus != NULL && child != 0)
    {
      jobs = g_dbus_connection_signal_subscribe (bus, SYSTEMD, MANAGER, "JobRemoved", MANAGER_PATH,
                                                 NULL, G_DBUS_SIGNAL_FLAGS_NONE, job_removed_cb,
                                                 self, NULL);
      if (check_numbers (bus, &error))
        move (self, bus, child, &error);
      g_dbus_connection_signal_unsubscribe (bus, jobs);
    }

  if (error != NULL)
    g_info ("Blender runs without a control group: %s", error->message);
  return dex_future_new_true ();
}

/* Has systemd make the scope, and lets bubblewrap go on. Does not wait. */
void
mq_scope_enclose (MqScope *self, GPid bubblewrap)
{
  self->bubblewrap = bubblewrap;
  self->unit = g_strdup_printf ("app-maquette-blender-%d.scope", bubblewrap);
  dex_future_disown (mq_fiber_spawn (NULL, 0, enclose_fiber, self, (GDestroyNotify)mq_scope_free));
}

/* Around a process that waits until this is done. @self: (transfer full). Returns: (transfer full):
 * resolves when systemd has made the scope, or does not */
DexFuture *
mq_scope_enclose_process (MqScope *self, GPid pid)
{
  self->child = pid;
  self->unit = g_strdup_printf ("app-maquette-blender-%d.scope", pid);
  return mq_fiber_spawn (NULL, 0, enclose_fiber, self, (GDestroyNotify)mq_scope_free);
}
