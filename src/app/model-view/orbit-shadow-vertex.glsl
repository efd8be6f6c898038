/* The asset as the key light sees it: only depth is kept. */
in vec3 position;
uniform mat4 matrix;
uniform mat4 pose;
void main ()
{
  gl_Position = matrix * pose * vec4 (position, 1.0);
}
