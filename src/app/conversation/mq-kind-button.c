/* Buttons for kinds of object, see mq-kind-button.h. */
#include "app/conversation/mq-kind-button.h"

#include <adwaita.h>
#include <string.h>

#define POPOVER_WIDTH 280
#define MAX_POPOVER_HEIGHT 320
#define SPACING 6

/* Turns "Airplane" into "An airplane": English, as the sketcher reads no other language. */
static char *
make_prompt (const char *kind)
{
  gboolean vowel = strchr ("AEIOUaeiou", kind[0]) != NULL;

  return g_strdup_printf ("%s %c%s", vowel ? "An" : "A", g_ascii_tolower (kind[0]), kind + 1);
}

static void
on_clicked (GtkWidget *button)
{
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

GtkWidget *
mq_kind_button_new (const char *kind, const char *action)
{
  g_autofree char *label = g_strdup_printf ("%c%s", g_ascii_toupper (kind[0]), kind + 1);
  g_autofree char *prompt = make_prompt (kind);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "kind");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", prompt);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), NULL);
  return button;
}

GtkWidget *
mq_kind_button_new_popover (const char *const *kinds, const char *action)
{
  GtkWidget *box = adw_wrap_box_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *popover = gtk_popover_new ();

  g_object_set (box, "child-spacing", SPACING, "line-spacing", SPACING, "margin-top", SPACING,
                "margin-bottom", SPACING, "margin-start", SPACING, "margin-end", SPACING, NULL);
  for (guint i = 0; kinds[i] != NULL; i++)
    if (*kinds[i] != '\0')
      adw_wrap_box_append (ADW_WRAP_BOX (box), mq_kind_button_new (kinds[i], action));

  g_object_set (scroller, "hscrollbar-policy", GTK_POLICY_NEVER, "propagate-natural-height", TRUE,
                "max-content-height", MAX_POPOVER_HEIGHT, "width-request", POPOVER_WIDTH, "child",
                box, NULL);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  return popover;
}
