/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqNoticeRow: a notice of the timeline: a note, a warning or an error, its details, and buttons
 * that help. Used by MqConversationView. */
#include "app/conversation-view/mq-item-widgets.h"

#include "common/asset/mq-asset-names.h"

#include <glib/gi18n.h>

#define MQ_TYPE_NOTICE_ROW (mq_notice_row_get_type ())
G_DECLARE_FINAL_TYPE (MqNoticeRow, mq_notice_row, MQ, NOTICE_ROW, AdwBin)

struct _MqNoticeRow
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkImage *icon;
  GtkLabel *text;
  GtkLabel *items;
  GtkLabel *next;
  GtkWidget *remedies;
  GtkWidget *raise;
  GtkWidget *again;
  GtkButton *plain;
  GtkWidget *set_up;
  GtkWidget *render;
  GtkWidget *measure;
  GtkButton *back;
  GtkWidget *edit;
  GtkWidget *sign_in; /* both do as @again, after what their labels say */
  GtkWidget *terms;
  GtkWidget *models;
  GtkWidget *check_address;
  GtkWidget *sketcher;
};

G_DEFINE_FINAL_TYPE (MqNoticeRow, mq_notice_row, ADW_TYPE_BIN)

static const struct
{
  const char *level;
  const char *icon;
  const char *style;
  const char *word; /* for screen readers, in place of the colour */
} levels[] = {
  { "info", "dialog-information-symbolic", "mq-info", N_ ("Note") },
  { "warning", "dialog-warning-symbolic", "mq-warning", N_ ("Warning") },
  { "error", "dialog-error-symbolic", "mq-error", N_ ("Failure") },
};

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* Shows a note with its items in one line, and a problem with its items as a list. */
static void
show_words (MqNoticeRow *self, const char *text, GStrv items, gboolean quiet)
{
  g_autofree char *lines = NULL;
  g_autofree char *whole = NULL;

  if (items == NULL || items[0] == NULL)
    {
      show_text (self->text, text);
      show_text (self->items, NULL);
      return;
    }

  lines = g_strjoinv (quiet ? " · " : "\n• ", items);
  if (quiet)
    /* Translators: a notice and what it is about: “Making: chair · 2 armrests”. */
    whole = g_strdup_printf (_ ("%s: %s"), text, lines);
  else
    whole = g_strconcat ("• ", lines, NULL);
  show_text (self->text, quiet ? whole : text);
  show_text (self->items, quiet ? NULL : whole);
}

/* The buttons for each code of a notice, by level: the run continues, or it failed. */
typedef struct
{
  const char *code;
  const char *level;
  gboolean raise;
  gboolean again;
  gboolean sign_in;
  gboolean terms;
  gboolean models;
  gboolean set_up;
  gboolean plain;
  gboolean render;
  gboolean measure;
  gboolean address; /* what answers there is no model server */
} Remedy;

static const Remedy remedies[] = {
  { "budget-reached", "warning", .raise = TRUE },
  { "budget-reached", "info", .raise = TRUE },
  { "budget-reached", "error", .again = TRUE, .models = TRUE },
  { "not-included", "info", .plain = TRUE, .set_up = TRUE },
  { "refused", "warning", .set_up = TRUE },
  { "stopped", "info", .again = TRUE },
  { "interrupted", "warning", .again = TRUE },
  { "failed", "error", .again = TRUE },
  { "render-failed", NULL, .render = TRUE },
  { "not-measured", NULL, .measure = TRUE },
  { "sign-in", "error", .sign_in = TRUE },
  { "terms", "error", .terms = TRUE },
  { "quota", "error", .again = TRUE },
  { "script-failed", "error", .again = TRUE },
  { "repairs-used-up", "error", .again = TRUE },
  { "nothing-visible", "error", .again = TRUE },
  { "worker-lost", "error", .again = TRUE },
  { "timeout", "error", .again = TRUE },
  { "out-of-memory", "error", .again = TRUE },
  { "disk-full", "error", .again = TRUE },
  { "model-key", NULL, .again = TRUE, .models = TRUE },
  { "model-payment", NULL, .again = TRUE, .models = TRUE },
  { "model-not-found", NULL, .again = TRUE, .models = TRUE },
  { "model-address", NULL, .again = TRUE, .address = TRUE },
  { "model-unreachable", NULL, .again = TRUE, .models = TRUE },
  { "model-busy", NULL, .again = TRUE },
  { "model-cut", NULL, .again = TRUE },
  { "model-answer", NULL, .again = TRUE, .models = TRUE },
  { "model-request", NULL, .again = TRUE, .models = TRUE },
  { "model-context", NULL, .models = TRUE },
  { "no-model", NULL, .set_up = TRUE },
  { "pictures-need-a-model", NULL, .set_up = TRUE },
};

static const Remedy *
find_remedy (MqNoticeItem *item)
{
  static const Remedy none = { NULL };

  for (guint i = 0; item->open && i < G_N_ELEMENTS (remedies); i++)
    if (g_strcmp0 (remedies[i].code, item->code) == 0
        && (remedies[i].level == NULL || g_strcmp0 (remedies[i].level, item->level) == 0))
      return &remedies[i];

  return &none;
}

static void
show_back (MqNoticeRow *self, guint version)
{
  g_autofree char *label = g_strdup_printf (_ ("Go Back to Version %u"), version);

  gtk_button_set_label (self->back, label);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->back), "u", version);
  gtk_widget_set_visible (GTK_WIDGET (self->back), version > 0);
}

/* The question before a run that leaves something out. @kind: (nullable): what it would make */
static void
show_question (MqNoticeRow *self, const char *kind)
{
  const char *name = kind != NULL ? mq_asset_name_translate (MQ_ASSET_NAME_KIND, kind) : "";
  /* Translators: a button; %s is the name of a kind of object: “Chair”. */
  g_autofree char *label = g_strdup_printf (_ ("Make a Plain %s"), name);

  gtk_button_set_label (self->plain, label);
  gtk_widget_set_visible (GTK_WIDGET (self->plain), kind != NULL);
}

/* Shows the buttons while they can help: what ended without a result can be tried again, and its
 * script can be mended. */
static void
show_remedies (MqNoticeRow *self, MqNoticeItem *item)
{
  const Remedy *remedy = find_remedy (item);
  gboolean edit = item->open && item->draft != NULL;
  /* Another model may refuse the same request, too. */
  gboolean set_up = remedy->set_up && (item->no_model || g_strcmp0 (remedy->code, "refused") != 0);

  show_back (self, item->open ? item->version : 0);
  show_question (self, remedy->plain ? item->next : NULL);
  gtk_widget_set_visible (self->remedies, (remedy->code != NULL && (set_up || !remedy->set_up))
                                              || edit || (item->open && item->version > 0));
  gtk_widget_set_visible (self->set_up, set_up);
  gtk_widget_set_visible (self->render, remedy->render);
  gtk_widget_set_visible (self->measure, remedy->measure);
  gtk_widget_set_visible (self->raise, remedy->raise);
  gtk_widget_set_visible (
      self->again, remedy->again && (remedy->level != NULL || g_str_equal (item->level, "error")));
  gtk_widget_set_visible (self->edit, edit);
  gtk_widget_set_visible (self->sign_in, remedy->sign_in);
  gtk_widget_set_visible (self->terms, remedy->terms);
  gtk_widget_set_visible (self->models, remedy->models);
  gtk_widget_set_visible (self->check_address, remedy->address);
  gtk_widget_set_visible (self->sketcher, remedy->address);
}

static void
show_item (gpointer widget, gpointer data)
{
  MqNoticeRow *self = widget;
  MqNoticeItem *item = data;
  const char *level = item->level;
  GtkWidget *box = adw_bin_get_child (ADW_BIN (self));
  guint found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      gtk_widget_remove_css_class (box, levels[i].style);
      if (g_strcmp0 (level, levels[i].level) == 0)
        found = i;
    }
  gtk_widget_add_css_class (box, levels[found].style);
  gtk_image_set_from_icon_name (self->icon, levels[found].icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (levels[found].word), -1);

  show_words (self, item->text, item->items, found == 0);
  show_text (self->next, g_strcmp0 (item->code, "not-included") != 0 ? item->next : NULL);
  show_remedies (self, item);
}

static void
mq_notice_row_class_init (MqNoticeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ARTICLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-notice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, text);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, items);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, next);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, remedies);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, raise);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, again);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, plain);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, set_up);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, render);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, measure);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, back);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, edit);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, sign_in);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, terms);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, models);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, check_address);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, sketcher);
}

static void
mq_notice_row_init (MqNoticeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mq_notice_row_new (gpointer item)
{
  MqNoticeRow *self = g_object_new (MQ_TYPE_NOTICE_ROW, NULL);

  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}
