/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_requirements_list_*(): the requirements of a version as the rows of a list. Used by
 * MqCodeView. */
#pragma once

#include "common/asset/mq-requirement.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_requirements_list_fill (GtkListBox *list, JsonArray *rows);
const char *mq_requirements_list_get_icon (MqRequirementState state);

G_END_DECLS
