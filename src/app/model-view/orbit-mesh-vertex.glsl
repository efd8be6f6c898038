/* The asset: its places and normals; pose moves a part without changing its shape. */
in vec3 position;
in vec3 normal;
uniform mat4 matrix;
uniform mat4 pose;
uniform vec2 shift; // of the picture, for a line round the part
out vec3 place;
out vec3 facing;
void main ()
{
  place = (pose * vec4 (position, 1.0)).xyz;
  facing = mat3 (pose) * normal;
  gl_Position = matrix * vec4 (place, 1.0);
  gl_Position.xy += shift * gl_Position.w;
}
