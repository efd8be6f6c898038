/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of keyboard shortcuts, see mq-shortcuts.h. */
#include "app/window/mq-shortcuts.h"

#include <glib/gi18n.h>

#define MAX_ACCELS 3

typedef struct
{
  const char *title;
  const char *action; /* NULL: bound by a widget, only shown in the dialog */
  const char *accels[MAX_ACCELS];
} Shortcut;

typedef struct
{
  const char *title;
  const Shortcut *shortcuts;
  guint n_shortcuts;
} ShortcutGroup;

static const Shortcut general[] = {
  { N_ ("New Session"), "win.new-session", { "<Control>n" } },
  { N_ ("New Window"), "app.new-window", { "<Control><Shift>n" } },
  { N_ ("Search Sessions"), "win.search", { "<Control>k", "<Control><Shift>f" } },
  { N_ ("Gallery"), "win.gallery", { "<Control>g" } },
  { N_ ("Preferences"), "app.preferences", { "<Control>comma" } },
  { N_ ("Keyboard Shortcuts"), "app.shortcuts", { "<Control>question" } },
  { N_ ("Help"), "app.help", { "F1" } },
  { N_ ("Main Menu"), NULL, { "F10" } },
  { N_ ("Close Window"), "window.close", { "<Control>w" } },
  { N_ ("Quit"), "app.quit", { "<Control>q" } },
};

static const Shortcut panes[] = {
  { N_ ("Toggle Sessions"), "win.sidebar", { "F9" } },
  { N_ ("Toggle Review"), "win.review", { "<Control>r" } },
  { N_ ("Next Session"), "win.next-session", { "<Control>Page_Down", "<Control>Tab" } },
  { N_ ("Previous Session"),
    "win.previous-session",
    { "<Control>Page_Up", "<Control><Shift>Tab" } },
  { N_ ("Widen Review"), "win.widen-review(0.05)", { "<Control>bracketleft" } },
  { N_ ("Narrow Review"), "win.widen-review(-0.05)", { "<Control>bracketright" } },
};

static const Shortcut conversation[] = {
  { N_ ("Focus Message"), "win.focus-composer", { "<Control>l" } },
  { N_ ("Attach Pictures"), "win.attach", { "<Control>o" } },
  { N_ ("Stop"), "win.stop", { "<Control>period" } },
  { N_ ("Four Variants"), NULL, { "<Control><Shift>Return" } },
  { N_ ("Rename Session"), NULL, { "F2" } },
  { N_ ("Delete Selected Session"), NULL, { "Delete" } },
  { N_ ("Undo"), NULL, { "<Control>z" } },
  { N_ ("Redo"), NULL, { "<Control><Shift>z" } },
};

static const Shortcut review[] = {
  { N_ ("Find in the Code"), "win.find", { "<Control>f" } },
  { N_ ("Export"), "win.export", { "<Control>e" } },
  { N_ ("Show Renders and Code"), "win.review-page::review", { "<Alt>1" } },
  { N_ ("Compare Versions"), "win.review-page::compare", { "<Alt>2" } },
  { N_ ("Show Parameters"), "win.review-page::parameters", { "<Alt>3" } },
  { N_ ("Next Version"), "win.step-version(1)", { "<Alt>Page_Down" } },
  { N_ ("Previous Version"), "win.step-version(-1)", { "<Alt>Page_Up" } },
};

/* But for full screen, while the focus is on it. */
static const Shortcut picture[] = {
  { N_ ("Full Screen"), "win.full-screen", { "F11" } },
  { N_ ("Zoom In"), NULL, { "plus" } },
  { N_ ("Zoom Out"), NULL, { "minus" } },
  { N_ ("Fit"), NULL, { "0" } },
  { N_ ("Move the Model"), NULL, { "<Shift>Left", "<Shift>Right" } },
  { N_ ("Model from the Front, from the Back"), NULL, { "1", "<Control>1" } },
  { N_ ("Model from the Right, from the Left"), NULL, { "3", "<Control>3" } },
  { N_ ("Model from the Top, from Below"), NULL, { "7", "<Control>7" } },
  { N_ ("Show the Chosen Part"), NULL, { "f" } },
  { N_ ("Show the Whole Model"), NULL, { "Home" } },
  { N_ ("Change the Look of the Model"), NULL, { "z" } },
};

static const ShortcutGroup groups[] = {
  { N_ ("General"), general, G_N_ELEMENTS (general) },
  { N_ ("Panes"), panes, G_N_ELEMENTS (panes) },
  { N_ ("Conversation"), conversation, G_N_ELEMENTS (conversation) },
  { N_ ("Review"), review, G_N_ELEMENTS (review) },
  { N_ ("Picture and Model"), picture, G_N_ELEMENTS (picture) },
};

/* Sets the accelerators of all actions. */
void
mq_shortcuts_install (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      for (guint j = 0; j < groups[i].n_shortcuts; j++)
        {
          const Shortcut *shortcut = &groups[i].shortcuts[j];
          const char *accels[MAX_ACCELS + 1] = { NULL };

          if (shortcut->action == NULL)
            continue;

          for (guint k = 0; k < MAX_ACCELS; k++)
            accels[k] = shortcut->accels[k];
          gtk_application_set_accels_for_action (application, shortcut->action, accels);
        }
    }
}

#if ADW_CHECK_VERSION(1, 8, 0)

/* The oldest libadwaita that Maquette is built with has no such dialog. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

static AdwDialog *
make_dialog (void)
{
  AdwDialog *dialog = adw_shortcuts_dialog_new ();

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      AdwShortcutsSection *section = adw_shortcuts_section_new (_ (groups[i].title));

      for (guint j = 0; j < groups[i].n_shortcuts; j++)
        {
          const Shortcut *shortcut = &groups[i].shortcuts[j];
          const char *accels[MAX_ACCELS + 1] = { NULL };
          g_autofree char *all = NULL;

          memcpy (accels, shortcut->accels, sizeof shortcut->accels);
          all = g_strjoinv (" ", (char **)accels);
          adw_shortcuts_section_add (section, adw_shortcuts_item_new (_ (shortcut->title), all));
        }
      adw_shortcuts_dialog_add (ADW_SHORTCUTS_DIALOG (dialog), section);
    }

  return dialog;
}

G_GNUC_END_IGNORE_DEPRECATIONS

#else

/* Creates a row that screen readers read as “New Session, Ctrl+N”, with the keys drawn as key
 * caps. */
static GtkWidget *
make_row (const Shortcut *shortcut)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ (shortcut->title), "use-markup",
                                 FALSE, "focusable", TRUE, NULL);
  g_autoptr (GString) spoken = g_string_new (NULL);

  for (guint i = 0; i < MAX_ACCELS && shortcut->accels[i] != NULL; i++)
    {
      GdkModifierType modifiers = 0;
      guint key = 0;
      gboolean is_known = gtk_accelerator_parse (shortcut->accels[i], &key, &modifiers);
      g_autofree char *keys = is_known ? gtk_accelerator_get_label (key, modifiers) : g_strdup ("");
      GtkWidget *caps = g_object_new (GTK_TYPE_BOX, "css-name", "shortcut", "valign",
                                      GTK_ALIGN_CENTER, NULL);
      GtkWidget *cap = gtk_label_new (keys);

      gtk_widget_add_css_class (cap, "keycap");
      gtk_box_append (GTK_BOX (caps), cap);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), caps);
      g_string_append_printf (spoken, "%s%s", i > 0 ? ", " : "", keys);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  spoken->str, -1);

  return row;
}

static AdwDialog *
make_dialog (void)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *view = adw_toolbar_view_new ();

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", _ (groups[i].title),
                                       NULL);

      for (guint j = 0; j < groups[i].n_shortcuts; j++)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   make_row (&groups[i].shortcuts[j]));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
    }

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);

  return g_object_new (ADW_TYPE_DIALOG, "title", _ ("Keyboard Shortcuts"), "content-width", 560,
                       "content-height", 640, "child", view, NULL);
}

#endif

/* Returns: (transfer floating): a dialog that lists the shortcuts */
AdwDialog *
mq_shortcuts_new_dialog (void)
{
  return make_dialog ();
}
