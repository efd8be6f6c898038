/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* check-kind: the command for authors of kinds of the built-in sketcher. It reads a kind's folder,
 * and builds and measures the kind at the ends of its ranges and with each optional part. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/run/mq-message-preview.h"
#include "client/run/mq-run.h"
#include "client/service/mq-embedded-service.h"
#include "client/service/mq-run-settings.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define WORK_PREFIX "maquette-check-kind"
#define MAX_KIND (256 * 1024)
/* All parameters, instead of every other one. */
#define ALL G_MAXUINT
/* Steps begin so; the sketcher repairs what is checked here. */
#define MEASURED "Measured "
#define REPAIRED "Repaired: "

/* One check of a kind. */
typedef struct
{
  MqCliContext *context;
  char *folder; /* the kind's */
  char *id;
  JsonObject *json; /* its kind.json */
  MqServiceConnection *connection;
  JsonObject *settings;
  MqLibrary *library;
  MqReadyWorker *ready;
  int work; /* the lock of @work_path */
  char *work_path;
  guint n_looks;
  guint n_faulty;
} KindCheck;

/* One look of the kind, while it is built. */
typedef struct
{
  KindCheck *check;
  MqRun *run;
  char *measured; /* such as "5 objects, 40 × 40 × 45 cm", before any repair */
  GPtrArray *faults;
  gboolean is_built;
} Look;

static void
kind_check_clear (KindCheck *self)
{
  g_free (self->folder);
  g_free (self->id);
  g_clear_pointer (&self->json, json_object_unref);
  g_clear_pointer (&self->settings, json_object_unref);
  g_clear_object (&self->connection);
  g_clear_object (&self->ready);
  g_clear_object (&self->library);
  if (self->work_path != NULL)
    mq_files_remove_tree (AT_FDCWD, self->work_path);
  g_clear_fd (&self->work, NULL);
  g_free (self->work_path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KindCheck, kind_check_clear)

/* Reads kind.json, and starts a service that knows the kinds in the folder. Awaits. */
static gboolean
prepare (KindCheck *self, GError **error)
{
  MqCliContext *context = self->context;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *built_in = mq_paths_find_data ("sketcher");
  g_autofree char *data_home = mq_paths_get_data_home ();
  g_autofree char *own = g_build_filename (data_home, "kinds", NULL);
  g_autofree char *parent = NULL;
  g_autofree char *prefix = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) unread = NULL;
  gsize length;

  self->work = -1;
  self->folder = g_canonicalize_filename (context->options->words[0], NULL);
  self->id = g_path_get_basename (self->folder);
  parent = g_path_get_dirname (self->folder);
  prefix = g_strconcat (self->id, "/", NULL);
  path = g_build_filename (self->folder, "kind.json", NULL);
  if (!(text = mq_files_load (path, MAX_KIND, &length, &unread)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "A kind is a folder with kind.json and parts.py: %s",
                    unread->message);
  if (!(self->json = mq_json_parse_object (text, (gssize)length, error)))
    {
      g_prefix_error (error, "%s/kind.json: ", self->id);
      return FALSE;
    }

  mq_files_sweep_temp (g_get_tmp_dir (), WORK_PREFIX);
  self->work = mq_files_make_temp (g_get_tmp_dir (), WORK_PREFIX, &self->work_path, error);
  if (self->work < 0
      || !mq_cli_context_prepare (context, MQ_CLI_CONFIG | MQ_CLI_BLENDER | MQ_CLI_INTERRUPT, error)
      || !(self->library = dex_await_object (mq_library_open (self->work_path, FALSE), error)))
    return FALSE;

  mq_embedded_service_set_kinds ((const char *const[]){ built_in, own, parent, NULL });
  self->ready = mq_ready_worker_new (self->library);
  self->settings = mq_run_settings_new (context->config, NULL);
  self->connection = mq_service_connection_new ();
  if (!mq_embedded_service_use_own (error)
      || !dex_await (mq_service_connection_open (self->connection), error)
      || !(answer = dex_await_boxed (
               mq_service_connection_ask (self->connection, "/v1/teams", NULL, self->settings),
               error)))
    return FALSE;

  /* A kind with a mistake is listed as a problem, with its id or the path of a file, instead. */
  MQ_JSON_EACH (mq_json_get_array (answer, "teams"), i, team)
    MQ_JSON_EACH_STRING (mq_json_get_array (team, "problems"), j, problem)
      if (problem != NULL
          && (g_str_has_prefix (problem, prefix) || strstr (problem, self->folder) != NULL))
        return mq_fail (error, MQ_ERROR_FAILED, "%s", problem);

  return mq_json_length (mq_json_get_array (self->json, "words")) > 0
         || mq_fail (error, MQ_ERROR_FAILED, "%s/kind.json: words must name the kind", self->id);
}

static void
on_event (Look *look, MqRunEvent *event)
{
  const MqStepEvent *step = &event->step;
  gboolean is_over = event->kind == MQ_EVENT_STEP && event->step.state != MQ_EVENT_STATE_STARTED;

  if (event->kind == MQ_EVENT_WORKER)
    dex_future_disown (mq_ready_worker_prepare (look->check->ready, look->check->context->blender,
                                                look->check->context->config));
  else if (event->kind == MQ_EVENT_VERSION)
    {
      look->is_built = TRUE;
      mq_run_cancel (look->run); /* without the final pictures */
    }
  else if (event->kind == MQ_EVENT_NOTICE && g_str_equal (event->notice.code, "defects-left"))
    for (gsize i = 0; event->notice.items != NULL && event->notice.items[i] != NULL; i++)
      g_ptr_array_add (look->faults, g_strdup (event->notice.items[i]));
  else if (is_over && step->role == MQ_TEAM_ROLE_BLENDER && look->measured == NULL
           && g_str_has_prefix (step->text, MEASURED))
    look->measured = g_strdup (step->text + strlen (MEASURED));
  else if (is_over && step->role == MQ_TEAM_ROLE_DEBUGGER)
    g_ptr_array_add (look->faults, g_strdup (g_str_has_prefix (step->text, REPAIRED)
                                                 ? step->text + strlen (REPAIRED)
                                                 : step->text));
  else if (is_over && step->state == MQ_EVENT_STATE_FAILED)
    g_ptr_array_add (look->faults, g_strdup (step->text));
}

/* Awaits. Builds and measures one look: @text with @parameters, and prints what is wrong with it.
 * @part: (nullable): the optional part that it has to have */
static gboolean
check_look (KindCheck *self, const char *name, const char *text, JsonObject *parameters,
            const char *part, GError **error)
{
  MqCliContext *context = self->context;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonObject) wanted = mq_json_new ("parameters:O", parameters);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) failure = NULL;
  Look look = { .check = self, .faults = faults };
  MqRunOptions *options;
  JsonObject *plan;

  answer = dex_await_boxed (
      mq_message_preview_load (self->connection, "sketcher", text, wanted, self->settings), error);
  if (answer == NULL)
    return FALSE;

  plan = mq_json_get_object (answer, "plan");
  if (plan == NULL || g_strcmp0 (mq_json_get_string (answer, "kind", NULL), self->id) != 0)
    g_ptr_array_add (faults, g_strdup_printf ("“%s” does not name this kind: %s", text,
                                              mq_json_get_string (answer, "text", "")));
  else if (part != NULL && mq_json_find (mq_json_get_array (plan, "parts"), "id", part) == NULL)
    g_ptr_array_add (faults, g_strdup_printf ("“%s” does not add the part “%s”", text, part));
  else
    {
      options = mq_run_options_new ("create", text, "sketcher");
      options->begun = mq_json_new ("plan:O", plan);
      g_set_object (&options->ready, self->ready);
      look.run = mq_run_new (self->library, context->config, context->blender, options);
      g_signal_connect_swapped (look.run, "event", G_CALLBACK (on_event), &look);
      dex_await (mq_cli_context_unless_interrupted (context, mq_run_perform (look.run)), &failure);
      g_signal_handlers_disconnect_by_data (look.run, &look);
      g_clear_object (&look.run);
      if (failure != NULL && !look.is_built)
        {
          if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_CANCELLED))
            return mq_fail_with (error, &failure);
          g_ptr_array_add (faults, g_strdup (failure->message));
        }
    }

  self->n_looks++;
  self->n_faulty += faults->len > 0;
  if (context->options->json)
    {
      g_autoptr (JsonArray) list = json_array_new ();
      g_autoptr (JsonObject) line = NULL;

      for (guint i = 0; i < faults->len; i++)
        json_array_add_string_element (list, faults->pdata[i]);
      line = mq_json_new ("look:s measured:s? faults:A", name, look.measured, list);
      mq_stdout_print_json ("check-kind", line);
    }
  else
    {
      printf ("%-24s %s\n", name, look.measured != NULL ? look.measured : "");
      for (guint i = 0; i < faults->len; i++)
        printf ("  ! %s\n", (char *)faults->pdata[i]);
      fflush (stdout);
    }
  g_free (look.measured);
  return TRUE;
}

/* Awaits. */
static gboolean
check_looks (KindCheck *self, GError **error)
{
  /* Each parameter at its least or greatest value, by a bit of its place in the list. */
  static const struct
  {
    const char *name;
    guint bit, flip;
  } ends[] = {
    { "all at their least", ALL, 0 },
    { "all at their greatest", ALL, 1 },
    { "mixed, 1", 0, 0 },
    { "mixed, 2", 0, 1 },
    { "mixed, 3", 1, 0 },
    { "mixed, 4", 1, 1 },
  };
  const char *word = mq_json_element_string (mq_json_get_array (self->json, "words"), 0);
  g_autoptr (JsonObject) usual = json_object_new ();
  g_autoptr (JsonObject) wanted = mq_json_new ("parameters:O", usual);
  g_autoptr (JsonObject) about = dex_await_boxed (
      mq_message_preview_load (self->connection, "sketcher", word, wanted, self->settings), error);

  if (about == NULL || !check_look (self, "as it is", word, usual, NULL, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (JsonObject) values = json_object_new ();

      MQ_JSON_EACH (mq_json_get_array (about, "parameters"), j, parameter)
        if (!g_str_equal (mq_json_get_string (parameter, "unit", ""), "seed"))
          {
            guint is_max = ends[i].bit == ALL ? ends[i].flip
                                              : (j >> ends[i].bit & 1) ^ ends[i].flip;

            json_object_set_double_member (
                values, mq_json_get_string (parameter, "name", ""),
                mq_json_get_double (parameter, is_max ? "max" : "min", 0));
          }

      if (!check_look (self, ends[i].name, word, values, NULL, error))
        return FALSE;
    }

  MQ_JSON_EACH (mq_json_get_array (self->json, "parts"), i, part)
    {
      const char *id = mq_json_get_string (part, "id", "");
      JsonArray *called = mq_json_get_array (part, "words");
      const char *first = mq_json_length (called) > 0 ? mq_json_element_string (called, 0) : id;
      g_autofree char *name = g_strconcat ("with ", id, NULL);
      g_autofree char *text = g_strconcat (word, " with ", first, NULL);

      if (mq_json_get_boolean (part, "optional", FALSE)
          && !check_look (self, name, text, usual, id, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_kind (MqCliContext *context, GError **error)
{
  g_auto (KindCheck) self = { .context = context };
  gboolean good = prepare (&self, error) && check_looks (&self, error);

  if (self.ready != NULL)
    dex_await (mq_ready_worker_stop (self.ready), NULL);
  if (!good || self.n_faulty == 0)
    return good;

  return mq_fail (
      error, MQ_ERROR_FAILED,
      "Faults in %u of %u looks\nCorrect parts.py or the boxes and ranges of kind.json; "
      "docs/extending/kinds.md",
      self.n_faulty, self.n_looks);
}

static const GOptionEntry check_kind_options[] = {
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_check_kind[] = {
  { "check-kind", "FOLDER", 1, 1,
    "Build and measure a kind of your own at the ends of its ranges, with each optional part",
    check_kind, check_kind_options },
  { NULL },
};
