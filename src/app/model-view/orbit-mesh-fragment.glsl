/* The asset's surface: GGX with the lights widened by their radius (Karis, "Real Shading in Unreal
 * Engine 4", 2013), and his approximation of the surroundings that are mirrored (2014). */
in vec3 place;
in vec3 facing;
uniform vec4 color;
uniform float metallic;
uniform float roughness;
uniform bool is_line;
uniform float tint; // how much of it is seen
uniform bool is_met;
void main ()
{
  if (is_line)
    {
      result = color;
      return;
    }
  vec3 v = normalize (eye - place);
  vec3 n = normalize (facing) * (gl_FrontFacing ? 1.0 : -1.0);
  float nv = max (dot (n, v), 0.001);
  float a = max (roughness * roughness, 0.002);
  vec3 f0 = mix (vec3 (0.04), color.rgb, metallic);
  vec3 matt = color.rgb * (1.0 - metallic);
  float up = n.z * 0.5 + 0.5;
  float low = clamp ((place.z - foot.z) / (0.35 * size), 0.0, 1.0);
  vec3 around = BACKDROP * mix (mix (0.35, 0.62, low), 0.88, up);
  vec3 sum = matt * around;
  vec3 r = reflect (-v, n);
  vec3 seen = r.z > 0.0 ? sky (r.z) : mix (sky (0.0), GROUND * 0.9, clamp (-3.0 * r.z, 0.0, 1.0));
  vec4 k = roughness * vec4 (-1.0, -0.0275, -0.572, 0.022)
           + vec4 (1.0, 0.0425, 1.04, -0.04);
  float m = min (k.x * k.x, exp2 (-9.28 * nv)) * k.x + k.y;
  vec2 scale = vec2 (-1.04, 1.04) * m + k.zw;
  sum += mix (seen, around, roughness) * (f0 * scale.x + scale.y);
  for (int i = 0; i < 3; i++)
    {
      vec3 to = light_place[i] - place;
      float d = length (to);
      vec3 l = to / d;
      vec3 h = normalize (l + v);
      float nl = max (dot (n, l), 0.0), nh = max (dot (n, h), 0.0), vh = max (dot (v, h), 0.0);
      vec3 power = light_power[i] / (PI * d * d) * (i == 0 && nl > 0.0 ? get_key_share (place, 0.01, 2.0) : 1.0);
      float wide = min (a + light_radius[i] / (3.0 * d), 1.0);
      float lobe = nh * nh * (wide * wide - 1.0) + 1.0;
      float spread = a * a / (PI * lobe * lobe);
      float g = (roughness + 1.0) * (roughness + 1.0) / 8.0;
      float hidden = 1.0 / (4.0 * (nl * (1.0 - g) + g) * (nv * (1.0 - g) + g));
      vec3 f = f0 + (1.0 - f0) * pow (1.0 - vh, 5.0);
      sum += power * nl * (matt * (1.0 - f) / PI + f * spread * hidden);
    }
  result = vec4 (develop (sum), color.a);
  /* A light blue for what is dark, so that it is also seen on blue. */
  bool is_dark = dot (color.rgb, vec3 (0.2126, 0.7152, 0.0722)) < 0.2;
  result.rgb = mix (result.rgb, is_dark ? vec3 (0.6, 0.757, 0.945) : vec3 (0.04, 0.18, 0.42), tint);
  /* Its red, for what runs into something. */
  if (is_met)
    result.rgb = mix (result.rgb, vec3 (0.878, 0.106, 0.141), 0.5);
}
