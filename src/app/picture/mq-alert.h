/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A question to the user whose answer a fiber awaits. Used by the window's actions. */
#pragma once

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_alert_ask (AdwAlertDialog *alert, GtkWidget *widget) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
