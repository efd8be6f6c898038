/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts to learn from, see mq-script-rows.h: reads the records of a session's runs from their
 * beginning, as what a script answers comes after it. */
#include "client/dataset/mq-script-rows.h"

#include "common/base/mq-each.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#define FIBER_STACK ((gsize)256 * 1024)

/* The record up to here, as far as a script needs it. */
typedef struct
{
  const char *prompt;
  const char *run;
  const char *team;
  const char *model;
  const char *before; /* the script that the prompt changes */
  const char *kept;   /* the script of the last version */
  JsonObject *plan;
  JsonObject *row; /* the script that is being tried; not yet whole */
} Reading;

/* The script that was tried has its answer, or never got one. */
static void
end_row (Reading *reading, JsonArray *rows)
{
  if (reading->row != NULL && json_object_has_member (reading->row, "ran"))
    json_array_add_object_element (rows, g_steal_pointer (&reading->row));
  g_clear_pointer (&reading->row, json_object_unref);
}

/**
 * mq_script_rows_make:
 * @session: the session
 * @events: what mq_library_load_events() resolved to
 *
 * Returns: (transfer full): an object for each script that was checked or run, in order: `session`,
 *   `run`, `prompt`, `team`, `model`, `why`, `before` (the script that the prompt changes), `plan`,
 *   `script`, `ran`, `error`, `findings` (of a check), `report`, `version` and `pictures` (paths),
 *   as far as each is known
 */
JsonArray *
mq_script_rows_make (MqSession *session, GPtrArray *events)
{
  JsonArray *rows = json_array_new ();
  Reading reading = { 0 };

  MQ_EACH (events, i, const MqLibraryEvent, each)
    {
      MqRunEvent *event = each->event;
      g_autoptr (JsonObject) encoded = NULL;
      JsonObject *result, *failure, *report;
      JsonArray *findings;
      gboolean is_by_hand;
      const char *script;

      if (g_strcmp0 (each->run, reading.run) != 0)
        {
          end_row (&reading, rows);
          reading = (Reading){ .run = each->run, .kept = reading.kept };
        }

      switch (event->kind)
        {
        case MQ_EVENT_MESSAGE:
          if (event->message.role != MQ_SPEAKER_USER)
            break;
          end_row (&reading, rows);
          reading.prompt = event->message.value->text;
          reading.before = reading.kept;
          break;
        case MQ_EVENT_TEAM:
          reading.team = event->team.name;
          break;
        case MQ_EVENT_STEP:
          if (event->step.model != NULL)
            reading.model = event->step.model;
          break;
        case MQ_EVENT_PLAN:
          reading.plan = event->plan.plan;
          break;
        case MQ_EVENT_SCRIPT:
        case MQ_EVENT_INSTRUCTION:
          is_by_hand = event->kind == MQ_EVENT_INSTRUCTION;
          script = is_by_hand ? event->instruction.script : event->script.script;
          /* That of a version that is there already is named by its path. */
          if (script == NULL || *script == '/'
              || g_str_equal (mq_json_get_string (reading.row, "script", ""), script))
            break;
          end_row (&reading, rows);
          encoded = mq_run_event_encode (event);
          reading.row = mq_json_new (
              "session:s run:s prompt:s team:s? model:s? why:s before:s? plan:O? script:s",
              mq_session_get_id (session), reading.run,
              reading.prompt != NULL ? reading.prompt : "", reading.team, reading.model,
              is_by_hand ? "by hand" : mq_json_get_string (encoded, "why", "other"), reading.before,
              reading.plan, script);
          break;
        case MQ_EVENT_RESULT:
          if (reading.row == NULL || event->result.kind == MQ_INSTRUCTION_RENDER)
            break;
          /* With findings of a check, it may be repaired before it is run. */
          result = event->result.result;
          findings = mq_json_get_array (result, "findings");
          failure = mq_json_get_object (result, "error");
          report = mq_json_get_object (result, "report");
          if (mq_json_length (findings) > 0)
            mq_json_add (reading.row, "ran:b findings:A", FALSE, findings);
          if (event->result.kind == MQ_INSTRUCTION_EXECUTE)
            mq_json_add (reading.row, "ran:b error:O?", result != NULL && failure == NULL, failure);
          if (event->result.kind == MQ_INSTRUCTION_EXECUTE && result == NULL)
            mq_json_add (reading.row, "error:o",
                         mq_json_new ("type:s message:s", event->result.error.code,
                                      event->result.error.message));
          if (report != NULL)
            mq_json_add (reading.row, "report:O", report);
          break;
        case MQ_EVENT_KEPT:
          if (reading.row == NULL || !json_object_has_member (reading.row, "ran")
              || json_object_has_member (reading.row, "version"))
            break;
          mq_json_add (reading.row, "version:l pictures:a", event->kept.version,
                       mq_json_from_strings ((const char *const *)event->kept.pictures,
                                             event->kept.pictures != NULL
                                                 ? g_strv_length (event->kept.pictures)
                                                 : 0));
          reading.kept = mq_json_get_string (reading.row, "script", NULL);
          break;
        default:
          break;
        }
    }

  end_row (&reading, rows);
  return rows;
}

static DexFuture *
load_fiber (MqLibrary *library, MqSession *session)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) events = dex_await_boxed (mq_library_load_events (library, session),
                                                  &error);

  return events != NULL
             ? dex_future_new_take_boxed (JSON_TYPE_ARRAY, mq_script_rows_make (session, events))
             : dex_future_new_for_error (error);
}

/**
 * mq_script_rows_load:
 * @library: the library
 * @session: a session in it
 *
 * Returns: (transfer full): resolves to mq_script_rows_make() (JSON_TYPE_ARRAY); rejects as
 *   mq_library_load_events()
 */
DexFuture *
mq_script_rows_load (MqLibrary *library, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_SESSION (session));

  return mq_fiber_spawn_with (NULL, FIBER_STACK, load_fiber, (MQ_TYPE_LIBRARY, library),
                              (MQ_TYPE_SESSION, session));
}
