/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles a failed attempt: decides whether the step is worth repeating in a new Blender, and words
 * the error for the user. A part of MqWorker. */
#include "client/blender/mq-worker-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <signal.h>

/* The step of a call, in the user's words. */
static const char *
describe_step (const MqWorkerCall *call)
{
  const char *words;

  if (call->method == NULL)
    return _ ("starting");

  words = mq_bridge_method_find (call->method)->words;
  return words != NULL ? _ (words) : call->method;
}

/* Records how a Blender ended, and drops it. Awaits. @instance: (inout): its viewer or its
 * builder; @how: (nullable): how it was lost, to follow “Blender …”; %NULL: it ended by itself. */
void
mq_worker_lose (MqWorker *self, MqInstance **instance, const char *how)
{
  g_autoptr (MqInstance) lost = *instance != NULL ? g_object_ref (*instance) : NULL;

  /* The connection ends an instant before the process does. */
  if (how == NULL && lost != NULL)
    mq_instance_await_exit (lost);

  g_free (self->lost);
  self->lost = how == NULL && lost != NULL ? mq_process_dup_end (lost->process)
                                           : g_strdup (how ?: _ ("Blender did not start"));
  mq_worker_drop (self, instance);
}

/* The error for a Blender that was lost twice. */
static GError *
explain_loss (MqWorkerCall *call, MqInstance *instance)
{
  MqWorker *self = call->worker;
  const char *blender = mq_blender_get_path (self->settings.blender);
  g_autofree char *words = instance != NULL ? mq_instance_dup_last_output (instance)
                                            : g_strdup ("");

  if (self->hello == NULL && self->settings.sandboxed && !mq_probe_is_proven (blender, FALSE)
      && !mq_probe_is_proven (blender, TRUE))
    return g_error_new (
        MQ_ERROR, MQ_ERROR_NO_BLENDER,
        /* Translators: how it ended (“Blender crashed …”), and its last lines. */
        _ ("Blender cannot be started in its sandbox on this machine; it was tried twice. %s.%s\n"
           "If user namespaces are switched off here, allow them for bubblewrap (sysctl "
           "kernel.unprivileged_userns_clone, or its AppArmor profile). Or set “blender: sandbox: "
           "off” in config.yaml: scripts then run with all your rights, at your own risk."),
        self->lost, words);

  if (self->hello == NULL)
    return g_error_new (MQ_ERROR, MQ_ERROR_NO_BLENDER,
                        _ ("Blender (%s) could not be started; it was tried twice. %s.%s"), blender,
                        self->lost, words);

  return g_error_new (
      MQ_ERROR, MQ_ERROR_WORKER_LOST,
      /* Translators: a step such as “rendering”; how it ended: “Blender crashed”; its last lines */
      _ ("Blender failed twice at the same step (%s). %s.%s"), describe_step (call), self->lost,
      words);
}

/* The limit is for each picture, not for all. */
static GError *
explain_slow_picture (guint minutes)
{
  return g_error_new (MQ_ERROR, MQ_ERROR_TIMEOUT,
                      ngettext ("Rendering stopped: a picture took longer than %u minute",
                                "Rendering stopped: a picture took longer than %u minutes",
                                minutes),
                      minutes);
}

/* Whether a call that took too long may take less time in another Blender: what was held up may,
 * and what is short on any machine. A script would need its time again, and so would final
 * pictures. */
static gboolean
may_be_repeated (const MqWorkerCall *call, const MqInstance *instance)
{
  const char *mode = mq_json_get_string (call->params, "mode", "");

  if (call->method == NULL || (instance != NULL && instance->held_up))
    return TRUE;
  if (g_str_equal (call->method, "execute") || g_str_equal (call->method, "preview"))
    return FALSE;

  return mq_bridge_method_find (call->method)->pictures == NULL || g_str_equal (mode, "preview")
         || g_str_equal (mode, "look");
}

/* The error of a call that took too long, and is not repeated any more. */
static GError *
explain_timeout (MqWorkerCall *call, const MqInstance *instance)
{
  const char *step = describe_step (call);

  if (instance != NULL && instance->held_up)
    /* Not MQ_ERROR_TIMEOUT: that is a fault of what was to be done. */
    return g_error_new (MQ_ERROR, MQ_ERROR_FAILED,
                        /* Translators: %s is a step such as “rendering” */
                        _ ("Blender was stopped twice: the computer gave it no time to work for "
                           "%u s (%s)"),
                        call->timeout_s, step);

  if (call->method != NULL && mq_bridge_method_find (call->method)->pictures != NULL)
    call->worker->draws_slowly = TRUE;
  if (g_strcmp0 (call->method, "render") == 0 && call->timeout_s >= 60)
    return explain_slow_picture (call->timeout_s / 60);
  return g_error_new (MQ_ERROR, MQ_ERROR_TIMEOUT,
                      /* Translators: %s is a step such as “rendering” */
                      _ ("Blender was stopped: a step took longer than %u s (%s)"), call->timeout_s,
                      step);
}

/* Awaits. @error: (transfer full): the failure; @losses: (inout): how many Blenders the call has
 * lost. Returns: (transfer full) (nullable): the error for the caller; %NULL if the step is
 * worth repeating in a new Blender */
GError *
mq_worker_judge (MqWorkerCall *call, GError *error, guint *losses)
{
  MqWorker *self = call->worker;
  g_autoptr (GError) owned = error;
  /* A builder exists only while it works, and the viewer waits meanwhile. */
  MqInstance **failed = self->builder != NULL ? &self->builder : &self->viewer;
  g_autoptr (MqInstance) instance = *failed != NULL ? g_object_ref (*failed) : NULL;
  GError *called_off = NULL;

  /* Either mq_worker_stop(), which already killed Blender, or the caller cancelled it. */
  if (mq_worker_is_called_off (call, &called_off))
    {
      if (self->stops == call->stops)
        mq_worker_drop (self, failed);
      return called_off;
    }

  if (g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    {
      mq_worker_lose (self, failed, _ ("Blender did not answer in time"));
      if (may_be_repeated (call, instance) && ++*losses == 1)
        return NULL;

      return explain_timeout (call, instance);
    }

  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_WORKER_LOST))
    {
      mq_worker_lose (self, failed, NULL);

      if (mq_worker_is_called_off (call, &called_off))
        return called_off;
      if (instance != NULL && mq_process_get_signal (instance->process) == SIGXCPU)
        return g_error_new (MQ_ERROR, MQ_ERROR_TIMEOUT,
                            /* Translators: %s is a step such as “running the script” */
                            _ ("Blender was stopped: a step used up its %u s of processor time "
                               "(%s)"),
                            self->settings.limits.cpu_seconds, describe_step (call));
      return ++*losses > 1 ? explain_loss (call, instance) : NULL;
    }

  /* An error response leaves the viewer's state intact; after any other error it is unknown. */
  if (self->builder != NULL
      || (!g_error_matches (error, MQ_ERROR, MQ_ERROR_FAILED)
          && !g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
          && !g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT)))
    mq_worker_drop (self, failed);

  return g_steal_pointer (&owned);
}
