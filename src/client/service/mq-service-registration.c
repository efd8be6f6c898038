/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the stream of a registration, see mq-service-registration.h. */
#include "client/service/mq-service-registration.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/events/mq-sse.h"

#define FIBER_STACK (256 * 1024)
#define CHUNK (16 * 1024)

typedef struct
{
  GWeakRef owner;
  MqServiceRegistrationFunc func;
  GInputStream *stream;
} Registration;

static void
registration_free (gpointer data)
{
  Registration *self = data;

  g_weak_ref_clear (&self->owner);
  g_object_unref (self->stream);
  g_free (self);
}

static void
handle_event (Registration *self, const MqSseEvent *event)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);
  g_autoptr (JsonObject) data = mq_json_parse_object (event->data, -1, NULL);
  JsonArray *runs = mq_json_get_array (data, "runs");

  if (owner != NULL && runs != NULL && g_str_equal (event->type, "runs"))
    self->func (owner, runs);
}

static DexFuture *
follow_fiber (gpointer user_data, DexFuture *dropped)
{
  Registration *self = user_data;
  g_autoptr (GObject) owner = NULL;
  g_autoptr (MqSseParser) parser = mq_sse_parser_new ();
  g_autoptr (GError) error = NULL;
  gsize length = 1;

  while (length > 0 && error == NULL)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (
          mq_fiber_unless (dropped,
                           dex_input_stream_read_bytes (self->stream, CHUNK, G_PRIORITY_DEFAULT)),
          &error);
      MqSseEvent *event;

      length = bytes != NULL ? g_bytes_get_size (bytes) : 0;
      if (length == 0
          || !mq_sse_parser_push (parser, g_bytes_get_data (bytes, NULL), length, &error))
        continue;

      while ((event = mq_sse_parser_pop (parser)) != NULL)
        {
          handle_event (self, event);
          mq_sse_event_free (event);
        }
    }

  if (dex_future_is_pending (dropped) && (owner = g_weak_ref_get (&self->owner)) != NULL)
    self->func (owner, NULL);
  return dex_future_new_true ();
}

/* A new service at the same socket does not know the registration. @stream: (transfer full):
 * from mq_service_client_register(); @owner: passed to @func; not kept alive; @func: called for
 * each list of runs, and once when the service ends the stream. Returns: (transfer full):
 * resolves when the stream has ended; dropping it ends the registration */
DexFuture *
mq_service_registration_follow (GInputStream *stream, GObject *owner,
                                MqServiceRegistrationFunc func)
{
  Registration *self = g_new0 (Registration, 1);

  g_weak_ref_init (&self->owner, owner);
  self->func = func;
  self->stream = stream;
  return mq_fiber_spawn_droppable (FIBER_STACK, follow_fiber, self, registration_free);
}
