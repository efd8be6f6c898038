/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Blender in a sandbox that Flatpak's portal makes (org.freedesktop.portal.Flatpak, Spawn): no
 * network, no files but the Flatpak's own and the run folder. The portal does not end it with us,
 * and limits nothing: the launcher does.
 * https://docs.flatpak.org/en/latest/libflatpak-api-reference.html#gdbus-org.freedesktop.portal.Flatpak
 */
#include "client/sandbox/mq-sandbox-private.h"

#include "common/base/mq-fiber.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PORTAL "org.freedesktop.portal.Flatpak"
#define PORTAL_PATH "/org/freedesktop/portal/Flatpak"
#define SPAWN_SANDBOX (1 << 2)
#define SPAWN_NO_NETWORK (1 << 3)
#define SPAWN_WATCH_BUS (1 << 4)
#define SHARE_GPU (1 << 2)
#define STATUS_NOT_STARTED (127 << 8)

enum
{
  FD_INPUT,
  FD_OUTPUT,
  FD_ERRORS,
  FD_BRIDGE,
  FD_FILTER,
  FD_LIFE,
  FD_RUN_DIR, /* exposed, not inherited */
  N_FDS,
};

/* Their numbers in the sandbox. */
static const guint32 targets[] = {
  STDIN_FILENO,         STDOUT_FILENO,         STDERR_FILENO,
  MQ_PROCESS_BRIDGE_FD, MQ_PROCESS_SECCOMP_FD, MQ_PORTAL_LIFE_FD,
};

typedef struct
{
  GDBusConnection *bus;
  DexPromise *exited;
  char **argv;
  char *canary;
  gboolean gpu;
  int fds[N_FDS];    /* until they are sent */
  int line;          /* our end of the life line; -1 after a kill */
  guint32 pid;       /* 0 until the portal has answered */
  GHashTable *early; /* exits of processes that the portal has not named yet: number and status */
  guint exits;
  guint owners;
  gulong closed;
} PortalProcess;

static void
close_fds (PortalProcess *self)
{
  for (guint i = 0; i < N_FDS; i++)
    g_clear_fd (&self->fds[i], NULL);
}

static void
portal_process_free (gpointer data)
{
  PortalProcess *self = data;

  close_fds (self);
  g_clear_fd (&self->line, NULL);
  g_clear_object (&self->bus);
  dex_clear (&self->exited);
  g_hash_table_unref (self->early);
  g_strfreev (self->argv);
  g_free (self->canary);
}

static void
portal_process_unref (gpointer data)
{
  g_rc_box_release_full (data, portal_process_free);
}

static void
note_exit (PortalProcess *self, int status)
{
  if (dex_future_is_pending (DEX_FUTURE (self->exited)))
    dex_promise_resolve_int (self->exited, status);
}

static void
exited_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *parameters, gpointer data)
{
  PortalProcess *self = data;
  guint32 pid;
  guint32 status;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    return;

  g_variant_get (parameters, "(uu)", &pid, &status);
  if (self->pid == 0)
    g_hash_table_insert (self->early, GUINT_TO_POINTER (pid), GUINT_TO_POINTER (status));
  else if (pid == self->pid)
    note_exit (self, (int)status);
}

/* Nobody else tells of the end. The sandbox may live: the life line still ends it. */
static void
owner_changed_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                  const char *signal, GVariant *parameters, gpointer data)
{
  const char *owner = NULL;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    g_variant_get (parameters, "(&s&s&s)", NULL, NULL, &owner);
  if (owner != NULL && *owner == '\0')
    note_exit (data, SIGKILL);
}

/* Without the bus nobody tells of the end, and Blender is not to stay. */
static void
closed_cb (GDBusConnection *bus, gboolean by_peer, GError *error, gpointer data)
{
  PortalProcess *self = data;

  g_clear_fd (&self->line, NULL);
  note_exit (self, SIGKILL);
}

/* Awaits. */
static gboolean
call_spawn (PortalProcess *self, GError **error)
{
  const guint32 flags = SPAWN_SANDBOX | SPAWN_NO_NETWORK | SPAWN_WATCH_BUS;
  const char *value = self->canary != NULL ? strchr (self->canary, '=') : NULL;
  g_auto (GVariantBuilder) fds = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{uh}"));
  g_auto (GVariantBuilder) variables = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  g_auto (GVariantBuilder) exposed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ah"));
  g_auto (GVariantBuilder) options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sv}"));
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();
  g_autoptr (DexFuture) call = NULL;
  g_autoptr (GVariant) reply = NULL;
  gpointer status;

  for (guint i = 0; i < N_FDS; i++)
    if (g_unix_fd_list_append (list, self->fds[i], error) < 0)
      return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    g_variant_builder_add (&fds, "{uh}", targets[i], (gint32)i);
  /* The environment of the sandbox's own processes; the launcher gives Blender another. */
  if (value != NULL)
    {
      g_autofree char *name = g_strndup (self->canary, (gsize)(value - self->canary));

      g_variant_builder_add (&variables, "{ss}", name, value + 1);
    }
  g_variant_builder_add (&exposed, "h", (gint32)FD_RUN_DIR);
  g_variant_builder_add (&options, "{sv}", "sandbox-expose-fd", g_variant_builder_end (&exposed));
  if (self->gpu)
    g_variant_builder_add (&options, "{sv}", "sandbox-flags", g_variant_new_uint32 (SHARE_GPU));

  call = dex_dbus_connection_call_with_unix_fd_list (
      self->bus, PORTAL, PORTAL_PATH, PORTAL, "Spawn",
      g_variant_new ("(^ay^aay@a{uh}@a{ss}u@a{sv})", "/", self->argv, g_variant_builder_end (&fds),
                     g_variant_builder_end (&variables), flags, g_variant_builder_end (&options)),
      G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, list);
  /* Resolves to the reply and to the reply's descriptors, of which there are none. */
  reply = dex_await_variant (dex_ref (dex_future_set_get_future_at (DEX_FUTURE_SET (call), 0)),
                             error);
  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "(u)", &self->pid);
  if (g_hash_table_lookup_extended (self->early, GUINT_TO_POINTER (self->pid), NULL, &status))
    note_exit (self, (int)GPOINTER_TO_UINT (status));
  return TRUE;
}

static DexFuture *
spawn_fiber (gpointer data)
{
  PortalProcess *self = data;
  g_autoptr (GError) error = NULL;

  if ((self->bus = dex_await_object (dex_bus_get (G_BUS_TYPE_SESSION), &error)) != NULL)
    {
      self->closed = g_signal_connect (self->bus, "closed", G_CALLBACK (closed_cb), self);
      self->exits = g_dbus_connection_signal_subscribe (
          self->bus, PORTAL, PORTAL, "SpawnExited", PORTAL_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
          exited_cb, g_rc_box_acquire (self), portal_process_unref);
      self->owners = g_dbus_connection_signal_subscribe (
          self->bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
          "/org/freedesktop/DBus", PORTAL, G_DBUS_SIGNAL_FLAGS_NONE, owner_changed_cb,
          g_rc_box_acquire (self), portal_process_unref);

      /* If it is killed while the portal answers, the launcher finds its life line cut. */
      if (self->line >= 0)
        call_spawn (self, &error);
    }

  /* Where Blender's own last words are looked for. */
  if (error != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("Flatpak’s portal did not start Blender: %s"),
                                               error->message);

      dprintf (self->fds[FD_OUTPUT], "%s\n", text);
    }
  if (self->pid == 0)
    note_exit (self, self->line >= 0 ? STATUS_NOT_STARTED : SIGKILL);
  close_fds (self);
  return dex_future_new_true ();
}

static void
kill_portal_process (gpointer data)
{
  PortalProcess *self = data;

  g_clear_fd (&self->line, NULL);
  if (self->pid != 0)
    g_dbus_connection_call (self->bus, PORTAL, PORTAL_PATH, PORTAL, "SpawnSignal",
                            g_variant_new ("(uub)", self->pid, (guint32)SIGKILL, TRUE), NULL,
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
release (gpointer data)
{
  PortalProcess *self = data;
  guint signals[] = { self->exits, self->owners };

  self->exits = self->owners = 0;
  if (self->closed != 0)
    g_clear_signal_handler (&self->closed, self->bus);
  /* Signals hold it, too. */
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    if (signals[i] != 0)
      g_dbus_connection_signal_unsubscribe (self->bus, signals[i]);
  portal_process_unref (self);
}

/* @argv: (transfer full): of the launcher. Returns: (transfer full) (nullable): the process */
MqProcess *
mq_portal_spawn (const MqSandboxSpec *spec, char **argv, const char *canary, int bridge_fd,
                 int filter_fd, GError **error)
{
  PortalProcess *self = g_rc_box_new0 (PortalProcess);
  g_autoptr (GInputStream) output = NULL;
  int pipe[2] = { -1, -1 };
  int life[2] = { -1, -1 };
  gboolean is_open;
  for (guint i = 0; i < N_FDS; i++)
    self->fds[i] = -1;
  self->fds[FD_BRIDGE] = bridge_fd;
  self->fds[FD_FILTER] = filter_fd;
  self->exited = dex_promise_new ();
  self->early = g_hash_table_new (NULL, NULL);
  self->argv = argv;
  self->canary = g_strdup (canary);
  self->gpu = spec->gpu;

  is_open = g_unix_open_pipe (pipe, O_CLOEXEC, error) && g_unix_open_pipe (life, O_CLOEXEC, error);
  self->fds[FD_OUTPUT] = pipe[1];
  self->fds[FD_LIFE] = life[0];
  self->line = life[1];
  if (is_open)
    {
      self->fds[FD_ERRORS] = fcntl (pipe[1], F_DUPFD_CLOEXEC, 0);
      self->fds[FD_INPUT] = open ("/dev/null", O_RDONLY | O_CLOEXEC);
      self->fds[FD_RUN_DIR] = open (spec->run_dir, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (self->fds[FD_ERRORS] < 0 || self->fds[FD_INPUT] < 0 || self->fds[FD_RUN_DIR] < 0)
        {
          int failure = errno;

          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failure), "%s: %s", spec->run_dir,
                       g_strerror (failure));
          is_open = FALSE;
        }
    }
  if (!is_open)
    {
      g_clear_fd (&pipe[0], NULL);
      portal_process_unref (self);
      return NULL;
    }

  output = g_unix_input_stream_new (pipe[0], TRUE);
  dex_future_disown (
      mq_fiber_spawn (NULL, 0, spawn_fiber, g_rc_box_acquire (self), portal_process_unref));
  return mq_process_new (output, dex_ref (DEX_FUTURE (self->exited)), kill_portal_process, self,
                         release);
}
