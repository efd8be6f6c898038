/* first-frame X Y COMMAND…: seconds from starting a program to the first pixel that it paints, as
 * an X server sees it (the root is magenta, and what is not magenta any more is the program's), and
 * then to the moment when the pixel at X, Y is another than it was then: what is shown there has
 * come. X of -1 leaves the second out. Needs a display of its own (Xvfb) without a window manager.
 */
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

static unsigned long
look (Display *display, int x, int y)
{
  XImage *image = XGetImage (display, DefaultRootWindow (display), x, y, 1, 1, AllPlanes, ZPixmap);
  unsigned long pixel = image != NULL ? XGetPixel (image, 0, 0) & 0xffffff : MAGENTA;

  if (image != NULL)
    XDestroyImage (image);

  return pixel;
}

/* Until the pixel is another one than @old; the time in seconds since @started, or -1. */
static double
wait_for_change (Display *display, int x, int y, unsigned long old, gint64 started)
{
  while (look (display, x, y) == old)
    {
      if (g_get_monotonic_time () - started > LIMIT_SECONDS * G_USEC_PER_SEC)
        return -1;

      g_usleep (1000);
    }

  return (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC;
}

int
main (int argc, char *argv[])
{
  Display *display = XOpenDisplay (NULL);
  g_autoptr (GError) error = NULL;
  double first;
  double second = -1;
  gint64 started;
  Window root;
  GPid pid;
  int x;
  int y;

  if (display == NULL || argc < 4)
    {
      fputs ("usage: first-frame X Y COMMAND… (with a DISPLAY)\n", stderr);
      return 2;
    }

  x = atoi (argv[1]);
  y = atoi (argv[2]);
  XSetErrorHandler (ignore_error);
  root = DefaultRootWindow (display);
  XSetWindowBackground (display, root, MAGENTA);
  XClearWindow (display, root);
  XSync (display, False);

  started = g_get_monotonic_time ();
  if (!g_spawn_async (NULL, argv + 3, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                          | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &pid, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }

  first = wait_for_change (display, MAX (x, 200), MAX (y, 200), MAGENTA, started);
  if (first >= 0 && x >= 0)
    second = wait_for_change (display, x, y, look (display, x, y), started);

  printf ("{\"first_s\": %.4f, \"there_s\": %.4f}\n", first, second);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  XCloseDisplay (display);
  return first < 0 || (x >= 0 && second < 0);
}
