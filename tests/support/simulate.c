/* simulate FILE: loads a URDF or MJCF with MuJoCo, and prints a line of JSON for each joint, with
 * its axis and place in the world as built, and one with the contacts there. simulate FILE push
 * JOINT TORQUE SECONDS: without gravity; where the joint is then. simulate FILE fall DEGREES
 * SECONDS: lifted and tilted, then released; how it stands then. simulate FILE poses: for each pose
 * of the standard input, the names and the distance of all geoms that touch, in a line. */
#include <math.h>
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_joints (const mjModel *m, const mjData *d)
{
  for (int j = 0; j < m->njnt; j++)
    {
      const char *name = mj_id2name (m, mjOBJ_JOINT, j);
      const mjtNum *axis = d->xaxis + 3 * j, *at = d->xanchor + 3 * j;

      printf ("{\"joint\": \"%s\", \"type\": %d, \"axis\": [%.9g, %.9g, %.9g], \"at\": [%.9g, "
              "%.9g, %.9g], "
              "\"limited\": %d, \"range\": [%.9g, %.9g], \"damping\": %.9g, \"value\": %.9g}\n",
              name != NULL ? name : "", m->jnt_type[j], axis[0], axis[1], axis[2], at[0], at[1],
              at[2], m->jnt_limited[j], m->jnt_range[2 * j], m->jnt_range[2 * j + 1],
              m->dof_damping[m->jnt_dofadr[j]], d->qpos[m->jnt_qposadr[j]]);
    }
}

static int
print_contacts (const mjModel *m, mjData *d)
{
  for (;;)
    {
      for (int i = 0; i < m->nq; i++)
        if (scanf ("%lf", d->qpos + i) != 1)
          return 0;
      mj_kinematics (m, d);
      mj_comPos (m, d);
      mj_collision (m, d);
      for (int i = 0; i < d->ncon; i++)
        printf ("%s %s %.9g ", mj_id2name (m, mjOBJ_GEOM, d->contact[i].geom1),
                mj_id2name (m, mjOBJ_GEOM, d->contact[i].geom2), d->contact[i].dist);
      puts ("");
    }
}

int
main (int argc, char **argv)
{
  char error[1000] = "";
  mjModel *m = mj_loadXML (argv[1], NULL, error, sizeof error);
  mjData *d;
  double most = 0, first;

  if (m == NULL)
    {
      fprintf (stderr, "%s\n", error);
      return 1;
    }
  d = mj_makeData (m);
  if (argc == 3)
    return print_contacts (m, d);
  m->opt.enableflags |= mjENBL_ENERGY;
  if (argc > 5)
    mju_zero3 (m->opt.gravity);
  if (argc == 5)
    {
      double half = atof (argv[3]) * M_PI / 360;

      d->qpos[2] += 0.02 + m->stat.extent * sin (2 * half);
      d->qpos[3] = cos (half);
      d->qpos[4] = sin (half) * sqrt (0.5);
      d->qpos[5] = sin (half) * sqrt (0.5);
    }
  mj_forward (m, d);
  first = d->energy[0] + d->energy[1];
  if (argc == 2)
    {
      print_joints (m, d);
      printf ("{\"contacts\": %d, \"bodies\": %d}\n", d->ncon, m->nbody);
      return 0;
    }
  /* After what it cannot work out, MuJoCo begins again at time 0: the warning tells. */
  for (double time = 0; time < atof (argv[argc - 1]); time += m->opt.timestep)
    {
      if (argc > 5)
        d->qfrc_applied[m->jnt_dofadr[mj_name2id (m, mjOBJ_JOINT, argv[3])]] = atof (argv[4]);
      mj_step (m, d);
      most = fmax (most, d->energy[0] + d->energy[1] - first);
    }
  print_joints (m, d);
  printf ("{\"up\": %.9g, \"rose\": %.9g, \"speed\": %.9g, \"warnings\": %d}\n", d->xmat[9 + 8],
          most, mju_norm (d->qvel, m->nv), d->warning[mjWARN_BADQACC].number);
  return 0;
}
