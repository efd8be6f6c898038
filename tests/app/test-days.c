/* The headings of the list of sessions, at one fixed moment. */
#include "app/sessions/mq-days.h"
#include "support/mq-test.h"

#include <locale.h>

static GDateTime *
at (const char *text)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  GDateTime *time = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (time);
  return time;
}

static void
check (const char *now_text, const char *text, const char *expected)
{
  g_autoptr (GDateTime) now = at (now_text);
  g_autoptr (GDateTime) time = at (text);
  g_autofree char *label = mq_days_make_label (g_date_time_to_unix (time), now);

  g_assert_cmpstr (label, ==, expected);
}

static void
test_labels (void)
{
  /* A Wednesday, shortly after midnight. */
  check ("2026-03-04T00:10:00", "2026-03-04T00:05:00", "Today");
  check ("2026-03-04T00:10:00", "2026-03-03T23:59:00", "Yesterday");
  check ("2026-03-04T00:10:00", "2026-03-02T12:00:00", "Monday");
  check ("2026-03-04T00:10:00", "2026-02-26T12:00:00", "Thursday");
  check ("2026-03-04T00:10:00", "2026-02-25T23:00:00", "February");
  check ("2026-03-04T00:10:00", "2026-01-01T00:00:00", "January");
  check ("2026-03-04T00:10:00", "2025-12-31T23:59:59", "December 2025");
  /* The night that summer time begins has 23 hours. */
  check ("2026-03-30T08:00:00", "2026-03-29T01:30:00", "Yesterday");
}

/* A clock that was set back, and times that no calendar has. */
static void
test_odd_times (void)
{
  g_autoptr (GDateTime) now = at ("2026-03-04T12:00:00");
  gint64 odd[] = { g_date_time_to_unix (now) + 86400 * 400, G_MAXINT64, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *label = mq_days_make_label (odd[i], now);

      g_assert_cmpstr (label, ==, "Today");
      g_assert_cmpint (mq_days_get_section (odd[i], now), ==,
                       mq_days_get_section (g_date_time_to_unix (now), now));
    }
}

/* Whatever the day, sections come in the order of time, and change exactly where the heading does.
 */
static void
test_sections_match_labels (void)
{
  g_autoptr (GDateTime) start = at ("2024-02-20T09:00:00");

  for (int day = 0; day < 60; day++)
    {
      g_autoptr (GDateTime) now = g_date_time_add_days (start, day);
      g_autofree char *last_label = NULL;
      gint64 last_section = G_MAXINT64;

      for (int hours = 0; hours < 24 * 420; hours += 5)
        {
          gint64 time = g_date_time_to_unix (now) - (gint64)hours * 3600;
          gint64 section = mq_days_get_section (time, now);
          g_autofree char *label = mq_days_make_label (time, now);

          g_assert_cmpint (section, <=, last_section);
          g_assert_cmpint (section == last_section, ==, g_strcmp0 (label, last_label) == 0);
          last_section = section;
          g_set_str (&last_label, label);
        }
    }
}

MQ_TEST_PROGRAM (days)
{
  setlocale (LC_ALL, "C");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/days/labels", test_labels);
  g_test_add_func ("/days/odd-times", test_odd_times);
  g_test_add_func ("/days/sections-match-labels", test_sections_match_labels);

  return g_test_run ();
}
