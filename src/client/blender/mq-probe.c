/* The proof that the sandbox holds on this machine: before a script is run, a program of ours (probe.py)
 * is run in a sandbox with the same arguments and tries what must not work. Once a process. */
#include "client/blender/mq-sandbox.h"

#include "client/blender/mq-process.h"
#include "client/blender/mq-seccomp.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* Made by meson from mq-blender.gresource.xml. */
GResource *mq_blender_get_resource (void);

#define PROBE_TIMEOUT_S 60
#define BAIT_PREFIX ".maquette-probe-"
#define MAX_TRIES 100
#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define ANSWER_FILE "answer.json"
#define CANARY_VARIABLE "MQ_PROBE_CANARY"
#define LOG_LINES 6

static const char *const way_out = N_ (
    "Or set “blender: sandbox: off” in config.yaml: scripts then run with all your rights, "
    "at your own risk.");

/* What probe.py tries, as it names it, perhaps with more after it. */
static const char *const deeds[] = {
  N_ ("read files outside its folder"),
  N_ ("write files outside its folder"),
  N_ ("write to the system's folders"),
  N_ ("connect to this machine's network"),
  N_ ("open sockets"),
  N_ ("start processes"),
  N_ ("see other processes"),
  N_ ("read the environment of the program that started it"),
  N_ ("use privileges"),
  N_ ("take memory without limit"),
};

/* What the probe must not reach, laid out beside the run folder, and what it is told of it. */
typedef struct
{
  char *base;
  int lock; /* on @base: who has it lives, and whoever sweeps lets it lie */
  char *run_dir;
  char *secret;
  char *outside;
  char *nonce;
  GSocketListener *listener;
  guint16 port;
} Bait;

static void
bait_free (Bait *bait)
{
  if (bait->base != NULL)
    {
      g_autofree char *answer = g_build_filename (bait->run_dir, ANSWER_FILE, NULL);

      g_unlink (answer);
      g_rmdir (bait->run_dir);
      g_unlink (bait->secret);
      g_unlink (bait->outside);
      g_rmdir (bait->base);
    }
  if (bait->listener != NULL)
    g_socket_listener_close (bait->listener);

  g_clear_object (&bait->listener);
  g_clear_fd (&bait->lock, NULL);
  g_free (bait->base);
  g_free (bait->run_dir);
  g_free (bait->secret);
  g_free (bait->outside);
  g_free (bait->nonce);
  g_free (bait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bait, bait_free)

static Bait *
bait_new (const char *base, int lock)
{
  Bait *bait = g_new0 (Bait, 1);

  bait->base = g_strdup (base);
  bait->lock = lock;
  bait->run_dir = g_build_filename (base, "run", NULL);
  bait->secret = g_build_filename (base, "secret", NULL);
  bait->outside = g_build_filename (base, "outside", NULL);
  return bait;
}

/* What programs that were killed left behind. */
static void
bait_sweep (const char *parent)
{
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (parent, name, NULL);
      g_autofd int lock = g_str_has_prefix (name, BAIT_PREFIX) ? open (path, OPEN_DIR) : -1;

      if (lock >= 0 && flock (lock, LOCK_EX | LOCK_NB) == 0)
        bait_free (bait_new (path, g_steal_fd (&lock)));
    }
}

/* A folder with our lock on it; one that somebody swept in between is made again. */
static Bait *
bait_make (const char *parent, GError **error)
{
  for (int tries = 0; tries < MAX_TRIES; tries++)
    {
      g_autofree char *base = g_build_filename (parent, BAIT_PREFIX "XXXXXX", NULL);
      g_autofd int lock = g_mkdtemp (base) != NULL ? open (base, OPEN_DIR) : -1;
      struct stat facts;

      if ((lock < 0 && errno != ENOENT) || (lock >= 0 && flock (lock, LOCK_EX) != 0))
        break;
      if (lock >= 0 && fstat (lock, &facts) == 0 && facts.st_nlink > 0)
        return bait_new (base, g_steal_fd (&lock));
    }

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", parent,
               g_strerror (errno));
  return NULL;
}

static Bait *
bait_lay (const char *near, GError **error)
{
  g_autoptr (Bait) bait = NULL;
  g_autofree char *parent = g_path_get_dirname (near);

  bait_sweep (parent);

  if (!(bait = bait_make (parent, error)))
    return NULL;

  bait->nonce = g_uuid_string_random ();

  if (g_mkdir (bait->run_dir, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", bait->run_dir,
                   g_strerror (errno));
      return NULL;
    }
  if (!g_file_set_contents (bait->secret, bait->nonce, -1, error))
    return NULL;

  bait->listener = g_socket_listener_new ();
  bait->port = g_socket_listener_add_any_inet_port (bait->listener, NULL, error);
  return bait->port != 0 ? g_steal_pointer (&bait) : NULL;
}

static char *
bait_describe (Bait *bait)
{
  g_autoptr (JsonObject) facts = json_object_new ();

  json_object_set_string_member (facts, "secret", bait->secret);
  json_object_set_string_member (facts, "outside", bait->outside);
  json_object_set_int_member (facts, "port", bait->port);
  json_object_set_string_member (facts, "variable", CANARY_VARIABLE);
  json_object_set_string_member (facts, "nonce", bait->nonce);
  json_object_set_string_member (facts, "answer", ANSWER_FILE);
  return mq_json_object_to_string (facts, FALSE);
}

static MqProcess *
start_probe (const MqSandboxSpec *spec, Bait *bait, GError **error)
{
  g_autoptr (GBytes) program = g_resource_lookup_data (mq_blender_get_resource (),
                                                       "/maquette/blender/probe.py",
                                                       G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *facts = bait_describe (bait);
  g_autofree char *canary = g_strdup_printf (CANARY_VARIABLE "=%s", bait->nonce);
  MqSandboxSpec inside = *spec;
  g_auto (GStrv) argv = NULL;
  int filter;

  if (program == NULL)
    return NULL;

  const char *const command[] = {
    spec->blender,
    MQ_SANDBOX_BLENDER_FLAGS,
    "--python-expr",
    /* Resource data ends in a NUL that is not counted. */
    g_bytes_get_data (program, NULL),
    "--",
    facts,
    NULL,
  };
  const char *const environment[] = { canary, "LANG=C.UTF-8", NULL };

  inside.run_dir = bait->run_dir;
  if (!(argv = mq_sandbox_dup_argv (&inside, command, error)))
    return NULL;
  if ((filter = mq_seccomp_open_filter (error)) < 0)
    return NULL;

  return mq_process_spawn ((const char *const *)argv, environment, -1, filter, error);
}

static char *
dup_deed (const char *text)
{
  if (text == NULL)
    return g_strdup (_ ("something unnamed"));

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (g_str_has_prefix (text, deeds[i]))
      return g_strconcat (_ (deeds[i]), text + strlen (deeds[i]), NULL);

  return g_strdup (text);
}

/* What it could do, as a list for people; NULL and an error when it left no answer of its own. */
static char *
read_answer (Bait *bait, GError **error)
{
  g_autofree char *path = g_build_filename (bait->run_dir, ANSWER_FILE, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GString) list = g_string_new (NULL);
  JsonArray *could;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_PROTOCOL, _ ("it left no answer"));
      return NULL;
    }

  if (!(answer = mq_json_parse_object (text, -1, error)))
    return NULL;

  could = mq_json_get_array (answer, "could");
  if (could == NULL || g_strcmp0 (mq_json_get_string (answer, "nonce", NULL), bait->nonce) != 0)
    {
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_PROTOCOL, _ ("its answer is not the probe's"));
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (could); i++)
    {
      g_autofree char *deed = dup_deed (mq_json_element_string (could, i));

      g_string_append_printf (list, "%s%s", i > 0 ? "; " : "", deed);
    }

  return g_string_free (g_steal_pointer (&list), FALSE);
}

typedef struct
{
  MqSandboxSpec spec;
  MqWorkerLimits limits;
  char *blender;
  char *bridge_dir;
  char *run_dir;
} Probe;

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  g_free (probe->blender);
  g_free (probe->bridge_dir);
  g_free (probe->run_dir);
  g_free (probe);
}

static GHashTable *proven; /* paths of Blenders */

static DexFuture *
probe_fiber (gpointer data, DexFuture *dropped)
{
  Probe *probe = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Bait) bait = bait_lay (probe->run_dir, &error);
  g_autoptr (MqProcess) process = NULL;
  g_autofree char *could = NULL;

  if (bait != NULL)
    process = start_probe (&probe->spec, bait, &error);
  if (process == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NO_BLENDER,
                                  _ ("Blender's sandbox could not be tried out: %s"),
                                  error->message);

  if (!dex_await (dex_future_first (mq_process_wait_exit (process),
                                    dex_timeout_new_seconds (PROBE_TIMEOUT_S), dex_ref (dropped),
                                    NULL),
                  &error))
    {
      mq_process_kill (process);
      return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NO_BLENDER,
                                    _ ("Blender did not come up in its sandbox within %d s."),
                                    PROBE_TIMEOUT_S);
    }

  if (!(could = read_answer (bait, &error)))
    {
      g_autofree char *end = mq_process_dup_end (process);
      g_autofree char *log = mq_process_dup_log (process, LOG_LINES);

      return dex_future_new_reject (
          MQ_ERROR, MQ_ERROR_NO_BLENDER,
          /* Translators: how it ended (“Blender crashed …”), why it is not taken as a success, and
           * its last lines. The last %s is a sentence of its own. */
          _ ("Blender cannot be started in its sandbox on this machine. %s (%s).\n%s\n"
             "If user namespaces are switched off here, allow them for bubblewrap (sysctl "
             "kernel.unprivileged_userns_clone, or its AppArmor profile). %s"),
          end, error->message, log, _ (way_out));
    }

  if (*could != '\0')
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_NO_BLENDER,
        /* Translators: a list of “read files outside its folder” and the like. The last %s is a
         * sentence of its own. */
        _ ("Blender's sandbox does not hold on this machine: inside it a script could %s. So no "
           "script was run. Update bubblewrap and the kernel. %s"),
        could, _ (way_out));

  g_hash_table_add (proven, g_strdup (probe->blender));
  return dex_future_new_true ();
}

/**
 * mq_sandbox_probe:
 * @spec: the sandbox that is going to be used
 *
 * Tries out, in a sandbox with the same arguments but a run folder of its own, what must not work. A
 * Blender that passed is not tried again by this process.
 *
 * Returns: (transfer full): resolves when it holds; rejects with %MQ_ERROR_NO_BLENDER and what is
 *   not confined
 */
DexFuture *
mq_sandbox_probe (const MqSandboxSpec *spec)
{
  Probe *probe;

  if (proven == NULL)
    proven = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (g_hash_table_contains (proven, spec->blender))
    return dex_future_new_true ();

  probe = g_new0 (Probe, 1);
  probe->blender = g_strdup (spec->blender);
  probe->bridge_dir = g_strdup (spec->bridge_dir);
  probe->run_dir = g_strdup (spec->run_dir);
  probe->limits = *spec->limits;
  probe->spec = (MqSandboxSpec){
    .blender = probe->blender,
    .bridge_dir = probe->bridge_dir,
    .run_dir = probe->run_dir,
    .gpu = spec->gpu,
    .limits = &probe->limits,
  };
  return mq_fiber_spawn_droppable (256 * 1024, probe_fiber, probe, probe_free);
}
