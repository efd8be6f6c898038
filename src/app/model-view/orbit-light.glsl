/* What both fragment shaders need: the studio of the bridge’s light.py (three round lights that go with
 * the camera, over a grey ground that fades into a grey sky), and how colours are developed. */
const vec3 GROUND = vec3 (0.62, 0.62, 0.625);
const vec3 BACKDROP = vec3 (0.60, 0.602, 0.608);
const float FAR = 0.62;
const float ZENITH = 1.05;
const float PI = 3.14159265;
uniform vec3 eye;
uniform vec3 foot; // the middle of the asset's foot, on the ground
uniform float size;
uniform vec3 light_place[3];
uniform vec3 light_power[3]; // W, already by colour
uniform float light_radius[3];
uniform mat4 shadow_matrix;
uniform highp sampler2DShadow shadow_map;
out vec4 result;
vec3 sky (float z)
{
  return BACKDROP * mix (FAR, ZENITH, clamp (z / 0.6, 0.0, 1.0));
}

// How much of the key light comes to a place, through an edge that is `soft` of the map's half wide.
// The map is looked at `taps` times each way, which takes most of the time without a graphics card.
float get_key_share (vec3 place, float soft, float taps)
{
  vec4 at = shadow_matrix * vec4 (place, 1.0);
  vec3 p = at.xyz * 0.5 + 0.5;
  float sum = 0.0;
  if (any (lessThan (p, vec3 (0.0))) || any (greaterThan (p, vec3 (1.0))))
    return 1.0;
  // Grain instead of stripes.
  p.xy += (fract (sin (dot (gl_FragCoord.xy, vec2 (12.9898, 78.233))) * vec2 (43758.5, 22578.1)) - 0.5)
          * soft / taps;
  for (float y = 0.5; y < taps; y++)
    for (float x = 0.5; x < taps; x++)
      sum += texture (shadow_map, vec3 (p.xy + (vec2 (x, y) / taps - 0.5) * soft, p.z - 0.004));
  return sum / (taps * taps);
}

// As the renders: Khronos PBR Neutral, then sRGB.
vec3 develop (vec3 color)
{
  const float start = 0.76;
  float x = min (color.r, min (color.g, color.b));
  float peak, after, share;
  color -= x < 0.08 ? x - 6.25 * x * x : 0.04;
  peak = max (color.r, max (color.g, color.b));
  if (peak >= start)
    {
      after = 1.0 - (1.0 - start) * (1.0 - start) / (peak + 1.0 - 2.0 * start);
      share = 1.0 / (0.15 * (peak - after) + 1.0);
      color = mix (vec3 (after), color * after / peak, share);
    }
  color = clamp (color, 0.0, 1.0);
  return mix (12.92 * color, 1.055 * pow (color, vec3 (1.0 / 2.4)) - 0.055,
              step (vec3 (0.0031308), color));
}
