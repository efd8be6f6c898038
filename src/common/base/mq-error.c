/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain of Maquette, see mq-error.h. */
#include "common/base/mq-error.h"

/* Not G_DEFINE_QUARK: clang-format reads the dashes of its name as minus signs. */
GQuark
mq_error_quark (void)
{
  return g_quark_from_static_string ("mq-error-quark");
}

/**
 * mq_error_get_exit_status:
 * @error: an error that ends a program, or an item of a batch
 *
 * The statuses are a contract (`--help`, docs/using/cli.md).
 *
 * Returns: the exit status, by the code of #MqError; 1 for other errors
 */
int
mq_error_get_exit_status (const GError *error)
{
  static const struct
  {
    MqError code;
    int status;
  } statuses[] = {
    { MQ_ERROR_BAD_INPUT, 2 },
    { MQ_ERROR_SIGN_IN, 3 },
    { MQ_ERROR_TERMS, 4 },
    { MQ_ERROR_QUOTA, 5 },
    { MQ_ERROR_NO_BLENDER, 6 },
    { MQ_ERROR_UNREACHABLE, 7 },
    { MQ_ERROR_NOT_FOUND, 2 },
    { MQ_ERROR_NO_MODEL, 2 },
    { MQ_ERROR_CANCELLED, MQ_EXIT_INTERRUPTED },
    { MQ_ERROR_BUSY, MQ_EXIT_LATER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_error_matches (error, MQ_ERROR, (int)statuses[i].code))
      return statuses[i].status;

  return 1;
}

/**
 * mq_fail:
 * @error: (nullable): gets an error of %MQ_ERROR
 * @code: its code
 * @format: its message, as for printf()
 *
 * Sets an error where a function returns it: `return mq_fail (error, …)`.
 *
 * Returns: %FALSE
 */
gboolean
mq_fail (GError **error, MqError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (MQ_ERROR, code, format, args));
  va_end (args);
  return FALSE;
}

/**
 * mq_fail_with:
 * @error: as of any function that can fail
 * @fault: the error of what was called, which moves to @error
 *
 * Returns: %FALSE, for the caller to return
 */
gboolean
mq_fail_with (GError **error, GError **fault)
{
  g_propagate_error (error, g_steal_pointer (fault));
  return FALSE;
}
