/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The requirements of a version, see mq-requirements-list.h. Rows come from a report, and are plain
 * text. */
#include "app/code/mq-requirements-list.h"

#include "app/picture/mq-accessible-names.h"
#include "common/asset/mq-requirement.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define MAX_WIDTH 48 /* characters */

/* @state: of a requirement, or of all */
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

/* Appends the requirements that are in @state. Returns: how many there are */
static guint
append_rows (GtkListBox *list, JsonArray *rows, MqRequirementState state)
{
  guint n_found = 0;

  for (guint i = 0; i < mq_json_length (rows); i++)
    if (mq_requirement_get_state (mq_json_element_object (rows, i)) == state)
      {
        JsonObject *row = mq_json_element_object (rows, i);
        g_autofree char *label = mq_requirement_label (row);
        g_autofree char *found = mq_requirement_describe_with_words (row);
        g_autofree char *said = g_strdup_printf ("%s: %s, %s", get_state_name (state), label,
                                                 found);
        GtkWidget *image = gtk_image_new_from_icon_name (get_icon (state));
        GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
        GtkWidget *box = g_object_new (GTK_TYPE_BOX, "spacing", 12, "margin-start", 12,
                                       "margin-end", 12, "margin-top", 8, "margin-bottom", 8, NULL);
        GtkWidget *line = g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", box, "activatable", FALSE,
                                        NULL);

        if (state == MQ_REQUIREMENT_MISSED)
          gtk_widget_add_css_class (image, "warning");
        gtk_widget_set_tooltip_text (image, get_state_name (state));
        gtk_box_append (GTK_BOX (texts), make_label (label, NULL));
        gtk_box_append (GTK_BOX (texts), make_label (found, "caption"));
        gtk_box_append (GTK_BOX (box), image);
        gtk_box_append (GTK_BOX (box), texts);
        mq_accessible_names_set (line, said);
        gtk_list_box_append (list, line);
        n_found++;
      }

  return n_found;
}

/* Shows how many requirements are met, and in the list each with what was measured or seen. @image,
 * @label: of @button, which opens the list; @rows: (nullable): the rows of a version's report */
void
mq_requirements_list_show (GtkListBox *list, GtkImage *image, GtkLabel *label, GtkWidget *button,
                           JsonArray *rows)
{
  guint n = mq_json_length (rows);
  guint n_missed;
  guint met = mq_requirement_count_met (rows);
  g_autofree char *text = g_strdup_printf ("%u/%u", met, n);
  g_autofree char *said = mq_requirement_describe_count (rows);

  gtk_list_box_remove_all (list);
  /* Missed ones first. */
  n_missed = append_rows (list, rows, MQ_REQUIREMENT_MISSED);
  append_rows (list, rows, MQ_REQUIREMENT_OPEN);
  append_rows (list, rows, MQ_REQUIREMENT_MET);
  gtk_image_set_from_icon_name (image, get_icon (met == n       ? MQ_REQUIREMENT_MET
                                                 : n_missed > 0 ? MQ_REQUIREMENT_MISSED
                                                                : MQ_REQUIREMENT_OPEN));
  gtk_label_set_label (label, n > 0 ? text : NULL);
  gtk_widget_set_tooltip_text (button, said);
  mq_accessible_names_set (button, said);
}
