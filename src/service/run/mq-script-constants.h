/* The parameters of a script as lines of text: `SEAT_WIDTH = 0.45  # m, 0.34..0.7: across the seat`. No Python is run: a parameter is a
 * line of its own that begins with a name in capitals, as the team writes them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqConstant:
 * @name: SEAT_WIDTH
 * @value: as the script has it, a text with its quotes
 * @unit: of the comment; "" when it names none
 * @about: what the comment says after the range; "" without a range
 * @ranged: whether the comment has a range, so that it is worth a slider
 * @min: of the range
 * @max: of the range, above @min
 */
typedef struct
{
  char *name;
  char *value;
  char *unit;
  char *about;
  gboolean ranged;
  double min;
  double max;
} MqConstant;

GHashTable *mq_script_constants_read (const char *script, GPtrArray *order,
                                      GString *rest) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_script_constants_read_number (const char *value, double *number);

G_END_DECLS
