/** An address that the build contains and that nothing ever asks for. */
export interface ExplainedUrl {
  /** What an address must begin with, or be. */
  readonly url: string;
  /** `exact`: nothing may follow. */
  readonly exact?: true;
  /** Who brings it. */
  readonly from: string;
  /** Why it is there, and why it is harmless. */
  readonly why: string;
}

const NAMESPACE = 'a name of XML, compared and never fetched';
const MESSAGE = 'points a developer to an explanation, in the text of an error or warning';
const SELF_TEST = 'the self-test tries a peer connection at the decoy that a person names, to see it refused';
const COMMENT = 'in a comment of code that is handed on as text';

/**
 * All foreign addresses that a build may contain. Anything else stops it (scripts/build/scan-bundle.ts), and so does an
 * entry that no file needs any more.
 */
export const EXPLAINED_URLS: readonly ExplainedUrl[] = [
  { url: 'http://www.w3.org/2000/svg', exact: true, from: 'icon.svg, react-dom', why: NAMESPACE },
  { url: 'http://www.w3.org/1999/xlink', exact: true, from: 'react-dom', why: NAMESPACE },
  { url: 'http://www.w3.org/XML/1998/namespace', exact: true, from: 'react-dom', why: NAMESPACE },
  { url: 'http://www.w3.org/1998/Math/MathML', exact: true, from: 'react-dom', why: NAMESPACE },
  { url: 'https://react.dev/errors/', from: 'react-dom, react', why: MESSAGE },
  { url: 'https://tinyurl.com/y2uuvskb', exact: true, from: 'dexie', why: MESSAGE },
  { url: 'http://bit.ly/2kdckMn', exact: true, from: 'dexie', why: MESSAGE },
  { url: 'https://www.npmjs.com/package/hash-wasm', exact: true, from: 'hash-wasm', why: MESSAGE },
  { url: 'https://webgpureport.org/', exact: true, from: 'web-llm', why: MESSAGE },
  {
    url: 'https://docs.rs/getrandom#nodejs-es-module-support',
    from: "web-llm's tokenizers, packed into its script",
    why: MESSAGE,
  },
  { url: 'https://github.com/ggml-org/llama.cpp/', from: "llama.cpp's program", why: MESSAGE },
  { url: 'https://github.com/ngxson/wllama/pull/', from: 'wllama', why: MESSAGE },
  { url: 'https://github.com/godotengine/godot/issues/70621', exact: true, from: 'wllama', why: COMMENT },
  { url: 'https://github.com/emscripten-core/emscripten/', from: 'wllama, emscripten', why: COMMENT },
  {
    url: 'https://tvm.apache.org',
    exact: true,
    from: 'public/model-libs/README.md',
    why: 'a text for people that lies beside the libraries',
  },
  {
    url: 'https://model-libs.invalid/',
    from: 'src/platform/model-store/library-rows.ts',
    why: "the key of a library's row; the domain .invalid exists nowhere (RFC 6761)",
  },
  // No host: one is put in when the self-test runs.
  { url: 'stun:${', from: 'src/platform/self-test', why: SELF_TEST },
  { url: 'turn:${', from: 'src/platform/self-test', why: SELF_TEST },
];
