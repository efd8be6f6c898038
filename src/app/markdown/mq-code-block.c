/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Read-only code with a Copy button, see mq-code-block.h. */
#include "app/markdown/mq-code-block.h"

#include "app/picture/mq-announce.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

/* A script has at most 512 KiB; longer text from a model is cut off. */
#define MAX_CODE (768 * 1024)
/* As many lines are seen at once, if there are. */
#define MIN_LINES 16

struct _MqCodeBlock
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkSourceBuffer *buffer;
  GtkSourceView *view;
  GtkWidget *copy;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE (MqCodeBlock, mq_code_block, ADW_TYPE_BIN)

static void
on_copy (MqCodeBlock *self)
{
  g_autofree char *code = NULL;

  g_object_get (self->buffer, "text", &code, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), code);
  mq_announce (GTK_ACCESSIBLE (self), _ ("Copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
on_dark (MqCodeBlock *self, GParamSpec *pspec, AdwStyleManager *style)
{
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (
      self->buffer, gtk_source_style_scheme_manager_get_scheme (
                        schemes, adw_style_manager_get_dark (style) ? "Adwaita-dark" : "Adwaita"));
}

static void
mq_code_block_class_init (MqCodeBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (GTK_SOURCE_TYPE_BUFFER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-code-block.ui");
  gtk_widget_class_bind_template_child (widget_class, MqCodeBlock, buffer);
  gtk_widget_class_bind_template_child (widget_class, MqCodeBlock, view);
  gtk_widget_class_bind_template_child (widget_class, MqCodeBlock, copy);
  gtk_widget_class_bind_template_child (widget_class, MqCodeBlock, scroller);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
mq_code_block_init (MqCodeBlock *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));

  /* Code is written from left to right in every locale. */
  gtk_widget_set_direction (adw_bin_get_child (ADW_BIN (self)), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (self->copy, GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (GTK_WIDGET (self->view), GTK_TEXT_DIR_LTR);

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (on_dark), self, G_CONNECT_SWAPPED);
  on_dark (self, NULL, style);
}

/* The languages that are highlighted. Others are not looked up by name: some of GtkSourceView's
 * definitions are fragments for other languages (“def”), and it crashes on them. */
static const struct
{
  const char *name;
  const char *id;
} languages[] = {
  { "python", "python3" }, { "py", "python3" }, { "python3", "python3" }, { "json", "json" },
  { "sh", "sh" },          { "bash", "sh" },    { "yaml", "yaml" },       { "diff", "diff" },
};

/**
 * mq_code_block_set_code:
 * @code: (nullable): text; invalid UTF-8 is replaced; %NULL: hides the block
 * @language: (nullable): the language as Markdown names it, e.g. "python"; code in an unknown
 *   one is not highlighted
 */
void
mq_code_block_set_code (MqCodeBlock *self, const char *code, const char *language)
{
  g_autofree char *valid = NULL;
  g_autofree char *shown = NULL;
  GtkSourceLanguage *known = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), code != NULL);
  if (code == NULL)
    return;

  valid = g_utf8_make_valid (code, strnlen (code, MAX_CODE));
  for (guint i = 0; language != NULL && i < G_N_ELEMENTS (languages) && known == NULL; i++)
    if (g_ascii_strcasecmp (language, languages[i].name) == 0)
      known = gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (),
                                                        languages[i].id);
  gtk_source_buffer_set_language (self->buffer, known);

  g_object_get (self->buffer, "text", &shown, NULL);
  if (strcmp (shown, valid) != 0)
    {
      g_autoptr (PangoLayout) layout = NULL;
      int lines;
      int margins;
      int line;

      gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), valid, -1);

      /* A text view knows its height only after it was drawn: a dialog of that size would show one
       * line of a script. */
      layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), "X");
      lines = gtk_text_buffer_get_line_count (GTK_TEXT_BUFFER (self->buffer));
      margins = gtk_text_view_get_top_margin (GTK_TEXT_VIEW (self->view))
                + gtk_text_view_get_bottom_margin (GTK_TEXT_VIEW (self->view));
      pango_layout_get_pixel_size (layout, NULL, &line);
      gtk_scrolled_window_set_min_content_height (self->scroller,
                                                  MIN (lines, MIN_LINES) * line + margins);
    }
}
