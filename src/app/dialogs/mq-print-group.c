/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The check for 3D printing in the window, see mq-print-group.h. */
#include "app/dialogs/mq-print-group.h"

#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "client/export/mq-print-check.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-each.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

/* The user may turn a spin button further, or choose another format. */
#define SETTLE_MS 300
#define OBJECT "object"

struct _MqPrintGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template */
  AdwEntryRow *bed;
  GtkSpinButton *wall;
  AdwActionRow *status;
  GtkImage *icon;

  /* Owned */
  MqWorkspace *workspace;
  MqVersion *version;
  GPtrArray *rows;     /* of the findings, which the group has */
  double size;         /* of the export, as a factor; 0: it is not of the version as it is */
  gboolean lay_out;    /* whether its pieces are laid out */
  DexFuture *checking; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MqPrintGroup, mq_print_group, ADW_TYPE_PREFERENCES_GROUP)

/* @icon: (nullable): NULL: it is being checked; @class_name: (nullable): its colour */
static void
show_status (MqPrintGroup *self, const char *title, const char *subtitle, const char *icon,
             const char *class_name)
{
  const char *classes[] = { class_name, NULL };

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->status), title);
  adw_action_row_set_subtitle (self->status, subtitle);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  if (icon != NULL)
    mq_announce (GTK_ACCESSIBLE (self), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* The dialog would cover the place. */
static void
row_activated_cb (MqPrintGroup *self, AdwActionRow *row)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_DIALOG);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-object", "(ss)",
                              mq_version_get_dir (self->version),
                              g_object_get_data (G_OBJECT (row), OBJECT));
  adw_dialog_close (ADW_DIALOG (dialog));
}

/* The icon of each grade, and its color. */
static const struct
{
  const char *icon;
  const char *class_name;
} grades[] = {
  [MQ_PRINT_FAULT] = { "dialog-warning-symbolic", "warning" },
  [MQ_PRINT_NOTE] = { "dialog-information-symbolic", NULL },
  [MQ_PRINT_FINE] = { "object-select-symbolic", "success" },
};

/* @object: (nullable): the one of the finding's objects that the row is about */
static void
add_row (MqPrintGroup *self, const MqPrintFinding *finding, const char *object)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (grades[finding->grade].icon);
  /* The command line has the words after a label. */
  g_autofree char *found = finding->text != NULL ? mq_text_make_title (finding->text) : NULL;
  g_autofree char *text = NULL;

  if (finding->detail != NULL && object == NULL)
    text = g_strconcat (finding->detail, "\n", _ ("Set a smaller scale, or cut it into pieces"),
                        NULL);
  else if (object == NULL)
    text = g_steal_pointer (&found);
  else if (found != NULL)
    /* Translators: what was found, and the object: “No: Left door” */
    text = g_strdup_printf (_ ("%s: %s"), found, object);

  if (grades[finding->grade].class_name != NULL)
    gtk_widget_add_css_class (icon, grades[finding->grade].class_name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (finding->label));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL ? text : object);
  if (object != NULL)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_object_set_data_full (G_OBJECT (row), OBJECT, g_strdup (object), g_free);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_widget_set_tooltip_text (row, _ ("Show on the Model"));
      g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self,
                               G_CONNECT_SWAPPED);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static DexFuture *
check_fiber (MqPrintGroup *self, DexFuture *dropped)
{
  MqPrintLimits limits = { .wall = gtk_spin_button_get_value (self->wall),
                           .size = self->size,
                           .lay_out = self->lay_out };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autofree char *text = NULL;
  MqWorkerSettings settings;
  MqPrintGrade gravest = MQ_PRINT_FINE;
  guint n_faults = 0;

  dex_await (mq_fiber_unless (dropped, dex_timeout_new_msec (SETTLE_MS)), NULL);
  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  if (mq_print_limits_read_bed (&limits, gtk_editable_get_text (GTK_EDITABLE (self->bed)), &error)
      && mq_workspace_read_worker_settings (self->workspace, &settings, &error))
    found = mq_print_check (mq_workspace_get_library (self->workspace), &settings, self->version,
                            &limits, dropped, &error);
  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  if (found == NULL)
    {
      show_status (self, _ ("Could Not Check"), error->message, "dialog-warning-symbolic",
                   "warning");
      return dex_future_new_true ();
    }

  findings = mq_print_check_list_findings (found, &limits);
  for (MqPrintGrade grade = MQ_PRINT_FAULT; grade <= MQ_PRINT_FINE; grade++)
    MQ_EACH (findings, i, const MqPrintFinding, finding)
      {
        if (finding->grade != grade)
          continue;

        gravest = MIN (gravest, grade);
        n_faults += grade == MQ_PRINT_FAULT;
        if (finding->objects == NULL)
          add_row (self, finding, NULL);
        for (guint j = 0; finding->objects != NULL && finding->objects[j] != NULL; j++)
          add_row (self, finding, finding->objects[j]);
      }

  if (n_faults > 0)
    text = g_strdup_printf (
        ngettext ("Not Ready to Print: %u Problem", "Not Ready to Print: %u Problems", n_faults),
        n_faults);
  else
    text = g_strdup (gravest == MQ_PRINT_NOTE ? _ ("Ready to Print with Supports")
                                              : _ ("Ready to Print"));
  show_status (self, text, NULL, grades[gravest].icon, grades[gravest].class_name);
  return dex_future_new_true ();
}

/* Begins anew, as something else is to be printed, or by another printer. */
static void
check_cb (MqPrintGroup *self)
{
  dex_clear (&self->checking);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->version == NULL)
    return;

  if (self->size > 0)
    {
      show_status (self, _ ("Checking…"), NULL, NULL, NULL);
      self->checking = mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, check_fiber,
                                                      (MQ_TYPE_PRINT_GROUP, self));
    }
  else
    show_status (self, _ ("Not Checked"),
                 _ ("Only the model as built, with all its triangles, can be checked"),
                 "dialog-information-symbolic", NULL);
}

static void
mq_print_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_print_group_parent_class)->map (widget);
  check_cb (MQ_PRINT_GROUP (widget));
}

/* A closed dialog, or a format that no printer reads, ends the check and its Blender. */
static void
mq_print_group_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_print_group_parent_class)->unmap (widget);
  dex_clear (&MQ_PRINT_GROUP (widget)->checking);
}

static void
mq_print_group_dispose (GObject *object)
{
  MqPrintGroup *self = MQ_PRINT_GROUP (object);

  dex_clear (&self->checking);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_PRINT_GROUP);
  g_clear_object (&self->workspace);
  g_clear_object (&self->version);

  G_OBJECT_CLASS (mq_print_group_parent_class)->dispose (object);
}

static void
mq_print_group_class_init (MqPrintGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_print_group_dispose;
  widget_class->map = mq_print_group_map;
  widget_class->unmap = mq_print_group_unmap;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-print-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MqPrintGroup, bed);
  gtk_widget_class_bind_template_child (widget_class, MqPrintGroup, wall);
  gtk_widget_class_bind_template_child (widget_class, MqPrintGroup, status);
  gtk_widget_class_bind_template_child (widget_class, MqPrintGroup, icon);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
}

static void
mq_print_group_init (MqPrintGroup *self)
{
  g_autoptr (GSettings) settings = g_settings_new (MQ_APP_ID);

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (settings, "print-bed", self->bed, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "print-wall", self->wall, "value", G_SETTINGS_BIND_DEFAULT);
}

/* @workspace: with the Blender that checks; @size: the factor by which the version is exported; 0:
 * it is exported otherwise than it is, such as with fewer triangles; @lay_out: whether its pieces
 * are laid out */
void
mq_print_group_set_export (MqPrintGroup *self, MqWorkspace *workspace, MqVersion *version,
                           double size, gboolean lay_out)
{
  gboolean is_same = !g_set_object (&self->version, version) && self->size == size
                     && self->lay_out == lay_out;

  g_set_object (&self->workspace, workspace);
  self->size = size;
  self->lay_out = lay_out;
  if (!is_same)
    check_cb (self);
}
