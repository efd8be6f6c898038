/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing a version, see mq-version-choice.h. The button shows the version's number; the list also
 * shows the versions' summaries. */
#include "app/picture/mq-version-choice.h"

#include "app/picture/mq-closures.h"

#include <glib/gi18n.h>

/* @version: (nullable): that of a row in use */
static char *
name_version (GtkListItem *item, MqVersion *version)
{
  return version != NULL ? g_strdup_printf (_ ("Version %u"), mq_version_get_number (version))
                         : NULL;
}

static char *
dup_summary (GtkListItem *item, MqVersion *version)
{
  return version != NULL ? g_strdup (mq_version_get_summary (version)) : NULL;
}

/**
 * mq_version_choice_set_up:
 * @choice: a drop-down without factories, whose model is a list of #MqVersion
 */
void
mq_version_choice_set_up (GtkDropDown *choice)
{
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();
  g_autoptr (GtkListItemFactory) button = NULL;
  g_autoptr (GtkListItemFactory) row = NULL;

  gtk_builder_cscope_add_callback (scope, name_version);
  gtk_builder_cscope_add_callback (scope, dup_summary);
  gtk_builder_cscope_add_callback (scope, mq_closure_has_text);
  button = gtk_builder_list_item_factory_new_from_resource (
      scope, "/org/maquette/Maquette/ui/mq-version-name.ui");
  row = gtk_builder_list_item_factory_new_from_resource (
      scope, "/org/maquette/Maquette/ui/mq-version-row.ui");
  gtk_drop_down_set_factory (choice, button);
  gtk_drop_down_set_list_factory (choice, row);
}

/**
 * mq_version_choice_select:
 * @choice: a drop-down of versions
 * @version: (nullable): the version to select, by its number; none if it is not there
 */
void
mq_version_choice_select (GtkDropDown *choice, MqVersion *version)
{
  GListModel *versions = gtk_drop_down_get_model (choice);
  guint n = versions != NULL ? g_list_model_get_n_items (versions) : 0;
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; version != NULL && i < n; i++)
    {
      g_autoptr (MqVersion) each = g_list_model_get_item (versions, i);

      if (mq_version_get_number (each) == mq_version_get_number (version))
        position = i;
    }

  gtk_drop_down_set_selected (choice, position);
}
