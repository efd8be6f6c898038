/* Shortcuts: every accelerator of the window in one table, for the application and for the dialog
 * that shows them. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void mq_shortcuts_install (GtkApplication *application);
AdwDialog *mq_shortcuts_new_dialog (void);

G_END_DECLS
