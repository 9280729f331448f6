/** A command that cannot go on, told in one sentence for the person at the terminal. */
export class ToolError extends Error {}
