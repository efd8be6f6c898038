/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Small JSON answers, see mq-http-json.h. */
#include "common/http/mq-http-json.h"

#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Limits of an answer to a form. */
#define MAX_ANSWER (64 * 1024)
#define ANSWER_SECONDS 30

typedef struct
{
  SoupSession *session;
  SoupMessage *message; /* (nullable): the address is none to ask */
  char *url;
  gboolean is_get;
  gsize limit;   /* bytes of the answer */
  guint seconds; /* until its headers are there, and from then to its end */
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_clear_object (&self->message);
  g_object_unref (self->session);
  g_free (self->url);
  g_free (self);
}

/* An answer of another server than the one that was asked proves nothing, so redirects are not
 * followed, and count as an error like any other status. */
static DexFuture *
request_fiber (gpointer user_data, DexFuture *dropped)
{
  Request *self = user_data;
  g_autoptr (GError) why = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) body = NULL;
  guint status;

  if (self->message == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_PROTOCOL,
                                  _ ("Signing in needs an address that begins with https://, not "
                                     "“%s”"),
                                  self->url);

  stream = dex_await_object (
      mq_fiber_unless (dropped, mq_http_with_timeout (mq_http_send (self->session, self->message),
                                                      self->seconds)),
      &why);
  if (stream != NULL)
    bytes = dex_await_boxed (
        mq_fiber_unless (
            dropped, mq_http_with_timeout (mq_http_read_all (stream, self->limit), self->seconds)),
        &why);
  if (bytes == NULL)
    {
      g_autofree char *reason = mq_http_describe_error (why);

      if (why->domain == MQ_ERROR && why->code != MQ_ERROR_TIMEOUT)
        return dex_future_new_for_error (g_steal_pointer (&why));
      return dex_future_new_reject (MQ_ERROR, MQ_ERROR_UNREACHABLE, _ ("Could not reach %s: %s"),
                                    self->url, reason);
    }

  status = soup_message_get_status (self->message);
  body = mq_json_parse_object (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  if (!self->is_get)
    return dex_future_new_take_boxed (JSON_TYPE_OBJECT,
                                      mq_json_new ("status:i body:O?", (int)status, body));

  if (status == SOUP_STATUS_NOT_FOUND)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, _ ("%s does not exist"), self->url);
  if (status != SOUP_STATUS_OK || body == NULL)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_PROTOCOL,
        _ ("%s answered with status %u, and without the data for signing in"), self->url, status);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&body));
}

static Request *
request_new (const char *method, const char *url, gsize limit, guint seconds)
{
  Request *self = g_new0 (Request, 1);

  self->session = soup_session_new_with_options ("user-agent", "maquette/" MQ_VERSION, NULL);
  self->url = g_strdup (url);
  self->is_get = g_str_equal (method, SOUP_METHOD_GET);
  self->limit = limit;
  self->seconds = seconds;
  self->message = mq_http_is_safe_url (url) ? soup_message_new (method, url) : NULL;
  if (self->message != NULL)
    {
      soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
      soup_message_headers_append (soup_message_get_request_headers (self->message), "Accept",
                                   "application/json");
    }

  return self;
}

/**
 * mq_http_json_get:
 * @url: an address
 * @limit: most bytes to take
 * @seconds: how long to wait for the headers, and then for the body
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT; rejects with %MQ_ERROR_NOT_FOUND,
 *   %MQ_ERROR_UNREACHABLE, or %MQ_ERROR_PROTOCOL for any other answer, one of more than @limit, and
 *   an address that is neither https nor on this computer
 */
DexFuture *
mq_http_json_get (const char *url, gsize limit, guint seconds)
{
  return mq_fiber_spawn_droppable (MQ_FIBER_STACK, request_fiber,
                                   request_new (SOUP_METHOD_GET, url, limit, seconds),
                                   request_free);
}

/**
 * mq_http_json_post:
 * @url: an address
 * @form: names and values
 * @authorization: (nullable): the header of that name
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT: `status`, and `body` if that is a JSON
 *   object; rejects as mq_http_json_get(), with a limit of 64 KiB and of 30 s
 */
DexFuture *
mq_http_json_post (const char *url, GHashTable *form, const char *authorization)
{
  Request *request = request_new (SOUP_METHOD_POST, url, MAX_ANSWER, ANSWER_SECONDS);

  if (request->message != NULL)
    {
      char *text = soup_form_encode_hash (form);
      g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

      soup_message_set_request_body_from_bytes (request->message, SOUP_FORM_MIME_TYPE_URLENCODED,
                                                bytes);
      if (authorization != NULL)
        soup_message_headers_append (soup_message_get_request_headers (request->message),
                                     "Authorization", authorization);
    }

  return mq_fiber_spawn_droppable (MQ_FIBER_STACK, request_fiber, request, request_free);
}

/**
 * mq_http_json_form:
 * @name: the first member's name
 * @...: its value; more names and values; %NULL. A member whose value is %NULL ends the list, too
 *
 * Returns: (transfer full): a form
 */
GHashTable *
mq_http_json_form (const char *name, ...)
{
  GHashTable *form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *value;
  va_list args;

  va_start (args, name);
  while (name != NULL && (value = va_arg (args, const char *)) != NULL)
    {
      g_hash_table_insert (form, g_strdup (name), g_strdup (value));
      name = va_arg (args, const char *);
    }
  va_end (args);

  return form;
}
