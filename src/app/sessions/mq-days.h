/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_days_*(): the date headings of the session list: today, yesterday, a weekday, a month. Pure
 * functions without GTK. Used by MqSidebar. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 mq_days_get_section (gint64 time, GDateTime *now);
char *mq_days_make_label (gint64 time, GDateTime *now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
