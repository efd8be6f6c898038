/* For the tests of the timeline: events from fixtures and from short JSON, and the list as text. */
#pragma once

#include "app/timeline/mq-timeline.h"
#include "support/mq-test.h"

/* The time that events get, one second apart. */
extern gint64 timeline_now;

/* As it is read out of a record. @data: (nullable) */
void timeline_add (MqTimeline *timeline, const char *name, JsonObject *data, GListModel *versions,
                   gint64 time);
void timeline_feed (MqTimeline *timeline, const char *type, const char *json, GListModel *versions);
void timeline_feed_line (MqTimeline *timeline, const char *line, GListModel *versions);
GStrv timeline_read_fixture (const char *name);
char *timeline_describe (MqTimeline *timeline);
gpointer timeline_find (MqTimeline *timeline, GType type, guint index);
/* Follows "items-changed" as a view does; holds the copy against the list when it is asked. */
GPtrArray *timeline_mirror (GListModel *model);
void timeline_check_mirror (GListModel *model, GPtrArray *mirror);
/* Versions 1 to @n, in no library. */
GListModel *timeline_make_versions (guint n);
