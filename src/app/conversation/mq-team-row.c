/* A message of the team, see mq-team-row.h. */
#include "app/conversation/mq-team-row.h"

#include "app/conversation/mq-markdown-view.h"
#include "app/conversation/mq-throttled-update.h"

#include <glib/gi18n.h>

struct _MqTeamRow
{
  AdwBin parent_instance;

  MqMarkdownView *text;
  MqMessageItem *item;
};

G_DEFINE_FINAL_TYPE (MqTeamRow, mq_team_row, ADW_TYPE_BIN)

static void
show_item (gpointer widget)
{
  MqTeamRow *self = widget;

  mq_markdown_view_set_text (self->text, self->item->text);
}

static void
mq_team_row_dispose (GObject *object)
{
  g_clear_object (&MQ_TEAM_ROW (object)->item);

  G_OBJECT_CLASS (mq_team_row_parent_class)->dispose (object);
}

static void
mq_team_row_class_init (MqTeamRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_team_row_dispose;

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ARTICLE);
}

static void
mq_team_row_init (MqTeamRow *self)
{
  self->text = MQ_MARKDOWN_VIEW (mq_markdown_view_new ());
  gtk_widget_set_margin_start (GTK_WIDGET (self->text), 6);
  gtk_widget_set_margin_end (GTK_WIDGET (self->text), 36);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->text));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The team’s message"), -1);
}

GtkWidget *
mq_team_row_new (MqMessageItem *item)
{
  MqTeamRow *self = g_object_new (MQ_TYPE_TEAM_ROW, NULL);

  self->item = g_object_ref (item);
  mq_throttled_update_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}
