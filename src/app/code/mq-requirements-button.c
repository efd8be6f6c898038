/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The requirements of a version, see mq-requirements-button.h. Rows come from a report, and are
 * plain text. */
#include "app/code/mq-requirements-button.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>

#define MAX_WORDS 300 /* bytes */
#define MAX_WIDTH 48  /* characters */

struct _MqRequirementsButton
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkImage *image;
  GtkLabel *label;
  GtkListBox *list;

  gboolean compact;
};

enum
{
  PROP_COMPACT = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (MqRequirementsButton, mq_requirements_button, ADW_TYPE_BIN)

static const char *
get_icon (MqRequirementState state)
{
  return state == MQ_REQUIREMENT_MET      ? "object-select-symbolic"
         : state == MQ_REQUIREMENT_MISSED ? "dialog-warning-symbolic"
                                          : "dialog-question-symbolic";
}

/* The state in words, for screen readers. */
static const char *
get_state_name (MqRequirementState state)
{
  return state == MQ_REQUIREMENT_MET      ? C_ ("requirement", "Met")
         : state == MQ_REQUIREMENT_MISSED ? C_ ("requirement", "Not met")
                                          : C_ ("requirement", "Open");
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_WIDTH);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "dim-label");
    }
  return label;
}

static GtkWidget *
make_row (JsonObject *row)
{
  MqRequirementState state = mq_requirement_get_state (row);
  g_autofree char *words = mq_text_clean (mq_json_get_string (row, "words", ""), MAX_WORDS);
  g_autofree char *found = mq_requirement_describe (row);
  g_autofree char *said = g_strdup_printf ("%s: %s, %s", get_state_name (state), words, found);
  GtkWidget *image = gtk_image_new_from_icon_name (get_icon (state));
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *list_row = gtk_list_box_row_new ();

  if (state == MQ_REQUIREMENT_MISSED)
    gtk_widget_add_css_class (image, "warning");
  gtk_widget_set_tooltip_text (image, get_state_name (state));
  gtk_box_append (GTK_BOX (texts), make_label (words, NULL));
  gtk_box_append (GTK_BOX (texts), make_label (found, "caption"));
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (list_row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_row), GTK_ACCESSIBLE_PROPERTY_LABEL, said,
                                  -1);
  return list_row;
}

/* Missed ones first. */
static void
append_rows (MqRequirementsButton *self, JsonArray *rows, MqRequirementState state)
{
  for (guint i = 0; i < mq_json_length (rows); i++)
    if (mq_requirement_get_state (mq_json_element_object (rows, i)) == state)
      gtk_list_box_append (self->list, make_row (mq_json_element_object (rows, i)));
}

/**
 * mq_requirements_button_set_rows:
 * @self: a button
 * @rows: (nullable): the rows of a version's report
 */
void
mq_requirements_button_set_rows (MqRequirementsButton *self, JsonArray *rows)
{
  guint n = mq_json_length (rows);
  guint met = mq_requirement_count_met (rows);
  g_autofree char *text = g_strdup_printf ("%u/%u", met, n);
  /* Translators: how many of a version's requirements are met, and how many there are. */
  g_autofree char *said = g_strdup_printf (_ ("%u of %u requirements met"), met, n);

  g_return_if_fail (MQ_IS_REQUIREMENTS_BUTTON (self));

  gtk_list_box_remove_all (self->list);
  append_rows (self, rows, MQ_REQUIREMENT_MISSED);
  append_rows (self, rows, MQ_REQUIREMENT_OPEN);
  append_rows (self, rows, MQ_REQUIREMENT_MET);
  gtk_image_set_from_icon_name (self->image,
                                get_icon (met == n ? MQ_REQUIREMENT_MET : MQ_REQUIREMENT_MISSED));
  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), said);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  said, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
mq_requirements_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqRequirementsButton *self = MQ_REQUIREMENTS_BUTTON (object);

  if (id == PROP_COMPACT)
    g_value_set_boolean (value, self->compact);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mq_requirements_button_set_property (GObject *object, guint id, const GValue *value,
                                     GParamSpec *pspec)
{
  MqRequirementsButton *self = MQ_REQUIREMENTS_BUTTON (object);

  if (id != PROP_COMPACT)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (self->compact != g_value_get_boolean (value))
    {
      self->compact = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
mq_requirements_button_class_init (MqRequirementsButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mq_requirements_button_get_property;
  object_class->set_property = mq_requirements_button_set_property;

  /**
   * MqRequirementsButton:compact:
   *
   * Whether there is room for the icon only.
   */
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                       | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/maquette/Maquette/ui/mq-requirements-button.ui");
  gtk_widget_class_bind_template_child (widget_class, MqRequirementsButton, button);
  gtk_widget_class_bind_template_child (widget_class, MqRequirementsButton, image);
  gtk_widget_class_bind_template_child (widget_class, MqRequirementsButton, label);
  gtk_widget_class_bind_template_child (widget_class, MqRequirementsButton, list);
}

static void
mq_requirements_button_init (MqRequirementsButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
