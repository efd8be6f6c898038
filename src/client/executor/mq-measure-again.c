/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures a kept version again, see mq-measure-again.h. */
#include "client/executor/mq-measure-again.h"

#include "client/executor/mq-blender-job.h"
#include "client/executor/mq-executor.h"
#include "common/asset/mq-measurement.h"
#include "common/asset/mq-requirement.h"
#include "common/asset/mq-verdict.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* Awaits. @plan: (nullable). Returns: (transfer full) (nullable): the report of the version's scene
 */
static JsonObject *
measure (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version, JsonObject *plan,
         DexFuture *dropped, GError **error)
{
  g_autoptr (MqBlenderJob) job = mq_blender_job_new (library, settings, dropped, error);
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *report;

  if (job == NULL || !mq_blender_job_open (job, version, error)
      || !(answer = mq_blender_job_call (
               job, "measure",
               mq_json_new ("joins:a requirements:a disputed:a?", mq_measurement_list_joins (plan),
                            mq_requirement_list (plan), mq_measurement_list_disputed (plan)),
               MQ_EXECUTOR_MEASURE_SECONDS, error)))
    return NULL;

  if ((report = mq_json_get_object (answer, "report")) == NULL)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, _ ("Blender answered without a report"));

  mq_measurement_settle (plan, report);
  return json_object_ref (report);
}

static DexFuture *
measure_fiber (MqLibrary *library, MqSession *session, MqVersion *version,
               const MqWorkerSettings *settings, DexFuture *dropped)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_MEASURED);
  MqVersionEvent *found = &event->version;
  GError *error = NULL;
  g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (version), &error);
  JsonObject *plan = mq_json_get_object (content, "plan");
  JsonObject *before = mq_json_get_object (content, "report");
  g_autoptr (JsonObject) report = NULL;

  if (content == NULL || !(report = measure (library, settings, version, plan, dropped, &error)))
    return dex_future_new_for_error (error);

  event->time = g_get_real_time ();
  found->number = mq_version_get_number (version);
  found->requirements = mq_requirement_list_rows (plan, report);
  mq_verdict_judge (plan, report, found->requirements, NULL, &found->faults, &found->minor,
                    &found->detached);
  mq_json_add (report, "requirements:A cameras:A? rebuilt:A?", found->requirements,
               mq_json_get_array (before, "cameras"), mq_json_get_array (before, "rebuilt"));
  if (!dex_await (mq_version_put_report (version, report), &error)
      || !dex_await (mq_library_save_step (library, session, NULL, event), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (MQ_TYPE_RUN_EVENT, g_steal_pointer (&event));
}

/**
 * mq_measure_again:
 * @library: the library
 * @session: one of its sessions
 * @version: one of its versions
 * @settings: the Blender to use
 *
 * Measures what the version has of its asset, and gives the version the report.
 *
 * Returns: (transfer full): resolves to an event `measured` (MQ_TYPE_RUN_EVENT), which the
 * session's record has, too; rejects as mq_worker_call() and mq_library_save_step(). Dropping it
 * ends Blender
 */
DexFuture *
mq_measure_again (MqLibrary *library, MqSession *session, MqVersion *version,
                  const MqWorkerSettings *settings)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_SESSION (session));

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, measure_fiber, (MQ_TYPE_LIBRARY, library),
                                        (MQ_TYPE_SESSION, session), (MQ_TYPE_VERSION, version),
                                        (MQ_TYPE_WORKER_SETTINGS, settings));
}
