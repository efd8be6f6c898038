/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The trial of a model, see mq-model-trial-row.h. The service asks the model; the window runs its
 * script, in the sandbox like any other. */
#include "app/preferences/mq-model-trial-row.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-picture-decode.h"
#include "app/timeline/mq-spending.h"
#include "client/executor/mq-blender-job.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <math.h>

#define FIBER_STACK (256 * 1024)
#define MAX_ANSWER 2000 /* bytes */
#define BUILD_SECONDS 60
#define RENDER_SECONDS 60
#define WIDTH 480 /* px */
#define HEIGHT 360
#define SHOWN_WIDTH 96
#define SHOWN_HEIGHT 72
#define FOLDER "trial"

struct _MqModelTrialRow
{
  AdwActionRow parent_instance;

  /* Template */
  GtkWidget *spinner;
  GtkWidget *try;

  /* Owned */
  MqWorkspace *workspace;
  char *provider;
  char *base_url;
  char *model;
  DexFuture *trying;
  GtkWidget *picture; /* of its stool, owned by the row; NULL: none */
  guint n_frames;     /* since it ended */
  gboolean is_used;
  gboolean is_again;
};

G_DEFINE_FINAL_TYPE (MqModelTrialRow, mq_model_trial_row, ADW_TYPE_ACTION_ROW)

static void
mq_model_trial_row_dispose (GObject *object)
{
  MqModelTrialRow *self = MQ_MODEL_TRIAL_ROW (object);

  dex_clear (&self->trying);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_MODEL_TRIAL_ROW);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->provider, g_free);
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->model, g_free);

  G_OBJECT_CLASS (mq_model_trial_row_parent_class)->dispose (object);
}

void
mq_model_trial_row_show (MqModelTrialRow *self, MqModelTrialTone tone, const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_widget_set_visible (self->spinner, tone == MQ_MODEL_TRIAL_BUSY);
  if (tone == MQ_MODEL_TRIAL_ERROR)
    gtk_widget_add_css_class (GTK_WIDGET (self), "mq-failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "mq-failed");
}

/* @texture: (nullable): NULL removes the picture; an invisible one would take its space */
static void
show_picture (MqModelTrialRow *self, GdkTexture *texture)
{
  if (self->picture != NULL)
    adw_action_row_remove (ADW_ACTION_ROW (self), self->picture);
  self->picture = NULL;
  if (texture == NULL)
    return;

  self->picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  mq_accessible_names_set (self->picture, _ ("The stool that the model made"));
  gtk_widget_set_size_request (self->picture, SHOWN_WIDTH, SHOWN_HEIGHT);
  gtk_widget_set_valign (self->picture, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->picture);
}

/* In the frame after the one that gives it its new height. */
static gboolean
scroll_cb (GtkWidget *self, GdkFrameClock *clock, gpointer data)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (self, GTK_TYPE_VIEWPORT);

  if (MQ_MODEL_TRIAL_ROW (self)->n_frames++ < 2)
    return G_SOURCE_CONTINUE;

  if (viewport != NULL)
    gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), self, NULL);
  return G_SOURCE_REMOVE;
}

static void
show_end (MqModelTrialRow *self, gboolean is_good, const char *text)
{
  dex_clear (&self->trying);
  mq_model_trial_row_show (self, is_good ? MQ_MODEL_TRIAL_NOTE : MQ_MODEL_TRIAL_ERROR, text);
  mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  self->n_frames = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

static const struct
{
  const char *member;
  const char *yes;
  const char *no;
} abilities[] = {
  { "pictures", N_ ("Supports pictures."),
    N_ ("No picture support: results are checked by measuring only.") },
  { "tools", N_ ("Supports tools."), N_ ("No tool support: Maquette looks things up for it.") },
  { "schema", N_ ("Supports structured output."),
    N_ ("No structured output: answers are checked, and requested again if needed.") },
};

static double
get_seconds (JsonObject *answer, const char *name)
{
  double seconds = mq_json_get_double (answer, name, 0);

  return isfinite (seconds) ? CLAMP (seconds, 0, 3600) : 0;
}

/* Response time and abilities; or the error and its solution, as the service reports them. @answer:
 * the response of `POST /v1/models/try` */
static char *
describe_answer (JsonObject *answer)
{
  const char *text = mq_json_get_string (answer, "text", NULL);
  GString *words;

  if (!mq_json_get_boolean (answer, "ok", FALSE))
    return text != NULL ? mq_text_clean (text, MAX_ANSWER) : g_strdup (_ ("No answer."));

  words = g_string_new (NULL);
  /* Translators: a duration in seconds */
  g_string_append_printf (words, _ ("Answered in %.1f s."), get_seconds (answer, "seconds"));
  for (gsize i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (json_object_has_member (answer, abilities[i].member))
      g_string_append_printf (words, " %s",
                              mq_json_get_boolean (answer, abilities[i].member, FALSE)
                                  ? _ (abilities[i].yes)
                                  : _ (abilities[i].no));

  return g_string_free (words, FALSE);
}

static DexFuture *
decode_fiber (const char *path)
{
  GError *error = NULL;
  GdkTexture *texture;

  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, "A picture of a trial is a link");

  texture = mq_picture_decode (path, WIDTH, MQ_PICTURE_DECODE_SANDBOXED, &error);
  return texture != NULL ? dex_future_new_take_object (texture) : dex_future_new_for_error (error);
}

/* Runs the script and makes a picture of what it built. Awaits. */
static GdkTexture *
build (MqModelTrialRow *self, const char *script, DexFuture *dropped, GError **error)
{
  MqLibrary *library = mq_workspace_get_library (self->workspace);
  MqWorkerSettings settings = { 0 };
  g_autoptr (MqBlenderJob) job = NULL;
  g_autoptr (JsonObject) built = NULL;
  g_autoptr (JsonObject) rendered = NULL;
  JsonObject *fault;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (library == NULL)
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("Sessions are not open yet"));
  if (!mq_workspace_read_worker_settings (self->workspace, &settings, error)
      || !(job = mq_blender_job_new (library, &settings, dropped, error))
      || !(built = mq_blender_job_call (job, "execute",
                                        mq_json_new ("script:s save:s", script, "scene.blend"),
                                        BUILD_SECONDS, error)))
    return NULL;
  if ((fault = mq_json_get_object (built, "error")) != NULL)
    return mq_fail_null (error, MQ_ERROR_FAILED, "%s", mq_json_get_string (fault, "message", ""));

  rendered = mq_blender_job_call (
      job, "render",
      mq_json_new ("mode:s num_images:i width:i height:i engine:s gpu:b folder:s", "preview", 1,
                   WIDTH, HEIGHT, "workbench", FALSE, FOLDER),
      RENDER_SECONDS, error);
  if (rendered == NULL)
    return NULL;

  name = g_path_get_basename (mq_json_get_string (
      mq_json_element_object (mq_json_get_array (rendered, "images"), 0), "file", ""));
  path = g_build_filename (job->folder, FOLDER, name, NULL);
  return dex_await_object (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (),
                                                FIBER_STACK, decode_fiber, (G_TYPE_STRING, path)),
                           error);
}

/* Builds the stool, when the model has written one, and shows all that is known of it then. */
static DexFuture *
try_fiber (MqModelTrialRow *self, DexFuture *dropped)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = dex_await_boxed (
      mq_fiber_unless (dropped, mq_workspace_test_model (self->workspace, self->provider,
                                                         self->base_url, self->model)),
      &error);
  const char *script = mq_json_get_string (answer, "script", NULL);
  gint64 start = g_get_monotonic_time ();
  g_autofree char *can = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *made = NULL;
  g_autofree char *spent = NULL;
  g_autofree char *all = NULL;

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  /* The window needs to know it, too: whether pictures can be sent. */
  dex_future_disown (mq_workspace_load_team (self->workspace));
  can = answer != NULL ? describe_answer (answer) : g_strdup (error->message);
  if (!mq_json_get_boolean (answer, "ok", FALSE))
    {
      show_end (self, FALSE, can);
      return dex_future_new_true ();
    }

  if (script != NULL)
    {
      g_autofree char *building = g_strdup_printf ("%s\n%s", can, _ ("Building its stool…"));

      mq_model_trial_row_show (self, MQ_MODEL_TRIAL_BUSY, building);
      texture = build (self, script, dropped, &error);
      if (!dex_future_is_pending (dropped))
        return dex_future_new_true ();
    }

  if (texture != NULL)
    made = g_strdup (_ ("Its script for a small stool ran."));
  else if (script != NULL)
    /* Translators: %s: an error, may be in English */
    made = g_strdup_printf (_ ("Its script for a small stool failed: %s"), error->message);
  else
    made = g_strdup (_ ("It wrote no script for a small stool that can be run."));

  spent = mq_spending_step (get_seconds (answer, "seconds") + get_seconds (answer, "script_seconds")
                                + (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC,
                            mq_json_get_int (answer, "tokens", 0),
                            mq_json_get_double (answer, "cost", -1));
  all = g_strdup_printf ("%s\n%s\n%s", can, made, spent);
  show_picture (self, texture);
  show_end (self, TRUE, all);
  return dex_future_new_true ();
}

void
mq_model_trial_row_offer_again (MqModelTrialRow *self, gboolean offered)
{
  self->is_again = offered;
  /* Translators: buttons: ask a server again; have the model make a small stool */
  gtk_button_set_label (GTK_BUTTON (self->try), offered ? _ ("_Check Again") : _ ("_Try"));
  gtk_widget_set_sensitive (self->try, offered || self->model != NULL);
}

static void
try_cb (MqModelTrialRow *self)
{
  if (self->is_again)
    {
      g_signal_emit_by_name (self, "check-again");
      return;
    }
  if (self->model == NULL)
    return;

  dex_clear (&self->trying);
  self->is_used = TRUE;
  show_picture (self, NULL);
  mq_model_trial_row_show (self, MQ_MODEL_TRIAL_BUSY, _ ("Asking the model…"));
  self->trying = mq_fiber_spawn_droppable_with (FIBER_STACK, try_fiber,
                                                (MQ_TYPE_MODEL_TRIAL_ROW, self));
}

gboolean
mq_model_trial_row_set_model (MqModelTrialRow *self, MqWorkspace *workspace, const char *provider,
                              const char *base_url, const char *model)
{
  gboolean is_new = g_set_object (&self->workspace, workspace);

  is_new |= g_set_str (&self->provider, provider);
  is_new |= g_set_str (&self->base_url, base_url);
  is_new |= g_set_str (&self->model, model != NULL && *model != '\0' ? model : NULL);
  if (is_new)
    {
      self->is_used = FALSE;
      dex_clear (&self->trying);
      show_picture (self, NULL);
    }
  return !self->is_used;
}

static void
mq_model_trial_row_class_init (MqModelTrialRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_model_trial_row_dispose;

  mq_signal_new (MQ_TYPE_MODEL_TRIAL_ROW, "check-again", 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-model-trial-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqModelTrialRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqModelTrialRow, try);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
}

static void
mq_model_trial_row_init (MqModelTrialRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
