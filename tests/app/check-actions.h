/* Whether there are the actions that buttons and menus name. */
#pragma once

#include <gtk/gtk.h>
#include <string.h>

/* @more: (nullable): actions beside those of the classes. An action whose prefix no ancestor knows
 * is the window's, or the application's. */
static inline gboolean
has_action (GtkWidget *widget, const char *action, GActionGroup *more)
{
  const char *dot = strchr (action, '.');
  gsize prefix = dot != NULL ? dot + 1 - action : 0;
  gboolean is_known = FALSE;

  if (more != NULL && g_action_group_has_action (more, action + prefix))
    return TRUE;
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      const GVariantType *type;
      const char *name, *property;
      GType owner;

      for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (widget), i, &owner,
                                                       &name, &type, &property);
           i++)
        {
          if (g_str_equal (name, action))
            return TRUE;
          is_known |= strncmp (name, action, prefix) == 0;
        }
    }
  return !is_known;
}

static inline void
check_menu (GtkWidget *widget, GMenuModel *menu, GActionGroup *more)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
      g_autofree char *action = NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &action)
          && !has_action (widget, action, more))
        g_error ("A menu has the action “%s”, which is not there", action);
      for (gsize j = 0; j < G_N_ELEMENTS (links); j++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, links[j]);

          if (below != NULL)
            check_menu (widget, below, more);
        }
    }
}

/* All below @widget, also what is hidden. */
static inline void
check_actions (GtkWidget *widget, GActionGroup *more)
{
  const char *action = GTK_IS_ACTIONABLE (widget)
                           ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget))
                           : NULL;
  GMenuModel *menu = GTK_IS_MENU_BUTTON (widget)
                         ? gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget))
                         : NULL;

  if (action != NULL && !has_action (widget, action, more))
    g_error ("A button has the action “%s”, which is not there", action);
  if (menu != NULL)
    check_menu (widget, menu, more);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_actions (child, more);
}
