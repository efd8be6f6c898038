/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Announcements for screen readers, see mq-announce.h. */
#include "app/picture/mq-announce.h"

/**
 * mq_announce:
 * @from: a widget
 * @text: the announcement
 * @priority: how urgent it is
 *
 * Like gtk_accessible_announce(), which in GTK 4.18 calls a NULL function pointer where no
 * accessibility bus exists (no session bus, GTK_A11Y=none): only the AT-SPI context has it.
 */
void
mq_announce (GtkAccessible *from, const char *text, GtkAccessibleAnnouncementPriority priority)
{
  g_autoptr (GtkATContext) context = gtk_accessible_get_at_context (from);

  if (context != NULL && g_str_equal (G_OBJECT_TYPE_NAME (context), "GtkAtSpiContext"))
    gtk_accessible_announce (from, text, priority);
}

/* Reveals @banner with @text, which is announced. */
void
mq_announce_banner (AdwBanner *banner, const char *text)
{
  adw_banner_set_title (banner, text);
  adw_banner_set_revealed (banner, TRUE);
  mq_announce (GTK_ACCESSIBLE (banner), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}
