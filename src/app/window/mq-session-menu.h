/* The menu of one session, for its row and for the header bar. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GMenuModel *mq_session_menu_new (const char *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
