/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Drop-downs that choose one of a session's versions. Used by MqCompare and MqComposer. */
#pragma once

#include "client/session/mq-version.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_version_choice_set_up (GtkDropDown *choice);
void mq_version_choice_select (GtkDropDown *choice, MqVersion *version);

G_END_DECLS
