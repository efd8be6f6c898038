/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The date headings of the session list, see mq-days.h. */
#include "app/sessions/mq-days.h"

#include <glib/gi18n.h>

#define DAYS_BY_NAME 7

static int
julian (GDateTime *time)
{
  int year, month, day;

  g_date_time_get_ymd (time, &year, &month, &day);

  g_autoptr (GDate) date = g_date_new_dmy (day, month, year);
  return (int)g_date_get_julian (date);
}

/* @time in the time zone of @now. Invalid and future times become @now: after a clock was set back,
 * sessions must not get a heading in the future. */
static GDateTime *
read_time (gint64 time, GDateTime *now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);
  GDateTime *local = utc ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;

  if (local != NULL && g_date_time_compare (local, now) > 0)
    g_clear_pointer (&local, g_date_time_unref);

  return local ? local : g_date_time_ref (now);
}

/* @time: Unix time in s; @now: the time, in the zone of the user. Returns: a number that is
 * equal for all times under one heading, and larger for newer ones */
gint64
mq_days_get_section (gint64 time, GDateTime *now)
{
  g_autoptr (GDateTime) local = read_time (time, now);
  int day = julian (local);

  if (julian (now) - day < DAYS_BY_NAME)
    return day;

  return day - g_date_time_get_day_of_month (local) + 1;
}

/* @time: Unix time in s; @now: the time, in the zone of the user. Returns: (transfer full): the
 * heading, "Yesterday" or "March 2025" */
char *
mq_days_make_label (gint64 time, GDateTime *now)
{
  g_autoptr (GDateTime) local = read_time (time, now);
  int days = julian (now) - julian (local);

  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days < DAYS_BY_NAME)
    /* Translators: the full name of a day of the week, a heading in the list of sessions. */
    return g_date_time_format (local, C_ ("heading", "%A"));
  if (g_date_time_get_year (local) == g_date_time_get_year (now))
    /* Translators: the full name of a month, a heading in the list of sessions. */
    return g_date_time_format (local, C_ ("heading", "%OB"));
  /* Translators: month and year, a heading in the list of sessions. */
  return g_date_time_format (local, C_ ("heading", "%OB %Y"));
}
