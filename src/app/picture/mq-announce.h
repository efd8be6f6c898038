/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_announce(): an announcement for screen readers that is safe without an accessibility bus. Used
 * by widgets for changes that are only visible otherwise. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void
mq_announce (GtkAccessible *from, const char *text, GtkAccessibleAnnouncementPriority priority);
void mq_announce_banner (AdwBanner *banner, const char *text);

G_END_DECLS
