/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions with arguments, see mq-call.h. GLib's marshaller for signals (libffi) calls them. */
#include "common/base/mq-call.h"

#include <gobject/gvaluecollector.h>
#include <libdex.h>

struct _MqCall
{
  GCallback func;
  GArray *arguments; /* of GValue */
};

/**
 * mq_call_new:
 * @name: static, for the message about a type that does not fit
 * @func: returns a pointer
 * @arguments: pairs of a #GType and a value, then %G_TYPE_INVALID; references and copies of them
 *   are kept
 *
 * Returns: (transfer full): a call
 */
MqCall *
mq_call_new (const char *name, GCallback func, va_list *arguments)
{
  MqCall *self = g_new0 (MqCall, 1);

  self->func = func;
  self->arguments = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_array_set_clear_func (self->arguments, (GDestroyNotify)g_value_unset);

  for (GType type = va_arg (*arguments, GType); type != G_TYPE_INVALID;
       type = va_arg (*arguments, GType))
    {
      GValue value = G_VALUE_INIT;
      g_autofree char *problem = NULL;

      G_VALUE_COLLECT_INIT (&value, type, *arguments, 0, &problem);
      if (problem != NULL)
        g_error ("%s: %s", name, problem);
      g_array_append_val (self->arguments, value);
    }

  return self;
}

void
mq_call_free (gpointer data)
{
  MqCall *self = data;

  g_array_unref (self->arguments);
  g_free (self);
}

/**
 * mq_call_perform:
 * @last: the last argument of the function, which it may leave out, as a handler of a signal
 *
 * Returns: what the function returns
 */
gpointer
mq_call_perform (MqCall *self, gpointer last)
{
  g_autoptr (GClosure) closure = g_cclosure_new (self->func, last, NULL);
  g_autoptr (GArray) passed = g_array_new (FALSE, TRUE, sizeof (GValue));
  GValue result = G_VALUE_INIT;

  for (guint i = 0; i < self->arguments->len; i++)
    {
      GValue value = g_array_index (self->arguments, GValue, i);

      /* Futures are of a type that GLib's marshaller does not know. */
      if (G_VALUE_HOLDS (&value, DEX_TYPE_FUTURE))
        {
          gpointer future = g_value_peek_pointer (&value);

          value = (GValue)G_VALUE_INIT;
          g_value_init (&value, G_TYPE_POINTER);
          g_value_set_pointer (&value, future);
        }
      g_array_append_val (passed, value);
    }

  g_closure_set_marshal (closure, g_cclosure_marshal_generic);
  g_closure_ref (closure);
  g_closure_sink (closure);
  g_value_init (&result, G_TYPE_POINTER);
  g_closure_invoke (closure, &result, passed->len, (const GValue *)(gpointer)passed->data, NULL);
  return g_value_get_pointer (&result);
}
