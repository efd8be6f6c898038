/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of Maquette: the codes on which a caller, the CLI's exit code or the service's
 * problem type depends. All other errors are G_IO_ERROR. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MQ_ERROR (mq_error_quark ())

/** MQ_EXIT_BAD_SETTINGS: exit status of a service whose settings are invalid (EX_CONFIG of
 * sysexits). */
#define MQ_EXIT_BAD_SETTINGS 78

/** MQ_EXIT_INTERRUPTED: exit status of what a signal has ended, as shells give SIGINT. */
#define MQ_EXIT_INTERRUPTED 130

/** MQ_EXIT_LATER: exit status of what may pass by itself (EX_TEMPFAIL of sysexits). */
#define MQ_EXIT_LATER 75

/**
 * MqError:
 * @MQ_ERROR_FAILED: the run failed (exit 1)
 * @MQ_ERROR_BAD_INPUT: wrong flags, a bad config file, a wrong picture (exit 2)
 * @MQ_ERROR_SIGN_IN: a shared service requires a sign-in (exit 3)
 * @MQ_ERROR_TERMS: a shared service requires that its terms are accepted (exit 4)
 * @MQ_ERROR_QUOTA: the quota is used up (exit 5)
 * @MQ_ERROR_NO_BLENDER: no usable Blender, or its sandbox does not hold (exit 6)
 * @MQ_ERROR_UNREACHABLE: the service cannot be reached (exit 7)
 * @MQ_ERROR_CANCELLED: stopped by the user (exit 130)
 * @MQ_ERROR_TIMEOUT: a step ran past its limit
 * @MQ_ERROR_WORKER_LOST: the worker died and its replacement died too
 * @MQ_ERROR_PROTOCOL: the other side violated the protocol
 * @MQ_ERROR_NOT_FOUND: no such session, version, run, kind
 * @MQ_ERROR_CONFLICT: it exists already, or its state does not allow it
 * @MQ_ERROR_NO_SPACE: disk full or quota of the file system reached
 * @MQ_ERROR_READ_ONLY: the library cannot be written
 * @MQ_ERROR_UNKNOWN_KIND: the sketcher knows no such kind
 * @MQ_ERROR_BUDGET: a budget of the run (calls, tokens, money, time) is reached
 * @MQ_ERROR_NO_KEYRING: the system has no usable keyring, or it stays locked
 * @MQ_ERROR_BUSY: the service, its database, its sign-in server or a model has no room or is away
 *   for the moment; the same may pass later (exit 75, EX_TEMPFAIL of sysexits)
 * @MQ_ERROR_MODEL_AWAY: the model's provider cannot be reached
 * @MQ_ERROR_MODEL_CUT: the model's answer was cut off, more than once
 * @MQ_ERROR_MODEL_ACCESS: the model's provider refuses the key or the account, or its address is
 *   not that of a model server: no request can succeed before that is changed
 * @MQ_ERROR_NO_MODEL: what needs a model was wanted, and the settings name none that can be asked
 *   (exit 2)
 */
typedef enum
{
  MQ_ERROR_FAILED,
  MQ_ERROR_BAD_INPUT,
  MQ_ERROR_SIGN_IN,
  MQ_ERROR_TERMS,
  MQ_ERROR_QUOTA,
  MQ_ERROR_NO_BLENDER,
  MQ_ERROR_UNREACHABLE,
  MQ_ERROR_CANCELLED,
  MQ_ERROR_TIMEOUT,
  MQ_ERROR_WORKER_LOST,
  MQ_ERROR_PROTOCOL,
  MQ_ERROR_NOT_FOUND,
  MQ_ERROR_CONFLICT,
  MQ_ERROR_NO_SPACE,
  MQ_ERROR_READ_ONLY,
  MQ_ERROR_UNKNOWN_KIND,
  MQ_ERROR_BUDGET,
  MQ_ERROR_NO_KEYRING,
  MQ_ERROR_BUSY,
  MQ_ERROR_MODEL_AWAY,
  MQ_ERROR_MODEL_CUT,
  MQ_ERROR_MODEL_ACCESS,
  MQ_ERROR_NO_MODEL,
} MqError;

GQuark mq_error_quark (void);
int mq_error_get_exit_status (const GError *error);

gboolean mq_fail (GError **error, MqError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

gboolean mq_fail_with (GError **error, GError **fault);

/** mq_fail_null: as mq_fail(), for a function that returns a pointer: %NULL. */
#define mq_fail_null(...) (mq_fail (__VA_ARGS__), NULL)
/** mq_fail_null_with: as mq_fail_with(), for a function that returns a pointer: %NULL. */
#define mq_fail_null_with(error, fault) (mq_fail_with (error, fault), NULL)

G_END_DECLS
