/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The models of the roles, see mq-roles-row.h. AdwEntryRow has no subtitle, so the title includes
 * the role's task. */
#include "app/preferences/mq-roles-row.h"

#include "app/picture/mq-accessible-names.h"
#include "app/preferences/mq-setting-row.h"

#include <glib/gi18n.h>

/* In the order in which the roles work. */
static const struct
{
  const char *name; /* in the settings */
  const char *title;
} roles[] = {
  /* Translators: roles of the team and their tasks; keep them short, each is the label of an
   * entry */
  { "planner", N_ ("Planner: turns words into a plan") },
  { "writer", N_ ("Writer: turns the plan into a script") },
  { "debugger", N_ ("Debugger: repairs failures") },
  { "critic", N_ ("Critic: looks for defects") },
  { "verifier", N_ ("Verifier: checks that they are fixed") },
  { "refiner", N_ ("Refiner: makes the changes you ask for") },
};

struct _MqRolesRow
{
  AdwExpanderRow parent_instance;

  /* Borrowed */
  GtkEditable *rows[G_N_ELEMENTS (roles)];

  /* Owned */
  MqSettings *settings;
  char *shown[G_N_ELEMENTS (roles)]; /* the value in the settings, or being written to them */
};

G_DEFINE_FINAL_TYPE (MqRolesRow, mq_roles_row, ADW_TYPE_EXPANDER_ROW)

static void
mq_roles_row_dispose (GObject *object)
{
  MqRolesRow *self = MQ_ROLES_ROW (object);

  g_clear_object (&self->settings);
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    g_clear_pointer (&self->shown[i], g_free);

  G_OBJECT_CLASS (mq_roles_row_parent_class)->dispose (object);
}

static void
apply_cb (MqRolesRow *self, GtkEditable *row)
{
  g_autofree char *model = g_strdup (gtk_editable_get_text (row));
  gsize i = 0;

  while (self->rows[i] != row)
    i++;

  g_strstrip (model);
  g_set_str (&self->shown[i], model);
  mq_settings_set_role (self->settings, roles[i].name, *model != '\0' ? model : NULL);
}

/* Updates only entries whose setting changed, so that text being typed elsewhere stays. */
static void
show (MqRolesRow *self)
{
  MqConfig *config = mq_settings_get_config (self->settings);

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const char *model = mq_config_get_role_model (config, roles[i].name);
      g_autofree char *path = g_strconcat ("model.roles.", roles[i].name, NULL);

      mq_setting_row_show_fixed (GTK_WIDGET (self->rows[i]), mq_config_is_fixed (config, path));
      if (g_set_str (&self->shown[i], model != NULL ? model : ""))
        gtk_editable_set_text (self->rows[i], self->shown[i]);
    }
}

static void
mq_roles_row_class_init (MqRolesRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_roles_row_dispose;
}

/* libadwaita 1.7 gives neither the row nor the list of its rows an accessible name; the list around
 * the header cannot have one and must not take the focus. */
static void
name_lists (GtkWidget *widget, const char *name)
{
  if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_GENERIC)
    gtk_widget_set_focusable (widget, FALSE);
  else if (GTK_IS_LIST_BOX (widget) || MQ_IS_ROLES_ROW (widget))
    mq_accessible_names_set (widget, name);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_lists (child, name);
}

static void
mq_roles_row_init (MqRolesRow *self)
{
  const char *title = _ ("A Model for Each Role");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self),
                                 _ ("Roles without a model use the one above"));

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _ (roles[i].title), "input-hints",
                                     GTK_INPUT_HINT_NO_SPELLCHECK, "show-apply-button", TRUE, NULL);

      self->rows[i] = GTK_EDITABLE (row);
      self->shown[i] = g_strdup ("");
      g_signal_connect_object (row, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
    }

  name_lists (GTK_WIDGET (self), title);
}

void
mq_roles_row_set_settings (MqRolesRow *self, MqSettings *settings)
{
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}
