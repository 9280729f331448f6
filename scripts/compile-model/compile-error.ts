import { ToolError } from '../python/tool-error.ts';

/** A compilation that cannot go on, told in one sentence for the person at the terminal. */
export class CompileError extends ToolError {}
