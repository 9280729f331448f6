/** All that is taken of web-llm: imported through this file, its other half is left out of the build. */
export { MLCEngine } from '@mlc-ai/web-llm';
