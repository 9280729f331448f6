/** A compute shader and the name of its entry point. */
export interface NamedShader {
  readonly name: string;
  readonly wgsl: string;
  /** No pipeline is to be made of it: it needs more than this adapter has, which is not the shader's fault. */
  readonly compileOnly?: boolean;
}

/** What the browser has against a shader. */
export interface ShaderFault {
  readonly kernel: string;
  readonly message: string;
}
