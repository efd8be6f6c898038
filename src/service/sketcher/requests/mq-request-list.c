/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRequestList, see mq-request-list.h. */
#include "service/sketcher/requests/mq-request-list.h"

#include "common/base/mq-each.h"

static void
said_free (gpointer data)
{
  MqRequestDetail *said = data;

  g_free (said->text);
  g_free (said->color);
  g_free (said->refused);
  g_free (said);
}

static void
request_free (gpointer data)
{
  MqRequest *request = data;

  g_ptr_array_unref (request->parts);
  g_ptr_array_unref (request->slots);
  g_ptr_array_unref (request->params);
  g_ptr_array_unref (request->said);
  g_free (request->text);
  g_free (request->refused);
  g_free (request);
}

void
mq_request_list_free (MqRequestList *reading)
{
  g_ptr_array_unref (reading->requests);
  g_ptr_array_unref (reading->unknown);
  g_free (reading);
}

MqRequestList *
mq_request_list_new (void)
{
  MqRequestList *reading = g_new0 (MqRequestList, 1);

  reading->requests = g_ptr_array_new_with_free_func (request_free);
  reading->unknown = g_ptr_array_new_with_free_func (g_free);
  return reading;
}

/* @text: its subject, in the user's words. Returns: a new request at its end */
MqRequest *
mq_request_list_add (MqRequestList *reading, MqRequestVerb verb, const char *text)
{
  MqRequest *request = g_new0 (MqRequest, 1);

  request->verb = verb;
  request->text = g_strdup (text);
  request->parts = g_ptr_array_new ();
  request->slots = g_ptr_array_new ();
  request->params = g_ptr_array_new ();
  request->said = g_ptr_array_new_with_free_func (said_free);
  g_ptr_array_add (reading->requests, request);
  return request;
}

/**
 * mq_request_add_detail:
 * @request: a request
 * @type: the type of detail
 * @text: the user's words for it
 *
 * Returns: (transfer none): the new detail with its other fields empty
 */
MqRequestDetail *
mq_request_add_detail (MqRequest *request, MqRequestDetailType type, const char *text)
{
  MqRequestDetail *said = g_new0 (MqRequestDetail, 1);

  said->type = type;
  said->text = g_strdup (text);
  g_ptr_array_add (request->said, said);
  return said;
}

/* Copies all details of @from to @request. */
void
mq_request_copy_details (MqRequest *request, const MqRequest *from)
{
  MQ_EACH (from->said, i, const MqRequestDetail, old)
    {
      MqRequestDetail *said = g_memdup2 (old, sizeof *old);

      said->text = g_strdup (old->text);
      said->color = g_strdup (old->color);
      g_ptr_array_add (request->said, said);
    }
}

/**
 * mq_request_has_detail:
 * @type: a type of detail
 *
 * Returns: whether the request has such a detail
 */
gboolean
mq_request_has_detail (const MqRequest *self, MqRequestDetailType type)
{
  for (guint i = 0; i < self->said->len; i++)
    if (((const MqRequestDetail *)g_ptr_array_index (self->said, i))->type == type)
      return TRUE;

  return FALSE;
}

/* The key of its subject, by which phrases merge. */
const char *
mq_request_get_key (const MqRequest *self)
{
  if (self->parts->len > 0)
    return ((const MqKindPart *)g_ptr_array_index (self->parts, 0))->id;
  if (self->slots->len > 0)
    return ((const MqKindMaterial *)g_ptr_array_index (self->slots, 0))->id;
  if (self->params->len > 0)
    return ((const MqKindParam *)g_ptr_array_index (self->params, 0))->name;
  return "";
}

/* Returns: (transfer none) (nullable): the last request about something with a diameter, such as
 * holes, if it has no size yet */
MqRequest *
mq_request_list_find_round (const MqRequestList *reading)
{
  for (guint i = reading->requests->len; i-- > 0;)
    {
      MqRequest *request = g_ptr_array_index (reading->requests, i);

      MQ_EACH (request->params, j, const MqKindParam, param)
        if (g_strcmp0 (param->axis, "diameter") == 0)
          return mq_request_has_detail (request, MQ_REQUEST_DETAIL_MEASURE) ? NULL : request;
    }

  return NULL;
}
