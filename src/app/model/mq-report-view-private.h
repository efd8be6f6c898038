/* A report read into parts, and lengths in words: for mq-report-view.c and mq-report-view-changes.c. */
#pragma once

#include "app/model/mq-report-view.h"

G_BEGIN_DECLS

/* What the objects of a part have in common. */
typedef struct
{
  char *id;
  char *title;
  char *function; /* that the plan gives it, or NULL */
  guint n_objects;
  double box[2][3]; /* of all of them, m */
  double each[3];   /* the size of one, m, when they are all alike */
  gboolean measured;
  gboolean effect; /* bubbles, sparks: meant to hang in the air and to go through things */
  gboolean alike;
  GPtrArray *hashes;    /* in order */
  GPtrArray *materials; /* names, in order, each once */
  GPtrArray *faults;    /* sentences without the part's name */
} MqReportViewPart;

typedef struct
{
  GPtrArray *parts;    /* of MqReportViewPart, the plan's order first */
  GHashTable *by_id;   /* id → MqReportViewPart */
  GHashTable *objects; /* object's name → MqReportViewPart */
  GPtrArray *faults;   /* sentences with the part's name */
} MqReportViewParts;

/* @report, @plan: (nullable) */
MqReportViewParts *mq_report_view_parts_new (JsonObject *report, JsonObject *plan);
void mq_report_view_parts_free (MqReportViewParts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqReportViewParts, mq_report_view_parts_free)

/* Three finite numbers, or FALSE. */
gboolean mq_report_view_get_vector (JsonObject *object, const char *member, double vector[3]);
gboolean mq_report_view_get_box (JsonObject *object, double box[2][3]);
/* "4 mm", "2.5 cm", "1.20 m" */
char *mq_report_view_dup_length (double metres);
/* "3.8 × 3.8 × 41.4 cm" */
char *mq_report_view_dup_size (const double size[3]);

G_END_DECLS
