/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements: what a plan wants of its asset, and what was found
 * (docs/extending/requirements.md). The planner writes them, the bridge measures them, a critic
 * judges the others by eye; everyone reads the same rows of the report. Rows come from models and
 * scripts: nothing about their shape is trusted. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_REQUIREMENT_MAX: the most requirements of a plan. */
#define MQ_REQUIREMENT_MAX 60

/**
 * MqRequirementValue:
 * @MQ_REQUIREMENT_VALUE_NONE: it holds or does not
 * @MQ_REQUIREMENT_VALUE_LENGTH: with a unit of length
 * @MQ_REQUIREMENT_VALUE_ANGLE: in degrees
 * @MQ_REQUIREMENT_VALUE_COUNT: a whole number
 * @MQ_REQUIREMENT_VALUE_NUMBER: a number without unit
 * @MQ_REQUIREMENT_VALUE_TEXT: a colour or a material
 *
 * What a kind of requirement compares with.
 */
typedef enum
{
  MQ_REQUIREMENT_VALUE_NONE,
  MQ_REQUIREMENT_VALUE_LENGTH,
  MQ_REQUIREMENT_VALUE_ANGLE,
  MQ_REQUIREMENT_VALUE_COUNT,
  MQ_REQUIREMENT_VALUE_NUMBER,
  MQ_REQUIREMENT_VALUE_TEXT,
} MqRequirementValue;

/**
 * MqRequirementKind:
 * @what: its name: "hole_diameter"
 * @value: what it compares with
 * @is_optional: the value may be absent
 * @is_signed: the value may be negative
 * @is_several: a thing can have several of it, as a plate has holes of two sizes
 * @is_rough: what is measured is less exact than a number may be written, as a wall's thickness
 * @needs_other: it is about a pair
 * @needs_axis: it needs an axis
 * @needs_end: it needs `at`: low, middle or high
 */
typedef struct
{
  const char *what;
  MqRequirementValue value;
  gboolean is_optional;
  gboolean is_signed;
  gboolean is_several;
  gboolean is_rough;
  gboolean needs_other;
  gboolean needs_axis;
  gboolean needs_end;
} MqRequirementKind;

/**
 * MqLengthUnit:
 * @name: "mm"
 * @metres: its length
 *
 * A unit of length, as requirements and exports have it.
 */
typedef struct
{
  const char *name;
  double metres;
} MqLengthUnit;

/**
 * MqTolerance:
 * @metres: the least of a length
 * @share: of the value, where that is more
 * @decimal: in place of @share, of a number that is written with decimals
 * @most: the most, as a share of the value
 * @place: of a unit of the last place that is written
 * @degrees: the least of an angle
 * @count: the least of a count
 *
 * How far a value may be off.
 */
typedef struct
{
  double metres;
  double share;
  double decimal;
  double most;
  double place;
  double degrees;
  double count;
} MqTolerance;

/**
 * MqTolerances:
 * @plain: of a value that the user did not write
 * @written: the least of one that the user wrote; its last place says how much it is
 * @roughly: of one that the user wrote after “about”
 */
typedef struct
{
  MqTolerance plain;
  MqTolerance written;
  MqTolerance roughly;
} MqTolerances;

/**
 * MqRequirementState:
 * @MQ_REQUIREMENT_OPEN: nobody has measured or judged it, or it cannot be
 * @MQ_REQUIREMENT_MET: met
 * @MQ_REQUIREMENT_MISSED: not met
 */
typedef enum
{
  MQ_REQUIREMENT_OPEN,
  MQ_REQUIREMENT_MET,
  MQ_REQUIREMENT_MISSED,
} MqRequirementState;

/* Made of requirement_kinds.json; the last row of each has no name. */
extern const MqRequirementKind mq_requirement_kinds[];
extern const MqLengthUnit mq_length_units[];
extern const MqTolerances mq_tolerances;
/* How a planner writes the members of the kinds. */
extern const char mq_requirement_hints[];

const MqRequirementKind *mq_requirement_find_kind (const char *what);
char *mq_requirement_join_kinds (const char *separator) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_requirement_is_by_eye (JsonObject *requirement);
gboolean mq_requirement_is_promise (JsonObject *requirement);
char *mq_requirement_find_fault (JsonObject *row, gboolean translated) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_requirement_get_metres (JsonObject *requirement, double *metres);
double mq_length_unit_get_metres (const char *unit);
JsonArray *mq_requirement_list (JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_requirement_get_numbered (JsonArray *requirements, gint64 number);
JsonArray *
mq_requirement_list_rows (JsonObject *plan, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;

void mq_requirement_set_tolerance (JsonObject *requirement);
MqRequirementState mq_requirement_get_state (JsonObject *row);
char *mq_requirement_format_value (double value, const char *unit) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_requirement_get_unit (JsonObject *row);
char *mq_requirement_format_number (double value) G_GNUC_WARN_UNUSED_RESULT;
char *mq_requirement_name_measure (JsonObject *row, gboolean translated) G_GNUC_WARN_UNUSED_RESULT;
void mq_requirement_take_name (JsonObject *row, JsonObject *plan);
char *mq_requirement_label (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
char *mq_requirement_label_in_english (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
char *mq_requirement_describe (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
char *mq_requirement_describe_with_words (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
char *mq_requirement_describe_in_english (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
guint mq_requirement_count_met (JsonArray *rows);
char *mq_requirement_find_other_unit (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
char *mq_requirement_describe_count (JsonArray *rows) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
