/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A question to the user whose answer a fiber awaits, and what went wrong: in a dialog, or in a
 * toast of the window. Used by the window, its views and dialogs. */
#pragma once

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_alert_ask (AdwAlertDialog *alert, GtkWidget *widget) G_GNUC_WARN_UNUSED_RESULT;
void mq_alert_show (GtkWidget *widget, const char *heading, const char *body);
void mq_alert_report (GtkWidget *widget, DexFuture *future);

G_END_DECLS
