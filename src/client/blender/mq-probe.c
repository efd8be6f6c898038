/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProbe, see mq-worker-private.h. It lays files, a listener and a variable that must not be
 * reached from inside the sandbox, and reads what the program found. */
#include "client/blender/mq-worker-private.h"

#include "client/blender/mq-blender-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define BAIT_PREFIX ".maquette-probe"
#define ANSWER_FILE "answer.json"
#define FACTS_FILE "probe.json"
#define CANARY_VARIABLE "MQ_PROBE_CANARY"

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
  N_ ("read the folders of other scripts"),
  N_ ("use what its parent has open"),
  N_ ("read who uses this machine"),
  N_ ("write more than it may"),
  N_ ("read the environment of the program that started it"),
  N_ ("use privileges"),
  N_ ("take memory without limit"),
  N_ ("take memory of the kernel without limit"),
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

/* Not in the arguments, where a later script could read the paths. */
static gboolean
write_facts (MqProbe *self, GError **error)
{
  g_autoptr (JsonObject) facts
      = mq_json_new ("secret:s outside:s port:i variable:s nonce:s answer:s limit:s forked:b",
                     self->secret, self->outside, self->port, CANARY_VARIABLE, self->nonce,
                     ANSWER_FILE, self->limit, self->is_forked);
  g_autofree char *text = mq_json_object_to_string (facts, FALSE);

  return g_file_set_contents (self->facts, text, -1, error);
}

/* @spec: the sandbox; files are laid beside its run folder; @error: any error of making them.
 * Returns: (transfer full) (nullable): a probe, to be put into Blender's command line and
 * environment */
MqProbe *
mq_probe_new (const MqSandboxSpec *spec, GError **error)
{
  g_autoptr (MqProbe) self = g_new0 (MqProbe, 1);
  g_autofree char *parent = g_path_get_dirname (spec->run_dir);

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
  return self->port != 0 && write_facts (self, error) ? g_steal_pointer (&self) : NULL;
}

/* Returns: (transfer full): Python for Blender's `--python-expr`, before everything else */
char *
mq_probe_dup_program (MqProbe *self)
{
  g_autoptr (GBytes) program = g_resource_lookup_data (
      mq_blender_get_resource (), "/maquette/blender/probe.py", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  /* Resource data has a trailing NUL that its size does not count. */
  return g_strdup (g_bytes_get_data (program, NULL));
}

/* Returns: (transfer full): a variable for the sandbox's own processes, which Blender must not
 * see */
char *
mq_probe_dup_variable (MqProbe *self)
{
  return g_strdup_printf (CANARY_VARIABLE "=%s", self->nonce);
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

/* Returns the operations that succeeded, as a list for the user; NULL and an error if the probe
 * left no valid answer. */
static char *
read_answer (MqProbe *self, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GString) list = g_string_new (NULL);
  JsonArray *could;

  if (!g_file_get_contents (self->answer, &text, NULL, NULL))
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, _ ("it left no answer"));

  if (!(answer = mq_json_parse_object (text, -1, error)))
    return NULL;

  could = mq_json_get_array (answer, "could");
  if (could == NULL || g_strcmp0 (mq_json_get_string (answer, "nonce", NULL), self->nonce) != 0)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, _ ("its answer is not the probe's"));

  for (guint i = 0; i < json_array_get_length (could); i++)
    {
      g_autofree char *deed = dup_deed (mq_json_element_string (could, i));

      g_string_append_printf (list, "%s%s", i > 0 ? "; " : "", deed);
    }

  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* @error: %MQ_ERROR_NO_BLENDER and what is not confined. Returns: whether the sandbox holds.
 * Then its Blender is not probed again by this process. */
gboolean
mq_probe_check_result (MqProbe *self, gboolean is_forked, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *could = read_answer (self, &failure);

  if (could == NULL)
    return mq_fail (error, MQ_ERROR_NO_BLENDER, _ ("Blender's sandbox could not be tried out: %s"),
                    failure->message);

  if (*could != '\0')
    return mq_fail (
        error, MQ_ERROR_NO_BLENDER,
        /* Translators: a list of “read files outside its folder” and the like. */
        _ ("Blender's sandbox does not hold on this machine: inside it a script could %s. So no "
           "script was run. Update bubblewrap and the kernel. Or set “blender: sandbox: off” in "
           "config.yaml: scripts then run with all your rights, at your own risk."),
        could);

  if (proven[is_forked] == NULL)
    proven[is_forked] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (proven[is_forked], g_strdup (self->blender));
  return TRUE;
}
