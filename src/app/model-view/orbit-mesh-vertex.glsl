/* The asset: its places and normals. */
in vec3 position;
in vec3 normal;
uniform mat4 matrix;
out vec3 place;
out vec3 facing;
void main ()
{
  place = position;
  facing = normal;
  gl_Position = matrix * vec4 (position, 1.0);
}
