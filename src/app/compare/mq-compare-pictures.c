/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The same view of two versions, see mq-compare-pictures.h. Versions may have different numbers of
 * views: all views of either can be chosen, and a missing one is shown as missing. */
#include "app/compare/mq-compare-pictures.h"

#include "app/compare/mq-color-swatch.h"
#include "app/compare/mq-difference.h"
#include "app/compare/mq-wipe.h"
#include "app/model/mq-report-view.h"
#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture.h"
#include "common/json/mq-json.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

/* px: less room has no space for a sentence under its heading */
#define MIN_ROOM 88

/* No setting allows more views (render.count is at most 10), and a row of buttons fits as many. */
#define MAX_VIEWS 10

/* Up to this many views have thumbnails, which fit into a narrow window; more have numbers. */
#define MAX_THUMBNAILS 6
#define THUMBNAIL_WIDTH 40 /* px */
#define THUMBNAIL_HEIGHT 24
/* So many have room for larger ones. */
#define MAX_LARGE 4
#define LARGE_WIDTH 64
#define LARGE_HEIGHT 36

struct _MqComparePictures
{
  AdwBin parent_instance;

  /* Template */
  GtkStack *stack;
  MqWipe *wipe;
  MqDifference *difference;
  MqPicture *before_picture;
  MqPicture *after_picture;
  GtkLabel *before_name;
  GtkLabel *after_name;
  GtkLabel *note;
  AdwToggleGroup *views;
  AdwToggleGroup *ways;
  GtkWidget *room;
  GtkListBox *changes;

  /* Owned */
  MqVersion *before;
  MqVersion *after;
  JsonArray *cameras[MQ_PICTURE_N_SIDES]; /* of their reports; NULL: not known */

  GStrv references; /* paths of the user's pictures */

  guint n_views;         /* with those of the user's pictures, which come last */
  guint n_own;           /* of the user's pictures; the first of them, if @has_likeness, is that */
  gboolean has_likeness; /* there is the user's picture, and the later version from its camera */
  double overlap;        /* of their outlines; NAN: not known */
  gboolean any_changes;
};

G_DEFINE_FINAL_TYPE (MqComparePictures, mq_compare_pictures, ADW_TYPE_BIN)

static char *
dup_picture (MqVersion *version, guint view)
{
  return view < mq_version_get_n_pictures (version) ? mq_version_get_picture (version, view) : NULL;
}

static char *
dup_likeness (MqVersion *version, guint side)
{
  static const char *const names[] = { MQ_VERSION_LIKENESS_PICTURE, MQ_VERSION_LIKENESS_VERSION };

  return g_build_filename (mq_version_get_dir (version), names[side], NULL);
}

/* Whether the version was compared with a picture of the user. */
gboolean
mq_compare_pictures_has_likeness (MqVersion *version)
{
  g_autofree char *picture = dup_likeness (version, MQ_PICTURE_BEFORE);
  g_autofree char *drawn = dup_likeness (version, MQ_PICTURE_AFTER);

  return g_file_test (picture, G_FILE_TEST_IS_REGULAR)
         && g_file_test (drawn, G_FILE_TEST_IS_REGULAR);
}

static gboolean
is_likeness (MqComparePictures *self, guint view)
{
  return self->has_likeness && view + self->n_own == self->n_views;
}

/* Returns: (nullable): the picture of the user that a view shows beside the version, without its
 * camera */
static const char *
get_reference (MqComparePictures *self, guint view)
{
  guint first = self->n_views - self->n_own + self->has_likeness;

  return view >= first && view < self->n_views ? self->references[view - first] : NULL;
}

/* A single picture takes the height that its width asks for, and the changes go below it. Two
 * pictures take the whole height. A picture from elsewhere is not laid over the version. */
static void
update_way (MqComparePictures *self)
{
  const char *way = adw_toggle_group_get_active_name (self->ways);
  gboolean is_own = self->n_views > 0
                    && get_reference (self, adw_toggle_group_get_active (self->views)) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->ways), !is_own);
  if (is_own || way != NULL)
    gtk_stack_set_visible_child_name (self->stack, is_own ? "both" : way);
  gtk_widget_set_visible (self->room, !is_own && g_strcmp0 (way, "both") != 0 && self->any_changes);
}

static void
show_view (MqComparePictures *self, guint view)
{
  MqVersion *versions[] = { self->before, self->after };
  MqPicture *pictures[] = { self->before_picture, self->after_picture };
  GtkLabel *labels[] = { self->before_name, self->after_name };
  char *paths[MQ_PICTURE_N_SIDES];
  char *names[MQ_PICTURE_N_SIDES];
  JsonNode *cameras[MQ_PICTURE_N_SIDES] = { NULL }; /* NULL: not known */
  const char *reference = get_reference (self, view);
  g_autofree char *difference = NULL;
  g_autofree char *note = NULL;

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      gboolean is_own = i == MQ_PICTURE_BEFORE && (is_likeness (self, view) || reference != NULL);
      g_autofree char *text = NULL;

      if (reference != NULL)
        paths[i] = is_own ? g_strdup (reference) : mq_version_dup_cover (self->after);
      else
        paths[i] = is_likeness (self, view) ? dup_likeness (self->after, i)
                                            : dup_picture (versions[i], view);
      names[i] = is_own ? g_strdup (_ ("Your Picture"))
                        : g_strdup_printf (_ ("Version %u"), mq_version_get_number (versions[i]));
      /* Translators: a render: "Version 2, view 1" */
      text = g_strdup_printf (_ ("%s, view %u"), names[i], view + 1);
      mq_picture_show (pictures[i], paths[i], text);
      gtk_label_set_label (labels[i], names[i]);
      if (paths[i] == NULL && note == NULL)
        note = g_strdup_printf (_ ("%s has no view %u."), names[i], view + 1);
      if (view < mq_json_length (self->cameras[i]))
        cameras[i] = json_array_get_element (self->cameras[i], view);
    }
  if (reference != NULL)
    g_set_str (&note, _ ("Your picture is not laid over the version, because its camera is not "
                         "known."));
  else if (is_likeness (self, view))
    {
      guint number = mq_version_get_number (self->after);

      note = isfinite (self->overlap)
                 ? g_strdup_printf (_ ("Version %u from the camera of your picture: the outlines "
                                       "overlap by %d %%."),
                                    number, (int)floor (100 * self->overlap))
                 : g_strdup_printf (
                       _ ("Version %u from the camera of your picture. The overlap of the "
                          "outlines could not be measured."),
                       number);
    }
  else if (note == NULL && cameras[MQ_PICTURE_BEFORE] != NULL && cameras[MQ_PICTURE_AFTER] != NULL
           && !json_node_equal (cameras[MQ_PICTURE_BEFORE], cameras[MQ_PICTURE_AFTER]))
    note = g_strdup (_ ("The two pictures were taken from different distances, so sizes in them "
                        "cannot be compared."));
  if (self->before == self->after && !is_likeness (self, view) && reference == NULL)
    g_set_str (&note, _ ("The same version is on both sides."));

  mq_wipe_show (self->wipe, (const char *const *)paths, (const char *const *)names);
  /* Translators: for screen readers: a picture in which differences are marked:
   * "Differences between Version 1 and Version 2, view 1" */
  difference = g_strdup_printf (_ ("Differences between %s and %s, view %u"), names[0], names[1],
                                view + 1);
  mq_difference_show (self->difference, (const char *const *)paths, difference);
  gtk_label_set_label (self->note, note != NULL ? note : "");

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      g_free (paths[i]);
      g_free (names[i]);
    }
}

static void
view_changed_cb (MqComparePictures *self)
{
  guint view = adw_toggle_group_get_active (self->views);

  if (self->before != NULL && view < self->n_views)
    show_view (self, view);
  update_way (self);
}

/* @item: a #MqComparedValue of a colour, or a sentence as a #GtkStringObject */
static GtkWidget *
create_change (gpointer item, gpointer unused)
{
  MqComparedValue *value = MQ_IS_COMPARED_VALUE (item) ? item : NULL;
  const char *text = value != NULL ? value->title : gtk_string_object_get_string (item);
  g_autofree char *said
      = value != NULL
            /* Translators: for screen readers: "Frame color: brown, then dark brown". */
            ? g_strdup_printf (_ ("%s: %s, then %s"), text,
                               value->before != NULL ? value->before : C_ ("value", "none"),
                               value->after != NULL ? value->after : C_ ("value", "none"))
            : g_strdup (text);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "xalign", 0.0,
                                   "hexpand", TRUE, NULL);
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "spacing", 6, "margin-start", 12, "margin-end", 12,
                                 "margin-top", 9, "margin-bottom", 9, NULL);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_box_append (GTK_BOX (box), label);
  if (value != NULL)
    {
      const char *colors[] = { value->before_color, value->after_color };

      /* "Frame color ■ → ■": what a colour was, and is. */
      for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
        {
          GtkWidget *swatch = mq_color_swatch_new ();

          mq_color_swatch_set_color (swatch, colors[i]);
          if (i > 0)
            gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));
          gtk_box_append (GTK_BOX (box), swatch);
        }
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  mq_accessible_names_set (row, said);

  return row;
}

/* @changes: (nullable): what changed: sentences (#GtkStringObject) and colours
 * (#MqComparedValue) */
void
mq_compare_pictures_set_changes (MqComparePictures *self, GListModel *changes)
{
  self->any_changes = changes != NULL && g_list_model_get_n_items (changes) > 0;
  gtk_list_box_bind_model (self->changes, changes, create_change, NULL, NULL);
  update_way (self);
}

/* Says so where the two pictures of a view were not taken from one place, and how alike the user's
 * picture is. @before: (nullable): the older version's report; @after: (nullable): the newer
 * version's report. */
void
mq_compare_pictures_set_reports (MqComparePictures *self, JsonObject *before, JsonObject *after)
{
  JsonObject *reports[] = { before, after };

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    mq_json_replace_array (&self->cameras[i], mq_json_get_array (reports[i], "cameras"));
  self->overlap = mq_json_get_double (mq_json_get_object (after, "likeness"), "overlap", NAN);
  view_changed_cb (self);
}

static void
mq_compare_pictures_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MqComparePictures *self = MQ_COMPARE_PICTURES (widget);

  GTK_WIDGET_CLASS (mq_compare_pictures_parent_class)
      ->size_allocate (widget, width, height, baseline);
  gtk_widget_set_child_visible (self->room, gtk_widget_get_height (self->room) >= MIN_ROOM);
}

static void
set_n_views (MqComparePictures *self, guint n, gboolean has_likeness)
{
  guint view = adw_toggle_group_get_active (self->views);
  guint n_references = self->references != NULL ? g_strv_length (self->references) : 0;
  /* The one picture is there from the version's camera. */
  guint n_own = has_likeness + (has_likeness && n_references == 1 ? 0 : n_references);

  n = MIN (n, MAX_VIEWS) + n_own;
  if (n == self->n_views && n_own == self->n_own && has_likeness == self->has_likeness)
    return;

  self->has_likeness = has_likeness;
  self->n_own = n_own;
  self->n_views = 0; /* ignore selections while the buttons change */
  adw_toggle_group_remove_all (self->views);
  for (guint i = 0; i < n; i++)
    {
      gboolean is_own = i + n_own >= n;
      g_autofree char *label = is_own ? g_strdup (_ ("Your Picture"))
                                      : g_strdup_printf ("%u", i + 1);
      g_autofree char *tooltip = is_own ? g_strdup (_ ("Your Picture"))
                                        : g_strdup_printf (_ ("View %u"), i + 1);
      AdwToggle *toggle = adw_toggle_new ();

      if (n <= MAX_THUMBNAILS)
        {
          int width = n <= MAX_LARGE ? LARGE_WIDTH : THUMBNAIL_WIDTH;
          int height = n <= MAX_LARGE ? LARGE_HEIGHT : THUMBNAIL_HEIGHT;
          GtkWidget *picture = mq_picture_new (NULL, width, height);

          gtk_widget_set_size_request (picture, width, height);
          gtk_widget_set_halign (picture, GTK_ALIGN_CENTER); /* in a narrow window, it is not cut */
          gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
          adw_toggle_set_child (toggle, picture);
          mq_picture_show (MQ_PICTURE (picture), NULL, tooltip);
        }
      else
        adw_toggle_set_label (toggle, label);
      adw_toggle_set_tooltip (toggle, tooltip);
      adw_toggle_group_add (self->views, toggle);
    }
  self->n_views = n;
  if (n > 0)
    adw_toggle_group_set_active (self->views, view < n ? view : 0);
}

/* @references: (transfer full): paths of the user's pictures, which are shown beside the next
 * versions that are set */
void
mq_compare_pictures_set_references (MqComparePictures *self, GStrv references)
{
  g_strfreev (self->references);
  self->references = references;
  self->n_own = self->n_views = 0;
}

/* @after: another version, or the same */
void
mq_compare_pictures_set_versions (MqComparePictures *self, MqVersion *before, MqVersion *after)
{
  gboolean was_alone;

  g_return_if_fail (MQ_IS_COMPARE_PICTURES (self));
  g_return_if_fail (MQ_IS_KEPT_VERSION (before) && MQ_IS_KEPT_VERSION (after));

  was_alone = self->before != NULL && self->before == self->after;
  g_set_object (&self->before, before);
  g_set_object (&self->after, after);
  self->overlap = NAN; /* until its report is there */
  set_n_views (self, MAX (mq_version_get_n_pictures (before), mq_version_get_n_pictures (after)),
               mq_compare_pictures_has_likeness (after));
  /* A version alone is compared with the picture. */
  if (before == after && self->n_own > 0)
    adw_toggle_group_set_active (self->views, self->n_views - self->n_own);
  else if (was_alone && self->n_views > 0)
    adw_toggle_group_set_active (self->views, 0);

  /* Sets the button thumbnails: the view of the later version, or of the earlier one if it has
   * none. */
  for (guint i = 0; i < self->n_views && i < MAX_THUMBNAILS; i++)
    {
      AdwToggle *toggle = adw_toggle_group_get_toggle (self->views, i);
      GtkWidget *picture = adw_toggle_get_child (toggle);
      g_autofree char *path = g_strdup (get_reference (self, i));

      if (path == NULL)
        path = is_likeness (self, i) ? dup_likeness (self->after, MQ_PICTURE_BEFORE)
                                     : dup_picture (self->after, i);
      if (path == NULL)
        path = dup_picture (self->before, i);
      if (picture != NULL)
        mq_picture_set_path (MQ_PICTURE (picture), path);
    }

  show_view (self, self->n_views > 0 ? adw_toggle_group_get_active (self->views) : 0);
}

static void
mq_compare_pictures_dispose (GObject *object)
{
  MqComparePictures *self = MQ_COMPARE_PICTURES (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_COMPARE_PICTURES);
  g_clear_object (&self->before);
  g_clear_object (&self->after);
  g_clear_pointer (&self->references, g_strfreev);
  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    g_clear_pointer (&self->cameras[i], json_array_unref);

  G_OBJECT_CLASS (mq_compare_pictures_parent_class)->dispose (object);
}

static void
mq_compare_pictures_class_init (MqComparePicturesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_compare_pictures_dispose;
  widget_class->size_allocate = mq_compare_pictures_size_allocate;

  g_type_ensure (MQ_TYPE_PICTURE);
  g_type_ensure (MQ_TYPE_WIPE);
  g_type_ensure (MQ_TYPE_DIFFERENCE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-compare-pictures.ui");
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, stack);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, wipe);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, difference);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, before_picture);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, after_picture);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, before_name);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, after_name);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, note);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, views);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, ways);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, room);
  gtk_widget_class_bind_template_child (widget_class, MqComparePictures, changes);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_way);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_is_several);
}

static void
mq_compare_pictures_init (MqComparePictures *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_toggle_group_set_active_name (self->ways, "wipe");
}
