/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqInstance: one running Blender: its process, its bridge, the proof of its sandbox, the `hello`,
 * and the description of its end. See mq-worker-private.h. */
#include "client/blender/mq-blender.h"
#include "client/blender/mq-worker-private.h"
#include "client/sandbox/mq-process-tree.h"
#include "client/sandbox/mq-sandbox.h"
#include "client/sandbox/mq-shader-cache.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

/* The rows of Blender's methods. */

#define USES MQ_BRIDGE_METHOD_USES_SCENE
#define CHANGES MQ_BRIDGE_METHOD_CHANGES_SCENE
#define BAIT_PREFIX ".maquette-probe"
#define ANSWER_FILE "answer.json"
#define FACTS_FILE "probe.json"
#define CANARY_VARIABLE "MQ_PROBE_CANARY"
#define PROTOCOL_VERSION 1
#define GONE_TIMEOUT_S 2
/* Shares of a processor: less is no work, but a loop that waits. A graphics card may draw. */
#define LEAST_WORK 0.05
#define LEAST_TO_DRAW 0.01
#define LOG_LINES 8
/* Tries, before a Blender is started instead. */
#define MAX_FORKS 2
#define TOKEN_BYTES 32

static const MqBridgeMethod methods[] = {
  { "info", 0, NULL, NULL },
  /* Translators: steps that Blender failed at, in brackets behind a sentence */
  { "introspect", 0, NULL, N_ ("reading Blender’s Python API") },
  { "check", 0, NULL, N_ ("checking the script") },
  { "execute", 0, NULL, N_ ("running the script") },
  { "preview", 0, NULL, N_ ("running the script") },
  { "model", USES, NULL, NULL },
  { "open", 0, NULL, NULL },
  { "take", 0, NULL, NULL },
  { "names_beside", 0, NULL, N_ ("reading the model") },
  { "take_in", CHANGES, NULL, N_ ("reading the model") },
  { "rebuild", USES, NULL, N_ ("finding shapes") },
  { "compare", USES, NULL, N_ ("measuring") },
  { "measure", USES, NULL, N_ ("measuring") },
  { "likeness", USES, NULL, N_ ("measuring") },
  { "render", USES, "num_images", N_ ("rendering") },
  { "turntable", USES, "frames", N_ ("rendering") },
  { "dataset", USES, "cameras", N_ ("rendering") },
  { "warm_up", 0, NULL, N_ ("preparing the preview") },
  { "save", USES, NULL, NULL },
  { "export", USES | CHANGES, NULL, NULL },
  { "read_back", CHANGES, NULL, NULL },
  { "library_asset", USES | CHANGES, NULL, NULL },
  { "print_check", USES, NULL, NULL },
  { "drawing", USES, NULL, NULL },
};

struct _MqProbe
{
  char *blender;
  const char *limit; /* on memory: the launcher's name of it */
  char *facts;       /* file in the run folder: what probe.py needs to know */
  char *answer;      /* file in the run folder */
  char *nonce;
  gboolean is_forked;

  /* Things that the probe must not reach: files beside the run folder, and a listener. */
  char *base;
  int lock; /* lock on @base: its owner lives, and a sweep leaves it alone */
  char *secret;
  char *outside;
  GSocketListener *listener;
  guint16 port;
};

struct _MqSpare
{
  GObject parent_instance;

  MqWorkerSettings settings;
  char *parent_dir;
  char *pool;
  guint count; /* folders made */

  MqInstance *instance; /* (nullable): the spare, possibly still starting */
  DexFuture *ready;     /* (nullable): resolves after the `hello` of @instance */
};

/* Returns: its row; an empty one of a method that is not known */
const MqBridgeMethod *
mq_bridge_method_find (const char *name)
{
  static const MqBridgeMethod unknown = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, name))
      return &methods[i];

  return &unknown;
}

/* MqProbe lays files, a listener and a variable that must not be reached from inside the sandbox,
 * and reads what the program found. */

/* The operations that probe.py reports; a name may be followed by details. */
static const char *const deeds[] = {
  N_ ("read files outside its folder"),
  N_ ("write files outside its folder"),
  N_ ("write to the system's folders"),
  N_ ("connect to this machine's network"),
  N_ ("open sockets"),
  N_ ("start processes"),
  N_ ("see other processes"),
  N_ ("send signals to other processes"),
  N_ ("act on the parent and the neighbours"),
  N_ ("read the folders of other scripts"),
  N_ ("use what its parent has open"),
  N_ ("read who uses this machine"),
  N_ ("write more than it may"),
  N_ ("read the environment of the program that started it"),
  N_ ("use privileges"),
  N_ ("take memory without limit"),
  N_ ("take memory of the kernel without limit"),
};

/* Removes everything that it laid. */
void
mq_probe_free (MqProbe *self)
{
  if (self->base != NULL)
    mq_files_remove_tree (AT_FDCWD, self->base);
  if (self->facts != NULL)
    g_unlink (self->facts);
  if (self->answer != NULL)
    g_unlink (self->answer);
  if (self->listener != NULL)
    g_socket_listener_close (self->listener);

  g_clear_object (&self->listener);
  g_clear_fd (&self->lock, NULL);
  g_free (self->base);
  g_free (self->secret);
  g_free (self->outside);
  g_free (self->facts);
  g_free (self->answer);
  g_free (self->nonce);
  g_free (self->blender);
  g_free (self);
}

/* Paths of Blenders that passed: started, and forked. */
static GHashTable *proven[2];

/* @is_forked: in a fork, whose sandbox is made otherwise. Returns: whether it has passed in this
 * process, so that it needs no probe */
gboolean
mq_probe_is_proven (const char *blender, gboolean is_forked)
{
  return proven[is_forked] != NULL && g_hash_table_contains (proven[is_forked], blender);
}

/* @spec: the sandbox; files are laid beside its run folder; @error: any error of making them.
 * Returns: (transfer full) (nullable): a probe, to be put into Blender's command line and
 * environment */
static MqProbe *
probe_new (const MqSandboxSpec *spec, GError **error)
{
  g_autoptr (MqProbe) self = g_new0 (MqProbe, 1);
  g_autofree char *parent = g_path_get_dirname (spec->run_dir);
  g_autoptr (JsonObject) facts = NULL;
  g_autofree char *text = NULL;

  self->lock = -1;
  self->blender = g_strdup (spec->blender);
  self->limit = mq_sandbox_get_memory_limit (spec);
  self->facts = g_build_filename (spec->run_dir, FACTS_FILE, NULL);
  self->answer = g_build_filename (spec->run_dir, ANSWER_FILE, NULL);
  self->nonce = g_uuid_string_random ();
  self->is_forked = spec->pool != NULL;

  mq_files_sweep_temp (parent, BAIT_PREFIX);
  if ((self->lock = mq_files_make_temp (parent, BAIT_PREFIX, &self->base, error)) < 0)
    return NULL;

  self->secret = g_build_filename (self->base, "secret", NULL);
  self->outside = g_build_filename (self->base, "outside", NULL);
  if (!g_file_set_contents (self->secret, self->nonce, -1, error))
    return NULL;

  self->listener = g_socket_listener_new ();
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, error);
  if (self->port == 0)
    return NULL;

  /* Not in the arguments, where a later script could read the paths. */
  facts = mq_json_new ("secret:s outside:s port:i variable:s nonce:s answer:s limit:s forked:b",
                       self->secret, self->outside, self->port, CANARY_VARIABLE, self->nonce,
                       ANSWER_FILE, self->limit, self->is_forked);
  text = mq_json_object_to_string (facts, FALSE);
  return g_file_set_contents (self->facts, text, -1, error) ? g_steal_pointer (&self) : NULL;
}

/* @error: %MQ_ERROR_NO_BLENDER and what is not confined. Returns: whether the sandbox holds.
 * Then its Blender is not probed again by this process. */
static gboolean
probe_check_result (MqProbe *self, gboolean is_forked, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (GString) list = g_string_new (NULL);
  JsonArray *could = NULL;

  if (!g_file_get_contents (self->answer, &text, NULL, NULL))
    mq_fail (&failure, MQ_ERROR_PROTOCOL, _ ("it left no answer"));
  else if ((answer = mq_json_parse_object (text, -1, &failure)) != NULL
           && (!(could = mq_json_get_array (answer, "could"))
               || g_strcmp0 (mq_json_get_string (answer, "nonce", NULL), self->nonce) != 0))
    mq_fail (&failure, MQ_ERROR_PROTOCOL, _ ("its answer is not the probe's"));
  if (failure != NULL)
    return mq_fail (error, MQ_ERROR_NO_BLENDER, _ ("Blender's sandbox could not be tried out: %s"),
                    failure->message);

  MQ_JSON_EACH_STRING (could, i, deed)
    {
      const char *known = NULL;

      for (gsize j = 0; deed != NULL && j < G_N_ELEMENTS (deeds) && known == NULL; j++)
        if (g_str_has_prefix (deed, deeds[j]))
          known = deeds[j];

      if (i > 0)
        g_string_append (list, "; ");
      if (known != NULL)
        g_string_append_printf (list, "%s%s", _ (known), deed + strlen (known));
      else
        g_string_append (list, deed != NULL ? deed : _ ("do something forbidden"));
    }

  if (list->len > 0)
    return mq_fail (
        error, MQ_ERROR_NO_BLENDER,
        /* Translators: a list of “read files outside its folder” and the like. */
        _ ("Blender's sandbox does not hold on this machine: inside it a script could %s. So no "
           "script was run. Update bubblewrap and the kernel. Or set “blender: sandbox: off” in "
           "config.yaml: scripts then run with all your rights, at your own risk."),
        list->str);

  if (proven[is_forked] == NULL)
    proven[is_forked] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (proven[is_forked], g_strdup (self->blender));
  return TRUE;
}

/* MqSpare: each Blender gets a folder of its own, which its owner removes. */

G_DEFINE_FINAL_TYPE (MqSpare, mq_spare, G_TYPE_OBJECT)

static void
mq_spare_dispose (GObject *object)
{
  MqSpare *self = MQ_SPARE (object);

  dex_clear (&self->ready);
  if (self->instance != NULL)
    mq_instance_kill (self->instance);
  g_clear_object (&self->instance);
  g_clear_object (&self->settings.blender);
  g_clear_pointer (&self->parent_dir, g_free);
  g_clear_pointer (&self->pool, g_free);

  G_OBJECT_CLASS (mq_spare_parent_class)->dispose (object);
}

static void
mq_spare_class_init (MqSpareClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_spare_dispose;
}

static void
mq_spare_init (MqSpare *self)
{
}

/* @settings: what to start; @parent_dir: an existing folder, in which each Blender gets its own;
 * @pool: the folder above it. Returns: (transfer full): an object without a spare yet */
MqSpare *
mq_spare_new (const MqWorkerSettings *settings, const char *parent_dir, const char *pool)
{
  MqSpare *self = g_object_new (MQ_TYPE_SPARE, NULL);

  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->parent_dir = g_strdup (parent_dir);
  self->pool = g_strdup (pool);
  return self;
}

/* Awaits the `hello`. */
static DexFuture *
greet_fiber (MqInstance *instance, DexFuture *dropped)
{
  GError *error = NULL;
  g_autoptr (JsonObject) hello = mq_instance_handshake (instance, dropped, &error);

  return hello != NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

static gboolean
start (MqSpare *self, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;

  if (self->instance != NULL && !mq_bridge_is_closed (self->instance->bridge))
    return TRUE;

  g_clear_object (&self->instance);
  dex_clear (&self->ready);

  name = g_strdup_printf ("script-%u", ++self->count);
  folder = g_build_filename (self->parent_dir, name, NULL);
  if (g_mkdir (folder, 0700) != 0)
    {
      int failure = errno;

      return mq_fail (error, failure == ENOSPC ? MQ_ERROR_NO_SPACE : MQ_ERROR_FAILED,
                      _ ("%s could not be created: %s"), folder, g_strerror (failure));
    }

  if (!(self->instance = mq_instance_launch (&self->settings, folder, self->pool, error)))
    return FALSE;

  self->ready = mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, greet_fiber,
                                               (MQ_TYPE_INSTANCE, self->instance));
  return TRUE;
}

/* Starts a Blender, unless one is there. mq_spare_take() reports an error, if it persists. */
void
mq_spare_prepare (MqSpare *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MQ_IS_SPARE (self));

  if (!start (self, &error))
    g_info ("No spare Blender: %s", error->message);
}

/* Starts a Blender if none is there. @ret_ready: (out) (transfer full): resolves to %TRUE after
 * its `hello`; rejects as mq_instance_handshake() does; @error: as for mq_instance_launch().
 * Returns: (transfer full) (nullable): a Blender that has run no script, possibly still
 * starting, with a folder of its own */
MqInstance *
mq_spare_take (MqSpare *self, DexFuture **ret_ready, GError **error)
{
  g_return_val_if_fail (MQ_IS_SPARE (self), NULL);

  if (!start (self, error))
    return NULL;

  *ret_ready = g_steal_pointer (&self->ready);
  return g_steal_pointer (&self->instance);
}

/* @instance: a Blender of mq_spare_take() that was ready, and still has run no script. Returns:
 * %FALSE if another one was started meanwhile */
gboolean
mq_spare_give_back (MqSpare *self, MqInstance *instance)
{
  g_return_val_if_fail (MQ_IS_SPARE (self) && MQ_IS_INSTANCE (instance), FALSE);

  if (self->instance != NULL)
    return FALSE;

  self->instance = g_object_ref (instance);
  self->ready = dex_future_new_true ();
  return TRUE;
}

/* Kills the Blender that waits, if any. Returns: (transfer full): resolves when all its
 * processes have ended, and nobody waits for its `hello` any more */
DexFuture *
mq_spare_stop (MqSpare *self)
{
  g_autoptr (MqInstance) instance = NULL;
  DexFuture *greeted;

  dex_return_error_if_fail (MQ_IS_SPARE (self));

  instance = g_steal_pointer (&self->instance);
  greeted = g_steal_pointer (&self->ready);
  if (instance == NULL)
    {
      dex_clear (&greeted);
      return dex_future_new_true ();
    }

  mq_instance_kill (instance);
  return dex_future_all (mq_process_wait_exit (instance->process), mq_fiber_forget_error (greeted),
                         NULL);
}

G_DEFINE_FINAL_TYPE (MqInstance, mq_instance, G_TYPE_OBJECT)

static void
mq_instance_dispose (GObject *object)
{
  MqInstance *self = MQ_INSTANCE (object);

  mq_instance_kill (self);
  g_clear_object (&self->bridge);
  g_clear_object (&self->process);
  dex_clear (&self->progressed);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->run_dir, g_free);
  g_clear_pointer (&self->meshes, g_free);
  g_clear_pointer (&self->pool, g_free);
  dex_clear (&self->born);
  g_clear_object (&self->settings.blender);

  G_OBJECT_CLASS (mq_instance_parent_class)->dispose (object);
}

static void
mq_instance_class_init (MqInstanceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_instance_dispose;
}

static void
mq_instance_init (MqInstance *self)
{
}

static void
on_notification (MqInstance *self, const char *method)
{
  if (g_str_equal (method, "progress") && self->progressed != NULL
      && dex_future_is_pending (DEX_FUTURE (self->progressed)))
    dex_promise_resolve_boolean (self->progressed, TRUE);
}

/* Writes a new secret to a file that only the user can read. It removes, and does not follow,
 * whatever a script left under that name. */
static char *
write_token (const char *run_dir, GError **error)
{
  g_autofree char *path = g_build_filename (run_dir, MQ_INSTANCE_TOKEN_FILE, NULL);
  guint8 random[TOKEN_BYTES];
  g_autoptr (GString) token = g_string_new (NULL);
  gssize written = -1;
  int fd;

  if (getrandom (random, sizeof random, 0) != sizeof random)
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("The kernel gave no random numbers"));
  for (gsize i = 0; i < sizeof random; i++)
    g_string_append_printf (token, "%02x", random[i]);

  g_unlink (path);
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd >= 0)
    {
      written = write (fd, token->str, token->len);
      if (close (fd) != 0)
        written = -1;
    }

  if (written != (gssize)token->len)
    {
      int failure = errno;

      return mq_fail_null (error, failure == ENOSPC ? MQ_ERROR_NO_SPACE : MQ_ERROR_FAILED,
                           _ ("%s could not be written: %s"), path, g_strerror (failure));
    }

  return g_string_free_and_steal (g_steal_pointer (&token));
}

/* Returns our end of a new socket pair; the other end is *@ret_theirs. */
static GSocketConnection *
connect_pair (int *ret_theirs, GError **error)
{
  g_autoptr (GSocket) ours = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "socketpair: %s",
                   g_strerror (errno));
      return NULL;
    }

  if (!(ours = g_socket_new_from_fd (ends[0], error)))
    {
      close (ends[0]);
      close (ends[1]);
      return NULL;
    }

  *ret_theirs = ends[1];
  return g_socket_connection_factory_create_connection (ours);
}

/* Starts the process, with its end of the bridge. @may_fork: whether it may be a fork */
static gboolean
launch_instance (MqInstance *self, gboolean may_fork, GError **error)
{
  MqSandboxKind kind = mq_sandbox_choose (self->settings.sandboxed);
  /* A driver of a graphics card is not known to survive a fork. */
  gboolean forks = may_fork && kind == MQ_SANDBOX_BUBBLEWRAP && !self->settings.gpu;
  g_autofree char *bridge_dir = mq_sandbox_dup_bridge_dir (error);
  g_autofree char *cache = g_build_filename (self->run_dir, ".cache", NULL);
  g_auto (GStrv) shaders = mq_shader_cache_list ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GBytes) probe = NULL;
  const char *program = NULL;
  g_autofd int theirs = -1;
  const MqSandboxSpec spec = {
    .blender = mq_blender_get_path (self->settings.blender),
    .bridge_dir = bridge_dir,
    .run_dir = self->run_dir,
    .gpu = self->settings.gpu,
    .gpu_card = self->settings.gpu_card,
    .shaders = (const char *const *)shaders,
    .limits = &self->settings.limits,
    .pool = forks ? self->pool : NULL,
  };

  g_clear_object (&self->process);
  g_clear_object (&self->bridge);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->probe, mq_probe_free);
  if (bridge_dir == NULL
      || (self->settings.sandboxed && !mq_probe_is_proven (spec.blender, forks)
          && !(self->probe = probe_new (&spec, error)))
      || !(self->token = write_token (self->run_dir, error))
      || !(connection = connect_pair (&theirs, error)))
    return FALSE;

  self->has_shaders = *shaders != NULL;
  self->is_forked = forks;
  /* A viewer before this one may have left shaders there, and it had opened a script's file. A fork
   * leaves links, over which bubblewrap mounts nothing. */
  mq_files_remove_tree (AT_FDCWD, cache);
  if (self->probe != NULL)
    {
      probe = g_resource_lookup_data (mq_blender_get_resource (), "/maquette/blender/probe.py",
                                      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      /* Resource data has a trailing NUL that its size does not count. */
      program = g_bytes_get_data (probe, NULL);
    }
  if (forks && !(self->process = mq_fork_server_fork (&spec, program, theirs, &self->born)))
    return launch_instance (self, FALSE, error);
  if (!forks)
    {
      const char *run_dir = mq_sandbox_get_run_dir (kind, &spec);
      g_autofree char *worker = g_build_filename (mq_sandbox_get_bridge_dir (kind, &spec),
                                                  "worker.py", NULL);
      g_autofree char *token = g_build_filename (run_dir, MQ_INSTANCE_TOKEN_FILE, NULL);
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) command = NULL;
      g_autofree char *canary = self->probe != NULL
                                    ? g_strdup_printf (CANARY_VARIABLE "=%s", self->probe->nonce)
                                    : NULL;

      g_strv_builder_add_many (builder, spec.blender, MQ_SANDBOX_BLENDER_FLAGS, NULL);
      if (program != NULL)
        g_strv_builder_add_many (builder, "--python-expr", program, NULL);
      g_strv_builder_add_many (builder, "--python", worker, "--", "--fd",
                               G_STRINGIFY (MQ_PROCESS_BRIDGE_FD), "--run-dir", run_dir,
                               "--token-file", token, NULL);
      command = g_strv_builder_end (builder);
      self->process = mq_sandbox_spawn (kind, &spec, (const char *const *)command, canary,
                                        g_steal_fd (&theirs), error);
      if (self->process == NULL)
        return FALSE;
    }

  self->bridge = mq_bridge_new (connection);
  g_signal_connect_object (self->bridge, "notification", G_CALLBACK (on_notification), self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

/* Starts Blender, which begins with the probe of its sandbox unless it has passed before. Does
 * not wait. @settings: what to start; @run_dir: the only folder that it can write to; @pool: the
 * folder that has the run folders of all Blenders; @error: %MQ_ERROR_NO_BLENDER,
 * %MQ_ERROR_NO_SPACE …. Returns: (transfer full): the instance; call mq_instance_handshake() next,
 * after which it has its bridge */
MqInstance *
mq_instance_launch (const MqWorkerSettings *settings, const char *run_dir, const char *pool,
                    GError **error)
{
  g_autoptr (MqInstance) self = g_object_new (MQ_TYPE_INSTANCE, NULL);

  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->run_dir = g_strdup (run_dir);
  self->pool = g_strdup (pool);
  return launch_instance (self, TRUE, error) ? g_steal_pointer (&self) : NULL;
}

/* Awaits. Returns: (transfer full) (nullable): the answer to `hello`, of a Blender whose sandbox
 * holds */
static JsonObject *
greet (MqInstance *self, DexFuture *dropped, GError **error)
{
  g_autofree char *token = g_build_filename (self->run_dir, MQ_INSTANCE_TOKEN_FILE, NULL);
  g_autoptr (JsonObject) params = mq_json_new ("protocol:i token:s", PROTOCOL_VERSION, self->token);
  gboolean is_forked = self->born != NULL;
  g_autoptr (JsonObject) hello = NULL;
  g_autoptr (MqProbe) probe = NULL;
  g_autoptr (GError) failure = NULL;

  if (is_forked)
    {
      g_autoptr (MqScope) scope = mq_scope_new (&self->settings.limits);
      int pid = dex_await_int (
          mq_fiber_unless (dropped,
                           dex_future_first (g_steal_pointer (&self->born),
                                             dex_timeout_new_seconds (MQ_INSTANCE_START_TIMEOUT_S),
                                             NULL)),
          &failure);

      if (failure == NULL)
        {
          mq_process_set_pid (self->process, pid);
          if (scope != NULL)
            dex_await (mq_scope_enclose_process (g_steal_pointer (&scope), pid), NULL);
        }
      /* It hangs. */
      else if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT))
        mq_fork_server_refuse (NULL);
    }

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (!(hello = mq_instance_exchange (self, "hello", params, MQ_INSTANCE_START_TIMEOUT_S, 0,
                                           dropped, &failure)))
    {
      if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_FAILED))
        mq_fail (error, MQ_ERROR_NO_BLENDER,
                 _ ("Maquette’s add-on in Blender reported an error: %s"), failure->message);
      else if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT))
        {
          mq_process_kill (self->process);
          mq_fail (error, MQ_ERROR_WORKER_LOST, _ ("Blender did not start in time"));
        }
      else
        g_propagate_error (error, g_steal_pointer (&failure));
    }

  /* Only the first message needs it. */
  g_unlink (token);
  probe = g_steal_pointer (&self->probe);
  if (hello == NULL || (probe != NULL && !probe_check_result (probe, is_forked, error)))
    return NULL;
  return g_steal_pointer (&hello);
}

/* Awaits the answer to `hello`, before which the probe has ended. A fork that does not answer has
 * run nothing: there is another one, then a Blender that is started. @dropped: ends the wait;
 * @error: %MQ_ERROR_NO_BLENDER if the sandbox does not hold or the bridge has another version;
 * otherwise as for [method@Mq.Instance.exchange]. Returns: (transfer full) (nullable): the `hello`
 * result */
JsonObject *
mq_instance_handshake (MqInstance *self, DexFuture *dropped, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (JsonObject) hello = NULL;

  for (guint forks = 1;; forks++)
    {
      gboolean is_forked = self->born != NULL;
      gboolean is_first = is_forked && self->probe != NULL;
      g_autofree char *log = NULL;
      g_autofree char *why = NULL;

      hello = greet (self, dropped, &failure);
      if (hello != NULL || !is_forked || self->is_killed || !dex_future_is_pending (dropped))
        break;

      log = mq_process_dup_log (self->process, LOG_LINES);
      why = g_strdup_printf ("%s %s", failure->message, log);
      /* One that has forked before was killed by somebody. */
      if (is_first)
        mq_fork_server_refuse (g_strchomp (why));
      mq_process_kill (self->process);
      g_clear_error (&failure);
      if (!launch_instance (self, forks < MAX_FORKS, &failure))
        break;
    }

  if (hello == NULL)
    return mq_fail_null_with (error, &failure);

  if (mq_json_get_int (hello, "protocol", 0) != PROTOCOL_VERSION)
    return mq_fail_null (
        error, MQ_ERROR_NO_BLENDER,
        _ ("Maquette’s add-on in Blender uses protocol %d, this program protocol %d. Install both "
           "from the same release."),
        (int)mq_json_get_int (hello, "protocol", 0), PROTOCOL_VERSION);

  return g_steal_pointer (&hello);
}

/* Sends a request and awaits the response. On a busy machine a step takes longer, but no more work:
 * it may use as much of the processors as a free machine would have let it use in @timeout_s;
 * pictures are drawn by all of them. What does nothing is given up, unless it is held up: then it
 * gets the time once more. Returns: (transfer full) (nullable): the result */
JsonObject *
mq_instance_exchange (MqInstance *self, const char *method, JsonObject *params, guint timeout_s,
                      guint steps, DexFuture *dropped, GError **error)
{
  g_autoptr (DexFuture) answer = mq_bridge_call (self->bridge, method, params);
  double least = (steps > 0 ? LEAST_TO_DRAW : LEAST_WORK) * timeout_s;
  double most = (double)timeout_s * (steps > 0 ? g_get_num_processors () : 1);

  for (guint left = steps; dex_future_is_pending (answer); left = MAX (left, 1) - 1)
    {
      double began = mq_process_tree_get_cpu (mq_process_get_pid (self->process)), before = began;
      g_autoptr (GError) fault = NULL;

      self->held_up = FALSE;
      dex_clear (&self->progressed);
      self->progressed = dex_promise_new ();
      while (!dex_await (
          dex_future_first (dex_ref (answer), dex_timeout_new_seconds ((int)timeout_s),
                            dex_ref (dropped),
                            left > 1 ? dex_ref (DEX_FUTURE (self->progressed)) : NULL, NULL),
          &fault))
        {
          gboolean may_go_on = FALSE;

          if (g_error_matches (fault, DEX_ERROR, DEX_ERROR_TIMED_OUT))
            {
              GPid pid = mq_process_get_pid (self->process);
              double now = mq_process_tree_get_cpu (pid);
              gboolean works = now - before > least;
              gboolean was_held_up = self->held_up;

              self->held_up = !works && mq_process_tree_is_held_up (pid);
              may_go_on = now - began < most && (works || (self->held_up && !was_held_up));
              before = now;
            }
          if (!may_go_on)
            return mq_fail_null_with (error, &fault);
          g_clear_error (&fault);
        }
    }

  return dex_await_boxed (g_steal_pointer (&answer), error);
}

/* Kills it without waiting, so that it works in dispose, too. Rejects pending requests with
 * %MQ_ERROR_WORKER_LOST. */
void
mq_instance_kill (MqInstance *self)
{
  g_return_if_fail (MQ_IS_INSTANCE (self));

  self->is_killed = TRUE;
  /* Kill first: closing the bridge would make Blender exit by itself, without its children. */
  if (self->process != NULL)
    mq_process_kill (self->process);
  if (self->bridge != NULL)
    mq_bridge_close (self->bridge);
  g_clear_pointer (&self->probe, mq_probe_free);
}

/* Awaits its end for a short time: it is imminent after a kill, or when the connection broke. */
void
mq_instance_await_exit (MqInstance *self)
{
  g_return_if_fail (MQ_IS_INSTANCE (self));

  dex_await (dex_future_first (mq_process_wait_exit (self->process),
                               dex_timeout_new_seconds (GONE_TIMEOUT_S), NULL),
             NULL);
}

/* Returns: (transfer full): details for the user: whether memory was short, and the last lines
 * of its output; empty if unknown */
char *
mq_instance_dup_last_output (MqInstance *self)
{
  static const char *const signs[] = { "alloc returns null", "bad_alloc", "MemoryError",
                                       "out of memory", "Out of memory" };
  g_autofree char *log = NULL;
  g_autofree char *limit = NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  gboolean ran_out_of_memory = FALSE;
  int number;

  g_return_val_if_fail (MQ_IS_INSTANCE (self), NULL);

  log = mq_process_dup_log (self->process, LOG_LINES);
  limit = g_format_size_full (self->settings.limits.memory_bytes, G_FORMAT_SIZE_IEC_UNITS);
  number = mq_process_get_signal (self->process);

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (log, signs[i]) != NULL)
      ran_out_of_memory = TRUE;

  if (ran_out_of_memory)
    g_string_append_printf (words, _ (" It ran out of memory (the limit is %s)."), limit);
  else if (number == SIGSEGV || number == SIGABRT || number == SIGBUS)
    g_string_append_printf (
        words,
        _ (" If the script builds very much, it may have run out of memory (the limit is %s)."),
        limit);

  if (*log != '\0')
    g_string_append_printf (words, _ ("\nIts last lines:\n%s"), log);

  return g_string_free_and_steal (g_steal_pointer (&words));
}
