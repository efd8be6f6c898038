/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMessage: what the user, or the team, says in a conversation, as one boxed value, from the
 * composer to the team and into the record. This file has its only reader and its only writer. */
#pragma once

#include "common/base/mq-limits.h"
#include "common/events/mq-picture-role.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqMessageForm:
 * @MQ_MESSAGE_LOCAL: as programs of this user keep it: the pictures are paths
 * @MQ_MESSAGE_WIRE: as a service gets it: `pictures` are numbers, `files` paths in the library
 * @MQ_MESSAGE_FIRST: it begins a run: its words are named `prompt`, not `text`
 */
typedef enum
{
  MQ_MESSAGE_LOCAL = 0,
  MQ_MESSAGE_WIRE = 1 << 0,
  MQ_MESSAGE_FIRST = 1 << 1,
} MqMessageForm;

/* The members that POST /v1/runs and /v1/runs/{id}/refinements both have. */
#define MQ_MESSAGE_MEMBERS "id pictures roles targets requirements "

/**
 * MqMessage:
 * @id: (nullable): made by its sender; of the run that it begins, too
 * @text: the words; "" for pictures alone
 * @pictures: paths of the pictures; never %NULL
 * @numbers: (nullable) (element-type guint): those of the pictures that a service has, in the run
 * @targets: (nullable): what the user points at, see mq-target.h; never changed
 * @roles: the #MqPictureRole of each of the first pictures, in their order
 * @requirements: (nullable): the user's own, as they are written (docs/extending/requirements.md)
 * @variant: which of @variants, from 1; 0: all of them
 * @variants: how many variants are made of it; 1: no others
 * @set: (nullable): the id that the runs of all variants share
 */
typedef struct
{
  char *id;
  char *text;
  GStrv pictures;
  GArray *numbers;
  JsonArray *targets;
  guint8 roles[MQ_RUN_MAX_PICTURES];
  JsonArray *requirements;
  guint variant;
  guint variants;
  char *set;
} MqMessage;

/* Returns: (transfer full) (nullable): the path of the picture elsewhere; %NULL: it is left out */
typedef char *(*MqMessageMapFunc) (const char *path, gpointer user_data);

#define MQ_TYPE_MESSAGE (mq_message_get_type ())
GType mq_message_get_type (void);

MqMessage *mq_message_new (const char *text, const char *const *pictures) G_GNUC_WARN_UNUSED_RESULT;
MqMessage *mq_message_copy (const MqMessage *self) G_GNUC_WARN_UNUSED_RESULT;
MqMessage *mq_message_copy_unsent (const MqMessage *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_message_free (MqMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqMessage, mq_message_free)

void mq_message_take_pictures (MqMessage *self, GStrv pictures);
void mq_message_set_targets (MqMessage *self, JsonArray *targets);
void mq_message_map_pictures (MqMessage *self, MqMessageMapFunc func, gpointer user_data);
void mq_message_append (MqMessage *self, const MqMessage *more);
gboolean mq_message_has_same_content (const MqMessage *self, const MqMessage *other);

MqMessage *
mq_message_read (JsonObject *json, MqMessageForm form, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_message_write (const MqMessage *self, JsonObject *json, MqMessageForm form);

G_END_DECLS
