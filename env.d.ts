/** Globals that TypeScript cannot know: what the build defines, and the WebGPU constants its DOM library leaves out. */

/** Abbreviated commit hash, with `+` where the tree differed from it; `unknown` outside git. Set in vite.config.ts. */
declare const __COMMIT__: string;

/** Day of the build, as YYYY-MM-DD in UTC. Set in vite.config.ts. */
declare const __BUILD_DATE__: string;

/** Rulings on the claims of every recorded result, by experiment. Set in vite.config.ts. */
declare const __RULINGS__: Readonly<Record<string, Readonly<Record<string, string>>>>;

/** https://www.w3.org/TR/webgpu/#namespacedef-gpubufferusage */
declare const GPUBufferUsage: {
  readonly MAP_READ: 0x0001;
  readonly MAP_WRITE: 0x0002;
  readonly COPY_SRC: 0x0004;
  readonly COPY_DST: 0x0008;
  readonly INDEX: 0x0010;
  readonly VERTEX: 0x0020;
  readonly UNIFORM: 0x0040;
  readonly STORAGE: 0x0080;
  readonly INDIRECT: 0x0100;
  readonly QUERY_RESOLVE: 0x0200;
};

/** https://www.w3.org/TR/webgpu/#namespacedef-gpumapmode */
declare const GPUMapMode: {
  readonly READ: 0x0001;
  readonly WRITE: 0x0002;
};

/** https://www.w3.org/TR/webgpu/#namespacedef-gpushaderstage */
declare const GPUShaderStage: {
  readonly VERTEX: 0x1;
  readonly FRAGMENT: 0x2;
  readonly COMPUTE: 0x4;
};
