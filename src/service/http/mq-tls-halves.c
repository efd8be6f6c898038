/* The input and the output stream of a MqTlsStream, which libsoup polls; see mq-tls-private.h. */
#include "service/http/mq-tls-private.h"

#define MQ_TYPE_TLS_INPUT (mq_tls_input_get_type ())
G_DECLARE_FINAL_TYPE (MqTlsInput, mq_tls_input, MQ, TLS_INPUT, GInputStream)
#define MQ_TYPE_TLS_OUTPUT (mq_tls_output_get_type ())
G_DECLARE_FINAL_TYPE (MqTlsOutput, mq_tls_output, MQ, TLS_OUTPUT, GOutputStream)

struct _MqTlsInput
{
  GInputStream parent_instance;

  MqTlsStream *stream; /* unowned: it has this */
};

struct _MqTlsOutput
{
  GOutputStream parent_instance;

  MqTlsStream *stream; /* unowned: it has this */
};

static void input_iface_init (GPollableInputStreamInterface *iface);
static void output_iface_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MqTlsInput, mq_tls_input, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      input_iface_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (MqTlsOutput, mq_tls_output, G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      output_iface_init))

/* Whether there is no more than “not yet” to wait for. Clears @error then. */
static gboolean
wait_until (MqTlsStream *stream, GIOCondition condition, GCancellable *cancellable, GError **error)
{
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;

  g_clear_error (error);
  return g_socket_condition_wait (stream->socket, condition, cancellable, error);
}

/* libsoup does not use it, but a stream has it. */
static gssize
input_read (GInputStream *input, void *data, gsize length, GCancellable *cancellable,
            GError **error)
{
  MqTlsStream *stream = MQ_TLS_INPUT (input)->stream;
  GError *why = NULL;
  gssize n;

  while ((n = mq_tls_stream_read (stream, data, length, &why)) < 0)
    if (!wait_until (stream, G_IO_IN, cancellable, &why))
      {
        g_propagate_error (error, why);
        break;
      }

  return n;
}

static gssize
output_write (GOutputStream *output, const void *data, gsize length, GCancellable *cancellable,
              GError **error)
{
  MqTlsStream *stream = MQ_TLS_OUTPUT (output)->stream;
  GError *why = NULL;
  gssize n;

  while ((n = mq_tls_stream_write (stream, data, length, &why)) < 0)
    if (!wait_until (stream, G_IO_OUT, cancellable, &why))
      {
        g_propagate_error (error, why);
        break;
      }

  return n;
}

static gboolean
is_readable (GPollableInputStream *input)
{
  MqTlsStream *stream = MQ_TLS_INPUT (input)->stream;

  return gnutls_record_check_pending (stream->session) > 0
         || g_socket_condition_check (stream->socket, G_IO_IN) != 0;
}

static gboolean
is_writable (GPollableOutputStream *output)
{
  return g_socket_condition_check (MQ_TLS_OUTPUT (output)->stream->socket, G_IO_OUT) != 0;
}

/* Of what GnuTLS has decrypted already, the socket knows nothing. */
static GSource *
create_input_source (GPollableInputStream *input, GCancellable *cancellable)
{
  MqTlsStream *stream = MQ_TLS_INPUT (input)->stream;
  g_autoptr (GSource) child = gnutls_record_check_pending (stream->session) > 0
                                  ? g_timeout_source_new (0)
                                  : g_socket_create_source (stream->socket, G_IO_IN, NULL);

  return g_pollable_source_new_full (input, child, cancellable);
}

static GSource *
create_output_source (GPollableOutputStream *output, GCancellable *cancellable)
{
  MqTlsStream *stream = MQ_TLS_OUTPUT (output)->stream;
  g_autoptr (GSource) child = g_socket_create_source (stream->socket, G_IO_OUT, NULL);

  return g_pollable_source_new_full (output, child, cancellable);
}

static gssize
read_nonblocking (GPollableInputStream *input, void *data, gsize length, GError **error)
{
  return mq_tls_stream_read (MQ_TLS_INPUT (input)->stream, data, length, error);
}

static gssize
write_nonblocking (GPollableOutputStream *output, const void *data, gsize length, GError **error)
{
  return mq_tls_stream_write (MQ_TLS_OUTPUT (output)->stream, data, length, error);
}

static void
input_iface_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = is_readable;
  iface->create_source = create_input_source;
  iface->read_nonblocking = read_nonblocking;
}

static void
output_iface_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = is_writable;
  iface->create_source = create_output_source;
  iface->write_nonblocking = write_nonblocking;
}

static void
mq_tls_input_class_init (MqTlsInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
mq_tls_output_class_init (MqTlsOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
}

static void
mq_tls_input_init (MqTlsInput *self)
{
}

static void
mq_tls_output_init (MqTlsOutput *self)
{
}

GInputStream *
mq_tls_input_new (MqTlsStream *stream)
{
  MqTlsInput *self = g_object_new (MQ_TYPE_TLS_INPUT, NULL);

  self->stream = stream;
  return G_INPUT_STREAM (self);
}

GOutputStream *
mq_tls_output_new (MqTlsStream *stream)
{
  MqTlsOutput *self = g_object_new (MQ_TYPE_TLS_OUTPUT, NULL);

  self->stream = stream;
  return G_OUTPUT_STREAM (self);
}
