/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqForkServer, see mq-worker-private.h. There is one in a program, in bubblewrap's namespaces; it
 * speaks packets of JSON with blender-addon/maquette_bridge/fork_server.py. What cannot fork on
 * this machine is not asked again: Blenders are started then. */
#include "client/blender/mq-worker-private.h"

#include "client/sandbox/mq-process-tree.h"
#include "client/sandbox/mq-sandbox-private.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOG_LINES 8
#define MAX_PACKET 4096
#define N_DESCRIPTORS 3
/* A child leaves little behind in its parent, but not nothing. */
#define MAX_CHILDREN 500
/* A server that nobody needs gives its memory back, s. */
#define IDLE_S 300
/* From the end of a child until the server tells of it, s; and where it waits for a processor. */
#define WORD_S 2
#define MAX_WORD_S 60

typedef enum
{
  STARTING,
  READY,
  ENDED,
} State;

struct _MqForkServer
{
  GObject parent_instance;

  State state;
  char *blender;
  guint64 changed; /* the Blender, when it was started: µs */
  guint64 addon;   /* and the bridge's folder */
  char *pool;
  guint64 cache; /* the folder in which it sees kept shaders */
  guint niceness;
  MqProcess *process;
  GPid pid; /* the server itself, in bubblewrap */
  int control;
  guint source;
  guint idle_source;
  guint n_forked;
  GHashTable *children; /* guint -> Child, those that have not ended */
};

G_DEFINE_FINAL_TYPE (MqForkServer, mq_fork_server, G_TYPE_OBJECT)

typedef struct
{
  guint id;
  DexPromise *born;   /* resolves to its process number, an int */
  DexPromise *exited; /* resolves to its status of wait(2), an int */
  int pidfd;          /* -1 until it is born */
  guint source;       /* waits for its end, then for the server's word */
  guint waited;       /* for the word, s */
  gboolean is_killed;
  MqForkServer *server;
} Child;

static MqForkServer *current;
static char *refusal; /* (nullable): why this program does not fork */

static void
child_clear (gpointer data)
{
  Child *self = data;

  dex_clear (&self->born);
  dex_clear (&self->exited);
  g_clear_fd (&self->pidfd, NULL);
  g_clear_object (&self->server);
}

static void
child_release (gpointer child)
{
  g_rc_box_release_full (child, child_clear);
}

static void
note_exited (Child *self, int status)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (dex_future_is_pending (DEX_FUTURE (self->born)))
    dex_promise_reject (self->born,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_WORKER_LOST, "it ended at once"));
  if (dex_future_is_pending (DEX_FUTURE (self->exited)))
    dex_promise_resolve_int (self->exited, status);
}

static void
refuse (const char *why)
{
  if (refusal == NULL)
    refusal = g_strdup (why);
  g_info ("Blender is not forked: %s", why);
}

/* Its last lines say more. */
static DexFuture *
explain_end (DexFuture *ended, gpointer data)
{
  MqForkServer *self = data;

  g_free (refusal);
  refusal = mq_process_dup_log (self->process, LOG_LINES);
  return dex_future_new_true ();
}

/* Ends it, and with it the children. It is alive until then. */
static void
end (MqForkServer *self)
{
  GHashTableIter iter;
  gpointer child;

  if (self->state == ENDED)
    return;
  if (self->state == STARTING)
    {
      refuse ("it did not start");
      dex_future_disown (dex_future_finally (mq_process_wait_exit (self->process), explain_end,
                                             g_object_ref (self), g_object_unref));
    }

  self->state = ENDED;
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_fd (&self->control, NULL);
  mq_process_kill (self->process);

  g_hash_table_iter_init (&iter, self->children);
  while (g_hash_table_iter_next (&iter, NULL, &child))
    note_exited (child, SIGKILL);
  g_hash_table_remove_all (self->children);
  if (current == self)
    current = NULL;
  g_object_unref (self);
}

static void
mq_fork_server_finalize (GObject *object)
{
  MqForkServer *self = MQ_FORK_SERVER (object);

  g_clear_object (&self->process);
  g_hash_table_unref (self->children);
  g_free (self->blender);
  g_free (self->pool);

  G_OBJECT_CLASS (mq_fork_server_parent_class)->finalize (object);
}

static void
mq_fork_server_class_init (MqForkServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_fork_server_finalize;
}

static void
mq_fork_server_init (MqForkServer *self)
{
  self->control = -1;
  self->children = g_hash_table_new_full (NULL, NULL, NULL, child_release);
}

static gboolean
idle_cb (gpointer data)
{
  MqForkServer *self = data;

  self->idle_source = 0;
  end (self);
  return G_SOURCE_REMOVE;
}

/* The server has not told how a child ended: it was stopped, or hangs. */
static gboolean
no_word_cb (gpointer data)
{
  Child *self = data;

  self->waited += WORD_S;
  if (self->waited < MAX_WORD_S && mq_process_tree_is_starved (self->server->pid))
    return G_SOURCE_CONTINUE;

  self->source = 0;
  end (self->server);
  return G_SOURCE_REMOVE;
}

static gboolean
child_ended_cb (int fd, GIOCondition condition, gpointer data)
{
  Child *self = data;

  self->source = g_timeout_add_seconds (WORD_S, no_word_cb, self);
  return G_SOURCE_REMOVE;
}

/* One that is not born yet is killed then; of a server that could fork it meanwhile, it is no use
 * to wait for more. */
static void
kill_child (gpointer data)
{
  Child *self = data;

  self->is_killed = TRUE;
  if (self->pidfd >= 0)
    syscall (SYS_pidfd_send_signal, self->pidfd, SIGKILL, NULL, 0);
  else if (self->server->state == READY && self->source == 0
           && dex_future_is_pending (DEX_FUTURE (self->exited)))
    self->source = g_timeout_add_seconds (WORD_S, no_word_cb, self);
}

/* @sender: the process that has sent it, as this program sees it; @descriptor: (inout): what came
 * with it, or -1 */
static void
take_message (MqForkServer *self, JsonObject *message, GPid sender, int *descriptor)
{
  static const char *const names[] = { "born", "changed", "failed", "ended" };
  Child *child = NULL;

  if (json_object_has_member (message, "ready"))
    {
      self->state = READY;
      self->pid = sender;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names) && child == NULL; i++)
    child = g_hash_table_lookup (self->children,
                                 GUINT_TO_POINTER ((guint)mq_json_get_int (message, names[i], 0)));
  if (child == NULL)
    return;

  if (json_object_has_member (message, "born"))
    {
      if (child->pidfd >= 0 || *descriptor < 0 || sender <= 0)
        return;

      /* With its descriptor the child is killed whatever the server does. */
      g_clear_handle_id (&child->source, g_source_remove);
      child->pidfd = g_steal_fd (descriptor);
      child->source = g_unix_fd_add (child->pidfd, G_IO_IN, child_ended_cb, child);
      dex_promise_resolve_int (child->born, sender);
      if (child->is_killed)
        kill_child (child);
      return;
    }

  if (json_object_has_member (message, "failed"))
    refuse (mq_json_get_string (message, "why", "fork"));
  /* Its next children would inherit that. */
  if (json_object_has_member (message, "changed") && self == current)
    current = NULL;

  note_exited (child, (int)mq_json_get_int (message, "status", SIGKILL));
  g_hash_table_remove (self->children, GUINT_TO_POINTER (child->id));
  if (g_hash_table_size (self->children) == 0 && self == current)
    self->idle_source = g_timeout_add_seconds (IDLE_S, idle_cb, self);
  else if (g_hash_table_size (self->children) == 0)
    end (self);
}

static gboolean
control_cb (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (MqForkServer) self = g_object_ref (data);

  for (;;)
    {
      union
      {
        struct cmsghdr header;
        char bytes[CMSG_SPACE (sizeof (struct ucred)) + CMSG_SPACE (sizeof (int))];
      } control;
      char buffer[MAX_PACKET];
      struct iovec text = { buffer, sizeof buffer };
      struct msghdr packet = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
      };
      gssize length = recvmsg (fd, &packet, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
      g_autoptr (JsonObject) message = NULL;
      g_autofd int descriptor = -1;
      GPid sender = 0;

      if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return G_SOURCE_CONTINUE;
      if (length <= 0)
        break;

      for (struct cmsghdr *part = CMSG_FIRSTHDR (&packet); part != NULL;
           part = CMSG_NXTHDR (&packet, part))
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_CREDENTIALS)
          sender = ((const struct ucred *)(const void *)CMSG_DATA (part))->pid;
        else if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS)
          memcpy (&descriptor, CMSG_DATA (part), sizeof (int));

      message = mq_json_parse_object (buffer, length, NULL);
      if (message != NULL)
        take_message (self, message, sender, &descriptor);
    }

  self->source = 0;
  end (self);
  return G_SOURCE_REMOVE;
}

static guint64
get_changed (const char *path)
{
  GStatBuf facts;

  return g_stat (path, &facts) == 0 ? (guint64)facts.st_mtim.tv_sec * G_USEC_PER_SEC
                                          + (guint64)facts.st_mtim.tv_nsec / 1000
                                    : 0;
}

/* Makes the folder of what is cached: shaders that are kept later are for children that come later.
 * Returns: its number */
static guint64
get_cache (void)
{
  g_autofree char *shaders = mq_shader_cache_get_folder ();
  g_autofree char *cache = g_path_get_dirname (shaders);
  GStatBuf facts;

  g_mkdir_with_parents (cache, 0700);
  return g_stat (cache, &facts) == 0 ? facts.st_ino : 0;
}

/* @spec: a Blender's sandbox, with its pool. Returns: (transfer none) (nullable): the program's
 * fork server for it, possibly still starting; %NULL: start a Blender */
static MqForkServer *
get_server (const MqSandboxSpec *spec)
{
  g_autofree char *program = g_build_filename (MQ_BUBBLEWRAP_BRIDGE_DIR, "worker.py", NULL);
  const char *const command[] = { spec->blender,
                                  MQ_SANDBOX_BLENDER_FLAGS,
                                  "--python",
                                  program,
                                  "--",
                                  "--fd",
                                  G_STRINGIFY (MQ_PROCESS_BRIDGE_FD),
                                  "--run-dir",
                                  MQ_BUBBLEWRAP_RUN_DIR,
                                  "--token-file",
                                  MQ_BUBBLEWRAP_RUN_DIR "/" MQ_INSTANCE_TOKEN_FILE,
                                  "--fork-server",
                                  MQ_BUBBLEWRAP_FORK_CHILD,
                                  NULL };
  g_autoptr (MqForkServer) self = NULL;
  g_autoptr (GError) error = NULL;
  MqSandboxSpec own = *spec;
  const int yes = 1;
  int ends[2];
  gboolean fits = current != NULL && current->cache == get_cache ()
                  && g_str_equal (current->blender, spec->blender)
                  && g_str_equal (current->pool, spec->pool)
                  && current->niceness == spec->limits->niceness
                  && current->changed == get_changed (spec->blender)
                  && current->addon == get_changed (spec->bridge_dir)
                  && current->n_forked < MAX_CHILDREN;

  if (fits)
    return current;
  if (current != NULL)
    {
      MqForkServer *last = g_steal_pointer (&current);

      /* Forks no more, and ends with the last of its children. */
      if (g_hash_table_size (last->children) == 0)
        end (last);
    }

  self = g_object_new (MQ_TYPE_FORK_SERVER, NULL);
  self->blender = g_strdup (spec->blender);
  self->changed = get_changed (spec->blender);
  self->addon = get_changed (spec->bridge_dir);
  self->pool = g_strdup (spec->pool);
  self->cache = get_cache ();
  self->niceness = spec->limits->niceness;

  own.run_dir = MQ_BUBBLEWRAP_RUN_DIR;
  own.shaders = NULL;
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0)
    {
      self->control = ends[0];
      setsockopt (self->control, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes);
      self->process = mq_sandbox_spawn (MQ_SANDBOX_BUBBLEWRAP, &own, command, NULL, ends[1],
                                        &error);
    }
  else
    mq_fail (&error, MQ_ERROR_FAILED, "socketpair: %s", g_strerror (errno));

  if (self->process == NULL)
    {
      self->state = ENDED;
      refuse (error->message);
      return NULL;
    }

  self->source = g_unix_fd_add (self->control, G_IO_IN | G_IO_HUP | G_IO_ERR, control_cb, self);
  return current = g_steal_pointer (&self);
}

/* Returns: (nullable): why this program starts a Blender each time, where it could fork */
const char *
mq_fork_server_get_refusal (void)
{
  return refusal;
}

/* Ends the server. @why: (nullable): what speaks against another one, such as a child's probe */
void
mq_fork_server_refuse (const char *why)
{
  if (why != NULL)
    refuse (why);
  if (current != NULL)
    end (current);
}

/* Asks for a child. Does not wait. @spec: its sandbox, with the pool above its run folder; @probe:
 * (nullable): Python that it runs before all else; @bridge_fd: its end of the bridge, which stays
 * the caller's, too; @ret_born: (out) (transfer full): resolves to its number, an int; rejects when
 * a Blender is to be started instead. Returns: (transfer full) (nullable): the process; %NULL:
 * start a Blender */
MqProcess *
mq_fork_server_fork (const MqSandboxSpec *spec, const char *probe, int bridge_fd,
                     DexFuture **ret_born)
{
  gsize length = strlen (spec->pool);
  union
  {
    struct cmsghdr header;
    char bytes[CMSG_SPACE (N_DESCRIPTORS * sizeof (int))];
  } control = { .header = { .cmsg_level = SOL_SOCKET,
                            .cmsg_type = SCM_RIGHTS,
                            .cmsg_len = CMSG_LEN (N_DESCRIPTORS * sizeof (int)) } };
  struct iovec part = { 0 };
  struct msghdr packet = {
    .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (JsonObject) job = NULL;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GInputStream) output = NULL;
  g_autofd int filter = -1, log = -1;
  MqForkServer *self;
  GStatBuf pool;
  Child *child;
  int pipe[2];

  if (refusal != NULL || g_strcmp0 (g_getenv ("MQ_FORK_SERVER"), "off") == 0
      || !g_str_has_prefix (spec->run_dir, spec->pool) || spec->run_dir[length] != '/')
    return NULL;
  /* The folder is given to the server only if nobody else may write to it. */
  if (g_lstat (spec->pool, &pool) != 0 || !S_ISDIR (pool.st_mode) || pool.st_uid != getuid ()
      || (pool.st_mode & 022) != 0)
    return NULL;
  if ((filter = mq_seccomp_open_filter (NULL)) < 0 || !(self = get_server (spec))
      || !g_unix_open_pipe (pipe, O_CLOEXEC, NULL))
    return NULL;

  log = pipe[1];
  output = g_unix_input_stream_new (pipe[0], TRUE);
  words = mq_sandbox_dup_child_words (spec);
  job = mq_json_new ("folder:s words:a probe:s?", spec->run_dir + length + 1,
                     mq_json_from_strings ((const char *const *)words, -1), probe);
  /* The server does not read the second line. */
  line = mq_json_object_to_string (job, FALSE);
  text = g_strdup_printf ("{\"fork\": %u}\n%s", ++self->n_forked, line);
  part = (struct iovec){ text, strlen (text) };
  memcpy (CMSG_DATA (&control.header), (const int[]){ bridge_fd, log, filter },
          N_DESCRIPTORS * sizeof (int));
  if (self->control < 0
      || sendmsg (self->control, &packet, MSG_DONTWAIT | MSG_NOSIGNAL) != (gssize)part.iov_len)
    return NULL;

  g_clear_handle_id (&self->idle_source, g_source_remove);
  child = g_rc_box_new0 (Child);
  child->id = self->n_forked;
  child->born = dex_promise_new ();
  child->exited = dex_promise_new ();
  child->pidfd = -1;
  child->server = g_object_ref (self);
  g_hash_table_insert (self->children, GUINT_TO_POINTER (child->id), g_rc_box_acquire (child));

  *ret_born = dex_ref (DEX_FUTURE (child->born));
  return mq_process_new (output, dex_ref (DEX_FUTURE (child->exited)), kill_child, child,
                         child_release);
}
