/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the dialog of kept sessions, see mq-remote-session-row.h. Its buttons activate actions
 * of the dialog. */
#include "app/window/mq-remote-session-row.h"

#include "app/picture/mq-menu-names.h"

#include <glib/gi18n.h>

struct _MqRemoteSessionRow
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *title;
  GtkLabel *facts;
  GtkButton *open;
  GtkMenuButton *menu;
};

G_DEFINE_FINAL_TYPE (MqRemoteSessionRow, mq_remote_session_row, ADW_TYPE_BIN)

static void
mq_remote_session_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_REMOTE_SESSION_ROW);

  G_OBJECT_CLASS (mq_remote_session_row_parent_class)->dispose (object);
}

static void
mq_remote_session_row_class_init (MqRemoteSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_remote_session_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/maquette/Maquette/ui/mq-remote-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionRow, title);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionRow, facts);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionRow, open);
  gtk_widget_class_bind_template_child (widget_class, MqRemoteSessionRow, menu);
}

static void
mq_remote_session_row_init (MqRemoteSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_remote_session_row_new:
 *
 * Returns: (transfer floating): a row without a session
 */
MqRemoteSessionRow *
mq_remote_session_row_new (void)
{
  return g_object_new (MQ_TYPE_REMOTE_SESSION_ROW, NULL);
}

const char *
mq_remote_session_row_name (MqRemoteSession *session)
{
  const char *title = session->title;

  return *title != '\0' ? title : session->id;
}

/* "3 versions · 23 Nov 2026, 14:05 · 1.2 MB · also on this computer" */
static char *
describe (MqRemoteSession *session, gboolean is_here)
{
  guint n = session->n_versions;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (session->updated);
  /* Translators: a date and a time, see strftime() */
  g_autofree char *date = g_date_time_format (time, _ ("%-e %b %Y, %H:%M"));
  g_autofree char *size = g_format_size (session->size);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u version", "%u versions", n), n);
  g_string_append_printf (text, " · %s · %s", date, size);
  if (is_here)
    g_string_append_printf (text, " · %s", _ ("also on this computer"));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static GMenuModel *
make_menu (const char *session)
{
  static const struct
  {
    const char *label;
    const char *action;
  } items[] = { { N_ ("_Rename…"), "kept.rename" }, { N_ ("_Delete…"), "kept.delete" } };
  g_autoptr (GMenu) menu = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].label), NULL);

      g_menu_item_set_action_and_target (item, items[i].action, "s", session);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/**
 * mq_remote_session_row_show:
 * @self: a row
 * @session: a session
 * @is_here: whether the library has it, too
 */
void
mq_remote_session_row_show (MqRemoteSessionRow *self, MqRemoteSession *session, gboolean is_here)
{
  const char *name = mq_remote_session_row_name (session);
  const char *id = session->id;
  g_autofree char *facts = describe (session, is_here);
  /* Translators: %s is the title of a session. */
  g_autofree char *open = g_strdup_printf (_ ("Open “%s” here"), name);
  g_autofree char *more = g_strdup_printf (_ ("More Actions for “%s”"), name);
  g_autoptr (GMenuModel) menu = make_menu (id);

  g_return_if_fail (MQ_IS_REMOTE_SESSION_ROW (self));

  gtk_label_set_text (self->title, name);
  gtk_label_set_text (self->facts, facts);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open), "s", id);
  mq_menu_names_set (GTK_WIDGET (self->open), open);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu), more);
  gtk_menu_button_set_menu_model (self->menu, menu);
  mq_menu_names_follow (gtk_menu_button_get_popover (self->menu));
}

const char *
mq_remote_session_row_get_facts (MqRemoteSessionRow *self)
{
  g_return_val_if_fail (MQ_IS_REMOTE_SESSION_ROW (self), NULL);

  return gtk_label_get_text (self->facts);
}
