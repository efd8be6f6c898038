/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProgramsPage: the page of Preferences about other programs whose models build with Maquette:
 * who has connected, and what each may do. Used by MqPreferences. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PROGRAMS_PAGE (mq_programs_page_get_type ())
G_DECLARE_FINAL_TYPE (MqProgramsPage, mq_programs_page, MQ, PROGRAMS_PAGE, AdwPreferencesPage)

G_END_DECLS
