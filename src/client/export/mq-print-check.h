/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The check of whether a version can be printed in 3D, which a Blender makes, and its findings in
 * words. Used by the command line, MCP and the window. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

/** MQ_PRINT_USUAL_WALL: the thinnest that prints, mm. */
#define MQ_PRINT_USUAL_WALL 1

/**
 * MqPrintLimits:
 * @wall: the thinnest wall that the printer can make, mm
 * @bed: its build space along x, y and z, mm; 0: unknown
 * @size: the factor by which the version will be exported
 * @lay_out: whether its pieces will be laid out, each on its best side
 */
typedef struct
{
  double wall;
  double bed[3];
  double size;
  gboolean lay_out;
} MqPrintLimits;

/* Grades of a finding, the gravest first. */
typedef enum
{
  MQ_PRINT_FAULT, /* it stands in the way */
  MQ_PRINT_NOTE,  /* the slicer has to do something about it */
  MQ_PRINT_FINE,
} MqPrintGrade;

/**
 * MqPrintFinding:
 * @label: its name, to be translated
 * @text: (nullable): what was found
 * @detail: (nullable): if it does not fit the printer, a sentence with the figures
 * @objects: (nullable): the names of the objects that it is about
 * @grade: what it means
 */
typedef struct
{
  const char *label;
  char *text;
  char *detail;
  GStrv objects;
  MqPrintGrade grade;
} MqPrintFinding;

gboolean mq_print_limits_read_bed (MqPrintLimits *self, const char *bed, GError **error);
JsonObject *mq_print_check (MqLibrary *library, const MqWorkerSettings *settings,
                            MqVersion *version, const MqPrintLimits *limits, DexFuture *dropped,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mq_print_check_list_findings (JsonObject *found,
                                         const MqPrintLimits *limits) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
