/* A report read into parts, and lengths in words: for mq-report.c and mq-report-changes.c. */
#pragma once

#include "app/model/mq-report.h"

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
} MqReportPart;

typedef struct
{
  GPtrArray *parts;    /* of MqReportPart, the plan's order first */
  GHashTable *by_id;   /* id → MqReportPart */
  GHashTable *objects; /* object's name → MqReportPart */
  GPtrArray *faults;   /* sentences with the part's name */
} MqReportParts;

/* @report, @plan: (nullable) */
MqReportParts *mq_report_parts_new (JsonObject *report, JsonObject *plan);
void mq_report_parts_free (MqReportParts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqReportParts, mq_report_parts_free)

/* Three finite numbers, or FALSE. */
gboolean mq_report_get_vector (JsonObject *object, const char *member, double vector[3]);
gboolean mq_report_get_box (JsonObject *object, double box[2][3]);
/* "4 mm", "2.5 cm", "1.20 m" */
char *mq_report_dup_length (double metres);
/* "3.8 × 3.8 × 41.4 cm" */
char *mq_report_dup_size (const double size[3]);

G_END_DECLS
