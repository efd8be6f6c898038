/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the user's own requirements, see mq-requirements-dialog.h. A row is an object with
 * texts, as a table in a file has it, of which common/requirement makes a requirement after each
 * change. The last row is empty: who writes into it gets another one. */
#include "app/composer/mq-requirements-dialog.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-file-dialog.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-written-number.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <glib/gi18n.h>
#include <string.h>

#define ROW "mq-row"         /* of a row's box: its JsonObject */
#define CAPTION "mq-caption" /* its label */
#define REMOVE "mq-remove"   /* its button */
#define MEMBER "mq-member"   /* of an entry: the member of the row */

struct _MqRequirementsDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkBox *rows;
  GtkLabel *problem;
  GtkWidget *done;

  /* Owned */
  MqUnsentMessage *message;
  JsonArray *taken; /* the requirements of the rows that are right */
};

G_DEFINE_FINAL_TYPE (MqRequirementsDialog, mq_requirements_dialog, ADW_TYPE_DIALOG)

static const struct
{
  const char *member;
  const char *title;
  int width; /* characters */
} fields[] = {
  /* Translators: what a requirement asks for: “overall width”, “no sharp edges” */
  { "words", NC_ ("requirement", "Wanted"), 24 },
  /* Translators: the part that a requirement is about */
  { "of", NC_ ("requirement", "Part"), 10 },
  { "value", NC_ ("requirement", "Value"), 7 },
  { "unit", NC_ ("requirement", "Unit"), 7 },
  { "tolerance", NC_ ("requirement", "Tolerance"), 9 },
};

static const char *const suffixes[] = { "csv", "tsv", "json" };

static GtkWidget *add_row (MqRequirementsDialog *self, JsonObject *row);

static gboolean
is_row_empty (JsonObject *row)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (json_object_has_member (row, fields[i].member))
      return FALSE;
  return TRUE;
}

/* Says at each row how it is understood, or why it is wrong. */
static void
check (MqRequirementsDialog *self)
{
  g_autoptr (JsonArray) written = json_array_new ();
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  guint i = 0, n_right = 0;
  gboolean is_right;

  for (GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); box != NULL;
       box = gtk_widget_get_next_sibling (box))
    {
      JsonObject *row = g_object_get_data (G_OBJECT (box), ROW);

      if (!is_row_empty (row))
        json_array_add_object_element (written, json_object_ref (row));
    }

  g_clear_pointer (&self->taken, json_array_unref);
  self->taken = mq_requirement_rows_take (written, faults, &error);
  is_right = self->taken != NULL;
  gtk_label_set_label (self->problem, error != NULL ? error->message : "");

  for (GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); box != NULL;
       box = gtk_widget_get_next_sibling (box))
    {
      GtkWidget *caption = g_object_get_data (G_OBJECT (box), CAPTION);
      gboolean is_empty = is_row_empty (g_object_get_data (G_OBJECT (box), ROW));
      const char *fault = NULL;
      JsonObject *taken = NULL;
      g_autofree char *text = NULL;

      if (!is_empty && i < faults->len && (fault = faults->pdata[i++]) == NULL)
        taken = mq_json_element_object (self->taken, n_right++);
      /* Advice is for a file. */
      if (fault != NULL)
        text = g_strndup (fault, strcspn (fault, "\n"));
      is_right = is_right && fault == NULL;
      if (taken != NULL)
        text = mq_requirement_is_by_eye (taken) ? g_strdup (_ ("judged by eye"))
                                                : mq_requirement_label (taken);
      gtk_label_set_label (GTK_LABEL (caption), text);
      gtk_widget_set_visible (caption, text != NULL);
      gtk_widget_set_css_classes (
          caption, (const char *[]){ "caption", fault != NULL ? "error" : "dimmed", NULL });
      mq_accessible_names_set (box, is_empty        ? _ ("New Requirement")
                                    : taken != NULL ? text
                                                    : _ ("Requirement"));
      /* The last one cannot be removed. */
      gtk_widget_set_sensitive (g_object_get_data (G_OBJECT (box), REMOVE),
                                gtk_widget_get_next_sibling (box) != NULL);
    }
  gtk_widget_set_sensitive (self->done, is_right);
}

static void
on_edited (MqRequirementsDialog *self, GtkEditable *entry)
{
  GtkWidget *box = gtk_widget_get_ancestor (GTK_WIDGET (entry), GTK_TYPE_BOX);
  JsonObject *row = g_object_get_data (G_OBJECT (box), ROW);
  const char *member = g_object_get_data (G_OBJECT (entry), MEMBER);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (*text != '\0')
    json_object_set_string_member (row, member, text);
  else
    json_object_remove_member (row, member);
  /* Translators: where a requirement comes from: the user's own list, not a file. */
  json_object_set_string_member (row, "source", _ ("your list"));
  if (*text != '\0' && gtk_widget_get_next_sibling (box) == NULL)
    add_row (self, NULL);
  check (self);
}

static void
on_remove (MqRequirementsDialog *self, GtkWidget *button)
{
  GtkWidget *box = gtk_widget_get_ancestor (button, GTK_TYPE_BOX);

  gtk_widget_child_focus (gtk_widget_get_next_sibling (box), GTK_DIR_TAB_FORWARD);
  gtk_box_remove (self->rows, box);
  check (self);
}

/* Puts rows before the empty one. @written: (nullable) */
static void
add_rows (MqRequirementsDialog *self, JsonArray *written)
{
  MQ_JSON_EACH (written, i, row)
    {
      GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->rows));

      gtk_box_reorder_child_after (self->rows, add_row (self, row),
                                   gtk_widget_get_prev_sibling (last));
    }
  check (self);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data; /* the dialog, or an entry's text */
  GtkWidget *dialog = gtk_widget_get_ancestor (widget, MQ_TYPE_REQUIREMENTS_DIALOG);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_autoptr (JsonArray) written = NULL;

  if (dialog == NULL)
    return;
  if (text != NULL)
    g_strchomp (text);
  /* Other text is for the field. */
  if (text != NULL && GTK_IS_EDITABLE (widget) && strpbrk (text, "\n\t;") == NULL && *text != '['
      && *text != '{')
    {
      int position;

      gtk_editable_delete_selection (GTK_EDITABLE (widget));
      position = gtk_editable_get_position (GTK_EDITABLE (widget));
      gtk_editable_insert_text (GTK_EDITABLE (widget), text, -1, &position);
      gtk_editable_set_position (GTK_EDITABLE (widget), position);
      return;
    }

  if (text != NULL)
    written = mq_requirement_rows_read (_ ("your list"), text, &error);
  add_rows (MQ_REQUIREMENTS_DIALOG (dialog), written);
  if (error != NULL)
    gtk_label_set_label (MQ_REQUIREMENTS_DIALOG (dialog)->problem, error->message);
}

/* A field takes one line: rows are for the table. */
static void
on_paste (GtkWidget *text)
{
  g_signal_stop_emission_by_name (text, "paste-clipboard");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (text), NULL, pasted_cb,
                                 g_object_ref (text));
}

static void
on_paste_rows (MqRequirementsDialog *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                 g_object_ref (self));
}

/* Appends a row. @row: (nullable): as it is written; %NULL: an empty one. Returns: its box */
static GtkWidget *
add_row (MqRequirementsDialog *self, JsonObject *row)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                 3, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *line = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 6, "line-spacing", 3,
                                  "justify", ADW_JUSTIFY_FILL, NULL);
  GtkWidget *caption = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode",
                                     PANGO_WRAP_WORD_CHAR, "xalign", 0.0, NULL);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  JsonObject *own = row != NULL ? mq_json_copy_object (row) : json_object_new ();

  /* That is what a row without a part is about. */
  if (g_str_equal (mq_json_get_string (own, "of", ""), "whole"))
    json_object_remove_member (own, "of");
  g_object_set_data_full (G_OBJECT (box), ROW, own, (GDestroyNotify)json_object_unref);
  g_object_set_data (G_OBJECT (box), CAPTION, caption);
  g_object_set_data (G_OBJECT (box), REMOVE, remove);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *title = g_dpgettext2 (NULL, "requirement", fields[i].title);
      GtkWidget *entry = g_object_new (GTK_TYPE_ENTRY, "placeholder-text", title, "tooltip-text",
                                       title, "width-chars", fields[i].width, "max-width-chars",
                                       fields[i].width, "hexpand", i == 0, NULL);
      g_autofree char *text = g_strdup (mq_json_get_string (own, fields[i].member, ""));

      if (*text == '\0' && json_object_has_member (own, fields[i].member))
        {
          g_free (text);
          text = mq_written_number_format (mq_json_get_double (own, fields[i].member, 0), "");
        }
      gtk_editable_set_text (GTK_EDITABLE (entry), text);
      mq_accessible_names_set (entry, title);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                      caption, NULL, -1);
      g_object_set_data (G_OBJECT (entry), MEMBER, (gpointer)fields[i].member);
      g_signal_connect_object (entry, "changed", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
      g_signal_connect (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "paste-clipboard",
                        G_CALLBACK (on_paste), NULL);
      adw_wrap_box_append (ADW_WRAP_BOX (line), entry);
    }

  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove Requirement"));
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_wrap_box_append (ADW_WRAP_BOX (line), remove);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (self->rows, box);
  return box;
}

static DexFuture *
load_fiber (const char *path)
{
  GError *error = NULL;
  JsonArray *written = mq_requirement_file_load (path, &error);

  return written != NULL ? dex_future_new_take_boxed (JSON_TYPE_ARRAY, written)
                         : dex_future_new_for_error (error);
}

static DexFuture *
loaded_cb (DexFuture *future, gpointer data)
{
  MqRequirementsDialog *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *written = dex_future_get_value (future, &error);

  if (self->rows == NULL)
    return NULL;
  add_rows (self, written != NULL ? g_value_get_boxed (written) : NULL);
  if (error != NULL)
    gtk_label_set_label (self->problem, error->message);
  return NULL;
}

/* Returns: whether it is named as a table or a list of requirements, and is on this computer */
gboolean
mq_requirements_dialog_can_load (GFile *file)
{
  const char *path = g_file_peek_path (file);
  const char *dot = path != NULL ? strrchr (path, '.') : NULL;

  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (suffixes); i++)
    if (g_ascii_strcasecmp (dot + 1, suffixes[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Adds the requirements of a file on this computer. */
void
mq_requirements_dialog_load (MqRequirementsDialog *self, GFile *file)
{
  if (g_file_peek_path (file) != NULL)
    dex_future_disown (dex_future_finally (
        mq_fiber_spawn_on_thread (load_fiber, (G_TYPE_STRING, g_file_peek_path (file))), loaded_cb,
        g_object_ref (self), g_object_unref));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqRequirementsDialog) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file == NULL || self->rows == NULL)
    return;
  mq_file_dialog_remember (GTK_FILE_DIALOG (source), file);
  mq_requirements_dialog_load (self, file);
}

static void
on_open (MqRequirementsDialog *self)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new (_ ("Requirements"), NULL, MQ_FOLDER_FILES,
                                                         filter);

  gtk_file_filter_set_name (filter, _ ("Tables and JSON"));
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                        opened_cb, g_object_ref (self));
}

static gboolean
on_drop (MqRequirementsDialog *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = files; l != NULL; l = l->next)
    mq_requirements_dialog_load (self, l->data);
  return TRUE;
}

static void
on_done (MqRequirementsDialog *self)
{
  mq_unsent_message_set_requirements (self->message, self->taken);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
mq_requirements_dialog_dispose (GObject *object)
{
  MqRequirementsDialog *self = MQ_REQUIREMENTS_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_REQUIREMENTS_DIALOG);
  g_clear_object (&self->message);
  g_clear_pointer (&self->taken, json_array_unref);

  G_OBJECT_CLASS (mq_requirements_dialog_parent_class)->dispose (object);
}

static void
mq_requirements_dialog_class_init (MqRequirementsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_requirements_dialog_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/maquette/Maquette/ui/mq-requirements-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqRequirementsDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, MqRequirementsDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MqRequirementsDialog, done);
  gtk_widget_class_bind_template_callback (widget_class, on_done);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_callback (widget_class, on_paste_rows);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
}

static void
mq_requirements_dialog_init (MqRequirementsDialog *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the entries, which would insert the file's name. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drop), GTK_PHASE_CAPTURE);
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

/**
 * mq_requirements_dialog_new:
 * @message: gets the requirements when the user is done
 *
 * Returns: (transfer floating): a dialog with those that it has
 */
MqRequirementsDialog *
mq_requirements_dialog_new (MqUnsentMessage *message)
{
  MqRequirementsDialog *self = g_object_new (MQ_TYPE_REQUIREMENTS_DIALOG, NULL);
  GtkWidget *empty;
  g_autoptr (JsonArray) written
      = mq_requirement_rows_write (mq_unsent_message_get_requirements (message));

  self->message = g_object_ref (message);
  empty = add_row (self, NULL);
  add_rows (self, written);
  /* Typing begins the next requirement. */
  adw_dialog_set_focus (ADW_DIALOG (self),
                        gtk_widget_get_first_child (gtk_widget_get_first_child (empty)));
  return self;
}
