/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The help, see mq-help.h. A page is Markdown, data/help/LANGUAGE/N-NAME.md, and its first line is
 * its title. The window shows it itself: a fresh system has no help viewer. */
#include "app/help/mq-help.h"

#include "app/markdown/mq-markdown-view.h"
#include "common/base/mq-each.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n.h>

#define LINE_WIDTH 600 /* px */

static AdwNavigationPage *
make_page (const char *title, const char *tag, GtkWidget *content)
{
  GtkWidget *view = adw_toolbar_view_new ();

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), content);

  return adw_navigation_page_new_with_tag (view, title, tag);
}

/* Focusable, for the keys that scroll and for who has the page read aloud. */
static GtkWidget *
make_text (const char *text)
{
  GtkWidget *view = g_object_new (MQ_TYPE_MARKDOWN_VIEW, NULL);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  mq_markdown_view_set_text (MQ_MARKDOWN_VIEW (view), text);
  gtk_widget_set_focusable (view, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set (view, "margin-top", 12, "margin-bottom", 24, "margin-start", 18, "margin-end", 18,
                NULL);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LINE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);

  return scrolled;
}

/**
 * mq_help_present:
 * @parent: the window that asks for it
 *
 * Shows the contents of the help, or the help window that is open.
 */
void
mq_help_present (GtkWindow *parent)
{
  static GtkWindow *window = NULL;

  if (window == NULL)
    {
      GtkWidget *view = adw_navigation_view_new ();
      GtkWidget *contents = adw_preferences_page_new ();
      GtkWidget *group = adw_preferences_group_new ();
      const char *const *languages = g_get_language_names ();
      g_autofree char *folder = NULL;
      g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GDir) dir = NULL;
      const char *file;

      /* The folder of the user's language, else the English one. */
      for (guint i = 0; languages[i] != NULL && folder == NULL; i++)
        {
          g_autofree char *name = g_build_filename ("help", languages[i], NULL);

          folder = mq_paths_find_data (name);
        }
      if (folder == NULL)
        folder = mq_paths_find_data ("help/en");

      dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
      while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
        if (g_str_has_suffix (file, ".md"))
          g_ptr_array_add (names, g_strdup (file));
      g_ptr_array_sort_values (names, (GCompareFunc)g_strcmp0);

      adw_preferences_page_add (ADW_PREFERENCES_PAGE (contents), ADW_PREFERENCES_GROUP (group));
      adw_navigation_view_add (ADW_NAVIGATION_VIEW (view),
                               make_page (_ ("Help"), "contents", contents));
      MQ_EACH (names, i, const char, name)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);
          g_autofree char *page = NULL;
          g_auto (GStrv) parts = NULL;
          GtkWidget *row;

          if (!g_file_get_contents (path, &page, NULL, NULL) || !g_str_has_prefix (page, "# "))
            continue;

          parts = g_strsplit (page + strlen ("# "), "\n", 2);
          row = g_object_new (ADW_TYPE_ACTION_ROW, "title", parts[0], "use-markup", FALSE,
                              "activatable", TRUE, "action-name", "navigation.push", NULL);
          gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", name);
          adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                     gtk_image_new_from_icon_name ("go-next-symbolic"));
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
          adw_navigation_view_add (ADW_NAVIGATION_VIEW (view),
                                   make_page (parts[0], name, make_text (parts[1])));
        }
      window = g_object_new (ADW_TYPE_WINDOW, "application", gtk_window_get_application (parent),
                             "title", _ ("Help"), "default-width", 520, "default-height", 640,
                             "width-request", 360, "height-request", 294, "destroy-with-parent",
                             TRUE, "transient-for", parent, "content", view, NULL);
      g_object_add_weak_pointer (G_OBJECT (window), (gpointer *)&window);
    }

  gtk_window_present (window);
}
