/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The renders of a version above its code, see mq-review-page.h. */
#include "app/review/mq-review-page.h"

#include "common/base/mq-application-id.h"

G_DEFINE_FINAL_TYPE (MqReviewPage, mq_review_page, ADW_TYPE_BREAKPOINT_BIN)

/* Template functions: @compact: one of the two panes is shown, by a toggle. */

static gboolean
shows_renders (MqReviewPage *self, gboolean compact, const char *which, gboolean show_renders)
{
  return compact ? g_strcmp0 (which, "code") != 0 : show_renders;
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
  if (!self->allocating && self->screen == NULL && !is_compact (self) && self->height > 0)
    self->share = CLAMP ((double)gtk_paned_get_position (paned) / self->height, 0, 1);
}

/* Places the divider where the user put it. By default the renders get the height that their aspect
 * ratio asks for, but at most 55 %, which leaves the rest to the code. The pen's tools come on top
 * of that: the picture that is drawn on stays as large as it was. */
static void
mq_review_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MqReviewPage *self = MQ_REVIEW_PAGE (widget);

  self->allocating = TRUE;
  self->height = height;
  if (!is_compact (self))
    {
      int renders = MIN (mq_gallery_measure (self->gallery, width - 24), height * 55 / 100);

      if (self->share >= 0)
        renders = (int)(self->share * height);
      gtk_paned_set_position (self->paned,
                              renders + mq_gallery_measure_tools (self->gallery, width - 24));
    }
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

/* A part alone takes the place of the renders. */
static void
part_cb (MqReviewPage *self, const char *title, MqMesh *mesh, const char *problem)
{
  if (mesh == NULL && problem == NULL)
    {
      g_object_set (self, "show-renders", TRUE, NULL);
      adw_toggle_group_set_active_name (self->which, "renders");
    }
  mq_gallery_show_part (self->gallery, title, mesh, problem);
}

static gboolean
close_request_cb (MqReviewPage *self)
{
  g_object_set (self->gallery, "full-screen", FALSE, NULL);
  return GDK_EVENT_STOP;
}

/* The gallery alone, in a window of its own. */
static void
full_screen_cb (MqReviewPage *self)
{
  GtkWidget *gallery = g_object_ref (GTK_WIDGET (self->gallery));
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean is_full_screen;

  g_object_get (gallery, "full-screen", &is_full_screen, NULL);
  if (is_full_screen && self->screen == NULL)
    {
      self->screen = GTK_WINDOW (gtk_window_new ());
      gtk_window_set_title (self->screen, gtk_window_get_title (window));
      gtk_window_set_transient_for (self->screen, window);
      gtk_widget_insert_action_group (GTK_WIDGET (self->screen), "win", G_ACTION_GROUP (window));
      g_signal_connect_object (self->screen, "close-request", G_CALLBACK (close_request_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_paned_set_start_child (self->paned, NULL);
      gtk_window_set_child (self->screen, gallery);
      gtk_window_fullscreen (self->screen);
      gtk_window_present (self->screen);
    }
  else if (!is_full_screen && self->screen != NULL)
    {
      gtk_window_set_child (self->screen, NULL);
      gtk_paned_set_start_child (self->paned, gallery);
      gtk_window_destroy (g_steal_pointer (&self->screen));
    }

  gtk_widget_grab_focus (gallery);
  g_object_unref (gallery);
}

static void
mq_review_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, MQ_REVIEW_PAGE (object)->show_renders);
}

static void
mq_review_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MQ_REVIEW_PAGE (object)->show_renders = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
mq_review_page_dispose (GObject *object)
{
  MqReviewPage *self = MQ_REVIEW_PAGE (object);

  g_clear_pointer (&self->screen, gtk_window_destroy);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_REVIEW_PAGE);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mq_review_page_parent_class)->dispose (object);
}

static void
mq_review_page_class_init (MqReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_review_page_dispose;
  G_OBJECT_CLASS (klass)->get_property = mq_review_page_get_property;
  G_OBJECT_CLASS (klass)->set_property = mq_review_page_set_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), 1,
      g_param_spec_boolean ("show-renders", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  widget_class->size_allocate = mq_review_page_size_allocate;
  widget_class->unmap = mq_review_page_unmap;

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
  gtk_widget_class_bind_template_callback (widget_class, full_screen_cb);
  gtk_widget_class_bind_template_callback (widget_class, part_cb);
}

static void
mq_review_page_init (MqReviewPage *self)
{
  self->settings = g_settings_new (MQ_APP_ID);
  self->share = g_settings_get_double (self->settings, "renders-share");
  self->allocating = TRUE; /* a position from the template is not the user's choice */
  gtk_widget_init_template (GTK_WIDGET (self));
  self->allocating = FALSE;
  g_settings_bind (self->settings, "show-renders", self, "show-renders", G_SETTINGS_BIND_GET);
}
