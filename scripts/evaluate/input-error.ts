/** A file or option that cannot be used, told with its name and line; never with its text. */
export class InputError extends Error {}
