// The program that draws nodes for sigma: six shapes of the same area, told apart by the attribute `shape`.
import { NodeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

/** The shapes by the number that the shader knows them by. */
export const SHAPES = ["circle", "square", "triangle", "diamond", "star", "hexagon"];

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;

uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_cameraAngle;
uniform float u_correctionRatio;

varying vec4 v_color;
varying vec2 v_point;
varying float v_pixel;
varying float v_shape;

const float reach = 3.2; // corners of the triangle, in radii: its inscribed circle of 1.6 holds every shape
const float bias = 255.0 / 254.0;

void main() {
  float pixel = 2.0 * u_correctionRatio;
  float radius = max(a_size / u_sizeRatio * pixel, 1e-9);
  float angle = a_angle + u_cameraAngle; // shapes stand upright, however the camera is turned
  vec2 corner = reach * radius * vec2(cos(angle), sin(angle));
  gl_Position = vec4((u_matrix * vec3(a_position + corner, 1)).xy, 0, 1);
  v_point = reach * vec2(cos(a_angle), sin(a_angle));
  v_pixel = pixel / radius;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = vec4(a_id.rgb, a_id.a * bias);
  #else
  v_color = vec4(a_color.rgb, 1.0) * a_color.a * bias;
  #endif
}
`;

const FRAGMENT = `
precision highp float;

varying vec4 v_color;
varying vec2 v_point;
varying float v_pixel;
varying float v_shape;

// Five points, outer radius 1.45, inner 0.72: distance to the nearest of its ten sides.
float star(vec2 p) {
  float sector = 1.2566371; // 2 pi / 5
  float turn = mod(atan(p.x, p.y) + sector / 2.0, sector) - sector / 2.0;
  vec2 q = length(p) * vec2(abs(sin(turn)), cos(turn));
  vec2 tip = vec2(0.0, 1.45);
  vec2 side = vec2(0.4232, 0.5825) - tip;
  return dot(q - tip, normalize(vec2(-side.y, side.x)));
}

// Distance of a point to the edge of the shape, inside negative; all have the area of the unit circle.
float outside(vec2 p) {
  vec2 a = abs(p);
  if (v_shape < 0.5) return length(p) - 1.0;
  if (v_shape < 1.5) return max(a.x, a.y) - 0.886;
  if (v_shape < 2.5) return max(-p.y, a.x * 0.866 + p.y * 0.5) - 0.778;
  if (v_shape < 3.5) return (a.x + a.y) * 0.7071 - 0.886;
  if (v_shape < 4.5) return star(p);
  return max(a.x, a.x * 0.5 + a.y * 0.866) - 0.952;
}

void main(void) {
  float distance = outside(v_point);
  #ifdef PICKING_MODE
  gl_FragColor = distance > 0.0 ? vec4(0.0) : v_color;
  #else
  // A white line of one pixel around the shape keeps nodes apart that lie on each other.
  vec4 inside = mix(v_color, vec4(v_color.a), smoothstep(-2.0 * v_pixel, -v_pixel, distance));
  gl_FragColor = inside * (1.0 - smoothstep(-v_pixel, 0.0, distance));
  #endif
}
`;

const { FLOAT, TRIANGLES, UNSIGNED_BYTE } = WebGLRenderingContext;

export class Shape extends NodeProgram {
  getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_cameraAngle", "u_correctionRatio"],
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  processVisibleItem(id, start, { x, y, size, color, shape = "circle" }) {
    const number = SHAPES.indexOf(shape);
    if (number < 0) throw new Error(`no shape ${shape}: one of ${SHAPES.join(", ")}`);
    this.array.set([x, y, size, number, floatColor(color), id], start);
  }

  setUniforms(params, { gl, uniformLocations }) {
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(uniformLocations.u_cameraAngle, params.cameraAngle);
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
  }
}
