/* One triangle over the whole picture, with the ray of each pixel. */
uniform vec3 right;
uniform vec3 up;
uniform vec3 back;
out vec3 ray;
void main ()
{
  vec2 at = vec2 (gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  ray = right * at.x + up * at.y - back;
  gl_Position = vec4 (at, 0.0, 1.0);
}
