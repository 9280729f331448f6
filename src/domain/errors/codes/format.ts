/** Codes of the file format parsers. */
export const FORMAT_CODES = {
  'format/truncated': 'The model file ends too early; copy it again from its source.',
} as const;
