/* The row of a parameter, see mq-parameter-row.h. */
#include "app/review/mq-parameter-row.h"

#include <glib/gi18n.h>

struct _MqParameterRow
{
  AdwActionRow parent_instance;

  /* Owned */
  MqParameter *parameter;
  GtkWidget *scale; /* borrowed; NULL: the parameter has no limits */
};

G_DEFINE_FINAL_TYPE (MqParameterRow, mq_parameter_row, ADW_TYPE_ACTION_ROW)

static void
mq_parameter_row_dispose (GObject *object)
{
  MQ_PARAMETER_ROW (object)->scale = NULL;
  g_clear_object (&MQ_PARAMETER_ROW (object)->parameter);

  G_OBJECT_CLASS (mq_parameter_row_parent_class)->dispose (object);
}

static void
mq_parameter_row_class_init (MqParameterRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_parameter_row_dispose;
}

static void
mq_parameter_row_init (MqParameterRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

static void
set_name (GtkWidget *widget, MqParameter *parameter)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  parameter->title, -1);
}

static void
add_suffix (MqParameterRow *self, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  set_name (widget, self->parameter);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), widget);
}

static void
add_number (MqParameterRow *self)
{
  MqParameter *parameter = self->parameter;
  double step = mq_parameter_get_step (parameter);
  GtkAdjustment *adjustment;
  GtkWidget *spin;

  adjustment = gtk_adjustment_new (parameter->number, parameter->lower, parameter->upper, step,
                                   step * 10, 0);
  spin = gtk_spin_button_new (adjustment, 0, mq_parameter_get_digits (parameter));
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);

  if (parameter->has_limits)
    {
      GtkWidget *scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);

      gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
      gtk_range_set_round_digits (GTK_RANGE (scale), (int)mq_parameter_get_digits (parameter));
      gtk_widget_set_size_request (scale, 120, -1);
      add_suffix (self, scale);
      self->scale = scale;
    }
  add_suffix (self, spin);
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
  add_suffix (self, button);
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

  add_suffix (self, button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), button);
  g_object_bind_property_full (self->parameter, "number", button, "active",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, number_to_boolean,
                               boolean_to_number, NULL, NULL);
}

static void
reset_cb (GtkButton *button, MqParameterRow *self)
{
  mq_parameter_reset (self->parameter);
}

/* The Reset button becomes insensitive and transparent, not hidden, so that the layout stays when a
 * value changes. */
static void
add_reset (MqParameterRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  g_autofree char *label = g_strdup_printf (_ ("Reset %s"), self->parameter->title);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "parameter-reset");
  g_signal_connect_object (button, "clicked", G_CALLBACK (reset_cb), self, 0);
  g_object_bind_property (self->parameter, "changed", button, "sensitive", G_BINDING_SYNC_CREATE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

/* Returns the script's comment with a capital first letter. */
static char *
capitalize (const char *text)
{
  gunichar first = g_utf8_get_char (text);
  GString *sentence;

  if (first == 0)
    return g_strdup ("");
  sentence = g_string_new (NULL);
  g_string_append_unichar (sentence, g_unichar_toupper (first));
  return g_string_free (g_string_append (sentence, g_utf8_next_char (text)), FALSE);
}

static char *
describe (MqParameter *parameter)
{
  const char *unit = parameter->unit;
  g_autofree char *about = capitalize (parameter->about);

  if (unit[0] == '\0')
    return g_steal_pointer (&about);
  if (about[0] == '\0')
    return g_strdup (unit);

  /* Translators: the purpose of a value, and its unit: "Across the seat, in m". */
  return g_strdup_printf (_ ("%s, in %s"), about, unit);
}

/**
 * mq_parameter_row_new:
 * @parameter: a parameter
 *
 * Returns: (transfer floating): a row for a boxed list
 */
GtkWidget *
mq_parameter_row_new (MqParameter *parameter)
{
  static void (*const add_control[]) (MqParameterRow *) = {
    [MQ_PARAMETER_NUMBER] = add_number,
    [MQ_PARAMETER_COUNT] = add_number,
    [MQ_PARAMETER_COLOR] = add_color,
    [MQ_PARAMETER_SWITCH] = add_switch,
  };
  g_autofree char *about = describe (parameter);
  MqParameterRow *self = g_object_new (MQ_TYPE_PARAMETER_ROW, NULL);

  self->parameter = g_object_ref (parameter);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), parameter->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), about);
  add_control[parameter->kind](self);
  add_reset (self);

  return GTK_WIDGET (self);
}

/**
 * mq_parameter_row_set_compact:
 * @self: a row
 * @compact: whether the window is too narrow for a slider
 */
void
mq_parameter_row_set_compact (MqParameterRow *self, gboolean compact)
{
  g_return_if_fail (MQ_IS_PARAMETER_ROW (self));

  if (self->scale != NULL)
    gtk_widget_set_visible (self->scale, !compact);
}
