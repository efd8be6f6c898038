/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The check for 3D printing, see mq-print-check.h. */
#include "client/export/mq-print-check.h"

#include "client/executor/mq-blender-job.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define CHECK_SECONDS 900
/* mm. Printers close a narrower gap between pieces that are printed beside each other, and a longer
 * bridge sags. */
#define LEAST_GAP 0.1
#define LONG_BRIDGE 20

/**
 * mq_print_limits_read_bed:
 * @self: limits
 * @bed: a build space in mm, such as "220x220x250"
 * @error: return location
 *
 * Returns: whether @self has it; if not, %MQ_ERROR_BAD_INPUT
 */
gboolean
mq_print_limits_read_bed (MqPrintLimits *self, const char *bed, GError **error)
{
  g_auto (GStrv) sides = g_strsplit_set (bed, "xX", 4);

  for (guint i = 0; i < G_N_ELEMENTS (self->bed); i++)
    {
      char *end = NULL;
      double side = g_strv_length (sides) == 3 ? g_ascii_strtod (g_strstrip (sides[i]), &end) : 0;

      if (!(side >= 1 && side <= 100000) || *end != '\0')
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        _ ("“%s” is not the size of a printer\nGive it in mm, such as 220x220x250"),
                        bed);
      self->bed[i] = side;
    }

  return TRUE;
}

/**
 * mq_print_check:
 * @library: the library, where a Blender gets a folder
 * @settings: the Blender to use
 * @version: a version
 * @limits: of the printer
 * @dropped: rejects when nobody needs the result any more
 * @error: as mq_blender_job_call()
 *
 * Awaits, also until the Blender has ended.
 *
 * Returns: (transfer full) (nullable): the answer of the bridge, with lengths before the export
 */
JsonObject *
mq_print_check (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version,
                const MqPrintLimits *limits, DexFuture *dropped, GError **error)
{
  static const char *const sides[] = { "bed_x_m", "bed_y_m", "bed_z_m" };
  g_autoptr (MqBlenderJob) job = mq_blender_job_new (library, settings, dropped, error);
  double mm = limits->size * 1000;
  JsonObject *params;

  if (job == NULL || !mq_blender_job_open (job, version, error))
    return NULL;

  params = mq_json_new ("wall_m:d lay_out:b mm_m:d", limits->wall / mm, limits->lay_out, 1 / mm);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (limits->bed[i] > 0)
      json_object_set_double_member (params, sides[i], limits->bed[i] / mm);
  return mq_blender_job_call (job, "print_check", params, CHECK_SECONDS, error);
}

static void
finding_free (gpointer data)
{
  MqPrintFinding *self = data;

  g_free (self->text);
  g_free (self->detail);
  g_strfreev (self->objects);
  g_free (self);
}

/* Takes @text. @objects: (nullable) */
static MqPrintFinding *
add (GPtrArray *findings, const char *label, char *text, JsonArray *objects, MqPrintGrade grade)
{
  MqPrintFinding *finding = g_new0 (MqPrintFinding, 1);

  finding->label = label;
  finding->text = text;
  finding->objects = mq_json_length (objects) > 0 ? mq_json_to_strings (objects) : NULL;
  finding->grade = grade;
  g_ptr_array_add (findings, finding);
  return finding;
}

/**
 * mq_print_check_list_findings:
 * @found: of mq_print_check()
 * @limits: with which it was made
 *
 * Only what was measured is in it: without a build space, nothing says whether it fits.
 *
 * Returns: (transfer full) (element-type MqPrintFinding): the findings
 */
GPtrArray *
mq_print_check_list_findings (JsonObject *found, const MqPrintLimits *limits)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (finding_free);
  double mm = limits->size * 1000;
  gboolean is_closed = FALSE, fits = FALSE;
  double thinnest = -1, overhang = 0;
  JsonArray *open = NULL, *thin = NULL;
  double gap = -1, bridge = -1;
  JsonArray *near = NULL, *islands = NULL, *spanned = NULL, *tips = NULL, *round = NULL;
  JsonArray *off_bed = NULL;
  MqPrintFinding *fit;
  double size[3];

  mq_json_read (found,
                "closed:b fits:b thinnest_m:d overhang:d open:A thin:A gap_m:d near:A islands:A "
                "bridge_m:d bridge:A tips:A round:A off_bed:A",
                &is_closed, &fits, &thinnest, &overhang, &open, &thin, &gap, &near, &islands,
                &bridge, &spanned, &tips, &round, &off_bed);

  add (findings, N_ ("Closed"),
       g_strdup (is_closed ? _ ("yes, all surfaces are watertight") : C_ ("closed", "no")), open,
       is_closed ? MQ_PRINT_FINE : MQ_PRINT_FAULT);
  add (findings, N_ ("Walls"),
       thinnest >= 0 ? g_strdup_printf (_ ("the thinnest found is %.2f mm"), thinnest * mm)
                     : g_strdup (_ ("not measured, because no closed wall was found")),
       NULL, thinnest < 0 ? MQ_PRINT_FAULT : MQ_PRINT_FINE);
  if (mq_json_length (thin) > 0)
    add (findings, N_ ("Too thin"), NULL, thin, MQ_PRINT_FAULT);
  /* As it is said, in whole percent. */
  add (findings, N_ ("Overhang"),
       g_strdup_printf (_ ("%.0f %% of the surface hangs over by more than 45°"), overhang * 100),
       NULL, lround (overhang * 100) > 0 ? MQ_PRINT_NOTE : MQ_PRINT_FINE);
  /* Pieces beside each other have none. */
  if (gap >= 0 && !limits->lay_out)
    add (findings, N_ ("Gap"),
         g_strdup_printf (_ ("the smallest between two pieces is %.2f mm"), gap * mm), near,
         gap * mm < LEAST_GAP ? MQ_PRINT_NOTE : MQ_PRINT_FINE);
  if (bridge * mm >= LONG_BRIDGE)
    add (findings, N_ ("Bridge"), g_strdup_printf (_ ("%.0f mm between two supports"), bridge * mm),
         spanned, MQ_PRINT_NOTE);
  if (mq_json_length (islands) > 0)
    add (findings, N_ ("Island"), g_strdup (_ ("a place begins in the air")), islands,
         MQ_PRINT_NOTE);
  if (mq_json_length (tips) > 0)
    add (findings, N_ ("Tips over"), g_strdup (_ ("its weight is beside what it stands on")), tips,
         MQ_PRINT_NOTE);
  if (mq_json_length (round) > 0)
    add (findings, N_ ("Flat side"),
         g_strdup (_ ("none, it touches the bed with a point or an edge")), round, MQ_PRINT_NOTE);
  if (limits->bed[0] <= 0)
    return findings;

  fit = add (findings, N_ ("Fits"), g_strdup (fits ? C_ ("fits", "yes") : C_ ("fits", "no")),
             off_bed, fits ? MQ_PRINT_FINE : MQ_PRINT_FAULT);
  if (!fits && mq_json_length (off_bed) > 0)
    fit->detail = g_strdup (_ ("Not all pieces have room on the bed"));
  else if (!fits && mq_json_get_vector (found, "dimensions_m", size))
    fit->detail = g_strdup_printf (_ ("It does not fit the printer: it is %.1f x %.1f x %.1f mm, "
                                      "the build space %.10gx%.10gx%.10g mm"),
                                   size[0] * mm, size[1] * mm, size[2] * mm, limits->bed[0],
                                   limits->bed[1], limits->bed[2]);
  return findings;
}
