/* What Maquette is, and what it runs on: the about dialog. */
#pragma once

#include "app/desk/mq-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *mq_about_new_dialog (MqDesk *desk);

G_END_DECLS
