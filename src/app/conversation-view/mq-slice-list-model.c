/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A window onto the end or middle of a list, see mq-slice-list-model.h. */
#include "app/conversation-view/mq-slice-list-model.h"

struct _MqSliceListModel
{
  GObject parent_instance;

  GListModel *model;
  guint first;
  guint end;     /* the first position after the slice */
  guint n_items; /* of the model, updated in items-changed */
  guint n_start; /* size of the slice at first */
  guint n_most;  /* maximum size while items are appended */
  gboolean following;
};

static GType
mq_slice_list_model_get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (MQ_SLICE_LIST_MODEL (list)->model);
}

static guint
mq_slice_list_model_get_n_items (GListModel *list)
{
  MqSliceListModel *self = MQ_SLICE_LIST_MODEL (list);

  return self->end - self->first;
}

static gpointer
mq_slice_list_model_get_item (GListModel *list, guint position)
{
  MqSliceListModel *self = MQ_SLICE_LIST_MODEL (list);

  if (position >= self->end - self->first)
    return NULL;
  return g_list_model_get_item (self->model, self->first + position);
}

static void
mq_slice_list_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = mq_slice_list_model_get_item_type;
  iface->get_n_items = mq_slice_list_model_get_n_items;
  iface->get_item = mq_slice_list_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MqSliceListModel, mq_slice_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      mq_slice_list_model_list_model_init))

static void
mq_slice_list_model_dispose (GObject *object)
{
  g_clear_object (&MQ_SLICE_LIST_MODEL (object)->model);

  G_OBJECT_CLASS (mq_slice_list_model_parent_class)->dispose (object);
}

static void
mq_slice_list_model_class_init (MqSliceListModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_slice_list_model_dispose;
}

static void
mq_slice_list_model_init (MqSliceListModel *self)
{
}

static void
drop_before (MqSliceListModel *self, guint n_most)
{
  guint n_shown = self->end - self->first;
  guint n_dropped = n_shown > n_most ? n_shown - n_most : 0;

  if (n_dropped == 0)
    return;
  self->first += n_dropped;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_dropped, 0);
}

/* A change outside the slice only shifts it; items added at its edges are included, so that the end
 * stays the end. */
static void
on_items_changed (MqSliceListModel *self, guint position, guint removed, guint added)
{
  guint from = MAX (position, self->first);
  guint to = CLAMP (position + removed, from, MAX (self->end, from));
  guint before = from - self->first;
  guint after;

  self->n_items += added - removed;
  if (position > self->end)
    return;
  if (position + removed <= self->first && position < self->first)
    {
      self->first += added - removed;
      self->end += added - removed;
      return;
    }
  /* Items inserted right after a slice that does not include the end belong to the part below. */
  if (position == self->end && self->end < self->n_items - added + removed)
    return;
  /* Items were appended, and the slice includes the end. While following, the slice moves to
   * include them; otherwise it grows up to n_most, and further items stay outside until the user
   * scrolls. */
  if (position == self->end)
    {
      gboolean is_too_long = before + added > self->n_most;

      if (is_too_long && !self->following)
        return;
      if (is_too_long && added >= self->n_start)
        {
          mq_slice_list_model_go_to_end (self, self->n_start);
          return;
        }
      self->end = self->n_items;
      g_list_model_items_changed (G_LIST_MODEL (self), before, 0, added);
      if (self->following)
        drop_before (self, self->n_most);
      return;
    }

  after = self->end - to;
  self->first = MIN (self->first, position);
  self->end = self->first + before + added + after;
  g_list_model_items_changed (G_LIST_MODEL (self), before, to - from, added);
}

/* @n_shown: size of the slice at first, at the end of @model; @n_most: maximum size while items
 * are appended */
MqSliceListModel *
mq_slice_list_model_new (GListModel *model, guint n_shown, guint n_most)
{
  MqSliceListModel *self = g_object_new (MQ_TYPE_SLICE_LIST_MODEL, NULL);

  self->model = g_object_ref (model);
  self->n_start = n_shown;
  self->n_most = n_most;
  self->following = TRUE;
  self->n_items = g_list_model_get_n_items (model);
  self->end = self->n_items;
  self->first = self->end > n_shown ? self->end - n_shown : 0;
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* Sets whether appended items move the slice, which drops items at its start. */
void
mq_slice_list_model_set_following (MqSliceListModel *self, gboolean following)
{
  self->following = following;
}

gboolean
mq_slice_list_model_has_before (MqSliceListModel *self)
{
  return self->first > 0;
}

gboolean
mq_slice_list_model_has_after (MqSliceListModel *self)
{
  return self->end < self->n_items;
}

/* @n_more: how many items to add before the slice; @n_most: maximum size; items at the end are
 * dropped */
void
mq_slice_list_model_move_up (MqSliceListModel *self, guint n_more, guint n_most)
{
  guint n_added = MIN (n_more, self->first);
  guint n_shown;
  guint n_dropped;

  if (n_added > 0)
    {
      self->first -= n_added;
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n_added);
    }

  n_shown = self->end - self->first;
  n_dropped = n_shown > n_most ? n_shown - n_most : 0;
  if (n_dropped == 0)
    return;
  self->end -= n_dropped;
  g_list_model_items_changed (G_LIST_MODEL (self), n_most, n_dropped, 0);
}

/* @n_more: how many items to add after the slice; @n_most: maximum size; items at the start are
 * dropped */
void
mq_slice_list_model_move_down (MqSliceListModel *self, guint n_more, guint n_most)
{
  guint n_shown = self->end - self->first;
  guint n_added = MIN (n_more, self->n_items - self->end);

  if (n_added > 0)
    {
      self->end += n_added;
      g_list_model_items_changed (G_LIST_MODEL (self), n_shown, 0, n_added);
    }
  drop_before (self, n_most);
}

/* Moves the slice to the last @n_shown items. */
void
mq_slice_list_model_go_to_end (MqSliceListModel *self, guint n_shown)
{
  guint n_before = self->end - self->first;

  if (self->end == self->n_items)
    return;
  self->end = self->n_items;
  self->first = self->end > n_shown ? self->end - n_shown : 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->end - self->first);
}
