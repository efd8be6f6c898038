/* Buttons for the kinds of object that the team can make. Each activates an action with a prompt,
 * such as “An airplane”. Used by the page of an empty conversation and by MqUnknownKindRow. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @action: takes the prompt, a string */
GtkWidget *mq_kind_button_new (const char *kind, const char *action);
/* A popover with a button for each of @kinds. */
GtkWidget *mq_kind_button_new_popover (const char *const *kinds, const char *action);

G_END_DECLS
