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
