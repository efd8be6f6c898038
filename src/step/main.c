/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette-step: reads a STEP file from its input and writes a GLB of it. The commands of Draw do
 * that, the interpreter of Open CASCADE, whose libraries are loaded if they are there. Started by
 * client/intake/mq-step-file.c in a sandbox, as the file is a stranger's. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#define MODEL "/tmp/model.step"
#define MADE "/tmp/model.glb"
#define BLOCK 65536

/* The linker's names of Draw::GetInterpretor(), and of two methods of what it returns. */
#define GET_INTERPRETER "_ZN4Draw14GetInterpretorEv"
#define INIT "_ZN16Draw_Interpretor4InitEv"
#define EVAL "_ZN16Draw_Interpretor4EvalEPKc"

typedef void *(*GetInterpreterFunc) (void);
typedef void (*AddCommandsFunc) (void *interpreter);
typedef int (*EvalFunc) (void *interpreter, const char *script);

/* Versions of its libraries; no others were tried. */
static const char *const versions[] = { "7.9", "7.8" };

/* Libraries that add commands: shapes and their meshes, documents, STEP, glTF. */
static const char *const plugins[] = { "TKTopTest", "TKXDEDRAW", "TKXSDRAWSTEP", "TKXSDRAWGLTF" };

static const char read_model[] = "ReadStep model " MODEL;

/* No place is off by more than a thousandth of the size, and no two faces that stand for one round
 * one meet at more than 15 degrees. Parts have the names of products: many programs number the
 * places where those stand. */
static const char write_model[]
    = "XGetOneShape shape model\n"
      "lassign [bounding shape] x y z to_x to_y to_z\n"
      "set size [expr {hypot(hypot($to_x - $x, $to_y - $y), $to_z - $z)}]\n"
      "incmesh shape [expr {$size / 1000}] -a 15\n"
      "WriteGltf model " MADE " -mergeFaces -nodeNameFormat productOrInstance";

static int
copy (int from, int to)
{
  static char block[BLOCK];
  ssize_t length;

  while ((length = read (from, block, sizeof block)) > 0)
    for (ssize_t done = 0, n; done < length; done += n)
      if ((n = write (to, block + done, (size_t)(length - done))) <= 0)
        return 0;
  return length == 0;
}

/* In main(), which never returns, its array would have no guard (hardening-check). */
__attribute__ ((noinline)) static void *
load (const char *library, const char *version)
{
  char file[80];

  snprintf (file, sizeof file, "lib%s.so.%s", library, version);
  return dlopen (file, RTLD_NOW | RTLD_GLOBAL);
}

static void *
find (void *library, const char *name)
{
  void *found = library != NULL ? dlsym (library, name) : NULL;

  if (found == NULL)
    {
      fprintf (stderr, "%s\n", dlerror ());
      _exit (EX_UNAVAILABLE);
    }
  return found;
}

/* Its end is _exit(), as nothing that Open CASCADE does at an end matters to anybody. */
int
main (void)
{
  int output = dup (STDOUT_FILENO);
  int model = open (MODEL, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const char *version = NULL;
  void *draw = NULL;
  void *interpreter;
  EvalFunc eval;
  int made;

  for (size_t i = 0; draw == NULL && i < sizeof versions / sizeof *versions; i++)
    draw = load ("TKDraw", version = versions[i]);
  interpreter = ((GetInterpreterFunc)find (draw, GET_INTERPRETER)) ();
  eval = (EvalFunc)find (draw, EVAL);

  /* Draw writes there what it does. */
  dup2 (STDERR_FILENO, STDOUT_FILENO);
  if (!copy (STDIN_FILENO, model) || close (model) != 0)
    _exit (EX_IOERR);

  ((AddCommandsFunc)find (draw, INIT)) (interpreter);
  for (size_t i = 0; i < sizeof plugins / sizeof *plugins; i++)
    ((AddCommandsFunc)find (load (plugins[i], version), "PLUGINFACTORY")) (interpreter);

  if (eval (interpreter, read_model) != 0)
    _exit (EX_DATAERR);
  if (eval (interpreter, write_model) != 0 || (made = open (MADE, O_RDONLY | O_CLOEXEC)) < 0)
    _exit (EX_NOINPUT);
  _exit (copy (made, output) ? EX_OK : EX_IOERR);
}
