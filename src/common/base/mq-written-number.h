/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWrittenNumber: a number as people write it: “1' 6"”, “45,5 cm”, “two and a half feet”.
 * Everything that reads people's numbers reads them here (docs/extending/requirements.md). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqWrittenKind:
 * @MQ_WRITTEN_PLAIN: a number, a length or an angle
 * @MQ_WRITTEN_DIAMETER: Ø35
 * @MQ_WRITTEN_RADIUS: R5
 * @MQ_WRITTEN_THREAD: M6
 * @MQ_WRITTEN_RANGE: 40-45 cm
 * @MQ_WRITTEN_OTHER: no number of these: 1.2.3, or of another unit: 40 cm³
 */
typedef enum
{
  MQ_WRITTEN_PLAIN,
  MQ_WRITTEN_DIAMETER,
  MQ_WRITTEN_RADIUS,
  MQ_WRITTEN_THREAD,
  MQ_WRITTEN_RANGE,
  MQ_WRITTEN_OTHER,
} MqWrittenKind;

/**
 * MqWrittenNumber:
 * @start: where it begins, in bytes of the text
 * @end: where it ends, with its unit
 * @unit: "mm", "cm", "m", "in", "ft", "deg"; "" for none
 * @value: in @unit; of a range the middle; %NAN: none can be told
 * @metres: the same in m; 0: it is no length
 * @place: one unit of the last place that is written; %NAN: it is in words
 * @off: how far from @value it may be, after ± or of a range; %NAN: not said
 * @other: what “1,200” and “1.200” can mean as well; %NAN: nothing else
 * @is_doubtful: nothing tells which of the two is meant
 * @mark: what stands before decimals in its text, '.' or ','; 0: not known
 */
typedef struct
{
  gsize start;
  gsize end;
  MqWrittenKind kind;
  const char *unit;
  double value;
  double metres;
  double place;
  double off;
  double other;
  gboolean is_doubtful;
  char mark;
} MqWrittenNumber;

gboolean
mq_written_number_find (const char *text, gsize from, const char *context, MqWrittenNumber *number);
gboolean mq_written_number_take (const char *text, const char *context, gboolean is_plain,
                                 MqWrittenNumber *number, GError **error);
char *mq_written_number_describe_doubt (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mq_written_number_format (double value, const char *unit) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
