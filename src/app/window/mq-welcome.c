/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of an empty conversation, see mq-welcome.h. */
#include "app/window/mq-welcome.h"

#include "app/composer/mq-local-model-button.h"
#include "app/model/mq-recent-models.h"
#include "app/sessions/mq-example-card.h"
#include "app/window/mq-remedy.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *picture;
  const char *message;
} Example;

/* Not translated: the built-in sketcher reads English, and an example must work. */
static const Example examples[] = {
  { "chair", "A wooden chair with a linen cushion" },
  { "lantern", "A Chinese lantern of red silk with golden trim" },
  { "fish", "A blue cartoon fish with large eyes" },
  { "skateboard", "A skateboard with a rainbow deck" },
  { "bonsai", "A bonsai tree in a ceramic pot" },
  { "sword", "A crystal sword with gemstones on its hilt" },
};

struct _MqWelcome
{
  AdwBin parent_instance;

  /* Template */
  GtkStack *stack;
  GtkLabel *about;
  GtkFlowBox *examples;
  MqLocalModelButton *local_model;
  GtkWidget *kinds_button;
  AdwStatusPage *problem_page;
  GtkButton *remedy_button;
  GtkWidget *again_button;

  /* Owned */
  MqWorkspace *workspace;
  MqProblem *problem;
  DexFuture *listing;
};

G_DEFINE_FINAL_TYPE (MqWelcome, mq_welcome, ADW_TYPE_BIN)

static void
show_team (MqWelcome *self)
{
  const char *server = mq_config_get_string (mq_workspace_get_config (self->workspace),
                                             MQ_CONFIG_SERVER_URL);
  const char *name = mq_workspace_get_team_name (self->workspace);
  gboolean has_model = mq_workspace_has_model (self->workspace);
  g_autofree char *model = mq_workspace_dup_model (self->workspace);
  g_autofree char *model_name = NULL;
  guint n = g_strv_length ((char **)mq_workspace_get_kinds (self->workspace));
  g_autofree char *who = NULL;
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  /* Until the service on this computer has answered, the settings name who builds. */
  if (mq_workspace_awaits_team (self->workspace) && server == NULL && *model != '\0')
    {
      name = model_name = mq_recent_models_dup_name (model);
      has_model = TRUE;
    }

  /* The name of a team of language models has the model and where it runs. */
  if (has_model && server != NULL)
    /* Translators: the name of a team, and the address of a service. */
    who = g_strdup_printf (_ ("%s at %s builds it."), name, server);
  else if (has_model)
    /* Translators: %s is the name of a team. */
    who = g_strdup_printf (_ ("%s builds it."), name);
  else if (server != NULL)
    /* Translators: %s is the address of a service. */
    who = g_strdup_printf (_ ("The built-in sketcher at %s builds it, without an AI model."),
                           server);
  else
    who = g_strdup (_ ("The built-in sketcher builds it on this computer, without an AI model."));

  if (has_model)
    what = g_strdup (mq_workspace_can_see (self->workspace)
                         ? _ ("Describe any object, or show a picture of one.")
                         : _ ("Describe any object."));
  else if (n == 0)
    /* As long as the sentence that takes its place. */
    what = g_strdup (_ ("It reads English and knows many kinds of object."));
  else
    what = g_strdup_printf (ngettext ("It reads English and knows %u kind of object.",
                                      "It reads English and knows %u kinds of object.", n),
                            n);
  text = g_strjoin ("\n", who, what, NULL);

  /* It has its place before the service has answered, so that nothing jumps then. */
  gtk_widget_set_visible (self->kinds_button, n > 0 || !has_model);
  gtk_widget_set_child_visible (self->kinds_button, n > 0);
  gtk_label_set_text (self->about, text);
}

/* Problems. */

static void
update_problem (MqWelcome *self)
{
  GListModel *problems = mq_workspace_get_problems (self->workspace);
  g_autoptr (MqProblem) problem = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (problems) && problem == NULL; i++)
    {
      g_autoptr (MqProblem) each = g_list_model_get_item (problems, i);

      if (mq_remedy_get (each->kind)->is_page)
        problem = g_steal_pointer (&each);
    }

  if (g_set_object (&self->problem, problem) && problem != NULL)
    {
      const MqRemedy *remedy = mq_remedy_get (self->problem->kind);
      g_autofree char *title = g_markup_escape_text (self->problem->title, -1);
      g_autofree char *text = g_markup_escape_text (self->problem->text, -1);

      if (self->problem->kind == MQ_PROBLEM_SIGNING_IN)
        {
          g_autoptr (AdwSpinnerPaintable) spinner
              = adw_spinner_paintable_new (GTK_WIDGET (self->problem_page));

          adw_status_page_set_paintable (self->problem_page, GDK_PAINTABLE (spinner));
        }
      else
        adw_status_page_set_icon_name (self->problem_page, remedy->icon);
      adw_status_page_set_title (self->problem_page, title);
      adw_status_page_set_description (self->problem_page, text);
      gtk_button_set_label (self->remedy_button, _ (remedy->label));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->remedy_button), remedy->action);
      if (remedy->is_quiet)
        gtk_widget_remove_css_class (GTK_WIDGET (self->remedy_button), "suggested-action");
      else
        gtk_widget_add_css_class (GTK_WIDGET (self->remedy_button), "suggested-action");
      gtk_widget_set_visible (self->again_button, remedy->retries);
    }
  gtk_stack_set_visible_child_name (self->stack, problem ? "problem" : "examples");
}

/* Loads the team when the service is ready; "notify::team" reports later changes. */
static void
on_ready_changed (MqWelcome *self)
{
  gboolean ready = FALSE;

  g_object_get (self->workspace, "ready", &ready, NULL);
  if (!ready)
    return;

  dex_clear (&self->listing);
  self->listing = mq_workspace_load_team (self->workspace);
}

/* @workspace: (not nullable): the workspace whose team and problems are shown; call this once */
void
mq_welcome_set_workspace (MqWelcome *self, MqWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (mq_workspace_get_problems (workspace), "items-changed",
                           G_CALLBACK (update_problem), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::ready", G_CALLBACK (on_ready_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::team", G_CALLBACK (show_team), self,
                           G_CONNECT_SWAPPED);
  mq_local_model_button_set_workspace (self->local_model, workspace);
  show_team (self);
  on_ready_changed (self);
  update_problem (self);
}

/* Returns: (transfer none) (nullable): the problem that fills the page */
MqProblem *
mq_welcome_get_problem (MqWelcome *self)
{
  return self->problem;
}

static void
mq_welcome_dispose (GObject *object)
{
  MqWelcome *self = MQ_WELCOME (object);

  dex_clear (&self->listing);
  adw_bin_set_child (ADW_BIN (self), NULL); /* also a template child: disposed of twice */
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_WELCOME);
  g_clear_object (&self->problem);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (mq_welcome_parent_class)->dispose (object);
}

static void
mq_welcome_class_init (MqWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_welcome_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, MqWelcome, stack);
  gtk_widget_class_bind_template_child (widget_class, MqWelcome, about);
  gtk_widget_class_bind_template_child (widget_class, MqWelcome, examples);
  gtk_widget_class_bind_template_child (widget_class, MqWelcome, local_model);
  gtk_widget_class_bind_template_child (widget_class, MqWelcome, kinds_button);
  gtk_widget_class_bind_template_child (widget_class, MqWelcome, problem_page);
  gtk_widget_class_bind_template_child (widget_class, MqWelcome, remedy_button);
  gtk_widget_class_bind_template_child (widget_class, MqWelcome, again_button);
}

static void
mq_welcome_init (MqWelcome *self)
{
  g_type_ensure (MQ_TYPE_LOCAL_MODEL_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      const Example *example = &examples[i];
      g_autofree char *path = g_strdup_printf ("/org/maquette/Maquette/examples/%s.jpg",
                                               example->picture);
      g_autoptr (GdkTexture) texture = gdk_texture_new_from_resource (path);
      GtkWidget *child = gtk_flow_box_child_new ();

      /* The button inside takes the focus; the child would be a second stop of the Tab key. */
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_child_set_child (
          GTK_FLOW_BOX_CHILD (child),
          mq_example_card_new (texture, example->message, example->message));
      gtk_flow_box_append (self->examples, child);
    }
}
