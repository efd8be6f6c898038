/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMessage, see mq-message.h. */
#include "common/events/mq-message.h"

#include "common/base/mq-error.h"
#include "common/base/mq-limits.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (MqMessage, mq_message, mq_message_copy, mq_message_free)

/**
 * mq_message_new:
 * @text: the words
 * @pictures: (nullable): paths
 *
 * Returns: (transfer full): a message without an id, and without variants
 */
MqMessage *
mq_message_new (const char *text, const char *const *pictures)
{
  MqMessage *self = g_new0 (MqMessage, 1);

  self->text = g_strdup (text);
  mq_message_take_pictures (self, g_strdupv ((GStrv)pictures));
  self->variant = self->variants = 1;
  return self;
}

MqMessage *
mq_message_copy (const MqMessage *self)
{
  MqMessage *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->text = g_strdup (self->text);
  copy->pictures = g_strdupv (self->pictures);
  if (copy->numbers != NULL)
    g_array_ref (copy->numbers);
  if (copy->targets != NULL)
    json_array_ref (copy->targets);
  copy->requirements = mq_json_copy_array (self->requirements);
  copy->set = g_strdup (self->set);
  return copy;
}

/**
 * mq_message_copy_unsent:
 * @self: a message that was sent
 *
 * Returns: (transfer full): a copy to send: without id, numbers and variants
 */
MqMessage *
mq_message_copy_unsent (const MqMessage *self)
{
  MqMessage *copy = mq_message_copy (self);

  g_clear_pointer (&copy->id, g_free);
  g_clear_pointer (&copy->numbers, g_array_unref);
  g_clear_pointer (&copy->set, g_free);
  copy->variant = copy->variants = 1;
  return copy;
}

void
mq_message_free (MqMessage *self)
{
  g_free (self->id);
  g_free (self->text);
  g_strfreev (self->pictures);
  g_clear_pointer (&self->numbers, g_array_unref);
  g_clear_pointer (&self->targets, json_array_unref);
  g_clear_pointer (&self->requirements, json_array_unref);
  g_free (self->set);
  g_free (self);
}

/* @targets: (nullable): checked targets, instead of those that it has */
void
mq_message_set_targets (MqMessage *self, JsonArray *targets)
{
  mq_json_replace_array (&self->targets, mq_json_length (targets) > 0 ? targets : NULL);
}

/**
 * mq_message_take_pictures:
 * @self: a message
 * @pictures: (transfer full) (nullable): paths, instead of those that it has; they have the same
 *   roles if they are as many
 */
void
mq_message_take_pictures (MqMessage *self, GStrv pictures)
{
  if (self->pictures == NULL || pictures == NULL
      || g_strv_length (pictures) != g_strv_length (self->pictures))
    memset (self->roles, MQ_PICTURE_ROLE_NONE, sizeof self->roles);

  g_strfreev (self->pictures);
  self->pictures = pictures != NULL ? pictures : g_new0 (char *, 1);
}

/**
 * mq_message_map_pictures:
 * @self: a message
 * @func: returns the new path of a picture; it may await
 * @user_data: for @func
 */
void
mq_message_map_pictures (MqMessage *self, MqMessageMapFunc func, gpointer user_data)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint8 roles[MQ_RUN_MAX_PICTURES] = { 0 };
  guint n = 0;

  for (guint i = 0; self->pictures[i] != NULL; i++)
    {
      char *path = func (self->pictures[i], user_data);

      if (path == NULL)
        continue;
      if (i < G_N_ELEMENTS (roles))
        roles[n++] = self->roles[i];
      g_strv_builder_take (builder, path);
    }

  mq_message_take_pictures (self, g_strv_builder_end (builder));
  memcpy (self->roles, roles, sizeof roles);
}

/**
 * mq_message_append:
 * @self: a message
 * @more: another one: its words become a line of @self, its pictures, targets and requirements are
 * added
 */
void
mq_message_append (MqMessage *self, const MqMessage *more)
{
  const char *line = *self->text != '\0' && *more->text != '\0' ? "\n" : "";
  g_autofree char *text = g_strconcat (self->text, line, more->text, NULL);
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();
  g_autoptr (JsonArray) targets = mq_target_list_merge (self->targets, more->targets, NULL);
  guint8 roles[MQ_RUN_MAX_PICTURES];
  guint n = MIN (g_strv_length (self->pictures), G_N_ELEMENTS (roles));

  memcpy (roles, self->roles, n);
  memcpy (roles + n, more->roles, G_N_ELEMENTS (roles) - n);
  g_set_str (&self->text, text);
  mq_message_set_targets (self, targets);
  g_strv_builder_addv (pictures, (const char **)self->pictures);
  g_strv_builder_addv (pictures, (const char **)more->pictures);
  mq_message_take_pictures (self, g_strv_builder_end (pictures));
  memcpy (self->roles, roles, sizeof roles);
  if (self->requirements == NULL)
    self->requirements = mq_json_copy_array (more->requirements);
  else
    mq_json_append (self->requirements, more->requirements);
}

/**
 * mq_message_has_same_content:
 * @self: a message
 * @other: another one
 *
 * Returns: whether both have the same words, targets and requirements, and pictures in the same
 *   roles
 */
gboolean
mq_message_has_same_content (const MqMessage *self, const MqMessage *other)
{
  return g_str_equal (self->text, other->text)
         && g_strv_equal ((const char *const *)self->pictures, (const char *const *)other->pictures)
         && mq_json_are_equal (self->targets, other->targets)
         && memcmp (self->roles, other->roles, sizeof self->roles) == 0
         && (self->requirements == other->requirements
             || mq_json_are_equal (self->requirements, other->requirements));
}

static const char *
get_text_name (MqMessageForm form)
{
  return (form & MQ_MESSAGE_FIRST) != 0 ? "prompt" : "text";
}

static gboolean
is_absent (JsonObject *json, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  return node == NULL || JSON_NODE_HOLDS_NULL (node);
}

static gboolean
read_text (JsonObject *json, const char *name, char **text, GError **error)
{
  const char *value = mq_json_get_string (json, name, NULL);

  if (value != NULL)
    g_set_str (text, value);
  return value != NULL || is_absent (json, name)
         || mq_fail (error, MQ_ERROR_PROTOCOL, "“%s” is not a text", name);
}

static gboolean
read_paths (MqMessage *self, JsonObject *json, const char *name)
{
  JsonArray *array = mq_json_get_array (json, name);

  mq_message_take_pictures (self, mq_json_to_strings (array));
  return (array != NULL || is_absent (json, name))
         && g_strv_length (self->pictures) == mq_json_length (array);
}

static gboolean
read_pictures (MqMessage *self, JsonObject *json, MqMessageForm form, GError **error)
{
  JsonArray *array = mq_json_get_array (json, "pictures");
  guint n = mq_json_length (array);
  gboolean fits = array != NULL || is_absent (json, "pictures");

  if ((form & MQ_MESSAGE_WIRE) == 0)
    return read_paths (self, json, "pictures")
           || mq_fail (error, MQ_ERROR_PROTOCOL, "“pictures” is not a list of texts");

  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < n && fits; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gint64 number = json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                      : 0;
      guint value = (guint)number;

      fits = i < MQ_RUN_MAX_PICTURES && number >= 1 && number <= MQ_RUN_MAX_PICTURES;
      if (fits)
        g_array_append_val (self->numbers, value);
    }
  if (!fits)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“pictures” is a list of at most %d numbers from 1 to %d", MQ_RUN_MAX_PICTURES,
                    MQ_RUN_MAX_PICTURES);

  /* Other clients look for the pictures at these places of their library. */
  fits = read_paths (self, json, "files") && g_strv_length (self->pictures) <= MQ_RUN_MAX_PICTURES;
  for (GStrv path = self->pictures; fits && *path != NULL; path++)
    {
      g_autofree char *plain = g_canonicalize_filename (*path, "/");

      fits = **path != '\0' && g_str_equal (plain + 1, *path);
    }

  return fits
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     "“files” has at most %d relative paths, without “..”", MQ_RUN_MAX_PICTURES);
}

/* Returns: 1 if it is left out, -1 if it is no number */
static gint64
get_count (JsonObject *json, const char *name, MqMessageForm form)
{
  gboolean is_wire = (form & MQ_MESSAGE_WIRE) != 0;

  return (is_wire ? !json_object_has_member (json, name) : is_absent (json, name))
             ? 1
             : mq_json_get_int (json, name, -1);
}

/**
 * mq_message_read:
 * @json: an object; members that no message has are passed over
 * @form: its form
 * @error: (nullable): %MQ_ERROR_BAD_INPUT or %MQ_ERROR_PROTOCOL, naming the member; without it,
 *   what is wrong is left out, because nobody can send it again
 *
 * Returns: (transfer full) (nullable): the message. Whether the id and the length of the text are
 *   fit is not checked
 */
MqMessage *
mq_message_read (JsonObject *json, MqMessageForm form, GError **error)
{
  g_autoptr (MqMessage) self = mq_message_new ("", NULL);
  gint64 variant = get_count (json, "variant", form);
  gint64 variants = get_count (json, "variants", form);
  JsonArray *roles = mq_json_get_array (json, "roles");
  g_auto (GStrv) names = mq_json_to_strings (roles);
  JsonArray *rows = mq_json_get_array (json, "requirements");
  gboolean fits;

  if ((!read_text (json, "id", &self->id, error) && error != NULL)
      || (!read_text (json, get_text_name (form), &self->text, error) && error != NULL)
      || (!read_text (json, "set", &self->set, error) && error != NULL))
    return NULL;

  /* Larger numbers on disk are those of a newer program. */
  self->variants = (guint)CLAMP (variants, 1, MQ_RUN_MAX_VARIANTS);
  self->variant = (guint)CLAMP (variant, 1, self->variants);
  if ((form & MQ_MESSAGE_WIRE) != 0)
    fits = variant == self->variant && variants == self->variants;
  else
    fits = variant >= 0 && variants >= 0;
  if (!fits && error != NULL)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL,
                         "“variant” is a number from 1 to “variants”, and “variants” one from 1 to "
                         "%d",
                         MQ_RUN_MAX_VARIANTS);

  if ((!read_pictures (self, json, form, error) && error != NULL)
      || (!mq_target_list_read (json, &self->targets, error) && error != NULL))
    return NULL;

  fits = (roles != NULL || is_absent (json, "roles"))
         && g_strv_length (names) == mq_json_length (roles)
         && g_strv_length (names) <= MQ_RUN_MAX_PICTURES;
  for (guint i = 0; fits && names[i] != NULL; i++)
    {
      MqPictureRole role = mq_picture_role_find (names[i]);

      /* Roles on disk that are not known are those of a newer program. */
      fits = error == NULL || role < MQ_N_PICTURE_ROLES;
      self->roles[i] = role < MQ_N_PICTURE_ROLES ? role : MQ_PICTURE_ROLE_NONE;
    }
  if (!fits && error != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“roles” is a list of at most %d roles of pictures, such as “front”",
                         MQ_RUN_MAX_PICTURES);

  /* The members of requirements are checked where they are used. */
  fits = rows != NULL || is_absent (json, "requirements");
  for (guint i = 0; i < mq_json_length (rows); i++)
    fits = fits && mq_json_element_object (rows, i) != NULL;
  if (!fits && error != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“requirements” is a list of objects");
  if (fits)
    self->requirements = mq_json_copy_array (rows);

  if (self->id != NULL && *self->id == '\0')
    g_clear_pointer (&self->id, g_free);
  return g_steal_pointer (&self);
}

/* Adds the members to @json. */
void
mq_message_write (const MqMessage *self, JsonObject *json, MqMessageForm form)
{
  gboolean is_wire = (form & MQ_MESSAGE_WIRE) != 0;
  guint n_pictures = is_wire && self->numbers != NULL ? self->numbers->len
                                                      : g_strv_length (self->pictures);
  g_autoptr (JsonArray) names = json_array_new ();
  gboolean has_role = FALSE;

  if (self->id != NULL)
    json_object_set_string_member (json, "id", self->id);
  json_object_set_string_member (json, get_text_name (form), self->text);

  if (is_wire && self->numbers != NULL)
    {
      JsonArray *numbers = json_array_new ();

      for (guint i = 0; i < self->numbers->len; i++)
        json_array_add_int_element (numbers, g_array_index (self->numbers, guint, i));
      json_object_set_array_member (json, "pictures", numbers);
    }
  /* The event `message` of a run has the paths of the first message's pictures. */
  if (*self->pictures != NULL && form != (MQ_MESSAGE_WIRE | MQ_MESSAGE_FIRST))
    json_object_set_array_member (json, is_wire ? "files" : "pictures",
                                  mq_json_from_strings ((const char *const *)self->pictures, -1));
  if (self->targets != NULL)
    json_object_set_array_member (json, "targets", json_array_ref (self->targets));

  /* Without a role, messages are as they were before there were any. */
  for (guint i = 0; i < MIN (n_pictures, G_N_ELEMENTS (self->roles)); i++)
    {
      json_array_add_string_element (names, mq_picture_role_get_name (self->roles[i]));
      has_role |= self->roles[i] != MQ_PICTURE_ROLE_NONE;
    }
  if (has_role)
    mq_json_add (json, "roles:A", names);

  if (mq_json_length (self->requirements) > 0)
    json_object_set_array_member (json, "requirements", mq_json_copy_array (self->requirements));
  if (self->variants > 1)
    mq_json_add (json, "variant:i variants:i", self->variant, self->variants);
  if (self->set != NULL && !is_wire)
    json_object_set_string_member (json, "set", self->set);
}
