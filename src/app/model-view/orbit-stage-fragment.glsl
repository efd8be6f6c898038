/* The ground and the sky. From below, the ground is not there. */
in vec3 ray;
void main ()
{
  vec3 way = normalize (ray);
  vec3 sum = sky (abs (way.z));
  if (way.z < -0.0001 && eye.z > foot.z)
    {
      vec3 place = eye + way * ((foot.z - eye.z) / way.z);
      float far = distance (place, foot) / size;
      vec3 near = BACKDROP * 0.8;
      // Beyond, the ground shines by itself.
      for (int i = 0; i < 3 && far < 1.9; i++)
        {
          vec3 to = light_place[i] - place;
          float d = length (to);
          near += light_power[i] * (to.z / d) / (PI * PI * d * d)
                  * (i == 0 ? get_key_share (place, 0.1, 4.0) : 1.0);
        }
      sum = mix (GROUND * near, BACKDROP * mix (1.0, FAR, smoothstep (0.8, 7.0, far)),
                 smoothstep (0.45, 1.9, far));
    }
  result = vec4 (develop (sum), 1.0);
}
