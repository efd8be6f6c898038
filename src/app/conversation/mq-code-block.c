/* MqCodeBlock: code or a traceback, to read and to copy, see mq-code-block.h. */
#include "app/conversation/mq-code-block.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

/* More than any script may have (512 KiB): what comes from elsewhere is cut there. */
#define MAX_CODE (768 * 1024)

struct _MqCodeBlock
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkSourceBuffer *buffer;
  GtkSourceView *view;
  GtkWidget *overlay;
  GtkWidget *copy;
};

G_DEFINE_FINAL_TYPE (MqCodeBlock, mq_code_block, ADW_TYPE_BIN)

static void
on_copy (MqCodeBlock *self)
{
  GtkTextIter start, end;
  g_autofree char *code = NULL;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  code = gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), code);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Copied"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
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
mq_code_block_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_CODE_BLOCK);

  G_OBJECT_CLASS (mq_code_block_parent_class)->dispose (object);
}

static void
mq_code_block_class_init (MqCodeBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_code_block_dispose;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (GTK_SOURCE_TYPE_BUFFER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-code-block.ui");
  gtk_widget_class_bind_template_child (widget_class, MqCodeBlock, buffer);
  gtk_widget_class_bind_template_child (widget_class, MqCodeBlock, view);
  gtk_widget_class_bind_template_child (widget_class, MqCodeBlock, overlay);
  gtk_widget_class_bind_template_child (widget_class, MqCodeBlock, copy);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
mq_code_block_init (MqCodeBlock *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));

  /* Code is written from left to right wherever one is. */
  gtk_widget_set_direction (GTK_WIDGET (self->overlay), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (GTK_WIDGET (self->copy), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (GTK_WIDGET (self->view), GTK_TEXT_DIR_LTR);

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (on_dark), self, G_CONNECT_SWAPPED);
  on_dark (self, NULL, style);
}

GtkWidget *
mq_code_block_new (void)
{
  return g_object_new (MQ_TYPE_CODE_BLOCK, NULL);
}

/**
 * mq_code_block_set_code:
 * @code: UTF-8; what is not is replaced
 * @language: (nullable): the language as GtkSourceView or Markdown calls it, "python"; %NULL: plain
 */
void
mq_code_block_set_code (MqCodeBlock *self, const char *code, const char *language)
{
  g_autofree char *valid = g_utf8_make_valid (code, strnlen (code, MAX_CODE));
  GtkSourceLanguage *known = NULL;
  GtkTextIter start, end;
  g_autofree char *shown = NULL;

  if (language != NULL && *language != '\0')
    {
      GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();
      const char *id = g_str_has_prefix (language, "py") ? "python3" : language;

      known = gtk_source_language_manager_get_language (languages, id);
    }
  gtk_source_buffer_set_language (self->buffer, known);

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  shown = gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, FALSE);
  if (strcmp (shown, valid) != 0)
    gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), valid, -1);
}
