/* MqParameters: a script's parameter block as values that one can turn: `LEG_COUNT = 4  # 3..8: legs`.
 * And the script with one of them changed. No Python: only what is plainly a number, a colour, a truth
 * value or a choice is offered, and only that one value's characters change. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_PARAMETER_FLOAT,
  MQ_PARAMETER_INT,
  MQ_PARAMETER_BOOL,   /* True, False */
  MQ_PARAMETER_COLOR,  /* "#rrggbb" */
  MQ_PARAMETER_CHOICE, /* a string, of those that the comment lists: `# oak | ash | walnut` */
} MqParameterType;

/* Properties: "name" (the constant's), "title" ("Leg count"), "about" (the comment's words, or NULL),
 * "value" (as the script has it; a string without its quotation marks). */
#define MQ_TYPE_PARAMETER (mq_parameter_get_type ())
G_DECLARE_FINAL_TYPE (MqParameter, mq_parameter, MQ, PARAMETER, GObject)

const char *mq_parameter_get_name (MqParameter *self);
const char *mq_parameter_get_title (MqParameter *self);
const char *mq_parameter_get_about (MqParameter *self);
MqParameterType mq_parameter_get_kind (MqParameter *self);
const char *mq_parameter_get_value (MqParameter *self);
double mq_parameter_get_number (MqParameter *self); /* of FLOAT and INT */
/* FALSE: the comment tells no range. */
gboolean mq_parameter_get_range (MqParameter *self, double *lower, double *upper);
const char *mq_parameter_get_unit (MqParameter *self);           /* "m", "deg", or NULL */
const char *const *mq_parameter_get_choices (MqParameter *self); /* of CHOICE */
guint mq_parameter_get_line (MqParameter *self);

/* A list of MqParameter, in the script's order. */
GListModel *mq_parameters_new (const char *script);

/* @value: as mq_parameter_get_value() has it: "0.45", "4", "True", "#50331d", "oak". */
char *mq_parameters_apply (const char *script, const char *name, const char *value, GError **error);

G_END_DECLS
