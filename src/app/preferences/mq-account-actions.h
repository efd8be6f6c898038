/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of an account at a shared service: sign in, accept terms, retry. Used by the windows
 * and by MqServiceGroup. */
#pragma once

#include "app/account/mq-service-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Does what comes next before a run can start: signs in, shows the terms, or else opens the
 * preferences. */
void mq_account_open (MqServiceAccount *account, GtkWidget *parent);
void mq_account_show_terms (MqServiceAccount *account, GtkWidget *parent);

G_END_DECLS
