/* first-frame COMMAND…: seconds from starting a program to the first pixel that it paints, as an X
 * server sees it: the root is magenta, and what is not magenta any more is the program's. Needs a
 * display of its own (Xvfb) without a window manager. */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define MAGENTA 0xff00ff
#define LIMIT_SECONDS 60

/* Windows come and go while they are looked at. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

/* Looks at a few pixels of the middle: a background of its own may be see-through at the rim. */
static gboolean
is_painted (Display *display, Window root, int screen)
{
  XImage *image = XGetImage (display, root, DisplayWidth (display, screen) / 4,
                             DisplayHeight (display, screen) / 4, 1, 1, AllPlanes, ZPixmap);
  gboolean painted = image != NULL && (XGetPixel (image, 0, 0) & 0xffffff) != MAGENTA;

  if (image != NULL)
    XDestroyImage (image);

  return painted;
}

int
main (int argc, char *argv[])
{
  Display *display = XOpenDisplay (NULL);
  g_autoptr (GError) error = NULL;
  gint64 started;
  int screen;
  Window root;
  GPid pid;

  if (display == NULL || argc < 2)
    {
      fputs ("usage: first-frame COMMAND… (with a DISPLAY)\n", stderr);
      return 2;
    }

  XSetErrorHandler (ignore_error);
  screen = DefaultScreen (display);
  root = RootWindow (display, screen);
  XSetWindowBackground (display, root, MAGENTA);
  XClearWindow (display, root);
  XSync (display, False);

  started = g_get_monotonic_time ();
  if (!g_spawn_async (NULL, argv + 1, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                          | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &pid, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }

  while (!is_painted (display, root, screen))
    {
      if (g_get_monotonic_time () - started > LIMIT_SECONDS * G_USEC_PER_SEC)
        {
          fputs ("it painted nothing\n", stderr);
          kill (pid, SIGKILL);
          return 1;
        }
      g_usleep (1000);
    }

  printf ("%.4f\n", (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  XCloseDisplay (display);
  return 0;
}
