/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqParameter: a constant of a script's parameter block as an adjustable value. Limits and unit
 * come from the comment beside it (`SEAT_WIDTH = 0.45  # m, 0.34..0.7: across the seat`). Used by
 * MqParametersView. */
#pragma once

#include "app/model/mq-outline.h"
#include "client/motion/mq-motion.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_PARAMETER_NUMBER,
  MQ_PARAMETER_COUNT, /* whole numbers */
  MQ_PARAMETER_COLOR,
  MQ_PARAMETER_SWITCH,
  MQ_PARAMETER_CHOICE,
} MqParameterKind;

/* Properties: "number" (of a switch 0 or 1, of a choice its position), "color" (GdkRGBA),
 * "changed". */
#define MQ_TYPE_PARAMETER (mq_parameter_get_type ())
G_DECLARE_FINAL_TYPE (MqParameter, mq_parameter, MQ, PARAMETER, GObject)

struct _MqParameter
{
  GObject parent_instance;

  char *name;
  char *literal; /* as written in the script */
  char *title;   /* "Seat width" */
  char *group;   /* "Seat" if other names begin with it, too; "" if none does */
  char *label;   /* its title within the group: "Width" */
  char *about;   /* "across the seat", may be empty */
  char *unit;    /* "m", may be empty */
  GStrv choices; /* of a choice */
  MqParameterKind kind;
  guint line;
  double lower;
  double upper;
  gboolean has_limits; /* the comment names them */
  guint digits;        /* decimals as written */
  double original;
  double number;
  GdkRGBA original_color;
  GdkRGBA color;
  double good_number; /* the last value that made nothing worse */
  GdkRGBA good_color;
};

/* The maximum number of parameters read from one script. */
#define MQ_PARAMETERS_MAX 200

/* Lists the constants whose value is a plain number, color, truth value or choice; others are left
 * out. */
GPtrArray *mq_parameter_list (MqOutline *outline);
MqParameter *mq_parameter_new_pose (const MqJoint *joint, const char *about);
char *mq_parameter_apply (GPtrArray *parameters, const char *script);
char *mq_parameter_describe_changes (GPtrArray *parameters);

double mq_parameter_get_step (MqParameter *self);
guint mq_parameter_get_digits (MqParameter *self);
gboolean mq_parameter_is_seed (MqParameter *self);
gboolean mq_parameter_is_changed (MqParameter *self);
void mq_parameter_reset (MqParameter *self);
void mq_parameter_mark_good (MqParameter *self);
void mq_parameter_restore_good (MqParameter *self);
void mq_parameter_rebase (MqParameter *self, MqParameter *fresh);

char *mq_parameter_format (MqParameter *self, double value) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_parameter_parse (MqParameter *self, const char *text, double *number);
char *mq_parameter_format_size (const float low[3], const float high[3]) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
