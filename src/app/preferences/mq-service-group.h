/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceGroup: which service is used: the one on this computer, or one at an address, with a
 * button that checks the connection; and the account at a shared service: who is signed in, what is
 * left of today's quota, buttons to sign in and out and to read the terms. Used by MqPreferences.
 */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_SERVICE_GROUP (mq_service_group_get_type ())
G_DECLARE_FINAL_TYPE (MqServiceGroup, mq_service_group, MQ, SERVICE_GROUP, AdwPreferencesGroup)

void mq_service_group_set_settings (MqServiceGroup *self, MqSettings *settings);

G_END_DECLS
