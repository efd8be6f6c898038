/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAccountRow: the account at a shared service, in the preferences: who is signed in, what is left
 * of today's quota, buttons to sign in and out and to read the terms. Hidden for a service without
 * accounts. */
#pragma once

#include "app/account/mq-service-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_ACCOUNT_ROW (mq_account_row_get_type ())
G_DECLARE_FINAL_TYPE (MqAccountRow, mq_account_row, MQ, ACCOUNT_ROW, AdwActionRow)

void mq_account_row_set_account (MqAccountRow *self, MqServiceAccount *account);

G_END_DECLS
