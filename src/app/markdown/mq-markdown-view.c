/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown as labels and code blocks, see mq-markdown-view.h.
 *
 * While text streams in, only its last blocks change: earlier blocks keep their widgets, and so the
 * user's selection in them. */
#include "app/markdown/mq-markdown-view.h"

#include "app/markdown/mq-code-block.h"
#include "common/base/mq-each.h"

#include <glib/gi18n.h>

#define INDENT 20 /* px for each level of a list or a quotation */

struct _MqMarkdownView
{
  AdwBin parent_instance;

  GtkBox *box;
  GPtrArray *blocks; /* of MqMarkdownBlock, one for each child of the box */
  char *text;
};

G_DEFINE_FINAL_TYPE (MqMarkdownView, mq_markdown_view, ADW_TYPE_BIN)

static void
on_response (GtkWidget *label, const char *response, AdwAlertDialog *dialog)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (!g_str_equal (response, "open"))
    return;
  launcher = gtk_uri_launcher_new (g_object_get_data (G_OBJECT (dialog), "mq-address"));
  /* The desktop reports it when no program opens web pages. */
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (label)), NULL, NULL, NULL);
}

static gboolean
on_activate_link (GtkLabel *label, const char *address)
{
  AdwDialog *dialog;

  if (!mq_markdown_is_safe_link (address))
    return GDK_EVENT_STOP;

  dialog = adw_alert_dialog_new (_ ("Open This Link?"), address);
  g_object_set_data_full (G_OBJECT (dialog), "mq-address", g_strdup (address), g_free);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                  _ ("_Open Link"), NULL);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), label, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (label));
  return GDK_EVENT_STOP;
}

static gboolean
on_query_tooltip (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *address = gtk_label_get_current_uri (label);

  if (address == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, address);
  return TRUE;
}

static GtkWidget *
make_label (MqMarkdownBlock *block)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);

  /* Its text is from a model: one is asked with the full address before a link opens. */
  gtk_widget_set_has_tooltip (label, TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  g_signal_connect (label, "activate-link", G_CALLBACK (on_activate_link), NULL);
  return label;
}

/* The card has the focus for its text; a label only for its links. One that is just not focusable
 * would still take the focus from Tab, to nowhere. */
static void
show_markup (GtkWidget *label, const char *markup)
{
  gboolean has_links = strstr (markup, "<a ") != NULL;

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_widget_set_focusable (label, has_links);
  gtk_widget_set_can_focus (label, has_links);
}

static void
show_paragraph (GtkWidget *widget, MqMarkdownBlock *block)
{
  show_markup (widget, block->markup);
}

static GtkWidget *
make_heading (MqMarkdownBlock *block)
{
  GtkWidget *label = make_label (block);

  gtk_widget_add_css_class (label, block->level <= 2 ? "title-4" : "heading");
  gtk_widget_set_margin_top (label, 6);
  return label;
}

static GtkWidget *
make_quote (MqMarkdownBlock *block)
{
  GtkWidget *label = make_label (block);

  gtk_widget_add_css_class (label, "mq-quote");
  return label;
}

static GtkWidget *
make_item (MqMarkdownBlock *block)
{
  guint level = MAX (block->level, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *marker = gtk_label_new (NULL);

  gtk_widget_set_valign (marker, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (marker), 2);
  gtk_label_set_xalign (GTK_LABEL (marker), 1);
  gtk_label_set_yalign (GTK_LABEL (marker), 0);
  gtk_widget_add_css_class (marker, "dim-label");
  gtk_widget_add_css_class (marker, "numeric");
  gtk_widget_set_margin_start (box, (int)(MIN (level, 6) - 1) * INDENT);
  gtk_box_append (GTK_BOX (box), marker);
  gtk_box_append (GTK_BOX (box), make_label (block));
  return box;
}

static void
show_item (GtkWidget *widget, MqMarkdownBlock *block)
{
  const char *marker = block->marker;

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (widget)),
                      marker != NULL ? marker : "");
  show_paragraph (gtk_widget_get_last_child (widget), block);
}

static GtkWidget *
make_code (MqMarkdownBlock *block)
{
  return g_object_new (MQ_TYPE_CODE_BLOCK, NULL);
}

static void
show_code (GtkWidget *widget, MqMarkdownBlock *block)
{
  mq_code_block_set_code (MQ_CODE_BLOCK (widget), block->markup, block->marker);
}

static GtkWidget *
make_row (MqMarkdownBlock *block)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (box, "mq-table-row");
  return box;
}

/* Removes @child, if any, and all children after it. */
static void
remove_from (GtkBox *box, GtkWidget *child)
{
  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      gtk_box_remove (box, child);
      child = next;
    }
}

static void
show_row (GtkWidget *widget, MqMarkdownBlock *block)
{
  GtkWidget *label = gtk_widget_get_first_child (widget);

  for (guint i = 0; block->cells != NULL && block->cells[i] != NULL; i++)
    {
      if (label == NULL)
        {
          label = make_label (block);
          gtk_label_set_yalign (GTK_LABEL (label), 0);
          gtk_box_append (GTK_BOX (widget), label);
        }
      show_markup (label, block->cells[i]);
      label = gtk_widget_get_next_sibling (label);
    }
  remove_from (GTK_BOX (widget), label);
}

static GtkWidget *
make_rule (MqMarkdownBlock *block)
{
  return gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
}

static void
show_rule (GtkWidget *widget, MqMarkdownBlock *block)
{
}

static const struct
{
  GtkWidget *(*make) (MqMarkdownBlock *block);
  void (*show) (GtkWidget *widget, MqMarkdownBlock *block);
} kinds[] = {
  [MQ_MARKDOWN_PARAGRAPH] = { make_label, show_paragraph },
  [MQ_MARKDOWN_HEADING] = { make_heading, show_paragraph },
  [MQ_MARKDOWN_LIST_ITEM] = { make_item, show_item },
  [MQ_MARKDOWN_QUOTE] = { make_quote, show_paragraph },
  [MQ_MARKDOWN_CODE] = { make_code, show_code },
  [MQ_MARKDOWN_TABLE_ROW] = { make_row, show_row },
  [MQ_MARKDOWN_RULE] = { make_rule, show_rule },
};

/* Whether the widget of one block can show the other. */
static gboolean
is_alike (MqMarkdownBlock *a, MqMarkdownBlock *b)
{
  return a->kind == b->kind && a->level == b->level;
}

static gboolean
is_equal (MqMarkdownBlock *a, MqMarkdownBlock *b)
{
  return is_alike (a, b) && g_strcmp0 (a->markup, b->markup) == 0
         && g_strcmp0 (a->marker, b->marker) == 0
         && (a->cells == b->cells
             || (a->cells != NULL && b->cells != NULL
                 && g_strv_equal ((const char *const *)a->cells, (const char *const *)b->cells)));
}

static void
mq_markdown_view_dispose (GObject *object)
{
  MqMarkdownView *self = MQ_MARKDOWN_VIEW (object);

  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (mq_markdown_view_parent_class)->dispose (object);
}

static void
mq_markdown_view_class_init (MqMarkdownViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_markdown_view_dispose;
}

static void
mq_markdown_view_init (MqMarkdownView *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  self->blocks = g_ptr_array_new ();
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * mq_markdown_view_set_text:
 * @text: Markdown, untrusted
 *
 * Can be called repeatedly with a growing text: unchanged blocks keep their widgets.
 */
void
mq_markdown_view_set_text (MqMarkdownView *self, const char *text)
{
  GPtrArray *blocks;
  GtkWidget *child;

  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_set_str (&self->text, text);

  blocks = mq_markdown_parse (text);
  child = gtk_widget_get_first_child (GTK_WIDGET (self->box));
  MQ_EACH (blocks, i, MqMarkdownBlock, block)
    {
      MqMarkdownBlock *shown = i < self->blocks->len ? self->blocks->pdata[i] : NULL;

      if (shown == NULL || !is_alike (shown, block))
        {
          GtkWidget *before = child != NULL ? gtk_widget_get_prev_sibling (child)
                                            : gtk_widget_get_last_child (GTK_WIDGET (self->box));
          GtkWidget *made = kinds[block->kind].make (block);

          gtk_box_insert_child_after (self->box, made, before);
          if (child != NULL)
            gtk_box_remove (self->box, child);
          child = made;
        }
      if (shown == NULL || !is_equal (shown, block))
        kinds[block->kind].show (child, block);
      child = gtk_widget_get_next_sibling (child);
    }
  remove_from (self->box, child);

  g_ptr_array_unref (self->blocks);
  self->blocks = blocks;
}
