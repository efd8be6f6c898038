/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A parameter of a generated script: `SEAT_WIDTH = 0.45 # m, 0.34..0.7: across the seat`, a
 * top-level constant on one line. The only parser of that form: the service compares scripts and
 * updates plans with it, the window makes sliders from it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_SCRIPT_PARAMETERS_INSTRUCTION: what a language model is told, in the conversation, to give a
 * script parameters. */
#define MQ_SCRIPT_PARAMETERS_INSTRUCTION                                                           \
  "Move the main sizes, counts and colors of the script into a block “# Parameters” at its top. "  \
  "Give each a line with unit, range and meaning: SEAT_HEIGHT = 0.45  # m, 0.3..0.8: top of the "  \
  "seat; LEG_COUNT = 4  # 3..6: legs; FRAME_COLOR = \"#8a5a33\"  # frame; BACK = \"slats\"  # "    \
  "slats | rungs: what fills the back. Keep the asset exactly as it is."

/**
 * MqScriptParameter:
 * @name: SEAT_WIDTH
 * @value: its literal in the script, quotes included
 * @line: from 1
 * @comment: (nullable): without "#"
 * @unit: the unit before the range in the comment; "" if there is none
 * @about: the text after the range, or the whole comment without one; "" if there is none
 * @has_range: whether the comment has a range, so that the window shows a slider
 * @min: lower end of the range
 * @max: upper end of the range, above @min
 * @digits: decimals that the range is written with
 * @choices: (nullable): the words in "cone | drum | dome: shape of the shade", @value's among them
 */
typedef struct
{
  char *name;
  char *value;
  guint line;
  char *comment;
  char *unit;
  char *about;
  gboolean has_range;
  double min;
  double max;
  guint digits;
  GStrv choices;
} MqScriptParameter;

/* Types of parameters that `set` and the sliders of the window can change. */
typedef enum
{
  MQ_SCRIPT_VALUE_OTHER, /* they cannot */
  MQ_SCRIPT_VALUE_NUMBER,
  MQ_SCRIPT_VALUE_SWITCH, /* True or False */
  MQ_SCRIPT_VALUE_COLOR,
  MQ_SCRIPT_VALUE_CHOICE, /* a word, or a number, of a list in the comment */
} MqScriptValueKind;

void mq_script_parameter_free (MqScriptParameter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqScriptParameter, mq_script_parameter_free)

MqScriptParameter *
mq_script_parameter_read (GArray *tokens, guint statement) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mq_script_parameters_list (const char *script) G_GNUC_WARN_UNUSED_RESULT;
const MqScriptParameter *mq_script_parameters_find (GPtrArray *parameters, const char *name);

char *mq_script_rewrite_line (const char *line, const char *name, const char *value,
                              const char *new_value) G_GNUC_WARN_UNUSED_RESULT;

MqScriptValueKind mq_script_parameter_get_kind (const MqScriptParameter *self);
gboolean mq_script_read_number (const char *text, double *number, const char **end);
guint mq_script_count_decimals (const char *number);
char *mq_script_read_color (const char *value);
char *mq_script_read_word (const char *value);
char *mq_script_make_word (const char *value, const char *word);

G_END_DECLS
