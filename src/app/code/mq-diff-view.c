/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The diff of two scripts, see mq-diff-view.h. */
#include "app/code/mq-diff-view.h"

#include "app/picture/mq-announce.h"

#include <glib/gi18n.h>

struct _MqDiffView
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *summary;
  GtkListView *list;

  /* Owned */
  MqDiff *diff;
};

G_DEFINE_FINAL_TYPE (MqDiffView, mq_diff_view, ADW_TYPE_BIN)

/* Sign, style class and prefix for screen readers of each kind of line. */
static const struct
{
  const char *sign;
  const char *css_class;
  const char *said;
} kinds[] = {
  [MQ_DIFF_CONTEXT] = { " ", "context", NULL },
  [MQ_DIFF_ADDED] = { "+", "added", N_ ("Added") },
  [MQ_DIFF_REMOVED] = { "−", "removed", N_ ("Removed") },
  [MQ_DIFF_HUNK] = { "", "hunk", NULL },
};

enum
{
  OLD_LINE,
  NEW_LINE,
  SIGN,
  TEXT,
  N_CELLS
};

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_direction (row, GTK_TEXT_DIR_LTR);
  for (guint i = 0; i < N_CELLS; i++)
    {
      GtkWidget *cell = gtk_label_new (NULL);

      gtk_widget_set_direction (cell, GTK_TEXT_DIR_LTR);
      if (i <= NEW_LINE)
        {
          gtk_widget_add_css_class (cell, "number");
          gtk_label_set_width_chars (GTK_LABEL (cell), 4);
          gtk_label_set_xalign (GTK_LABEL (cell), 1);
        }
      else if (i == SIGN)
        {
          gtk_widget_add_css_class (cell, "sign");
          gtk_label_set_width_chars (GTK_LABEL (cell), 2);
        }
      gtk_box_append (GTK_BOX (row), cell);
    }
  gtk_widget_add_css_class (row, "line");
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
set_number (GtkLabel *cell, guint number)
{
  g_autofree char *text = number > 0 ? g_strdup_printf ("%u", number) : NULL;

  gtk_label_set_label (cell, text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqDiffView *self)
{
  MqDiffLine *line = gtk_list_item_get_item (item);
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *cell = gtk_widget_get_first_child (row);
  GtkLabel *cells[N_CELLS];
  MqDiffKind kind = line->kind;
  const char *text = line->text;
  const char *css_classes[] = { "line", kinds[kind].css_class, NULL };
  gboolean hunk = kind == MQ_DIFF_HUNK;
  g_autofree char *heading = NULL;
  g_autofree char *said = NULL;

  /* The heading of a hunk: the function that it is in, or its first line number. */
  if (hunk)
    {
      g_autoptr (MqDiffLine) first = g_list_model_get_item (G_LIST_MODEL (self->diff->lines),
                                                            gtk_list_item_get_position (item) + 1);
      guint number = 1;

      if (first != NULL)
        number = first->new_line > 0 ? first->new_line : first->old_line;
      /* Translators: a heading above changed lines: the function that they are in, and their number
       */
      heading = *text != '\0' ? g_strdup_printf (_ ("%s, from line %u"), text, number)
                              : g_strdup_printf (_ ("From line %u"), number);
    }

  gtk_widget_set_css_classes (row, css_classes);
  for (guint i = 0; i < N_CELLS; i++)
    {
      cells[i] = GTK_LABEL (cell);
      gtk_widget_set_visible (cell, !hunk || i == TEXT);
      cell = gtk_widget_get_next_sibling (cell);
    }
  set_number (cells[OLD_LINE], line->old_line);
  set_number (cells[NEW_LINE], line->new_line);
  gtk_label_set_label (cells[SIGN], kinds[kind].sign);
  text = hunk ? heading : text;
  gtk_label_set_label (cells[TEXT], text);

  if (kinds[kind].said != NULL)
    said = g_strdup_printf ("%s: %s", _ (kinds[kind].said), text);
  else
    said = g_strdup (text);
  gtk_list_item_set_accessible_label (item, said);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqDiffView *self = MQ_DIFF_VIEW (widget);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = self->diff != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->diff->lines)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqDiffLine) line = g_list_model_get_item (G_LIST_MODEL (self->diff->lines), i);
      /* The signs of the unified diff format, which patch(1) reads. */
      static const char *const signs[] = { " ", "+", "-", "@@ " };

      g_string_append_printf (text, "%s%s\n", signs[line->kind], line->text);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  mq_announce (GTK_ACCESSIBLE (widget), _ ("Difference copied"),
               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
mq_diff_view_dispose (GObject *object)
{
  MqDiffView *self = MQ_DIFF_VIEW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_DIFF_VIEW);
  g_clear_object (&self->diff);

  G_OBJECT_CLASS (mq_diff_view_parent_class)->dispose (object);
}

static void
mq_diff_view_class_init (MqDiffViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_diff_view_dispose;

  gtk_widget_class_install_action (widget_class, "diff.copy", NULL, copy_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-diff-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MqDiffView, summary);
  gtk_widget_class_bind_template_child (widget_class, MqDiffView, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
}

static void
mq_diff_view_init (MqDiffView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Code is written from left to right in every locale. */
  gtk_widget_set_direction (GTK_WIDGET (self->list), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (gtk_widget_get_parent (GTK_WIDGET (self->list)), GTK_TEXT_DIR_LTR);
  mq_diff_view_set_diff (self, NULL);
}

/**
 * mq_diff_view_set_diff:
 * @self: a view
 * @diff: (nullable): the differences to show
 */
void
mq_diff_view_set_diff (MqDiffView *self, MqDiff *diff)
{
  g_autoptr (GtkSelectionModel) model = NULL;
  g_autofree char *summary = NULL;

  g_set_object (&self->diff, diff);
  if (diff != NULL)
    {
      model
          = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (diff->lines))));
      summary = mq_diff_dup_summary (diff);
    }
  gtk_list_view_set_model (self->list, model);
  gtk_label_set_label (self->summary, summary);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "diff.copy",
                                 diff != NULL
                                     && g_list_model_get_n_items (G_LIST_MODEL (diff->lines)) > 0);
}
