/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The renders of a version above its code, see mq-review-page.h. */
#include "app/review/mq-review-page.h"

G_DEFINE_FINAL_TYPE (MqReviewPage, mq_review_page, ADW_TYPE_BREAKPOINT_BIN)

/* Template functions: @compact: one of the two panes is shown, by a toggle. */

static gboolean
shows_renders (MqReviewPage *self, gboolean compact, const char *which)
{
  return !compact || g_strcmp0 (which, "code") != 0;
}

static gboolean
shows_code (MqReviewPage *self, gboolean compact, const char *which)
{
  return !compact || g_strcmp0 (which, "code") == 0;
}

/* Whether the page is too low for both panes. */
static gboolean
is_compact (MqReviewPage *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->which));
}

static void
position_cb (GtkPaned *paned, GParamSpec *pspec, MqReviewPage *self)
{
  if (!self->allocating && !is_compact (self) && self->height > 0)
    self->share = CLAMP ((double)gtk_paned_get_position (paned) / self->height, 0, 1);
}

/* Places the divider where the user put it. By default the renders get the height that their aspect
 * ratio asks for, but at most 55 %, which leaves the rest to the code. */
static void
mq_review_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MqReviewPage *self = MQ_REVIEW_PAGE (widget);

  self->allocating = TRUE;
  self->height = height;
  if (!is_compact (self))
    gtk_paned_set_position (
        self->paned, self->share >= 0
                         ? (int)(self->share * height)
                         : MIN (mq_gallery_measure (self->gallery, width - 24), height * 55 / 100));
  GTK_WIDGET_CLASS (mq_review_page_parent_class)->size_allocate (widget, width, height, baseline);
  self->allocating = FALSE;
}

static void
mq_review_page_unmap (GtkWidget *widget)
{
  MqReviewPage *self = MQ_REVIEW_PAGE (widget);

  GTK_WIDGET_CLASS (mq_review_page_parent_class)->unmap (widget);
  g_settings_set_double (self->settings, "renders-share", self->share);
}

static void
show_object_action (GtkWidget *widget, const char *name, GVariant *object)
{
  mq_code_view_show_object (MQ_REVIEW_PAGE (widget)->code, g_variant_get_string (object, NULL));
}

static void
mq_review_page_dispose (GObject *object)
{
  MqReviewPage *self = MQ_REVIEW_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_REVIEW_PAGE);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mq_review_page_parent_class)->dispose (object);
}

static void
mq_review_page_class_init (MqReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_review_page_dispose;
  widget_class->size_allocate = mq_review_page_size_allocate;
  widget_class->unmap = mq_review_page_unmap;

  gtk_widget_class_install_action (widget_class, "model.show-object", "s", show_object_action);
  g_type_ensure (MQ_TYPE_CODE_VIEW);
  g_type_ensure (MQ_TYPE_GALLERY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-review-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MqReviewPage, which);
  gtk_widget_class_bind_template_child (widget_class, MqReviewPage, paned);
  gtk_widget_class_bind_template_child (widget_class, MqReviewPage, gallery);
  gtk_widget_class_bind_template_child (widget_class, MqReviewPage, code);
  gtk_widget_class_bind_template_callback (widget_class, shows_renders);
  gtk_widget_class_bind_template_callback (widget_class, shows_code);
  gtk_widget_class_bind_template_callback (widget_class, position_cb);
}

static void
mq_review_page_init (MqReviewPage *self)
{
  self->settings = g_settings_new ("org.maquette.Maquette");
  self->share = g_settings_get_double (self->settings, "renders-share");
  self->allocating = TRUE; /* a position from the template is not the user's choice */
  gtk_widget_init_template (GTK_WIDGET (self));
  self->allocating = FALSE;
}

/**
 * mq_review_page_find:
 * @self: a page
 *
 * Shows the code and opens its search bar.
 */
void
mq_review_page_find (MqReviewPage *self)
{
  adw_toggle_group_set_active_name (self->which, "code");
  gtk_widget_activate_action (GTK_WIDGET (self->code), "code.find", NULL);
}
