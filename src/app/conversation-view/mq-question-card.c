/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqQuestionCard: the numbers that were read from a drawing, before anything is built: a check mark
 * takes one, a value can be changed. The item has the list, and so what the user has done to it.
 * Used by MqConversationView. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-written-number.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"

#include <glib/gi18n.h>

/* px of a drawing: the place of a number can be found there; enlarged, it can be read. */
#define SHEET_WIDTH 480
#define SHEET_HEIGHT 340

#define MQ_TYPE_QUESTION_CARD (mq_question_card_get_type ())
G_DECLARE_FINAL_TYPE (MqQuestionCard, mq_question_card, MQ, QUESTION_CARD, AdwBin)

struct _MqQuestionCard
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkLabel *text;
  AdwWrapBox *sheets;
  GtkGrid *rows;
  GtkWidget *remedies;
  GtkDropDown *unit;
};

G_DEFINE_FINAL_TYPE (MqQuestionCard, mq_question_card, ADW_TYPE_BIN)

static MqNoticeItem *
get_item (MqQuestionCard *self)
{
  return mq_item_widget_get_item (self);
}

static JsonObject *
get_row (MqQuestionCard *self, gpointer widget)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (widget, "mq-row"));

  return mq_json_element_object (get_item (self)->asked, i);
}

static void
on_toggled (MqQuestionCard *self, GtkCheckButton *check)
{
  JsonObject *row = get_row (self, check);

  if (gtk_check_button_get_active (check))
    json_object_remove_member (row, "doubt");
  else
    json_object_set_string_member (row, "doubt", _ ("left out"));
}

/* Whoever changes a value wants it. */
static void
on_edited (MqQuestionCard *self, GtkEditable *entry)
{
  g_autoptr (GError) error = NULL;
  JsonObject *row = get_row (self, entry);
  GtkCheckButton *check = g_object_get_data (G_OBJECT (entry), "mq-check");

  if (!mq_requirement_doubts_change (row, gtk_editable_get_text (entry), &error))
    json_object_set_string_member (row, "doubt", error->message);
  gtk_check_button_set_active (check, error == NULL);
  gtk_widget_set_css_classes (GTK_WIDGET (entry),
                              (const char *[]){ error != NULL ? "error" : NULL, NULL });
}

static GtkWidget *
make_label (const char *text)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                       PANGO_WRAP_WORD_CHAR, "xalign", 0.0, NULL);
}

static void
fill (MqQuestionCard *self)
{
  JsonArray *asked = get_item (self)->asked;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_grid_remove (self->rows, child);
  MQ_JSON_EACH (asked, i, row)
    {
      const char *doubt = mq_json_get_string (row, "doubt", NULL);
      g_autofree char *label = mq_requirement_doubts_describe (row);
      GtkWidget *check = gtk_check_button_new ();

      gtk_check_button_set_child (GTK_CHECK_BUTTON (check), make_label (label));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), doubt == NULL);
      gtk_widget_set_hexpand (check, TRUE);
      g_object_set_data (G_OBJECT (check), "mq-row", GUINT_TO_POINTER (i));
      g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
      gtk_grid_attach (self->rows, check, 0, (int)(2 * i), 1, 1);
      if (json_object_has_member (row, "value"))
        {
          g_autofree char *value = mq_written_number_format (mq_json_get_double (row, "value", 0),
                                                             mq_requirement_get_unit (row));
          GtkWidget *entry = g_object_new (GTK_TYPE_ENTRY, "text", value, "width-chars", 9,
                                           "max-width-chars", 9, "valign", GTK_ALIGN_CENTER, NULL);

          mq_accessible_names_set (entry, label);
          g_object_set_data (G_OBJECT (entry), "mq-row", GUINT_TO_POINTER (i));
          g_object_set_data (G_OBJECT (entry), "mq-check", check);
          g_signal_connect_object (entry, "changed", G_CALLBACK (on_edited), self,
                                   G_CONNECT_SWAPPED);
          gtk_grid_attach (self->rows, entry, 1, (int)(2 * i), 1, 1);
        }
      if (doubt != NULL)
        {
          GtkWidget *why = make_label (doubt);

          gtk_widget_set_margin_start (why, 30);
          gtk_widget_set_css_classes (why, (const char *[]){ "caption", "warning", NULL });
          gtk_grid_attach (self->rows, why, 0, (int)(2 * i + 1), 2, 1);
        }
    }
}

static void
on_unit (MqQuestionCard *self)
{
  guint chosen = gtk_drop_down_get_selected (self->unit);

  if (chosen == 0 || chosen == GTK_INVALID_LIST_POSITION)
    return;

  mq_requirement_doubts_set_unit (get_item (self)->asked, mq_length_units[chosen - 1].name);
  fill (self);
}

static void
on_build (MqQuestionCard *self)
{
  MqNoticeItem *item = get_item (self);
  g_autoptr (JsonArray) wanted = mq_requirement_doubts_take_certain (item->asked);
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), wanted);
  g_autofree char *text = json_to_string (node, FALSE);

  gtk_widget_activate_action (GTK_WIDGET (self), "conversation.answer", "(xs)", item->question,
                              text);
}

/* A run that ended waits for no answer. */
static void
show_item (gpointer widget, gpointer data)
{
  MqQuestionCard *self = widget;
  MqNoticeItem *item = data;

  gtk_label_set_text (self->text, item->text);
  gtk_widget_set_visible (self->remedies, item->open);
}

static void
mq_question_card_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_QUESTION_CARD);

  G_OBJECT_CLASS (mq_question_card_parent_class)->dispose (object);
}

static void
mq_question_card_class_init (MqQuestionCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_question_card_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-question-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MqQuestionCard, text);
  gtk_widget_class_bind_template_child (widget_class, MqQuestionCard, sheets);
  gtk_widget_class_bind_template_child (widget_class, MqQuestionCard, rows);
  gtk_widget_class_bind_template_child (widget_class, MqQuestionCard, remedies);
  gtk_widget_class_bind_template_child (widget_class, MqQuestionCard, unit);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_object);
  gtk_widget_class_bind_template_callback (widget_class, on_build);
  gtk_widget_class_bind_template_callback (widget_class, on_unit);
}

static void
mq_question_card_init (MqQuestionCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mq_question_card_new (gpointer item)
{
  MqQuestionCard *self = g_object_new (MQ_TYPE_QUESTION_CARD, NULL);
  g_autoptr (GtkStringList) units = gtk_string_list_new (NULL);
  JsonArray *asked = MQ_NOTICE_ITEM (item)->asked;
  GStrv sheets = MQ_NOTICE_ITEM (item)->sheets;

  for (guint i = 0; sheets != NULL && sheets[i] != NULL; i++)
    adw_wrap_box_append (self->sheets,
                         mq_message_row_make_picture (sheets[i], "", SHEET_WIDTH, SHEET_HEIGHT));
  gtk_widget_set_visible (GTK_WIDGET (self->sheets), sheets != NULL && *sheets != NULL);

  /* Translators: the unit of the numbers of a drawing that have none. */
  gtk_string_list_append (units, _ ("No Unit"));
  for (const MqLengthUnit *unit = mq_length_units; unit->name != NULL; unit++)
    gtk_string_list_append (units, unit->name);
  for (guint i = 0; i < json_array_get_length (asked); i++)
    if (mq_requirement_doubts_lacks_unit (mq_json_element_object (asked, i)))
      gtk_drop_down_set_model (self->unit, G_LIST_MODEL (units));
  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  fill (self);
  return GTK_WIDGET (self);
}
