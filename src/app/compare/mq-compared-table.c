/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of two versions, see mq-compared-table.h. */
#include "app/compare/mq-compared-table.h"

#include "app/model/mq-compared-value.h"
#include "app/compare/mq-color-swatch.h"

#include <glib/gi18n.h>

struct _MqComparedTable
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkColumnView *view;
  GtkColumnViewColumn *title_column;
  GtkColumnViewColumn *before_column;
  GtkColumnViewColumn *after_column;
};

G_DEFINE_FINAL_TYPE (MqComparedTable, mq_compared_table, ADW_TYPE_BIN)

static void
setup_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), mq_color_swatch_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_column_view_cell_set_child (cell, box);
  gtk_column_view_cell_set_focusable (cell, FALSE); /* the row is read as a whole */
}

/* @color: (nullable) */
static void
bind (GtkColumnViewCell *cell, const char *text, const char *color, gboolean bold)
{
  GtkWidget *box = gtk_column_view_cell_get_child (cell);
  GtkWidget *label = gtk_widget_get_last_child (box);

  mq_color_swatch_set_color (gtk_widget_get_first_child (box), color);
  gtk_label_set_label (GTK_LABEL (label), text);
  if (bold)
    gtk_widget_add_css_class (label, "heading");
  else
    gtk_widget_remove_css_class (label, "heading");
}

static void
bind_title_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell)
{
  MqComparedValue *value = gtk_column_view_cell_get_item (cell);

  bind (cell, value->title, NULL, FALSE);
}

/* Translators: in a table: what this version does not have. */
#define NOTHING C_ ("value", "none")

static void
bind_before_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell)
{
  MqComparedValue *value = gtk_column_view_cell_get_item (cell);

  bind (cell, value->before != NULL ? value->before : NOTHING, value->before_color, FALSE);
}

static void
bind_after_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell)
{
  MqComparedValue *value = gtk_column_view_cell_get_item (cell);

  bind (cell, value->after != NULL ? value->after : NOTHING, value->after_color,
        mq_compared_value_is_changed (value));
}

static void
mq_compared_table_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_COMPARED_TABLE);

  G_OBJECT_CLASS (mq_compared_table_parent_class)->dispose (object);
}

static void
mq_compared_table_class_init (MqComparedTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_compared_table_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-compared-table.ui");
  gtk_widget_class_bind_template_child (widget_class, MqComparedTable, view);
  gtk_widget_class_bind_template_child (widget_class, MqComparedTable, title_column);
  gtk_widget_class_bind_template_child (widget_class, MqComparedTable, before_column);
  gtk_widget_class_bind_template_child (widget_class, MqComparedTable, after_column);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_title_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_before_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_after_cb);
}

static void
mq_compared_table_init (MqComparedTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_compared_table_set_values:
 * @self: a table
 * @values: a list of #MqComparedValue
 * @before_title: the older version's name
 * @after_title: the newer version's name
 */
void
mq_compared_table_set_values (MqComparedTable *self, GListModel *values, const char *before_title,
                              const char *after_title)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (MQ_IS_COMPARED_TABLE (self));

  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (values)));
  gtk_column_view_set_model (self->view, selection);
  gtk_column_view_column_set_title (self->title_column, C_ ("column", "Value"));
  gtk_column_view_column_set_title (self->before_column, before_title);
  gtk_column_view_column_set_title (self->after_column, after_title);
}
