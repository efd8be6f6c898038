/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchMaker, see mq-batch-maker.h: understands the item, runs it, exports it; mq-batch-maker.c
 * writes its folder. */
#include "client/batch/mq-batch-maker.h"

#include "client/batch/mq-batch-item.h"
#include "client/dataset/mq-dataset.h"
#include "client/executor/mq-worker-settings.h"
#include "client/intake/mq-taken-model.h"
#include "client/picture/mq-reference.h"
#include "client/run/mq-output.h"
#include "client/run/mq-message-preview.h"
#include "client/run/mq-run.h"
#include "client/service/mq-run-settings.h"
#include "client/session/mq-session.h"
#include "client/variants/mq-variants.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/events/mq-target.h"
#include "common/foreign/mq-python-clean.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libdex.h>
#include <string.h>
#include <unistd.h>

#define BUFFER (1024 * 1024)
#define CHECK_SECONDS 60

struct _MqBatchMaker
{
  GObject parent_instance;

  MqBatchTools tools;
  GPtrArray *running;  /* of GObject: MqRun, or MqVariants */
  DexPromise *stopped; /* rejects when all is to end at once */
};

/* One item while it is made. */
typedef struct
{
  MqBatchMaker *maker;
  JsonObject *item;
  MqConfig *config;
  MqReadyWorker *ready;
  gboolean prepares; /* whether @ready is to have a Blender for the next item */
  const char *folder;
  JsonObject *facts; /* for the manifest */

  MqSession *session; /* (nullable) */
  gint64 version;
  guint variant_of[MQ_RUN_MAX_VARIANTS + 1]; /* by the number of the version; 0: none */
  guint n_refined;
  JsonArray *missing;  /* words that were left out, and changes that were not made */
  MqRun *run;          /* (nullable) */
  MqTakenModel *model; /* (nullable): of `from` */
  GHashTable *spent;   /* (nullable): of MqRun and MqEventAmounts */
} Making;

static DexFuture *
copy_fiber (const char *version_dir, guint n_pictures, const char *folder)
{
  g_autofd int dir = -1;
  GError *error = NULL;

  if (g_mkdir_with_parents (folder, 0755) != 0)
    mq_files_fail (&error, errno, N_ ("Could not write “%s”"), folder);
  else if ((dir = mq_files_open_dir (folder, &error)) >= 0)
    mq_output_copy_version (version_dir, n_pictures, TRUE, dir, &error);

  return error == NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* @folder: gets its files, and is made if it is not there. Returns: (transfer full): resolves to
 * %TRUE; rejects with %MQ_ERROR_NO_SPACE … */
static DexFuture *
batch_files_copy (MqVersion *version, const char *folder)
{
  return mq_fiber_spawn_on_thread (copy_fiber, (G_TYPE_STRING, mq_version_get_dir (version)),
                                   (G_TYPE_UINT, mq_version_get_n_pictures (version)),
                                   (G_TYPE_STRING, folder));
}

/* @relative: of the folder whose files are added; "": @folder itself */
static gboolean
add_sums (JsonObject *sums, const char *folder, const char *relative, GError **error)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree guchar *buffer = g_malloc (BUFFER);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort_values (names, (GCompareFunc)g_strcmp0);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *below = *relative != '\0'
                                   ? g_build_filename (relative, names->pdata[i], NULL)
                                   : g_strdup (names->pdata[i]);
      g_autofree char *file = g_build_filename (folder, below, NULL);
      g_autoptr (GChecksum) sum = NULL;
      g_autofd int fd = -1;
      gssize got = -1;

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        {
          if (!add_sums (sums, folder, below, error))
            return FALSE;
          continue;
        }

      sum = g_checksum_new (G_CHECKSUM_SHA256);
      fd = open (file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
      while (fd >= 0 && (got = read (fd, buffer, BUFFER)) > 0)
        g_checksum_update (sum, buffer, got);
      if (got < 0)
        return mq_files_fail (error, errno, N_ ("Could not read “%s”"), file);
      json_object_set_string_member (sums, below, g_checksum_get_string (sum));
    }

  return TRUE;
}

static DexFuture *
sum_fiber (const char *folder)
{
  g_autoptr (JsonObject) sums = json_object_new ();
  GError *error = NULL;

  return add_sums (sums, folder, "", &error)
             ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&sums))
             : dex_future_new_for_error (error);
}

G_DEFINE_FINAL_TYPE (MqBatchMaker, mq_batch_maker, G_TYPE_OBJECT)

static void
mq_batch_maker_finalize (GObject *object)
{
  MqBatchMaker *self = MQ_BATCH_MAKER (object);

  g_object_unref (self->tools.library);
  g_object_unref (self->tools.config);
  g_object_unref (self->tools.blender);
  g_object_unref (self->tools.connection);
  g_free (self->tools.server);
  g_free (self->tools.team);
  g_free (self->tools.input_dir);
  g_ptr_array_unref (self->running);
  dex_clear (&self->stopped);

  G_OBJECT_CLASS (mq_batch_maker_parent_class)->finalize (object);
}

static void
mq_batch_maker_class_init (MqBatchMakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_batch_maker_finalize;
}

static void
mq_batch_maker_init (MqBatchMaker *self)
{
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->stopped = dex_promise_new ();
}

/**
 * mq_batch_maker_new:
 * @tools: what it makes items with
 *
 * Returns: (transfer full): a maker
 */
MqBatchMaker *
mq_batch_maker_new (const MqBatchTools *tools)
{
  MqBatchMaker *self = g_object_new (MQ_TYPE_BATCH_MAKER, NULL);

  self->tools = (MqBatchTools){
    .library = g_object_ref (tools->library),
    .config = g_object_ref (tools->config),
    .blender = g_object_ref (tools->blender),
    .connection = g_object_ref (tools->connection),
    .server = g_strdup (tools->server),
    .team = g_strdup (tools->team),
    .input_dir = g_strdup (tools->input_dir),
  };
  return self;
}

static DexFuture *
load_params_fiber (MqBatchMaker *self, const char *kind)
{
  g_autoptr (JsonObject) wanted = json_object_new ();
  g_autoptr (JsonObject) settings = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *words = g_strdelimit (g_strdup (kind), "_", ' ');
  GError *error = NULL;

  if (self->tools.server == NULL)
    settings = mq_run_settings_new (self->tools.config, NULL);
  answer = dex_await_boxed (
      mq_message_preview_load (self->tools.connection, "sketcher", words, wanted, settings),
      &error);
  if (answer == NULL)
    return dex_future_new_for_error (error);
  if (mq_json_get_array (answer, "parameters") == NULL)
    return dex_future_new_for_error (g_error_new (
        MQ_ERROR, MQ_ERROR_UNKNOWN_KIND, "“kind”: the built-in sketcher has no “%s”", kind));

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&answer));
}

/**
 * mq_batch_maker_load_params:
 * @kind: a kind of the sketcher
 *
 * Returns: (transfer full): resolves to an object with `parameters`: `[{"name", "value", "min",
 *   "max", "unit"}]` (JSON_TYPE_OBJECT); rejects with %MQ_ERROR_UNKNOWN_KIND
 */
DexFuture *
mq_batch_maker_load_params (MqBatchMaker *self, const char *kind)
{
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, load_params_fiber, (MQ_TYPE_BATCH_MAKER, self),
                              (G_TYPE_STRING, kind));
}

static void
making_clear (Making *making)
{
  g_clear_object (&making->session);
  g_clear_object (&making->run);
  g_clear_object (&making->model);
  g_clear_pointer (&making->spent, g_hash_table_unref);
  json_array_unref (making->missing);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* A team of models gets them as words, and makes its own rows of them. */
static char *
make_message (JsonObject *item, const char *text, gboolean with_requirements)
{
  JsonArray *requirements = mq_json_get_array (item, "requirements");
  g_autoptr (GString) message = g_string_new (text);

  for (guint i = 0; with_requirements && i < mq_json_length (requirements); i++)
    g_string_append_printf (
        message, "\n- %s",
        mq_json_get_string (mq_json_element_object (requirements, i), "words", ""));
  return g_string_free_and_steal (g_steal_pointer (&message));
}

static const char *
get_team (Making *making)
{
  if (json_object_has_member (making->item, "kind"))
    return "sketcher";
  return mq_json_get_string (
      making->item, "team",
      json_object_has_member (making->item, "model") ? "model" : making->maker->tools.team);
}

/* Awaits. Returns: (transfer full) (nullable) */
static MqRunOptions *
make_options_of_words (Making *making, GError **error)
{
  const char *text = mq_json_get_string (making->item, "text", NULL);
  /* A kind's folder is its name as one word: rowing_boat. */
  g_autofree char *kind
      = text != NULL
            ? g_strdup (text)
            : g_strdelimit (g_strdup (mq_json_get_string (making->item, "kind", "")), "_", ' ');
  gint64 variants = mq_json_get_int (making->item, "variants", 1);
  MqBatchTools *tools = &making->maker->tools;
  g_autoptr (JsonObject) wanted = json_object_new ();
  g_autoptr (JsonObject) settings = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *message = NULL;
  MqRunOptions *options;
  JsonObject *plan;

  /* Asks how the team reads the words: what it cannot make is refused before a Blender starts. */
  if (json_object_has_member (making->item, "parameters"))
    json_object_set_object_member (
        wanted, "parameters", json_object_ref (mq_json_get_object (making->item, "parameters")));
  if (json_object_has_member (making->item, "seed"))
    mq_json_add (wanted, "seed:l", mq_json_get_int (making->item, "seed", 0));
  if (tools->server == NULL)
    settings = mq_run_settings_new (making->config, NULL);

  answer = dex_await_boxed (
      mq_message_preview_load (tools->connection, get_team (making), kind, wanted, settings),
      error);
  if (answer == NULL)
    return NULL;
  if (!mq_json_get_boolean (answer, "known", FALSE))
    return mq_fail_null (error, MQ_ERROR_UNKNOWN_KIND, "%s",
                         mq_json_get_string (answer, "text", ""));

  plan = mq_json_get_object (answer, "plan");
  message = make_message (making->item, kind, plan == NULL);
  options = mq_run_options_new ("create", message, get_team (making));
  mq_json_append (making->missing, mq_json_get_array (answer, "ignored"));
  /* Each variant has a plan of its own. */
  if (plan != NULL && variants < 2)
    {
      JsonArray *requirements = mq_json_get_array (making->item, "requirements");

      /* A row of the user's is held to as one of the team's is. */
      if (mq_json_length (requirements) != 0)
        {
          if (mq_json_get_array (plan, "requirements") == NULL)
            json_object_set_array_member (plan, "requirements", json_array_new ());
          mq_json_append (mq_json_get_array (plan, "requirements"), requirements);
        }
      options->begun = mq_json_new ("plan:O", plan);
    }
  return options;
}

/* Returns: (transfer full) (nullable) */
static MqRunOptions *
make_options_of_script (Making *making, GError **error)
{
  const char *id = mq_json_get_string (making->item, "id", "");
  JsonArray *requirements = mq_json_get_array (making->item, "requirements");
  const char *said = mq_json_get_string (making->item, "script", "");
  gboolean may_be_path = g_str_has_suffix (said, ".py") && strchr (said, '\n') == NULL;
  g_autofree char *path = may_be_path
                              ? g_canonicalize_filename (said, making->maker->tools.input_dir)
                              : NULL;
  g_autofree char *data = NULL;
  g_autofree char *script = NULL;
  g_autoptr (GError) why = NULL;
  const char *encoding;
  MqRunOptions *options;
  gsize length;

  /* The script itself, or the path of a file. */
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    script = g_strdup (said);
  else if ((data = mq_files_load (path, MQ_SCRIPT_MAX_BYTES, &length, &why)) != NULL)
    script = mq_python_decode (data, length, &encoding, &why);
  if (script == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“script”: “%s” cannot be read: %s", path,
                         why->message);

  options = mq_run_options_new ("script", id, NULL);
  options->title = g_strdup (id);
  options->script = g_steal_pointer (&script);
  if (requirements != NULL)
    options->plan = mq_json_new ("requirements:A", requirements);
  return options;
}

/* Awaits. Returns: (transfer full) (nullable) */
static MqRunOptions *
make_options_of_model (Making *making, GError **error)
{
  const char *id = mq_json_get_string (making->item, "id", "");
  JsonArray *requirements = mq_json_get_array (making->item, "requirements");
  MqBatchTools *tools = &making->maker->tools;
  MqWorkerSettings settings = mq_worker_settings_read (tools->blender, making->config);
  g_autofree char *path = g_canonicalize_filename (mq_json_get_string (making->item, "from", ""),
                                                   tools->input_dir);
  MqRunOptions *options;

  making->model
      = dex_await_object (mq_taken_model_read (tools->library, &settings, path,
                                               mq_json_get_string (making->item, "unit", NULL),
                                               mq_json_get_string (making->item, "up", NULL)),
                          error);
  if (making->model == NULL)
    return NULL;

  options = mq_run_options_new ("script", id, NULL);
  options->title = g_strdup (id);
  options->script = g_strdup (mq_taken_model_get_script (making->model));
  options->meshes = g_strdup (mq_taken_model_get_meshes (making->model));
  if (requirements != NULL)
    options->plan = mq_json_new ("requirements:A", requirements);
  return options;
}

static MqRunOptions *
make_options_of_picture (Making *making, GError **error)
{
  const char *file;
  gboolean is_guess;
  MqPictureRole role = mq_picture_role_parse (mq_json_get_string (making->item, "image", ""), &file,
                                              &is_guess);
  g_autofree char *path = g_canonicalize_filename (file, making->maker->tools.input_dir);
  const char *pictures[] = { path, NULL };
  g_autofree char *message = make_message (making->item, "", TRUE);
  MqRunOptions *options = mq_run_options_new ("create", message, get_team (making));

  mq_message_take_pictures (options->message, g_strdupv ((GStrv)pictures));
  options->message->roles[0] = role;
  options->guesses = is_guess;
  options->must_see = TRUE;
  return options;
}

/* Awaits. Returns: (transfer full) (nullable) */
static MqRunOptions *
make_options (Making *making, GError **error)
{
  MqRunOptions *(*make) (Making *, GError **) = make_options_of_words;
  MqRunOptions *options;

  if (json_object_has_member (making->item, "script"))
    make = make_options_of_script;
  else if (json_object_has_member (making->item, "from"))
    make = make_options_of_model;
  else if (json_object_has_member (making->item, "image"))
    make = make_options_of_picture;
  if (!(options = make (making, error)))
    return NULL;

  options->server = g_strdup (making->maker->tools.server);
  options->interactive = mq_json_length (mq_json_get_array (making->item, "refine")) > 0;
  options->wait = TRUE;
  options->rank = MQ_RENDER_RANK_BATCH;
  g_set_object (&options->ready, making->ready);
  return options;
}

static void
note_verdict (Making *making, const MqVerdict *verdict)
{
  json_object_set_object_member (making->facts, "measured", mq_verdict_write (verdict));
}

static gboolean run (Making *making, MqRunOptions *options, GError **error);

/* An event has the sum of its run; each variant is a run. */
static void
note_spent (Making *making, MqRun *run, const MqEventAmounts *spent)
{
  gint64 tokens = 0;
  double cost = 0;
  GHashTableIter iter;
  gpointer amounts;

  g_hash_table_insert (making->spent, run, g_memdup2 (spent, sizeof *spent));
  g_hash_table_iter_init (&iter, making->spent);
  while (g_hash_table_iter_next (&iter, NULL, &amounts))
    {
      tokens += MAX (((MqEventAmounts *)amounts)->tokens, 0);
      cost += MAX (((MqEventAmounts *)amounts)->cost, 0);
    }
  mq_json_add (making->facts, "tokens:l cost:d", tokens, cost);
}

static void
on_event (Making *making, MqRunEvent *event)
{
  JsonArray *refine = mq_json_get_array (making->item, "refine");
  JsonArray *parts = mq_json_get_array (making->item, "parts");
  const MqVersionEvent *version = &event->version;
  g_autoptr (JsonArray) rows = NULL;
  MqMessage *message;
  MqVerdict verdict;

  switch (event->kind)
    {
    case MQ_EVENT_BUDGET:
      note_spent (making, making->run, &event->budget.spent);
      break;
    case MQ_EVENT_WORKER:
      if (making->prepares)
        dex_future_disown (
            mq_ready_worker_prepare (making->ready, making->maker->tools.blender, making->config));
      break;
    case MQ_EVENT_WAITING:
      /* The next change, or the end. */
      if (making->n_refined == mq_json_length (refine))
        {
          dex_future_disown (mq_run_finish (making->run));
          break;
        }
      rows = json_array_new ();
      for (guint i = 0; i < mq_json_length (parts); i++)
        json_array_add_object_element (
            rows, mq_target_new (mq_json_element_string (parts, i), NULL, NULL));
      message = mq_message_new (mq_json_element_string (refine, making->n_refined++), NULL);
      mq_message_set_targets (message, rows);
      dex_future_disown (mq_run_refine (making->run, message));
      break;
    case MQ_EVENT_ASKED:
      /* Nobody is there to ask: what is certain is built. */
      rows = mq_requirement_doubts_take_certain (event->asked.requirements);
      dex_future_disown (mq_run_answer (making->run, event->asked.question, rows));
      break;
    case MQ_EVENT_REFUSED:
      json_array_add_string_element (making->missing, event->refused.text);
      break;
    case MQ_EVENT_VERSION:
      verdict = mq_verdict_make (version->requirements, version->faults, version->minor,
                                 (const char *const *)version->detached);
      note_verdict (making, &verdict);
      if (mq_json_length (version->faults) > 0)
        mq_json_add (making->facts, "faults:A", version->faults);
      if (mq_json_length (version->minor) > 0)
        mq_json_add (making->facts, "minor:A", version->minor);
      if (version->detached != NULL && *version->detached != NULL)
        mq_json_add (making->facts, "detached:a",
                     mq_json_from_strings ((const char *const *)version->detached, -1));
      break;
    case MQ_EVENT_KEPT:
      making->version = event->kept.version;
      break;
    default:
      break;
    }
}

static void
on_variants_event (Making *making, MqRun *run, MqRunEvent *event)
{
  if (event->kind == MQ_EVENT_BUDGET)
    note_spent (making, run, &event->budget.spent);
}

/* Awaits. */
static gboolean
run (Making *making, MqRunOptions *options, GError **error)
{
  MqBatchTools *tools = &making->maker->tools;
  g_autoptr (GError) failure = NULL;

  if (mq_json_get_int (making->item, "variants", 1) > 1)
    {
      guint n = (guint)mq_json_get_int (making->item, "variants", 1);
      g_autoptr (MqVariants) variants = mq_variants_new (tools->library, making->config,
                                                         tools->blender, options, n);
      g_autoptr (GPtrArray) ranked = NULL;
      const MqVariantFacts *best;
      gboolean good;

      g_signal_connect_swapped (variants, "event", G_CALLBACK (on_variants_event), making);
      g_ptr_array_add (making->maker->running, g_object_ref (variants));
      good = dex_await (mq_variants_perform (variants), error);
      g_ptr_array_remove (making->maker->running, variants);
      g_signal_handlers_disconnect_by_data (variants, making);
      g_set_object (&making->session, mq_variants_get_session (variants));
      if (!good)
        return FALSE;

      ranked = mq_variant_facts_rank (mq_variants_get_facts (variants));
      best = ranked->pdata[0];
      making->version = best->version;
      MQ_EACH (ranked, i, const MqVariantFacts, each)
        if (each->version < G_N_ELEMENTS (making->variant_of))
          making->variant_of[each->version] = each->variant;
      note_verdict (making, &best->verdict);
      mq_json_add (making->facts, "variant:i", best->variant);
      return TRUE;
    }

  making->run = mq_run_new (tools->library, making->config, tools->blender, options);
  g_signal_connect_swapped (making->run, "event", G_CALLBACK (on_event), making);
  g_ptr_array_add (making->maker->running, g_object_ref (making->run));
  dex_await (mq_run_perform (making->run), &failure);
  g_ptr_array_remove (making->maker->running, making->run);
  g_signal_handlers_disconnect_by_data (making->run, making);
  g_set_object (&making->session, mq_run_get_session (making->run));
  if (failure == NULL)
    return TRUE;

  return mq_fail_with (error, &failure);
}

/* Awaits. */
static gboolean
export_version (Making *making, MqVersion *version, GError **error)
{
  MqBatchTools *tools = &making->maker->tools;
  JsonArray *exports = mq_json_get_array (making->item, "export");
  MqWorkerSettings settings = mq_worker_settings_read (tools->blender, making->config);

  for (guint i = 0; i < mq_json_length (exports); i++)
    {
      MqExportOptions *options = mq_batch_item_make_export (json_array_get_element (exports, i),
                                                            making->folder, error);
      g_autoptr (MqExport) export = NULL;
      g_autoptr (JsonObject) done = NULL;
      g_autofree char *wanted = NULL;
      const char *dot;

      if (options == NULL)
        return FALSE;

      wanted = g_strdup (options->path);
      dot = strrchr (wanted, '.');
      for (guint j = 2; dot != NULL && g_file_test (options->path, G_FILE_TEST_EXISTS); j++)
        {
          g_free (options->path);
          options->path = g_strdup_printf ("%.*s-%u%s", (int)(dot - wanted), wanted, j, dot);
        }
      options->title = g_strdup (mq_session_get_title (making->session));
      export = mq_export_new (tools->library, &settings, version, options);
      done = dex_await_boxed (
          mq_fiber_unless (DEX_FUTURE (making->maker->stopped), mq_export_perform (export)), error);
      dex_await (mq_export_wait_ended (export), NULL);
      if (done == NULL)
        {
          g_prefix_error (error, "Export of %s: ", mq_json_get_string (making->item, "id", ""));
          return FALSE;
        }
    }

  return TRUE;
}

static void
on_gone (gpointer gone, GObject *dataset)
{
  dex_promise_resolve_boolean (gone, TRUE);
}

/* Awaits. */
static gboolean
write_files (Making *making, GError **error)
{
  MqBatchTools *tools = &making->maker->tools;
  GListModel *versions = mq_session_get_versions (making->session);
  g_autoptr (MqVersion) version = mq_version_find (versions, making->version);
  gboolean has_variants = mq_json_get_int (making->item, "variants", 1) > 1;
  JsonObject *data = mq_json_get_object (making->item, "data");
  g_autofree char *folder = g_build_filename (making->folder, "data", NULL);
  g_autoptr (JsonObject) sums = NULL;

  if (version == NULL)
    return mq_fail (error, MQ_ERROR_FAILED, "The run made no version");
  if (!dex_await (batch_files_copy (version, making->folder), error))
    return FALSE;

  /* Those beside the best one, as `variants/N`; versions have the order in which they were done. */
  for (guint i = 0; has_variants && i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) other = g_list_model_get_item (versions, i);
      guint number = mq_version_get_number (other);
      guint variant = number < G_N_ELEMENTS (making->variant_of) ? making->variant_of[number] : 0;
      g_autofree char *path = g_strdup_printf ("%s/variants/%u", making->folder,
                                               variant > 0 ? variant : number);

      if (other != version && !dex_await (batch_files_copy (other, path), error))
        return FALSE;
    }

  if (!export_version (making, version, error))
    return FALSE;

  if (data != NULL)
    {
      MqWorkerSettings settings = mq_worker_settings_read (tools->blender, making->config);
      g_autoptr (MqDatasetOptions) options = mq_dataset_options_new_from_json (data, error);
      g_autoptr (DexPromise) gone = dex_promise_new ();
      g_autoptr (JsonObject) report = NULL;
      MqDataset *dataset;

      if (options == NULL)
        return FALSE;

      g_set_str (&options->engine, mq_config_get_string (making->config, MQ_CONFIG_RENDER_ENGINE));
      dataset = mq_dataset_new (tools->library, &settings, version, g_steal_pointer (&options),
                                folder);
      report = dex_await_boxed (
          mq_fiber_unless (DEX_FUTURE (making->maker->stopped), mq_dataset_perform (dataset)),
          error);
      /* Its Blender has ended, too, when it is gone. */
      g_object_weak_ref (G_OBJECT (dataset), on_gone, gone);
      g_object_unref (dataset);
      dex_await (dex_ref (DEX_FUTURE (gone)), NULL);
      if (report == NULL)
        return FALSE;
    }

  sums = dex_await_boxed (mq_fiber_spawn_on_thread (sum_fiber, (G_TYPE_STRING, making->folder)),
                          error);
  if (sums == NULL)
    return FALSE;

  mq_json_add (making->facts, "version:l sha256:O", making->version, sums);
  return TRUE;
}

static DexFuture *
make_fiber (MqBatchMaker *maker, JsonObject *item, MqConfig *config, MqReadyWorker *ready,
            gboolean prepares, const char *folder, JsonObject *facts)
{
  g_auto (Making) making = {
    .maker = maker,
    .item = item,
    .config = config,
    .ready = ready,
    .prepares = prepares,
    .folder = folder,
    .facts = facts,
    .missing = json_array_new (),
    .spent = g_hash_table_new_full (NULL, NULL, NULL, g_free),
  };
  GError *error = NULL;
  MqRunOptions *options = make_options (&making, &error);
  gboolean good = options != NULL && run (&making, options, &error)
                  && write_files (&making, &error);

  mq_json_add (facts, "missing:A", making.missing);
  if (making.session != NULL)
    dex_await (mq_library_purge_session (maker->tools.library, making.session), NULL);
  return good ? dex_future_new_true () : dex_future_new_for_error (error);
}

static DexFuture *
check_fiber (MqBatchMaker *maker, JsonObject *item, MqBlenderJob **checker)
{
  const char *model = mq_json_get_string (item, "model", NULL);
  g_autoptr (MqConfig) config
      = model != NULL ? mq_config_dup_with (maker->tools.config, MQ_CONFIG_MODEL_DEFAULT, 0, model)
                      : g_object_ref (maker->tools.config);
  g_auto (Making) making = {
    .maker = maker,
    .item = item,
    .config = config,
    .missing = json_array_new (),
  };
  GError *error = NULL;
  g_autoptr (MqRunOptions) options = make_options (&making, &error);
  g_autofree char *found = NULL;

  if (options == NULL)
    return dex_future_new_for_error (error);

  /* As a run does before it begins. */
  if (options->must_see)
    {
      const char *team = get_team (&making);
      g_autoptr (JsonObject) settings = maker->tools.server == NULL
                                            ? mq_run_settings_new (config, NULL)
                                            : NULL;
      g_autoptr (JsonObject) teams = dex_await_boxed (
          mq_service_connection_ask (maker->tools.connection, "/v1/teams", NULL, settings), &error);

      if (teams != NULL && !mq_run_team_sees (teams, team))
        mq_run_fail_blind (team, &error);
      for (GStrv file = options->message->pictures; error == NULL && *file != NULL; file++)
        {
          g_autoptr (GBytes) picture
              = dex_await_boxed (mq_reference_make (*file, MQ_RUN_PICTURE_MAX_SIDE), &error);
        }
    }
  else if (options->script != NULL && options->meshes == NULL)
    {
      /* Problems of a script that can be run all the same; "": none. */
      MqWorkerSettings settings = mq_worker_settings_read (maker->tools.blender, config);
      g_autofree char *clean = mq_python_clean (options->script, NULL);
      g_autoptr (GString) list = g_string_new (NULL);
      g_autoptr (JsonObject) checked = NULL;
      JsonArray *findings;

      if (*checker == NULL)
        *checker = mq_blender_job_new (maker->tools.library, &settings, DEX_FUTURE (maker->stopped),
                                       &error);
      if (*checker != NULL)
        checked = mq_blender_job_call (*checker, "check",
                                       mq_json_new ("script:s origin:s", clean, "person"),
                                       CHECK_SECONDS, &error);

      findings = mq_json_get_array (checked, "findings");
      for (guint i = 0; error == NULL && i < mq_json_length (findings); i++)
        {
          const char *code = "", *what = "";
          int line = 0;

          mq_json_read (mq_json_element_object (findings, i), "code:s what:s line:i", &code, &what,
                        &line);
          if (g_str_equal (code, "syntax"))
            mq_fail (&error, MQ_ERROR_BAD_INPUT, "“script”, line %d: %s", line, what);
          /* Steps that are left out are no problem. */
          else if (!g_str_equal (code, "stage"))
            g_string_append_printf (list, "%s“script”, line %d: %s", list->len > 0 ? "; " : "",
                                    line, what);
        }
      found = g_string_free_and_steal (g_steal_pointer (&list));
    }
  return error == NULL ? dex_future_new_take_string (g_steal_pointer (&found))
                       : dex_future_new_for_error (error);
}

/**
 * mq_batch_maker_check:
 * @item: what is to be made
 * @checker: (inout): %NULL at first: the Blender that reads scripts, for the caller to end
 *
 * Returns: (transfer full): resolves to what is wrong with its script (a string, %NULL or empty:
 *   nothing) if a run can begin; rejects with %MQ_ERROR_UNKNOWN_KIND or %MQ_ERROR_BAD_INPUT if it
 *   would be refused
 */
DexFuture *
mq_batch_maker_check (MqBatchMaker *self, JsonObject *item, MqBlenderJob **checker)
{
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, check_fiber, (MQ_TYPE_BATCH_MAKER, self),
                              (JSON_TYPE_OBJECT, item), (G_TYPE_POINTER, checker));
}

/* @item: what to make; @ready: may have a Blender for it; @prepares: whether @ready gets a
 * Blender for the next item; @folder: an empty folder, which gets the files; @facts: gets
 * members of the item's line of the manifest, also if it fails. Returns: (transfer full):
 * resolves to %TRUE; rejects as a run does */
DexFuture *
mq_batch_maker_make (MqBatchMaker *self, JsonObject *item, MqConfig *config, MqReadyWorker *ready,
                     gboolean prepares, const char *folder, JsonObject *facts)
{
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, make_fiber, (MQ_TYPE_BATCH_MAKER, self),
                              (JSON_TYPE_OBJECT, item), (MQ_TYPE_CONFIG, config),
                              (MQ_TYPE_READY_WORKER, ready), (G_TYPE_BOOLEAN, prepares),
                              (G_TYPE_STRING, folder), (JSON_TYPE_OBJECT, facts));
}

/* Ends at once what is being made. */
void
mq_batch_maker_stop (MqBatchMaker *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->stopped)))
    dex_promise_reject (self->stopped,
                        g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, "Stopped"));

  for (guint i = 0; i < self->running->len; i++)
    if (MQ_IS_RUN (self->running->pdata[i]))
      mq_run_cancel (self->running->pdata[i]);
    else
      mq_variants_cancel (self->running->pdata[i]);
}
