// The program that draws edges for sigma: straight, with or without a head, whole or dashed, beside each other.
import { EdgeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_start;
attribute vec2 a_end;
attribute float a_width;
attribute float a_radius; // of the node at the end
attribute float a_arrow; // 1 with a head, else 0
attribute float a_dashed; // 1 or 0
attribute float a_offset; // to the left, in pixels
attribute vec3 a_corner; // along: 0 start, 1 end of the line, 2 tip; across: -1, 0, 1; 1 for the head

uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
uniform float u_minEdgeThickness;

varying vec4 v_color;
varying float v_along; // in pixels
varying float v_across; // in pixels
varying float v_half; // half of the width, in pixels
varying float v_dashed;

const float headLength = 2.5; // in widths of the line, as sigma has it
const float headWidth = 2.0;
const float bias = 255.0 / 254.0;

void main() {
  vec2 way = a_end - a_start;
  float distance = length(way);
  if (distance == 0.0) { // hidden, or from a node to itself
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  float pixel = 2.0 * u_correctionRatio;
  float width = max(a_width / u_sizeRatio, u_minEdgeThickness) * pixel;
  float offset = a_offset / u_sizeRatio * pixel;
  float radius = a_radius / u_sizeRatio * pixel;
  float tip = max(distance - a_arrow * sqrt(max(radius * radius - offset * offset, 0.0)), 0.0);
  float neck = max(tip - a_arrow * headLength * width, 0.0);

  bool head = a_corner.z > 0.5;
  float along = a_corner.x < 0.5 ? 0.0 : (a_corner.x < 1.5 ? neck : tip);
  float across = a_corner.y * width * (head ? headWidth * a_arrow / 2.0 : 0.5);
  vec2 ahead = way / distance;
  vec2 left = vec2(-ahead.y, ahead.x);
  vec2 position = a_start + ahead * along + left * (offset + across);
  gl_Position = vec4((u_matrix * vec3(position, 1)).xy, 0, 1);

  v_along = along / pixel;
  v_across = head ? 0.0 : across / pixel;
  v_half = width / pixel / 2.0;
  v_dashed = head ? 0.0 : a_dashed;
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
varying float v_along;
varying float v_across;
varying float v_half;
varying float v_dashed;

uniform float u_feather;

const float dash = 6.0;
const float gap = 4.0;

void main(void) {
  #ifdef PICKING_MODE
  gl_FragColor = v_color; // a gap can be picked like a dash
  #else
  float shown = 1.0 - smoothstep(v_half - u_feather, v_half, abs(v_across));
  if (v_dashed > 0.5 && mod(v_along, dash + gap) > dash) shown = 0.0;
  gl_FragColor = v_color * shown;
  #endif
}
`;

const { FLOAT, TRIANGLES, UNSIGNED_BYTE } = WebGLRenderingContext;

export class Tie extends EdgeProgram {
  getDefinition() {
    return {
      VERTICES: 9,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_correctionRatio", "u_minEdgeThickness", "u_feather"],
      ATTRIBUTES: [
        { name: "a_start", size: 2, type: FLOAT },
        { name: "a_end", size: 2, type: FLOAT },
        { name: "a_width", size: 1, type: FLOAT },
        { name: "a_radius", size: 1, type: FLOAT },
        { name: "a_arrow", size: 1, type: FLOAT },
        { name: "a_dashed", size: 1, type: FLOAT },
        { name: "a_offset", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 3, type: FLOAT }],
      CONSTANT_DATA: [
        [0, -1, 0],
        [0, 1, 0],
        [1, 1, 0],
        [1, 1, 0],
        [1, -1, 0],
        [0, -1, 0],
        [2, 0, 1],
        [1, 1, 1],
        [1, -1, 1],
      ],
    };
  }

  processVisibleItem(id, start, source, target, { size, color, arrow = true, dashed = false, offset = 0 }) {
    const ends = [source.x, source.y, target.x, target.y];
    this.array.set([...ends, size, target.size, Number(arrow), Number(dashed), offset, floatColor(color), id], start);
  }

  setUniforms(params, { gl, uniformLocations }) {
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
    gl.uniform1f(uniformLocations.u_minEdgeThickness, params.minEdgeThickness);
    gl.uniform1f(uniformLocations.u_feather, params.antiAliasingFeather / params.pixelRatio);
  }
}
