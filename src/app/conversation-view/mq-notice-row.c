/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqNoticeRow: a notice of the timeline: a note, a warning or an error, its details, and buttons
 * that help. Used by MqConversationView. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
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
  GtkButton *plain;
  GtkButton *back;
};

/* The buttons for each code of a notice, by level: the run continues, or it failed. Their names are
 * those of the template; "sign_in" and "terms" do as "again", after what their labels say. */
typedef struct
{
  const char *code;
  const char *level;
  const char *buttons[4]; /* the last one is NULL */
} Remedy;

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

static const Remedy remedies[] = {
  { "budget-reached", "warning", { "raise" } },
  { "budget-reached", "info", { "raise" } },
  { "budget-reached", "error", { "again", "models" } },
  { "not-included", "info", { "plain", "set_up" } },
  { "refused", "warning", { "set_up" } },
  { "stopped", "info", { "again" } },
  { "interrupted", "warning", { "again" } },
  { "failed", "error", { "again" } },
  { "render-failed", NULL, { "render" } },
  { "not-measured", NULL, { "measure" } },
  { "sign-in", "error", { "sign_in" } },
  { "terms", "error", { "terms" } },
  { "quota", "error", { "again" } },
  { "script-failed", "error", { "again" } },
  { "repairs-used-up", "error", { "again" } },
  { "nothing-visible", "error", { "again" } },
  { "worker-lost", "error", { "again" } },
  { "timeout", "error", { "again" } },
  { "out-of-memory", "error", { "again" } },
  { "disk-full", "error", { "again" } },
  { "model-key", NULL, { "again", "models" } },
  { "model-payment", NULL, { "again", "models" } },
  { "model-not-found", NULL, { "again", "models" } },
  { "model-address", NULL, { "again", "check_address", "sketcher" } },
  { "model-unreachable", NULL, { "again", "models" } },
  { "model-busy", NULL, { "again" } },
  { "model-cut", NULL, { "again" } },
  { "model-answer", NULL, { "again", "models" } },
  { "model-request", NULL, { "again", "models" } },
  { "model-context", NULL, { "models" } },
  { "no-model", NULL, { "set_up" } },
  { "pictures-need-a-model", NULL, { "set_up" } },
};

static gboolean
has_button (MqNoticeItem *item, const Remedy *remedy, const char *button)
{
  if (g_str_equal (button, "back"))
    return item->open && item->version > 0;
  if (g_str_equal (button, "edit"))
    return item->open && item->draft != NULL;
  if (!g_strv_contains (remedy->buttons, button))
    return FALSE;

  /* The question before a run that leaves something out. */
  if (g_str_equal (button, "plain"))
    return item->next != NULL;
  if (g_str_equal (button, "again"))
    return remedy->level != NULL || g_str_equal (item->level, "error");
  /* Another model may refuse the same request, too. */
  if (g_str_equal (button, "set_up"))
    return item->no_model || !g_str_equal (remedy->code, "refused");
  return TRUE;
}

static void
show_item (gpointer widget, gpointer data)
{
  static const Remedy none = { NULL };
  MqNoticeRow *self = widget;
  MqNoticeItem *item = data;
  const char *level = item->level;
  GtkWidget *box = adw_bin_get_child (ADW_BIN (self));
  guint found = 0;
  const Remedy *remedy = &none;
  gboolean any = FALSE;
  const char *kind;
  g_autofree char *lines = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *list = NULL;
  g_autofree char *back = NULL;
  g_autofree char *plain = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      gtk_widget_remove_css_class (box, levels[i].style);
      if (g_strcmp0 (level, levels[i].level) == 0)
        found = i;
    }
  gtk_widget_add_css_class (box, levels[found].style);
  gtk_image_set_from_icon_name (self->icon, levels[found].icon);
  mq_accessible_names_set (self, _ (levels[found].word));

  /* Shows a note with its items in one line, and a problem with its items as a list. */
  if (item->items != NULL)
    lines = g_strjoinv (found == 0 ? " · " : "\n• ", item->items);
  if (lines != NULL && found == 0)
    /* Translators: a notice and what it is about: “Making: chair · 2 armrests”. */
    whole = g_strdup_printf (_ ("%s: %s"), item->text, lines);
  else if (lines != NULL)
    list = g_strconcat ("• ", lines, NULL);
  gtk_label_set_text (self->text, whole != NULL ? whole : item->text);
  gtk_label_set_text (self->items, list);
  gtk_label_set_text (self->next, g_strcmp0 (item->code, "not-included") != 0 ? item->next : NULL);

  /* Shows the buttons while they can help: what ended without a result can be tried again, and its
   * script can be mended. */
  for (guint i = 0; item->open && i < G_N_ELEMENTS (remedies) && remedy == &none; i++)
    if (g_strcmp0 (remedies[i].code, item->code) == 0
        && (remedies[i].level == NULL || g_strcmp0 (remedies[i].level, level) == 0))
      remedy = &remedies[i];

  kind = item->next != NULL ? item->next : "";
  back = g_strdup_printf (_ ("Go Back to Version %u"), item->version);
  /* Translators: a button; %s is the name of a kind of object: “Chair”. */
  plain = g_strdup_printf (_ ("Make a Plain %s"),
                           mq_asset_name_translate (MQ_ASSET_NAME_KIND, kind));
  gtk_button_set_label (self->back, back);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->back), "u", item->version);
  gtk_button_set_label (self->plain, plain);

  for (GtkWidget *button = gtk_widget_get_first_child (self->remedies); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    {
      gboolean is_shown = has_button (item, remedy,
                                      gtk_buildable_get_buildable_id (GTK_BUILDABLE (button)));

      gtk_widget_set_visible (button, is_shown);
      any |= is_shown;
    }
  gtk_widget_set_visible (self->remedies, any);
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
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, plain);
  gtk_widget_class_bind_template_child (widget_class, MqNoticeRow, back);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
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
