/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of a parameter, see mq-parameter-row.h. */
#include "app/parameters/mq-parameter-row.h"

#include "app/picture/mq-closures.h"
#include "app/picture/mq-accessible-names.h"
#include "app/parameters/mq-parameter.h"
#include "common/asset/mq-asset-names.h"

#include <glib/gi18n.h>

#define SWATCHES "/org/maquette/Maquette/finishes/"
#define SWATCH 24 /* px */
#define SCALE 136 /* px, the least */

struct _MqParameterRow
{
  AdwPreferencesRow parent_instance;

  /* Template widgets */
  AdwWrapBox *line;
  GtkBox *controls;
  GtkLabel *label;
  GtkLabel *about;
  GtkWidget *reset;

  /* Owned */
  MqParameter *parameter;
};

G_DEFINE_FINAL_TYPE (MqParameterRow, mq_parameter_row, ADW_TYPE_PREFERENCES_ROW)

static void
set_up_control (MqParameterRow *self, GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = NULL;

  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);

  /* The wheel scrolls the list: on a slider, it would change values by accident. */
  controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }

  mq_accessible_names_set (widget, self->parameter->title);
}

static void
add_control (MqParameterRow *self, GtkWidget *widget)
{
  set_up_control (self, widget);
  gtk_box_append (self->controls, widget);
}

/* The value with its unit, as in "45 cm". */

static gboolean
output_cb (GtkSpinButton *spin, MqParameterRow *self)
{
  double number = gtk_adjustment_get_value (gtk_spin_button_get_adjustment (spin));
  g_autofree char *text = mq_parameter_format (self->parameter, number);

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (spin))))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

/* Describes the value for screen readers, also while the slider moves. */
static void
describe_value_cb (GtkAdjustment *adjustment, GParamSpec *pspec, GtkWidget *control)
{
  MqParameterRow *self
      = MQ_PARAMETER_ROW (gtk_widget_get_ancestor (control, MQ_TYPE_PARAMETER_ROW));
  g_autofree char *text = mq_parameter_format (self->parameter,
                                               gtk_adjustment_get_value (adjustment));

  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text, -1);
}

static void
describe_values (GtkAdjustment *adjustment, GtkWidget *control)
{
  g_signal_connect_object (adjustment, "notify::value", G_CALLBACK (describe_value_cb), control, 0);
  describe_value_cb (adjustment, NULL, control);
}

static int
input_cb (GtkSpinButton *spin, double *number, MqParameterRow *self)
{
  return mq_parameter_parse (self->parameter, gtk_editable_get_text (GTK_EDITABLE (spin)), number)
             ? TRUE
             : GTK_INPUT_ERROR;
}

static void
roll_cb (MqParameterRow *self)
{
  MqParameter *parameter = self->parameter;
  double number;

  do
    number = g_random_int_range ((int)parameter->lower, (int)parameter->upper + 1);
  while (number == parameter->number && parameter->upper > parameter->lower);
  g_object_set (parameter, "number", number, NULL);
}

/* Where the value of the version is. */
static void
mark_original_cb (GtkScale *scale, GParamSpec *pspec, MqParameter *parameter)
{
  gtk_scale_clear_marks (scale);
  gtk_scale_add_mark (scale, parameter->original, GTK_POS_BOTTOM, NULL);
}

static void
add_number (MqParameterRow *self)
{
  MqParameter *parameter = self->parameter;
  double step = mq_parameter_get_step (parameter);
  GtkAdjustment *adjustment = gtk_adjustment_new (parameter->number, parameter->lower,
                                                  parameter->upper, step, step * 10, 0);
  GtkWidget *spin = gtk_spin_button_new (NULL, 0, mq_parameter_get_digits (parameter));

  g_signal_connect_object (spin, "output", G_CALLBACK (output_cb), self, 0);
  g_signal_connect_object (spin, "input", G_CALLBACK (input_cb), self, 0);
  gtk_spin_button_set_adjustment (GTK_SPIN_BUTTON (spin), adjustment);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 6);
  if (mq_parameter_is_seed (parameter))
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("media-playlist-shuffle-symbolic");

      gtk_widget_set_tooltip_text (button, _ ("Random Value"));
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      g_signal_connect_object (button, "clicked", G_CALLBACK (roll_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->controls, button);
    }
  else if (parameter->has_limits)
    {
      GtkWidget *scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);

      gtk_range_set_round_digits (GTK_RANGE (scale), (int)mq_parameter_get_digits (parameter));
      gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
      gtk_widget_set_size_request (scale, SCALE, -1);
      mark_original_cb (GTK_SCALE (scale), NULL, parameter);
      g_signal_connect_object (parameter, "notify::changed", G_CALLBACK (mark_original_cb), scale,
                               G_CONNECT_SWAPPED);
      set_up_control (self, scale);
      adw_wrap_box_append (self->line, scale);
      describe_values (adjustment, scale);
    }
  add_control (self, spin);
  describe_values (adjustment, spin);
  g_object_bind_property (parameter, "number", adjustment, "value",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
add_color (MqParameterRow *self)
{
  GtkColorDialog *dialog = gtk_color_dialog_new ();
  GtkWidget *button;

  gtk_color_dialog_set_with_alpha (dialog, FALSE);
  button = gtk_color_dialog_button_new (dialog);
  add_control (self, button);
  g_object_bind_property (self->parameter, "color", button, "rgba",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static gboolean
number_to_boolean (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_boolean (to, g_value_get_double (from) != 0);
  return TRUE;
}

static gboolean
boolean_to_number (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_double (to, g_value_get_boolean (from));
  return TRUE;
}

static void
add_switch (MqParameterRow *self)
{
  GtkWidget *button = gtk_switch_new ();

  add_control (self, button);
  g_object_bind_property_full (self->parameter, "number", button, "active",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, number_to_boolean,
                               boolean_to_number, NULL, NULL);
}

static void
setup_choice_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *swatch = g_object_new (GTK_TYPE_PICTURE, "accessible-role",
                                    GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_set_size_request (swatch, SWATCH, SWATCH);
  gtk_widget_add_css_class (swatch, "finish-swatch");
  gtk_box_append (GTK_BOX (box), swatch);
  gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_list_item_set_child (item, box);
}

/* "wood" -> "Wood", with a picture of it if it is a finish. */
static void
bind_choice_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  const char *choice = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_autofree char *path = g_strdup_printf (SWATCHES "%s.png", choice);
  g_autofree char *title = mq_asset_name_make_title (MQ_ASSET_NAME_FINISH, choice);
  GtkWidget *swatch = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  gboolean is_finish = g_resources_get_info (path, 0, NULL, NULL, NULL);

  gtk_widget_set_visible (swatch, is_finish);
  gtk_picture_set_resource (GTK_PICTURE (swatch), is_finish ? path : NULL);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (swatch)), title);
  gtk_list_item_set_accessible_label (item, title);
}

/* Screen readers also say what it is a choice of. */
static void
name_choice_cb (GtkDropDown *drop_down, GParamSpec *pspec, MqParameterRow *self)
{
  g_autofree char *choice = mq_asset_name_make_title (
      MQ_ASSET_NAME_FINISH, self->parameter->choices[gtk_drop_down_get_selected (drop_down)]);
  g_autofree char *name = g_strdup_printf ("%s: %s", self->parameter->title, choice);

  mq_accessible_names_set (drop_down, name);
}

static void
add_choice (MqParameterRow *self)
{
  GtkStringList *choices = gtk_string_list_new ((const char *const *)self->parameter->choices);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkWidget *drop_down = gtk_drop_down_new (G_LIST_MODEL (choices), NULL);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_choice_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_choice_cb), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (drop_down), factory);
  add_control (self, drop_down);
  g_object_bind_property (self->parameter, "number", drop_down, "selected",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (name_choice_cb), self, 0);
  name_choice_cb (GTK_DROP_DOWN (drop_down), NULL, self);
}

static void
reset_cb (GtkButton *button, MqParameterRow *self)
{
  mq_parameter_reset (self->parameter);
}

static void
mq_parameter_row_dispose (GObject *object)
{
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL); /* before dispose_template() */
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_PARAMETER_ROW);
  g_clear_object (&MQ_PARAMETER_ROW (object)->parameter);

  G_OBJECT_CLASS (mq_parameter_row_parent_class)->dispose (object);
}

static void
mq_parameter_row_class_init (MqParameterRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_parameter_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-parameter-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqParameterRow, line);
  gtk_widget_class_bind_template_child (widget_class, MqParameterRow, controls);
  gtk_widget_class_bind_template_child (widget_class, MqParameterRow, label);
  gtk_widget_class_bind_template_child (widget_class, MqParameterRow, about);
  gtk_widget_class_bind_template_child (widget_class, MqParameterRow, reset);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
}

static void
mq_parameter_row_init (MqParameterRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Returns: (transfer floating): a row for a boxed list */
GtkWidget *
mq_parameter_row_new (MqParameter *parameter)
{
  static void (*const add_controls[]) (MqParameterRow *) = {
    [MQ_PARAMETER_NUMBER] = add_number, [MQ_PARAMETER_COUNT] = add_number,
    [MQ_PARAMETER_COLOR] = add_color,   [MQ_PARAMETER_SWITCH] = add_switch,
    [MQ_PARAMETER_CHOICE] = add_choice,
  };
  MqParameterRow *self = g_object_new (MQ_TYPE_PARAMETER_ROW, NULL);
  gunichar first = g_utf8_get_char (parameter->about);
  g_autoptr (GString) about = g_string_new (NULL);
  g_autofree char *reset = g_strdup_printf (_ ("Reset %s"), parameter->title);

  /* The script's comment with a capital first letter. */
  if (first != 0)
    g_string_append (g_string_append_unichar (about, g_unichar_toupper (first)),
                     g_utf8_next_char (parameter->about));

  self->parameter = g_object_ref (parameter);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), parameter->title);
  mq_accessible_names_set (self, parameter->title);
  gtk_label_set_label (self->label, parameter->label);
  gtk_label_set_label (self->about, about->str);
  gtk_widget_set_tooltip_text (self->reset, reset);
  add_controls[parameter->kind](self);
  gtk_box_reorder_child_after (self->controls, self->reset,
                               gtk_widget_get_last_child (GTK_WIDGET (self->controls)));
  g_object_bind_property (parameter, "changed", self->reset, "sensitive", G_BINDING_SYNC_CREATE);

  return GTK_WIDGET (self);
}

/* Returns: its parameter */
MqParameter *
mq_parameter_row_get_parameter (MqParameterRow *self)
{
  return self->parameter;
}

/* @button: before its value, so that the values of all rows are below each other */
void
mq_parameter_row_add (MqParameterRow *self, GtkWidget *button)
{
  gtk_box_prepend (self->controls, button);
}

/* @is_marked: whether its parameter is one of the part that the user picked */
void
mq_parameter_row_set_marked (MqParameterRow *self, gboolean is_marked)
{
  if (is_marked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "parameter-marked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "parameter-marked");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, is_marked, -1);
}
